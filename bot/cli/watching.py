"""``sitrep watch``: the reports on a topic, as they come in."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.cli import as_json as records
from bot.cli import card, options, terminal
from bot.cli.browsing import SAY, facts
from bot.cli.workbench import Workbench
from index import Article, ArticleNotFound, Event, Hit, Match, Version

if TYPE_CHECKING:
    # At run time it comes with FAISS and SQLite; `sitrep --help` need not wait for it.
    from index import Engine

EXAMPLES: Final = (
    'sitrep watch "al-Hol camp" drones',
    'sitrep watch "al-Hol camp" --follow --json >> reports.jsonl',
)
LOOK_EVERY: Final = 2.0
"""Seconds between two looks at what this or another process has added."""

_LATELY: Final = timedelta(days=1)
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A report that matches.

    Attributes:
        came_in: when, UTC.
        matches: by topic, those that it matches; at least one.
        story: the number of the first article of its story.
        earlier: the report on the same story that was found first, if that is another one.
    """

    article: Article
    came_in: datetime
    matches: dict[str, tuple[Match, Hit]]
    story: int
    earlier: int | None

    @property
    def best(self) -> Hit:
        """The passage that fits one of the topics most surely."""
        return max(self.matches.values(), key=lambda found: found[0].probability)[1]


def watch(
    bench: Workbench,
    topics: Annotated[
        list[str], typer.Argument(metavar="TOPIC", help="What to watch for, each in quotes.")
    ],
    since: Annotated[
        datetime | None,
        options.day_option("What came in on this day (UTC) or later; else in the last 24 hours."),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what comes in, until Ctrl-C.")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print JSON, for scripts; with --follow an object a line."),
    ] = False,
) -> None:
    """Print the reports on topics that came in, oldest first; later ones on a story say so."""
    wanted = list(dict.fromkeys(filter(None, (topic.strip() for topic in topics))))
    if not wanted:
        raise typer.BadParameter("it is empty.", param_hint="TOPIC")
    after = since.replace(tzinfo=UTC) if since else datetime.now(UTC) - _LATELY
    with closing(bench.engine()) as engine:
        watcher = _Watcher(engine, wanted, after)
        with terminal.progress_bar("Reports") as (_, count):
            found = list(watcher.look(count))
        if follow:
            _follow(watcher, found, as_json=as_json)
        elif as_json:
            terminal.emit([_record(each) for each in found])
        elif found:
            _print(found)
        else:
            terminal.note(f"Nothing on that came in since {after:%Y-%m-%d %H:%M} UTC.")


def _follow(watcher: "_Watcher", found: Sequence[Found], *, as_json: bool) -> None:
    while True:
        if as_json:
            for each in found:
                terminal.emit(_record(each), indent=None)
        else:
            _print(found)
        time.sleep(LOOK_EVERY)
        found = list(watcher.look())


class _Watcher:
    """Looks at what came in since its last look."""

    def __init__(self, engine: "Engine", topics: Sequence[str], since: datetime) -> None:
        self._engine = engine
        self._topics = topics
        self._since = since
        self._done = 0
        self._stories: dict[int, int] = {}

    def look(self, count: terminal.Counter = lambda _done, _total: None) -> Iterator[Found]:
        """Yield what matches, in the order in which it came in."""
        # Lower where a backup took the library's place: what is in it is old.
        self._done = min(self._done, self._engine.last_event())
        events = [event for event in self._events() if event.at >= self._since]
        for done, event in enumerate(events, 1):
            found = self._found(event)
            count(done, len(events))
            if found is not None:
                yield found

    def _events(self) -> Iterator[Version]:
        while events := self._engine.events(self._done, Event.ADDED, limit=_AT_ONCE):
            yield from events
            self._done = events[-1].id

    def _found(self, event: Version) -> Found | None:
        """Return a report with what it matches; None where that is nothing, or it is gone."""
        try:
            article = self._engine.article(event.article_id)
            matches = self._engine.matches(self._topics, article.id)
            story = self._engine.story(article.id)
        except ArticleNotFound:
            return None
        matched = {
            topic: (match, match.hit)
            for topic, match in zip(self._topics, matches, strict=True)
            if match.matched and match.hit
        }
        if not matched:
            return None
        first = self._stories.setdefault(story, article.id)
        return Found(
            article=article,
            came_in=event.at,
            matches=matched,
            story=story,
            earlier=None if first == article.id else first,
        )


def _record(found: Found) -> records.Json:
    return {
        "article": records.article(found.article),
        "came_in": found.came_in.isoformat(),
        "story": found.story,
        "same_story_as": found.earlier,
        "matches": [
            {
                "topic": topic,
                "probability": float(match.probability),
                "sentence": hit.quote,
                "text": hit.passage.text,
            }
            for topic, (match, hit) in found.matches.items()
        ],
    }


def _print(found: Sequence[Found]) -> None:
    console = terminal.out()
    for each in found:
        if console.is_terminal:
            _print_report(console, each)
        else:
            # Tabs, so that `cut` and `awk` can read it.
            typer.echo("\t".join(_row(each)))


def _print_report(console: Console, found: Found) -> None:
    article = found.article
    title = terminal.one_line(article.title)
    console.print(Text.assemble((f"#{article.id} ", "cyan"), (title, "bold")))
    lines = [Text(f"{facts(article)} · on {_topics(found)}", style="dim")]
    if found.earlier is not None:
        lines.append(Text(f"same story as #{found.earlier}", style="yellow"))
    lines.append(card.sentence(found.best))
    if article.url:
        lines.append(Text(terminal.one_line(article.url), style="blue underline"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 3)))


def _row(found: Found) -> list[str]:
    article = found.article
    return [
        str(article.id),
        f"{found.came_in:%Y-%m-%dT%H:%M:%SZ}",
        article.published.isoformat() if article.published else SAY.undated,
        terminal.one_line(article.outlet or "-"),
        terminal.one_line(article.title),
        _topics(found),
        "-" if found.earlier is None else f"same story as #{found.earlier}",
        terminal.one_line(found.best.quote),
    ]


def _topics(found: Found) -> str:
    return ", ".join(f"“{terminal.one_line(topic)}”" for topic in found.matches)
