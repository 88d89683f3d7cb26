"""What becomes of an article, by what a look at its address brought.

What stands there counts only where it is still recognisably the report (`recognition`). Else what
is known stands, and owners are told after some days:

- a plea for cookies, a login, the front page, another report, an emptied page, and a text that
  holds the report's beginning alone: whether its publisher cut it short or keeps the rest from who
  hasn't paid can't be told;
- a page whose site refuses, can't be reached, or keeps programs off (of which nobody is told).

A report goes

- at once, where its address answers with HTTP 410;
- after three looks over three days at least, where there is no page (HTTP 404, or a page that says
  so): a site may be out of order for a while;
- after two looks an hour apart, where the page says that the report was taken back.

If it still stands elsewhere, it goes on from there, with the text that it has there: unless it was
taken back, for then its reprints are wrong, too.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from index import collecting
from index.changes import Addition, Note
from index.documents import boilerplate
from index.errors import (
    AddressGone,
    AddressMissing,
    ArticleNotFound,
    RobotsRefused,
    SourceError,
    TryLater,
)
from index.rechecks import recognition, telling
from index.rechecks.recheck_queue import Revisits
from index.rechecks.recognition import Standing
from index.rechecks.revisits import Look, Report
from index.records import Article, Document, Draft, Validators
from index.web import politeness
from index.web.addresses import canonical
from index.web.politeness import DAY, HOUR
from index.web.served import Retrieved

CHANGED, GONE = "source", "gone"
"""What is written down beside what has changed, and beside what is gone, where it stood."""

LONGEST_RETRY = 30 * DAY
MISSING_LOOKS, MISSING_SPAN = 3, 3 * DAY
RETRACTED_LOOKS, RETRACTED_SPAN = 2, HOUR

_LONGEST_TOLD = DAY
_LONGEST_PROBLEM = 500
_MOST_DOUBLINGS = 16
_ABANDONED = {
    Standing.FOREIGN: "what stands at the address now is not recognisable as the report",
    Standing.SHORTENED: "what stands at the address now is only a part of the report",
}
_REMEDY = "open it, and remove the article or add it again"


class Shelf(Protocol):
    """What is needed of an `index.Engine`."""

    def article(self, article_id: int) -> Article:
        """One article; raises `ArticleNotFound`."""

    def text(self, article_id: int) -> str:
        """An article's text; raises `ArticleNotFound`."""

    def add(self, drafts: Iterable[Draft], *, note: Note = ...) -> Iterable[Addition]:
        """Add articles one by one."""

    def remove(self, article_id: int, *, note: Note = ...) -> Article:
        """Take an article out; raises `ArticleNotFound`."""


class Outcomes:
    """Draws the consequences of a look. Each can be drawn again, and is then the same."""

    def __init__(
        self,
        revisits: Revisits,
        shelf: Shelf,
        *,
        clock: Callable[[], float],
        die: Callable[[], float],
    ) -> None:
        """See `index.rechecks.rechecking.Rechecker`."""
        self._revisits = revisits
        self._shelf = shelf
        self._clock = clock
        self._die = die

    def answered(self, look: Look, url: str, answer: Retrieved) -> Report:
        """Take over what has changed; leave alone what isn't the report.

        Args:
            look: which was taken.
            url: what was asked for.
            answer: what came.

        Raises:
            ArticleNotFound, AddressUnwanted: the article was removed meanwhile.
            LibraryError, ModelError: it couldn't be written, and is looked at again.
        """
        document = answer.document
        if document is None:
            if answer.moved_to is not None:
                # It has moved, and says no more than that it is as it was: next time it is read.
                answer = replace(answer, validators=Validators())
            self._stands(look, answer, look.validators.told)
            return Report()
        if document.url and not collecting.is_one_site(url, document.url):
            return self._failed(look, f"it leads to another site now; {_REMEDY}")
        draft = _read(document)
        if draft is None:
            return self._failed(look, f"what stands at the address holds no report; {_REMEDY}")
        old = (self._shelf.article(look.article_id).title, self._shelf.text(look.article_id))
        breaks_off = boilerplate.breaks_off(draft.cut)
        found = recognition.standing(old, (draft.title, draft.text), breaks_off=breaks_off)
        if found in {Standing.MISSING, Standing.RETRACTED}:
            return self._missing(look, retracted=found is Standing.RETRACTED)
        if found in _ABANDONED:
            return self._failed(look, f"{_ABANDONED[found]}; {_REMEDY}")
        return self._recognised(look, url, draft, answer, rewritten=found is Standing.CHANGED)

    def _recognised(
        self, look: Look, url: str, draft: Draft, answer: Retrieved, *, rewritten: bool
    ) -> Report:
        """Take over what has changed about a report: its place, its text, what is known of it."""
        note = self._note(look)
        place = _place(look, url, draft, answer)
        has_moved = place != self._shelf.article(look.article_id).url
        if has_moved and not self._revisits.relocated(look, place, self._now(), note):
            return self._failed(look, f"another article of the library stands there; {_REMEDY}")
        article = self._shelf.article(look.article_id)
        before = None if look.source_id is not None else look.validators.told
        now_known = replace(
            telling.revised(draft, article, before, rewritten=rewritten), url=article.url
        )
        if rewritten or telling.says_more(now_known, article):
            additions = list(self._shelf.add([now_known], note=note))
            if any(addition.article.id != look.article_id for addition in additions):
                return self._failed(look, f"another article of the library says it; {_REMEDY}")
            has_moved = True
        self._stands(look, answer, telling.next_told(before, draft), changed=has_moved)
        return Report(changed=(look.article_id,) if has_moved else ())

    def _stands(
        self,
        look: Look,
        answer: Retrieved,
        told: telling.Told | None,
        *,
        changed: bool = False,
    ) -> None:
        validators = replace(answer.validators, told=told)
        self._revisits.looked(
            look,
            self._now(),
            validators,
            changed=changed,
            least=min(answer.fresh_for or 0, _LONGEST_TOLD),
            die=self._die(),
        )

    def refused(self, look: Look, error: SourceError) -> Report:
        """Take out what is gone; try again later where it may be there.

        Args:
            look: which was taken.
            error: why nothing came.
        """
        if isinstance(error, AddressGone):
            return self.go_on(look.article_id, look.source_id)
        if isinstance(error, AddressMissing):
            return self._missing(look, retracted=False)
        told = error.seconds if isinstance(error, TryLater) else None
        # Not a failure of the report's: it is looked at rarely, and nobody need be told.
        counts = not isinstance(error, RobotsRefused)
        return self._failed(look, str(error), told=told, counts=counts)

    def _failed(
        self, look: Look, problem: str, *, told: int | None = None, counts: bool = True
    ) -> Report:
        """Leave the article as it is; an hour later, then two, four, ..., it is looked at again."""
        if look.source_id is not None:
            return Report(failed=1) + self.go_on(look.article_id, look.source_id)
        doubled = (HOUR if counts else DAY) << min(look.failures - 1, _MOST_DOUBLINGS)
        wait = max(min(doubled, LONGEST_RETRY), told or 0)
        self._put_off(look, wait, problem, missing=False, counts=counts)
        return Report(failed=1)

    def _missing(self, look: Look, *, retracted: bool) -> Report:
        if look.source_id is not None:
            return self.go_on(look.article_id, look.source_id)
        n_looks = look.missing + 1
        now = self._now()
        gone_for = now - (now if look.missing_since is None else look.missing_since)
        if retracted and n_looks >= RETRACTED_LOOKS and gone_for >= RETRACTED_SPAN:
            return self._removed(look.article_id)
        if n_looks >= MISSING_LOOKS and gone_for >= MISSING_SPAN:
            return self.go_on(look.article_id, None)
        problem = "the report was taken back" if retracted else "there is no page at the address"
        wait = RETRACTED_SPAN if retracted else min(n_looks, MISSING_LOOKS - 1) * DAY
        self._put_off(look, wait, f"{problem}; {_REMEDY}", missing=True, counts=True)
        return Report(failed=1)

    def _put_off(self, look: Look, wait: int, problem: str, *, missing: bool, counts: bool) -> None:
        now = self._now()
        self._revisits.failed(
            look,
            now,
            now + politeness.jittered(wait, self._die()),
            " ".join(problem.split())[:_LONGEST_PROBLEM],
            missing=missing,
            counts=counts,
        )

    def go_on(self, article_id: int, after: int | None) -> Report:
        """Ask for the next further place of a report that is gone; without any, it goes.

        Args:
            article_id: the report's.
            after: the further place that was asked for last; None to begin with the first.
        """
        if self._revisits.next_place(article_id, after):
            return Report()
        return self._removed(article_id)

    def _removed(self, article_id: int) -> Report:
        note = Note(cause=GONE, origin=f"{GONE}:{article_id}", unasked=True)
        try:
            self._shelf.remove(article_id, note=note)
        except ArticleNotFound:  # removed this moment
            return Report()
        return Report(removed=(article_id,))

    def _note(self, look: Look) -> Note:
        origin = f"{CHANGED}:{look.article_id}:{self._now()}"
        return Note(cause=CHANGED, origin=origin, unasked=True)

    def _now(self) -> int:
        return int(self._clock())


def _read(document: Document) -> Draft | None:
    """The one report that a page holds."""
    drafts = collecting.read_document(document).drafts
    return drafts[0] if len(drafts) == 1 else None


def _place(look: Look, url: str, draft: Draft, answer: Retrieved) -> str:
    """Where a report stands that was found: elsewhere only if its site says so for good.

    A page that still calls itself by the address that was asked for stands there.
    """
    if look.source_id is not None or answer.moved_to is None or draft.url in {None, url}:
        return url
    fetched = canonical((answer.document.url if answer.document else None) or "")
    says_so_itself = draft.url != fetched
    return (draft.url if says_so_itself else canonical(answer.moved_to)) or url
