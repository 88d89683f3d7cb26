"""``sitrep`` run in this process, over a real library and a fake model."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.workbench import OpensEngine, Workbench, open_library
from bot.settings import Settings
from index import Embedder
from tests.fakes import FakeEmbedder

RAID = """---
title: Raid near Qamishli
outlet: CNN
url: https://example.org/raid
published: 2022-10-06
---
American troops landed by helicopter near Qamishli on Thursday. They killed a smuggler of weapons.

Nobody else was hurt in the raid, the command said. One person was detained by the troops.
"""
ARREST = """---
title: Arrest of a bomb maker
outlet: AP
published: 2022-06-16
---
Coalition soldiers captured Hani al-Kurdi in the village of Humayrah before dawn on Thursday.
"""


@dataclass
class CommandLine:
    """A user with a folder; call it with what they type after ``sitrep``."""

    folder: Path
    make_embedder: Callable[[Settings], Embedder] = field(default=lambda _: FakeEmbedder())
    settings: dict[str, Any] = field(default_factory=dict)
    open_engine: OpensEngine = open_library

    @property
    def library(self) -> Path:
        return self.folder / "library"

    def __call__(self, *arguments: str | Path, stdin: str | bytes | None = None) -> Result:
        bench = Workbench(
            read_settings=self._settings,
            make_embedder=self.make_embedder,
            open_engine=self.open_engine,
        )
        # A bug's exception fails the test, and isn't taken for a failed command.
        return CliRunner().invoke(
            app, [*map(str, arguments)], input=stdin, obj=bench, catch_exceptions=False
        )

    def json(self, *arguments: str | Path, stdin: str | bytes | None = None) -> Any:
        """What a command that succeeds prints with ``--json``."""
        result = self(*arguments, "--json", stdin=stdin)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def file(self, name: str, text: str) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def stocked(self) -> "CommandLine":
        """The same, with two reports in the library: the raid is #1, the arrest #2."""
        result = self("add", self.file("raid.md", RAID), self.file("arrest.md", ARREST))
        assert result.exit_code == 0, result.output
        return self

    def _settings(self) -> Settings:
        # Validated, and not constructed: so the environment is not read.
        paths = {"SITREP_LIBRARY": self.library, "SITREP_CACHE": self.folder / "cache"}
        return Settings.model_validate(paths | self.settings)
