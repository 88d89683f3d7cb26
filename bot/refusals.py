"""What a failed call tells: whether Telegram took anything of it, and how long to wait. Pure."""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

_REFUSED = (RetryAfter, BadRequest, Forbidden, ChatMigrated, InvalidToken)
_NEVER_LEFT = {"ConnectError", "ConnectTimeout", "PoolTimeout"}


def took_nothing(error: TelegramError) -> bool:
    """Whether Telegram certainly took nothing; after a timeout, say, nobody knows."""
    return isinstance(error, _REFUSED) or never_left(error)


def never_left(error: TelegramError) -> bool:
    """Whether the call certainly did not reach Telegram, so that it can be made again."""
    return type(error.__cause__).__name__ in _NEVER_LEFT


def patience(error: RetryAfter) -> float:
    """How many seconds Telegram asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
