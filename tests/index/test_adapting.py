"""Learning how a question is encoded, and what the learned file does."""

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from index import adapters, adapting
from index.adapting import Learner, Passages, adapt, encode
from index.embedder import SentenceTransformerEmbedder, load
from index.examples import (
    Example,
    Written,
    from_quiz,
    from_written,
    held_out,
    learned_from,
    load_written,
    passage_digest,
)
from tests.index.asking import ARREST, DAY, REPORTS, STRIKE, engine


def written(**changes: object) -> Written:
    first = STRIKE.text.split("\n\n")[0]
    told: dict[str, object] = {
        "article": "strike",
        "passage": passage_digest(first),
        "asked": DAY,
        "language": "en",
        "question": "Who fell in the airstrike?",
        "answer": "Umawi",
    }
    return Written(**(told | changes))  # type: ignore[arg-type]  # of the types told above


def test_written_questions_are_read_and_parted(tmp_path: Path) -> None:
    row = {"article": "1", "passage": "ab", "language": "en", "question": "Who?", "answer": "He"}
    lines = [json.dumps(row | {"asked": day}) for day in ["2022-10-06", None] * 5]
    (tmp_path / "w.jsonl").write_text("\n".join(lines))
    found = load_written(tmp_path / "w.jsonl")
    assert [each.asked for each in found[:2]] == [date(2022, 10, 6), None]
    assert (len(learned_from(found)), len(held_out(found))) == (8, 2)


def test_a_written_question_is_for_its_passage_and_left_out_where_that_is_cut_otherwise(
    tmp_path: Path,
) -> None:
    with closing(engine(tmp_path)) as reports:
        list(reports.add(REPORTS))
        asked = [written(), written(passage="0" * 16), written(article="none")]
        (example,) = from_written(reports, asked)
        assert example.right == (reports.passages_of(1)[0].id,)
        assert example.unclear == ()


def test_a_quiz_question_is_answered_by_what_holds_answer_subject_and_day(tmp_path: Path) -> None:
    row = {
        "question": "Who was arrested in a village near Aleppo?",
        "answers": ["Kurdi"],
        "explanation": "Soldiers arrested Kurdi, who built bombs, in June in the north.",
        "asked": "2022-06-17",
    }
    with closing(engine(tmp_path)) as reports:
        list(reports.add(REPORTS))
        (example,) = from_quiz(reports, [row, row | {"asked": "2020-01-01"}])
        (found,) = reports.passages(example.right).values()
    assert found.text == ARREST.text


def test_the_loss_leaves_unclear_passages_out() -> None:
    vectors = torch.eye(3)
    passages = Passages(vectors, {10: 0, 11: 1, 12: 2})
    query = torch.tensor([[1.0, 0.0, 0.0]])
    certain = passages.loss(query, [Example("?", (10,), ())])
    wrong = passages.loss(query, [Example("?", (11,), ())])
    spared = passages.loss(query, [Example("?", (11,), (10,))])
    assert float(certain) == pytest.approx(0, abs=1e-6)
    assert float(wrong) == pytest.approx(1 / adapting.TEMPERATURE)
    assert float(spared) == pytest.approx(float(np.log(2)), abs=1e-5)
    assert passages.found(query, [Example("?", (12,), ())], k=1) == 0
    assert passages.found(query, [Example("?", (10,), ())], k=1) == 1


QUESTIONS = ["Who was killed?", "When was the arrest?", "How many fled the camp?"]


@pytest.fixture
def model(model_cache: Path, embedder: SentenceTransformerEmbedder) -> SentenceTransformer:
    from index.embedder import locate

    assert embedder.identity.name
    return SentenceTransformer(locate(None, model_cache)[1], device="cpu").float()


@pytest.mark.model
@pytest.mark.slow
def test_questions_learn_to_lie_nearer_to_their_passages(
    model: SentenceTransformer, embedder: SentenceTransformerEmbedder
) -> None:
    torch.manual_seed(1)
    texts = ["The cat slept.", "Rain fell in May.", "Ten ships sailed."]
    passages = Passages(torch.from_numpy(embedder.encode_passages(texts)), {0: 0, 1: 1, 2: 2})
    examples = [Example(text, (place,), ()) for place, text in enumerate(QUESTIONS)]
    learner = Learner(model)
    before = float(passages.loss(encode(learner, examples), examples))
    losses: list[float] = list(adapt(learner, passages, examples, minutes=0.08))
    assert losses
    assert float(passages.loss(encode(learner, examples), examples)) < before
    saved = learner.saved()
    assert {name: each.shape for name, each in saved.items()} == {
        name: each.shape for name, each in adapters.shipped().items()
    }


@pytest.mark.model
def test_adapters_change_questions_and_no_passage(
    embedder: SentenceTransformerEmbedder, model_cache: Path
) -> None:
    plain = load(None, model_cache, threads=1, adapted=False)
    texts = ["A report of a strike in the north.", "Сообщение об ударе."]
    np.testing.assert_allclose(
        embedder.encode_passages(texts), plain.encode_passages(texts), atol=1e-6
    )
    question = QUESTIONS[0]
    assert float(embedder.encode_query(question)[0] @ plain.encode_query(question)[0]) < 0.99
    assert embedder.identity == plain.identity
