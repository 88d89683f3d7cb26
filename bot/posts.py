"""A channel's post, as its copy stands in the discussion group. Pure."""

from telegram import Message, MessageEntity, MessageOriginChannel

from bot import addressing
from bot.chats import Post
from bot.texts import clean
from index import Draft

LONG_POST = 300
"""Characters from which a post is a report of its own, and no mere pointer to one."""
MOST_LINKS = 5
"""So many of its links are looked up in the library."""

_MAX_TITLE = 120
_LINKS = {MessageEntity.URL, MessageEntity.TEXT_LINK}


def post_of(message: Message) -> Post | None:
    """The channel's post that a message is the copy of; None where it is none."""
    channel = message.sender_chat
    if channel is None:
        return None
    text, entities = addressing.content(message)
    found = [
        (entity.offset, entity.url or addressing.cut(text, entity))
        for entity in entities
        if entity.type in _LINKS
    ]
    origin = message.forward_origin
    number = origin.message_id if isinstance(origin, MessageOriginChannel) else None
    return Post(
        channel=clean(channel.title or ""),
        text=clean(text),
        urls=tuple(dict.fromkeys(url for _, url in sorted(found))),
        url=f"https://t.me/{channel.username}/{number}" if channel.username and number else None,
        published=message.date.date().isoformat(),
    )


def draft_of(post: Post) -> Draft | None:
    """The post as a report, where it is long enough; a first line by itself is its headline."""
    text = post.text.strip()
    if len(text) < LONG_POST:
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
