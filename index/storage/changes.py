"""The store's change log, as the caches read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["add", "remove"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A point in one library's history.

    Attributes:
        seq: the number of the last change; 0 before the first.
        token: drawn at random for each change: two libraries, or a library and its restored
            backup, can reach the same number but not the same token.
    """

    seq: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Passages that came in or went, all of one article, numbered without gaps.

    What is replaced is a removal and an addition. An article whose title alone changed is removed
    and added with the same numbers.
    """

    seq: int
    token: str
    kind: Kind
    article_id: int
    first_passage: int
    last_passage: int

    @property
    def mark(self) -> Mark:
        """Where the library stood after this change."""
        return Mark(self.seq, self.token)


def spans(changes: Iterable[Change]) -> list[tuple[int, int]]:
    """The passage numbers that the changes are about: first and last, in order, merged."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted({(c.first_passage, c.last_passage) for c in changes}):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
