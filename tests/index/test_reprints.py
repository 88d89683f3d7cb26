"""One report in several places: what is taken for a copy, and which place is quoted."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.changes import Event, Outcome, Sameness
from index.errors import LibraryError
from index.records import Draft
from index.storage import reprints
from index.storage.database import FILE
from index.storage.schema import APPLICATION_ID, MIGRATIONS
from index.wording.texts import text_hash
from tests.fakes import FakeEmbedder, bag_of_words
from tests.index.libraries import Opened, assert_sound, draft
from tests.index.reprinting import ADDED, CREDIT, RAID, merging, report
from tests.index.shelf_model import NAMES, PLACES, Offer, Shelf
from tests.length import WHOLE

DAY = date(2024, 3, 5)
NEXT_DAY = date(2024, 3, 6)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Opened]:
    with merging(tmp_path) as found:
        yield found


def places(library: Opened, number: int = 1) -> list[str | None]:
    """Where an article stands: first the place that is quoted."""
    article = library.store.article(number)
    return [article.url, *(source.url for source in article.sources)]


def test_the_same_text_elsewhere_is_a_further_source(library: Opened) -> None:
    library.add(report("raid", "gazette.example", outlet="Gazette"))
    (copy,) = library.add(report("raid", "courier.example", outlet="Courier", published=NEXT_DAY))
    assert (copy.outcome, copy.sameness, copy.article.id) == (
        Outcome.REPRINTED,
        Sameness.TEXT,
        1,
    )
    (source,) = library.store.article(1).sources
    assert source.title == report("raid").title
    assert (source.url, source.outlet) == ("https://courier.example/raid", "Courier")
    assert source.published == NEXT_DAY
    assert library.embedder.texts_encoded == len(RAID)


@pytest.mark.parametrize(
    ("titles", "is_source"),
    [
        (("Raid at Karvan", "Raid at Karvan | Gazette World"), True),
        (("Two held in Karvan raid", "Two held in raid at Karvan, 3-1 vote"), True),
        (("Raid at Karvan", "How the budget was passed"), False),
        (("Quiz of the week: 13 to 19 August", "Quiz of the week: 20 to 26 August"), False),
    ],
)
def test_one_text_under_two_headlines_of_a_site_is_a_form_and_no_source(
    library: Opened, titles: tuple[str, str], is_source: bool
) -> None:
    """Pages whose reports were taken away hold what their site says on all of them."""
    one, other = (
        replace(report("raid"), title=title, url=f"https://gazette.example/{n}")
        for n, title in enumerate(titles)
    )
    library.add(one)
    (addition,) = library.add(other)
    assert addition.sameness is Sameness.TEXT
    assert addition.outcome is (Outcome.REPRINTED if is_source else Outcome.UNCHANGED)
    assert len(places(library)) == 1 + is_source
    (elsewhere,) = library.add(replace(other, url="https://courier.example/1"))
    assert elsewhere.outcome is Outcome.REPRINTED


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join([*RAID, CREDIT]),
        "\n\n".join(reversed(RAID)),
        "\n\n".join(RAID[:3]),
        "\n\n".join(RAID).replace("farmhouse outside", "farm near"),
    ],
    ids=["with a credit", "in another order", "cut", "reworded"],
)
def test_a_near_copy_is_a_further_source_and_encodes_nothing(library: Opened, text: str) -> None:
    library.add(report("raid", "gazette.example"))
    copy = replace(report("raid", "courier.example"), text=text, title="Raid at dawn")
    (addition,) = library.add(copy)
    assert (addition.outcome, addition.sameness) == (Outcome.REPRINTED, Sameness.SIMILAR)
    assert places(library) == ["https://gazette.example/raid", "https://courier.example/raid"]
    assert library.store.text(1) == report("raid").text
    assert library.embedder.texts_encoded == len(RAID)
    assert_sound(library)


def test_other_reports_stay_apart(library: Opened) -> None:
    library.add(*(report(name, "gazette.example") for name in ("raid", "fire", "trial")))
    other_toll = report("fire", "courier.example").text.replace("three people", "fourteen people")
    library.add(replace(report("fire", "courier.example"), text=other_toll))
    assert [places(library, number) for number in range(1, 5)] == [
        ["https://gazette.example/raid"],
        ["https://gazette.example/fire"],
        ["https://gazette.example/trial"],
        ["https://courier.example/fire"],
    ]


FIGURE = (
    "The district office said in a statement on Sunday evening that {} when the storm reached the"
    " road behind the old bridge near the village, and that the search had gone on until midnight."
)


@pytest.mark.parametrize(
    ("first", "later", "are_one"),
    [
        ("prices rose by 0.5 percent", "prices rose by 0.9 percent", False),
        ("one person was killed", "three people were killed", False),
        ("no one was killed", "nine people were killed", False),
        ("5 people were killed there", "5,000 people were killed there", False),
        ("it was -5 degrees", "it was 5 degrees", False),
        ("it was the 1st flood", "it was the 2nd flood", False),
        ("three people were killed", "3 people were killed", True),
        ("it was -5 degrees", "it was −5 degrees", True),
        ("it was the first flood", "it was the 1st flood", True),
        ("007 boats were lost", "7 boats were lost", True),
    ],
)
def test_another_figure_makes_another_report(
    library: Opened, first: str, later: str, are_one: bool
) -> None:
    one, other = (
        replace(each, text=f"{each.text}\n\n{FIGURE.format(told)}")
        for each, told in (
            (report("raid", "gazette.example"), first),
            (report("raid", "courier.example"), later),
        )
    )
    library.add(one)
    (addition,) = library.add(other)
    assert addition.outcome is (Outcome.REPRINTED if are_one else Outcome.ADDED)


def test_reprints_that_come_together_are_one_article(library: Opened) -> None:
    outlets = ("gazette.example", "courier.example", "herald.example")
    found = library.add(*(report("fire", place) for place in outlets))
    assert [addition.outcome for addition in found] == [
        Outcome.ADDED,
        Outcome.REPRINTED,
        Outcome.REPRINTED,
    ]
    assert places(library) == [f"https://{place}/fire" for place in outlets]


# Which place is quoted.


def test_the_fuller_copy_is_quoted_and_the_other_named(library: Opened) -> None:
    library.add(report("raid", "gazette.example", outlet="Gazette", published=DAY))
    fuller = report("raid", "courier.example", ADDED, outlet="Courier", published=NEXT_DAY)
    (addition,) = library.add(fuller)
    assert (addition.outcome, addition.sameness) == (Outcome.REPLACED, Sameness.SIMILAR)
    assert addition.came == (ADDED,)
    article = library.store.article(1)
    assert (article.outlet, article.published) == ("Courier", NEXT_DAY)
    assert places(library) == ["https://courier.example/raid", "https://gazette.example/raid"]
    assert library.store.text(1) == fuller.text
    assert_sound(library)


def test_of_two_about_as_full_the_earlier_is_quoted(library: Opened) -> None:
    library.add(report("raid", "gazette.example", published=NEXT_DAY))
    library.add(report("raid", "courier.example", CREDIT, published=DAY))
    assert places(library) == ["https://courier.example/raid", "https://gazette.example/raid"]
    library.add(report("raid", "gazette.example", published=NEXT_DAY))
    assert places(library) == ["https://courier.example/raid", "https://gazette.example/raid"]


def test_another_place_brings_its_own_outlet_and_author_or_none(library: Opened) -> None:
    first = report("raid", "gazette.example", outlet="Gazette", published=DAY)
    library.add(replace(first, author="M. Holt"))
    library.add(report("raid", "courier.example", ADDED))
    article = library.store.article(1)
    assert (article.outlet, article.author) == (None, None)
    assert article.published == DAY  # the report's own day, as far as it is known


def test_a_copy_without_address_never_takes_the_place_of_one_that_has_it(library: Opened) -> None:
    library.add(report("raid", "gazette.example", outlet="Gazette"))
    library.add(report("raid", None, ADDED, outlet="Courier"))
    assert places(library) == ["https://gazette.example/raid", None]
    assert library.store.article(1).sources[0].outlet == "Courier"
    assert library.store.text(1) == report("raid").text


@pytest.mark.parametrize("outlet", ["Gazette", "GAZETTE", None])
def test_a_copy_without_address_that_names_no_other_outlet_tells_of_no_place(
    library: Opened, outlet: str | None
) -> None:
    library.add(report("raid", "gazette.example", outlet="Gazette"))
    (addition,) = library.add(report("raid", None, CREDIT, outlet=outlet))
    assert addition.outcome is Outcome.UNCHANGED
    assert places(library) == ["https://gazette.example/raid"]


def test_the_same_text_of_another_outlet_without_address_leaves_the_first_its_name(
    library: Opened,
) -> None:
    library.add(report("raid", "gazette.example", outlet="Gazette"))
    (addition,) = library.add(report("raid", None, outlet="Courier"))
    assert addition.outcome is Outcome.REPRINTED
    article = library.store.article(1)
    assert (article.outlet, article.sources[0].outlet) == ("Gazette", "Courier")
    (again,) = library.add(report("raid", None, outlet="Courier"))
    assert again.outcome is Outcome.UNCHANGED


def test_a_text_pasted_before_its_address_was_known_is_no_further_place(library: Opened) -> None:
    library.add(report("raid", None, outlet="Gazette"))
    library.add(report("raid", "gazette.example", CREDIT, outlet="Gazette"))
    assert places(library) == ["https://gazette.example/raid", None][:1] or places(library) == [
        None
    ]


def test_of_two_without_address_the_last_is_meant(library: Opened) -> None:
    library.add(report("raid", None, outlet="Gazette"))
    (addition,) = library.add(report("raid", None, CREDIT, outlet="Gazette"))
    assert addition.outcome is Outcome.REPLACED
    assert library.store.text(1).endswith(CREDIT)
    assert places(library) == [None]


# An address that carries another report.


def test_an_article_is_found_by_each_of_its_addresses(library: Opened) -> None:
    library.add(report("raid", "gazette.example"), report("raid", "courier.example", CREDIT))
    for place in ("gazette.example", "courier.example"):
        found = library.store.article_at(f"https://{place}/raid")
        assert found is not None
        assert found.id == 1
    assert library.store.article_at("https://herald.example/raid") is None


def test_a_reprints_address_that_carries_another_report_is_that_ones(library: Opened) -> None:
    library.add(report("raid", "gazette.example"), report("raid", "courier.example", CREDIT))
    moved_on = replace(report("fire"), url="https://courier.example/raid")
    (addition,) = library.add(moved_on)
    assert (addition.outcome, addition.article.id) == (Outcome.ADDED, 2)
    assert places(library) == ["https://gazette.example/raid"]
    assert places(library, 2) == ["https://courier.example/raid"]


def test_a_reprints_address_may_go_over_to_another_articles_copy(library: Opened) -> None:
    library.add(report("raid", "gazette.example"), report("fire", "gazette.example"))
    library.add(report("raid", "courier.example", CREDIT))
    library.add(replace(report("fire", None, CREDIT), url="https://courier.example/raid"))
    assert places(library) == ["https://gazette.example/raid"]
    assert places(library, 2) == ["https://gazette.example/fire", "https://courier.example/raid"]


def test_what_an_articles_own_address_says_now_is_never_merged_into_another(
    library: Opened,
) -> None:
    """A toll that rises makes one report's text another's; it was a report of its own before."""
    library.add(report("fire", "gazette.example"), report("raid", "courier.example"))
    now = replace(report("fire", None, ADDED), url="https://courier.example/raid")
    (addition,) = library.add(now)
    assert (addition.outcome, addition.article.id) == (Outcome.REPLACED, 2)
    assert library.store.text(2) == now.text
    assert library.store.text(1) == report("fire").text
    assert_sound(library)


def test_an_articles_own_address_may_come_to_say_what_its_reprint_says(library: Opened) -> None:
    library.add(report("raid", "gazette.example"), report("raid", "courier.example", CREDIT))
    now = report("raid", "gazette.example", CREDIT)
    (addition,) = library.add(now)
    assert (addition.outcome, addition.came) == (Outcome.REPLACED, (CREDIT,))
    assert library.store.text(1) == now.text
    assert places(library) == ["https://gazette.example/raid", "https://courier.example/raid"]


def test_a_reprint_of_what_an_article_said_before_is_a_report_of_its_own_by_now(
    library: Opened,
) -> None:
    library.add(report("raid", "gazette.example"), report("raid", "courier.example", CREDIT))
    library.add(replace(report("fire"), url="https://gazette.example/raid"))
    (addition,) = library.add(report("raid", "courier.example", CREDIT))
    assert (addition.outcome, addition.article.id) == (Outcome.ADDED, 2)
    assert places(library) == ["https://gazette.example/raid"]


# What the store itself sees to.


def test_a_copy_that_came_in_while_another_was_encoded_is_noticed(
    library: Opened, tmp_path: Path
) -> None:
    with merging(tmp_path) as other:
        encode = library.embedder.encode_passages

        def encode_late(texts: list[str]) -> object:
            other.add(report("raid", "gazette.example"))
            return encode(texts)

        library.embedder.encode_passages = encode_late  # type: ignore[assignment,method-assign] # a race, on purpose
        (addition,) = library.add(report("raid", "courier.example", CREDIT))
    assert addition.outcome is Outcome.REPRINTED
    assert places(library) == ["https://gazette.example/raid", "https://courier.example/raid"]


def test_without_merging_near_copies_stay_apart(library: Opened, tmp_path: Path) -> None:
    library.add(report("raid", "gazette.example"))
    apart = replace(draft("A"), text=report("raid", None, CREDIT).text)
    library.library._merging = False
    (addition,) = library.add(apart)
    assert addition.outcome is Outcome.ADDED


def test_keys_of_any_size_are_found_again(library: Opened) -> None:
    library.add(report("raid", "gazette.example"))
    keys = [-(2**63), 2**63 - 1, 0, -1, *range(60)]
    library.store.sign(1, keys)
    for band, key in enumerate(keys[:4]):
        alone = [7_777_777] * band + [key]
        assert library.store.copies(report("raid", "courier.example"), alone)
    assert not library.store.copies(report("raid", "courier.example"), [1, 2, 3])


def test_an_article_that_is_gone_is_not_signed(library: Opened) -> None:
    library.add(report("raid", "gazette.example"))
    library.store.remove(1)
    library.store.sign(1, [1, 2, 3])
    assert not library.store.copies(report("raid", "courier.example"), [1, 2, 3])


def test_looking_for_copies_reads_no_whole_table(library: Opened) -> None:
    with library.store._database.read() as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {reprints._CANDIDATES}", ("[[0, 1]]", 50)
        ).fetchall()
    assert not any(row["detail"].startswith("SCAN bands") for row in plan)


# Libraries from before.


def test_a_library_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    """A real one: its tables, articles and vectors, as that version wrote them."""
    _version_1(
        tmp_path,
        report("raid", "gazette.example"),
        replace(report("fire"), url="https://gazette.example/%7Efire"),
        replace(report("trial"), url="https://gazette.example/caf%c3%a9"),
        draft("A"),
    )
    with merging(tmp_path) as library:
        titles = [(v.event, v.title) for n in range(1, 5) for v in library.store.history(n)]
        assert titles == [(Event.ADDED, library.store.article(n).title) for n in range(1, 5)]
        assert places(library, 2) == ["https://gazette.example/~fire"]
        assert places(library, 3) == ["https://gazette.example/caf%C3%A9"]
        (addition,) = library.add(report("raid", "courier.example", CREDIT))
        assert addition.outcome is Outcome.REPRINTED
        assert places(library) == ["https://gazette.example/raid", "https://courier.example/raid"]
        library.store.remove(2)
        library.store.restore(2)
        assert_sound(library)


def test_an_old_address_that_another_article_has_by_now_stays_as_it_was(tmp_path: Path) -> None:
    _version_1(
        tmp_path,
        replace(report("raid"), url="https://gazette.example/%7eraid"),
        replace(report("fire"), url="https://gazette.example/~raid"),
        replace(report("trial"), url="https://gazette.example/%7Eraid"),
    )
    with merging(tmp_path) as library:
        assert [library.store.article(n).url for n in (1, 2, 3)] == [
            "https://gazette.example/%7eraid",
            "https://gazette.example/~raid",
            "https://gazette.example/%7Eraid",
        ]


def test_an_upgrade_that_breaks_off_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _version_1(tmp_path, report("raid", "gazette.example"))
    broken = (MIGRATIONS[0], (*MIGRATIONS[1], "SELECT nothing FROM nowhere"))
    with monkeypatch.context() as patch:
        patch.setattr("index.storage.database.MIGRATIONS", broken)
        with pytest.raises(LibraryError), merging(tmp_path):
            pass
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    with merging(tmp_path) as library:
        assert places(library) == ["https://gazette.example/raid"]
        assert_sound(library)


def _version_1(folder: Path, *drafts: Draft) -> None:
    """Write a library as Sitrep 0.1 did."""
    identity = FakeEmbedder().identity
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        meta = {"model": identity.name, "dim": str(identity.dim), "encoding": "e0"}
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [*meta.items(), ("fingerprint", identity.fingerprint)],
        )
        for number, item in enumerate(drafts, 1):
            _insert(connection, number, item)


def _insert(connection: sqlite3.Connection, number: int, item: Draft) -> None:
    parts = item.text.split("\n\n")
    first = 100 * number
    last = first + len(parts) - 1
    connection.execute(
        "INSERT INTO articles (id, title, url, text_hash, first_passage, last_passage, added, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            item.title,
            item.url,
            text_hash(item.text),
            first,
            last,
            "2024-03-05T10:00:00.000000+00:00",
            item.text,
        ),
    )
    at = 0
    for position, part in enumerate(parts):
        vector = bag_of_words([part])[0].astype("<f2").tobytes()
        connection.execute(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            (first + position, number, position, at, at + len(part), vector),
        )
        at += len(part) + 2
    connection.execute(
        "INSERT INTO changes (token, kind, article_id, first_passage, last_passage, at) "
        "VALUES (?, 'add', ?, ?, ?, ?)",
        (f"t{number}", number, first, last, "2024-03-05T10:00:00.000000+00:00"),
    )


# Whatever happens, a simple model holds the same.

offers = st.builds(
    Offer,
    st.sampled_from(NAMES),
    st.booleans(),
    st.sampled_from([place and f"https://{place}/" for place in PLACES]),
)
steps = st.lists(
    offers | st.tuples(st.sampled_from(["remove", "restore"]), st.integers(0, 3)), max_size=14
)


@given(steps)
@settings(
    max_examples=400 if WHOLE else 15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_sequence_leaves_what_a_simple_model_would(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[Offer | tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("library")
    model = Shelf()
    with merging(folder) as one, merging(folder) as other:
        for each in (one, other):
            each.store._database._connection.execute("PRAGMA synchronous = OFF")
        for turn, step in enumerate(sequence):
            library = (one, other)[turn % 2]
            if isinstance(step, Offer):
                (addition,) = library.add(step.draft)
                assert addition.article.id == model.add(step)
            else:
                _take_out_or_bring_back(library, model, *step)
            assert _held(one) == {
                number: (
                    Offer(*held.form, held.url).draft.text,
                    held.url,
                    [
                        (url, text_hash(Offer(*f, url).draft.text))
                        for url, f in held.sources.items()
                    ],
                )
                for number, held in model.held.items()
            }
        assert_sound(one)
        assert_sound(other)


def _take_out_or_bring_back(library: Opened, model: Shelf, what: str, n: int) -> None:
    numbers = sorted(model.held if what == "remove" else model.removed)
    if not numbers:
        return
    number = numbers[n % len(numbers)]
    if what == "remove":
        library.library.remove(number)
        model.remove(number)
    elif model.restore(number):
        library.library.restore(number)
    else:
        with pytest.raises(LibraryError, match="added again"):
            library.library.restore(number)


def _held(library: Opened) -> dict[int, tuple[str, str | None, list[tuple[str, str]]]]:
    with library.store._database.read() as connection:
        return {
            row["id"]: (
                row["text"],
                row["url"],
                [
                    tuple(source)
                    for source in connection.execute(
                        "SELECT url, text_hash FROM sources WHERE article_id = ? ORDER BY id",
                        (row["id"],),
                    )
                ],
            )
            for row in connection.execute("SELECT id, text, url FROM articles")
        }


def test_long_texts_are_compared_for_a_second_and_no_longer(
    library: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables that come every week share most of their keys, and no two are one report."""
    compared = []

    def counted(one: str, other: str) -> bool:
        compared.append(len(one) + len(other))
        return False

    monkeypatch.setattr("index.copies.copies.same_report", counted)
    words = " ".join(f"row{n} with the standing words of the table" for n in range(2_000))
    for week in range(12):
        library.add(
            Draft(title=f"Week {week}", text=f"{words} week{week}", url=f"https://a.example/{week}")
        )
    most = max(compared)
    compared.clear()
    library.add(Draft(title="Week 13", text=f"{words} week13", url="https://a.example/13"))
    assert sum(compared) <= 2 * (reprints.MOST_CHARACTERS + most)
