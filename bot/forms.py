"""What an update is like: the kinds that are asked for, and Telegram's rules for what is read.

Telegram keeps to them. PTB takes whatever comes, and a number in a text's place would fail in
whichever handler looks at it first; so what breaks them is not handled at all.
"""

from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationError,
    model_validator,
)

# Not `str`, which would refuse half of a surrogate pair.
_Text = InstanceOf[str]
# What is sent back as it is.
_Query = Annotated[str, Field(min_length=1, max_length=64)]
_File = Annotated[str, Field(min_length=1, max_length=1024)]
# "At most 52 significant bits", as the Bot API has it.
_Person = Annotated[int, Field(gt=0, lt=2**52)]
_Place = Annotated[int, Field(gt=-(2**52), lt=2**52)]
_Number = Annotated[int, Field(ge=0, lt=2**31)]
_Bytes = Annotated[int, Field(ge=0, lt=2**52)]
_Seconds = Annotated[int, Field(ge=0, lt=2**35)]
_Offset = Annotated[int, Field(gt=-(2**31), lt=2**31)]
# What each kind of origin is known by.
_KNOWN_BY = {
    "user": ("sender_user",),
    "hidden_user": ("sender_user_name",),
    "chat": ("sender_chat",),
    "channel": ("chat", "message_id"),
}


class _Form(BaseModel):
    model_config = ConfigDict(strict=True)


class _User(_Form):
    id: _Person
    is_bot: bool
    first_name: _Text
    username: _Text | None = None
    language_code: _Text | None = None


class _Chat(_Form):
    id: _Place
    type: _Text
    title: _Text | None = None
    username: _Text | None = None


class _Entity(_Form):
    type: _Text
    offset: _Offset
    length: _Offset
    url: _Text | None = None
    user: _User | None = None


class _Quote(_Form):
    text: _Text


class _Origin(_Form):
    type: _Text
    date: _Seconds
    sender_user: _User | None = None
    sender_user_name: _Text | None = None
    sender_chat: _Chat | None = None
    chat: _Chat | None = None
    message_id: _Number | None = None
    author_signature: _Text | None = None

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        if any(getattr(self, name) is None for name in _KNOWN_BY.get(self.type, ())):
            raise ValueError("the origin of a message without its source")
        return self


class _Document(_Form):
    file_id: _File
    file_unique_id: _Text
    file_name: _Text | None = None
    mime_type: _Text | None = None
    file_size: _Bytes | None = None


class _Button(_Form):
    text: _Text
    callback_data: _Text | None = None
    url: _Text | None = None


class _Keyboard(_Form):
    inline_keyboard: list[list[_Button]]


class _Message(_Form):
    message_id: _Number
    date: _Seconds
    chat: _Chat
    from_user: _User | None = Field(default=None, alias="from")
    sender_chat: _Chat | None = None
    via_bot: _User | None = None
    edit_date: _Seconds | None = None
    author_signature: _Text | None = None
    text: _Text | None = None
    caption: _Text | None = None
    entities: list[_Entity] | None = None
    caption_entities: list[_Entity] | None = None
    document: _Document | None = None
    quote: _Quote | None = None
    reply_to_message: "_Message | None" = None
    forward_origin: _Origin | None = None
    is_automatic_forward: bool | None = None
    is_topic_message: bool | None = None
    message_thread_id: _Number | None = None
    migrate_to_chat_id: _Place | None = None
    migrate_from_chat_id: _Place | None = None
    reply_markup: _Keyboard | None = None


class _Press(_Form):
    id: _Query
    from_user: _User = Field(alias="from")
    message: _Message | None = None
    # There where it is no game's button; PTB takes a press without it for any button's.
    data: Annotated[_Text, Field(min_length=1)]


class _Inline(_Form):
    id: _Query
    from_user: _User = Field(alias="from")
    query: _Text
    offset: _Text


class _Member(_Form):
    status: _Text
    user: _User


class _Membership(_Form):
    chat: _Chat
    from_user: _User = Field(alias="from")
    date: _Seconds
    new_chat_member: _Member


class _Update(_Form):
    update_id: Annotated[int, Field(gt=-(2**63), lt=2**63)]
    message: _Message | None = None
    edited_message: _Message | None = None
    channel_post: _Message | None = None
    edited_channel_post: _Message | None = None
    callback_query: _Press | None = None
    inline_query: _Inline | None = None
    my_chat_member: _Membership | None = None


KINDS = [name for name in _Update.model_fields if name != "update_id"]
"""The updates that the bot asks for."""


def is_well_formed(update: dict[str, Any]) -> bool:
    """Whether an update is of one of those kinds, and as it must be wherever handlers look.

    What else is in it, PTB is left to judge.
    """
    try:
        read = _Update.model_validate(update)
    except (ValidationError, RecursionError):
        return False
    return any(getattr(read, kind) for kind in KINDS)
