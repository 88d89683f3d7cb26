"""An article that stands at another address from now on, with the text that it has."""

from index.changes import Event, Note
from index.storage import history, reprints, writing
from index.storage.database import Connection, Row

_MOVED = "UPDATE articles SET url = :url WHERE id = :id"
_TAKEN_OVER = """
    UPDATE articles SET url = :url, title = :title, outlet = :outlet, author = :author,
        published = coalesce(:published, published)
    WHERE id = :id
"""


def relocate(
    connection: Connection, article_id: int, url: str, note: Note, place: Row | None = None
) -> None:
    """Have an article stand elsewhere; it is found by the address that it had, too.

    Args:
        connection: within a transaction.
        article_id: one that has an address.
        url: where no other article stands.
        note: what is written down beside it.
        place: the further source that becomes its own place, whose headline, outlet, author and day
            go along; None where the same place has another address.
    """
    old = connection.execute("SELECT * FROM headings WHERE id = ?", (article_id,)).fetchone()
    reprints.drop_source(connection, url)
    reprints.forward(connection, article_id, old["url"])
    values = {**dict(place or old), "id": article_id, "url": url}
    connection.execute(_TAKEN_OVER if place else _MOVED, values)
    for kind in ("remove", "add"):
        writing.log(connection, kind, article_id, old["first_passage"], old["last_passage"])
    history.record(connection, article_id, Event.CHANGED, values["title"], note)
