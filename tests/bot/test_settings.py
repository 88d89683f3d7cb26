"""Settings: where they come from, and what is refused."""

import os
import re
import traceback
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

TOKEN = "123456789:AAFakeTokenThatNoTelegramWouldAccept00"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without any setting, in an empty folder."""
    for name in os.environ:
        if name.startswith(("SITREP_", "TELEGRAM_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def env_file(text: str, name: str = "sitrep.env") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(file: Path | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    whole = "".join(traceback.format_exception(caught.value))
    assert "pydantic" not in str(caught.value)
    assert TOKEN not in whole
    return str(caught.value)


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.token is None
    assert settings.base_url == "https://api.telegram.org/bot"
    assert settings.library.parts[-2:] == ("sitrep", "library")
    assert settings.cache.name == "sitrep"
    assert (settings.model, settings.threads, settings.log_level) == (None, None, "INFO")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f" {TOKEN}\n")
    monkeypatch.setenv("TELEGRAM_BASE_URL", "http://127.0.0.1:8081/bot")
    monkeypatch.setenv("SITREP_LIBRARY", "~/reports")
    monkeypatch.setenv("SITREP_MODEL", "some/model")
    monkeypatch.setenv("SITREP_THREADS", "2")
    monkeypatch.setenv("SITREP_LOG_LEVEL", "debug")
    settings = load_settings()
    assert settings.bot_token() == TOKEN
    assert settings.base_url == "http://127.0.0.1:8081/bot"
    assert settings.library == Path.home() / "reports"
    assert (settings.model, settings.threads, settings.log_level) == ("some/model", 2, "DEBUG")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    env_file("SITREP_MODEL=of-file\nSITREP_THREADS=3  # two cores to spare\n")
    monkeypatch.setenv("SITREP_MODEL", "of-environment")
    settings = load_settings()
    assert (settings.model, settings.threads) == ("of-environment", 3)


def test_the_file_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    env_file("SITREP_MODEL=default")
    monkeypatch.setenv("SITREP_ENV_FILE", str(env_file("SITREP_MODEL=named", "other.env")))
    assert load_settings().model == "named"
    assert load_settings(env_file("SITREP_MODEL=given", "third.env")).model == "given"


def test_empty_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    env_file("TELEGRAM_BOT_TOKEN=\nSITREP_THREADS=\n")
    monkeypatch.setenv("SITREP_MODEL", "")
    monkeypatch.setenv("SITREP_ENV_FILE", "")
    settings = load_settings()
    assert (settings.token, settings.model, settings.threads) == (None, None, None)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("SITREP_LIBARY", "SITREP_LIBRARY"),
        ("TELEGRAM_BOT_TOKN", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_BASE_ULR", "TELEGRAM_BASE_URL"),
        ("sitrep_model", "SITREP_MODEL"),
    ],
)
def test_a_typo_is_refused_with_the_right_name(
    monkeypatch: pytest.MonkeyPatch, wrong: str, right: str
) -> None:
    monkeypatch.setenv(wrong, TOKEN)
    assert f"{wrong} in the environment" in refusal()
    assert f"Did you mean {right}?" in refusal()
    monkeypatch.delenv(wrong)
    env_file(f"{wrong}={TOKEN}")
    assert f"Did you mean {right}?" in refusal()


def test_other_tools_settings_are_left_alone_outside_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_API_ID", "1")
    monkeypatch.setenv("token", "x")
    assert load_settings().token is None
    env_file("TELEGRAM_API_ID=1")
    assert "TELEGRAM_API_ID in sitrep.env is not a setting" in refusal()


@pytest.mark.parametrize(
    "token", ["mytoken", "123456789", "123456789:", "12:ab cdefgh", "x:" + "a" * 35]
)
def test_a_malformed_token_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    said = refusal()
    assert "@BotFather" in said
    assert f"{token} " not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITREP_THREADS", "0"),
        ("SITREP_THREADS", "many"),
        ("SITREP_LOG_LEVEL", "LOUD"),
        ("TELEGRAM_BASE_URL", "127.0.0.1:8081"),
        ("TELEGRAM_BASE_URL", "http://127.0.0.1:8081"),
        ("TELEGRAM_BASE_URL", "http://[::1/bot"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert refusal().startswith(f"{name}: ")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert "can't be read" in refusal(tmp_path / "missing.env")
    assert "can't be read" in refusal(tmp_path)
    binary = tmp_path / "binary.env"
    binary.write_bytes(b"SITREP_MODEL=\xff\xfe")
    assert "not UTF-8" in refusal(binary)
    assert "line 2" in refusal(env_file("SITREP_MODEL=x\nSITREP_THREADS\n"))
    assert "line 1" in refusal(env_file("just some words\n"))


def test_a_missing_token_says_how_to_get_one() -> None:
    with pytest.raises(SettingsError, match="@BotFather"):
        load_settings().bot_token()


def test_settings_never_show_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = load_settings()
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump()}"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().model = "other"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1001", {1001}),
        ("1001,1002", {1001, 1002}),
        (" 1001 , 1002 ,", {1001, 1002}),
        ("1001 1002\t1001\n", {1001, 1002}),
        (f"{2**52}", {2**52}),
    ],
)
@pytest.mark.parametrize("name", ["OWNERS", "ALLOWED_PEOPLE", "ALLOWED_CHATS"])
def test_numbers_of_people_and_chats_are_parted_by_commas_or_blanks(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, read: set[int]
) -> None:
    sign = -1 if name == "ALLOWED_CHATS" else 1
    signed = re.sub(r"\d+", r"-\g<0>", written) if sign < 0 else written
    monkeypatch.setenv(f"SITREP_{name}", signed)
    assert getattr(load_settings(), name.lower()) == {sign * number for number in read}


def test_numbers_are_read_from_the_file_too() -> None:
    env_file("SITREP_OWNERS=1, 2\nSITREP_ALLOWED_CHATS='-1001234567890 -5'\n")
    settings = load_settings()
    assert settings.owners == {1, 2}
    assert settings.allowed_chats == {-1001234567890, -5}
    assert not settings.is_open


def test_as_long_as_nobody_is_named_everybody_may(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().is_open
    monkeypatch.setenv("SITREP_OWNERS", "1")
    assert load_settings().is_open
    monkeypatch.setenv("SITREP_ALLOWED_PEOPLE", "2")
    assert not load_settings().is_open


@pytest.mark.parametrize("account", [777000, 1087968824, 136817688])
@pytest.mark.parametrize("name", ["SITREP_OWNERS", "SITREP_ALLOWED_PEOPLE"])
def test_telegrams_own_accounts_are_refused_as_people(
    monkeypatch: pytest.MonkeyPatch, name: str, account: int
) -> None:
    monkeypatch.setenv(name, f"1001, {account}")
    said = refusal()
    assert said.startswith(f"{name}: {account} is an account of Telegram's own")
    assert "Give the number of a person's account" in said


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("SITREP_OWNERS", "-1001", "those are above 0"),
        ("SITREP_OWNERS", "0", "those are above 0"),
        ("SITREP_ALLOWED_PEOPLE", "5,-1001", "-1001 is no person's number"),
        ("SITREP_ALLOWED_CHATS", "-5,1001", "put the person's number into SITREP_ALLOWED_PEOPLE"),
        ("SITREP_ALLOWED_CHATS", "0", "those are below 0"),
        ("SITREP_OWNERS", "@ann", "integer"),
        ("SITREP_OWNERS", "1;2", "integer"),
        ("SITREP_OWNERS", "[1, 2]", "integer"),
        # A list without anybody would open the bot to everybody.
        ("SITREP_ALLOWED_CHATS", ",", "integer"),
        ("SITREP_ALLOWED_PEOPLE", " ", "integer"),
    ],
)
def test_what_is_no_list_of_people_or_groups_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    said = refusal()
    assert said.startswith(f"{name}: ")
    assert remedy in said


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example/a1b2c3",
        "https://bot.example:8443/a1b2c3",
        "http://127.0.0.1:8080/hook",
        "http://localhost/hook",
        "http://[::1]:8080/hook",
    ],
)
def test_a_webhook_is_an_https_address_with_a_path(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("SITREP_WEBHOOK_URL", url)
    assert load_settings().webhook_url == url


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("http://bot.example/a1b2c3", "https"),
        ("http://127.0.0.1.evil.example/hook", "https"),
        ("bot.example/a1b2c3", "https"),
        ("ftp://127.0.0.1/a", "https"),
        ("https://bot.example", "hard to guess"),
        ("https://bot.example/", "hard to guess"),
        ("https:///a1b2c3", "hard to guess"),
        ("https://bot.example:https/a", "ort"),
        ("https://bot.example:99999/a", "ort"),
        ("https://[::1/a", "IPv6"),
        ("https://bot.example/a b", "no blank"),
        ("https://bot.example/пут", "Latin"),
    ],
)
def test_what_telegram_cannot_post_to_is_refused_as_a_webhook(
    monkeypatch: pytest.MonkeyPatch, url: str, remedy: str
) -> None:
    monkeypatch.setenv("SITREP_WEBHOOK_URL", url)
    said = refusal()
    assert said.startswith("SITREP_WEBHOOK_URL: ")
    assert remedy in said


@pytest.mark.parametrize("secret", ["a", "A-z_09", "x" * 256])
def test_a_webhooks_secret_is_taken_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("SITREP_WEBHOOK_SECRET", secret)
    settings = load_settings()
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() == secret
    assert f"'{secret}'" not in f"{settings!r} {settings.model_dump()}"


@pytest.mark.parametrize("secret", ["x" * 257, "with blank", "sécret", "a+b", "a\nb"])
def test_a_secret_that_telegram_would_refuse_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("SITREP_WEBHOOK_SECRET", secret)
    said = refusal()
    assert said.startswith("SITREP_WEBHOOK_SECRET: it must be 1 to 256")
    assert secret not in said


@pytest.mark.parametrize("listen", ["127.0.0.1:8080", "0.0.0.0:80", "[::1]:8080", "localhost:0"])
def test_where_to_listen_is_a_host_and_a_port(monkeypatch: pytest.MonkeyPatch, listen: str) -> None:
    monkeypatch.setenv("SITREP_LISTEN", listen)
    assert load_settings().listen == listen


@pytest.mark.parametrize(
    "listen",
    ["8080", ":8080", "127.0.0.1", "127.0.0.1:", "a:-1", "a:65536", "a:b", "http://127.0.0.1:8080"],
)
def test_what_is_no_host_and_port_is_refused(monkeypatch: pytest.MonkeyPatch, listen: str) -> None:
    monkeypatch.setenv("SITREP_LISTEN", listen)
    assert refusal() == "SITREP_LISTEN: write host:port, for example 127.0.0.1:8080."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITREP_PERSON_MINUTE", "0"),
        ("SITREP_PERSON_DAY", "0"),
        ("SITREP_GROUP_MINUTE", "0"),
        # Telegram takes 20 messages a minute in a group, and a notice or two want to be told.
        ("SITREP_GROUP_MINUTE", "19"),
        ("SITREP_QUEUE", "0"),
        ("SITREP_QUEUE", "100001"),
    ],
)
def test_limits_have_bounds(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert refusal().startswith(f"{name}: ")


def test_the_limits_unless_set_otherwise() -> None:
    settings = load_settings()
    assert (settings.person_minute, settings.person_day, settings.group_minute) == (5, 50, 10)
    assert settings.queue == 1000
    assert (settings.webhook_url, settings.webhook_secret, settings.listen) == (None, None, None)
