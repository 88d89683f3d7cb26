"""``python -m tests.benchmarks.follow_ups``: questions that lean on the one before them.

Each is asked in several ways over the sample articles, or over the seed report where it lies beside
the project. A passage is relevant that holds the evidence, whichever article it is of. What was
chosen by these numbers was chosen on the split "tune"; "report" is for reporting.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot.cli import samples
from bot.cli.workbench import embedder_of
from bot.conversation import ENOUGH, is_follow_up, meant, own_words
from bot.handlers.searching import Found, Plan, run
from bot.settings import load_settings
from index import Answer, Draft, Embedder, Engine, Filters, read
from index.learning.labels import Evidence, Question, is_relevant
from tests.benchmarks.remembering import Remembering

DATA = Path(__file__).parents[1] / "data" / "follow_ups.jsonl"
SEED = Path(__file__).parents[3] / "shared" / "data" / "seed" / "article.txt"
SPLITS = ("tune", "report")
COLUMNS = ("", "Hit@1", "Hit@3", "answered", "with evidence", "refused, not told")


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote after a question.

    Attributes:
        earlier: the question before it.
        article: how the title starts of the article that was shown then; None for a message that
            stands alone.
        evidence: what an answering passage holds, any of them; none where no report tells.
    """

    earlier: str
    text: str
    language: str
    article: str | None
    evidence: tuple[str, ...]
    split: str

    @property
    def labelled(self) -> Question:
        """It as a labelled question."""
        evidence = tuple(Evidence(None, text) for text in self.evidence)
        return Question(self.text, None, answerable=True, answers=(), evidence=evidence)

    @property
    def meant(self) -> str:
        """What it means."""
        return meant(self.text, earlier=self.earlier, headline=None)


Way = Callable[[Engine, Message, int], Answer]
"""Ask a library what a message means; the number is of the article that was shown."""


def _as_it_stands(engine: Engine, message: Message, article: int) -> Answer:
    return engine.ask(message.text)


def _everywhere(engine: Engine, message: Message, article: int) -> Answer:
    return engine.ask(message.meant)


def _shown_first(engine: Engine, message: Message, article: int) -> Answer:
    inside = engine.ask(message.meant, filters=Filters(articles=(article,)))
    return inside if inside.answered else _everywhere(engine, message, article)


def _in_its_own_words(engine: Engine, message: Message, article: int) -> Answer:
    """What a follow-up adds to the topic is looked for in the article, its topic elsewhere."""
    words = own_words(message.text)
    inside = engine.ask(words, filters=Filters(articles=(article,)))
    if inside.confidence >= ENOUGH:
        return replace(inside, answered=True)
    elsewhere = _everywhere(engine, message, article)
    if elsewhere.answered and elsewhere.hits[0].article.id != article:
        return elsewhere
    return replace(inside, answered=False)


def _found(engine: Engine, message: Message, article: int) -> Found:
    plan = Plan(
        question=message.meant,
        own=own_words(message.text),
        plain=message.text,
        first=(article,),
        enough=ENOUGH,
        filters=Filters(),
        asked=None,
        limit=3,
    )
    return run(engine, plan)


def _as_the_bot_does(engine: Engine, message: Message, article: int) -> Answer:
    """The way that was chosen; what is too unsure for an answer is shown as what comes closest."""
    return _found(engine, message, article).answer


def _as_the_bot_shows(engine: Engine, message: Message, article: int) -> Answer:
    """The same, where what comes closest counts as answered."""
    found = _found(engine, message, article)
    return replace(found.answer, answered=found.answer.answered or found.modest)


WAYS: Mapping[str, Way] = {
    "as it stands, everywhere": _as_it_stands,
    "meant, everywhere": _everywhere,
    "meant, in the article shown, then everywhere": _shown_first,
    "own words in the article shown, then meant elsewhere": _in_its_own_words,
    "the bot: answers": _as_the_bot_does,
    "the bot: answers, and what it shows as closest": _as_the_bot_shows,
}


def load(path: Path = DATA) -> list[Message]:
    """The messages, those that stand alone among them."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Message(**row | {"evidence": tuple(row["evidence"])}) for row in rows]


def ask_all(
    engines: Sequence[Engine], messages: Sequence[Message], way: Way
) -> list[tuple[Message, Answer]]:
    """The follow-ups, each asked of the library that holds the article shown, if one does."""
    found = []
    for engine in engines:
        titles = {article.title: article.id for article in engine.articles()}
        for message in messages:
            for title, number in titles.items():
                if message.article and title.startswith(message.article):
                    found.append((message, way(engine, message, number)))
    return found


def shares(asked: Sequence[tuple[Message, Answer]]) -> list[float]:
    """The numbers of `COLUMNS`, the last of those that no report tells."""
    told = [
        (answer.answered, [is_relevant(hit, message.labelled) for hit in answer.hits])
        for message, answer in asked
        if message.evidence
    ]
    untold = [not answer.answered for message, answer in asked if not message.evidence]
    columns = [
        [any(hits[:1]) for _, hits in told],
        [any(hits) for _, hits in told],
        [answered for answered, _ in told],
        [answered and any(hits) for answered, hits in told],
        untold,
    ]
    return [sum(column) / max(len(column), 1) for column in columns]


def detection(messages: Sequence[Message]) -> tuple[float, float]:
    """Precision and recall at telling which messages are follow-ups."""
    taken = [message for message in messages if is_follow_up(message.text)]
    right = sum(message.article is not None for message in taken)
    n_all = sum(message.article is not None for message in messages)
    return right / max(len(taken), 1), right / max(n_all, 1)


@contextmanager
def library(paths: Sequence[Path], embedder: Embedder) -> Iterator[Engine]:
    """A library of these documents that is gone again afterwards."""
    drafts = [item for path in paths for item in read(str(path)) if isinstance(item, Draft)]
    with (
        TemporaryDirectory() as folder,
        closing(Engine.open(Path(folder), embedder=embedder)) as engine,
    ):
        for _ in engine.add(drafts):
            pass
        yield engine


def _table(messages: Sequence[Message], engines: Sequence[Engine]) -> Table:
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for name, way in WAYS.items():
        found = shares(ask_all(engines, messages, way))
        table.add_row(name, *(f"{share:.3f}" for share in found))
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Run it with the model of the settings."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.follow_ups")
    parser.add_argument(
        "--split", choices=SPLITS, default="report", help="which half (%(default)s)"
    )
    parser.add_argument("--language", help="only the messages in this one")
    options = parser.parse_args(arguments)
    console = Console()
    messages = [message for message in load() if message.split == options.split]
    if options.language:
        messages = [message for message in messages if message.language == options.language]
    model = Remembering(embedder_of(load_settings()))
    with ExitStack() as stack:
        libraries = [samples.paths(stack), *([[SEED]] if SEED.is_file() else [])]
        engines = [stack.enter_context(library(paths, model)) for paths in libraries]
        console.print(_table(messages, engines))
    precision, recall = detection(messages)
    console.print(f"\nfollow-ups told: precision {precision:.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
