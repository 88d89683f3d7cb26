"""Reports that never happened, each unlike the others, and what reprints make of them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.library import Library
from index.records import Draft
from tests.index.libraries import Opened, opened

RAID = (
    "Soldiers who came in two helicopters raided a farmhouse outside Karvan before dawn on Tuesday "
    "and led away two men whom the army called the owners of a workshop for roadside bombs.",
    "A spokeswoman for the interior ministry said that eleven rifles, a radio and a ledger had "
    "been carried out of the cellar, and that nobody had fired a shot from inside the house.",
    "Neighbours told another story. A shepherd whose hut stands across the stream said that he had "
    "counted nine bursts of gunfire, and that his dog was hit while it barked at the soldiers.",
    "The village has changed hands three times since the truce, most lately in the autumn, when "
    "the brigade of General Ostrin took the bridge and the mill beside it.",
)
FIRE = (
    "At least three people died when armed men set fire to a ferry a mile off the port of Velin on "
    "Sunday evening, the coast guard said in a statement that it read out on the quay.",
    "The attackers came alongside in rubber boats, threw bottles of burning petrol on to the car "
    "deck and were gone within minutes, passengers said as they were wrapped into blankets.",
    "Fishermen took more than two hundred people off the burning ship. Most of them were unhurt, "
    "and one woman gave birth on the way to the harbour, according to the hospital.",
    "Nobody has said that they did it. The harbour police found one of the boats on a beach north "
    "of the town, its engine still warm and its number filed away.",
)
TRIAL = (
    "A court in the capital sentenced the former quartermaster of the northern garrison to twelve "
    "years in prison for selling diesel, boots and winter tents to the people he was fighting.",
    "The judge spent an hour reading out what had been sold and to whom. The list ended with four "
    "hundred sleeping bags, which were found in a cave that the garrison had besieged for weeks.",
    "His lawyer called the sentence a farce and said that the real sellers wear more stars on "
    "their shoulders. He has two weeks in which to appeal.",
    "Relatives of conscripts who froze in the winter campaign stood outside with candles. They "
    "had come, one mother said, to hear the word guilty once.",
)
REPORTS = {"raid": RAID, "fire": FIRE, "trial": TRIAL}
TITLES = {
    "raid": "Two men led away in raid near Karvan",
    "fire": "Three dead as ferry burns off Velin",
    "trial": "Twelve years for officer who sold tents",
}
CREDIT = "First published by the Gazette."
ADDED = (
    "The governor of the province said late in the evening that the road to the capital would stay "
    "closed until engineers had looked into every culvert, and that schools would open again on "
    "Thursday at the earliest. He asked drivers to keep to the coast and to leave the fords to the "
    "ambulances."
)


def report(
    name: str,
    place: str | None = None,
    *more: str,
    outlet: str | None = None,
    published: date | None = None,
) -> Draft:
    """A report as it stands at ``https://<place>/<name>``, or nowhere, with paragraphs added."""
    return Draft(
        title=TITLES[name],
        text="\n\n".join([*REPORTS[name], *more]),
        url=None if place is None else f"https://{place}/{name}",
        outlet=outlet,
        published=published,
        language="en",
    )


@contextmanager
def merging(folder: Path) -> Iterator[Opened]:
    """A library that takes near-duplicates for one article."""
    with closing(opened(folder)) as apart:
        library = Library(apart.store, apart.embedder, apart.vectors, apart.lexical)
        yield replace(apart, library=library)
