"""``sitrep doctor``, ``run`` and ``chat``, with a Bot API server that knows getMe alone."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from index import Embedder, ModelError
from tests.bot.command_line import CommandLine
from tests.fakes import FakeEmbedder

TOKEN = "123456789:AAE-secret-secret-secret-secret-secre"
ME = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Sitrep",
    "username": "sitrep_bot",
    "can_read_all_group_messages": False,
}
KNOWN = (200, {"ok": True, "result": ME})
REFUSED = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})


@contextmanager
def bot_api(status: int, answer: dict[str, Any]) -> Iterator[str]:
    """A server that answers every call alike; gives its base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/bot"
        server.shutdown()


@pytest.fixture
def sitrep(tmp_path: Path) -> Iterator[CommandLine]:
    """A user; what ``run`` does to the process's logging is undone."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield CommandLine(tmp_path)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def with_token(sitrep: CommandLine, base_url: str) -> CommandLine:
    sitrep.settings = {"TELEGRAM_BOT_TOKEN": SecretStr(TOKEN), "TELEGRAM_BASE_URL": base_url}
    return sitrep


def states(findings: list[dict[str, Any]]) -> dict[str, str]:
    return {finding["name"]: finding["state"] for finding in findings}


def test_doctor_finds_a_new_set_up_in_order(sitrep: CommandLine) -> None:
    findings = sitrep.json("doctor")
    assert states(findings) == {
        "settings": "good",
        "telegram": "skipped",
        "library": "skipped",
        "model": "good",
    }
    assert [list(finding) for finding in findings] == [["name", "state", "detail", "remedy"]] * 4
    assert not sitrep.library.exists()


def test_doctor_checks_library_and_caches(sitrep: CommandLine) -> None:
    found = states(sitrep.stocked().json("doctor"))
    assert "bad" not in found.values()
    assert {"library", "model", "vectors", "lexical"} <= set(found)


def test_doctor_tells_what_is_broken_and_exits_1(sitrep: CommandLine) -> None:
    def no_model(_: Settings) -> Embedder:
        raise ModelError("the model is not there: choose another")

    sitrep.make_embedder = no_model
    result = sitrep("doctor")
    assert result.exit_code == 1
    assert "✗ model: the model is not there: choose another" in result.stdout
    assert sitrep("doctor", "--quick").exit_code == 0


def test_doctor_tells_a_damaged_library(sitrep: CommandLine) -> None:
    sitrep.stocked()
    for file in sitrep.library.iterdir():
        if file.is_file():
            file.write_bytes(b"junk" * 2000)
    result = sitrep("doctor", "--quick", "--json")
    assert result.exit_code == 1
    assert states(json.loads(result.stdout))["library"] == "bad"


def test_doctor_asks_telegram_who_the_bot_is(sitrep: CommandLine) -> None:
    with bot_api(*KNOWN) as base_url:
        result = with_token(sitrep, base_url)("doctor")
    assert result.exit_code == 0, result.output
    assert "✓ telegram: @sitrep_bot" in result.stdout
    assert "✓ privacy mode: on" in result.stdout
    assert "inline mode: off" in result.stdout
    assert "/setinline" in result.stdout
    assert "/setprivacy" in result.stdout
    assert TOKEN not in result.output


def test_doctor_tells_that_inline_mode_is_on(sitrep: CommandLine) -> None:
    inline = {**ME, "supports_inline_queries": True}
    with bot_api(200, {"ok": True, "result": inline}) as base_url:
        result = with_token(sitrep, base_url)("doctor")
    assert "✓ inline mode: on" in result.stdout


@pytest.mark.parametrize("command", ["doctor", "run"])
def test_a_refused_token_is_told_and_never_shown(sitrep: CommandLine, command: str) -> None:
    with bot_api(*REFUSED) as base_url:
        result = with_token(sitrep, base_url)("--verbose", command)
    assert result.exit_code == 1
    assert "refused the token" in result.output
    assert "BotFather" in result.output
    assert TOKEN not in result.output


@pytest.mark.parametrize("command", ["doctor", "run"])
def test_an_unreachable_server_is_told(sitrep: CommandLine, command: str) -> None:
    result = with_token(sitrep, "http://127.0.0.1:9/bot")(command)
    assert result.exit_code == 1
    assert "can't be reached" in result.output
    assert "Traceback" not in result.output
    assert TOKEN not in result.output


@pytest.mark.parametrize("command", ["chat", "run"])
def test_chat_answers_each_line_of_a_pipe_from_the_samples(
    sitrep: CommandLine, command: str
) -> None:
    result = sitrep(command, stdin="Who was killed in the raid near Qamishli?\n")
    assert result.exit_code == 0, result.output
    assert "sample articles" in result.stderr
    assert "Qamishli" in result.stdout
    assert "sample articles" not in sitrep(command, stdin="").stderr


@pytest.mark.parametrize("command", ["chat", "run"])
def test_another_models_library_stops_the_start(sitrep: CommandLine, command: str) -> None:
    sitrep.stocked().make_embedder = lambda _: FakeEmbedder("other", "other-1")
    with bot_api(*KNOWN) as base_url:
        if command == "run":
            with_token(sitrep, base_url)
        result = sitrep(command, stdin="Who?\n")
    assert result.exit_code == 1
    assert "sitrep rebuild --reencode" in result.stderr


def test_chat_leaves_the_library_empty_on_request(sitrep: CommandLine) -> None:
    assert sitrep("chat", "--no-samples", stdin="").exit_code == 0
    assert sitrep.json("articles") == []
