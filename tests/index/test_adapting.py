"""Learning how a question is encoded, and what the learned file does."""

import hashlib
import json
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from index.encoding import adapters
from index.encoding.embedder import SentenceTransformerEmbedder, load
from index.learning import adapting
from index.learning.adapting import Learner, Passages, adapt, encode
from index.learning.examples import (
    Example,
    Written,
    from_quiz,
    from_written,
    held_out,
    labelled,
    learned_from,
    load_written,
    passage_digest,
)
from index.learning.labels import is_relevant
from tests.index.asking import ARREST, DAY, REPORTS, STRIKE, engine, hit


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


def test_what_is_held_out_is_never_learned_from() -> None:
    asked = [written(question=str(number)) for number in range(11)]
    assert [each.question for each in held_out(asked)] == ["0", "5", "10"]
    both = learned_from(asked) + held_out(asked)
    assert sorted(both, key=lambda each: int(each.question)) == asked


def test_a_passages_digest_is_of_its_words_with_white_space_folded() -> None:
    wanted = hashlib.sha256(b"a b c").hexdigest()[:16]
    assert passage_digest(" a\n\nb \t c ") == wanted
    assert passage_digest("a b d") != wanted


def test_a_written_question_is_for_its_passage_and_left_out_where_that_is_cut_otherwise(
    tmp_path: Path,
) -> None:
    with closing(engine(tmp_path)) as reports:
        list(reports.add(REPORTS))
        asked = [written(), written(passage="0" * 16), written(article="none")]
        (example,) = from_written(reports, asked)
        assert example.right == (reports.passages_of(1)[0].id,)
        assert example.unclear == ()


def test_a_written_question_can_be_asked_as_a_labelled_one(tmp_path: Path) -> None:
    with closing(engine(tmp_path)) as reports:
        list(reports.add(REPORTS))
        (asked,) = labelled(reports, [written(), written(passage="0" * 16)])
        right, other = reports.passages_of(1)
    assert (asked.text, asked.asked, asked.answers) == (written().question, DAY, ("Umawi",))
    assert is_relevant(hit(right.text, external_id="strike"), asked)
    assert not is_relevant(hit(right.text, external_id="arrest"), asked)
    assert not is_relevant(hit(other.text, external_id="strike"), asked)


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
    from index.encoding.embedder import locate

    assert embedder.identity.name
    return SentenceTransformer(locate(None, model_cache)[1], device="cpu").float()


class Turned(torch.nn.Module):
    """A stub learner: each question is a direction of its own, turned by what is learned."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.turn = torch.nn.Parameter(torch.eye(3))

    def forward(self, questions: list[str]) -> torch.Tensor:
        rows = torch.eye(3)[[(QUESTIONS.index(each) + 1) % 3 for each in questions]]
        return torch.nn.functional.normalize(rows @ self.turn, dim=1)

    def small(self) -> list[torch.nn.Parameter]:
        return [self.turn]


def test_the_loss_falls_in_a_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapting, "RATE", 0.05)
    passages = Passages(torch.eye(3), {0: 0, 1: 1, 2: 2})
    examples = [Example(text, (place,), ()) for place, text in enumerate(QUESTIONS)]
    steps = adapt(Turned(), passages, examples, minutes=1)  # type: ignore[arg-type]  # a stub
    losses = [next(steps) for _ in range(60)]
    assert losses[0] == pytest.approx(1 / adapting.TEMPERATURE)
    assert losses[-1] < losses[0] / 2


def test_the_loss_is_the_hand_computations_with_several_right_and_one_unclear() -> None:
    passages = Passages(torch.eye(4), {10: 0, 11: 1, 12: 2, 13: 3})
    query = torch.tensor([[0.02, 0.04, 0.06, 0.08], [0.02, 0.02, 0.0, 0.0]])
    examples = [Example("?", (10, 11), (13,)), Example("?", (10,), ())]
    e = np.exp
    first = -np.log((e(1) + e(2)) / (e(1) + e(2) + e(3)))
    second = -np.log(e(1) / (2 * e(1) + 2))
    assert float(passages.loss(query, examples)) == pytest.approx((first + second) / 2, abs=1e-5)


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
