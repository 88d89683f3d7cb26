"""Reports looked at again: what is taken over, what is left alone, what goes, and how politely."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import collecting
from index.changes import Addition, Event, Note, Outcome, Version
from index.engine import Engine
from index.errors import ArticleNotFound
from index.rechecks.recheck_outcomes import CHANGED, GONE, Outcomes
from index.rechecks.rechecking import PATIENCE, Rechecker, looks_from
from index.rechecks.revisits import LONGEST, Report
from index.records import Article, Given
from index.storage.database import Connection, Database
from index.storage.store import Store
from index.web.politeness import DAY, HOUR, Limits
from tests.fakes import Clock, FakeEmbedder
from tests.index.changing_web import CONSENT, FRONT, LOGIN, Answer, ChangingWeb, page
from tests.index.libraries import assert_sound, opened
from tests.index.reprinting import ADDED, CREDIT, FIRE, RAID, REPORTS, TITLES
from tests.length import WHOLE

URL = "https://www.gazette.example/raid"
COURIER = "https://courier.example/raid"
HERALD = "https://herald.example/raid"
TITLE = TITLES["raid"]
NOTHING, PLAIN = Given(), Note()


@dataclass
class Newsroom:
    """A library, a web, and one who looks at what stands there."""

    folder: Path
    engine: Engine
    store: Store
    web: ChangingWeb
    clock: Clock
    limits: Limits = field(default_factory=Limits)

    def add(self, url: str, given: Given = NOTHING, note: Note = PLAIN) -> list[Addition]:
        """Fetch an address as a curator does."""
        reading = collecting.read_address(url, given, retrieve=self.web.retrieve)
        assert not reading.problems
        return list(collecting.keep(self.engine, reading, note).additions)

    def rechecker(self) -> Rechecker:
        return Rechecker(
            self.store.revisits,
            self.engine,
            fetch=self.web.fetch,
            delay=self.web.rules.delay,
            clock=self.clock,
            die=lambda: 0.0,
            limits=self.limits,
        )

    def look(self) -> Report:
        """Look at what is due now, and at what that makes due."""
        return self.rechecker().run_due()

    def look_when_due(self) -> Report:
        """Wait for the next look, and take it."""
        due = self.look().next_due
        assert due is not None
        self.clock.now = max(due, self.clock.now)
        return self.look()

    def live(self, *, days: float = 0, hours: float = 0) -> Report:
        """Let time pass, and look whenever something is due."""
        end = self.clock.now + days * DAY + hours * HOUR
        report = Report()
        while True:
            found = self.look()
            report += found
            if found.next_due is None or found.next_due > end:
                self.clock.now = end
                return report
            self.clock.now = max(found.next_due, self.clock.now + 1)

    def article(self, number: int = 1) -> Article:
        return self.engine.article(number)

    def is_gone(self, number: int = 1) -> bool:
        try:
            self.engine.article(number)
        except ArticleNotFound:
            return True
        return False

    def history(self, number: int = 1) -> list[Event]:
        return [version.event for version in self.engine.history(number)]

    def last(self, number: int = 1) -> Version:
        return self.engine.history(number)[-1]


@pytest.fixture
def clock() -> Clock:
    # Articles are dated by the machine's clock.
    return Clock(float(int(time.time()) + 1))


@pytest.fixture
def room(tmp_path: Path, clock: Clock) -> Iterator[Newsroom]:
    with newsroom(tmp_path, clock) as found:
        yield found


@contextmanager
def newsroom(folder: Path, clock: Clock) -> Iterator[Newsroom]:
    with (
        closing(Engine.open(folder, embedder=FakeEmbedder())) as engine,
        closing(Store.open(folder)) as store,
    ):
        store._database._connection.execute("PRAGMA synchronous = OFF")  # no power is cut here
        engine._store._database._connection.execute("PRAGMA synchronous = OFF")
        yield Newsroom(folder, engine, store, ChangingWeb(clock), clock)


@pytest.fixture
def raid(room: Newsroom) -> Newsroom:
    """A report that was fetched a moment ago."""
    room.web.show(URL, page(TITLE, *RAID))
    room.add(URL)
    return room


def with_reprints(room: Newsroom, *urls: str) -> None:
    for url in urls:
        outlet = url.split("/")[2].split(".")[0].title()
        room.web.show(url, page(TITLE, *RAID, CREDIT, outlet=outlet))
        (addition,) = room.add(url)
        assert addition.outcome is Outcome.REPRINTED


def sound(room: Newsroom) -> None:
    with closing(opened(room.folder)) as other:
        assert_sound(other)


# What hasn't changed.


def test_a_report_that_stands_as_it_stood_is_asked_for_changes_alone(raid: Newsroom) -> None:
    report = raid.look_when_due()
    assert (report.checked, report.changed, report.removed, report.failed) == (1, (), (), 0)
    assert raid.web.asked[-1].conditional
    assert raid.history() == [Event.ADDED]


def test_a_report_is_not_asked_for_before_it_is_due(raid: Newsroom) -> None:
    due = raid.look().next_due
    assert due is not None
    assert due - raid.clock.now >= HOUR - 2
    raid.clock.now = due - 1
    assert raid.look().checked == 0


def test_the_older_it_gets_the_more_rarely_it_is_asked_for(raid: Newsroom) -> None:
    raid.live(days=800)
    times = [asked.at for asked in raid.web.requests(URL)][1:]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 2 * HOUR
    assert pauses[-1] == pytest.approx(LONGEST, rel=0.01)
    assert sum(pause < DAY for pause in pauses) > 5
    year = [at for at in times if at < times[0] + 365 * DAY]
    assert len(year) < 45


def test_what_was_not_fetched_is_never_asked_for(room: Newsroom) -> None:
    draft = collecting.read_file("raid.txt", "\n\n".join(RAID).encode(), Given(url=URL))
    collecting.keep(room.engine, draft)
    room.web.show(URL, page(TITLE, *RAID, ADDED))
    assert room.live(days=100) == Report()
    assert room.web.asked == []


def test_what_a_server_says_stays_fresh_is_left_alone_for_so_long(raid: Newsroom) -> None:
    raid.web.show(URL, page(TITLE, *RAID), cache_control="max-age=28800")
    raid.look_when_due()
    due = raid.look().next_due
    assert due is not None
    assert due - raid.clock.now == pytest.approx(8 * HOUR, abs=2)


def test_nothing_is_encoded_and_no_model_needed_for_what_stands(
    raid: Newsroom, tmp_path: Path
) -> None:
    def no_model() -> FakeEmbedder:
        raise AssertionError("there is nothing to encode")

    raid.web.show(URL, page(TITLE, *RAID).replace("</html>", "<!-- 2 --></html>"))
    with closing(Engine.open(tmp_path, embedder=no_model)) as engine:
        raid.engine = engine
        assert raid.look_when_due().checked == 1
    assert not raid.web.requests(URL)[-1].conditional or len(raid.web.requests(URL)) == 2


# What has changed.


def test_a_changed_report_swaps_its_passages_at_once(raid: Newsroom) -> None:
    rifles = RAID[1].replace("eleven rifles", "twelve rifles")
    raid.web.show(URL, page(TITLE, RAID[0], rifles, *RAID[2:], ADDED))
    report = raid.look_when_due()
    assert report.changed == (1,)
    version = raid.last()
    assert (version.event, version.cause) == (Event.CHANGED, CHANGED)
    assert (version.came, version.went) == ((rifles, ADDED), (RAID[1],))
    assert raid.engine.text(1) == "\n\n".join([RAID[0], rifles, *RAID[2:], ADDED])
    sound(raid)
    with closing(opened(raid.folder)) as other:
        near, worded = other.find("the governor of the province said the road stays closed")
        assert near[0] == worded[0] == other.store.passages_of(1)[-1].id


def test_a_report_that_changes_is_asked_for_more_often_for_a_while(raid: Newsroom) -> None:
    raid.live(days=40)
    due = raid.look().next_due
    assert due is not None
    raid.clock.now = due
    raid.web.show(URL, page(TITLE, *RAID, ADDED))
    report = raid.look()
    assert report.changed == (1,)
    pauses = []
    for _ in range(5):
        due = raid.look().next_due
        assert due is not None
        pauses.append((due - raid.clock.now) / DAY)
        raid.clock.now = due
        raid.look()
    assert pauses[:3] == pytest.approx([pauses[0], 2 * pauses[0], 4 * pauses[0]], rel=0.01)
    assert 2 < pauses[0] < 4
    assert pauses[4] < 0.3 * 90  # no more rarely than others of its age


def test_a_live_report_grows_as_often_as_it_does(raid: Newsroom) -> None:
    told = list(RAID)
    for number in range(8):
        told.insert(0, f"At {number} o'clock the ministry counted {number * 7} people in custody.")
        del told[10:]
        raid.web.show(URL, page(TITLE, *told))
        assert raid.look_when_due().changed == (1,)
    assert raid.engine.text(1) == "\n\n".join(told)
    assert raid.history() == [Event.ADDED] + [Event.CHANGED] * 8
    assert raid.look().next_due is not None


def test_a_flash_that_is_written_anew_from_end_to_end_is_the_same_report(room: Newsroom) -> None:
    flash = "A ferry is on fire off the port of Velin, the coast guard said on Sunday."
    room.web.show(URL, page("Ferry on fire off Velin", flash, "More soon."))
    room.add(URL)
    room.web.show(URL, page(TITLES["fire"], *FIRE))
    assert room.look_when_due().changed == (1,)
    assert room.article().title == TITLES["fire"]


def test_another_headline_alone_is_taken_over(raid: Newsroom) -> None:
    raid.web.show(URL, page("Two held after raid near Karvan", *RAID))
    assert raid.look_when_due().changed == (1,)
    assert raid.article().title == "Two held after raid near Karvan"
    assert raid.last().came == raid.last().went == ()


def test_another_day_alone_is_taken_over(room: Newsroom) -> None:
    room.web.show(URL, page(TITLE, *RAID, published="2024-03-05"))
    room.add(URL)
    room.web.show(URL, page(TITLE, *RAID, published="2024-03-06"))
    assert room.look_when_due().changed == (1,)
    assert str(room.article().published) == "2024-03-06"


def test_what_an_operator_said_of_it_stands_whatever_the_page_says(room: Newsroom) -> None:
    room.web.show(URL, page(TITLE, *RAID, published="2024-03-05"))
    room.add(URL, Given(title="The Karvan raid", outlet="The Gazette"))
    room.web.show(URL, page("Raid!", *RAID, ADDED, outlet="GZT", published="2024-03-06"))
    assert room.look_when_due().changed == (1,)
    article = room.article()
    assert (article.title, article.outlet) == ("The Karvan raid", "The Gazette")
    assert str(article.published) == "2024-03-06"
    assert room.engine.text(1).endswith(ADDED)


def test_what_a_page_does_not_say_any_more_is_known_all_the_same(room: Newsroom) -> None:
    room.web.show(URL, page(TITLE, *RAID, published="2024-03-05", author="Miriam Holt"))
    room.add(URL)
    known = room.article()
    room.web.show(URL, page(TITLE, *RAID, ADDED))
    room.look_when_due()
    article = room.article()
    assert (article.published, article.author) == (known.published, known.author)
    assert article.published is not None


# What isn't the report.

STUB = page(TITLE, RAID[0], "Subscribe to read the whole of this report and all others.")
NOT_THE_REPORT = {
    "consent": CONSENT,
    "login": LOGIN,
    "front page": FRONT,
    "paywall stub": STUB,
    "first half": page(TITLE, *RAID[:2]),
    "all but the end": page(TITLE, *RAID[:3], "Subscribe to continue reading"),
    "another report": page(TITLES["fire"], *FIRE),
    "another short report": page("Ferry fire", "A ferry burned off the port of Velin on Sunday."),
    "headline alone": page(TITLE),
    "emptied": "<html><body></body></html>",
    "scripts": "<html><body><div id='root'></div><script>draw()</script></body></html>",
    "other country": page("Sorry", "This content is not available in your country."),
}


@pytest.mark.parametrize("html", NOT_THE_REPORT.values(), ids=NOT_THE_REPORT.keys())
def test_what_is_not_the_report_does_not_take_its_place(raid: Newsroom, html: str) -> None:
    raid.web.show(URL, html)
    report = raid.live(days=8)
    assert (report.changed, report.removed) == ((), ())
    assert report.failed > 4
    assert raid.engine.text(1) == "\n\n".join(RAID)
    assert raid.history() == [Event.ADDED]
    (trouble,) = raid.store.revisits.problems()
    assert trouble.article_id == 1
    assert "remove the article or add it again" in trouble.problem
    raid.web.show(URL, page(TITLE, *RAID, ADDED))
    assert raid.live(days=8).changed == (1,)
    assert raid.store.revisits.problems() == []


def test_a_redirect_to_the_front_page_does_not_take_its_place(raid: Newsroom) -> None:
    front = "https://www.gazette.example/"
    raid.web.move(URL, front)
    raid.web.show(front, FRONT)
    assert raid.live(days=8).changed == ()
    assert raid.article().url == URL


def test_bytes_that_are_no_page_do_not_take_its_place(raid: Newsroom) -> None:
    raid.web.show(URL, "\x00\x01\x02" * 500)
    raid.live(days=2)
    raid.web.show(URL, page(TITLE, *RAID, ADDED), content_type="image/png")
    raid.live(days=6)
    assert raid.engine.text(1) == "\n\n".join(RAID)
    assert len(raid.store.revisits.problems()) == 1


def test_a_page_that_breaks_what_reads_it_holds_nothing_else_up(
    raid: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaking(*_: object, **__: object) -> None:
        raise OverflowError("words of the page")

    monkeypatch.setattr(Outcomes, "answered", breaking)
    raid.live(days=8)
    assert raid.article().url == URL
    assert len(raid.store.revisits.problems()) == 1
    assert "breaks what reads it" in caplog.text
    assert "words of the page" not in caplog.text


# What is gone.


def test_what_answers_gone_is_gone_from_every_answer_at_once(raid: Newsroom) -> None:
    with closing(opened(raid.folder)) as other:
        assert other.find("helicopters raided a farmhouse")[1]
        raid.web.refuse(URL, 410)
        assert raid.look_when_due().removed == (1,)
        assert other.find("helicopters raided a farmhouse") == ([], [])
    assert raid.engine.coverage().n_articles == 0
    assert (raid.last().event, raid.last().cause) == (Event.REMOVED, GONE)
    assert raid.look() == Report()


def test_what_its_publisher_took_out_may_be_added_again(raid: Newsroom) -> None:
    raid.web.refuse(URL, 410)
    raid.look_when_due()
    raid.web.show(URL, page(TITLE, *RAID))
    (addition,) = raid.add(URL, note=Note(unasked=True))
    assert addition.outcome is Outcome.ADDED


MISSING = {
    "404": None,
    "a page that says so": page("Page not found", "The page you are looking for was not found."),
    "in German": page("Fehler", "Diese Seite wurde nicht gefunden."),
    "in Russian": page("404", "Страница не найдена"),
}


@pytest.mark.parametrize("html", MISSING.values(), ids=MISSING.keys())
def test_what_is_missing_is_gone_after_three_looks_over_three_days(
    raid: Newsroom, html: str | None
) -> None:
    if html is None:
        raid.web.refuse(URL, 404)
    else:
        raid.web.show(URL, html)
    raid.look_when_due()
    first = raid.clock.now
    raid.live(days=2.9)
    assert not raid.is_gone()
    assert len(raid.web.requests(URL)) == 1 + 2
    assert raid.live(days=0.2).removed == (1,)
    assert raid.web.asked[-1].at - first >= 3 * DAY
    assert len(raid.web.requests(URL)) == 1 + 3


def test_what_comes_back_in_between_was_never_gone(raid: Newsroom) -> None:
    for _ in range(3):
        raid.web.refuse(URL, 404)
        raid.live(days=2.5)
        raid.web.show(URL, page(TITLE, *RAID))
        raid.live(days=4)
    assert not raid.is_gone()
    assert raid.history() == [Event.ADDED]


def test_missing_once_among_other_troubles_is_not_gone(raid: Newsroom) -> None:
    raid.web.refuse(URL, 404)
    raid.look_when_due()
    raid.web.refuse(URL, 503)
    raid.live(days=20)
    assert not raid.is_gone()


RETRACTED = {
    "removed": page("Gazette", "This article has been removed."),
    "withdrawn": page(TITLE, "The Gazette has withdrawn this article: its source was not sound."),
    "in French": page("Rectificatif", "Cet article a été retiré par la rédaction."),
}


@pytest.mark.parametrize("html", RETRACTED.values(), ids=RETRACTED.keys())
def test_what_was_taken_back_is_gone_after_two_looks_an_hour_apart(
    raid: Newsroom, html: str
) -> None:
    with_reprints(raid, COURIER)
    raid.web.show(URL, html)
    raid.look_when_due()
    assert not raid.is_gone()
    assert raid.live(hours=1.2).removed == (1,)
    # Its reprints say what was wrong, too.
    assert len(raid.web.requests(COURIER)) == 1


def test_a_note_above_the_report_is_a_change(raid: Newsroom) -> None:
    note = "Editor's note: an earlier version of this article has been removed for an error."
    raid.web.show(URL, page(TITLE, note, *RAID))
    assert raid.look_when_due().changed == (1,)
    assert raid.last().came == (note,)


# What still stands elsewhere.


def test_a_report_that_is_gone_goes_on_from_its_first_reprint_that_stands(raid: Newsroom) -> None:
    with_reprints(raid, COURIER, HERALD)
    raid.web.refuse(URL, 410)
    report = raid.look_when_due()
    assert (report.removed, report.changed) == ((), (1,))
    article = raid.article()
    assert (article.url, article.outlet) == (COURIER, "Courier")
    assert [source.url for source in article.sources] == [HERALD]
    assert raid.engine.text(1) == "\n\n".join([*RAID, CREDIT])
    assert raid.last().came == (CREDIT,)
    assert raid.engine.article_at(URL) == article
    assert raid.web.requests(HERALD)[1:] == []
    sound(raid)
    raid.web.show(COURIER, page(TITLE, *RAID, CREDIT, ADDED, outlet="Courier"))
    assert raid.live(days=1).changed == (1,)


def test_a_reprint_that_does_not_stand_is_passed_over(raid: Newsroom) -> None:
    with_reprints(raid, COURIER, HERALD, "https://echo.example/raid", "https://wire.example/raid")
    raid.web.refuse(URL, 410)
    raid.web.refuse(COURIER, 404)
    raid.web.show(HERALD, CONSENT)
    raid.web.refuse("https://echo.example/raid", 0)
    assert raid.look_when_due().changed == (1,)
    article = raid.article()
    assert article.url == "https://wire.example/raid"
    assert {source.url for source in article.sources} == {
        COURIER,
        HERALD,
        "https://echo.example/raid",
    }


def test_without_a_reprint_that_stands_it_goes(raid: Newsroom) -> None:
    with_reprints(raid, COURIER, HERALD)
    for url in (URL, COURIER, HERALD):
        raid.web.refuse(url, 410)
    assert raid.look_when_due().removed == (1,)
    assert raid.is_gone()


def test_reprints_without_address_cannot_be_asked_for(raid: Newsroom) -> None:
    draft = collecting.read_file("raid.txt", "\n\n".join([*RAID, CREDIT]).encode())
    reading = collecting.Reading(drafts=draft.drafts)
    list(raid.engine.add([replace(reading.drafts[0], outlet="Courier")]))
    raid.web.refuse(URL, 410)
    assert raid.look_when_due().removed == (1,)


def test_a_reprint_is_waited_for_a_little_and_no_longer(raid: Newsroom) -> None:
    with_reprints(raid, COURIER, HERALD)
    now = int(raid.clock.now)
    due = raid.look().next_due
    assert due is not None
    raid.clock.now = due
    raid.web.refuse(URL, 410)
    raid.store.revisits.rest("courier.example", due + PATIENCE + 60, now)
    raid.store.revisits.rest("herald.example", due + PATIENCE - 60, now)
    first = raid.look()
    assert first.next_due == due + PATIENCE - 60
    assert not raid.is_gone()
    raid.clock.now = first.next_due
    assert raid.look().changed == (1,)
    assert raid.article().url == HERALD


def test_what_stands_elsewhere_by_now_is_not_taken_out(raid: Newsroom) -> None:
    """A fuller copy came in while the address was being asked."""
    fuller = page(TITLE, *RAID, ADDED, outlet="Courier")

    def meanwhile(url: str) -> None:
        if url == URL:
            raid.web.before = lambda _: None
            raid.web.show(COURIER, fuller)
            raid.add(COURIER)

    raid.web.refuse(URL, 410)
    raid.web.before = meanwhile
    raid.look_when_due()
    assert raid.live(hours=0.9).removed == ()
    assert raid.article().url == COURIER
    assert len(raid.web.requests(URL)) == 2


# What has moved.


def test_an_address_that_leads_elsewhere_on_its_site_for_good_is_that_address(
    raid: Newsroom,
) -> None:
    new = "https://www.gazette.example/2024/raid"
    raid.web.move(URL, new)
    raid.web.show(new, page(TITLE, *RAID))
    # First it says that nothing has changed (HTTP 304); then it is read.
    assert [raid.look_when_due().changed for _ in range(2)] == [(), (1,)]
    assert raid.article().url == new
    assert raid.article().sources == ()
    for url in (URL, new):
        found = raid.engine.article_at(url)
        assert found is not None
        assert found.id == 1
    raid.live(days=3)
    assert len(raid.web.requests(URL)) == 3
    assert raid.web.asked[-1].url == new
    assert raid.history() == [Event.ADDED, Event.CHANGED]


def test_a_report_may_move_and_change_at_once(raid: Newsroom) -> None:
    new = "https://www.gazette.example/news/raid"
    raid.web.move(URL, new, 308)
    raid.web.show(new, page(TITLE, *RAID, ADDED))
    raid.look_when_due()
    assert raid.article().url == new
    assert raid.engine.text(1).endswith(ADDED)


def test_where_a_page_says_it_stands_counts_within_its_site(raid: Newsroom) -> None:
    passing, new = "https://www.gazette.example/p?id=1", "https://www.gazette.example/2024/raid"
    raid.web.move(URL, passing)
    raid.web.show(passing, page(TITLE, *RAID, canonical=new))
    raid.look_when_due()
    assert raid.article().url == new


@pytest.mark.parametrize("status", [302, 303, 307])
def test_an_address_that_leads_elsewhere_for_now_is_kept(raid: Newsroom, status: int) -> None:
    new = "https://www.gazette.example/mirror/raid"
    raid.web.move(URL, new, status)
    raid.web.show(new, page(TITLE, *RAID, ADDED))
    assert raid.look_when_due().changed == (1,)
    assert raid.article().url == URL
    assert raid.engine.text(1).endswith(ADDED)


def test_a_page_that_calls_itself_by_its_old_address_stands_there(raid: Newsroom) -> None:
    new = "https://www.gazette.example/mirror/raid"
    raid.web.move(URL, new)
    raid.web.show(new, page(TITLE, *RAID, canonical=URL))
    raid.look_when_due()
    assert raid.article().url == URL


def test_another_site_is_not_followed(raid: Newsroom) -> None:
    raid.web.move(URL, COURIER)
    raid.web.show(COURIER, page(TITLE, *RAID, ADDED))
    report = raid.live(days=8)
    assert report.changed == ()
    assert raid.article().url == URL
    assert raid.engine.text(1) == "\n\n".join(RAID)
    (trouble,) = raid.store.revisits.problems()
    assert "another site" in trouble.problem


def test_an_address_where_another_article_stands_is_not_taken(raid: Newsroom) -> None:
    other = "https://www.gazette.example/fire"
    raid.web.show(other, page(TITLES["fire"], *FIRE))
    raid.add(other)
    raid.web.move(URL, other)
    raid.web.show(other, page(TITLE, *RAID, ADDED))
    raid.live(days=8)
    assert {raid.article(number).url for number in (1, 2)} == {URL, other}
    assert {trouble.article_id for trouble in raid.store.revisits.problems()} == {1, 2}


def test_what_another_article_says_word_for_word_is_not_taken_over(raid: Newsroom) -> None:
    other = "https://courier.example/toll"
    text = [paragraph.replace("two men", "five men") for paragraph in RAID]
    raid.web.show(other, page("Five led away", *text))
    (addition,) = raid.add(other)
    assert addition.outcome is Outcome.ADDED
    raid.web.show(URL, page("Five led away", *text))
    raid.live(days=8)
    assert raid.engine.text(1) == "\n\n".join(RAID)
    (trouble,) = raid.store.revisits.problems()
    assert "another article" in trouble.problem


# Trouble, and whom it is told.


def test_what_cannot_be_reached_is_tried_ever_more_rarely_and_told_once(raid: Newsroom) -> None:
    raid.web.refuse(URL, 0)
    due = raid.look().next_due
    assert due is not None
    raid.clock.now = due
    raid.live(days=2.9)
    assert raid.store.revisits.to_report() == []
    raid.live(days=5)
    times = [asked.at for asked in raid.web.requests(URL)][1:]
    pauses = [(later - earlier) / HOUR for earlier, later in pairwise(times)]
    assert pauses == pytest.approx([1, 2, 4, 8, 16, 32, 64], rel=0.01)
    (trouble,) = raid.store.revisits.to_report()
    assert (trouble.article_id, trouble.url, trouble.title) == (1, URL, TITLE)
    assert trouble.failures == 8
    assert trouble.since == int(times[0])
    raid.store.revisits.mark_reported([1])
    raid.live(days=100)
    assert raid.store.revisits.to_report() == []
    assert len(raid.store.revisits.problems()) == 1
    assert not raid.is_gone()


def test_who_recovers_and_fails_again_is_told_of_again(raid: Newsroom) -> None:
    raid.web.refuse(URL, 500)
    raid.live(days=8)
    raid.store.revisits.mark_reported([1])
    raid.web.show(URL, page(TITLE, *RAID))
    raid.live(days=8)
    assert raid.store.revisits.problems() == []
    raid.web.refuse(URL, 403)
    raid.live(days=20)
    (trouble,) = raid.store.revisits.to_report()
    assert "403" in trouble.problem


def test_who_asks_for_time_gets_it(raid: Newsroom) -> None:
    raid.web.refuse(URL, 429, retry_after="36000")
    raid.look_when_due()
    due = raid.look().next_due
    assert due is not None
    assert due - raid.clock.now == pytest.approx(36000, abs=2)


def test_whom_robots_are_not_welcome_is_asked_rarely_and_nobody_is_told(raid: Newsroom) -> None:
    raid.web.robots["www.gazette.example"] = "User-agent: *\nDisallow: /\n"
    report = raid.live(days=200)
    assert len(raid.web.requests(URL)) == 1
    assert 8 < report.checked < 16
    assert raid.store.revisits.problems() == []
    assert not raid.is_gone()


# Politely.


def test_two_reports_of_a_host_are_asked_for_one_after_the_other(room: Newsroom) -> None:
    urls = [f"https://www.gazette.example/{name}" for name in REPORTS]
    for name, url in zip(REPORTS, urls, strict=True):
        room.web.show(url, page(TITLES[name], *REPORTS[name]))
        room.add(url)
    room.web.asked.clear()
    room.live(days=2)
    assert len(room.web.asked) > 9
    assert min(b.at - a.at for a, b in pairwise(room.web.asked)) >= room.limits.apart


def test_a_crawl_delay_is_kept_to(room: Newsroom) -> None:
    room.web.robots["www.gazette.example"] = "User-agent: *\nCrawl-delay: 90\n"
    for name in REPORTS:
        url = f"https://www.gazette.example/{name}"
        room.web.show(url, page(TITLES[name], *REPORTS[name]))
        room.add(url)
    room.web.asked.clear()
    room.live(days=1)
    assert min(b.at - a.at for a, b in pairwise(room.web.asked)) >= 90


def test_a_host_that_a_feed_asked_a_moment_ago_is_left_alone(raid: Newsroom) -> None:
    feeds = raid.store.feeds
    feeds.add("https://www.gazette.example/feed", int(raid.clock.now))
    due = raid.look().next_due
    assert due is not None
    raid.clock.now = due
    feeds.begin_poll(1, due, until=due + 60, again=due + HOUR, limits=raid.limits)
    report = raid.look()
    assert (report.checked, report.next_due) == (0, due + 60)
    raid.clock.now = due + 60
    assert raid.look().checked == 1
    work = feeds.work(int(raid.clock.now))
    assert work[0].host.n_today == 2


@pytest.mark.parametrize(
    ("n_today", "hour", "expected"),
    [(0, 0, 0), (48, 0, 0), (100, 0, 8.16), (100, 12, 12), (150, 12, 16.16), (199, 12, 24)],
)
def test_most_of_a_days_requests_are_kept_for_feeds(
    n_today: int, hour: int, expected: float
) -> None:
    midnight = 20_000 * DAY
    found = looks_from(n_today, midnight + hour * HOUR, Limits(requests_a_day=200))
    assert (found - midnight) / HOUR == pytest.approx(expected, abs=0.01)


def test_a_days_limit_is_kept_to_and_the_rest_waits(room: Newsroom) -> None:
    room.limits = Limits(requests_a_day=4)
    urls = [f"https://www.gazette.example/{n}" for n in range(8)]
    for n, url in enumerate(urls):
        told = [
            f"In district {n} the mayor counted {n * 31 + i} lamps on road {i}." for i in range(6)
        ]
        room.web.show(url, page(f"Lamps of district {n}", *told))
        room.add(url)
    room.web.asked.clear()
    room.live(days=4)
    per_day: dict[int, int] = {}
    for asked in room.web.asked:
        per_day[int(asked.at) // DAY] = per_day.get(int(asked.at) // DAY, 0) + 1
    assert max(per_day.values()) <= 4
    assert {asked.url for asked in room.web.asked} == set(urls)


def test_one_that_is_told_to_stop_leaves_the_rest(room: Newsroom) -> None:
    for place in ("a", "b", "c"):
        name = {"a": "raid", "b": "fire", "c": "trial"}[place]
        room.web.show(f"https://{place}.example/", page(TITLES[name], *REPORTS[name]))
        room.add(f"https://{place}.example/")
    room.web.asked.clear()
    room.clock.wait(days=1)
    report = room.rechecker().run_due(lambda: len(room.web.asked) >= 2)
    assert report.checked == 2
    assert report.next_due == int(room.clock.now)
    assert room.look().checked == 1


def test_two_at_once_ask_once(raid: Newsroom) -> None:
    due = raid.look().next_due
    assert due is not None
    raid.clock.now = due
    other: list[Report] = []
    raid.web.before = lambda url: other.append(raid.rechecker().run_due())
    assert raid.look().checked == 1
    assert [report.checked for report in other] == [0]


def test_a_page_that_kills_whoever_reads_it_is_not_asked_for_at_once_for_ever(
    raid: Newsroom,
) -> None:
    class Killed(BaseException):
        pass

    def kill(url: str) -> None:
        raise Killed

    raid.web.before = kill
    for _ in range(300):
        found = raid.store.revisits.due(int(raid.clock.now))
        raid.clock.now = max(raid.clock.now, found[0].moment, found[0].host.due)
        with pytest.raises(Killed):
            raid.look()
        if raid.clock.now > time.time() + 4 * DAY:
            break
    assert len(raid.web.requests(URL)) < 20


# Others at work meanwhile.


def test_what_a_curator_takes_out_meanwhile_stays_out(raid: Newsroom) -> None:
    raid.web.show(URL, page(TITLE, *RAID, ADDED))

    def take_out(url: str) -> None:
        raid.engine.remove(1)

    raid.web.before = take_out
    report = raid.look_when_due()
    assert (report.changed, report.removed) == ((), ())
    assert raid.is_gone()
    assert raid.engine.coverage().n_articles == 0
    assert raid.history()[-1] is Event.REMOVED


def test_what_a_curator_takes_out_in_the_last_moment_stays_out(
    raid: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = raid.engine.add

    def late(*args: object, **kwargs: object) -> object:
        raid.engine.remove(1)
        return add(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(raid.engine, "add", late)
    raid.web.show(URL, page(TITLE, *RAID, ADDED))
    assert raid.look_when_due().changed == ()
    assert raid.engine.coverage().n_articles == 0


def test_what_a_curator_adds_again_meanwhile_is_asked_for_no_sooner(raid: Newsroom) -> None:
    def add_again(url: str) -> None:
        raid.web.before = lambda _: None
        raid.add(URL)

    raid.web.before = add_again
    raid.look_when_due()
    assert raid.history() == [Event.ADDED]
    assert raid.look().checked == 0


# Killed.


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


class Countdown:
    """Kills at the n-th of the moments at which it is asked."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


def _changed(room: Newsroom) -> None:
    room.web.show(URL, page("Raid near Karvan", *RAID[:3], ADDED))


def _gone(room: Newsroom) -> None:
    room.web.refuse(URL, 410)


def _gone_with_reprints(room: Newsroom) -> None:
    with_reprints(room, COURIER, HERALD)
    room.web.refuse(URL, 410)
    room.web.refuse(COURIER, 404)


def _missing(room: Newsroom) -> None:
    room.web.refuse(URL, 404)


def _moved_and_changed(room: Newsroom) -> None:
    new = "https://www.gazette.example/2024/raid"
    room.web.move(URL, new)
    room.web.show(new, page(TITLE, *RAID, ADDED))


@pytest.mark.parametrize(
    ("happens", "hours"),
    [
        (_changed, 2.5),
        (_gone, 2.5),
        (_gone_with_reprints, 2.5),
        (_missing, 84),
        (_moved_and_changed, 2.5),
    ],
    ids=["changed", "gone", "gone with reprints", "missing", "moved and changed"],
)
def test_killed_at_any_moment_it_does_all_of_it_once(
    tmp_path: Path,
    happens: Callable[[Newsroom], None],
    hours: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before and after each transaction and each request."""
    began = float(int(time.time()) + 1)
    with newsroom(tmp_path / "as it was", Clock(began)) as room:
        room.web.show(URL, page(TITLE, *RAID))
        room.add(URL)
        happens(room)
        pages = room.web.pages

    def lived(name: str, countdown: Countdown) -> list[object]:
        return _lived_through(tmp_path, name, pages, began, hours, countdown, monkeypatch)

    expected = lived("undisturbed", Countdown(-1))
    n = 1
    while True:
        countdown = Countdown(n)
        assert lived(str(n), countdown) == expected, f"killed at moment {n}"
        if countdown.left > 0:
            break
        n += 1 if WHOLE else 2
    assert n > 8


def _lived_through(
    folder: Path,
    name: str,
    pages: dict[str, Answer],
    began: float,
    hours: float,
    countdown: Countdown,
    monkeypatch: pytest.MonkeyPatch,
) -> list[object]:
    """What some hours leave, with a process that is killed in between, and as many of a new one."""
    shutil.copytree(folder / "as it was", folder / name)
    clock = Clock(began)
    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", _killed_around(Database.write, countdown))
        with suppress(Killed), newsroom(folder / name, clock) as room:
            room.web.pages = pages
            room.web.before = countdown
            room.live(hours=hours)
    with newsroom(folder / name, clock) as room:
        room.web.pages = pages
        room.live(hours=hours)
        sound(room)
        return [
            [(a, room.engine.text(a.id)) for a in map(_undated, room.engine.articles())],
            [(v.event, v.title, v.came, v.went, v.cause) for v in room.engine.history(1)],
            room.engine.is_unwanted(URL),
            [due.article_id for due in room.store.revisits.due(0)],
        ]


def _undated(article: Article) -> Article:
    return replace(article, added=datetime(2024, 1, 1, tzinfo=UTC))


def _killed_around(
    write: Callable[[Database], AbstractContextManager[Connection]], countdown: Countdown
) -> Callable[[Database], AbstractContextManager[Connection]]:
    @contextmanager
    def killed(self: Database) -> Iterator[Connection]:
        countdown()
        with write(self) as connection:
            yield connection
        countdown()

    return killed


# Whatever stands there.

VERSIONS = [
    page(TITLE, *RAID),
    page(TITLE, *RAID, CREDIT),
    page("Raid near Karvan", RAID[0], ADDED, *RAID[2:]),
]
JUNK = [*NOT_THE_REPORT.values(), *MISSING.values(), *RETRACTED.values(), "", "<", "\x00" * 99]

states = st.one_of(
    st.sampled_from(VERSIONS).map(lambda html: Answer(html=html)),
    st.sampled_from([html for html in JUNK if html is not None]).map(lambda h: Answer(html=h)),
    st.sampled_from([0, 204, 301, 304, 401, 403, 404, 410, 429, 451, 500, 503]).map(
        lambda status: Answer(status=status)
    ),
    st.sampled_from([URL, COURIER, "https://www.gazette.example/", "ftp://x", "//"]).map(
        lambda to: Answer(status=301, location=to)
    ),
    st.text(max_size=200).map(lambda text: Answer(html=f"<p>{text}</p>")),
)


@given(st.lists(st.tuples(states, st.sampled_from([0.05, 1.5, 4, 40])), max_size=8))
@settings(
    max_examples=200 if WHOLE else 12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_an_address_answers_the_report_is_one_of_its_versions_or_gone(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[tuple[Answer, float]]
) -> None:
    with newsroom(tmp_path_factory.mktemp("room"), Clock(float(int(time.time()) + 1))) as room:
        room.web.show(URL, VERSIONS[0])
        room.add(URL)
        for answer, days in sequence:
            room.web.pages[URL] = answer
            room.live(days=days)
            if room.is_gone():
                assert room.history()[-1] is Event.REMOVED
                break
            assert room.engine.text(1) in _TEXTS
        sound(room)
        urls = [asked.url for asked in room.web.asked]
        assert all(url.startswith("https://") for url in urls)


_TEXTS = {"\n\n".join(parts) for parts in (RAID, (*RAID, CREDIT), (RAID[0], ADDED, *RAID[2:]))}
