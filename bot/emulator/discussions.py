"""A channel's posts in the discussion group that is linked to it."""

from bot.emulator import origins, visibility
from bot.emulator.accounts import TELEGRAM
from bot.emulator.chat import Chat
from bot.emulator.contents import CARRIED
from bot.emulator.state import State
from bot.emulator.wire import JsonObject

_CARRIED = (*CARRIED, "link_preview_options")


def forward(state: State, channel: Chat, post: JsonObject) -> None:
    """Bring a new post to the discussion group, if the channel has one."""
    if channel.kind != "channel" or channel.linked is None:
        return
    group = state.chats[channel.linked]
    copy = state.store(
        group,
        sender=TELEGRAM,
        sender_chat=channel.wire(),
        is_automatic_forward=True,
        forward_origin=origins.of_message(channel, post),
        **{name: post[name] for name in _CARRIED if name in post},
    )
    state.copies[channel.id, post["message_id"]] = copy["message_id"]
    if visibility.sees(state, group, copy):
        state.updates.push("message", copy)


def follow(state: State, channel: Chat, post: JsonObject) -> None:
    """Change the copy of a post that was edited, if there is one."""
    copy_id = state.copies.get((channel.id, post["message_id"]))
    if copy_id is None or channel.linked is None:
        return
    group = state.chats[channel.linked]
    if copy_id not in group.messages:
        return
    copy = group.messages[copy_id]
    for name in (*_CARRIED, "edit_date"):
        copy.pop(name, None)
        if name in post:
            copy[name] = post[name]
    if visibility.sees(state, group, copy):
        state.updates.push("edited_message", copy)
