"""What the tests of exporting and importing share: articles as lines, and what became of them."""

import io
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from index.archives import archive_lines
from index.archives.archive import Fate, Imported
from index.archives.archive_lines import Entry, Happening
from index.archives.exporting import export
from index.archives.importing import import_
from index.changes import Event, Note
from index.models import Embedder
from index.records import Problem
from index.results import Filters
from tests.fakes import FakeEmbedder
from tests.index.libraries import draft, opened

MOMENT = "2022-10-06T12:00:00.000000+00:00"


def live(folder: Path) -> Path:
    """Make a library in which articles were changed, copied, removed and brought back.

    It holds A, B, D and E as 1, 2, 4 and 5.
    """
    with closing(opened(folder)) as library:
        library.add(draft("A"), draft("B"), draft("C"), draft("D"), draft("E"))
        list(library.library.add([draft("A", 2)], Note(cause="feed", origin="feed:1")))
        elsewhere = replace(draft("B"), url="https://reprints.example/b", outlet="Agency")
        again = replace(elsewhere, url="https://radio.example/b", published=date(2022, 1, 2))
        library.add(elsewhere, replace(again, outlet="Radio"))
        library.library.remove(3)
        library.library.remove(4)
        library.library.restore(4)
    return folder


def entry(number: int, *, story: int | None = None, **others: Any) -> Entry:
    """The report of that number, of which little is known."""
    happening = Happening(at=MOMENT, event=Event.ADDED, title="", came=(), went=(), cause="")
    plain: dict[str, Any] = {
        "sitrep": archive_lines.VERSION,
        "id": None,
        "title": f"Report {number}",
        "text": f"Patrol {number} searched village {number}.",
        "url": None,
        "outlet": None,
        "author": None,
        "published": None,
        "language": None,
        "added": MOMENT,
        "revisited": False,
        "sources": (),
        "history": (happening,),
    }
    return Entry(**{**plain, "number": number, "story": story, **others})


def written(*entries: Entry) -> bytes:
    return b"".join(map(archive_lines.written, entries))


def exported(library: Path, **wanted: Any) -> bytes:
    stream = io.BytesIO()
    export(library, stream, filters=Filters(**wanted))
    return stream.getvalue()


def imported(
    library: Path, lines: bytes, embedder: Embedder | None = None, *, limit: int | None = None
) -> list[Imported | Problem]:
    """Import lines from a file; broken off after so many, if a limit is given."""
    used = embedder or FakeEmbedder()
    with NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(lines)
        file.flush()
        with closing(import_(library, Path(file.name), lambda: used)) as found:
            return list(islice(found, limit))


def fates(results: Sequence[Imported | Problem]) -> list[tuple[Fate, int, int]]:
    """What became of each, its number and the one it has here; no problem may be among them."""
    assert not [item for item in results if isinstance(item, Problem)]
    return [
        (item.fate, item.number, item.article_id) for item in results if isinstance(item, Imported)
    ]


def objects(lines: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]
