"""Forty reports in eight languages, and the outlets that print them.

They lie in ``reports/<language>.toml``, five a language. Some tell of the same event (``story``),
with another toll; some are another's text under another headline (``reprint_of``).
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

LANGUAGES = ("en", "ru", "uk", "ar", "tr", "fr", "es", "de")

HALVES = ("tune", "report")
"""The rules of extraction were tuned on the pages of the first half's reports alone."""

_FOLDER = Path(__file__).with_name("reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes.

    Attributes:
        host: a name under ``.example``, which exists nowhere.
        locale: the tag in its pages' ``lang``, for example ``en-GB``.
    """

    name: str
    host: str
    language: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as its outlet printed it.

    Attributes:
        key: ``<language>-<slug>``.
        story: which event it is about; reports with another toll or language share it.
        reprint_of: the key of the report whose text it is, if it is a reprint.
        half: one of `HALVES`.
    """

    key: str
    story: str
    title: str
    outlet: Outlet
    author: str
    published: date
    paragraphs: tuple[str, ...]
    reprint_of: str | None
    half: str

    @property
    def language(self) -> str:
        """Its ISO 639-1 code."""
        return self.outlet.language

    @property
    def slug(self) -> str:
        """Its key without the language, as addresses have it."""
        return self.key.partition("-")[2]


def _outlets() -> dict[str, Outlet]:
    rows = tomllib.loads((_FOLDER / "outlets.toml").read_text("utf-8"))
    return {key: Outlet(**row) for key, row in rows.items()}


def _reports() -> Iterator[Report]:
    for row_number, language in enumerate(LANGUAGES):
        rows = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))["report"]
        by_key = {row["key"]: row for row in rows}
        for number, row in enumerate(rows):
            source = by_key[row.get("reprint_of", row["key"])]
            yield Report(
                key=row["key"],
                story=source["story"],
                title=row["title"],
                outlet=OUTLETS[row["outlet"]],
                author=row["author"],
                published=row["published"],
                paragraphs=tuple(source["text"].strip().split("\n\n"))[: row.get("paragraphs")],
                reprint_of=row.get("reprint_of"),
                half=HALVES[(number + row_number) % 2],
            )


OUTLETS = _outlets()
REPORTS = tuple(_reports())
