"""What is written within one of the store's transactions. Nothing here begins or ends one."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from index.changes import Addition, Event, Note, Outcome, Sameness
from index.models import Vectors32
from index.records import Draft, Span
from index.storage import history, reprints, rows
from index.storage.changes import Kind
from index.storage.database import Connection, Row
from index.storage.identities import TOKEN_BYTES
from index.wording.texts import folded, text_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A draft, ready to be written.

    Attributes:
        spans: its passages, in order, at least one.
        vectors: float32 ``[len(spans), dim]``, unit-norm.
        keys: what near-duplicates of it are found by; none to keep it apart from all others.
        story: the article whose story it belongs to; None where it begins one.
    """

    draft: Draft
    spans: Sequence[Span]
    vectors: Vectors32
    keys: Sequence[int] = ()
    story: int | None = None


_INSERT = """
    INSERT INTO articles (title, url, text_hash, outlet, author, published, language, external_id,
        text, first_passage, last_passage, added)
    VALUES (:title, :url, :text_hash, :outlet, :author, :published, :language, :external_id,
        :text, :first, :last, :added)
    RETURNING id
"""

_AMEND = """
    UPDATE articles SET title = :title, url = coalesce(:url, url),
        outlet = coalesce(:outlet, outlet), author = coalesce(:author, author),
        published = coalesce(:published, published), language = coalesce(:language, language),
        external_id = coalesce(:external_id, external_id), added = :added
    WHERE id = :id
"""

# Outlet and author are the place's: what its page doesn't tell isn't what another one told.
_MOVE = "UPDATE articles SET outlet = :outlet, author = :author WHERE id = :id"

_REWRITE = """
    UPDATE articles SET text = :text, text_hash = :text_hash,
        first_passage = :first, last_passage = :last
    WHERE id = :id
"""


def settled(connection: Connection, draft: Draft) -> tuple[Row, dict[str, str]] | None:
    """The article that has the draft's text, and the metadata that the draft knows better.

    A draft that names another address than the article's is a copy of it: its metadata is about
    the copy. What a draft doesn't tell never erases what is known.
    """
    row: Row | None = connection.execute(
        "SELECT * FROM headings WHERE text_hash = ?", (text_hash(draft.text),)
    ).fetchone()
    if row is None:
        return None
    by_address = _with_url(connection, draft.url)
    if is_elsewhere(row, draft) or (by_address is not None and by_address["id"] != row["id"]):
        return row, {}
    told = rows.metadata(draft)
    return row, {name: new for name, new in told.items() if new is not None and new != row[name]}


def is_elsewhere(row: Row, draft: Draft) -> bool:
    """Whether a draft names another place than the article that has its text: address or outlet."""
    if row["url"] is None:
        return False
    if draft.url is None:
        return not _is_outlet(row, draft)
    return bool(draft.url != row["url"])


def _is_outlet(row: Row, draft: Draft) -> bool:
    """Whether a draft is, as far as it tells, of an article's outlet."""
    return draft.outlet is None or folded(draft.outlet) == folded(row["outlet"])


def amend(connection: Connection, draft: Draft, note: Note) -> Addition | None:
    """Settle a draft whose text is in the library already; None for a new text."""
    found = settled(connection, draft)
    if found is None:
        if reprints.is_home(connection, draft.url):
            return None  # an article whose text is now that of a reprint of whichever article
        known = reprints.with_text(connection, draft.text)
        return None if known is None else reprinted(connection, known, draft, note, Sameness.TEXT)
    row, better = found
    if is_elsewhere(row, draft):
        if reprints.is_form(row, draft):
            return addition(connection, Outcome.UNCHANGED, row["id"], draft, Sameness.TEXT)
        return reprinted(connection, row["id"], draft, note, Sameness.TEXT)
    if not better:
        return addition(connection, Outcome.UNCHANGED, row["id"], draft, _sameness(row, draft))
    connection.execute(_AMEND, {**rows.metadata(draft), "id": row["id"], "added": history.now()})
    reprints.drop_source(connection, draft.url)
    for kind in ("remove", "add"):
        log(connection, kind, row["id"], row["first_passage"], row["last_passage"])
    history.record(connection, row["id"], Event.CHANGED, draft.title, note)
    return addition(connection, Outcome.REPLACED, row["id"], draft, _sameness(row, draft))


def reprinted(
    connection: Connection, article_id: int, draft: Draft, note: Note, sameness: Sameness
) -> Addition:
    """Note a copy's place as a further source of the article that it is a copy of.

    An article that stands at the copy's own address stays: what it says was another report.
    """
    article: Row = connection.execute(
        "SELECT outlet FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    is_known = draft.url is None and _is_outlet(article, draft)
    is_new = (
        not is_known
        and not reprints.is_home(connection, draft.url)
        and reprints.add_source(connection, article_id, draft)
    )
    if is_new:
        history.record(connection, article_id, Event.REPRINTED, draft.title, note)
    outcome = Outcome.REPRINTED if is_new else Outcome.UNCHANGED
    return addition(connection, outcome, article_id, draft, sameness)


def put(connection: Connection, encoded: Encoded, note: Note, twin: int | None = None) -> Addition:
    """Write a draft whose text is new: as a new article, or in place of an old one.

    Args:
        connection: within a transaction.
        encoded: the draft.
        note: what is written down beside it.
        twin: the article of which it is the better copy, if it is one.
    """
    draft = encoded.draft
    first = next_passage(connection)
    last = first + len(encoded.spans) - 1
    values: dict[str, object] = {
        **rows.metadata(draft),
        "text": draft.text,
        "text_hash": text_hash(draft.text),
        "first": first,
        "last": last,
        "added": history.now(),
    }
    old = _with_url(connection, draft.url) if twin is None else _whole(connection, twin)
    reprints.drop_source(connection, draft.url)
    came: list[str] = []
    went: list[str] = []
    if old is None:
        article_id: int = connection.execute(_INSERT, values).fetchone()["id"]
        story = encoded.story if encoded.story is not None else article_id
        connection.execute("INSERT INTO stories VALUES (?, ?)", (article_id, story))
    else:
        article_id = old["id"]
        came, went = history.difference(_text(connection, article_id), draft.text)
        _rewrite(connection, old, draft, values)
    _put_passages(connection, article_id, first, encoded)
    reprints.sign(connection, article_id, encoded.keys)
    log(connection, "add", article_id, first, last)
    event = Event.ADDED if old is None else Event.CHANGED
    history.record(connection, article_id, event, draft.title, note, came=came, went=went)
    outcome = Outcome.ADDED if old is None else Outcome.REPLACED
    sameness = None if old is None else Sameness.ADDRESS if twin is None else Sameness.SIMILAR
    return addition(connection, outcome, article_id, draft, sameness, came=came, went=went)


def _rewrite(connection: Connection, old: Row, draft: Draft, values: dict[str, object]) -> None:
    """Put a text in an old one's place, whose passages go; it may stand at another address."""
    article_id = old["id"]
    values = {**values, "id": article_id}
    if old["url"] != draft.url:
        reprints.demote(connection, article_id, draft)
        connection.execute(_MOVE, values)
    connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
    log(connection, "remove", article_id, old["first_passage"], old["last_passage"])
    connection.execute(_AMEND, values)
    connection.execute(_REWRITE, values)


def _put_passages(connection: Connection, article_id: int, first: int, encoded: Encoded) -> None:
    packed = rows.packed(encoded.vectors)
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
        (
            (first + position, article_id, position, span.start, span.end, blob)
            for position, (span, blob) in enumerate(zip(encoded.spans, packed, strict=True))
        ),
    )


def _sameness(row: Row, draft: Draft) -> Sameness:
    has_address = draft.url is not None and row["url"] == draft.url
    return Sameness.ADDRESS if has_address else Sameness.TEXT


def _with_url(connection: Connection, url: str | None) -> Row | None:
    if url is None:
        return None
    row: Row | None = connection.execute("SELECT * FROM headings WHERE url = ?", (url,)).fetchone()
    return row


def _whole(connection: Connection, article_id: int) -> Row | None:
    row: Row | None = connection.execute(
        "SELECT * FROM headings WHERE id = ?", (article_id,)
    ).fetchone()
    return row


def _text(connection: Connection, article_id: int) -> str:
    row = connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
    return str(row["text"])


def next_passage(connection: Connection) -> int:
    """A number that no passage ever had."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return 1 if row is None else int(row["seq"]) + 1


def log(connection: Connection, kind: Kind, article_id: int, first: int, last: int) -> None:
    """Tell the caches what changed."""
    connection.execute(
        "INSERT INTO changes (token, kind, article_id, first_passage, last_passage, at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (secrets.token_hex(TOKEN_BYTES), kind, article_id, first, last, history.now()),
    )


def addition(
    connection: Connection,
    outcome: Outcome,
    article_id: int,
    draft: Draft,
    sameness: Sameness | None = None,
    *,
    came: Sequence[str] = (),
    went: Sequence[str] = (),
) -> Addition:
    """What became of a draft, with the article as it stands now."""
    row = connection.execute("SELECT * FROM headings WHERE id = ?", (article_id,)).fetchone()
    return Addition(
        outcome=outcome,
        article=rows.article(row),
        cut=draft.cut,
        sameness=sameness,
        came=tuple(came),
        went=tuple(went),
    )
