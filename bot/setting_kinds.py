"""What values settings take: each kind reads, mends and checks its own. Pure.

An error's text stands behind the setting's name, and never holds the value: it may be a secret.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

SERVICE_ACCOUNTS = frozenset({777000, 1087968824, 136817688})
"""In whose name Telegram itself writes: channels' posts, anonymous administrators, channels."""

HOW_TO_GET_ONE = (
    "open a chat with @BotFather in Telegram, send /newbot (or /token for a bot you have), and set "
    "TELEGRAM_BOT_TOKEN to the line it gives you, which looks like 123456789:AAE…"
)

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{3,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOCAL = {"127.0.0.1", "::1", "localhost"}


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _numbers(value: object) -> object:
    """``1001, -1002`` as numbers; parted by commas or blanks."""
    return re.split(r"[,\s]+", value.strip(", \t\r\n")) if isinstance(value, str) else value


def _is_token(token: SecretStr) -> SecretStr:
    stripped = token.get_secret_value().strip()
    if not _TOKEN.fullmatch(stripped):
        raise ValueError(f"that is not a bot's token: {HOW_TO_GET_ONE}")
    return SecretStr(stripped)


def _is_base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path in {"", "/"}:
        raise ValueError(
            "that is not a Bot API address: it begins with http:// or https:// and "
            "ends in /bot, for example http://127.0.0.1:8081/bot"
        )
    return url


def _are_people(ids: frozenset[int]) -> frozenset[int]:
    if service := sorted(ids & SERVICE_ACCOUNTS):
        raise ValueError(
            f"{service[0]} is an account of Telegram's own, in whose name anybody may appear. "
            "Give the number of a person's account"
        )
    if wrong := sorted(number for number in ids if number <= 0):
        raise ValueError(f"{wrong[0]} is no person's number: those are above 0")
    return ids


def _are_groups(ids: frozenset[int]) -> frozenset[int]:
    if wrong := sorted(number for number in ids if number >= 0):
        raise ValueError(
            f"{wrong[0]} is no group's number: those are below 0. For a private chat, put the "
            "person's number into SITREP_ALLOWED_PEOPLE"
        )
    return ids


def _is_webhook(url: str) -> str:
    parts = urlsplit(url)
    is_local = parts.scheme == "http" and parts.hostname in _LOCAL
    if parts.scheme != "https" and not is_local:
        raise ValueError("that is not an https address; Telegram posts to no other")
    if not parts.hostname or parts.path in {"", "/"}:
        raise ValueError("give it a path that is hard to guess: https://bot.example/a1b2c3")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("an address holds Latin letters, digits and signs, and no blank")
    parts.port  # noqa: B018 - raises where the port isn't a number
    return url


def _is_secret(secret: SecretStr) -> SecretStr:
    if not _SECRET.fullmatch(secret.get_secret_value()):
        raise ValueError("it must be 1 to 256 of the characters A-Z, a-z, 0-9, _ and -")
    return secret


def _is_address(listen: str) -> str:
    host, _, port = listen.rpartition(":")
    if not host or "/" in host or not port.isdecimal() or int(port) > 65535:
        raise ValueError("write host:port, for example 127.0.0.1:8080")
    return listen


LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
]
Folder = Annotated[Path, AfterValidator(Path.expanduser)]
Token = Annotated[SecretStr, AfterValidator(_is_token)]
BaseUrl = Annotated[str, AfterValidator(_is_base_url)]
People = Annotated[frozenset[int], NoDecode, BeforeValidator(_numbers), AfterValidator(_are_people)]
Groups = Annotated[frozenset[int], NoDecode, BeforeValidator(_numbers), AfterValidator(_are_groups)]
WebhookUrl = Annotated[str, AfterValidator(_is_webhook)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_is_secret)]
Address = Annotated[str, AfterValidator(_is_address)]
