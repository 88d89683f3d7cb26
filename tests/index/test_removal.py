"""What is taken out is gone from everything at once, and comes back whole, or never."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest

from index.changes import Event, Note, Outcome
from index.errors import ArticleNotFound, LibraryError
from index.models import ModelIdentity
from index.records import Draft, Span, Validators
from index.storage import removal
from index.storage.database import Database
from index.storage.removal import UNDO_SECONDS, AddressUnwanted
from index.storage.store import Store
from index.storage.writing import Encoded
from tests.fakes import Clock, FakeEmbedder
from tests.index.libraries import Opened, assert_sound, draft, opened
from tests.index.reprinting import CREDIT, merging, report
from tests.length import WHOLE

URL = "https://gazette.example/raid"
UNASKED = Note(unasked=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What removals and undoing go by."""
    found = Clock(time.time())
    monkeypatch.setattr(removal, "time", _Time(found))
    return found


class _Time:
    def __init__(self, clock: Clock) -> None:
        self.time = clock


@pytest.fixture
def library(tmp_path: Path, clock: Clock) -> Iterator[Opened]:
    with merging(tmp_path) as found:
        yield found


@pytest.fixture
def filled(library: Opened) -> Opened:
    """Two reports, the first with a reprint and a look that is due."""
    library.add(
        report("raid", "gazette.example", outlet="Gazette", published=date(2024, 3, 5)),
        report("fire", "gazette.example"),
        report("raid", "courier.example", CREDIT, outlet="Courier"),
    )
    library.store.look_again(1, Validators(etag='"1"', told=("a", None, None, None, "en")))
    return library


NUMBERED = {"articles": ("first_passage", "last_passage"), "passages": ("id",)}
"""Columns of numbers that nothing has twice."""


def everything(library: Opened) -> dict[str, list[dict[str, object]]]:
    """All rows of the tables that an article is in, but for its passages' numbers."""
    found = {}
    with library.store._database.read() as connection:
        for table in ("articles", "sources", "passages", "bands", "stories", "rechecks", "meta"):
            order = "article_id, position" if table == "passages" else "1"
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY {order}")
            left_out = NUMBERED.get(table, ())
            found[table] = [
                {name: value for name, value in dict(row).items() if name not in left_out}
                for row in rows
            ]
    return found


# Gone at once.


def test_it_is_gone_from_every_answer_of_every_process(filled: Opened, tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as other:
        passages = [p.id for p in other.store.passages_of(1)]
        near, worded = other.find("helicopters raided a farmhouse outside Karvan")
        assert near[0] in passages
        assert worded[0] in passages
        filled.library.remove(1)
        near, worded = other.find("helicopters raided a farmhouse outside Karvan", k=20)
        assert not set(passages) & {*near, *worded}
        assert_sound(other)
    assert filled.store.coverage().n_articles == 1
    assert filled.store.article_at(URL) is None
    assert filled.store.article_at("https://courier.example/raid") is None
    assert filled.store.passages(passages) == {}
    assert filled.store.revisits.due(int(time.time()) + 10**9) == []


def test_what_is_not_there_cannot_be_taken_out(filled: Opened) -> None:
    filled.store.remove(1)
    for number in (1, 3, -1):
        with pytest.raises(ArticleNotFound):
            filled.store.remove(number)


# Brought back.


def test_it_comes_back_as_it_was(filled: Opened, tmp_path: Path, clock: Clock) -> None:
    before, article = everything(filled), filled.store.article(1)
    passages = {p.id for p in filled.store.passages_of(1)}
    assert filled.library.remove(1) == article
    clock.wait(seconds=UNDO_SECONDS - 1)
    with closing(opened(tmp_path)) as other:
        assert_sound(other)  # both have followed it out
        assert other.store.restore(1) == article
        assert everything(other) == before
        assert_sound(other)
        assert not passages & {p.id for p in other.store.passages_of(1)}
    assert_sound(filled)
    assert [v.event for v in filled.store.history(1)] == [
        Event.ADDED,
        Event.REPRINTED,
        Event.REMOVED,
        Event.RESTORED,
    ]
    assert not filled.store.is_unwanted(URL)
    assert not filled.store.is_unwanted("https://courier.example/raid")


def test_it_may_be_taken_out_and_brought_back_again_and_again(filled: Opened) -> None:
    before = everything(filled)
    for _ in range(3):
        filled.library.remove(1)
        filled.library.restore(1)
        assert_sound(filled)
    assert everything(filled) == before


def test_it_comes_back_once(filled: Opened) -> None:
    filled.store.remove(1)
    filled.store.restore(1)
    with pytest.raises(ArticleNotFound):
        filled.store.restore(1)


def test_after_an_hour_it_does_not_come_back(filled: Opened, clock: Clock) -> None:
    filled.store.remove(1)
    clock.wait(seconds=UNDO_SECONDS)
    with pytest.raises(ArticleNotFound, match="hour"):
        filled.store.restore(1)


def test_the_last_article_comes_back_with_the_librarys_model(library: Opened) -> None:
    library.add(report("raid", "gazette.example"))
    before = everything(library)
    library.library.remove(1)
    assert library.store.identity() is None
    library.library.restore(1)
    assert everything(library) == before
    assert_sound(library)


def test_it_comes_back_beside_what_the_same_model_made_meanwhile(library: Opened) -> None:
    library.add(report("raid", "gazette.example"))
    library.library.remove(1)
    library.add(report("fire", "gazette.example"))
    library.library.restore(1)
    assert library.store.coverage().n_articles == 2
    assert_sound(library)


def test_it_does_not_come_back_into_another_models_library(library: Opened) -> None:
    library.add(report("raid", "gazette.example"))
    library.store.remove(1)
    other = ModelIdentity("other", library.embedder.identity.dim, "other-1")
    library.embedder._identity = other
    library.add(report("fire", "gazette.example"))
    with pytest.raises(LibraryError, match="another model"):
        library.store.restore(1)
    assert_sound(library)


def test_it_comes_back_after_the_same_model_encoded_all_anew(filled: Opened) -> None:
    filled.store.remove(1)
    filled.library.reencode()
    filled.library.restore(1)
    assert_sound(filled)


def test_it_does_not_come_back_while_the_library_is_being_encoded_anew(filled: Opened) -> None:
    """Its passages would be left out, and keep the old model's vectors."""
    filled.store.remove(1)

    def interrupted(texts: object) -> object:
        with pytest.raises(LibraryError, match="another model"):
            filled.store.restore(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled.store.reencode(interrupted, ModelIdentity("other", 3, "other-1"))  # type: ignore[arg-type] # never returns
    with pytest.raises(LibraryError, match="another model"):
        filled.store.restore(1)


@pytest.mark.parametrize(
    ("added", "how"),
    [
        (report("raid", "gazette.example"), "as article 3"),
        (report("raid", "herald.example"), "as article 3"),
        (replace(report("trial", None), url=URL), "as article 3"),
        (replace(report("fire", None, CREDIT), url=URL), "as article 2"),
    ],
    ids=["it itself", "its text elsewhere", "another report there", "a reprint there"],
)
def test_what_was_added_since_stands_in_its_way(filled: Opened, added: Draft, how: str) -> None:
    filled.store.remove(1)
    filled.add(added)
    before = everything(filled)
    with pytest.raises(LibraryError, match=how):
        filled.store.restore(1)
    assert everything(filled) == before
    assert_sound(filled)


def test_a_further_place_that_became_anothers_meanwhile_stays_that_ones(filled: Opened) -> None:
    filled.store.remove(1)
    filled.add(replace(report("trial", None), url="https://courier.example/raid"))
    filled.store.restore(1)
    assert filled.store.article(1).sources == ()
    found = filled.store.article_at("https://courier.example/raid")
    assert found is not None
    assert found.id == 3


def test_a_further_place_that_became_another_articles_too_stays_that_ones(filled: Opened) -> None:
    filled.store.remove(1)
    filled.add(replace(report("fire", None, CREDIT), url="https://courier.example/raid"))
    filled.store.restore(1)
    assert filled.store.article(1).sources == ()
    assert [s.url for s in filled.store.article(2).sources] == ["https://courier.example/raid"]


# Nothing is left of it.

WORDS = ("Qaravelin", "Marzipanov", "Ostrowanski")


def test_after_an_hour_nothing_of_its_words_is_left_on_the_disk(
    filled: Opened, tmp_path: Path, clock: Clock
) -> None:
    words = _secret(filled)
    _listed_by_a_feed(filled, words[0])
    assert _found(tmp_path, words) == set(words)
    filled.store.remove(3)
    assert not filled.store.is_to_forget()
    assert filled.store.purge()
    assert _found(tmp_path, words) == set(words)  # it can be brought back
    clock.wait(seconds=UNDO_SECONDS)
    assert filled.store.is_to_forget()
    assert filled.store.purge()
    assert not filled.store.is_to_forget()
    assert _found(tmp_path, words) == set()
    assert [(v.event, v.title, v.came, v.went) for v in filled.store.history(3)] == [
        (Event.ADDED, "", (), ()),
        (Event.CHANGED, "", (), ()),
        (Event.REMOVED, "", (), ()),
    ]
    assert filled.store.is_unwanted("https://gazette.example/secret")


ROUNDS, ADDED_A_ROUND = (40, 60) if WHOLE else (4, 40)


def test_words_are_gone_wherever_they_lay_among_others(tmp_path: Path, clock: Clock) -> None:
    """Short rows are moved from page to page, and long ones lie chained over many."""
    random = Random(int(os.environ.get("SITREP_TEST_SEED", "2")))
    standing: dict[int, list[str]] = {}
    gone: list[str] = []
    with closing(Store.open(tmp_path)) as store:
        store._database._connection.execute("PRAGMA synchronous = OFF")  # no power is cut here
        for number in range(ROUNDS):
            for n in range(ADDED_A_ROUND):
                name = f"zq{number}x{n}x"
                standing[_put(store, name, f"https://a.example/{number}/{n}", random)] = [name]
            for article_id in random.sample(sorted(standing), ADDED_A_ROUND // 6):
                name = f"zw{number}x{article_id}x"
                _put(store, name, store.article(article_id).url, random)
                standing[article_id].append(name)  # and the word before it, in its history
            for article_id in random.sample(sorted(standing), ADDED_A_ROUND // 2):
                store.remove(article_id)
                gone += standing.pop(article_id)
            clock.wait(seconds=UNDO_SECONDS)
            assert store.purge()
            words = [word for each in standing.values() for word in each]
            assert _found(tmp_path, gone) == set()
            assert _found(tmp_path, words) == set(words)


def _put(store: Store, name: str, url: str | None, random: Random) -> int:
    text = " ".join([f"{name} told"] * random.choice([2, 5, 20, 60, 150, 400, 900]))
    encoded = Encoded(
        draft=Draft(title=f"Of {name}", text=text, url=url),
        spans=[Span(start=0, end=len(text))],
        vectors=np.ones((1, 3), np.float32),
        keys=[random.getrandbits(60) for _ in range(64)],
    )
    return store.put(encoded, ModelIdentity("tiny", 3, "tiny-1")).article.id


def test_adding_deletes_words_too_and_the_file_is_rid_of_them_later(
    filled: Opened, tmp_path: Path, clock: Clock
) -> None:
    words = _secret(filled)
    filled.store.remove(3)
    clock.wait(seconds=UNDO_SECONDS)
    filled.add(draft("A"))
    assert filled.store.history(3)[0].title == ""
    assert filled.store.is_to_forget()
    assert filled.store.purge()
    assert _found(tmp_path, words) == set()


def test_while_another_process_reads_the_file_keeps_words_and_that_is_said(
    tmp_path: Path, clock: Clock
) -> None:
    with closing(opened(tmp_path, patience=0.1)) as library:
        library.add(draft("A"), draft("B"))
        words = _secret(library)
        library.store.remove(3)
        clock.wait(seconds=UNDO_SECONDS)
        with closing(Database.open(tmp_path)) as other, other.read() as connection:
            connection.execute("SELECT count(*) FROM articles").fetchone()
            assert not library.store.purge()
        assert library.store.is_to_forget()
        assert library.store.purge()
        assert _found(tmp_path, words) == set()
        assert not library.store.is_to_forget()
        assert_sound(library)


def test_what_was_deleted_while_the_file_was_written_anew_is_not_taken_for_gone(
    filled: Opened, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.store.remove(1)
    clock.wait(seconds=UNDO_SECONDS)
    compact = Database.compact

    def meanwhile(self: Database) -> bool:
        done = compact(self)
        filled.store.remove(2)
        clock.wait(seconds=UNDO_SECONDS)
        filled.add(draft("A"))
        return done

    monkeypatch.setattr(Database, "compact", meanwhile)
    filled.store.purge()
    assert filled.store.is_to_forget()


def test_what_was_brought_back_keeps_its_words(filled: Opened, clock: Clock) -> None:
    filled.store.remove(1)
    filled.store.restore(1)
    clock.wait(days=1)
    filled.store.purge()
    assert filled.store.history(1)[0].title == report("raid").title


def test_the_word_index_is_rid_of_words_when_it_is_made_anew(
    filled: Opened, tmp_path: Path, clock: Clock
) -> None:
    """tantivy keeps the terms of what was deleted until it merges them away."""
    text = " ".join([*WORDS, "were named."])
    filled.add(Draft(title="x", text=text, url="https://gazette.example/x"), draft("A"))
    filled.library.remove(3)
    clock.wait(seconds=UNDO_SECONDS)
    assert filled.store.purge()
    assert _terms_held(filled) == len(WORDS)
    filled.lexical.rebuild()
    assert _terms_held(filled) == 0
    assert_sound(filled)


def _terms_held(library: Opened) -> int:
    """How many of the words the index has as terms, be it of passages that were deleted."""
    words = library.lexical._words
    searcher = words._index.searcher()
    return sum(searcher.doc_freq("body", words.terms(word)[0]) for word in WORDS)


def _secret(library: Opened) -> tuple[str, ...]:
    """Add article 3, and change it: its words in its title and in both of its texts."""
    title, first, second = WORDS
    url = "https://gazette.example/secret"
    library.add(Draft(title=f"The {title} affair", text=f"{first} fled the town.", url=url))
    library.add(Draft(title=f"The {title} affair", text=f"{second} stayed.", url=url))
    return WORDS


def _listed_by_a_feed(library: Opened, word: str) -> None:
    library.store.feeds.add("https://gazette.example/feed", 1)
    with library.store._database.write() as connection:
        connection.execute(
            "INSERT INTO entries (feed_id, key, url, host, title, state, due, article_id, seen) "
            "VALUES (1, 'k', 'https://gazette.example/secret', 'gazette.example', ?, 'taken', 1, "
            "3, 1)",
            (word,),
        )


def _found(folder: Path, words: list[str] | tuple[str, ...]) -> set[str]:
    """Which of the words stand in the library's file or its log, in any case."""
    data = b"".join(path.read_bytes() for path in folder.glob("sitrep.db*")).lower()
    return {word for word in words if word.lower().encode() in data}


# Kept out, unless somebody asks.


def test_what_a_person_took_out_is_unwanted_wherever_it_stood(filled: Opened) -> None:
    filled.store.remove(1)
    assert filled.store.is_unwanted(URL)
    assert filled.store.is_unwanted("https://courier.example/raid")
    assert not filled.store.is_unwanted("https://gazette.example/fire")


@pytest.mark.parametrize("url", ["https://elsewhere.example/raid", None])
def test_what_a_person_took_out_stays_out_wherever_its_text_stands(
    filled: Opened, url: str | None
) -> None:
    """Also as a channel's post, which has no address."""
    filled.store.remove(1)
    offered = replace(report("raid", "gazette.example"), url=url)
    with pytest.raises(AddressUnwanted):
        list(filled.library.add([offered], UNASKED))
    (asked,) = filled.add(offered)
    assert asked.outcome is Outcome.ADDED
    (again,) = filled.library.add([replace(offered, url="https://third.example/raid")], UNASKED)
    assert again.outcome in {Outcome.REPRINTED, Outcome.REPLACED}


def test_what_is_brought_back_may_stand_elsewhere_too(filled: Opened) -> None:
    filled.store.remove(1)
    filled.store.restore(1)
    offered = replace(report("raid", "gazette.example"), url="https://elsewhere.example/raid")
    (addition,) = filled.library.add([offered], UNASKED)
    assert addition.outcome is Outcome.REPRINTED


def test_what_its_publisher_took_out_may_come_again(filled: Opened) -> None:
    filled.store.remove(1, UNASKED)
    assert not filled.store.is_unwanted(URL)
    (addition,) = filled.library.add([report("raid", "gazette.example")], UNASKED)
    assert addition.outcome is Outcome.ADDED


def test_who_asks_for_it_gets_it_back(filled: Opened) -> None:
    filled.store.remove(1)
    filled.add(report("raid", "gazette.example"))
    assert not filled.store.is_unwanted(URL)
    assert filled.store.is_unwanted("https://courier.example/raid")


@pytest.mark.parametrize(
    "offered",
    [
        report("raid", "gazette.example"),
        report("raid", "gazette.example", CREDIT),
        replace(report("fire", None), url=URL),
        replace(report("fire", None, CREDIT), url=URL),
    ],
    ids=["as it was", "a little changed", "as a known text", "as a near copy"],
)
def test_what_nobody_asks_for_stays_out_even_if_it_was_removed_this_moment(
    filled: Opened, offered: Draft
) -> None:
    filled.store.remove(1)
    before = everything(filled)
    with pytest.raises(AddressUnwanted):
        list(filled.library.add([offered], UNASKED))
    assert everything(filled) == before


def test_an_unwanted_address_is_wanted_again_as_a_further_source(filled: Opened) -> None:
    filled.store.remove(1)
    filled.add(replace(report("fire", None, CREDIT), url=URL))
    assert [source.url for source in filled.store.article(2).sources] == [URL]
    assert not filled.store.is_unwanted(URL)


# Killed.


@pytest.mark.parametrize("step", ["remove", "restore"])
def test_a_change_that_breaks_off_leaves_all_as_it_was(
    filled: Opened, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each of its statements."""
    act: Callable[[int], object] = getattr(filled.store, step)
    if step == "restore":
        filled.store.remove(1)
    before = (everything(filled), filled.store.history(1), filled.store.is_unwanted(URL))
    for n in range(1, 200):
        with monkeypatch.context() as patch:
            left = [n]
            _break_after(filled.store._database, left, patch)
            try:
                act(1)
                break
            except KeyboardInterrupt:
                pass
        assert before == (
            everything(filled),
            filled.store.history(1),
            filled.store.is_unwanted(URL),
        )
    else:
        pytest.fail("it never got to its end")
    assert n > 5
    assert_sound(filled)


def _break_after(database: Database, left: list[int], patch: pytest.MonkeyPatch) -> None:
    class Breaking:
        """Forwards to a connection, until it has had so many statements."""

        def __init__(self, connection: object) -> None:
            self._connection = connection

        def __getattr__(self, name: str) -> object:
            if name.startswith("execute"):
                left[0] -= 1
                if left[0] < 0:
                    raise KeyboardInterrupt
            return getattr(self._connection, name)

    real = Database.write

    def write(self: Database) -> object:
        from contextlib import contextmanager

        @contextmanager
        def breaking() -> Iterator[object]:
            with real(self) as connection:
                yield Breaking(connection)

        return breaking()

    patch.setattr(Database, "write", write)


def test_another_embedder_is_no_reason(filled: Opened) -> None:
    """Bringing back encodes nothing."""
    encoded = filled.embedder.texts_encoded
    filled.library.remove(1)
    filled.library.restore(1)
    assert isinstance(filled.embedder, FakeEmbedder)
    assert filled.embedder.texts_encoded == encoded
