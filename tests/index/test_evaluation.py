"""Questions asked of a library, and what is told of the answers."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import SourceError
from index.learning.evaluation import Evaluation, evaluate, judge
from index.learning.labels import Evidence
from index.results import Answer, Coverage, Hit
from tests.index.asking import CAMP, REPORTS, STRIKE, engine, hit
from tests.index.labelled import LINE, outcome, question, written

NOTHING = Coverage(n_articles=0, n_passages=0, earliest=None, latest=None)


def test_everything_is_told_for_json() -> None:
    outcomes = (outcome(1, 0.7), outcome(None, 0.3, answered=False), outcome(4, 0.65))
    told = Evaluation(outcomes, {"Hit@1": 0.25}).as_dict()
    assert list(told) == [
        "measures",
        "reliability",
        "reliability_tenths",
        "risk_coverage",
        "at_threshold",
    ]
    assert told["measures"] == {"Hit@1": 0.25}
    assert [row["from"] for row in told["reliability"]] == [0.2, 0.6]
    assert [row["from"] for row in told["reliability_tenths"]] == [0.3, 0.6, 0.7]
    assert [point["risk"] for point in told["risk_coverage"]] == [0, 1 / 2, 2 / 3]
    assert told["at_threshold"] == {"coverage": 2 / 3, "risk": 1 / 2}
    json.dumps(told, allow_nan=False)


def test_where_nothing_is_answered_there_is_no_risk() -> None:
    told = Evaluation((outcome(1, answered=False),)).as_dict()
    assert told["at_threshold"] == {"coverage": 0.0, "risk": None}
    assert Evaluation(()).as_dict()["at_threshold"] == {"coverage": 0.0, "risk": None}


def test_rows_show_counts_whole_and_measures_to_three_places() -> None:
    rows = Evaluation((), {"answerable": 4.0, "Hit@1": 2 / 3}).rows()
    assert rows == [("answerable", "4"), ("Hit@1", "0.667")]


def answered(*hits: Hit) -> Answer:
    return Answer(
        question="Who?", answered=True, confidence=0.7, hits=hits, near=(), coverage=NOTHING
    )


def test_the_rank_is_the_first_relevant_passages() -> None:
    asked = question(Evidence(None, "raid"))
    hits = [hit("nothing"), hit("a raid"), hit("a raid")]
    assert judge(asked, answered(*hits), 0.5).rank == 2
    assert judge(asked, answered(*[hit("nothing")] * 10, hit("a raid")), 0.5).rank is None
    assert judge(asked, answered(), 0.5).rank is None
    assert not judge(asked, answered(), 0.5).holds_answer
    assert judge(asked, answered(*hits, hit("more")), 0.5).hits == tuple(hits)


def test_a_question_called_unanswerable_has_no_rank() -> None:
    asked = question(Evidence(None, "raid"), answerable=False)
    assert judge(asked, answered(hit("a raid")), 0.5).rank is None


def test_a_folders_questions_are_asked_and_measured(tmp_path: Path) -> None:
    written(tmp_path, LINE, {"question": "Who won the match?", "answerable": False})
    steps: list[tuple[int, int]] = []
    with closing(engine(tmp_path / "library")) as found:
        list(found.add(REPORTS))
        result = evaluate(found, tmp_path, lambda done, total: steps.append((done, total)))
        assert len(evaluate(found, tmp_path, limit=1).outcomes) == 1
    assert steps == [(1, 2), (2, 2)]
    first, second = result.outcomes
    assert (first.rank, first.holds_answer, first.answered) == (1, True, True)
    assert (second.rank, second.holds_answer) == (None, False)
    assert first.seconds > 0
    assert result.measures["Hit@1"] == result.measures["Answer@1"] == 1


def test_other_words_are_asked_for_the_questions_that_have_them(tmp_path: Path) -> None:
    other = {"question": "Who won the match?", "answerable": False}
    written(tmp_path, LINE, LINE | {"id": "a"}, other | {"id": 7})
    with closing(engine(tmp_path / "library")) as found:
        list(found.add(REPORTS))
        result = evaluate(found, tmp_path, wording={"7": "Who lost?", "a": "Umawi, killed"})
        assert [o.question.text for o in result.outcomes] == ["Umawi, killed", "Who lost?"]
        assert result.outcomes[0].rank == 1
        assert len(evaluate(found, tmp_path, limit=1, wording={"7": "?"}).outcomes) == 1
        with pytest.raises(SourceError, match="no question with the id 'b'"):
            evaluate(found, tmp_path, wording={"7": "Who lost?", "b": "Who?"})
        with pytest.raises(SourceError, match="no other words"):
            evaluate(found, tmp_path, wording={})


def test_an_answerable_question_is_asked_again_without_what_answers_it(tmp_path: Path) -> None:
    anywhere = LINE | {"evidence": ["killed"]}
    gone = LINE | {"evidence": [{"article": "not in the library", "text": "killed Umawi"}]}
    written(tmp_path, LINE, {"question": "Who won?", "answerable": False}, anywhere, gone)
    steps: list[tuple[int, int]] = []
    with closing(engine(tmp_path / "library")) as found:
        list(found.add(REPORTS))
        told = evaluate(found, tmp_path, lambda *step: steps.append(step), masked=True)
        plain = evaluate(found, tmp_path)
    assert steps[-1] == (5, 5)
    (twin,) = told.masked
    assert not twin.question.answerable
    assert {hit.article.external_id for hit in twin.hits} == {"arrest", "camp"}
    assert told.measures["refused, evidence masked"] == 0  # whatever is asked is answered here
    assert told.measures["answerable"] == plain.measures["answerable"] == 3
    assert plain.masked == ()
    assert "refused, evidence masked" not in plain.measures


def test_where_every_report_answers_nothing_can_be_masked(tmp_path: Path) -> None:
    written(tmp_path, LINE)
    with closing(engine(tmp_path / "library")) as found:
        list(found.add(REPORTS[:1]))
        assert evaluate(found, tmp_path, masked=True).masked == ()


def test_evidence_of_any_article_masks_none_that_has_no_id(tmp_path: Path) -> None:
    evidence = [{"article": "strike", "text": "killed Umawi"}, "killed"]
    written(tmp_path, LINE | {"evidence": evidence})
    nameless = replace(CAMP, external_id=None)
    with closing(engine(tmp_path / "library")) as found:
        list(found.add([STRIKE, nameless]))
        (twin,) = evaluate(found, tmp_path, masked=True).masked
    assert {hit.article.title for hit in twin.hits} == {CAMP.title}
