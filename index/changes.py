"""What becomes of articles: records, frozen as those of `index.records`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from index.records import Article


class Outcome(StrEnum):
    """What became of a draft that was offered to the library."""

    ADDED = "added"
    REPLACED = "replaced"
    REPRINTED = "reprinted"
    """It is there already; its address is a further source of the same report from now on."""

    UNCHANGED = "unchanged"
    """It is there already, and nothing about it is new."""


class Sameness(StrEnum):
    """Why a draft is taken for an article that is there already."""

    ADDRESS = "address"
    TEXT = "text"
    SIMILAR = "similar"
    """A near-duplicate: cut, re-titled, re-ordered or lightly reworded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A draft's fate: what the library did, and the article that now stands for it.

    Attributes:
        sameness: why the draft is that article; None for one that is new.
        came: the paragraphs that a replaced article has now and had not before.
        went: those that it had.
    """

    outcome: Outcome
    article: Article
    cut: tuple[str, ...] = ()
    sameness: Sameness | None = None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


class Event(StrEnum):
    """What may happen to an article."""

    ADDED = "added"
    CHANGED = "changed"
    REPRINTED = "reprinted"
    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A line of an article's history.

    Attributes:
        id: rises with each event in the library.
        at: when, UTC.
        title: the headline from then on; "" once the article is gone for good.
        came: the paragraphs that were new.
        went: the paragraphs that were gone.
        cause: what brought it about, in a word that `index` or its caller chose; "" if unsaid.
        origin: which request brought it about, as its caller named it; "" if unsaid.
    """

    id: int
    article_id: int
    at: datetime
    event: Event
    title: str
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    cause: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is written down beside a change.

    Attributes:
        cause: as in `Version`.
        origin: as in `Version`; asked for again after a crash, it tells what was done already.
        unasked: whether no person asked for it: then an address that was removed stays out.
    """

    cause: str = ""
    origin: str = ""
    unasked: bool = False
