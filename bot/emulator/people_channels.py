"""What is published in channels, and its way to the discussion group."""

from bot.emulator import contents, discussions, origins
from bot.emulator.chat import Chat
from bot.emulator.people_base import PeopleBase
from bot.emulator.wire import JsonObject


class Publishing(PeopleBase):
    """Channels and their posts."""

    def link(self, channel: int, group: int) -> None:
        """Make a supergroup a channel's discussion group: it gets what is posted from now on.

        Raises:
            ValueError: they are no channel and no supergroup.
        """
        publisher, discussion = self._room(channel), self._room(group)
        if (publisher.kind, discussion.kind) != ("channel", "supergroup"):
            raise ValueError("only a channel and a supergroup can be linked")
        publisher.linked, discussion.linked = group, channel

    def post(
        self,
        chat: int,
        text: str = "",
        entities: list[JsonObject] | None = None,
        *,
        photo: bool = False,
        document: JsonObject | None = None,
        author_signature: str | None = None,
        origin: str | JsonObject | None = None,
    ) -> JsonObject:
        """Publish in a channel.

        Args:
            chat: the channel.
            text: what, or the caption of what is published along with it.
            entities: in place of those that Telegram would detect.
            photo: whether a photo is published.
            document: the file that is, as ``upload`` returned it.
            author_signature: the author's name, where the channel shows it.
            origin: where it is forwarded from, if it is; as for ``forward``.

        Returns:
            The post; ``forwarded`` tells its copy's id.
        """
        channel = self._room(chat)
        post = self._state.store(
            channel,
            sender=None,
            sender_chat=channel.wire(),
            author_signature=author_signature,
            forward_origin=origins.described(self._state, origin) if origin else None,
            **contents.content(text, entities, photo=photo, document=document),
        )
        self._tell_administrator(channel, post, "channel_post")
        discussions.forward(self._state, channel, post)
        return post

    def edit_post(
        self, channel: int, message_id: int, text: str, entities: list[JsonObject] | None = None
    ) -> JsonObject:
        """Change a post's text or caption, and with it the copy in the discussion group."""
        publisher = self._room(channel)
        post = publisher.messages[message_id]
        contents.rewrite(post, text, entities)
        self._tell_administrator(publisher, post, "edited_channel_post")
        discussions.follow(self._state, publisher, post)
        return post

    def forwarded(self, channel: int, message_id: int) -> int:
        """The id of a post's copy in the discussion group."""
        return self._state.copies[channel, message_id]

    def _tell_administrator(self, channel: Chat, post: JsonObject, kind: str) -> None:
        """Let the bot know of a post: in channels it is an administrator or nothing."""
        if channel.status(self._state.me["id"]) == "administrator":
            self._state.updates.push(kind, post)
