"""What a page says of itself, from one look to the next: what has changed there is taken over.

What is known of an article need not be what its page says: an operator, or a feed, may have told it
better, and what was given wins. So it isn't compared with the page, but the page with itself.
"""

import json
from dataclasses import replace
from datetime import date

from index.records import Article, Draft, Given

FIELDS = ("title", "outlet", "author", "published", "language")

GIVEN = ""
"""In place of what the page says where that doesn't count, whatever it is."""

Told = tuple[str | None, ...]
"""One for each of `FIELDS`; None for what the page doesn't say, or isn't known to."""


def told(draft: Draft, given: Given = Given()) -> Told:  # noqa: B008 - frozen
    """What a page says, as it was read along with what was given."""
    return tuple(
        GIVEN if getattr(given, name) is not None else value
        for name, value in zip(FIELDS, _values(draft), strict=True)
    )


def next_told(before: Told | None, draft: Draft) -> Told:
    """What the page says now; what it doesn't say any more was said all the same."""
    if before is None:
        return told(draft)
    return tuple(
        old if old == GIVEN or new is None else new
        for old, new in zip(before, _values(draft), strict=True)
    )


def revised(draft: Draft, article: Article, before: Told | None, *, rewritten: bool) -> Draft:
    """The draft with what is known of its article, but for what has changed on its page.

    Args:
        draft: the page as it is now.
        article: what is known of it.
        before: what the page said at the last look.
        rewritten: whether its text has changed: then its headline counts even if nothing is known
            of what it was.
    """
    known = _values(article)
    seen = before or (None,) * len(FIELDS)
    title, outlet, author, published, language = (
        new if _counts(own, old, new) else own
        for own, old, new in zip(known, seen, _values(draft), strict=True)
    )
    if before is None and rewritten:
        title = draft.title
    return replace(
        draft,
        title=title or draft.title,
        outlet=outlet,
        author=author,
        published=date.fromisoformat(published) if published else None,
        language=language,
    )


def says_more(draft: Draft, article: Article) -> bool:
    """Whether a draft differs from what is known of its article, its text apart."""
    return _values(draft) != _values(article)


def packed(said: Told | None) -> str | None:
    """For the store."""
    return None if said is None else json.dumps(said)


def unpacked(stored: str | None) -> Told | None:
    """From the store; None for what is no such thing."""
    found = json.loads(stored) if stored else None
    return tuple(found) if found is not None and len(found) == len(FIELDS) else None


def _counts(own: str | None, old: str | None, new: str | None) -> bool:
    """Whether what a page says now is news."""
    if new is None or old == GIVEN:
        return False
    return own is None or (old is not None and old != new)


def _values(item: Draft | Article) -> Told:
    published = item.published.isoformat() if item.published else None
    return (item.title, item.outlet, item.author, published, item.language)
