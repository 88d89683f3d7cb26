"""Who may use the bot, and where."""

from datetime import UTC, datetime

import pytest
from telegram import Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from bot import access
from bot.settings import SERVICE_ACCOUNTS, Settings

OWNER, LISTED, STRANGER = 1, 2, 3
GROUP, OTHER_GROUP, FORMER = -1001, -1002, -7
PRIVATE = Chat(LISTED, ChatType.PRIVATE)


def settings(owners: str = "", chats: str = "", people: str = "") -> Settings:
    named = {
        "SITREP_OWNERS": owners,
        "SITREP_ALLOWED_CHATS": chats,
        "SITREP_ALLOWED_PEOPLE": people,
    }
    return Settings.model_validate({name: ids for name, ids in named.items() if ids})


OPEN = settings()
OWNED = settings(owners="1")
CHATS = settings(owners="1", chats="-1001")
PEOPLE = settings(owners="1", people="2")
BOTH = settings(owners="1", chats="-1001", people="2")


def person(number: int) -> User:
    return User(number, "Ann", is_bot=False)


@pytest.mark.parametrize(
    ("set_so", "owner", "listed", "stranger"),
    [
        (OPEN, True, True, True),
        (OWNED, True, True, True),
        # As soon as anything is named, what is not named is closed.
        (CHATS, True, False, False),
        (PEOPLE, True, True, False),
        (BOTH, True, True, False),
    ],
)
@pytest.mark.parametrize("chat", [PRIVATE, None], ids=["private", "inline"])
def test_people_in_private_and_inline(
    set_so: Settings, chat: Chat | None, owner: bool, listed: bool, stranger: bool
) -> None:
    may = [access.may(set_so, chat, person(each), None) for each in (OWNER, LISTED, STRANGER)]
    assert may == [owner, listed, stranger]
    assert [access.person_may(set_so, each) for each in (OWNER, LISTED, STRANGER)] == may
    assert not access.may(set_so, chat, None, None)


@pytest.mark.parametrize(
    ("set_so", "named", "other"),
    [
        (OPEN, True, True),
        (OWNED, True, True),
        (CHATS, True, False),
        (PEOPLE, False, False),
        (BOTH, True, False),
    ],
)
@pytest.mark.parametrize("kind", [ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL])
@pytest.mark.parametrize("who", [OWNER, LISTED, STRANGER, None])
def test_groups_by_their_number_whoever_writes_there(
    set_so: Settings, named: bool, other: bool, kind: str, who: int | None
) -> None:
    writer = person(who) if who else None
    assert access.may(set_so, Chat(GROUP, kind), writer, None) is named
    assert access.may(set_so, Chat(OTHER_GROUP, kind), writer, None) is other


def test_a_group_that_became_a_supergroup_is_known_by_its_former_number() -> None:
    old = settings(chats="-7")
    assert access.chat_may(old, GROUP, FORMER)
    assert access.may(old, Chat(GROUP, ChatType.SUPERGROUP), person(STRANGER), FORMER)
    assert not access.chat_may(old, GROUP, None)
    assert not access.chat_may(old, GROUP, -8)
    assert access.chat_may(settings(chats="-1001"), GROUP, FORMER)


def test_owners_are_those_that_are_named() -> None:
    assert access.is_owner(OWNED, OWNER)
    assert not access.is_owner(OWNED, LISTED)
    assert not access.is_owner(OWNED, None)
    assert not access.is_owner(OPEN, OWNER)


@pytest.mark.parametrize("account", sorted(SERVICE_ACCOUNTS))
def test_telegrams_own_accounts_own_nothing_even_where_settings_slipped_through(
    account: int,
) -> None:
    slipped = OWNED.model_copy(
        update={
            "owners": frozenset({account}),
            "allowed_people": frozenset({account}),
        }
    )
    assert not access.is_owner(slipped, account)
    assert not access.person_may(slipped, account)


def _message() -> Message:
    return Message(1, datetime.now(UTC), PRIVATE, text="hi", from_user=person(LISTED))


@pytest.mark.parametrize("field", ["message", "edited_message", "channel_post"])
def test_messages_of_all_kinds_concern_people(field: str) -> None:
    assert access.concerns_people(Update(1, **{field: _message()}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("callback_query", {"id": "1", "chat_instance": "1", "data": "x"}),
        ("inline_query", {"id": "1", "query": "who", "offset": ""}),
        ("chosen_inline_result", {"result_id": "1", "query": "who"}),
    ],
)
def test_presses_and_inline_concern_people(field: str, content: dict[str, str]) -> None:
    sender = {"id": LISTED, "is_bot": False, "first_name": "Ann"}
    update = Update.de_json({"update_id": 1, field: content | {"from": sender}}, None)
    assert access.concerns_people(update)


def test_what_telegram_itself_tells_concerns_nobody() -> None:
    assert not access.concerns_people(Update(1))
    member = {"status": "member", "user": {"id": 9, "is_bot": True, "first_name": "Sitrep"}}
    change = {
        "chat": {"id": GROUP, "type": "supergroup", "title": "G"},
        "from": {"id": LISTED, "is_bot": False, "first_name": "Ann"},
        "date": 1,
        "old_chat_member": member,
        "new_chat_member": member,
    }
    read = ChatMemberUpdated.de_json(change, None)
    assert not access.concerns_people(Update(1, my_chat_member=read))
