"""Groups change, move and end; topics close; messages go: what the bot meets then."""

import pytest

from bot.emulator import JsonObject, Telegram
from tests.bot.emulator_calls import do, kinds, refusal, result, send, told

ANN, BOB, HELPER, GROUP, NEW, FORUM = 1, 2, 50, -10, -1000010, -200


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram()
    telegram.people.user(ANN)
    telegram.people.user(BOB, "Bob")
    telegram.people.group(GROUP, "Talk", members=[BOB, ANN], type="group", owner=ANN)
    telegram.people.group(FORUM, members=[ANN], is_forum=True)
    return telegram


# --- migration


@pytest.mark.parametrize("order", ["to_first", "from_first"])
def test_a_migration_is_told_in_both_groups(telegram: Telegram, order: str) -> None:
    telegram.people.say(GROUP, ANN, "x")
    moved = telegram.people.migrate(GROUP, NEW, order)  # type: ignore[arg-type]  # as over HTTP
    assert moved == {"id": NEW, "type": "supergroup", "title": "Talk"}
    (joined, change), *services = told(telegram)
    assert (joined, change["chat"]["id"]) == ("my_chat_member", NEW)
    assert change["old_chat_member"]["status"] == "left"
    assert change["new_chat_member"]["status"] == "member"
    there, here = services if order == "to_first" else reversed(services)
    assert (there[1]["chat"]["id"], there[1]["migrate_to_chat_id"]) == (GROUP, NEW)
    assert there[1]["from"]["id"] == ANN
    assert (here[1]["chat"]["id"], here[1]["migrate_from_chat_id"]) == (NEW, GROUP)
    assert (here[1]["from"]["id"], here[1]["sender_chat"]["id"]) == (1087968824, NEW)
    assert here[1]["message_id"] == 1


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("sendMessage", {"text": "x"}),
        ("sendChatAction", {"action": "typing"}),
        ("editMessageText", {"text": "y", "message_id": 1}),
        ("getChatMember", {"user_id": ANN}),
        ("leaveChat", {}),
    ],
)
async def test_the_old_id_is_refused_with_the_new_one(
    telegram: Telegram, method: str, parameters: JsonObject
) -> None:
    await send(telegram, GROUP)
    telegram.people.migrate(GROUP, NEW)
    body = await do(telegram, method, chat_id=GROUP, **parameters)
    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": NEW},
    }


async def test_members_move_along(telegram: Telegram) -> None:
    telegram.people.migrate(GROUP, NEW, by=BOB)
    assert told(telegram)[0][1]["from"]["id"] == BOB
    assert (await send(telegram, NEW))["chat"]["type"] == "supergroup"
    leader = await result(telegram, "getChatMember", chat_id=NEW, user_id=ANN)
    assert leader["status"] == "creator"
    with pytest.raises(ValueError, match="no more"):
        telegram.people.say(GROUP, ANN, "x")


def test_a_bot_that_left_is_not_told_of_a_migration(telegram: Telegram) -> None:
    telegram.people.member(GROUP, ANN, "left")
    told(telegram)
    telegram.people.migrate(GROUP, NEW)
    assert kinds(telegram) == []


@pytest.mark.parametrize(("group", "new"), [(FORUM, NEW), (GROUP, FORUM)])
def test_only_basic_groups_migrate_to_new_ids(telegram: Telegram, group: int, new: int) -> None:
    with pytest.raises(ValueError, match="cannot become"):
        telegram.people.migrate(group, new)


# --- ends


async def test_a_deleted_group_is_forbidden(telegram: Telegram) -> None:
    telegram.people.drop(GROUP)
    refused = await refusal(telegram, "sendMessage", chat_id=GROUP, text="x")
    assert refused == "403 Forbidden: the group chat was deleted"
    assert kinds(telegram) == []


async def test_from_a_deleted_supergroup_the_bot_was_kicked(telegram: Telegram) -> None:
    telegram.people.drop(FORUM)
    refused = await refusal(telegram, "sendMessage", chat_id=FORUM, text="x")
    assert refused == "403 Forbidden: bot was kicked from the supergroup chat"


async def test_leaving_is_told_to_the_bot_itself(telegram: Telegram) -> None:
    await result(telegram, "leaveChat", chat_id=GROUP)
    [(kind, change)] = told(telegram)
    assert kind == "my_chat_member"
    assert change["from"]["id"] == telegram.state.me["id"]
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"] == {"status": "left", "user": telegram.state.me}


# --- members


async def test_roles_are_what_the_methods_show(telegram: Telegram) -> None:
    telegram.people.user(HELPER, "Helper", is_bot=True)
    telegram.people.role(FORUM, ANN, "creator", is_anonymous=True)
    telegram.people.role(FORUM, BOB, "administrator")
    telegram.people.role(FORUM, HELPER, "administrator")
    leaders = (await do(telegram, "getChatAdministrators", chat_id=FORUM))["result"]
    assert [(m["user"]["id"], m["is_anonymous"]) for m in leaders] == [(ANN, True), (BOB, False)]
    telegram.people.role(FORUM, BOB, "kicked")
    kicked = await result(telegram, "getChatMember", chat_id=FORUM, user_id=BOB)
    assert (kicked["status"], kicked["until_date"]) == ("kicked", 0)
    with pytest.raises(ValueError, match="no status"):
        telegram.people.role(FORUM, BOB, "king")


async def test_changes_of_members_are_told_to_administrators_who_ask(telegram: Telegram) -> None:
    telegram.people.role(FORUM, BOB, "member")
    telegram.people.member(FORUM, ANN, "administrator")
    telegram.people.role(FORUM, BOB, "left")
    [(promoted, own)] = told(telegram)
    assert promoted == "my_chat_member"
    assert own["new_chat_member"]["can_delete_messages"] is True
    await result(telegram, "getUpdates", allowed_updates=["chat_member"])
    telegram.people.role(FORUM, BOB, "administrator", by=ANN)
    [(kind, change)] = told(telegram)
    assert (kind, change["from"]["id"]) == ("chat_member", ANN)
    assert change["old_chat_member"]["status"] == "left"
    assert change["new_chat_member"]["user"]["id"] == BOB


# --- topics and messages that go


async def test_what_people_delete_cannot_be_replied_to(telegram: Telegram) -> None:
    said = telegram.people.say(FORUM, ANN, "x")["message_id"]
    told(telegram)
    telegram.people.delete(FORUM, said)
    assert kinds(telegram) == []
    refused = await refusal(
        telegram, "sendMessage", chat_id=FORUM, text="x", reply_parameters={"message_id": said}
    )
    assert refused == "400 Bad Request: message to be replied not found"
    with pytest.raises(KeyError):
        telegram.people.delete(FORUM, said)


async def test_a_deleted_topic_is_gone_with_its_messages(telegram: Telegram) -> None:
    topic = telegram.people.topic(FORUM, ANN)
    said = telegram.people.say(FORUM, ANN, "x", thread=topic)["message_id"]
    sent = await send(telegram, FORUM, reply_parameters={"message_id": said})
    telegram.people.delete_topic(FORUM, topic)
    refused = await refusal(
        telegram, "sendMessage", chat_id=FORUM, text="x", message_thread_id=topic
    )
    assert refused == "400 Bad Request: message thread not found"
    refused = await refusal(
        telegram, "editMessageText", chat_id=FORUM, message_id=sent["message_id"], text="y"
    )
    assert refused == "400 Bad Request: message to edit not found"


@pytest.mark.parametrize("by_reply", [True, False])
async def test_a_closed_topic_takes_messages_of_administrators_only(
    telegram: Telegram, by_reply: bool
) -> None:
    topic = telegram.people.topic(FORUM, ANN)
    said = telegram.people.say(FORUM, ANN, "x", thread=topic)["message_id"]
    where: JsonObject = {"reply_parameters": {"message_id": said}} if by_reply else {}
    where = where or {"message_thread_id": topic}
    telegram.people.close_topic(FORUM, topic)
    refused = await refusal(telegram, "sendMessage", chat_id=FORUM, text="x", **where)
    assert refused == "400 Bad Request: TOPIC_CLOSED"
    await send(telegram, FORUM)  # General is open
    telegram.people.member(FORUM, ANN, "administrator")
    await send(telegram, FORUM, **where)


async def test_general_closes_and_opens_too(telegram: Telegram) -> None:
    telegram.people.close_topic(FORUM, 1)
    refused = await refusal(telegram, "sendMessage", chat_id=FORUM, text="x")
    assert refused == "400 Bad Request: TOPIC_CLOSED"
    telegram.people.close_topic(FORUM, 1, closed=False)
    await send(telegram, FORUM)
