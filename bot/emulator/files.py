"""Files on Telegram's servers: what messages show of them, and how their bytes get out."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.emulator.pace import Clock
from bot.emulator.wire import ApiError, JsonObject, bad

MAX_DOWNLOAD = 20 * 2**20
"""Bytes that a bot may download; of what is larger Telegram tells name and size alone."""
LINK_LASTS = 3600.0
"""Seconds for which what getFile gave can be downloaded; Telegram promises no more than that."""

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One file.

    Attributes:
        name: as whoever sent it calls it; None where they don't say.
        mime_type: the same.
        size: in bytes, as Telegram tells it; that of ``data`` but for files that only pretend.
    """

    file_id: str
    name: str | None
    data: bytes
    mime_type: str | None
    size: int

    @property
    def unique_id(self) -> str:
        """The same for all bots; nothing can be downloaded by it."""
        return f"unique-{self.file_id}"

    @property
    def path(self) -> str:
        """Where it is downloaded: of its name, no more than the suffix is left."""
        suffix = PurePosixPath(self.name or "").suffix
        return f"documents/{self.file_id}{suffix if _SUFFIX.fullmatch(suffix) else ''}"

    def described(self) -> JsonObject:
        """The file as ``document`` in a message; what isn't known is left out."""
        known = {"file_name": self.name, "mime_type": self.mime_type, "file_size": self.size}
        shown = {name: value for name, value in known.items() if value}
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, **shown}


@dataclass(frozen=True, slots=True)
class Download:
    """What comes back for a file's address.

    Attributes:
        status: the HTTP status.
        content: the bytes that arrive; where the status is no success, a refusal in JSON.
        length: how many were announced; the connection is lost where fewer arrive.
    """

    status: int
    content: bytes
    length: int

    @property
    def is_cut(self) -> bool:
        """Whether the connection is lost on the way."""
        return len(self.content) < self.length


class Files:
    """All files, the links to them, and how many of the next downloads break off."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._files: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[str, float]] = {}  # by path: a file's id, and since when
        self._breaks: list[int] = []  # after how many bytes each of the next downloads ends

    def __getitem__(self, file_id: str) -> StoredFile:
        return self._files[file_id]

    def keep(
        self,
        name: str | None,
        data: bytes,
        mime_type: str | None = None,
        size: int | None = None,
    ) -> StoredFile:
        """Take a file in; a ``size`` of its own stands for bytes that nobody has to make."""
        file_id = f"file{len(self._files) + 1}"
        stored = StoredFile(
            file_id=file_id,
            name=name,
            data=data,
            mime_type=mime_type,
            size=len(data) if size is None else size,
        )
        self._files[file_id] = stored
        return stored

    def link(self, file_id: str) -> JsonObject:
        """What getFile gives; from now on the file can be downloaded for an hour.

        Raises:
            ApiError: there is no such file, or it is too large for bots.
        """
        if not file_id:
            raise bad("file_id not specified")
        if file_id not in self._files:
            raise bad("invalid file_id")
        stored = self._files[file_id]
        if stored.size > MAX_DOWNLOAD:
            raise bad("file is too big")
        self._links[stored.path] = (file_id, self._clock())
        size = {"file_size": stored.size} if stored.size else {}
        names = {"file_id": file_id, "file_unique_id": stored.unique_id}
        return {**names, **size, "file_path": stored.path}

    def fetch(self, path: str) -> Download:
        """What comes back for a path that getFile gave.

        Raises:
            ApiError: it never gave that one, or more than an hour ago.
        """
        file_id, since = self._links.get(path, ("", 0.0))
        if not file_id or self._clock() - since > LINK_LASTS:
            raise ApiError(404, "Not Found")
        data = self._files[file_id].data
        cut = self._breaks.pop(0) if self._breaks else len(data)
        return Download(200, data[:cut], len(data))

    def break_off(self, after: int, times: int) -> None:
        """Have so many further downloads end after that many bytes."""
        self._breaks += [after] * times
