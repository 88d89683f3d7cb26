"""The write path: what is encoded and what isn't, and what is kept when something breaks."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import library as module
from index.changes import Outcome
from index.errors import ArticleNotFound, ExtractionError, LibraryBusy, LibraryReadOnly, ModelError
from index.library import MOST_WAITING, Library
from index.records import Draft
from tests.fakes import FakeEmbedder
from tests.index.libraries import (
    Opened,
    assert_sound,
    draft,
    opened,
    protect,
    unprivileged,
    writing,
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    with closing(opened(tmp_path, patience=0.2)) as found:
        yield found


def outcomes(library: Opened, *drafts: Draft) -> list[Outcome]:
    return [addition.outcome for addition in library.add(*drafts)]


def test_what_was_added_is_found(library: Opened) -> None:
    library.add(draft("A"), draft("B"))
    near, worded = library.find("patrol 101 village of B1")
    [target] = [p.id for p in library.store.passages_of(2) if "B1." in p.text]
    assert near[0] == worded[0] == target
    assert_sound(library)


def test_several_articles_are_encoded_in_one_call(library: Opened) -> None:
    library.add(*(draft(name) for name in "ABCDEFGH"))
    assert (library.embedder.calls, library.embedder.texts_encoded) == (1, 24)


def test_what_is_there_is_not_encoded_again(library: Opened) -> None:
    library.add(draft("A"))
    told = replace(draft("A"), title="Better title")
    assert outcomes(library, draft("A"), told, told) == [
        Outcome.UNCHANGED,
        Outcome.REPLACED,
        Outcome.UNCHANGED,
    ]
    assert library.embedder.texts_encoded == 3
    assert library.store.article(1).title == "Better title"


def test_what_is_there_needs_no_right_to_write(library: Opened, tmp_path: Path) -> None:
    library.add(draft("A"))
    with writing(tmp_path):
        assert outcomes(library, draft("A")) == [Outcome.UNCHANGED]


def test_drafts_are_taken_as_they_are_needed(library: Opened) -> None:
    library.add(draft("A"))
    taken: list[int] = []

    def drafts() -> Iterator[Draft]:
        for number in range(3):
            taken.append(number)
            yield draft("A")

    additions = library.library.add(drafts())
    assert next(additions).outcome is Outcome.UNCHANGED
    assert taken == [0]
    additions.close()


def test_one_batch_does_what_one_by_one_does(library: Opened) -> None:
    library.add(draft("A"))
    found = outcomes(
        library,
        draft("B"),
        draft("B"),
        draft("A", version=2),
        replace(draft("A"), url=None),  # its text was standing, but is replaced by now
        draft("B", version=2),
    )
    added, replaced, unchanged = Outcome.ADDED, Outcome.REPLACED, Outcome.UNCHANGED
    assert found == [added, unchanged, replaced, added, replaced]
    assert_sound(library)
    assert library.store.coverage().n_articles == 3


sequences = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 3), st.booleans()), max_size=10
)


@given(sequences)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_sequence_leaves_what_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[tuple[str, int, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("library")
    model: dict[str, str] = {}
    with closing(opened(folder)) as library, closing(opened(folder)) as other:
        for name, version, elsewhere in sequence:
            at = other if elsewhere else library
            if version:
                item = draft(name, version)
                at.add(item)
                model[name] = item.text
            else:
                for article in at.store.articles(query=f"Report {name},"):
                    at.library.remove(article.id)
                model.pop(name, None)
        assert_sound(library)
        assert_sound(other)
        texts = {library.store.text(article.id) for article in library.store.articles()}
        assert texts == set(model.values())


def test_what_came_before_an_error_is_kept(library: Opened) -> None:
    def drafts() -> Iterator[Draft]:
        yield draft("A")
        yield draft("B")
        raise OSError("the third can't be read")

    additions = library.library.add(drafts())
    assert next(additions).article.title == draft("A").title
    assert next(additions).article.title == draft("B").title
    with pytest.raises(OSError, match="third"):
        next(additions)
    assert_sound(library)
    assert library.vectors.count() == 6


def test_what_was_yielded_before_the_library_was_busy_is_kept(
    library: Opened, tmp_path: Path
) -> None:
    additions = library.library.add([draft("A"), draft("B"), draft("C")])
    next(additions)
    with writing(tmp_path), pytest.raises(LibraryBusy):
        next(additions)
    assert [article.id for article in library.store.articles()] == [1]
    assert_sound(library)


def test_an_article_without_a_visible_character_is_refused(library: Opened) -> None:
    with pytest.raises(ExtractionError, match="holds no text"):
        library.add(draft("A"), Draft(title="Blank", text=" \n\n "))
    assert library.store.coverage().n_articles == 1


def test_another_model_is_refused_before_anything_is_encoded(library: Opened) -> None:
    library.add(draft("A"))
    embedder = FakeEmbedder("other", "other-1")
    strange = Library(library.store, embedder, library.vectors, library.lexical)
    with pytest.raises(ModelError, match="reencode"):
        list(strange.add([draft("B")]))
    assert embedder.texts_encoded == 0


def test_reencoding_goes_over_to_another_model(library: Opened) -> None:
    library.add(draft("A"), draft("B"))
    embedder = FakeEmbedder("other", "other-1")
    Library(library.store, embedder, library.vectors, library.lexical).reencode()
    assert embedder.texts_encoded == 6
    assert library.store.identity() == embedder.identity
    assert_sound(library)


def test_removing_takes_an_article_out_of_everything(library: Opened) -> None:
    library.add(draft("A"), draft("B"))
    assert library.library.remove(1).title == draft("A").title
    with pytest.raises(ArticleNotFound):
        library.library.remove(1)
    assert library.vectors.ids().tolist() == library.lexical.ids().tolist() == [4, 5, 6]


def test_without_the_right_to_write_questions_are_answered(public_folder: Path) -> None:
    with closing(opened(public_folder)) as library:
        library.add(draft("A"), draft("B"))
    protect(public_folder)
    with unprivileged(), closing(opened(public_folder)) as library:
        assert library.find("patrol 101 village of B1", k=1) == ([5], [5])
        with pytest.raises(LibraryReadOnly):
            library.add(draft("C"))
        assert_sound(library)


def test_a_large_batch_is_cut_up(library: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 5)
    library.add(*(draft(name) for name in "ABCDE"))
    assert library.embedder.calls == 3
    assert_sound(library)


def test_threads_may_search_while_one_adds(library: Opened) -> None:
    library.add(draft("A"))
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                near, worded = library.find("patrol 100 village of A0", k=3)
                assert near
                assert worded
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for name in "BCDEFGHIJK":
        library.add(draft(name))
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert_sound(library)


def test_what_is_there_already_is_not_gathered_without_end(tmp_path: Path) -> None:
    """One new article and many known ones after it: what comes back comes soon."""
    with closing(opened(tmp_path)) as library:
        known = draft("known")
        library.add(known)
        taken = 0

        def drafts() -> Iterator[Draft]:
            nonlocal taken
            for one in [draft("new"), *repeat(known, 3 * MOST_WAITING)]:
                taken += 1
                yield one

        additions = library.library.add(drafts())
        assert next(additions).outcome is Outcome.ADDED
        assert taken == MOST_WAITING
        assert sum(1 for _ in additions) == 3 * MOST_WAITING
