"""What of a message is meant for the library: addresses, a forwarded post, a file. Pure."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from telegram import Document, Message, MessageEntity

from bot import addressing, posts
from bot.chats import Post
from bot.texts import clean
from index import is_address

MAX_FILE = 20_000_000
"""Bytes: what Telegram hands to a bot."""
MOST_ADDRESSES = 10
"""Addresses taken from one message."""

_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf"})
_TYPES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
}
_LINKS = {MessageEntity.URL, MessageEntity.TEXT_LINK}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody sent for the library.

    Attributes:
        addresses: http(s) addresses, each once, in order.
        post: a forwarded post.
        document: a file, and ``suffix`` the kind that it is read as; "" for one that can't be.
        caption_address: the address that a file's caption gives: where the report stands.
    """

    addresses: tuple[str, ...] = ()
    post: Post | None = None
    document: Document | None = None
    suffix: str = ""
    caption_address: str | None = None

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.addresses or self.post or self.document)


def sent(message: Message) -> Wanted:
    """What a message without a command brings: addresses alone, a forwarded post, a file."""
    if message.document is not None:
        found = addresses(message)
        return Wanted(
            document=message.document,
            suffix=suffix(message.document),
            caption_address=found[0] if found else None,
        )
    if message.forward_origin is not None:
        post = posts.forwarded(message)
        return Wanted(post=post) if post else Wanted()
    return Wanted(addresses=addresses(message)) if is_addresses_alone(message) else Wanted()


def after_command(message: Message) -> Wanted:
    """What ``/add`` names: addresses after it, else what the message that it replies to brings."""
    found = addresses(message)
    if found or message.reply_to_message is None:
        return Wanted(addresses=found)
    origin = message.reply_to_message
    return sent(origin) or Wanted(addresses=addresses(origin))


def addresses(message: Message) -> tuple[str, ...]:
    """The http(s) addresses in a message, each once, in order."""
    text, entities = addressing.content(message)
    found = sorted(
        (entity.offset, entity.url or addressing.cut(text, entity))
        for entity in entities
        if entity.type in _LINKS
    )
    whole = (address if _SCHEME.match(address) else f"https://{address}" for _, address in found)
    return tuple(dict.fromkeys(url for url in whole if is_address(url)))


def is_addresses_alone(message: Message) -> bool:
    """Whether a message says nothing beside addresses."""
    text, entities = addressing.content(message)
    spelled = {addressing.cut(text, entity) for entity in entities if entity.type in _LINKS}
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    return bool(words) and all(word in spelled for word in words)


def suffix(document: Document) -> str:
    """The kind that a file is read as, by its name or else its media type; "" for any other."""
    named = PurePath(clean(document.file_name or "")).suffix.lower()
    if named in _SUFFIXES:
        return named
    return _TYPES.get((document.mime_type or "").partition(";")[0].strip().lower(), "")
