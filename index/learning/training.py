"""Labelled questions -> ``weights.json``: ranking, sentence choice, confidence, thresholds.

    python -m index.learning.training FOLDER LIBRARY CACHE TRANSLATION...
        [--written FILE] [--out OUT]

FOLDER holds labelled questions (see `labels`), LIBRARY their articles, CACHE the model, each
TRANSLATION the questions in another language (see `translations`), FILE questions written for
single passages (see `examples`). Only ever give it a set that nothing is reported on.

* **Ranking** and choice of a sentence from the labelled questions: see `training_ranking`.
* **Confidence** from those and from the written ones, of which only such as the question's encoding
  was not learned from: see `training_confidence`.
* **Other languages**: the same from the translated questions, and those that were written in
  another language, with what rests on words left out.
* **Threshold**: a half. The strict one, for a bot that speaks up unasked, refuses
  `REFUSED_UNASKED` of what has no evidence.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np

from index.encoding.embedder import load
from index.engine import Engine
from index.learning.evaluation import reworded
from index.learning.examples import held_out, labelled, load_written
from index.learning.labels import QUESTIONS, Question, load_questions
from index.learning.training_confidence import (
    EVEN,
    FOREIGN,
    REFUSED_UNASKED,
    Sample,
    Source,
    confidence_samples,
    fit_confidence,
    in_spreads,
    strict_threshold,
)
from index.learning.training_ranking import cases_of, fit_ranking, fit_sentences, wordless
from index.learning.translations import load_translation
from index.search.features import FEATURES
from index.search.weights import Weights, parsed

_NOTHING: dict[str, Any] = {"bias": 0.0, "weights": {}}
UNTRAINED: dict[str, Any] = {
    "ranking": dict.fromkeys(FEATURES, 0.0) | {"dense": 1.0, "lexical": 0.1},
    "foreign ranking": dict.fromkeys(FEATURES, 0.0) | {"dense": 1.0},
    "sentence": {"dense": 1.0, "coverage": 0.0, "fit": 0.0},
    "confidence": _NOTHING,
    "foreign confidence": _NOTHING,
    "threshold": EVEN,
    "strict threshold": 0.9,
    "model": "",
    "spread": 1.0,
}


def train(
    open_engine: Callable[[Weights], Engine],
    questions: Sequence[Question],
    translated: Sequence[Question] = (),
    written: Sequence[Question] = (),
) -> Any:
    """All weights, in the form of ``weights.json``.

    Args:
        open_engine: opens the library with given weights; each fit builds on the one before.
        questions: labelled, and not those that are reported on.
        translated: some of them in other languages than the articles; without any, what the
            questions themselves would give without words.
        written: for single passages, in any language; the confidence learns from them too.
    """
    found = deepcopy(UNTRAINED)
    with closing(open_engine(parsed(found))) as engine:
        cases = list(cases_of(engine, questions))
        foreign = list(cases_of(engine, translated)) or cases
    found["ranking"] = fit_ranking(cases)
    found["foreign ranking"] = fit_ranking([wordless(case) for case in foreign])
    with closing(open_engine(parsed(found))) as engine:
        found["sentence"] = fit_sentences(engine, questions)
        samples = _samples(engine, questions, translated, written)
        found["model"] = engine.embedder.identity.name
    found["spread"] = round(float(np.median([sample.deviation for sample in samples])), 4)
    samples = in_spreads(samples, found["spread"])
    own = [sample for sample in samples if not sample.foreign]
    other = [sample for sample in samples if sample.foreign] or own
    found["confidence"] = fit_confidence(own, list(own[0].evidence))
    found["foreign confidence"] = fit_confidence(other, FOREIGN)
    model = parsed(found).confidence
    strict = strict_threshold(
        [model.probability(sample.evidence) for sample in own],
        [sample.shows for sample in own],
        REFUSED_UNASKED,
    )
    found["strict threshold"] = max(found["threshold"], strict)
    return found


def _samples(engine: Engine, *questions: Sequence[Question]) -> list[Sample]:
    labelled_, translated, written = questions
    sources = [Source(labelled_), Source(translated), Source(written, exhaustive=False)]
    return list(confidence_samples(engine, sources))


def main(arguments: Sequence[str]) -> None:
    """Train on a folder with its library; write the weights."""
    parser = argparse.ArgumentParser(prog="python -m index.learning.training")
    for name in ("folder", "library", "cache"):
        parser.add_argument(name, type=Path)
    parser.add_argument("translations", type=Path, nargs="*")
    parser.add_argument("--written", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "weights.json")
    told = parser.parse_args(arguments)
    embedder = load(None, told.cache)

    def opened(weights: Weights) -> Engine:
        return Engine.open(told.library, embedder=embedder, create=False, weights=weights)

    questions = load_questions(told.folder / QUESTIONS)
    wordings = [load_translation(path, questions) for path in told.translations]
    translated = [each for wording in wordings for each in reworded(questions, wording)]
    written: list[Question] = []
    if told.written is not None:
        with closing(opened(parsed(UNTRAINED))) as engine:
            written = list(labelled(engine, held_out(load_written(told.written))))
    found = train(opened, questions, translated, written)
    told.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
