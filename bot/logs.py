"""Logging that tells what failed and where, and nothing that a person wrote.

Tokens are taken out of every finished line, tracebacks included. Libraries that would log whole
requests when they are told to log all (python-telegram-bot, httpx) are never told to.
"""

import logging
import re
import sqlite3
import traceback
from collections.abc import Iterator

from telegram.error import BadRequest, TelegramError

from bot.settings import Settings
from index import SitrepError

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_ANY_TOKEN = re.compile(r"[0-9]{3,}:[A-Za-z0-9_-]{20,}")
_REDACTED = "[token]"
# The least these log, whatever the setting: below it they write down what people ask.
_QUIET = {"telegram": logging.INFO, "httpx": logging.WARNING, "httpcore": logging.WARNING}


class Redacting(logging.Formatter):
    """A formatter whose lines never hold a bot's token."""

    def __init__(self, token: str | None = None) -> None:
        super().__init__(_FORMAT)
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The finished record, traceback and all, with any token taken out."""
        line = super().format(record)
        if self._token:
            line = line.replace(self._token, _REDACTED)
            line = line.replace(self._token.replace(":", "%3A"), _REDACTED)
        return _ANY_TOKEN.sub(_REDACTED, line)


def configure(settings: Settings) -> None:
    """Log to standard error, from ``settings.log_level`` on."""
    token = settings.token.get_secret_value() if settings.token else None
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(token))
    handler.addFilter(_keeps_to_itself)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(capture=True)


def _keeps_to_itself(record: logging.LogRecord) -> bool:
    """Whether a record may be written, also where somebody has told its logger to log all."""
    name = record.name.partition(".")[0]
    return record.levelno >= _QUIET.get(name, logging.NOTSET)


def outline(error: BaseException) -> str:
    """An error's types and the lines that raised it, without what its message might quote.

    A library's message may repeat the question it failed on, so only those known not to are kept.
    """
    return "\ncaused:\n".join(_outlined(part) for part in reversed(list(_chain(error))))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        yield step
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)


def _outlined(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    told = f": {error}" if _may_be_told(error) else ""
    return f"{frames}\n{type(error).__module__}.{type(error).__qualname__}{told}".lstrip("\n")


def _may_be_told(error: BaseException) -> bool:
    # Telegram's BadRequest quotes the message that it could not parse.
    if isinstance(error, TelegramError):
        return not isinstance(error, BadRequest)
    return isinstance(error, (SitrepError, OSError, sqlite3.Error))
