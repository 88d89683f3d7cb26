"""Documents from wherever into the library: read, kept, and done once whatever breaks off."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import collecting
from index.changes import Event, Note, Outcome
from index.collecting import REMOVED, Collected, Reading, keep, read_document, read_file
from index.engine import Engine
from index.errors import AddressMissing, LibraryBusy
from index.rechecks.telling import GIVEN
from index.records import Document, Draft, Given, Validators
from index.storage.database import Connection, Database
from index.storage.store import Store
from index.web import media_types
from index.web.fetching import Retrieved
from tests.fakes import Clock, FakeEmbedder
from tests.index.changing_web import ChangingWeb, page
from tests.index.libraries import assert_sound, opened, writing
from tests.index.reprinting import ADDED, CREDIT, RAID, TITLES, report

URL = "https://www.gazette.example/raid"
TITLE = TITLES["raid"]
ASKED = Note(cause="curator", origin="7:12")
UNASKED = Note(cause="feed", origin="feed:1", unasked=True)


@pytest.fixture
def web() -> ChangingWeb:
    return ChangingWeb(Clock())


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with closing(Engine.open(tmp_path / "library", embedder=FakeEmbedder())) as found:
        yield found


def looks(folder: Path) -> list[tuple[object, ...]]:
    """The looks that articles are to be given: number, address, validators."""
    with closing(Store.open(folder)) as store, store._database.read() as connection:
        found = connection.execute("SELECT article_id, url, etag FROM rechecks ORDER BY 1")
        return [tuple(row) for row in found]


def outcomes(found: Collected) -> list[Outcome]:
    return [addition.outcome for addition in found.additions]


def fetched(text: str, url: str | None = URL, media_type: str = "text/html") -> Document:
    return Document(data=text.encode(), media_type=media_type, name=url or "file", url=url)


# Reading.


def test_a_page_is_read_with_what_asks_for_its_changes(web: ChangingWeb) -> None:
    web.show(URL, page(TITLE, *RAID, published="2024-03-05"), etag='"1"')
    reading = collecting.read_address(URL, retrieve=web.retrieve)
    (draft,) = reading.drafts
    assert (draft.title, draft.url, draft.text) == (TITLE, URL, "\n\n".join(RAID))
    assert reading.problems == ()
    assert reading.address == URL
    assert reading.validators is not None
    assert reading.validators.etag == '"1"'
    assert reading.validators.told == (TITLE, "Gazette", None, "2024-03-05", "en")


def test_what_is_given_wins_and_is_remembered_to_have_been_given(web: ChangingWeb) -> None:
    web.show(URL, page(TITLE, *RAID))
    reading = collecting.read_address(
        URL, Given(title="Raid", language="en"), retrieve=web.retrieve
    )
    assert reading.drafts[0].title == "Raid"
    assert reading.validators is not None
    assert reading.validators.told == (GIVEN, "Gazette", None, None, GIVEN)


def test_an_address_without_a_page_raises(web: ChangingWeb) -> None:
    with pytest.raises(AddressMissing):
        collecting.read_address(URL, retrieve=web.retrieve)


def test_a_server_that_sends_nothing_is_a_problem() -> None:
    nothing = Retrieved(document=None, validators=Validators(), fresh_for=None)
    reading = collecting.read_address(URL, retrieve=lambda url: nothing)
    assert [problem.name for problem in reading.problems] == [URL]
    assert reading.drafts == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.txt", "\n\n".join(RAID).encode()),
        ("report", "\n\n".join(RAID).encode()),
        ("report.html", page(TITLE, *RAID).encode()),
        ("report.md", ("# Raid\n\n" + "\n\n".join(RAID)).encode()),
    ],
)
def test_a_file_is_read_by_its_suffix_or_its_looks(name: str, data: bytes) -> None:
    reading = read_file(name, data, Given(url=URL))
    (draft,) = reading.drafts
    assert draft.text.endswith(RAID[-1])
    assert draft.url == URL
    assert (reading.validators, reading.address) == (None, None)


def test_of_a_document_with_several_articles_none_is_asked_for_its_changes(engine: Engine) -> None:
    lines = [{"title": f"Report {n}", "text": f"It is told of lamp {n} alone."} for n in range(3)]
    document = fetched("\n".join(map(json.dumps, lines)), media_type=media_types.JSONL)
    reading = read_document(document, validators=Validators(etag='"1"'))
    assert len(reading.drafts) == 3
    assert reading.validators is None


FRONT_MATTER = "---\nurl: {url}\ntitle: Raid\n---\n" + "\n\n".join(RAID)


@pytest.mark.parametrize(
    ("named", "stands"),
    [
        ("https://www.gazette.example/2024/raid", "https://www.gazette.example/2024/raid"),
        ("https://news.bbc.co.uk/raid", URL),
        ("https://gazette.example.evil.com/raid", URL),
        ("https://www.gazette.example:443/raid?utm_source=x", URL),
    ],
)
def test_a_document_does_not_pass_itself_off_as_another_sites(named: str, stands: str) -> None:
    document = fetched(FRONT_MATTER.format(url=named), media_type=media_types.MARKDOWN)
    (draft,) = read_document(document).drafts
    assert draft.url == stands


def test_of_several_articles_in_a_document_none_passes_itself_off_as_another_sites() -> None:
    lines = [
        {"title": "Own", "text": "One lamp.", "url": "https://www.gazette.example/own"},
        {"title": "Other's", "text": "Two lamps.", "url": "https://courier.example/other"},
    ]
    document = fetched("\n".join(map(json.dumps, lines)), media_type=media_types.JSONL)
    urls = [draft.url for draft in read_document(document).drafts]
    assert urls == ["https://www.gazette.example/own", None]


def test_an_operator_may_say_where_it_stands(web: ChangingWeb) -> None:
    web.show(URL, page(TITLE, *RAID))
    given_url = Given(url="https://courier.example/raid")
    (draft,) = collecting.read_address(URL, given_url, retrieve=web.retrieve).drafts
    assert draft.url == "https://courier.example/raid"


MEDIA_TYPES = [
    media_types.HTML,
    media_types.TEXT,
    media_types.MARKDOWN,
    media_types.PDF,
    media_types.JSONL,
    media_types.JSON,
    "image/png",
]


@given(st.binary(max_size=400), st.sampled_from(MEDIA_TYPES))
def test_whatever_the_bytes_are_they_give_drafts_or_problems(data: bytes, media_type: str) -> None:
    document = Document(data=data, media_type=media_type, name="x", url=URL)
    reading = read_document(document, validators=Validators())
    assert reading.drafts or reading.problems or media_type == media_types.JSONL
    assert reading.validators is None or len(reading.drafts) == 1


# Keeping.


def test_what_was_fetched_from_its_address_is_looked_at_again(
    engine: Engine, web: ChangingWeb, tmp_path: Path
) -> None:
    web.show(URL, page(TITLE, *RAID), etag='"1"')
    found = keep(engine, collecting.read_address(URL, retrieve=web.retrieve), ASKED)
    assert outcomes(found) == [Outcome.ADDED]
    assert looks(tmp_path / "library") == [(1, URL, '"1"')]


def test_a_page_that_names_another_address_of_its_site_is_asked_there(
    engine: Engine, web: ChangingWeb, tmp_path: Path
) -> None:
    amp, own = "https://www.gazette.example/m/raid", URL
    web.show(amp, page(TITLE, *RAID, canonical=own), etag='"1"')
    keep(engine, collecting.read_address(amp, retrieve=web.retrieve))
    assert looks(tmp_path / "library") == [(1, own, None)]


def test_what_an_operator_places_elsewhere_is_not_looked_at_there(
    engine: Engine, web: ChangingWeb, tmp_path: Path
) -> None:
    web.show(URL, page(TITLE, *RAID))
    elsewhere = Given(url="https://courier.example/raid")
    keep(engine, collecting.read_address(URL, elsewhere, retrieve=web.retrieve))
    assert looks(tmp_path / "library") == []


def test_a_reprint_is_not_looked_at_and_the_report_as_before(
    engine: Engine, web: ChangingWeb, tmp_path: Path
) -> None:
    copy = "https://courier.example/raid"
    web.show(URL, page(TITLE, *RAID), etag='"1"')
    web.show(copy, page(TITLE, *RAID, CREDIT), etag='"2"')
    for url in (URL, copy):
        keep(engine, collecting.read_address(url, retrieve=web.retrieve))
    assert looks(tmp_path / "library") == [(1, URL, '"1"')]


def test_a_fuller_copy_is_looked_at_from_now_on(
    engine: Engine, web: ChangingWeb, tmp_path: Path
) -> None:
    copy = "https://courier.example/raid"
    web.show(URL, page(TITLE, *RAID), etag='"1"')
    web.show(copy, page(TITLE, *RAID, ADDED), etag='"2"')
    for url in (URL, copy):
        keep(engine, collecting.read_address(url, retrieve=web.retrieve))
    assert looks(tmp_path / "library") == [(1, copy, '"2"')]


def test_what_was_removed_stays_out_unless_it_is_asked_for(engine: Engine) -> None:
    raid = report("raid", "gazette.example")
    keep(engine, Reading(drafts=(raid,)))
    engine.remove(1)
    reading = Reading(drafts=(raid, report("fire", "gazette.example")))
    found = keep(engine, reading, UNASKED)
    assert outcomes(found) == [Outcome.ADDED]
    assert [(problem.name, problem.message) for problem in found.problems] == [(raid.url, REMOVED)]
    assert outcomes(keep(engine, Reading(drafts=(raid,)), ASKED)) == [Outcome.ADDED]
    assert not engine.is_unwanted(raid.url or "")


def test_what_is_removed_this_moment_stays_out_and_the_rest_comes_in(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = tuple(report(name, "gazette.example") for name in ("raid", "fire", "trial"))
    keep(engine, Reading(drafts=drafts))
    engine.remove(2)
    monkeypatch.setattr(engine, "is_unwanted", lambda url: False)  # as it was a moment ago
    changed = tuple(replace(draft, text=f"{draft.text}\n\n{ADDED}") for draft in drafts)
    found = keep(engine, Reading(drafts=changed), UNASKED)
    assert outcomes(found) == [Outcome.REPLACED, Outcome.REPLACED]
    assert [problem.name for problem in found.problems] == [drafts[1].url]
    assert engine.coverage().n_articles == 2


def test_of_two_for_one_address_the_last_counts(engine: Engine) -> None:
    first = report("raid", "gazette.example")
    last = replace(first, text=f"{first.text}\n\n{ADDED}")
    found = keep(engine, Reading(drafts=(first, report("fire"), last)), ASKED)
    assert outcomes(found) == [Outcome.ADDED, Outcome.ADDED]
    again = keep(engine, Reading(drafts=(first, report("fire"), last)), ASKED)
    assert outcomes(again) == [Outcome.ADDED, Outcome.ADDED]
    assert engine.text(2).endswith(ADDED)
    assert [v.event for v in engine.history(2)] == [Event.ADDED]


def test_a_library_that_is_busy_says_so_and_keeps_what_came_before(
    engine: Engine, tmp_path: Path
) -> None:
    with closing(Store.open(tmp_path / "library", patience=0.1)) as store:
        engine._store = engine._vectors._store = engine._lexical._store = store
        with writing(tmp_path / "library"), pytest.raises(LibraryBusy):
            keep(engine, Reading(drafts=(report("raid", "gazette.example"),)))
    assert looks(tmp_path / "library") == []


# Done once.


class Killed(BaseException):
    """The process ends here."""


def _lines() -> Reading:
    return Reading(
        drafts=(
            report("raid", "gazette.example"),
            report("fire"),
            report("raid", "courier.example", CREDIT),
            report("raid", "courier.example"),
            report("trial", "gazette.example"),
        )
    )


def _page() -> Reading:
    html = page(TITLE, *RAID, ADDED)
    return read_document(fetched(html, "https://gazette.example/raid"), validators=Validators())


@pytest.mark.parametrize("reading", [_lines(), _page()], ids=["lines", "page"])
@pytest.mark.parametrize("held", [(), (report("raid", "gazette.example"),)], ids=["new", "known"])
def test_broken_off_at_any_moment_and_done_again_it_was_done_once(
    tmp_path: Path, reading: Reading, held: tuple[Draft, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after each transaction; and what a curator is told is the same."""
    with closing(Engine.open(tmp_path / "as it was", embedder=FakeEmbedder())) as engine:
        list(engine.add(held))

    def kept(name: str, n: int) -> tuple[object, int]:
        shutil.copytree(tmp_path / "as it was", tmp_path / name)
        return _kept_twice(tmp_path / name, reading, n, monkeypatch)

    expected, _ = kept("undisturbed", -1)
    for n in range(1, 100):
        found, left = kept(str(n), n)
        assert found == expected, f"broken off at moment {n}"
        if left > 0:
            break
    assert n > 4


def _kept_twice(
    folder: Path, reading: Reading, n: int, monkeypatch: pytest.MonkeyPatch
) -> tuple[object, int]:
    left = [n]
    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", _killed_around(Database.write, left))
        with suppress(Killed), closing(Engine.open(folder, embedder=FakeEmbedder())) as engine:
            keep(engine, reading, ASKED)
    with closing(Engine.open(folder, embedder=FakeEmbedder())) as engine:
        found = keep(engine, reading, ASKED)
        told = [
            (each.outcome, each.sameness, each.article.id, each.came, each.went)
            for each in found.additions
        ]
        held = [
            (article.id, article.url, [source.url for source in article.sources])
            for article in engine.articles()
        ]
        history = [
            (version.event, version.came, version.went)
            for number in range(1, 9)
            for version in engine.history(number)
        ]
    with closing(opened(folder)) as library:
        assert_sound(library)
    return (told, held, history, looks(folder)), left[0]


def _killed_around(
    write: Callable[[Database], AbstractContextManager[Connection]], left: list[int]
) -> Callable[[Database], AbstractContextManager[Connection]]:
    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    @contextmanager
    def killed(self: Database) -> Iterator[Connection]:
        count()
        with write(self) as connection:
            yield connection
        count()

    return killed


def test_an_edit_of_a_message_is_another_request(engine: Engine) -> None:
    first = report("raid", "gazette.example")
    keep(engine, Reading(drafts=(first,)), ASKED)
    edited = Reading(drafts=(replace(first, text=f"{first.text}\n\n{ADDED}"),))
    found = keep(engine, edited, Note(cause="curator", origin="7:12/99"))
    assert outcomes(found) == [Outcome.REPLACED]
    assert found.additions[0].came == (ADDED,)


def test_without_a_name_a_request_is_done_as_if_for_the_first_time(engine: Engine) -> None:
    reading = Reading(drafts=(report("raid", "gazette.example"),))
    assert outcomes(keep(engine, reading)) == [Outcome.ADDED]
    assert outcomes(keep(engine, reading)) == [Outcome.UNCHANGED]


def test_keeping_is_quick_where_nothing_is_new(engine: Engine) -> None:
    """A channel may link to the same report a hundred times."""
    reading = Reading(drafts=(report("raid", "gazette.example"),))
    keep(engine, reading)
    began = time.process_time()
    for _ in range(100):
        keep(engine, reading, UNASKED)
    assert time.process_time() - began < 10
    assert [version.event for version in engine.history(1)] == [Event.ADDED]
