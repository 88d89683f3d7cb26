"""The benchmark over the same reports in eight languages, with a fake model."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from rich.console import Console

from index import Engine
from index.learning.labels import is_relevant
from index.models import Vectors32
from index.results import Hit
from tests.benchmarks import parallel
from tests.benchmarks.parallel_data import LANGUAGES, load_drafts, load_questions
from tests.benchmarks.remembering import Remembering
from tests.fakes import FakeEmbedder


class Recording(FakeEmbedder):
    """Keeps what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.passages: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors32:
        self.passages += texts
        return super().encode_passages(texts)


def test_a_remembering_model_encodes_no_text_twice() -> None:
    plain, recording = FakeEmbedder(), Recording()
    model = Remembering(recording)
    for texts in (["a", "b", "a"], ["b"], ["c", "a"], []):
        assert (model.encode_passages(texts) == plain.encode_passages(texts)).all()
    assert recording.passages == ["a", "b", "c"]
    assert model.encode_query("a") is model.encode_query("a")
    assert (model.identity, model.count_tokens(["a b"])) == (plain.identity, [2])


def test_every_question_has_its_passage_in_every_language(tmp_path: Path) -> None:
    drafts = load_drafts(LANGUAGES)
    with closing(Engine.open(tmp_path, embedder=FakeEmbedder())) as engine:
        list(engine.add(draft for name in LANGUAGES for draft in drafts[name]))
        hits = [
            Hit(passage=passage, article=article, score=0)
            for article in engine.articles()
            for passage in engine.passages_of(article.id)
        ]
    for asked in load_questions():
        if asked.language == "en":  # the other languages ask of the same paragraphs
            found = [hit for hit in hits if is_relevant(hit, asked.labelled(LANGUAGES))]
            assert sorted(hit.article.language or "" for hit in found) == sorted(LANGUAGES)


def test_each_language_is_asked_of_each_and_of_all_others() -> None:
    recording, steps = Recording(), list[str]()
    found = parallel.run(recording, ["en", "fr"], steps.append)
    assert len(set(recording.passages)) == len(recording.passages)
    assert {(cell.questions, cell.reports) for cell in found.cells} == {
        *(("en", "en"), ("en", "fr"), ("en", "all others")),
        *(("fr", "fr"), ("fr", "en"), ("fr", "all others")),
    }
    assert len(steps) == 6
    shares = {(cell.questions, cell.reports): cell.measures["Hit@3"] for cell in found.cells}
    assert shares["en", "en"] > shares["fr", "en"] > 0
    # In two languages, all others are the one other.
    assert shares["en", "all others"] == pytest.approx(shares["en", "fr"], abs=0.1)
    told = found.as_dict()
    assert told["conditions"]["articles"] == 48
    assert list(told["means"]) == ["own language", "another language", "all others"]
    assert list(told["cells"][0]) == ["questions", "reports", *parallel.MEASURES]


def test_tables_have_the_reports_across_and_all_others_last() -> None:
    cells = [
        parallel.Cell(q, r, dict.fromkeys(parallel.MEASURES, value))
        for q, r, value in [
            *(("en", "all others", 0.1), ("fr", "all others", 0.2)),
            *(("en", "en", 0.3), ("fr", "en", 0.4), ("en", "fr", 0.5), ("fr", "fr", 0.6)),
        ]
    ]
    console = Console(width=100)
    with console.capture() as shown:
        for table in parallel.tables(cells):
            console.print(table)
    rows = [line.split() for line in shown.get().splitlines()]
    assert rows[0][-4:] == ["en", "fr", "all", "others"]
    assert rows[1] == ["en", "0.300", "0.500", "0.100"]
    assert rows[2] == ["fr", "0.400", "0.600", "0.200"]
    assert rows[-3:] == [
        ["own", "language", *["0.450"] * 6],
        ["another", "language", *["0.450"] * 6],
        ["all", "others", *["0.150"] * 6],
    ]


def test_a_single_language_has_no_others() -> None:
    found = parallel.run(FakeEmbedder(), ["de"], lambda _: None)
    assert [(cell.questions, cell.reports) for cell in found.cells] == [("de", "de")]
    assert list(found.as_dict()["means"]) == ["own language"]
