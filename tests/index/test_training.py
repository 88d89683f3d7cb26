"""Training: weights that answer and refuse, and the program that writes them."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.engine import Engine
from index.learning import training
from index.learning.examples import passage_digest
from index.learning.training import UNTRAINED, train
from index.learning.training_ranking import WORDS
from index.search.features import FEATURES
from index.search.weights import Weights, parsed
from tests.fakes import FakeEmbedder
from tests.index.taught import QUESTIONS, UNANSWERABLE, asked, report


def test_training_gives_weights_that_answer_and_refuse(taught_library: Path) -> None:
    def opened(learned: Weights) -> Engine:
        return Engine.open(taught_library, embedder=FakeEmbedder(), create=False, weights=learned)

    found = train(opened, QUESTIONS)
    assert set(found) == set(UNTRAINED)
    assert [found["foreign ranking"][name] for name in WORDS] == [0] * len(WORDS)
    assert 0 < found["threshold"] <= found["strict threshold"] < 1
    with closing(opened(parsed(json.loads(json.dumps(found))))) as trained:
        answered = trained.ask(asked(13).text)
        assert answered.answered
        assert answered.sentence == "The patrol of town13 found rifle13 there."
        assert not trained.ask(UNANSWERABLE.text).answered


def test_the_program_writes_the_weights(
    taught_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {
            "question": question.text,
            "answerable": question.answerable,
            "answers": question.answers,
            "evidence": [{"article": e.article, "text": e.text} for e in question.evidence],
        }
        for question in QUESTIONS
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    monkeypatch.setattr(training, "load", lambda model, cache: FakeEmbedder())
    target = tmp_path / "weights.json"
    folders = [str(folder) for folder in (tmp_path, taught_library, tmp_path / "cache")]
    training.main([*folders, "--out", str(target)])
    plain = parsed(json.loads(target.read_text()))
    assert plain.ranking.keys() == set(FEATURES)
    assert (plain.model, plain.threshold) == ("fake", 0.5)
    assert plain.spread > 0

    first = report(1).text.split("\n\n")[0]
    row = {"article": "r1", "passage": passage_digest(first), "asked": None, "language": "en"}
    written = tmp_path / "written.jsonl"
    written.write_text(json.dumps(row | {"question": "Who found a rifle?", "answer": "rifle1"}))
    training.main([*folders, "--written", str(written), "--out", str(target)])
    taught = parsed(json.loads(target.read_text()))
    assert taught.ranking == plain.ranking
    assert taught.confidence != plain.confidence


def test_translated_questions_make_the_weights_for_other_languages(taught_library: Path) -> None:
    def opened(learned: Weights) -> Engine:
        return Engine.open(taught_library, embedder=FakeEmbedder(), create=False, weights=learned)

    translated = [replace(asked(n), text=f"патруль town{n}") for n in range(12)]
    plain, taught = train(opened, QUESTIONS), train(opened, QUESTIONS, translated)
    assert plain["ranking"] == taught["ranking"]
    assert plain["foreign ranking"] != taught["foreign ranking"]
