"""Files that people send: what messages show of them, and what getFile tells."""

import pytest
from telegram import Bot

from bot.emulator import DEFAULT_TOKEN, MAX_DOWNLOAD, EmulatorRequest, Telegram
from tests.bot.emulator_calls import refusal, result, send, told

ANN, GROUP, FORUM = 1, -100, -200
TEXT = b"Three men were arrested in the north on Thursday."


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram(privacy=False)
    telegram.people.user(ANN)
    telegram.people.group(GROUP, members=[ANN])
    telegram.people.group(FORUM, members=[ANN], is_forum=True)
    return telegram


# --- what messages show


def test_a_file_arrives_as_a_document_with_its_caption(telegram: Telegram) -> None:
    people = telegram.people
    said = people.send_file(
        ANN, ANN, "report.txt", TEXT, "text/plain", caption="From https://news.example/1"
    )
    [(kind, message)] = told(telegram)
    assert kind == "message"
    assert message["document"] == said["document"]
    assert {k: v for k, v in message["document"].items() if not k.endswith("_id")} == {
        "file_name": "report.txt",
        "mime_type": "text/plain",
        "file_size": len(TEXT),
    }
    assert message["caption"] == "From https://news.example/1"
    assert [e["type"] for e in message["caption_entities"]] == ["url"]
    assert not {"text", "entities"} & set(message)
    assert said["delivered"] is True


def test_what_a_client_does_not_say_is_left_out(telegram: Telegram) -> None:
    telegram.people.send_file(ANN, ANN, None, b"")
    [(_, message)] = told(telegram)
    assert set(message["document"]) == {"file_id", "file_unique_id"}
    assert "caption" not in message


def test_files_are_sent_in_reply_and_in_topics(telegram: Telegram) -> None:
    people = telegram.people
    first = people.say(GROUP, ANN, "Look:")["message_id"]
    people.send_file(GROUP, ANN, "a.pdf", b"%PDF", reply_to=first)
    people.send_file(FORUM, ANN, "a.pdf", b"%PDF", thread=7)
    (_, reply), (_, in_topic) = told(telegram)[1:]
    assert reply["reply_to_message"]["message_id"] == first
    assert (in_topic["message_thread_id"], in_topic["is_topic_message"]) == (7, True)


def test_in_privacy_mode_a_file_is_seen_by_its_caption_alone(telegram: Telegram) -> None:
    telegram.state.privacy = True
    people = telegram.people
    assert people.send_file(GROUP, ANN, "a.txt", b"a")["delivered"] is False
    caption = "/add@sitrep_test_bot"
    assert people.send_file(GROUP, ANN, "a.txt", b"a", caption=caption)["delivered"] is True


def test_a_caption_that_is_edited_stays_a_caption(telegram: Telegram) -> None:
    said = telegram.people.send_file(ANN, ANN, "a.txt", b"a", caption="Frist #draft")
    telegram.people.edit(ANN, said["message_id"], "First")
    telegram.people.edit(ANN, said["message_id"], "")
    _, (kind, edited), (_, bare) = told(telegram)
    assert kind == "edited_message"
    assert (edited["caption"], edited["document"]) == ("First", said["document"])
    assert not {"text", "caption_entities"} & set(edited)
    assert "caption" not in bare


# --- getFile


async def test_a_path_tells_nothing_of_the_name_but_its_suffix(telegram: Telegram) -> None:
    for name, suffix in {
        "Взрыв.txt": ".txt",
        "../../etc/passwd": "",
        "a.tar.gz": ".gz",
        "a.\u202efdp": "",
        "a." + "x" * 99: "",
        ".pdf": "",
    }.items():
        document = telegram.people.send_file(ANN, ANN, name, b"abc")["document"]
        file_id = document["file_id"]
        found = await result(telegram, "getFile", file_id=file_id)
        assert found == {
            "file_id": file_id,
            "file_unique_id": f"unique-{file_id}",
            "file_size": 3,
            "file_path": f"documents/{file_id}{suffix}",
        }


async def test_bots_get_files_up_to_twenty_megabytes(telegram: Telegram) -> None:
    for size, is_given in ((MAX_DOWNLOAD, True), (MAX_DOWNLOAD + 1, False), (2**32, False)):
        document = telegram.people.upload("long.txt", b"x", size=size)
        assert document["file_size"] == size
        if is_given:
            await result(telegram, "getFile", file_id=document["file_id"])
        else:
            refused = await refusal(telegram, "getFile", file_id=document["file_id"])
            assert refused == "400 Bad Request: file is too big"


@pytest.mark.parametrize(
    ("file_id", "words"),
    [("", "file_id not specified"), ("file1", "invalid file_id"), ("../x", "invalid file_id")],
)
async def test_other_ids_are_refused(telegram: Telegram, file_id: str, words: str) -> None:
    refused = await refusal(telegram, "getFile", file_id=file_id)
    assert refused == f"400 Bad Request: {words}"


async def test_a_file_has_no_text_to_edit(telegram: Telegram) -> None:
    async with Bot(DEFAULT_TOKEN, request=EmulatorRequest(telegram)) as bot:
        message = await bot.send_document(GROUP, TEXT, filename="a.txt")
    there = {"chat_id": GROUP, "message_id": message.message_id, "text": "y"}
    refused = await refusal(telegram, "editMessageText", **there)
    assert refused == "400 Bad Request: there is no text in the message to edit"
    assert (await send(telegram, GROUP))["text"] == "x"
