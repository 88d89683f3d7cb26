"""An article with all that the library knows of it <-> a line of JSON. No SQL, no files.

The keys that ``sitrep add`` reads (`index.documents.jsonl`) mean the same here, so that it takes
these lines too, as it takes any articles: without their numbers and their past.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from index.changes import Event
from index.errors import ExtractionError
from index.records import Draft
from index.web.addresses import parsed
from index.wording.texts import storable

VERSION = 1
"""Of the lines: it rises when what a reader of today expects of them changes."""

MOST = 2**52
"""The highest number: half of what every reader of JSON tells apart, so that the articles that come
after one of that number can be exported too."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+00:00", re.ASCII)


def _moment(text: str) -> str:
    if not _MOMENT.fullmatch(text):
        raise ValueError("not a moment in UTC, such as 2022-10-06T12:00:00.000000+00:00")
    datetime.fromisoformat(text)
    return text


def _address(text: str) -> str:
    if parsed(text) is None:
        raise ValueError("not an http(s) address")
    return text


def _visible(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    return text


Number = Annotated[int, Field(ge=1, le=MOST)]
Told = Annotated[str, AfterValidator(storable)]
Visible = Annotated[Told, AfterValidator(_visible)]
Address = Annotated[Told, AfterValidator(_address)]
Moment = Annotated[str, AfterValidator(_moment)]
"""As the library writes it: text, so that it comes back letter by letter."""
TextHash = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A further source, with what the library keeps of it and doesn't show.

    Attributes:
        moved: whether the report moved from there, so that the address only leads to it.
    """

    title: Told
    url: Address | None
    outlet: Told | None
    author: Told | None
    published: date | None
    text_hash: TextHash
    added: Moment
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A line of the article's history.

    Without its origin, which may name a curator's chat: it means nothing in another library.
    """

    at: Moment
    event: Event
    title: Told
    came: tuple[Told, ...]
    went: tuple[Told, ...]
    cause: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article, whole. The fields are the keys of its line, in order.

    Attributes:
        sitrep: the version of the line.
        number: the library's number for it.
        id: the external one, as in `Draft.external_id`.
        story: the number of the article that its story began with; None where it has no story yet.
        revisited: whether it was fetched from its address, which is looked at again.
        sources: in the order in which they were found.
        history: oldest first.
    """

    sitrep: Annotated[int, Field(ge=1, le=VERSION)]
    number: Number
    id: Told | None
    title: Visible
    text: Visible
    url: Address | None
    outlet: Told | None
    author: Told | None
    published: date | None
    language: Told | None
    added: Moment
    story: Number | None
    revisited: bool
    sources: tuple[Place, ...]
    history: tuple[Happening, ...]

    @property
    def draft(self) -> Draft:
        """The article alone."""
        return Draft(
            title=self.title,
            text=self.text,
            url=self.url,
            outlet=self.outlet,
            author=self.author,
            published=self.published,
            language=self.language,
            external_id=self.id,
        )


_ENTRY = TypeAdapter(Entry)


def written(entry: Entry) -> bytes:
    """The line, in UTF-8, with a line feed at its end and nowhere else."""
    return _ENTRY.dump_json(entry) + b"\n"


def read(line: bytes) -> Entry:
    """The article of a line.

    Raises:
        ExtractionError: it is none of `written`; the message says what is wrong with it.
    """
    try:
        return _ENTRY.validate_json(line, strict=True)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
    raise ExtractionError(_told(problems))


def _told(problems: list[ErrorDetails]) -> str:
    """The first of the problems, and what to do; all others follow from the version's."""
    by_place = {problem["loc"]: problem for problem in problems}
    first = by_place.get(("sitrep",), problems[0])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "json_invalid":
        return f"{message}; export it again, or take the line out"
    if first["loc"] == ("sitrep",) and first["type"] == "less_than_equal":
        return "written by a newer Sitrep; update this one"
    if first["loc"] in {(), ("sitrep",)}:
        return "not written by `sitrep export`; `sitrep add` takes articles of other origin"
    place = ".".join(map(str, first["loc"]))
    return f'"{place}": {message}; mend it or take the line out'
