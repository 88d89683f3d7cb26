"""The environment and an optional file -> one frozen `Settings`. Nothing else reads them."""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from dotenv.parser import parse_stream
from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.setting_kinds import HOW_TO_GET_ONE as HOW_TO_GET_ONE
from bot.setting_kinds import SERVICE_ACCOUNTS as SERVICE_ACCOUNTS
from bot.setting_kinds import (
    Address,
    BaseUrl,
    Folder,
    Groups,
    LogLevel,
    People,
    Token,
    WebhookSecret,
    WebhookUrl,
)
from index import SitrepError

ENV_FILE = "SITREP_ENV_FILE"
DEFAULT_FILE = Path("sitrep.env")
# Other tools own other names beginning with TELEGRAM_, so only these are ours to judge.
_OURS = ("SITREP_", "TELEGRAM_BOT_", "TELEGRAM_BASE_")


class SettingsError(SitrepError):
    """A setting is unknown, malformed or missing; the message names it and how to mend it."""


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
        owners: the accounts whose bot it is; they may use it privately and inline, and change any
            chat's settings.
        allowed_chats: the groups that may use it; none for all, as long as no people are named.
        allowed_people: who may use it privately and inline; none for all, as long as no groups are.
        person_minute: how many questions a person may ask in a minute.
        person_day: the same in a day.
        group_minute: how many questions a group may ask in a minute.
        queue: how many questions may be under way at once.
        webhook_url: where Telegram posts updates to; None to poll for them.
        webhook_secret: what proves that Telegram posts; None for one made at each start.
        contact: what sites that are read may turn to, an address of web or mail; None for none.
        listen: ``host:port`` for the webhook, health, readiness and metrics; None for none.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        case_sensitive=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    token: Token | None = Field(default=None, validation_alias="TELEGRAM_BOT_TOKEN")
    base_url: BaseUrl = Field(
        default="https://api.telegram.org/bot", validation_alias="TELEGRAM_BASE_URL"
    )
    library: Folder = Field(
        default_factory=lambda: user_data_path("sitrep", appauthor=False) / "library",
        validation_alias="SITREP_LIBRARY",
    )
    model: str | None = Field(default=None, validation_alias="SITREP_MODEL")
    reranker: str | None = Field(default=None, validation_alias="SITREP_RERANKER")
    cache: Folder = Field(
        default_factory=lambda: user_cache_path("sitrep", appauthor=False),
        validation_alias="SITREP_CACHE",
    )
    threads: int | None = Field(default=None, ge=1, validation_alias="SITREP_THREADS")
    log_level: LogLevel = Field(default="INFO", validation_alias="SITREP_LOG_LEVEL")

    owners: People = Field(default=frozenset(), validation_alias="SITREP_OWNERS")
    allowed_chats: Groups = Field(default=frozenset(), validation_alias="SITREP_ALLOWED_CHATS")
    allowed_people: People = Field(default=frozenset(), validation_alias="SITREP_ALLOWED_PEOPLE")
    person_minute: int = Field(default=5, ge=1, validation_alias="SITREP_PERSON_MINUTE")
    person_day: int = Field(default=50, ge=1, validation_alias="SITREP_PERSON_DAY")
    # More would be cut by Telegram's own limit of 20 messages a minute in a group.
    group_minute: int = Field(default=10, ge=1, le=18, validation_alias="SITREP_GROUP_MINUTE")
    queue: int = Field(default=1000, ge=1, le=100_000, validation_alias="SITREP_QUEUE")
    webhook_url: WebhookUrl | None = Field(default=None, validation_alias="SITREP_WEBHOOK_URL")
    webhook_secret: WebhookSecret | None = Field(
        default=None, validation_alias="SITREP_WEBHOOK_SECRET"
    )
    contact: str | None = Field(
        default=None, max_length=200, pattern=r"^[\x20-\x7e]+$", validation_alias="SITREP_CONTACT"
    )
    listen: Address | None = Field(default=None, validation_alias="SITREP_LISTEN")

    @property
    def is_open(self) -> bool:
        """Whether everybody may use the bot everywhere."""
        return not self.allowed_chats and not self.allowed_people

    @property
    def base_file_url(self) -> str:
        """Where files lie: beside the methods, as the Bot API has it."""
        parts = urlsplit(self.base_url)
        before, name, after = parts.path.rpartition("/bot")
        return urlunsplit(parts._replace(path=f"{before}/file{name}{after}"))

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
