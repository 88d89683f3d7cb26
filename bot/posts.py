"""Posts: a channel's own, its copy in the discussion group, and what somebody forwarded. Pure."""

import re
from datetime import datetime

from telegram import (
    Chat,
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
)

from bot import addressing
from bot.chats import Post
from bot.texts import clean
from index import Draft, is_address

LONG_POST = 300
"""Characters from which a post is a report of its own, and no mere pointer to one."""
MOST_LINKS = 5
"""So many of its links are looked up in the library."""

_MAX_TITLE = 120
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WITHIN_TELEGRAM = re.compile(
    r"https?://(?:[\w-]+\.)*(?:t\.me|telegram\.(?:me|org|dog))(?:[/:?#]|$)", re.IGNORECASE
)
_LINKS = {MessageEntity.URL, MessageEntity.TEXT_LINK}


def post_of(message: Message) -> Post | None:
    """The channel's post that a message is the copy of; None where it is none."""
    channel = message.sender_chat
    if channel is None:
        return None
    origin = message.forward_origin
    # A post that the channel itself forwarded keeps the other channel's number in its copy.
    is_own = isinstance(origin, MessageOriginChannel) and origin.chat.id == channel.id
    number = origin.message_id if is_own and isinstance(origin, MessageOriginChannel) else None
    return _post(message, channel.title, _address(channel, number), message.date)


def of_channel(message: Message) -> Post:
    """A post, as a channel that the bot is in has it."""
    channel = message.chat
    number = message.message_id
    # A private channel's address leads its members there, and nobody else.
    url = _address(channel, number) or f"https://t.me/c/{_internal(channel.id)}/{number}"
    return _post(message, channel.title, url, message.date)


def forwarded(message: Message) -> Post | None:
    """What somebody forwarded, as the post that it was; a person's name is no outlet."""
    origin = message.forward_origin
    if origin is None:
        return None
    if isinstance(origin, MessageOriginChannel):
        address = _address(origin.chat, origin.message_id)
        return _post(message, origin.chat.title, address, origin.date)
    group = origin.sender_chat.title if isinstance(origin, MessageOriginChat) else None
    return _post(message, group, None, origin.date)


def links(post: Post) -> tuple[str, ...]:
    """The reports that a post leads to; what leads back into Telegram is none."""
    whole = (url if _SCHEME.match(url) else f"https://{url}" for url in post.urls)
    reports = (url for url in whole if is_address(url) and not _WITHIN_TELEGRAM.match(url))
    return tuple(dict.fromkeys(reports))[:MOST_LINKS]


def _post(message: Message, outlet: str | None, url: str | None, written: datetime) -> Post:
    text, entities = addressing.content(message)
    found = [
        (entity.offset, entity.url or addressing.cut(text, entity))
        for entity in entities
        if entity.type in _LINKS
    ]
    return Post(
        channel=clean(outlet or ""),
        text=clean(text),
        urls=tuple(dict.fromkeys(url for _, url in sorted(found))),
        url=url,
        published=written.date().isoformat(),
    )


def _internal(chat_id: int) -> str:
    """A channel's number as links have it: without the ``-100`` that the Bot API puts before it."""
    return str(chat_id).removeprefix("-100").lstrip("-")


def _address(channel: Chat, number: int | None) -> str | None:
    """Where a public channel's post stands."""
    return f"https://t.me/{channel.username}/{number}" if channel.username and number else None


def draft_of(post: Post, *, least: int = LONG_POST) -> Draft | None:
    """The post as a report; a first line by itself is its headline.

    Args:
        post: a channel's, or one that was forwarded.
        least: characters that it must have; one that is shorter is none.
    """
    text = post.text.strip()
    if len(text) < least:
        return None
    first_line, _, rest = text.partition("\n")
    title = first_line.strip()
    is_headline = len(title) <= _MAX_TITLE and len(rest.strip()) >= LONG_POST // 2
    return Draft(
        title=title[:_MAX_TITLE],
        text=rest.strip() if is_headline else text,
        url=post.url,
        outlet=post.channel or None,
        published=post.day,
    )
