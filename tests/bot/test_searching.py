"""Where a question is looked up, one place after the other, and what is made of what is found."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from bot.conversation import ENOUGH
from bot.handlers.searching import Plan, run
from index import Answer, Coverage, Draft, Filters
from tests.bot.fakes import ANN, FakeEngine, World, article, hit
from tests.bot.scenes import QUESTION, SAY, last

NOTHING = Coverage(n_articles=2, n_passages=2, earliest=None, latest=None)
SHOWN, OTHER = article(1, "Shown"), article(2, "Other")


def said(
    number: int, confidence: float, *, answered: bool = False, marks: tuple[str, ...] = ()
) -> Answer:
    """What a search finds: a passage of that article, with that confidence."""
    found = hit("Two died on Monday.", of=SHOWN if number == 1 else OTHER, marks=marks)
    return Answer(
        question="?",
        answered=answered,
        confidence=confidence,
        hits=(found,),
        near=(),
        coverage=NOTHING,
    )


@dataclass
class Told(FakeEngine):
    """Says what it is told to say: in the article shown, and to each question elsewhere."""

    inside: Answer | None = None
    elsewhere: dict[str, Answer] = field(default_factory=dict)
    aside: Answer | None = None

    def ask(
        self,
        question: str,
        *,
        filters: Filters = Filters(),  # noqa: B008  it is frozen
        asked: date | None = None,
        limit: int = 3,
    ) -> Answer:
        self.asked.append(question)
        if filters.articles:
            return self.inside or replace(said(1, 0.0), hits=())
        return self.elsewhere.get(question, said(2, 0.1))

    def ask_text(
        self, question: str, draft: Draft, *, asked: date | None = None, limit: int = 3
    ) -> Answer:
        return self.aside or said(1, 0.1)


FOLLOW_UP = Plan(
    question="meant",
    own="own",
    plain="plain",
    first=(1,),
    enough=ENOUGH,
    filters=Filters(),
    asked=None,
    limit=3,
    note="searched everywhere",
    note_first="searched in the report",
)


def test_what_the_report_shown_answers_is_the_answer() -> None:
    found = run(Told(inside=said(1, 0.9, answered=True)), FOLLOW_UP)
    assert found.answer.answered
    assert not found.modest
    assert (found.note, found.question) == ("searched in the report", "meant")
    assert found.turn is not None
    assert found.turn.article_id == 1


def test_certain_words_make_an_answer_of_little_confidence() -> None:
    found = run(Told(inside=said(1, ENOUGH, marks=("Monday",))), FOLLOW_UP)
    assert found.answer.answered
    assert not found.modest


def test_without_them_it_is_shown_as_what_comes_closest() -> None:
    found = run(Told(inside=said(1, ENOUGH)), FOLLOW_UP)
    assert not found.answer.answered
    assert found.modest
    assert found.turn is not None
    assert found.turn.article_id == 1


def test_below_that_another_report_may_answer() -> None:
    engine = Told(
        inside=said(1, ENOUGH - 0.01, marks=("Monday",)),
        elsewhere={"meant": said(2, 0.9, answered=True)},
    )
    found = run(engine, FOLLOW_UP)
    assert found.answer.answered
    assert found.answer.hits[0].article == OTHER
    assert found.note == "searched everywhere"


def test_the_same_report_tells_no_more_in_answer_to_a_longer_question() -> None:
    engine = Told(inside=said(1, 0.1), elsewhere={"meant": said(1, 0.9, answered=True)})
    found = run(engine, FOLLOW_UP)
    assert not found.answer.answered
    assert engine.asked == ["own", "meant", "plain"]


def test_at_last_the_message_is_asked_as_it_stands() -> None:
    engine = Told(inside=said(1, 0.1), elsewhere={"plain": said(2, 0.9, answered=True)})
    found = run(engine, FOLLOW_UP)
    assert found.answer.answered
    assert (found.note, found.question) == ("", "plain")


def test_where_nothing_answers_the_report_shown_is_what_comes_closest() -> None:
    found = run(Told(inside=said(1, 0.1)), FOLLOW_UP)
    assert not found.answer.answered
    assert not found.modest
    assert found.answer.hits[0].article == SHOWN


def test_where_the_report_shown_is_gone_the_others_are_searched() -> None:
    found = run(Told(elsewhere={"meant": said(2, 0.9, answered=True)}), FOLLOW_UP)
    assert found.answer.answered


def test_a_post_that_is_a_report_is_asked_before_the_library() -> None:
    draft = Draft(title="Post", text="Two died on Monday.")
    plan = replace(FOLLOW_UP, first=(), draft=draft, plain=None, enough=None)
    found = run(Told(aside=said(1, 0.9, answered=True)), plan)
    assert found.answer.answered
    assert not found.lasting
    assert found.turn is not None
    assert found.turn.article_id is None
    assert not run(Told(), plan).answer.answered


@pytest.mark.parametrize("marks", [(), ("Abu Hashum",)])
async def test_the_card_of_a_little_certain_follow_up(world: World, marks: tuple[str, ...]) -> None:
    """Nothing in it is bold unless the words that answer are known; its pages turn all the same."""
    await world.say(ANN, ANN, QUESTION)
    world.engine.sure, world.engine.unsure, world.engine.marks = False, ENOUGH, marks
    await world.say(ANN, ANN, "And when was that?")
    card = last(world, ANN)
    assert card["text"].startswith(SAY.closest) is not bool(marks)
    assert ("bold" in {entity["type"] for entity in card["entities"]}) is bool(marks)
    await world.press(ANN, ANN, card, SAY.whole_button)
    await world.press(ANN, ANN, last(world, ANN), SAY.back_button)
    assert last(world, ANN)["text"] == card["text"]
