"""Documents from wherever -> the library: the one way in for chats, channels, feeds and re-fetches.

Reading (the network, extraction) and keeping (encoding, writing) are two calls, so that each can be
made in a thread of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index import extraction, fetching, media_types
from index.fetching import Retrieved, Validators
from index.records import (
    Addition,
    Document,
    Draft,
    Event,
    Given,
    Note,
    Outcome,
    Problem,
    Sameness,
    Version,
)

Retrieve = Callable[[str], Retrieved]

REMOVED = "it was removed from the library; a curator can add it again"


class Shelf(Protocol):
    """What is needed of an `index.Engine`."""

    def add(self, drafts: Iterable[Draft], *, note: Note = ...) -> Iterable[Addition]:
        """Add articles one by one."""

    def is_unwanted(self, url: str) -> bool:
        """Whether an address was taken out."""

    def brought_about(self, origin: str) -> Sequence[Version]:
        """What a request brought about."""

    def look_again(self, article_id: int, validators: Validators) -> None:
        """Look at the article's address again from time to time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document held.

    Attributes:
        validators: for asking again whether it has changed; None where it isn't from an address.
    """

    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    validators: Validators | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What became of a document."""

    additions: tuple[Addition, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_address(
    url: str,
    given: Given = Given(),  # noqa: B008 - frozen
    *,
    retrieve: Retrieve = fetching.retrieve,
) -> Reading:
    """Fetch an address and read what is there.

    Raises:
        FetchError: it was refused, or nothing that can be read came.
    """
    found = retrieve(url)
    if found.document is None:  # only where it was asked for changes, which it was not
        return Reading(problems=(Problem(name=url, message="it sent nothing; try again later"),))
    return read_document(found.document, given, found.validators)


def read_file(name: str, data: bytes, given: Given = Given()) -> Reading:  # noqa: B008 - frozen
    """Read a file that somebody sent.

    Args:
        name: the file's; its suffix tells what it is.
        data: what it holds.
        given: what its sender says of it.
    """
    media_type = media_types.of_name(name) or media_types.sniffed(data)
    document = Document(data=data, media_type=media_type, name=name)
    return read_document(document, given)


def read_document(
    document: Document,
    given: Given = Given(),  # noqa: B008 - frozen
    validators: Validators | None = None,
) -> Reading:
    """Read what a document holds; it may be of any form, and broken."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for item in extraction.drafts(document, given):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            drafts.append(item)
    return Reading(drafts=tuple(drafts), problems=tuple(problems), validators=validators)


def keep(shelf: Shelf, reading: Reading, note: Note = Note()) -> Collected:  # noqa: B008 - frozen
    """Put into the library what was read.

    Args:
        shelf: the library.
        reading: what was read.
        note: what is written down beside it. Its ``origin`` makes this safe to repeat: what an
            earlier call with the same one has done is told again, and not done twice.

    Raises:
        LibraryError: the library can't be written; what came before is in it.
    """
    problems = list(reading.problems)
    wanted = []
    for draft in reading.drafts:
        if note.unasked and draft.url and shelf.is_unwanted(draft.url):
            problems.append(Problem(name=draft.url, message=REMOVED))
        else:
            wanted.append(draft)
    earlier = {version.article_id: version for version in shelf.brought_about(note.origin)}
    additions = []
    for addition in shelf.add(wanted, note=note):
        additions.append(_as_it_was(addition, earlier.get(addition.article.id)))
        is_its_own = addition.outcome is not Outcome.REPRINTED and (
            addition.sameness in {None, Sameness.ADDRESS}
        )
        if reading.validators is not None and addition.article.url and is_its_own:
            shelf.look_again(addition.article.id, reading.validators)
    return Collected(additions=tuple(additions), problems=tuple(problems))


_OUTCOMES = {
    Event.ADDED: Outcome.ADDED,
    Event.CHANGED: Outcome.REPLACED,
    Event.REPRINTED: Outcome.REPRINTED,
}


def _as_it_was(addition: Addition, earlier: Version | None) -> Addition:
    """What became of a draft when the same request was dealt with before, and broke off after."""
    if addition.outcome is not Outcome.UNCHANGED or earlier is None:
        return addition
    outcome = _OUTCOMES.get(earlier.event, Outcome.UNCHANGED)
    return Addition(
        outcome=outcome,
        article=addition.article,
        cut=addition.cut,
        sameness=None if outcome is Outcome.ADDED else addition.sameness,
        came=earlier.came,
        went=earlier.went,
    )
