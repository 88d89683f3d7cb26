"""What stands around a report, in its language: ``phrases/<language>.toml``; and written days."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("phrases")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Wording:
    """The phrases of a language, in the wording of one half of the reports.

    Args:
        language: one of `reports.LANGUAGES`.
        variant: which of two wordings, 0 or 1.
    """

    def __init__(self, language: str, variant: int) -> None:
        self._rows = _phrases(language)
        self._variant = variant

    def one(self, name: str, **fields: str) -> str:
        """The phrase of that name, its blanks filled in."""
        value = self._rows[name]
        chosen = value if isinstance(value, str) else value[self._variant]
        return str(chosen).format(**fields)

    def several(self, name: str) -> list[str]:
        """The phrases of a list that has no variants."""
        return [str(value) for value in self._rows[name]]

    def table(self) -> list[list[str]]:
        """The rows of a small table, its head first."""
        return [row["cells"] for row in self._rows["table"]]

    def day(self, form: str, day: date) -> str:
        """A day as it is written: ``long``, ``full`` (with weekday or time) or ``numeric``."""
        month = day.month - 1
        pattern = self._rows[form][self._variant]
        return str(pattern).format(
            day=day.day,
            number=day.month,
            year=day.year,
            month=self._rows["months"][month],
            egyptian=self._rows.get("egyptian", self._rows["months"])[month],
            weekday=self._rows["weekdays"][day.weekday()],
            arabic_day=str(day.day).translate(_ARABIC_DIGITS),
            arabic_year=str(day.year).translate(_ARABIC_DIGITS),
        )


@cache
def _phrases(language: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
