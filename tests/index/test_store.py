"""The store: one copy of each article, whole or not at all, and errors that name the remedy."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.changes import Addition, Outcome, Sameness
from index.errors import (
    ArticleNotFound,
    LibraryBusy,
    LibraryError,
    LibraryFull,
    LibraryReadOnly,
    ModelError,
)
from index.models import ModelIdentity, Vectors32
from index.records import Article, Draft, Span
from index.results import Filters
from index.storage.database import FILE
from index.storage.schema import VERSION
from index.storage.store import Store
from index.storage.writing import Encoded
from tests.fakes import DIM, FakeEmbedder, bag_of_words
from tests.index.libraries import draft, protect, unprivileged, writing

IDENTITY = FakeEmbedder().identity


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path, patience=0.2)) as opened:
        yield opened


def put(store: Store, item: Draft, identity: ModelIdentity = IDENTITY) -> Addition:
    """Each paragraph a passage."""
    spans: list[Span] = []
    at = 0
    for part in item.text.split("\n\n"):
        spans.append(Span(start=at, end=at + len(part)))
        at += len(part) + 2
    vectors = bag_of_words([item.text[s.start : s.end] for s in spans])
    return store.put(Encoded(draft=item, spans=spans, vectors=vectors), identity)


# One copy of an article.


def test_an_article_is_read_back_as_it_was_put(store: Store) -> None:
    given_draft = replace(draft("A"), published=date(2022, 10, 6), author="N. N.", language="en")
    addition = put(store, replace(given_draft, external_id="x1", cut=("Share",)))
    article = store.article(1)
    assert addition == Addition(outcome=Outcome.ADDED, article=article, cut=("Share",))
    assert (article.title, article.url) == (given_draft.title, given_draft.url)
    assert (article.published, article.author) == (date(2022, 10, 6), "N. N.")
    assert (article.language, article.external_id, article.n_passages) == ("en", "x1", 3)
    assert store.text(1) == given_draft.text
    assert [p.text for p in store.passages_of(1)] == given_draft.text.split("\n\n")
    assert [p.position for p in store.passages_of(1)] == [0, 1, 2]
    assert store.passages([2, 99]) == {2: store.passages_of(1)[1]}


def test_the_same_article_is_added_once(store: Store) -> None:
    put(store, draft("A"))
    revision = store.revision()
    assert put(store, draft("A")).outcome is Outcome.UNCHANGED
    assert store.standing(draft("A")) is not None
    assert (store.revision(), store.coverage().n_articles) == (revision, 1)


def test_another_text_at_the_same_address_replaces_the_article(store: Store) -> None:
    first = put(store, draft("A")).article
    old = {passage.id for passage in store.passages_of(first.id)}
    again = put(store, draft("A", version=2))
    assert (again.outcome, again.article.id) == (Outcome.REPLACED, first.id)
    assert store.text(first.id) == draft("A", version=2).text
    assert not old & {passage.id for passage in store.passages_of(first.id)}
    assert [change.kind for change in store.changes(0)] == ["add", "remove", "add"]


def test_the_same_text_in_other_white_space_and_case_is_the_same_article(store: Store) -> None:
    first = put(store, draft("A")).article
    other = Draft(title="Copied", text=draft("A").text.upper().replace(" ", "  "))
    addition = put(store, replace(other, url="https://mirror.example/a"))
    assert (addition.outcome, addition.sameness) == (Outcome.REPRINTED, Sameness.TEXT)
    (source,) = addition.article.sources
    assert (source.url, source.title) == ("https://mirror.example/a", "Copied")
    assert replace(addition.article, sources=()) == first


def test_metadata_that_was_told_later_is_taken_over_without_new_passages(store: Store) -> None:
    put(store, replace(draft("A"), url=None, outlet=None))
    ids = [passage.id for passage in store.passages_of(1)]
    told = replace(draft("A"), published=date(2022, 10, 6), title="Better")
    assert store.standing(told) is None
    addition = store.amend(told)
    assert addition is not None
    assert addition.outcome is Outcome.REPLACED
    article = store.article(1)
    assert (article.title, article.published, article.url) == ("Better", told.published, told.url)
    assert [passage.id for passage in store.passages_of(1)] == ids
    assert [change.kind for change in store.changes(1)] == ["remove", "add"]


def test_what_a_draft_does_not_tell_erases_nothing(store: Store) -> None:
    article = put(store, replace(draft("A"), published=date(2022, 10, 6))).article
    bare = replace(draft("A"), url=None, outlet=None)
    assert put(store, bare).article == article
    newer = put(store, replace(draft("A", version=2), outlet=None)).article
    assert (newer.published, newer.outlet) == (date(2022, 10, 6), "News")


def test_a_new_text_is_needed_before_an_article_can_be_amended(store: Store) -> None:
    assert store.amend(draft("A")) is None
    assert not store.holds_text(draft("A").text)


def test_an_address_that_now_shows_another_articles_text_changes_neither(store: Store) -> None:
    put(store, draft("A"))
    second = put(store, draft("B")).article
    moved = replace(draft("B"), url=draft("A").url)
    addition = put(store, moved)
    assert (addition.outcome, addition.article) == (Outcome.UNCHANGED, second)
    assert store.text(1) == draft("A").text


def test_a_text_without_address_does_not_take_one_that_is_anothers(store: Store) -> None:
    put(store, draft("A"))
    put(store, replace(draft("B"), url=None))
    put(store, replace(draft("B"), url=draft("A").url))
    assert {article.url for article in store.articles()} == {draft("A").url, None}


def test_characters_that_cannot_be_stored_are_marked_and_move_nothing(store: Store) -> None:
    text = "A \ud800 and a \x00 here.\n\nThe second 😀 paragraph."
    put(store, Draft(title="Broken \udfff", text=text))
    assert store.article(1).title == "Broken \ufffd"
    texts = [passage.text for passage in store.passages_of(1)]
    assert texts == ["A \ufffd and a \ufffd here.", "The second 😀 paragraph."]


steps = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", None]),
        st.integers(1, 4),
        st.booleans(),
    ),
    max_size=12,
)


@given(steps)
@settings(deadline=None)  # the time is the disk's
def test_whatever_is_added_and_removed_no_text_and_no_address_is_there_twice(
    sequence: list[tuple[str | None, int, bool]],
) -> None:
    """The model: articles by number, each a text and perhaps an address."""
    model: dict[int, tuple[str, str | None]] = {}
    with tempfile.TemporaryDirectory() as name, closing(Store.open(Path(name))) as store:
        for address, version, removing in sequence:
            if removing and model:
                number = sorted(model)[version % len(model)]
                store.remove(number)
                del model[number]
                continue
            url = None if address is None else f"https://news.example/{address}"
            item = replace(draft("A", version), url=url)
            addition = put(store, item)
            _expect(model, item, addition.article)
        stored = {a.id: (store.text(a.id), a.url) for a in store.articles()}
        assert stored == model
        assert store.coverage().n_passages == 3 * len(model)


def _expect(model: dict[int, tuple[str, str | None]], item: Draft, article: Article) -> None:
    with_text = [number for number, (text, _) in model.items() if text == item.text]
    with_url = [number for number, (_, url) in model.items() if url and url == item.url]
    if with_text:
        [number] = with_text
        adopts = model[number][1] is None and not with_url
        model[number] = (item.text, item.url if adopts else model[number][1])
    else:
        number = with_url[0] if with_url else article.id
        assert with_url or number not in model
        model[number] = (item.text, item.url)
    assert article.id == number


# Lists, filters, the log.


@pytest.fixture
def dated(store: Store) -> Store:
    for name, day, outlet in [
        ("A", date(2022, 10, 6), "CNN"),
        ("B", None, "Сирия Сегодня"),
        ("C", date(2023, 1, 1), None),
    ]:
        put(store, replace(draft(name), published=day, outlet=outlet))
    return store


def test_articles_come_newest_first_and_undated_last(dated: Store) -> None:
    assert [article.id for article in dated.articles()] == [3, 1, 2]
    assert [article.id for article in dated.articles(offset=1, limit=1)] == [1]
    assert dated.articles(offset=5) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [("cnn", [1]), ("сегодня", [2]), ("REPORT", [3, 1, 2]), ("%", []), ("' OR 1", []), (" ", 3)],
)
def test_articles_are_found_by_a_part_of_title_or_outlet(
    dated: Store, query: str, found: list[int] | int
) -> None:
    ids = [article.id for article in dated.articles(query=query)]
    assert ids == found if isinstance(found, list) else len(ids) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), None),
        (Filters(articles=(1, 77)), {1}),
        (Filters(outlets=("cnn", "сирия сегодня")), {1, 2}),
        (Filters(since=date(2022, 10, 6)), {1, 3}),
        (Filters(until=date(2022, 10, 6)), {1}),
        (Filters(since=date(2022, 10, 7), outlets=("CNN",)), set()),
    ],
)
def test_filters(dated: Store, filters: Filters, found: set[int] | None) -> None:
    assert dated.matching(filters) == found


def test_coverage(dated: Store) -> None:
    coverage = dated.coverage()
    assert (coverage.n_articles, coverage.n_passages) == (3, 9)
    assert (coverage.earliest, coverage.latest) == (date(2022, 10, 6), date(2023, 1, 1))


def test_texts_and_vectors_come_by_passage_number(dated: Store) -> None:
    dated.remove(2)
    texts = list(dated.texts(2, 8))
    assert [(number, article) for number, article, _, _ in texts] == [
        (2, 1), (3, 1), (7, 3), (8, 3),
    ]  # fmt: skip
    assert texts[0][2:] == (draft("A").title, draft("A").text.split("\n\n")[1])
    [(ids, vectors)] = dated.vectors()
    assert ids.tolist() == [1, 2, 3, 7, 8, 9]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert dated.passage_ids([3, 1]).tolist() == [1, 2, 3, 7, 8, 9]


def test_passage_numbers_are_never_used_again(store: Store) -> None:
    put(store, draft("A"))
    store.remove(1)
    assert put(store, draft("B")).article.id == 2
    assert [passage.id for passage in store.passages_of(2)] == [4, 5, 6]


def test_the_log_tells_two_histories_apart(store: Store, tmp_path: Path) -> None:
    put(store, draft("A"))
    with closing(Store.open(tmp_path / "other")) as other:
        put(other, draft("A"))
        assert other.revision() == store.revision()
        assert not other.has(store.mark())
    assert store.has(store.mark())


def test_an_article_that_is_not_there_is_named(store: Store) -> None:
    for ask in (store.article, store.text, store.remove):
        with pytest.raises(ArticleNotFound, match=r"no article 7 .*sitrep articles"):
            ask(7)
    assert store.passages_of(7) == []


# The model.


def test_another_models_vectors_are_refused(store: Store) -> None:
    put(store, draft("A"))
    other = ModelIdentity("other", DIM, "other-1")
    with pytest.raises(ModelError, match=r"fake .*other.*sitrep rebuild --reencode"):
        store.require(other)
    with pytest.raises(ModelError):
        put(store, draft("B"), other)
    assert store.coverage().n_articles == 1


def test_an_emptied_library_takes_any_model(store: Store) -> None:
    assert store.identity() is None
    put(store, draft("A"))
    assert store.identity() == IDENTITY
    store.remove(1)
    assert store.identity() is None
    other = ModelIdentity("other", DIM, "other-1")
    put(store, draft("B"), other)
    assert store.identity() == other


@pytest.mark.parametrize(
    "vectors", [np.zeros((2, DIM)), np.zeros((1, 3)), np.full((1, DIM), np.nan)]
)
def test_vectors_that_do_not_fit_are_refused(store: Store, vectors: Vectors32) -> None:
    spans = [Span(start=0, end=5)]
    encoded = Encoded(draft=draft("A"), spans=spans, vectors=vectors.astype(np.float32))
    with pytest.raises(ValueError, match="vector"):
        store.put(encoded, IDENTITY)


def test_reencoding_goes_on_where_it_was_interrupted(store: Store) -> None:
    for name in "ABCDEFGHIJ":
        put(store, draft(name, n_paragraphs=30))
    new = ModelIdentity("new", 2, "new-1")
    asked: list[int] = []

    def encode(pairs: object) -> Vectors32:
        assert isinstance(pairs, list)
        asked.append(len(pairs))
        if len(asked) == 2:
            raise KeyboardInterrupt
        return np.tile(np.array([[0, 1]], np.float32), (len(pairs), 1))

    with pytest.raises(KeyboardInterrupt):
        store.reencode(encode, new)
    assert store.identity() == IDENTITY
    encoding = store.encoding()
    put(store, draft("K"))
    store.remove(1)
    progress: list[tuple[int, int]] = []
    store.reencode(encode, new, lambda done, total: progress.append((done, total)))
    assert asked == [256, 44, 47]
    assert progress[-1] == (273, 273)
    assert store.identity() == new
    assert store.encoding() != encoding
    assert all((vectors == [0, 1]).all() for _, vectors in store.vectors())


# What can go wrong with the file.


def test_a_library_in_use_by_another_writer_is_read_and_not_written(
    store: Store, tmp_path: Path
) -> None:
    put(store, draft("A"))
    with writing(tmp_path):
        with pytest.raises(LibraryBusy, match="another process is writing"):
            put(store, draft("B"))
        assert store.coverage().n_articles == 1
        assert store.standing(draft("A")) is not None
        with closing(Store.open(tmp_path)) as second:
            assert second.coverage().n_articles == 1
    assert put(store, draft("B")).outcome is Outcome.ADDED


def test_a_full_disk_loses_nothing(store: Store, tmp_path: Path) -> None:
    put(store, draft("A"))
    with store._database.read() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LibraryFull, match="no room"):
        put(store, draft("B", n_paragraphs=500))
    assert [article.id for article in store.articles()] == [1]
    assert store.revision() == 1
    with store._database.read() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    assert put(store, draft("B", n_paragraphs=500)).article.n_passages == 500


@pytest.mark.parametrize("content", [b"junk" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_named_with_the_remedy(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(LibraryError, match="restore a backup"):
        Store.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_damaged_library_is_named_with_the_remedy(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path)) as store:
        put(store, draft("A", n_paragraphs=200))
    raw = bytearray((tmp_path / FILE).read_bytes())
    raw[8192:] = b"\xff" * (len(raw) - 8192)
    (tmp_path / FILE).write_bytes(raw)
    with pytest.raises(LibraryError, match="restore a backup"):  # noqa: SIM117  both may raise
        with closing(Store.open(tmp_path)) as store:
            store.passages_of(1)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(LibraryError, match="another program"):
        Store.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


def test_a_library_of_a_newer_sitrep_asks_for_an_update(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(LibraryError, match=r"newer Sitrep.*update"):
        Store.open(tmp_path)


def test_a_library_is_not_made_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no library in .*sitrep add"):
        Store.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(LibraryError, match="--library"):
            Store.open(folder)


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.close()
    store.close()
    with pytest.raises(LibraryError, match="closed"):
        store.coverage()


def test_a_library_without_the_right_to_write_is_read(public_folder: Path) -> None:
    with closing(Store.open(public_folder)) as store:
        put(store, draft("A"))
    protect(public_folder)
    with unprivileged(), closing(Store.open(public_folder)) as store:
        assert [article.title for article in store.articles()] == [draft("A").title]
        assert store.standing(draft("A")) is not None
        with pytest.raises(LibraryReadOnly, match="can't be written"):
            put(store, draft("B"))
        with pytest.raises(LibraryReadOnly):
            store.remove(1)
        with pytest.raises(LibraryReadOnly):
            Store.open(public_folder / "new")


def test_a_reader_without_the_right_to_write_sees_what_others_add(public_folder: Path) -> None:
    with closing(Store.open(public_folder)) as store:
        put(store, draft("A"))
    protect(public_folder)
    with unprivileged():
        reader = Store.open(public_folder)
    with closing(reader):
        assert reader.coverage().n_articles == 1
        public_folder.chmod(0o755)
        (public_folder / FILE).chmod(0o644)
        with closing(Store.open(public_folder)) as writer:
            put(writer, draft("B"))
        protect(public_folder)
        with unprivileged():
            assert reader.coverage().n_articles == 2
