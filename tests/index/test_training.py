"""Training: weights that answer and refuse, and the program that writes them."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import training
from index.engine import Engine
from index.features import FEATURES
from index.training import UNTRAINED, train
from index.training_ranking import WORDS
from index.weights import Weights, parsed
from tests.fakes import FakeEmbedder
from tests.index.taught import QUESTIONS, UNANSWERABLE, asked


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
    training.main(
        [str(tmp_path), str(taught_library), str(tmp_path / "cache"), "--out", str(target)]
    )
    assert parsed(json.loads(target.read_text())).ranking.keys() == set(FEATURES)


def test_translated_questions_make_the_weights_for_other_languages(taught_library: Path) -> None:
    def opened(learned: Weights) -> Engine:
        return Engine.open(taught_library, embedder=FakeEmbedder(), create=False, weights=learned)

    translated = [replace(asked(n), text=f"патруль town{n}") for n in range(12)]
    plain, taught = train(opened, QUESTIONS), train(opened, QUESTIONS, translated)
    assert plain["ranking"] == taught["ranking"]
    assert plain["foreign ranking"] != taught["foreign ranking"]
