"""The environment and an optional file -> one frozen `Settings`. Nothing else reads them."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from platformdirs import user_cache_path, user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index import SitrepError

ENV_FILE = "SITREP_ENV_FILE"
DEFAULT_FILE = Path("sitrep.env")
# Other tools own other names beginning with TELEGRAM_, so only these are ours to judge.
_OURS = ("SITREP_", "TELEGRAM_BOT_", "TELEGRAM_BASE_")
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{3,}")

HOW_TO_GET_ONE = (
    "open a chat with @BotFather in Telegram, send /newbot (or /token for a bot you have), and set "
    "TELEGRAM_BOT_TOKEN to the line it gives you, which looks like 123456789:AAE…"
)


class SettingsError(SitrepError):
    """A setting is unknown, malformed or missing; the message names it and how to mend it."""


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


class Settings(BaseSettings):
    """What an operator can set; each field's alias is its name in the environment and the file.

    Attributes:
        token: what @BotFather gave; None where no bot is to run.
        base_url: the Bot API server's address up to the token, as python-telegram-bot takes it.
        library: the folder with the articles and what is remembered of chats.
        model: the embedding model, a hub's name or a folder; None for the one that comes along.
        reranker: a cross-encoder, a hub's name or a folder; None for none.
        cache: the folder for what can be made again, such as the converted model.
        threads: how many threads encode; None lets the libraries choose.
        log_level: the least that is logged.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        case_sensitive=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_BOT_TOKEN")
    base_url: str = Field(
        default="https://api.telegram.org/bot", validation_alias="TELEGRAM_BASE_URL"
    )
    library: Path = Field(
        default_factory=lambda: user_data_path("sitrep", appauthor=False) / "library",
        validation_alias="SITREP_LIBRARY",
    )
    model: str | None = Field(default=None, validation_alias="SITREP_MODEL")
    reranker: str | None = Field(default=None, validation_alias="SITREP_RERANKER")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("sitrep", appauthor=False),
        validation_alias="SITREP_CACHE",
    )
    threads: int | None = Field(default=None, ge=1, validation_alias="SITREP_THREADS")
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
    ] = Field(default="INFO", validation_alias="SITREP_LOG_LEVEL")

    @field_validator("token")
    @classmethod
    def _is_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        stripped = token.get_secret_value().strip()
        if not _TOKEN.fullmatch(stripped):
            raise ValueError(f"that is not a bot's token: {HOW_TO_GET_ONE}")
        return SecretStr(stripped)

    @field_validator("base_url")
    @classmethod
    def _is_base_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path in {"", "/"}:
            raise ValueError(
                "that is not a Bot API address: it begins with http:// or https:// and "
                "ends in /bot, for example http://127.0.0.1:8081/bot"
            )
        return url

    @field_validator("library", "cache")
    @classmethod
    def _expanded(cls, path: Path) -> Path:
        return path.expanduser()

    def bot_token(self) -> str:
        """The token in clear.

        Raises:
            SettingsError: there is none; the message says how to get one.
        """
        if self.token is None:
            raise SettingsError(f"TELEGRAM_BOT_TOKEN is not set. To get a token, {HOW_TO_GET_ONE}.")
        return self.token.get_secret_value()


def load_settings(file: Path | None = None) -> Settings:
    """Read the settings; the environment wins over the file.

    Args:
        file: in the form ``NAME=value``; else the one that SITREP_ENV_FILE names; else
            ``sitrep.env`` in the current folder, if there is one.

    Raises:
        SettingsError: a name is unknown, a value is malformed, or the file can't be read.
    """
    named = file or Path(os.environ.get(ENV_FILE) or DEFAULT_FILE)
    required = file is not None or bool(os.environ.get(ENV_FILE))
    chosen = named.expanduser() if required or named.is_file() else None
    if chosen is not None:
        _refuse_unknown(_keys(chosen), str(chosen))
    ours = (name for name in os.environ if name.upper().startswith(_OURS) and name != ENV_FILE)
    _refuse_unknown(ours, "the environment")
    try:
        return Settings(  # type: ignore[call-arg]  # BaseSettings' own arguments, unseen by mypy
            _env_file=chosen, _env_file_encoding="utf-8"
        )
    except ValidationError as error:
        raise SettingsError(_readable(error)) from None


def known_names() -> list[str]:
    """The name of every setting, as the environment and the file spell it."""
    return [str(field.validation_alias) for field in Settings.model_fields.values()]


def _keys(file: Path) -> list[str]:
    try:
        with file.open(encoding="utf-8") as stream:
            bindings = list(parse_stream(stream))
    except OSError as error:
        raise SettingsError(
            f"The settings file {file} can't be read ({error.strerror}). "
            f"Correct {ENV_FILE}, or the file's permissions."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(
            f"The settings file {file} is not UTF-8 text. Save it as such."
        ) from None
    for binding in bindings:
        if binding.error or (binding.key is not None and binding.value is None):
            raise SettingsError(f"{file}, line {binding.original.line}: write NAME=value.")
    return [binding.key for binding in bindings if binding.key is not None]


def _refuse_unknown(names: Iterable[str], where: str) -> None:
    known = known_names()
    for name in names:
        if name in known:
            continue
        near = get_close_matches(name.upper(), known, n=1, cutoff=0.6)
        remedy = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
        raise SettingsError(f"{name} in {where} is not a setting of Sitrep. {remedy}")


def _readable(error: ValidationError) -> str:
    """One line a setting, without its value: it may be the token."""
    return "\n".join(
        f"{item['loc'][0] if item['loc'] else 'Settings'}: "
        f"{item['msg'].removeprefix('Value error, ')}."
        for item in error.errors(include_input=False, include_url=False)
    )
