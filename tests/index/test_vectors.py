"""The vectors' cache: exact, in step with the store, and never more than a cache.

Everything is tested twice: with vectors held whole, and with codes of them from the third on.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index.models import ModelIdentity, Vectors32
from index.records import Span
from index.search import cachefiles
from index.search.codes import FLAT_LIMIT
from index.search.vectors import Vectors
from index.storage import passage_reading
from index.storage.changes import Change, spans
from index.storage.rows import Int64Array
from index.storage.store import Store
from index.storage.writing import Encoded
from tests.fakes import DIM
from tests.index import libraries
from tests.index.libraries import Opened, assert_sound, draft, opened


@pytest.fixture(params=[FLAT_LIMIT, 2], ids=["whole", "codes"], autouse=True)
def flat_limit(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    limit: int = request.param
    monkeypatch.setattr(libraries, "Vectors", partial(Vectors, flat_limit=limit))
    return limit


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    with closing(opened(tmp_path)) as found:
        yield found


def stored(library: Opened) -> tuple[list[int], Vectors32]:
    chunks = list(library.store.vectors())
    ids = [int(number) for ids, _ in chunks for number in ids]
    return ids, np.concatenate([vectors for _, vectors in chunks])


@pytest.mark.parametrize("articles", [None, {2, 5, 9}])
def test_search_finds_what_brute_force_finds(library: Opened, articles: set[int] | None) -> None:
    library.add(*(draft(name, n_paragraphs=7) for name in "ABCDEFGHIJ"))
    ids, matrix = stored(library)
    if articles is not None:
        allowed = library.store.passage_ids(articles).tolist()
        kept = [place for place, number in enumerate(ids) if number in allowed]
        ids, matrix = [ids[place] for place in kept], matrix[kept]
    random = np.random.default_rng(7)
    for _ in range(20):
        query = random.normal(size=(1, DIM)).astype(np.float32)
        query /= np.linalg.norm(query)
        found, scores = library.vectors.search(query, 10, articles)
        expected = matrix @ query[0]
        best = np.argsort(-expected)[:10]
        assert found.tolist() == [ids[place] for place in best]
        np.testing.assert_allclose(scores, expected[best], atol=1e-5)


def test_more_asked_for_than_there_is_gives_all_there_is(library: Opened) -> None:
    library.add(draft("A"), draft("B"))
    query = library.embedder.encode_query("village")
    assert sorted(library.vectors.search(query, 100)[0].tolist()) == [1, 2, 3, 4, 5, 6]
    assert sorted(library.vectors.search(query, 100, {2})[0].tolist()) == [4, 5, 6]
    assert library.vectors.search(query, 100, {77})[0].size == 0
    assert library.vectors.search(query, 100, set())[0].size == 0
    assert library.vectors.search(query, 0)[0].size == 0


def test_an_empty_library_finds_nothing(library: Opened) -> None:
    library.follow()
    query = library.embedder.encode_query("village")
    assert library.vectors.search(query, 5)[0].size == 0
    assert library.vectors.similarity(query, np.array([1])).tolist() == [0]
    library.vectors.save()
    assert library.vectors.count() == 0


def test_similarity_is_the_cosine_and_0_for_a_passage_that_is_gone(library: Opened) -> None:
    library.add(draft("A"), draft("B"))
    _, matrix = stored(library)
    query = library.embedder.encode_query("patrol 102 village")
    found = library.vectors.similarity(query, np.array([6, 99, 1]))
    np.testing.assert_allclose(found, [*(matrix[[5]] @ query[0]), 0, *(matrix[[0]] @ query[0])])
    assert library.vectors.get(np.array([], np.int64)).shape == (0, DIM)


def test_two_processes_follow_each_other(library: Opened, tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as other:
        library.add(draft("A"), draft("B"))
        assert_sound(other)
        other.library.remove(1)
        assert_sound(library)
        library.add(draft("B", version=2), draft("C"), replace(draft("C"), title="New title"))
        assert_sound(other)
        assert_sound(library)


def test_an_article_that_came_and_went_since_leaves_nothing(
    library: Opened, tmp_path: Path
) -> None:
    with closing(opened(tmp_path)) as other:
        other.follow()
        library.add(draft("A"), draft("B"))
        library.library.remove(1)
        library.add(draft("B", version=2))
        library.library.remove(2)
        library.add(draft("B", version=3))
        assert_sound(other)


def test_the_next_start_takes_the_file(library: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    library.add(*(draft(name) for name in "ABC"))
    again = Vectors(library.folder, library.store)
    monkeypatch.setattr(library.store, "vectors", None)  # not to be asked
    again.follow()
    assert again.ids().tolist() == library.vectors.ids().tolist()
    assert again.state() == library.vectors.state()
    assert again.state().on_disk


def test_a_small_change_is_not_worth_a_new_file(library: Opened) -> None:
    library.add(draft("A", n_paragraphs=300))
    before = (library.folder / "vectors.json").read_bytes()
    library.add(draft("B"))
    assert (library.folder / "vectors.json").read_bytes() == before
    again = Vectors(library.folder, library.store)
    again.follow()
    assert again.count() == 303


def only(folder: Path, pattern: str) -> Path:
    [found] = folder.glob(pattern)
    return found


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def forge(folder: Path) -> None:
    path = only(folder, "*.faiss")
    path.write_bytes(b"no vectors")
    manifest = json.loads((folder / "vectors.json").read_bytes())
    manifest["digests"] = {path.name: cachefiles.digest(path)}
    (folder / "vectors.json").write_text(json.dumps(manifest))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / "vectors.json").unlink(),
    "half a manifest": lambda folder: (folder / "vectors.json").write_text('{"format": 2, "da'),
    "a strange manifest": lambda folder: (folder / "vectors.json").write_text("[1]"),
    "a path in it": lambda folder: (folder / "vectors.json").write_text(
        '{"format": 2, "data": "../x", "seq": 0, "token": ""}'
    ),
    "an older format": lambda folder: (folder / "vectors.json").write_text(
        (folder / "vectors.json").read_text().replace('"format": 2', '"format": 1')
    ),
    "no file": lambda folder: only(folder, "*.faiss").unlink(),
    "half a file": lambda folder: only(folder, "*.faiss").write_bytes(
        only(folder, "*.faiss").read_bytes()[:700]
    ),
    "a flipped bit": lambda folder: flip(only(folder, "*.faiss")),
    "no vectors, with the right digest": lambda folder: forge(folder),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_made_anew_without_encoding(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(draft("A"), draft("B"))
    damage(tmp_path)
    with closing(opened(tmp_path)) as library:
        assert_sound(library)
        library.vectors.save()
        assert library.embedder.texts_encoded == 0
        assert library.vectors.state().on_disk


def test_a_file_of_a_later_state_than_a_restored_backups_is_not_believed(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(draft("A"))
    backup = (tmp_path / "sitrep.db").read_bytes()
    with closing(opened(tmp_path)) as library:
        library.add(draft("B"), draft("C"))
    (tmp_path / "sitrep.db").write_bytes(backup)
    with closing(opened(tmp_path)) as library:
        library.store.amend(replace(draft("A"), title="Renamed"))
        assert library.store.revision() == 3  # as many changes as the file holds, but others
        assert_sound(library)


def test_new_vectors_of_the_same_passages_are_noticed(library: Opened, tmp_path: Path) -> None:
    library.add(draft("A"))
    with closing(opened(tmp_path)) as other:
        other.follow()
        library.library.reencode()
        assert other.store.mark() == library.store.mark()
        before = other.store.encoding()
        other.follow()
        assert other.store.encoding() == before
        assert_sound(other)


@pytest.mark.parametrize("n_before", [0, 1], ids=["an empty library", "one with articles"])
def test_an_article_may_come_while_the_others_are_read(
    library: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_before: int
) -> None:
    library.add(*[draft("A")][:n_before])
    look = library.store.vectors
    with closing(opened(tmp_path)) as other:

        def vectors(
            first: int = 0, last: int | None = None
        ) -> Iterator[tuple[Int64Array, Vectors32]]:
            other.add(draft("B"))
            yield from look(first, last)

        monkeypatch.setattr(library.store, "vectors", vectors)
        library.vectors.rebuild()
        monkeypatch.undo()
    assert library.vectors.ids().tolist() == list(range(1, 4 + 3 * n_before))
    assert_sound(library)


def test_another_models_vectors_may_come_while_the_old_ones_are_read(
    library: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(draft("A"), draft("B"))
    monkeypatch.setattr(passage_reading, "CHUNK", 2)
    small = ModelIdentity("small", 4, "small-1")
    look = library.store.vectors
    disturbed = False
    with closing(opened(tmp_path)) as other:

        def vectors(
            first: int = 0, last: int | None = None
        ) -> Iterator[tuple[Int64Array, Vectors32]]:
            nonlocal disturbed
            for chunk in look(first, last):
                yield chunk
                if not disturbed:
                    disturbed = True
                    other.store.reencode(
                        lambda texts: np.full((len(texts), 4), 0.5, np.float32), small
                    )

        monkeypatch.setattr(library.store, "vectors", vectors)
        library.vectors.rebuild()
    assert disturbed
    np.testing.assert_allclose(library.vectors.get(library.vectors.ids()), np.full((6, 4), 0.5))


def test_a_full_disk_is_logged_once_and_stops_nothing(
    library: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cachefiles, "flush", full)
    with caplog.at_level(logging.WARNING, "index.search.vectors"):
        library.add(draft("A"))
        library.add(draft("B"))
    assert [
        record.levelname for record in caplog.records if record.name == "index.search.vectors"
    ] == ["WARNING"]
    assert library.vectors.count() == 6
    assert not library.vectors.state().on_disk
    assert list(library.folder.glob("*.faiss")) == []


def test_nobody_waits_for_a_process_that_is_saving(library: Opened) -> None:
    with FileLock(library.folder / "vectors.lock"):
        library.add(draft("A"))
    assert library.vectors.count() == 3
    assert not library.vectors.state().on_disk


def test_rebuilding_writes_a_new_file_and_takes_the_old_one_away(library: Opened) -> None:
    library.add(draft("A"))
    old = only(library.folder, "*.faiss")
    library.vectors.rebuild()
    assert only(library.folder, "*.faiss") != old
    assert_sound(library)


def test_changes_are_merged_into_ranges() -> None:
    def change(first: int, last: int) -> Change:
        return Change(1, "", "add", 1, first, last)

    ranges = spans([change(4, 6), change(1, 3), change(10, 12), change(11, 11), change(1, 3)])
    assert ranges == [(1, 6), (10, 12)]


N_DIM = 48
IDENTITY = ModelIdentity("clustered", N_DIM, "clustered-1")


def clustered(n: int, seed: int) -> Vectors32:
    """float32 ``[n, N_DIM]``, unit-norm, as near to each other as e5's: cosines about .8."""
    random = np.random.default_rng(seed)
    vectors = 2 * np.ones(N_DIM) + random.normal(size=(n, N_DIM))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


def put(store: Store, name: str, vectors: Vectors32) -> None:
    text = f"{name} " + "x" * len(vectors)
    places = [Span(start=place, end=place + 1) for place in range(len(vectors))]
    encoded = Encoded(draft=replace(draft(name), text=text), spans=places, vectors=vectors)
    store.put(encoded, IDENTITY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Five articles of 800 passages each."""
    with closing(Store.open(tmp_path)) as found:
        for number, name in enumerate("ABCDE"):
            put(found, name, clustered(800, number))
        yield found


def by_brute_force(
    store: Store, query: Vectors32, k: int, articles: set[int] | None = None
) -> list[int]:
    chunks = list(store.vectors())
    ids = np.concatenate([ids for ids, _ in chunks])
    scores = np.concatenate([vectors @ query[0] for _, vectors in chunks])
    if articles is not None:
        scores[~np.isin(ids, store.passage_ids(articles))] = -1
    best: list[int] = ids[np.argsort(-scores)[:k]].tolist()
    return best


def recall(store: Store, vectors: Vectors, k: int, articles: set[int] | None = None) -> float:
    """The share of the nearest that is found, over 30 questions."""
    shares = []
    for query in clustered(30, 99):
        found, _ = vectors.search(query[None], k, articles)
        expected = by_brute_force(store, query[None], k, articles)
        shares.append(len({*found.tolist()} & {*expected}) / k)
    return float(np.mean(shares))


def held_as_codes(folder: Path, count: int) -> bool:
    """Whether the file has a byte a number, not four."""
    room = only(folder, "*.faiss").stat().st_size / count
    assert N_DIM < room < N_DIM + 16 or 4 * N_DIM < room < 4 * N_DIM + 16
    return room < 2 * N_DIM


@pytest.mark.parametrize("k", [10, 100])
@pytest.mark.parametrize("articles", [None, {2, 4}])
def test_as_near_as_brute_force_finds_with_codes_of_a_quarter_the_size(
    store: Store, tmp_path: Path, flat_limit: int, articles: set[int] | None, k: int
) -> None:
    vectors = Vectors(tmp_path, store, flat_limit=flat_limit)
    vectors.rebuild()
    assert held_as_codes(tmp_path, 4000) == (flat_limit < 4000)
    assert recall(store, vectors, k, articles) >= 0.99


def test_scores_and_vectors_are_the_stores_own(
    store: Store, tmp_path: Path, flat_limit: int
) -> None:
    vectors = Vectors(tmp_path, store, flat_limit=flat_limit)
    vectors.follow()
    query = clustered(1, 99)
    found, scores = vectors.search(query, 50)
    own = store.vectors_of(found)
    np.testing.assert_array_equal(vectors.get(found), own)
    np.testing.assert_allclose(scores, own @ query[0], atol=1e-6)
    assert (np.diff(scores) <= 0).all()
    np.testing.assert_allclose(vectors.similarity(query, found), scores, atol=1e-6)


def test_growing_over_the_limit_goes_over_to_codes_and_shrinking_keeps_them(
    store: Store, tmp_path: Path
) -> None:
    vectors = Vectors(tmp_path, store, flat_limit=4500)
    vectors.rebuild()
    assert not held_as_codes(tmp_path, 4000)
    put(store, "F", clustered(800, 50))
    vectors.follow()
    vectors.save()
    assert vectors.count() == 4800
    assert held_as_codes(tmp_path, 4800)
    assert recall(store, vectors, 10) >= 0.99
    for article in (1, 2, 6):
        store.remove(article)
    vectors.follow()
    vectors.save()
    assert held_as_codes(tmp_path, 2400)
    assert recall(store, vectors, 10) >= 0.99
    vectors.rebuild()
    assert not held_as_codes(tmp_path, 2400)


def test_following_and_starting_anew_with_codes(store: Store, tmp_path: Path) -> None:
    vectors = Vectors(tmp_path, store, flat_limit=1000)
    vectors.rebuild()
    store.remove(2)
    put(store, "F", clustered(800, 50))
    put(store, "C", clustered(600, 51))
    vectors.follow()
    vectors.save()
    again = Vectors(tmp_path, store, flat_limit=1000)
    again.follow()
    assert again.state() == vectors.state()
    for each in (vectors, again):
        assert each.ids().tolist() == [int(number) for ids, _ in store.vectors() for number in ids]
        assert recall(store, each, 10) >= 0.99


def test_a_file_of_whole_vectors_over_the_limit_becomes_codes(store: Store, tmp_path: Path) -> None:
    Vectors(tmp_path, store).rebuild()
    vectors = Vectors(tmp_path, store, flat_limit=1000)
    vectors.follow()
    vectors.save(always=True)
    assert held_as_codes(tmp_path, 4000)
    assert recall(store, vectors, 10) >= 0.99


def test_what_the_store_has_no_more_scores_0_until_the_index_follows(
    store: Store, tmp_path: Path
) -> None:
    vectors = Vectors(tmp_path, store, flat_limit=1000)
    vectors.follow()
    store.remove(1)
    gone = np.array([1, 800], np.int64)
    assert not vectors.get(gone).any()
    found, scores = vectors.search(clustered(1, 99), 10)
    assert scores.size == 10
    assert (found[scores > 0] > 800).all()


def test_another_models_vectors_are_not_taken_for_the_exact_ones(
    store: Store, tmp_path: Path
) -> None:
    vectors = Vectors(tmp_path, store, flat_limit=1000)
    vectors.follow()
    query = clustered(1, 99)
    ids, scores = vectors.search(query, 10)
    small = ModelIdentity("small", 4, "small-1")
    store.reencode(lambda texts: np.full((len(texts), 4), 0.5, np.float32), small)
    found, nearly = vectors.search(query, 10)
    assert len({*ids.tolist()} & {*found.tolist()}) >= 8
    np.testing.assert_allclose(nearly, scores, atol=0.01)
    vectors.follow()
    assert vectors.get(ids).shape == (10, 4)
