"""The words' cache: BM25 as published, in step with the store, and never more than a cache."""

import logging
import math
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.records import Draft, Span
from index.search import cachefiles
from index.search.lexical import Lexical
from index.search.words import WordsError
from index.storage.writing import Encoded
from tests.fakes import DIM
from tests.index.libraries import Opened, assert_sound, draft, opened

K1, B = 1.2, 0.75


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    with closing(opened(tmp_path)) as found:
        yield found


def put(library: Opened, title: str, *bodies: str) -> None:
    """An article with exactly these passages."""
    starts = np.cumsum([0, *(len(body) + 2 for body in bodies)])
    spans = [
        Span(start=int(start), end=int(start) + len(body))
        for start, body in zip(starts, bodies, strict=False)
    ]
    vectors = np.eye(len(bodies), DIM, dtype=np.float32)
    text = "\n\n".join(bodies)
    encoded = Encoded(draft=Draft(title=title, text=text), spans=spans, vectors=vectors)
    library.store.put(encoded, library.embedder.identity)
    library.follow()


def bm25(term: str, body: list[str], bodies: list[list[str]]) -> float:
    """Robertson and Zaragoza (2009), with the + 1 in the logarithm that Lucene added."""
    holding = sum(term in other for other in bodies)
    idf = math.log(1 + (len(bodies) - holding + 0.5) / (holding + 0.5))
    frequency = body.count(term)
    mean = sum(map(len, bodies)) / len(bodies)
    return idf * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * len(body) / mean))


def test_the_score_is_bm25(library: Opened) -> None:
    bodies = [
        "drone strike",
        "drone drone helicopter village",
        "village market",
        "helicopter crash near village market road",
    ]
    put(library, "zzz", *bodies)
    ids, scores = library.lexical.search("Drone villages", 10)
    words = [body.replace("village", "villag").split() for body in bodies]
    words = [[{"helicopter": "helicopt"}.get(word, word) for word in body] for body in words]
    expected = [bm25("drone", body, words) + bm25("villag", body, words) for body in words]
    best = sorted(range(4), key=lambda place: -expected[place])
    assert ids.tolist() == [place + 1 for place in best]
    np.testing.assert_allclose(scores, [expected[place] for place in best], rtol=1e-5)


def test_the_title_counts_for_each_of_its_passages(library: Opened) -> None:
    put(library, "Raid in Qamishli", "first passage here", "second one")
    put(library, "Other", "some words", "Qamishli is a city")
    assert sorted(library.lexical.search("qamishli", 10)[0].tolist()) == [1, 2, 4]
    assert library.lexical.search("qamishli", 10, title_boost=50)[0][0] in {1, 2}
    assert library.lexical.search("qamishli", 10, title_boost=0.01)[0][0] == 4


def test_words_are_folded_and_stemmed_and_the_commonest_left_out(library: Opened) -> None:
    terms = library.lexical.terms("The Raids' KILLED in Café, Казань, قتل \ud800")
    assert terms == ["raid", "kill", "cafe", "казан", "قتل"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("взорвали мосты", "взорвала мост"),
        ("при авиаударе", "авиаудар"),
        ("Казань", "в Казани"),
        ("авіаудару мостами", "авіаударом мости"),
        ("الغارة في سوريا", "غارة سوريا في"),
    ],
)
def test_words_in_other_scripts_are_stemmed_too(library: Opened, one: str, other: str) -> None:
    assert set(library.lexical.terms(one)) == set(library.lexical.terms(other))


def test_a_rarer_word_weighs_more_and_every_one_something(library: Opened) -> None:
    put(library, "x", "strike village", "strike market", "strike road")
    rarity = library.lexical.rarity("strike in the village of Zebra")
    assert rarity["zebra"] > rarity["villag"] > rarity["strike"] > 0
    library.library.remove(1)
    assert all(value > 0 for value in library.lexical.rarity("strike").values())


def test_only_the_articles_asked_for_are_searched_and_score_as_ever(library: Opened) -> None:
    library.add(*(draft(name) for name in "ABCD"))
    ids, scores = library.lexical.search("patrol 101 village", 100)
    everywhere = dict(zip(ids.tolist(), scores.tolist(), strict=True))
    ids, scores = library.lexical.search("patrol 101 village", 100, {2, 4, 99})
    assert sorted(ids.tolist()) == [4, 5, 6, 10, 11, 12]
    np.testing.assert_allclose(scores, [everywhere[number] for number in ids.tolist()])
    assert library.lexical.search("patrol", 5, set())[0].size == 0


@pytest.mark.parametrize("k", [0, 1, 1000])
def test_at_most_k_are_found(library: Opened, k: int) -> None:
    library.add(draft("A"))
    assert library.lexical.search("patrol", k)[0].size == min(k, 3)


@given(st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_breaks_the_search(library: Opened, question: str) -> None:
    ids, scores = library.lexical.search(question, 5)
    assert ids.shape == scores.shape


@pytest.mark.parametrize(
    "question", ["", "the of and", 'body:patrol AND -title:"', "*:*", "(((", "a" * 5000, "\ud800"]
)
def test_nothing_in_a_question_is_query_syntax(library: Opened, question: str) -> None:
    put(library, "x", "some passage", "another passage")
    assert library.lexical.search(question, 5)[0].size == 0


def test_a_renamed_article_is_found_by_its_new_title_alone(library: Opened) -> None:
    library.add(draft("A"))
    library.add(replace(draft("A"), title="Helicopter landing"))
    assert library.lexical.search("helicopter", 5)[0].size == 3
    assert library.lexical.search("version", 5)[0].size == 0


def test_an_index_that_is_up_to_date_is_shared(library: Opened, tmp_path: Path) -> None:
    library.add(draft("A"), draft("B"))
    name = (tmp_path / "lexical.json").read_bytes()
    with closing(opened(tmp_path)) as other:
        other.follow()
        assert other.lexical.ids().tolist() == [1, 2, 3, 4, 5, 6]
    assert (tmp_path / "lexical.json").read_bytes() == name


def data(folder: Path) -> Path:
    [found] = [path for path in folder.glob("lexical-*") if path.is_dir()]
    return found


def flip_first(folder: Path, pattern: str) -> None:
    path = next(data(folder).glob(pattern))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / "lexical.json").unlink(),
    "half a manifest": lambda folder: (folder / "lexical.json").write_text('{"format": 1, "da'),
    "an older format": lambda folder: (folder / "lexical.json").write_text(
        (folder / "lexical.json").read_text().replace('"format": 1', '"format": 0')
    ),
    "no folder": lambda folder: shutil.rmtree(data(folder)),
    "no list of segments": lambda folder: (data(folder) / "meta.json").unlink(),
    "half a list": lambda folder: (data(folder) / "meta.json").write_text('{"index'),
    "no postings": lambda folder: next(data(folder).glob("*.idx")).unlink(),
    "a flipped bit": lambda folder: flip_first(folder, "*.idx"),
    "another flipped bit": lambda folder: flip_first(folder, "*.fast"),
    "a file that a killed process left": lambda folder: (data(folder) / "x.9.del").touch(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_index_is_made_anew(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(draft("A"), draft("B"))
    damage(tmp_path)
    with closing(opened(tmp_path)) as library:
        assert_sound(library)
        assert library.embedder.texts_encoded == 0
        assert library.lexical.state().on_disk
        assert data(tmp_path).is_dir()
        assert not (data(tmp_path) / "x.9.del").exists()


def test_an_index_that_breaks_while_it_is_open_is_made_anew(library: Opened) -> None:
    library.add(draft("A"))
    shutil.rmtree(data(library.folder))
    library.add(draft("B"))
    assert_sound(library)
    assert library.lexical.state().on_disk


def test_an_index_of_a_later_state_than_a_restored_backups_is_not_believed(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(draft("A"))
    backup = (tmp_path / "sitrep.db").read_bytes()
    with closing(opened(tmp_path)) as library:
        library.add(draft("B"))
    (tmp_path / "sitrep.db").write_bytes(backup)
    with closing(opened(tmp_path)) as library:
        assert_sound(library)


def test_killed_between_commit_and_manifest_the_next_start_recovers(
    library: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library.add(draft("A"))
    with monkeypatch.context() as patched:
        patched.setattr(Lexical, "_publish", _killed)
        with pytest.raises(KeyboardInterrupt):
            library.add(draft("B"))
    with closing(opened(tmp_path)) as again:
        assert_sound(again)
    assert_sound(library)


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_full_disk_is_logged_once_and_an_index_in_memory_takes_over(
    library: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cachefiles, "write_manifest", full)
    with caplog.at_level(logging.WARNING, "index.search.lexical"):
        library.add(draft("A"))
        library.add(draft("B"))
        library.library.remove(1)
    assert [
        record.levelname for record in caplog.records if record.name == "index.search.lexical"
    ] == ["WARNING"]
    assert library.lexical.ids().tolist() == [4, 5, 6]
    assert not library.lexical.state().on_disk


def test_a_process_that_writes_for_too_long_is_not_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(opened(tmp_path, patience=0.1)) as library:
        library.add(draft("A"))
        with FileLock(tmp_path / "lexical.lock"):
            library.add(draft("B"))
            assert library.lexical.ids().tolist() == [1, 2, 3]
        assert "another process" in caplog.text
        library.follow()
        assert library.lexical.ids().tolist() == [1, 2, 3, 4, 5, 6]


def test_an_index_that_refuses_a_change_is_made_anew(
    library: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(draft("A"))

    def refuse(*_: object) -> None:
        raise WordsError("FileAlreadyExists")

    monkeypatch.setattr(Lexical, "_apply", refuse)
    library.add(draft("B"))
    assert library.lexical.ids().tolist() == [1, 2, 3, 4, 5, 6]
    assert library.lexical.state().on_disk


def test_rebuilding_makes_the_index_anew(library: Opened) -> None:
    library.add(draft("A"))
    old = data(library.folder)
    library.lexical.rebuild()
    assert data(library.folder) != old
    assert_sound(library)
