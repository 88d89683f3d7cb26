"""What the benchmarks encode and ask: the sample articles, and a labelled folder where given."""

import random
from collections.abc import Iterator
from importlib.resources import as_file, files
from itertools import chain, cycle, islice
from pathlib import Path

from index import Draft, Embedder, Problem, read
from index.documents.passages import cut
from index.learning.labels import QUESTIONS, load_questions

SEED = 20221006
N_PASSAGES = 512
N_ARTICLES = 400
"""Articles that the passages are drawn from: enough for all lengths, and read in a moment."""

SAMPLE_QUESTIONS = (
    "Who was killed in the October 2022 airstrike in northern Syria?",
    "Who was captured in the June 2022 raid in Syria?",
    "Was Russia told of the raid near Qamishli beforehand?",
    "How many people were killed in the attack on al-Hol in September 2022?",
    "Where was Abu Bakr al-Baghdadi found?",
    "Who leads the Islamic State since March 2022?",
    "What was hit by the drone strike in Jindires?",
    "Did anyone walk on the Moon in 2022?",
)


def sample_drafts() -> list[Draft]:
    """The articles that come with Sitrep."""
    with as_file(files("index") / "samples") as folder:
        return list(_drafts(folder))


def passages(embedder: Embedder, data: Path | None) -> list[str]:
    """512 passages of all lengths; the samples' are repeated where there are too few others."""
    found = [text for draft in sample_drafts() for text in _cut(draft, embedder)]
    if data is not None:
        drafts = islice(chain.from_iterable(map(_drafts, _article_files(data))), N_ARTICLES)
        others = [text for draft in drafts for text in _cut(draft, embedder)]
        room = max(0, N_PASSAGES - len(found))
        found += random.Random(SEED).sample(others, min(room, len(others)))
    return list(islice(cycle(found), N_PASSAGES))


def questions(data: Path | None, limit: int) -> list[str]:
    """The folder's labelled questions, else the samples'; at most so many."""
    if data is None:
        return list(SAMPLE_QUESTIONS[:limit])
    return [question.text for question in load_questions(data / QUESTIONS)[:limit]]


def _article_files(data: Path) -> list[Path]:
    return sorted(path for path in data.iterdir() if path.name.startswith("articles."))


def _drafts(target: Path) -> Iterator[Draft]:
    return (item for item in read(str(target)) if not isinstance(item, Problem))


def _cut(draft: Draft, embedder: Embedder) -> Iterator[str]:
    spans = cut(draft.text, embedder.count_tokens, language=draft.language)
    return (draft.text[span.start : span.end] for span in spans)
