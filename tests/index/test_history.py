"""What is written down of articles: each version's paragraphs that came and went."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.changes import Event, Note, Outcome
from index.storage.history import difference
from tests.index.libraries import Opened, draft, opened
from tests.index.reprinting import ADDED, CREDIT, RAID, merging, report


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    with merging(tmp_path) as found:
        yield found


def told(library: Opened, number: int = 1) -> list[tuple[Event, tuple[str, ...], tuple[str, ...]]]:
    return [(v.event, v.came, v.went) for v in library.store.history(number)]


def test_what_came_and_went_with_each_version(library: Opened) -> None:
    first = report("raid", "gazette.example")
    library.add(first)
    corrected = "A spokeswoman said that twelve rifles had been carried out, not eleven."
    changed = replace(first, text=first.text.replace(RAID[1], corrected))
    library.add(changed)
    library.add(replace(changed, text=f"{changed.text}\n\n{ADDED}"))
    library.add(replace(first, text="\n\n".join(RAID[2:])))
    assert told(library) == [
        (Event.ADDED, (), ()),
        (Event.CHANGED, (corrected,), (RAID[1],)),
        (Event.CHANGED, (ADDED,), ()),
        (Event.CHANGED, (), (RAID[0], corrected, ADDED)),
    ]


def test_another_headline_alone_is_a_version_without_paragraphs(library: Opened) -> None:
    library.add(report("raid", "gazette.example"))
    library.add(replace(report("raid", "gazette.example"), title="Three led away near Karvan"))
    version = library.store.history(1)[-1]
    assert (version.event, version.title) == (Event.CHANGED, "Three led away near Karvan")
    assert (version.came, version.went) == ((), ())


def test_what_changes_nothing_is_written_nowhere(library: Opened) -> None:
    for _ in range(3):
        library.add(report("raid", "gazette.example"), report("raid", "courier.example", CREDIT))
    assert [event for event, _, _ in told(library)] == [Event.ADDED, Event.REPRINTED]


def test_a_reprint_is_told_with_its_own_headline(library: Opened) -> None:
    library.add(report("raid", "gazette.example"))
    library.add(replace(report("raid", "courier.example"), title="Dawn raid"))
    assert library.store.history(1)[-1].title == "Dawn raid"
    assert library.store.article(1).title == report("raid").title


def test_moments_are_in_utc_and_rise(library: Opened) -> None:
    began = datetime.now(UTC)
    library.add(report("raid", "gazette.example"), report("fire", "gazette.example"))
    moments = [library.store.history(number)[0].at for number in (1, 2)]
    assert began <= moments[0] <= moments[1] <= datetime.now(UTC)


def test_the_history_of_what_never_was_is_empty(library: Opened) -> None:
    assert library.store.history(77) == []
    assert library.store.last_event() == 0


# What others follow it by.


def test_events_of_a_kind_come_in_order_after_a_number(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as library:
        library.add(*(draft(name) for name in "ABCDE"))
        library.add(draft("A", version=2))
        added = library.store.events(0, Event.ADDED, 3)
        assert [version.article_id for version in added] == [1, 2, 3]
        rest = library.store.events(added[-1].id, Event.ADDED, 100)
        assert [version.article_id for version in rest] == [4, 5]
        (changed,) = library.store.events(0, Event.CHANGED, 100)
        assert changed.article_id == 1
        assert library.store.last_event() == changed.id
        assert library.store.events(changed.id, Event.CHANGED, 100) == []


def test_a_request_tells_what_it_brought_about(library: Opened) -> None:
    note = Note(cause="curator", origin="7:12")
    list(library.library.add([report("raid", "gazette.example"), report("fire", None)], note))
    list(library.library.add([report("trial", None)], Note(cause="curator", origin="7:13")))
    library.store.remove(1, Note(cause="curator", origin="7:12"))
    found = library.store.brought_about("7:12")
    assert [(v.article_id, v.event) for v in found] == [
        (1, Event.ADDED),
        (2, Event.ADDED),
        (1, Event.REMOVED),
    ]
    assert {v.cause for v in found} == {"curator"}


def test_requests_without_a_name_have_nothing_in_common(library: Opened) -> None:
    library.add(report("raid", None))
    assert library.store.brought_about("") == []


def test_what_a_near_copy_changes_is_told_as_an_addition_too(library: Opened) -> None:
    library.add(report("raid", "gazette.example"))
    (addition,) = library.add(report("raid", "courier.example", ADDED))
    assert addition.outcome is Outcome.REPLACED
    version = library.store.history(1)[-1]
    assert (version.came, version.went) == (addition.came, addition.went) == ((ADDED,), ())


# The difference.

texts = st.lists(st.sampled_from(["One.", "Two.", "Three.", " One. ", "Four\nfive."]), max_size=6)


@given(texts, texts)
def test_what_came_and_went_makes_one_text_of_the_other(old: list[str], new: list[str]) -> None:
    came, went = difference("\n\n".join(old), "\n\n".join(new))
    plain = [" ".join(part.split()) for part in old]
    for paragraph in went:
        plain.remove(paragraph)
    assert sorted([*plain, *came]) == sorted(" ".join(part.split()) for part in new)
    assert not set(came) & set(went)


def test_white_space_alone_is_no_difference() -> None:
    assert difference("One  two.\n\nThree.", "One two.\n\n\n\nThree. ") == ([], [])


def test_what_stood_twice_and_stands_once_went_once() -> None:
    assert difference("One.\n\nOne.\n\nTwo.", "Two.\n\nOne.") == ([], ["One."])
