"""Documents from wherever -> the library: the one way in for chats, channels, feeds and re-fetches.

Reading (the network, extraction) and keeping (encoding, writing) are two calls, so that each can be
made in a thread of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from index.changes import Addition, Event, Note, Outcome, Version
from index.documents import extraction
from index.rechecks import telling
from index.records import Document, Draft, Given, Problem, Validators
from index.storage.removal import AddressUnwanted
from index.web import fetching, media_types
from index.web.addresses import canonical, same_site
from index.web.fetching import Retrieved

Retrieve = Callable[[str], Retrieved]

_LISTS = frozenset({media_types.JSON, media_types.JSONL})

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
        address: where it was fetched from, after redirects; None where it wasn't.
    """

    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    validators: Validators | None = None
    address: str | None = None


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
    """Read what a document holds; it may be of any form, and broken.

    Args:
        document: the bytes.
        given: what is said of it; it wins over what the document says.
        validators: what came along where it was fetched just now; its articles are then looked at
            again, but for those of a document that holds several by its form.
    """
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for item in extraction.drafts(document, given):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            drafts.append(_at_home(item, document, given))
    is_page = document.media_type not in _LISTS and len(drafts) == 1
    if validators is not None and is_page:
        validators = replace(validators, told=telling.told(drafts[0], given))
    return Reading(
        drafts=tuple(drafts),
        problems=tuple(problems),
        validators=validators if is_page else None,
        address=document.url,
    )


def _at_home(draft: Draft, document: Document, given: Given) -> Draft:
    """A draft that says it stands at another site than it was fetched from doesn't stand there.

    A document must not pass itself off as another site's article, whose place it would take. Who
    has it added may say where it stands.
    """
    fetched = document.url
    if fetched is None or draft.url is None or given.url is not None:
        return draft
    if is_one_site(draft.url, fetched):
        return draft
    # Of several that one document holds none stands at its address.
    return replace(draft, url=None if document.media_type in _LISTS else canonical(fetched))


def is_one_site(one: str, other: str) -> bool:
    """Whether two addresses are of one host, or of one registered domain."""
    return urlsplit(one).hostname == urlsplit(other).hostname or same_site(one, other)


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
    wanted: list[Draft] = []
    for draft in _latest(reading.drafts):
        if note.unasked and draft.url and shelf.is_unwanted(draft.url):
            problems.append(_removed(draft))
        else:
            wanted.append(draft)
    earlier = list(shelf.brought_about(note.origin))
    additions: list[Addition] = []
    for draft, added in _added(shelf, wanted, note):
        if added is None:
            problems.append(_removed(draft))
            continue
        additions.append(_as_it_was(added, draft, earlier))
        if reading.validators is not None and draft.url and added.article.url == draft.url:
            _look_again(shelf, added.article.id, draft.url, reading)
    return Collected(additions=tuple(additions), problems=tuple(problems))


def _latest(drafts: Sequence[Draft]) -> list[Draft]:
    """Of several drafts for one address the last: so that a repetition doesn't undo it first."""
    last = {draft.url: draft for draft in drafts if draft.url}
    return [draft for draft in drafts if draft.url is None or last[draft.url] is draft]


def _added(
    shelf: Shelf, drafts: Sequence[Draft], note: Note
) -> Iterator[tuple[Draft, Addition | None]]:
    """Each draft, and what became of it; None for one whose address was taken out this moment."""
    done = 0
    while done < len(drafts):
        try:
            for addition in shelf.add(drafts[done:], note=note):
                done += 1
                yield drafts[done - 1], addition
        except AddressUnwanted:
            done += 1
            yield drafts[done - 1], None


def _removed(draft: Draft) -> Problem:
    return Problem(name=draft.url or draft.title, message=REMOVED)


def _look_again(shelf: Shelf, article_id: int, url: str, reading: Reading) -> None:
    """Have an article looked at again where it stands, if that is where it was fetched.

    A page may call another of its site's addresses its own: then that one is asked, without any
    condition. A document that names another site's address was not fetched from there.
    """
    fetched = canonical(reading.address or "")
    if reading.validators is None or fetched is None:
        return
    if fetched == url:
        shelf.look_again(article_id, reading.validators)
    elif is_one_site(fetched, url):
        shelf.look_again(article_id, Validators(told=reading.validators.told))


_OUTCOMES = {
    Event.ADDED: Outcome.ADDED,
    Event.CHANGED: Outcome.REPLACED,
    Event.REPRINTED: Outcome.REPRINTED,
}


def _as_it_was(addition: Addition, draft: Draft, earlier: list[Version]) -> Addition:
    """What became of a draft when the same request was dealt with before, and broke off after.

    Args:
        addition: what becomes of it now.
        draft: it.
        earlier: what the request brought about before; what is told of it here is taken out.
    """
    if addition.outcome is not Outcome.UNCHANGED:
        return addition
    article = addition.article
    is_elsewhere = draft.url != article.url
    for version in earlier:
        if version.article_id == article.id and (version.event is Event.REPRINTED) == is_elsewhere:
            break
    else:
        return addition
    earlier.remove(version)
    outcome = _OUTCOMES.get(version.event, Outcome.UNCHANGED)
    return Addition(
        outcome=outcome,
        article=article,
        cut=addition.cut,
        sameness=None if outcome is Outcome.ADDED else addition.sameness,
        came=version.came,
        went=version.went,
    )
