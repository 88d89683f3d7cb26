"""The one door: several engines on one folder, several threads, one model a library."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from index.changes import Outcome
from index.checks import Check
from index.engine import Engine
from index.errors import ArticleNotFound, LibraryError, ModelError
from index.models import Embedder
from index.records import Draft
from index.results import Filters, Match
from index.search.weights import shipped
from tests.fakes import FakeEmbedder
from tests.index.asking import ARREST, CAMP, REPORTS, STRIKE, engine, weights
from tests.index.libraries import draft

QUESTION = "Umawi killed by an airstrike, who said that?"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def reports(library: Path) -> Iterator[Engine]:
    """An engine over three reports, that answers whatever is asked."""
    with closing(engine(library)) as found:
        list(found.add(REPORTS))
        yield found


def titles(asked: Engine, question: str = QUESTION) -> set[str]:
    return {one.article.title for one in asked.ask(question, limit=99).hits}


def test_articles_in_answers_out(reports: Engine) -> None:
    found = reports.ask(QUESTION)
    assert found.sentence is not None
    assert "killed Umawi" in found.sentence
    assert found.coverage == reports.coverage()


def test_what_the_store_holds_is_shown(reports: Engine) -> None:
    assert [article.title for article in reports.articles(limit=2)] == [STRIKE.title, ARREST.title]
    assert [article.id for article in reports.articles(query="aleppo")] == [2]
    assert reports.article(3).title == CAMP.title
    assert reports.text(1) == STRIKE.text
    passages = reports.passages_of(1)
    assert [passage.position for passage in passages] == [0, 1]
    assert reports.passages([passages[0].id, 999]) == {passages[0].id: passages[0]}
    with pytest.raises(ArticleNotFound):
        reports.article(99)


def test_an_article_added_twice_is_there_once(reports: Engine) -> None:
    (addition,) = reports.add([STRIKE])
    assert addition.outcome is Outcome.UNCHANGED
    assert reports.coverage().n_articles == 3


def test_a_removed_article_answers_no_more(reports: Engine) -> None:
    assert reports.remove(1).title == STRIKE.title
    assert titles(reports) == {ARREST.title, CAMP.title}
    with pytest.raises(ArticleNotFound):
        reports.remove(1)


def test_filters_and_day_reach_the_ranking(reports: Engine) -> None:
    found = reports.ask(QUESTION, filters=Filters(outlets=("AP",)), limit=9)
    assert {one.article.outlet for one in found.hits} == {"AP"}
    dated = reports.ask(QUESTION, asked=STRIKE.published)
    assert dated.hits[0].parts["near in time"] == 1


def test_the_next_answer_sees_what_another_engine_added_and_removed(
    reports: Engine, library: Path
) -> None:
    assert titles(reports) == {STRIKE.title, ARREST.title, CAMP.title}
    with closing(engine(library)) as other:
        list(other.add([draft("A")]))
        assert titles(reports) == titles(other)
        assert draft("A").title in titles(reports)
        other.remove(1)
        assert STRIKE.title not in titles(reports)
        list(other.add([draft("A", version=2)]))
        found = titles(reports)
        assert draft("A", version=2).title in found
        assert draft("A").title not in found


def test_what_came_before_a_failure_is_in_the_library(reports: Engine) -> None:
    def drafts() -> Iterator[Draft]:
        yield draft("A")
        raise RuntimeError("the source is gone")

    with pytest.raises(RuntimeError, match="source is gone"):
        list(reports.add(drafts()))
    assert draft("A").title in titles(reports)


def test_an_addition_that_is_broken_off_leaves_the_engine_usable(reports: Engine) -> None:
    additions = reports.add(draft(f"A{n}", n_paragraphs=300) for n in range(5))
    first = next(additions)
    assert first.outcome is Outcome.ADDED
    del additions  # closes it
    with ThreadPoolExecutor(1) as pool:  # another thread gets the lock
        assert first.article.title in pool.submit(titles, reports, first.article.title).result()


def test_several_threads_may_ask_while_another_adds_and_removes(reports: Engine) -> None:
    def ask(number: int) -> bool:
        return STRIKE.title in titles(reports, f"{QUESTION} {number}")

    def change(number: int) -> None:
        (addition,) = reports.add([draft(f"A{number}")])
        if number % 2:
            reports.remove(addition.article.id)

    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(ask, number) for number in range(40)]
        changed = [pool.submit(change, number) for number in range(12)]
        assert all(future.result() for future in asked)
        assert [future.result() for future in changed] == [None] * 12
    assert reports.coverage().n_articles == 3 + 6
    assert all(check.ok for check in reports.check())


def test_one_text_answers_alone_and_does_not_come_into_the_library(reports: Engine) -> None:
    before = (reports.revision(), reports.coverage())
    post = Draft(title="A post", text="The mayor said that Kurdi had opened the bridge on Monday.")
    found = reports.ask_text("Who opened the bridge?", post)
    assert found.sentence == post.text
    assert {hit.article.title for hit in found.hits} == {post.title}
    assert found.coverage.n_articles == 1
    assert (reports.revision(), reports.coverage()) == before
    assert titles(reports) == {STRIKE.title, ARREST.title, CAMP.title}


def test_one_text_that_is_in_the_library_too_answers_as_itself(reports: Engine) -> None:
    assert {hit.article.title for hit in reports.ask_text(QUESTION, STRIKE).hits} == {STRIKE.title}
    assert len(reports.ask_text(QUESTION, STRIKE, limit=1).hits) == 1
    dated = reports.ask_text(QUESTION, STRIKE, asked=STRIKE.published)
    assert dated.hits[0].parts["near in time"] == 1


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_one_text_that_says_nothing_answers_nothing(reports: Engine, text: str) -> None:
    found = reports.ask_text(QUESTION, Draft(title="", text=text))
    assert (found.answered, found.hits) == (False, ())
    assert reports.coverage().n_articles == 3


@pytest.mark.parametrize("text", ["Kurdi was arrested.", "", "Kurdi \ud800\0 was arrested."])
def test_nothing_of_one_text_is_left_behind(
    reports: Engine, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    reports.ask_text(QUESTION, Draft(title="A post", text=text))
    assert list((tmp_path / "temporary").iterdir()) == []


def test_one_text_is_asked_while_other_threads_ask_the_library(reports: Engine) -> None:
    def of_text(number: int) -> set[str]:
        return {hit.article.title for hit in reports.ask_text(QUESTION, draft(f"T{number}")).hits}

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(titles, reports) for _ in range(12)]
        aside = [pool.submit(of_text, number) for number in range(12)]
        assert all(STRIKE.title in future.result() for future in asked)
        assert [future.result() for future in aside] == [{draft(f"T{n}").title} for n in range(12)]


def test_the_model_is_loaded_at_its_first_use_and_once(library: Path) -> None:
    loads: list[FakeEmbedder] = []

    def load() -> Embedder:
        loads.append(FakeEmbedder())
        return loads[-1]

    with closing(Engine.open(library, embedder=load, weights=weights())) as found:
        assert found.articles() == []
        assert len(found.check(model=False)) == 3
        assert loads == []
        found.warm_up()
        list(found.add(REPORTS))
        found.ask(QUESTION)
        assert len(loads) == 1


def test_the_shipped_weights_are_the_default(library: Path) -> None:
    with closing(Engine.open(library, embedder=FakeEmbedder())) as found:
        list(found.add([CAMP]))
        assert found.ask("?").answered == (found.ask("?").confidence >= shipped().threshold)


def test_a_folder_without_a_library_is_refused(library: Path) -> None:
    with pytest.raises(LibraryError):
        Engine.open(library, embedder=FakeEmbedder(), create=False)
    assert not library.exists()


def test_an_engine_that_cannot_be_built_lets_go_of_the_store(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Path] = []

    def fail() -> None:
        raise ValueError("no weights")

    monkeypatch.setattr("index.searching.shipped", fail)
    monkeypatch.setattr("index.searching.Store.close", lambda self: closed.append(library))
    with pytest.raises(ValueError, match="no weights"):
        Engine.open(library, embedder=FakeEmbedder())
    assert closed == [library]


@pytest.mark.parametrize(
    "act",
    [
        lambda engine: engine.ask(QUESTION),
        lambda engine: engine.ask_text(QUESTION, STRIKE),
        lambda engine: list(engine.add([STRIKE])),
        lambda engine: engine.warm_up(),
        lambda engine: engine.embedder,
    ],
)
def test_a_library_of_another_model_is_refused_with_the_remedy(
    reports: Engine, library: Path, act: Callable[[Engine], object]
) -> None:
    another = FakeEmbedder("another", "fake-2")
    with (
        closing(Engine.open(library, embedder=another, weights=weights())) as found,
        pytest.raises(ModelError, match="sitrep rebuild --reencode"),
    ):
        act(found)
    assert reports.coverage().n_articles == 3


def test_reencoding_makes_the_library_the_new_models(reports: Engine, library: Path) -> None:
    steps: list[tuple[int, int]] = []
    another = FakeEmbedder("another", "fake-2")
    with closing(Engine.open(library, embedder=another, weights=weights())) as found:
        found.rebuild(reencode=True, progress=lambda done, total: steps.append((done, total)))
        assert steps[-1] == (4, 4)
        assert another.texts_encoded == 4
        assert STRIKE.title in titles(found)
        assert all(check.ok for check in found.check())
    with pytest.raises(ModelError, match="sitrep rebuild --reencode"):
        reports.ask(QUESTION)


def test_rebuilding_encodes_nothing(reports: Engine, library: Path) -> None:
    before = reports.ask(QUESTION)
    with closing(engine(library)) as found:
        found.rebuild()
        assert isinstance(found.embedder, FakeEmbedder)
        assert found.embedder.texts_encoded == 0
        assert found.ask(QUESTION) == before


def test_a_sound_library_passes_every_check(reports: Engine) -> None:
    assert reports.check() == [
        Check("library", ok=True, detail="3 articles, 4 passages"),
        Check("model", ok=True, detail="fake, 256 dimensions"),
        Check("vectors", ok=True, detail="4 of 4 passages"),
        Check("lexical", ok=True, detail="4 of 4 passages"),
    ]


def test_a_model_that_fails_is_a_failed_check(reports: Engine, library: Path) -> None:
    def fail() -> Embedder:
        raise ModelError("no model: install one")

    with closing(Engine.open(library, embedder=fail)) as found:
        (check,) = [one for one in found.check() if one.name == "model"]
    assert (check.ok, check.detail) == (False, "no model: install one")
    assert check.remedy


def test_a_cache_that_lacks_passages_is_a_failed_check(
    reports: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.searching.Lexical.count", lambda self: 1)
    checks = {one.name: one for one in reports.check()}
    assert checks["lexical"] == Check(
        "lexical", ok=False, detail="1 of 4 passages", remedy="run `sitrep rebuild`"
    )
    assert checks["vectors"].ok


@pytest.mark.parametrize(
    "day", [date.min, date.min + timedelta(days=4), date.max - timedelta(days=6), date.max]
)
def test_a_report_of_any_day_is_taken(reports: Engine, day: date) -> None:
    (added,) = reports.add([replace(draft("Snow"), published=day)])
    assert added.outcome is Outcome.ADDED
    assert reports.ask(QUESTION, asked=day).coverage.n_articles == 4
    assert reports.latest()


def test_the_latest_on_a_topic_are_the_newest_however_many_there_are(library: Path) -> None:
    """More than a ranking holds, and the old ones say more of it."""
    with closing(engine(library)) as found:
        drafts = (
            Draft(
                title=f"Strike on Raqqa number{n}",
                text=f"The strike on Raqqa number{n} hit Raqqa. " + "Strike on Raqqa. " * (n // 20),
                published=date(2022, 1, 1) - timedelta(days=n),
                language="en",
            )
            for n in range(300)
        )
        list(found.add(drafts, merging=False))
        stories = found.latest("strike on Raqqa", limit=5)
    assert stories[0].articles[0].published == date(2022, 1, 1)
    assert len(stories) == 5


def test_a_report_that_is_removed_while_the_latest_are_told_is_left_out(
    reports: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(topics: Sequence[str], article_id: int) -> list[Match]:
        raise ArticleNotFound(article_id)

    monkeypatch.setattr(reports, "matches", gone)
    assert reports.latest("airstrike") == []
