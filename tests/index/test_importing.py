"""Into a library that holds articles already, or a part of the same."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from index.archives.archive import Fate
from index.archives.archive_lines import Place
from index.changes import Event
from index.copies import copies
from index.errors import ModelError
from index.records import Draft
from index.storage.store import Store
from index.wording.texts import text_hash
from tests import length
from tests.fakes import FakeEmbedder
from tests.index.archives import MOMENT, entry, exported, fates, imported, live, objects, written
from tests.index.libraries import assert_sound, draft, opened
from tests.index.moving import import_once, killed, moments


@pytest.fixture
def lived(tmp_path: Path) -> Path:
    return live(tmp_path / "lived")


def test_what_is_there_is_left_and_a_taken_number_is_changed(lived: Path, tmp_path: Path) -> None:
    lines = exported(lived)
    with closing(opened(tmp_path / "new")) as library:
        same_text = replace(draft("B"), url=None, outlet="Elsewhere")
        library.add(draft("X"), draft("A", 7), same_text)
    results = imported(tmp_path / "new", lines)
    assert fates(results) == [
        (Fate.PRESENT, 1, 2),  # by its address, though its text is another
        (Fate.PRESENT, 2, 3),  # by its text
        (Fate.IMPORTED, 4, 4),
        (Fate.IMPORTED, 5, 5),
    ]
    with closing(opened(tmp_path / "new")) as library:
        assert_sound(library)
        assert library.store.article(2).title == "Report A, version 7"
        assert library.store.article(3).outlet == "Elsewhere"
    again = imported(tmp_path / "new", lines)
    assert [fate for fate, _, _ in fates(again)] == [Fate.PRESENT] * 4


def test_a_number_that_was_ever_given_is_not_given_again(lived: Path, tmp_path: Path) -> None:
    with closing(opened(tmp_path / "new")) as library:
        library.add(draft("X"), draft("Y"), draft("Z"))
        library.library.remove(2)
    results = imported(tmp_path / "new", exported(lived))
    assert fates(results) == [
        (Fate.RENUMBERED, 1, 6),  # above all that come
        (Fate.RENUMBERED, 2, 7),
        (Fate.IMPORTED, 4, 4),
        (Fate.IMPORTED, 5, 5),
    ]
    with closing(opened(tmp_path / "new")) as library:
        assert [v.event for v in library.store.history(2)] == [Event.ADDED, Event.REMOVED]
        library.library.restore(2)
        assert library.store.text(2) == draft("Y").text


def stories(library: Path) -> dict[int, int | None]:
    return {told["number"]: told["story"] for told in objects(exported(library))}


def test_stories_stay_together_under_new_numbers(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(draft("X"), draft("Y"), draft("Z"))
    lines = [entry(1, story=1), entry(2, story=1), entry(7, story=3), entry(8, story=3), entry(9)]
    assert len(imported(tmp_path, written(*lines), limit=3)) == 3
    imported(tmp_path, written(*lines))
    assert stories(tmp_path) == {1: 1, 2: 2, 3: 3, 7: 7, 8: 7, 9: None, 10: 10, 11: 10}


def test_a_story_joins_the_one_of_a_report_that_is_there(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(draft("X"), replace(draft("Y"), text=entry(1).text))
    imported(tmp_path, written(entry(1, story=1), entry(5, story=1)))
    assert stories(tmp_path) == {1: 1, 2: 2, 5: 2}


def test_a_story_is_that_of_its_first_article_wherever_that_belongs(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(draft("X"))
    imported(tmp_path, written(entry(1, story=8), entry(2, story=1)))
    assert stories(tmp_path) == {1: 1, 2: 3, 3: 8}


def test_a_new_article_never_begins_a_story_that_there_is(tmp_path: Path) -> None:
    imported(tmp_path, written(entry(3, story=2), entry(4, story=9)))
    with closing(opened(tmp_path)) as library:
        library.add(draft("X"))
    imported(tmp_path, written(entry(2, story=2), entry(9, story=9)))
    assert stories(tmp_path) == {3: 2, 4: 9, 10: 10, 11: 11, 12: 12}


def test_what_was_imported_is_no_news(lived: Path, tmp_path: Path) -> None:
    with closing(opened(tmp_path / "new")) as library:
        library.add(draft("X"))
        imported(tmp_path / "new", exported(lived))
        assert library.store.last_event() == 1
        library.add(draft("Y"))
        assert [event.id for event in library.store.events(1, Event.ADDED, 10)] == [2]
        numbers = [version.id for version in library.store.history(4)]
        assert numbers == sorted(numbers)
        assert numbers[-1] < 0
    imported(tmp_path / "empty", exported(lived))
    with closing(Store.open(tmp_path / "empty")) as store:
        assert store.last_event() == 0
        assert store.events(0, Event.ADDED, 10) == []


def test_near_duplicates_of_what_was_imported_are_found(tmp_path: Path) -> None:
    text = " ".join(f"The patrol searched village {n} and found weapons there." for n in range(20))
    imported(tmp_path, written(entry(1, text=text, url="https://one.example/")))
    with closing(Store.open(tmp_path)) as store:
        copy = Draft(title="A copy", text=f"{text} With AP.", url="https://two.example/")
        assert store.copies(copy, copies.signature(copy.text))


def test_an_address_that_was_removed_is_wanted_again(lived: Path) -> None:
    lines = exported(lived)
    with closing(opened(lived)) as library:
        library.library.remove(2)
        assert library.store.is_unwanted("https://reprints.example/b")
        assert Fate.RENUMBERED in {fate for fate, _, _ in fates(imported(lived, lines))}
        assert not library.store.is_unwanted(f"{draft('B').url}")
        assert not library.store.is_unwanted("https://reprints.example/b")


def test_where_one_that_comes_stands_is_no_others_further_source(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(draft("One"))
        library.add(replace(draft("One"), url="https://b.example/1"))
        assert library.store.articles()[0].sources
        imported(tmp_path, written(entry(9, url="https://b.example/1")))
        assert [article.sources for article in library.store.articles()] == [(), ()]


def test_an_address_is_a_further_source_of_one_article(tmp_path: Path, lived: Path) -> None:

    place = Place(
        title="",
        url="https://reprints.example/b",
        outlet=None,
        author=None,
        published=None,
        text_hash=text_hash(""),
        added=MOMENT,
        moved=False,
    )
    imported(lived, written(entry(9, sources=(place,))))
    told = {one["number"]: [s["url"] for s in one["sources"]] for one in objects(exported(lived))}
    assert told[9] == []
    assert "https://reprints.example/b" in told[2]


def test_another_models_library_is_refused_before_anything_is_encoded(lived: Path) -> None:
    other = FakeEmbedder("other", "other-1")
    before = exported(lived)
    with pytest.raises(ModelError, match="--reencode"):
        imported(lived, written(entry(50)), other)
    assert other.texts_encoded == 0
    assert exported(lived) == before


def test_nothing_is_encoded_that_is_there(lived: Path) -> None:
    counted = FakeEmbedder()
    imported(lived, exported(lived), counted)
    assert counted.texts_encoded == 0


@pytest.mark.timeout(300)
def test_killed_half_way_an_import_goes_on_where_it_was(tmp_path: Path) -> None:
    source = tmp_path / "lines.jsonl"
    source.write_bytes(written(*(entry(n, story=max(n - n % 3, 1)) for n in range(1, 60))))
    done = []
    for n, moment in enumerate(moments(30 if length.WHOLE else 4, 50, Random())):
        library = tmp_path / str(n)
        done.append(killed(moment, import_once, library, source))
        with closing(opened(library, create=False)) as held:
            n_before = held.store.coverage().n_articles
            assert n_before >= done[-1]
            assert_sound(held)
        counted = FakeEmbedder()
        imported(library, source.read_bytes(), counted)
        assert counted.texts_encoded == 59 - n_before
        assert exported(library) == source.read_bytes()
    assert min(done) < 59, "not killed while it was working"
