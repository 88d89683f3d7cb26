"""The bot gets at the bytes of files that people sent: in process and over HTTP."""

import asyncio
import base64
import io
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.emulator import DEFAULT_TOKEN, MAX_DOWNLOAD, EmulatorRequest, JsonObject, Telegram
from tests.bot.emulator_calls import told
from tests.emulator_server import serving

ANN, GROUP = 1, -100
TEXT = b"Three men were arrested in the north on Thursday."


class Watch:
    """A clock that a test sets."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def telegram(watch: Watch) -> Telegram:
    telegram = Telegram(privacy=False, clock=watch)
    telegram.people.user(ANN)
    telegram.people.group(GROUP, members=[ANN])
    return telegram


@pytest.fixture(params=["in process", "over HTTP"])
async def bot(request: pytest.FixtureRequest, telegram: Telegram) -> AsyncIterator[Bot]:
    """python-telegram-bot's own way to files, carried by either."""
    if request.param == "in process":
        async with Bot(DEFAULT_TOKEN, request=EmulatorRequest(telegram)) as bot:
            yield bot
    else:
        async with (
            serving(telegram) as server,
            Bot(DEFAULT_TOKEN, server.base_url, server.base_file_url) as bot,
        ):
            yield bot


def sent(telegram: Telegram, data: bytes = TEXT, name: str = "report.txt") -> str:
    """The id of a file that Ann sends."""
    return str(telegram.people.send_file(ANN, ANN, name, data)["document"]["file_id"])


async def test_what_the_bot_sends_it_gets_back(telegram: Telegram, bot: Bot) -> None:
    message = await bot.send_document(GROUP, TEXT, filename="a.txt")
    assert message.document
    assert message.document.file_size == len(TEXT)
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == TEXT


async def test_the_library_downloads_a_file(telegram: Telegram, bot: Bot) -> None:
    file = await bot.get_file(sent(telegram))
    assert bytes(await file.download_as_bytearray()) == TEXT
    out = io.BytesIO()
    await file.download_to_memory(out)
    assert out.getvalue() == TEXT
    calls = [(c.method, c.status, c.params.get("file_path")) for c in telegram.state.calls]
    assert calls[-2:] == [("download", 200, "documents/file1.txt")] * 2


async def test_a_large_file_arrives_whole(telegram: Telegram, bot: Bot) -> None:
    data = bytes(range(256)) * (MAX_DOWNLOAD // 256)
    file = await bot.get_file(sent(telegram, data))
    assert await file.download_as_bytearray() == data


async def test_an_empty_file_arrives_empty(telegram: Telegram, bot: Bot) -> None:
    file = await bot.get_file(sent(telegram, b""))
    assert file.file_size is None
    assert await file.download_as_bytearray() == b""


async def test_a_download_that_breaks_off_is_a_network_error(telegram: Telegram, bot: Bot) -> None:
    file = await bot.get_file(sent(telegram))
    telegram.people.break_off(after=7, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError, match=r"received 7 bytes, expected 49"):
            await file.download_as_bytearray()
    assert await file.download_as_bytearray() == TEXT


async def test_what_is_no_longer_there_is_not_found(telegram: Telegram, bot: Bot) -> None:
    file = await bot.get_file(sent(telegram))
    telegram.people.fault("download", 404)
    # So python-telegram-bot calls every 404.
    with pytest.raises(InvalidToken, match="Not Found"):
        await file.download_as_bytearray()
    telegram.people.fault("download", 502, "Bad Gateway")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await file.download_as_bytearray()
    telegram.people.fault("getFile", 400, "Bad Request: wrong file_id")
    with pytest.raises(BadRequest, match=r"(?i)wrong file_id"):
        await bot.get_file(file.file_id)
    assert await file.download_as_bytearray() == TEXT


async def test_a_link_lasts_an_hour(telegram: Telegram, watch: Watch, bot: Bot) -> None:
    file = await bot.get_file(sent(telegram))
    watch.seconds = 3600.0
    await file.download_as_bytearray()
    watch.seconds = 3601.0
    with pytest.raises(InvalidToken):
        await file.download_as_bytearray()
    anew = await bot.get_file(file.file_id)
    assert await anew.download_as_bytearray() == TEXT


def test_nothing_is_downloaded_that_getfile_did_not_give(telegram: Telegram) -> None:
    sent(telegram)
    assert telegram.download(DEFAULT_TOKEN, "documents/file1.txt").status == 404
    assert telegram.download("1:other", "documents/file1.txt").status == 401
    assert [call.status for call in telegram.state.calls] == [404, 401]


@given(st.text())
def test_any_path_is_answered(path: str) -> None:
    telegram = Telegram()
    telegram.people.user(ANN)
    sent(telegram)
    assert telegram.download(DEFAULT_TOKEN, path).status == 404


# --- over HTTP


async def post(client: httpx.AsyncClient, action: str, **arguments: object) -> JsonObject:
    answer = await client.post(action, json=arguments)
    found: JsonObject = answer.json()
    assert answer.is_success is found["ok"]
    return found


async def test_people_send_files_over_http_in_base64(telegram: Telegram) -> None:
    data = base64.b64encode(TEXT).decode()
    async with (
        serving(telegram) as server,
        httpx.AsyncClient(base_url=server.people_url, trust_env=False) as client,
    ):
        said = await post(client, "send_file", chat=ANN, user=ANN, name="a.txt", data=data)
        file_id = said["result"]["document"]["file_id"]
        assert telegram.state.files[file_id].data == TEXT
        given = (await post(client, "upload", name="b.txt", data=data))["result"]
        forwarded = {"chat": ANN, "user": ANN, "origin": "channel", "document": given}
        assert (await post(client, "forward", **forwarded))["result"]["delivered"] is True
        await post(client, "break_off", after=3)
        for wrong in ("not base64", "ab=c", "é"):
            assert not (await post(client, "upload", name="a.txt", data=wrong))["ok"]
    assert told(telegram)[-1][1]["document"] == given


async def test_a_refused_download_is_json_over_http(telegram: Telegram) -> None:
    async with serving(telegram) as server, httpx.AsyncClient(trust_env=False) as client:
        for path in ("documents/file9.txt", "%2e%2e/%2e%2e/etc/passwd"):
            answer = await client.get(f"{server.base_file_url}{DEFAULT_TOKEN}/{path}")
            assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
        answer = await client.get(f"{server.base_file_url}1:other/documents/file1.txt")
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_downloads_at_once_are_not_mixed_up(telegram: Telegram, bot: Bot) -> None:
    files = [await bot.get_file(sent(telegram, bytes([n]) * 1000)) for n in range(20)]
    found = await asyncio.gather(*(file.download_as_bytearray() for file in files))
    assert [set(data) for data in found] == [{n} for n in range(20)]
