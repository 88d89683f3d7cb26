"""The checks of ``sitrep doctor``, from the settings to the search indexes."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.cli.as_json import Json
from bot.cli.workbench import Workbench
from bot.settings import HOW_TO_GET_ONE, Settings
from index import SitrepError

if TYPE_CHECKING:
    from index import Check


class State(StrEnum):
    """What a check found."""

    GOOD = "good"
    BAD = "bad"
    SKIPPED = "skipped"
    """Not checked, or not needed: nothing to mend."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result; the remedy says what to do where something is to be done."""

    name: str
    state: State
    detail: str
    remedy: str | None = None

    def as_json(self) -> Json:
        """Return it for scripts."""
        return {
            "name": self.name,
            "state": self.state.value,
            "detail": self.detail,
            "remedy": self.remedy,
        }


def examine(bench: Workbench, *, quick: bool) -> Iterator[Finding]:
    """Check everything, cheapest first; without settings there is nothing else to check."""
    try:
        settings = bench.settings
    except SitrepError as error:
        yield Finding("settings", State.BAD, str(error), "Correct it in the environment or file.")
        return
    yield _settings(settings)
    yield from _telegram(settings, quick=quick)
    yield from _library(bench, settings, quick=quick)


def _settings(settings: Settings) -> Finding:
    fields = Settings.model_fields
    names = [str(fields[name].validation_alias) for name in sorted(settings.model_fields_set)]
    return Finding("settings", State.GOOD, f"in order; set: {', '.join(names) or 'none'}")


def _telegram(settings: Settings, *, quick: bool) -> Iterator[Finding]:
    if settings.token is None:
        detail = "TELEGRAM_BOT_TOKEN is not set: terminal only"
        yield Finding("telegram", State.SKIPPED, detail, f"For Telegram, {HOW_TO_GET_ONE}.")
    elif quick:
        yield Finding("telegram", State.SKIPPED, "not asked, because of --quick")
    else:
        # The telegram package takes a good part of a second to import.
        from bot.cli import telegram_check

        yield from telegram_check.findings(settings)


def _library(bench: Workbench, settings: Settings, *, quick: bool) -> Iterator[Finding]:
    if quick:
        yield Finding("model", State.SKIPPED, "not loaded, because of --quick")
    if not settings.library.exists():
        detail = f"there is none yet in {settings.library}"
        remedy = "sitrep add FILE makes it; sitrep run makes it with the sample articles."
        alone = Finding("library", State.SKIPPED, detail, remedy)
    else:
        try:
            with closing(bench.engine()) as engine:
                yield from map(_finding, engine.check(model=not quick))
            return
        except SitrepError as error:
            alone = Finding("library", State.BAD, str(error))
    yield alone
    if not quick:
        yield _model(bench, settings)


def _finding(check: "Check") -> Finding:
    state = State.GOOD if check.ok else State.BAD
    return Finding(check.name, state, check.detail, check.remedy)


def _model(bench: Workbench, settings: Settings) -> Finding:
    """Check the model by itself, where there is no library to check it with."""
    try:
        identity = bench.make_embedder(settings).identity
    except SitrepError as error:
        return Finding("model", State.BAD, str(error))
    return Finding("model", State.GOOD, f"{identity.name}, {identity.dim} dimensions")
