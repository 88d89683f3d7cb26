"""A run, as tables for people and as JSON for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.machine import Conditions
from tests.benchmarks.timing import Measure

Sections = Mapping[str, Sequence[Measure]]

_VERDICTS = {True: "[green]met[/]", False: "[bold red]missed[/]", None: ""}


def show(conditions: Conditions, sections: Sections, console: Console) -> None:
    """Print everything."""
    facts = Table("Conditions", "", box=None, pad_edge=False)
    for name, value in asdict(conditions).items():
        facts.add_row(name.replace("_", " "), _told(value))
    console.print(facts)
    for title, measures in sections.items():
        console.print()
        console.print(_table(title, measures))


def as_dict(conditions: Conditions, sections: Sections) -> dict[str, Any]:
    """Everything, for JSON."""
    return {"conditions": asdict(conditions)} | {
        title: [asdict(measure) for measure in measures] for title, measures in sections.items()
    }


def _table(title: str, measures: Sequence[Measure]) -> Table:
    table = Table(title, "", "", "Target", "", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for measure in measures:
        row = (measure.name, _number(measure.value), measure.unit, measure.target or "")
        table.add_row(*row, _VERDICTS[measure.met])
    return table


def _number(value: float) -> str:
    """Four figures, as many as such times are good for."""
    return f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.4g}"


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {what}" for name, what in value.items())
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
