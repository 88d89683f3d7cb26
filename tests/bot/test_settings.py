"""Settings: where they come from, and what is refused."""

import os
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
