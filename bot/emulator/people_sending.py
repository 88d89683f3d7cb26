"""What people send along with their words: files, and what others wrote."""

import base64
from typing import Any

from bot.emulator import contents, origins
from bot.emulator.people_writing import Writing
from bot.emulator.wire import JsonObject


class Sending(Writing):
    """Files and forwards."""

    def upload(
        self,
        name: str | None,
        data: bytes | str,
        mime_type: str | None = None,
        size: int | None = None,
    ) -> JsonObject:
        """Bring a file to Telegram's servers.

        Args:
            name: what it is called; None where the client doesn't say.
            data: its bytes; over HTTP, and so in a string, they are written in base64.
            mime_type: what the client takes it for; None where it doesn't say.
            size: what Telegram tells of it in place of its length, so that a file may be too large
                without anybody making its bytes.

        Returns:
            The ``document`` that messages carry.

        Raises:
            ValueError: that is no base64.
        """
        content = base64.b64decode(data, validate=True) if isinstance(data, str) else data
        return self._state.files.keep(name, content, mime_type, size).described()

    def send_file(
        self,
        chat: int,
        user: int,
        name: str | None,
        data: bytes | str,
        mime_type: str | None = None,
        caption: str | None = None,
        size: int | None = None,
        **how: Any,
    ) -> JsonObject:
        """Send a file.

        Args:
            chat: where.
            user: who.
            name: as for ``upload``; so are ``data``, ``mime_type`` and ``size``.
            data: the file itself.
            mime_type: its kind.
            caption: what is written under it.
            size: what is told of its length.
            how: as for ``say``: ``reply_to``, ``thread``, ``entities`` of the caption and others.

        Returns:
            As ``say``, and the ``document``.
        """
        document = self.upload(name, data, mime_type, size)
        said = self.say(chat, user, caption or "", document=document, **how)
        return said | {"document": document}

    def forward(
        self, chat: int, user: int, origin: str | JsonObject, text: str = "", **how: Any
    ) -> JsonObject:
        """Forward a message from somewhere that the emulator needs to know nothing of.

        Args:
            chat: where to.
            user: who forwards it.
            origin: ``user``, ``hidden_user``, ``chat`` or ``channel``, where any will do; or what
                the Bot API's ``forward_origin`` is to say, with numbers for people and chats.
            text: what the message says, or the caption of what it carries.
            how: as for ``say``: ``entities``, ``photo``, ``document``, ``thread`` and others.

        Returns:
            As ``say``.

        Raises:
            ValueError: Telegram has no such origin.
        """
        described = origins.described(self._state, origin)
        return self.say(chat, user, text, forward_origin=described, **how)

    def forward_message(
        self, chat: int, user: int, from_chat: int, message_id: int, thread: int | None = None
    ) -> JsonObject:
        """Forward a message that stands in another chat; returns as ``say``."""
        room = self._state.chats[from_chat]
        message = room.messages[message_id]
        return self._put(
            self._room(chat),
            sender=self._state.users[user],
            thread=thread,
            forward_origin=origins.of_message(room, message),
            **contents.copied(message),
        )

    def break_off(self, after: int = 0, times: int = 1) -> None:
        """Have the next downloads end after so many bytes, since the connection is lost."""
        self._state.files.break_off(after, times)
