"""What an operator is given must fit the code: settings, commands, paths."""

import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from typer.core import TyperGroup

from bot.cli import app
from bot.settings import Settings, known_names, load_settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
EXAMPLE = DEPLOY / "sitrep.env.example"
ASSIGNMENT = re.compile(r"#?([A-Z][A-Z_]+)=(.*)")


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def example() -> dict[str, str]:
    """Every setting that the example shows, whether commented out or not."""
    found = map(ASSIGNMENT.fullmatch, EXAMPLE.read_text(encoding="utf-8").splitlines())
    return {match[1]: match[2] for match in found if match}


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have case
    parser.read_string(text("sitrep.service"))
    return parser


def service() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    one: dict[str, Any] = parsed["services"]["sitrep"]
    return one


def instructions(name: str) -> list[str]:
    """A Dockerfile's instructions of one kind, continued lines joined, without comments."""
    lines = [line for line in text("Dockerfile").splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return re.findall(rf"^{name}\s+(.+)$", joined, re.MULTILINE)


def command_line() -> TyperGroup:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return group


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*known_names(), "SITREP_ENV_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_example_shows_every_setting_and_no_other() -> None:
    aliases = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert set(example()) == aliases


def test_example_as_it_is_gives_the_defaults() -> None:
    assert load_settings(EXAMPLE) == load_settings()


def test_example_with_every_line_in_use_is_accepted(tmp_path: Path) -> None:
    given = example() | {"TELEGRAM_BOT_TOKEN": "123456789:" + "A" * 35}
    file = tmp_path / "all.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    settings = load_settings(file)
    assert settings.library == Path(given["SITREP_LIBRARY"])
    assert settings.threads == int(given["SITREP_THREADS"])


def test_example_tells_the_true_default_where_it_shows_one() -> None:
    settings = load_settings()
    assert example()["TELEGRAM_BASE_URL"] == settings.base_url
    assert example()["SITREP_LOG_LEVEL"] == settings.log_level


def test_image_and_unit_set_no_name_that_the_bot_refuses() -> None:
    assigned = " ".join([*instructions("ENV"), unit()["Service"]["Environment"]])
    ours = re.findall(r"\b((?:SITREP|TELEGRAM)_\w+)=", assigned)
    assert ours
    assert set(ours) <= set(known_names())


def assert_understood(arguments: list[str]) -> None:
    """The command exists, and each of its options too."""
    name, *rest = arguments
    known = {option for one in command_line().commands[name].params for option in one.opts}
    assert {argument for argument in rest if argument.startswith("-")} <= known


def test_unit_runs_a_command_that_exists() -> None:
    program, *arguments = shlex.split(unit()["Service"]["ExecStart"])
    assert Path(program).name == "sitrep"
    assert_understood(arguments)


def test_image_runs_a_command_that_exists() -> None:
    (entry,), (default,) = instructions("ENTRYPOINT"), instructions("CMD")
    assert yaml.safe_load(entry) == ["sitrep"]
    assert_understood(yaml.safe_load(default))


def test_image_checks_its_health_with_a_command_that_exists() -> None:
    (check,) = instructions("HEALTHCHECK")
    program, *arguments = yaml.safe_load(check.partition("CMD")[2])
    assert program == "sitrep"
    assert_understood(arguments)


def test_a_deployed_bot_answers_from_its_operators_articles_alone() -> None:
    (default,) = instructions("CMD")
    assert "--no-samples" in yaml.safe_load(default)
    assert "--no-samples" in shlex.split(unit()["Service"]["ExecStart"])


def test_image_is_made_of_files_that_exist() -> None:
    own = [line.split() for line in instructions("COPY") if not line.startswith("--from")]
    sources = {source for *sources, _ in own for source in sources}
    assert {"bot", "index", "pyproject.toml"} <= sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_build_is_shown_every_file_that_the_image_is_made_of() -> None:
    shown = {line[1:] for line in text("Dockerfile.dockerignore").splitlines() if line[0:1] == "!"}
    own = [line.split()[:-1] for line in instructions("COPY") if not line.startswith("--from")]
    assert {source for sources in own for source in sources} == shown


def test_image_does_not_run_as_root() -> None:
    (user,) = instructions("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_library_lies_in_the_volume() -> None:
    (volume,) = instructions("VOLUME")
    (mounted,) = (mount.partition(":")[2] for mount in service()["volumes"])
    (library,) = re.findall(r"SITREP_LIBRARY=(\S+)", " ".join(instructions("ENV")))
    assert volume == mounted
    assert Path(library).is_relative_to(volume)


def test_compose_locks_the_container() -> None:
    one = service()
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["restart"] == "unless-stopped"
    assert not {"privileged", "cap_add", "ports", "network_mode", "user"} & set(one)


def test_compose_reads_the_file_that_the_example_becomes() -> None:
    assert service()["env_file"] == EXAMPLE.name.removesuffix(".example")
    assert (DEPLOY / service()["build"]["context"] / service()["build"]["dockerfile"]).is_file()


def test_unit_may_write_where_the_example_puts_things() -> None:
    said = unit()["Service"]
    state, cache = (
        Path("/var/lib", said["StateDirectory"]),
        Path("/var/cache", said["CacheDirectory"]),
    )
    assert Path(example()["SITREP_LIBRARY"]).is_relative_to(state)
    assert Path(example()["SITREP_CACHE"]).is_relative_to(cache)


def test_page_names_only_commands_that_exist() -> None:
    blocks = re.findall(r"```\w*\n(.*?)```", text("README.md"), re.DOTALL)
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text("README.md"))
    named = re.findall(r"(?<![\w./-])(?<!-[ug] )sitrep ([a-z]+)\b", "\n".join([*blocks, *spans]))
    assert {"run", "add", "doctor"} <= set(named)
    # After `exec`, Compose's service is followed by a program in it.
    assert set(named) - {"sitrep", "python"} <= set(command_line().commands)


def test_page_says_what_was_not_run() -> None:
    assert "## What was checked, and what was not" in text("README.md")
