"""Out of a library and into another: the same articles, the same numbers, the same past."""

import io
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import collecting
from index.archives import archive_files, archive_lines
from index.archives.archive import Archive, Fate
from index.archives.archive_lines import Entry, Happening, Place
from index.archives.importing import Importer
from index.changes import Event
from index.documents import jsonl
from index.records import Document, Given
from index.results import Filters
from index.wording.texts import text_hash
from tests.fakes import FakeEmbedder
from tests.index.archives import exported, fates, imported, live, objects
from tests.index.libraries import assert_sound, draft, opened


@pytest.fixture
def lived(tmp_path: Path) -> Path:
    return live(tmp_path / "lived")


def test_out_and_in_and_out_again_gives_the_same_bytes(lived: Path, tmp_path: Path) -> None:
    lines = exported(lived)
    results = imported(tmp_path / "new", lines)
    assert fates(results) == [(Fate.IMPORTED, n, n) for n in (1, 2, 4, 5)]
    assert exported(tmp_path / "new") == lines
    told = objects(lines)
    assert [article["number"] for article in told] == [1, 2, 4, 5]
    assert [source["outlet"] for source in told[1]["sources"]] == ["Agency", "Radio"]
    assert [event["event"] for event in told[2]["history"]] == ["added", "removed", "restored"]
    assert [event["cause"] for event in told[0]["history"]] == ["", "feed"]
    assert told[0]["history"][1]["went"] == draft("A").text.split("\n\n")
    with closing(opened(tmp_path / "new")) as library, closing(opened(lived)) as before:
        assert_sound(library)
        for number in (1, 2, 4, 5):
            was, now = before.store.article(number), library.store.article(number)
            assert now == was
            assert library.store.text(number) == before.store.text(number)
            assert [replace(v, id=0, origin="") for v in library.store.history(number)] == [
                replace(v, id=0, origin="") for v in before.store.history(number)
            ]


# Any Unicode that the library can hold: lines and controls of all kinds, right to left, emoji.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
MAYBE = st.none() | WORDS.filter(lambda text: bool(text.strip()))
NUMBERS = st.integers(1, 50)
DAYS = st.none() | st.dates()
MOMENTS = st.datetimes().map(lambda moment: moment.isoformat(timespec="microseconds") + "+00:00")


@st.composite
def libraries(draw: st.DrawFn) -> list[Entry]:
    """Articles that may stand beside each other, in the order of their numbers."""
    numbers = sorted(draw(st.sets(NUMBERS, max_size=4)))
    addresses = [f"https://x.example/{letter}" for letter in "abcdefgh"]
    urls = iter(draw(st.permutations([*addresses, *[None] * 8])))
    happening = st.builds(
        Happening,
        at=MOMENTS,
        event=st.sampled_from(Event),
        title=WORDS,
        came=st.lists(WORDS, max_size=2).map(tuple),
        went=st.lists(WORDS, max_size=2).map(tuple),
        cause=WORDS,
    )

    def place() -> Place:
        return Place(
            title=draw(WORDS),
            url=next(urls),
            outlet=draw(MAYBE),
            author=draw(MAYBE),
            published=draw(DAYS),
            text_hash=text_hash(draw(WORDS)),
            added=draw(MOMENTS),
            moved=draw(st.booleans()),
        )

    return [
        Entry(
            sitrep=archive_lines.VERSION,
            number=number,
            id=draw(MAYBE),
            title=draw(WORDS.filter(str.strip)),
            text=f"{number} {draw(WORDS)}",
            url=next(urls),
            outlet=draw(MAYBE),
            author=draw(MAYBE),
            published=draw(DAYS),
            language=draw(st.sampled_from([None, "en", "ar", "zh", "xx", "\u202e"])),
            added=draw(MOMENTS),
            story=draw(st.none() | NUMBERS),
            revisited=False,
            sources=tuple(place() for _ in range(draw(st.integers(0, 2)))),
            history=tuple(draw(st.lists(happening, min_size=1, max_size=3))),
        )
        for number in numbers
    ]


@given(libraries())
@settings(max_examples=40)
def test_whatever_a_library_holds_comes_back_letter_by_letter(
    tmp_path_factory: pytest.TempPathFactory, held: list[Entry]
) -> None:
    lines = b"".join(map(archive_lines.written, held))
    assert lines.count(b"\n") == len(held)
    with closing(Archive.open(tmp_path_factory.mktemp("any"), create=True)) as archive:
        found = archive_files.entries(io.BytesIO(lines), "lines")
        assert fates(list(Importer(archive, FakeEmbedder).take(found))) == [
            (Fate.IMPORTED, entry.number, entry.number) for entry in held
        ]
        assert list(archive.entries(Filters())) == held
        assert b"".join(map(archive_lines.written, archive.entries(Filters()))) == lines


def test_add_takes_an_exported_file_too(lived: Path, tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_bytes(exported(lived))
    with (tmp_path / "lines.jsonl").open("rb") as stream:
        documents = list(jsonl.records(stream, "lines"))
    drafts = [
        draft
        for document in documents
        if isinstance(document, Document)
        for draft in collecting.read_document(document, Given()).drafts
    ]
    with closing(opened(lived)) as library:
        for number, found in zip((1, 2, 4, 5), drafts, strict=True):
            standing = library.store.article(number)
            assert (found.title, found.url, found.outlet, found.text) == (
                standing.title,
                standing.url,
                standing.outlet,
                library.store.text(number),
            )
