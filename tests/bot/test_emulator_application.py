"""A real python-telegram-bot application talks to the emulator, in process and over HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    MessageHandler,
    filters,
)

from bot.emulator import DEFAULT_TOKEN, EmulatorRequest, JsonObject, Telegram
from tests.emulator_server import EmulatorServer, deliver, serving

ANN, GROUP = 1, -100
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyContext = CallbackContext[Any, Any, Any, Any]


async def echo(update: Update, _context: AnyContext) -> None:
    assert update.effective_message
    button = InlineKeyboardButton("again", callback_data="again")
    await update.effective_message.reply_html(
        f"<b>{update.effective_message.text}</b>",
        reply_markup=InlineKeyboardMarkup([[button]]),
        do_quote=True,
    )


async def again(update: Update, _context: AnyContext) -> None:
    assert update.callback_query
    await update.callback_query.answer("Again")
    await update.callback_query.edit_message_text("pressed")


def registered(builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any]) -> AnyApplication:
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(again))
    return application


@contextlib.asynccontextmanager
async def polling(application: AnyApplication) -> AsyncIterator[None]:
    async with application:
        assert application.updater
        await application.start()
        await application.updater.start_polling()
        yield
        await application.updater.stop()
        await application.stop()


async def until(condition: Callable[[], object]) -> None:
    """Let the others run until that holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  # conditions of many kinds, without events
            await asyncio.sleep(0.01)


async def answers(telegram: Telegram, chat: int) -> list[JsonObject]:
    """What the bot wrote, once it wrote something."""
    await until(lambda: telegram.people.messages(chat))
    return telegram.people.messages(chat)


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram(deliver=deliver)
    telegram.people.user(ANN)
    telegram.people.group(GROUP, members=[ANN])
    return telegram


@pytest.fixture
async def server(telegram: Telegram) -> AsyncIterator[EmulatorServer]:
    async with serving(telegram) as server:
        yield server


def in_process(telegram: Telegram) -> AnyApplication:
    builder = ApplicationBuilder().token(DEFAULT_TOKEN).request(EmulatorRequest(telegram))
    return registered(builder.get_updates_request(EmulatorRequest(telegram)))


def over_http(server: EmulatorServer) -> AnyApplication:
    return registered(ApplicationBuilder().token(DEFAULT_TOKEN).base_url(server.base_url))


async def test_an_application_answers_in_process(telegram: Telegram) -> None:
    async with polling(in_process(telegram)):
        telegram.people.say(ANN, ANN, "who?")
        [message] = await answers(telegram, ANN)
        assert message["text"] == "who?"
        assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
        assert message["reply_to_message"]["text"] == "who?"


async def test_a_button_is_pressed_and_its_message_edited(telegram: Telegram) -> None:
    async with polling(in_process(telegram)):
        telegram.people.say(ANN, ANN, "who?")
        [message] = await answers(telegram, ANN)
        query = telegram.people.press(ANN, ANN, message["message_id"], "again")["id"]
        await until(lambda: message["text"] == "pressed")
        assert telegram.state.answers[query]["text"] == "Again"
        assert "reply_markup" not in message


async def test_refusals_become_the_librarys_errors(telegram: Telegram) -> None:
    async with in_process(telegram) as application:
        with pytest.raises(BadRequest, match="Chat not found"):
            await application.bot.send_message(5, "x")
        with pytest.raises(Forbidden, match="initiate conversation"):
            await application.bot.send_message(ANN, "x")
        telegram.people.fault("sendMessage", 429, retry_after=3)
        with pytest.raises(RetryAfter):
            await application.bot.send_message(GROUP, "x")


async def test_files_are_carried_in_process(telegram: Telegram) -> None:
    async with in_process(telegram) as application:
        sent = await application.bot.send_document(GROUP, b"abc", filename="a.txt")
    assert sent.document
    assert telegram.state.files[sent.document.file_id].data == b"abc"


async def test_an_application_answers_over_http(server: EmulatorServer) -> None:
    async with httpx.AsyncClient(trust_env=False) as client, polling(over_http(server)):
        said = await client.post(
            f"{server.people_url}/say", json={"chat": ANN, "user": ANN, "text": "who?"}
        )
        assert said.json()["result"]["delivered"] is True
        [message] = await answers(server.telegram, ANN)
        assert message["text"] == "who?"
        calls = (await client.get(f"{server.people_url}/calls")).json()["result"]
        assert "sendMessage" in [call["method"] for call in calls]


async def test_files_are_carried_over_http(server: EmulatorServer) -> None:
    async with over_http(server) as application:
        sent = await application.bot.send_document(GROUP, b"abc", filename="a.txt")
    assert sent.document
    assert server.telegram.state.files[sent.document.file_id].data == b"abc"


async def test_another_token_is_refused_over_http(server: EmulatorServer) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{server.base_url}1:another/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_second_poller_conflicts_over_http(server: EmulatorServer) -> None:
    async with over_http(server) as one, over_http(server) as other:
        first = asyncio.create_task(one.bot.get_updates(timeout=20))
        await until(lambda: server.telegram.state.updates.is_polled)
        second = asyncio.create_task(other.bot.get_updates(timeout=20))
        with pytest.raises(Conflict):
            await first
        server.telegram.people.say(ANN, ANN, "x")
        assert len(await second) == 1


@pytest.mark.parametrize(
    ("action", "arguments", "status"),
    [
        ("fly", {}, 404),
        ("_addresses_bot", {}, 404),
        ("say", {"chat": 5, "user": ANN, "text": "x"}, 400),
        ("say", {"shout": True}, 400),
        ("messages", {"chat": ANN}, 200),
        ("migrate", {"group": GROUP, "new_id": -1000}, 400),  # it is a supergroup already
        ("say", {"chat": GROUP, "user": ANN, "text": "x", "anonymous": True}, 200),
        ("most_within", {"chat": None, "seconds": 60}, 200),
        ("send_file", {"chat": GROUP, "user": ANN, "name": "a.txt", "data": "YQ=="}, 200),
        ("send_file", {"chat": GROUP, "user": ANN, "name": "a.txt", "data": "Y"}, 400),
        ("send_file", {"chat": GROUP, "user": ANN, "name": "a", "data": "", "loud": True}, 400),
        ("forward", {"chat": GROUP, "user": ANN, "origin": "channel", "text": "x"}, 200),
        ("forward", {"chat": GROUP, "user": ANN, "origin": "nowhere", "text": "x"}, 400),
        ("forward_message", {"chat": GROUP, "user": ANN, "from_chat": 5, "message_id": 1}, 400),
        ("is_silent", {"chat": GROUP, "message_id": 1}, 200),
        ("member", {"chat": GROUP, "user": ANN, "status": "creator"}, 400),
    ],
)
async def test_peoples_actions_are_checked_over_http(
    server: EmulatorServer, action: str, arguments: JsonObject, status: int
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{server.people_url}/{action}", json=arguments)
    assert answer.status_code == status


async def test_a_webhook_gets_updates_with_its_secret(telegram: Telegram) -> None:
    received: list[tuple[str, str]] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].split()[0])
        received.append((head, (await reader.readexactly(length)).decode()))
        failed = len(received) == 1  # the first delivery, so that there is a second
        status = b"500 No" if failed else b"200 OK"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    hook = await asyncio.start_server(listen, "127.0.0.1")
    port = hook.sockets[0].getsockname()[1]
    async with hook, in_process(telegram) as application:
        await application.bot.set_webhook(f"http://127.0.0.1:{port}/", secret_token="s3cret")
        telegram.people.say(ANN, ANN, "who?")
        await until(lambda: not telegram.state.updates.pending)
        assert len(received) == 2
        assert "x-telegram-bot-api-secret-token: s3cret" in received[1][0]
        assert '"who?"' in received[1][1]
        info = await application.bot.get_webhook_info()
        assert info.url.endswith(f":{port}/")
        await telegram.close()
