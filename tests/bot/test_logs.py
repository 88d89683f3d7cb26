"""Logs hold no token and nobody's words."""

import logging
from collections.abc import Iterator

import pytest
from telegram.error import BadRequest, TimedOut

from bot.logs import Redacting, configure, outline
from bot.settings import Settings
from index import LibraryError

TOKEN = "123456789:AAFakeTokenThatNoTelegramWouldAccept00"


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """The loggers as they were before."""
    root = logging.getLogger()
    names = ("telegram", "httpx", "httpcore")
    before = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in names}
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("logging_restored")
@pytest.mark.parametrize("token", [TOKEN, "1:short"])
def test_no_line_holds_the_token(capsys: pytest.CaptureFixture[str], token: str) -> None:
    configure(Settings.model_validate({"TELEGRAM_BOT_TOKEN": token, "SITREP_LOG_LEVEL": "DEBUG"}))
    log = logging.getLogger("bot.test")
    log.info("POST https://api.telegram.org/bot%s/getMe", token)
    try:
        raise RuntimeError(f"no route to /bot{token.replace(':', '%3A')}/ or /bot{token}/")
    except RuntimeError:
        log.exception("failed")
    written = capsys.readouterr().err
    assert token not in written
    assert token.partition(":")[2] not in written
    assert "bot[token]/getMe" in written
    assert "RuntimeError" in written


def test_a_token_that_is_not_ours_is_taken_out_too() -> None:
    record = logging.LogRecord("x", logging.INFO, "x", 1, f"bot{TOKEN}", None, None)
    assert TOKEN not in Redacting().format(record)


@pytest.mark.usefixtures("logging_restored")
def test_requests_are_not_logged_even_when_all_is() -> None:
    configure(Settings.model_validate({"SITREP_LOG_LEVEL": "DEBUG"}))
    assert logging.getLogger("bot").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("telegram.Bot").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)


def failure(*chain: Exception) -> Exception:
    """The last error, caused by the one before it, and so on, all raised."""
    caught: Exception | None = None
    for error in chain:
        try:
            raise error from caught
        except Exception as raised:  # noqa: BLE001  # whatever it is, it is what was asked for
            caught = raised
    assert caught is not None
    return caught


def test_an_outline_tells_types_and_places_but_no_foreign_words() -> None:
    told = outline(failure(ValueError("zebedee"), KeyError("zebedee"), BadRequest("zebedee")))
    assert "zebedee" not in told
    assert told.index("builtins.ValueError") < told.index("builtins.KeyError")
    assert "telegram.error.BadRequest" in told
    assert "test_logs.py" in told


def test_an_outline_keeps_what_helps_the_operator() -> None:
    assert outline(failure(LibraryError("Run `sitrep rebuild`."))).endswith("`sitrep rebuild`.")
    assert outline(failure(TimedOut("Timed out"))).endswith("Timed out")
