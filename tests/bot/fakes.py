"""An engine that answers by words in common, and people who talk to a bot built around it."""

import copy
import json
import re
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from telegram import Update

from bot.context import SitrepApplication
from bot.emulator import JsonObject, Telegram
from bot.settings import Settings
from index import (
    Addition,
    Answer,
    Article,
    ArticleNotFound,
    Coverage,
    Draft,
    Embedder,
    Event,
    Filters,
    Hit,
    Match,
    ModelIdentity,
    Note,
    Passage,
    Revisits,
    Span,
    Story,
    Subscriptions,
    Validators,
    Version,
)

ADDED = datetime(2026, 1, 1, tzinfo=UTC)


def article(number: int, title: str = "Headline", **facts: Any) -> Article:
    """An article with what a test says of it."""
    return Article(
        **{
            "id": number,
            "title": title,
            "url": f"https://news.example/{number}",
            "outlet": "CNN",
            "author": None,
            "published": date(2022, 10, number % 28 + 1),
            "language": "en",
            "external_id": None,
            "added": ADDED,
            "n_passages": 1,
            **facts,
        }
    )


def hit(
    text: str, sentence: str | None = None, *, of: Article | None = None, marks: Sequence[str] = ()
) -> Hit:
    """A passage whose answering sentence is ``sentence``, or its first one; ``marks`` are in it."""
    found = of or article(1)
    quote = sentence if sentence is not None else text.split(". ")[0]
    start = text.find(quote)
    passage = Passage(
        id=found.id * 10, article_id=found.id, position=0, start=0, end=len(text), text=text
    )
    span = Span(start=start, end=start + len(quote))
    places = [quote.index(words) for words in marks]
    return Hit(
        passage=passage,
        article=found,
        score=1.0,
        sentence=span,
        marks=tuple(Span(start=p, end=p + len(m)) for p, m in zip(places, marks, strict=True)),
    )


def refused(coverage: Coverage, *near: Article) -> Answer:
    """An answer that says nothing."""
    return Answer(
        question="?", answered=False, confidence=0.1, hits=(), near=near, coverage=coverage
    )


class NamedModel:
    """A model that only has a name."""

    identity = ModelIdentity("test-model", 8, "0")
    reranker = None

    def encode_query(self, question: str) -> Any:
        raise AssertionError("the fake engine encodes nothing")

    def encode_passages(self, texts: Sequence[str]) -> Any:
        raise AssertionError("the fake engine encodes nothing")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        raise AssertionError("the fake engine counts nothing")


@dataclass
class FakeEngine:
    """Finds the passages that share a word of five letters or more with the question.

    In a report that is named to it, it finds an answer to any question of short words ("when was
    that?").

    Attributes:
        texts: each article with its one passage.
        asked: the questions, in order, for tests to look at; ``filters``, what narrowed each.
        asked_of_texts: the questions to texts that are not in the library.
        before: called with each question; may raise, or take its time.
        sure: False refuses what it finds, with the confidence ``unsure``.
        certain: whether it would speak up unasked.
        several: whether all questions ask for several things.
        marks: words that answer, wherever they stand.
    """

    texts: dict[int, tuple[Article, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    filters: list[Filters] = field(default_factory=list)
    asked_of_texts: list[str] = field(default_factory=list)
    before: Callable[[str], object] = lambda question: None
    sure: bool = True
    unsure: float = 0.1
    certain: bool = True
    several: bool = False
    marks: tuple[str, ...] = ()

    def put(self, found: Article, text: str) -> None:
        self.texts[found.id] = (found, text)

    @property
    def embedder(self) -> Embedder:
        return NamedModel()

    def ask(
        self,
        question: str,
        *,
        filters: Filters = Filters(),  # noqa: B008  it is frozen
        asked: date | None = None,
        limit: int = 3,
    ) -> Answer:
        self.asked.append(question)
        self.filters.append(filters)
        self.before(question)
        return self._answer(
            question,
            [t for t in self.texts.values() if _passes(t[0], filters)],
            limit,
            anything=bool(filters.articles) and not re.search(r"\w{6,}", question),
        )

    def _answer(
        self,
        question: str,
        texts: Sequence[tuple[Article, str]],
        limit: int,
        *,
        anything: bool = False,
    ) -> Answer:
        words = _words(question)
        found = [self._hit(a, text) for a, text in texts if anything or words & _words(text)]
        return Answer(
            question=question,
            answered=bool(found) and self.sure,
            confidence=0.9 if found and self.sure else self.unsure,
            hits=tuple(found[:limit]),
            near=tuple(self.articles(limit=2)),
            coverage=self.coverage(),
            several=tuple(found) if self.several and self.sure else (),
            certain=bool(found) and self.certain,
        )

    def ask_text(
        self, question: str, draft: Draft, *, asked: date | None = None, limit: int = 3
    ) -> Answer:
        self.asked_of_texts.append(question)
        own = article(1, draft.title, url=draft.url, outlet=draft.outlet, published=draft.published)
        return self._answer(question, [(own, draft.text)], limit)

    def _hit(self, of: Article, text: str) -> Hit:
        quote = hit(text, of=of).quote
        return hit(text, of=of, marks=[words for words in self.marks if words in quote])

    def article(self, article_id: int) -> Article:
        if article_id not in self.texts:
            raise ArticleNotFound(f"no article {article_id}")
        return self.texts[article_id][0]

    def article_at(self, url: str) -> Article | None:
        return next((a for a, _ in self.texts.values() if a.url == url), None)

    def outlets(self, limit: int | None = None) -> Sequence[str]:
        named = [a.outlet for a, _ in self.texts.values() if a.outlet]
        return list(dict.fromkeys(named))[:limit]

    def around(self, passage_id: int, n: int = 1) -> Sequence[Passage]:
        found = self.passages([passage_id])
        return list(found.values())

    def revision(self) -> int:
        return len(self.texts)

    def articles(
        self, *, offset: int = 0, limit: int | None = None, query: str | None = None
    ) -> Sequence[Article]:
        wanted = (query or "").casefold()
        listed = [a for a, _ in self.texts.values() if wanted in a.title.casefold()]
        return listed[offset : None if limit is None else offset + limit]

    def count(self, query: str) -> int:
        return len(self.articles(query=query))

    def passages_of(self, article_id: int) -> Sequence[Passage]:
        return [hit(text, of=a).passage for a, text in self.texts.values() if a.id == article_id]

    # This library is changed by tests alone, and has no past.

    def history(self, article_id: int) -> Sequence[Version]:
        return []

    def brought_about(self, origin: str) -> Sequence[Version]:
        return []

    def events(self, after: int, event: Event, limit: int = 100) -> Sequence[Version]:
        return []

    def last_event(self) -> int:
        return 0

    def latest(self, topic: str = "", limit: int = 10) -> Sequence[Story]:
        wanted = topic.casefold()
        found = [a for a, text in self.texts.values() if wanted in f"{a.title} {text}".casefold()]
        return [Story(id=each.id, articles=(each,)) for each in found[:limit]]

    def story(self, article_id: int) -> int:
        return article_id

    def matches(self, topics: Sequence[str], article_id: int) -> Sequence[Match]:
        return [Match(probability=0.0, matched=False, hit=None) for _ in topics]

    @property
    def revisits(self) -> Revisits:
        raise AssertionError("the fake engine looks at nothing again")

    def purge(self) -> bool:
        return True

    @property
    def feeds(self) -> Subscriptions:
        raise AssertionError("the fake engine follows no feeds")

    def is_unwanted(self, url: str) -> bool:
        return False

    def look_again(self, article_id: int, validators: Validators) -> None:
        raise AssertionError("the fake engine adds nothing")

    def add(
        self,
        drafts: Iterable[Draft],
        *,
        note: Note = Note(),  # noqa: B008  it is frozen
        merging: bool = True,
    ) -> Iterable[Addition]:
        raise AssertionError("the fake engine adds nothing")

    def remove(self, article_id: int, *, note: Note = Note()) -> Article:  # noqa: B008
        found = self.article(article_id)
        del self.texts[article_id]
        return found

    def restore(self, article_id: int, *, note: Note = Note()) -> Article:  # noqa: B008
        raise ArticleNotFound(f"no article {article_id}")

    def passages(self, ids: Collection[int]) -> Mapping[int, Passage]:
        every = [hit(text, of=a).passage for a, text in self.texts.values()]
        return {passage.id: passage for passage in every if passage.id in ids}

    def coverage(self) -> Coverage:
        days = [a.published for a, _ in self.texts.values() if a.published]
        count = len(self.texts)
        return Coverage(
            n_articles=count,
            n_passages=count,
            earliest=min(days, default=None),
            latest=max(days, default=None),
        )


def settings_for(telegram: Telegram, **more: object) -> Settings:
    """The defaults, with the emulator's token and patience for a test that asks a lot."""
    patient = {"SITREP_PERSON_MINUTE": 1000, "SITREP_PERSON_DAY": 1000, "SITREP_GROUP_MINUTE": 18}
    token = {"TELEGRAM_BOT_TOKEN": telegram.state.token}
    return Settings.model_validate(token | patient | more)


def _passes(found: Article, filters: Filters) -> bool:
    day = found.published
    return (
        (not filters.articles or found.id in filters.articles)
        and (not filters.outlets or found.outlet in filters.outlets)
        and (filters.since is None or (day is not None and day >= filters.since))
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{5,}", text.casefold()))


ANN, BOB, GROUP, FORUM = 1001, 1002, -1001, -1002


@dataclass
class World:
    """Telegram in memory with a bot in it: Ann and Bob, a group and a forum."""

    telegram: Telegram
    application: SitrepApplication
    engine: FakeEngine

    def __post_init__(self) -> None:
        people = self.telegram.people
        people.user(ANN, "Ann")
        people.user(BOB, "Bob")
        for person in (ANN, BOB):
            people.say(person, person, "/start")
        self.telegram.state.updates.clear()
        people.group(GROUP, members=[ANN, BOB])
        people.group(FORUM, members=[ANN, BOB], is_forum=True)

    @property
    def name(self) -> str:
        return self.telegram.state.username

    async def settle(self) -> None:
        """Let the bot react to all that happened, as many at once as there is."""
        queue = self.application.update_queue
        while updates := self.telegram.state.updates.take():
            for update in updates:
                await queue.put(Update.de_json(update, self.application.bot))
            await queue.join()

    async def say(self, chat: int, user: int, text: str, **how: Any) -> int:
        """Write, let the bot react, and return the message's number."""
        number = self.telegram.people.say(chat, user, text, **how)["message_id"]
        await self.settle()
        return int(number)

    async def edit(self, chat: int, message_id: int, text: str) -> None:
        self.telegram.people.edit(chat, message_id, text)
        await self.settle()

    async def push(self, **update: JsonObject) -> None:
        """An update that people's side has no word for."""
        self.telegram.people.raw(**update)
        await self.settle()

    async def press(self, chat: int, user: int, message: JsonObject, label: str) -> JsonObject:
        """Press the button with that label; returns what the bot told in answer."""
        data = self.data(message, label)
        return await self.press_data(chat, user, message["message_id"], data)

    def data(self, message: JsonObject, label: str) -> str:
        """What the button with that label carries; a vote's may have a count behind it."""
        rows = message["reply_markup"]["inline_keyboard"]
        buttons = [button for row in rows for button in row if "callback_data" in button]
        found = [each for each in buttons if each["text"].partition(" 👍")[0].startswith(label)]
        return str(found[0]["callback_data"])

    async def press_data(self, chat: int, user: int, message_id: int, data: str) -> JsonObject:
        query = self.telegram.people.press(chat, user, message_id, data)["id"]
        await self.settle()
        return self.telegram.state.answers[query]

    def messages(self, chat: int) -> list[JsonObject]:
        """What the bot wrote in a chat, as it stands now."""
        return copy.deepcopy(self.telegram.people.messages(chat))

    def texts(self, chat: int) -> list[str]:
        return [message["text"] for message in self.messages(chat)]

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The parameters of the bot's calls of a method, decoded."""
        made = [call for call in self.telegram.state.calls if call.method == method]
        return [{name: _decoded(value) for name, value in call.params.items()} for call in made]


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


@asynccontextmanager
async def started(application: SitrepApplication) -> AsyncIterator[None]:
    """The application, handling what is put into its queue, for as long as the block runs."""
    async with application:
        assert application.post_init
        await application.post_init(application)
        await application.start()
        try:
            yield
        finally:
            await application.stop()
    assert application.post_shutdown
    await application.post_shutdown(application)
