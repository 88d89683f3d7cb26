"""The stage: an emulated Telegram with people, chats and the real bot in it, and a clock."""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Update

from bot.answering import Answering
from bot.application import build
from bot.chats import Chats
from bot.context import SitrepApplication
from bot.emulator import Call, EmulatorRequest, JsonObject, Telegram
from bot.pacing import UNHURRIED
from bot.settings import Settings
from index import Keeper, Retrieve
from tests.bot.fakes import started
from tests.bot.scenes import nothing_online
from tests.fakes import Clock
from tests.scenario.transcript import Transcript

ANN, BOB, OLENA, YUSUF, EVE = 101, 102, 103, 104, 105
NAMES = {ANN: "Ann", BOB: "Bob", OLENA: "Olena", YUSUF: "Yusuf", EVE: "Eve"}
LANGUAGES = {OLENA: "uk", YUSUF: "ar"}
DESK, WIRE, TALK, STRANGERS = -1001000000001, -1001000000002, -1001000000003, -1001000000009
NIGHT, NIGHT_LATER = -4001, -1001000000004
GIFS = 199
"""Another bot."""
BOT = "sitrep_bot"
STEP = 20.0
"""Seconds that pass with each message."""


@dataclass
class Stage:
    """Who does what, and where; each deed is written down with what the bot does about it."""

    telegram: Telegram
    application: SitrepApplication
    clock: Clock
    transcript: Transcript = field(default_factory=lambda: Transcript("Sitrep"))
    topics: dict[str, int] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        # As each message was when it was sent: the emulator's own changes with every edit.
        self.telegram.watchers.append(lambda call: self.calls.append(copy.deepcopy(call)))

    async def say(
        self, chat: int, user: int, text: str, topic: str = "", to: int | None = None, **how: Any
    ) -> JsonObject | None:
        """Write a message; returns the bot's last message about it, if there is one.

        Args:
            chat: where.
            user: who.
            text: what.
            topic: a forum's topic, by its title.
            to: the message that it replies to.
            how: anything else that the emulator's people can say.
        """
        thread = self.topics[topic] if topic else None
        said = self.telegram.people.say(chat, user, text, to, thread, **how)["message_id"]
        self._write(chat, user, text, int(said), topic, to)
        return await self._react()

    async def comment(
        self, user: int, post: JsonObject, text: str, **how: Any
    ) -> JsonObject | None:
        """Comment on a channel's post."""
        said = self.telegram.people.comment(TALK, user, post["message_id"], text, **how)
        place = f"{_title(self.telegram, TALK)}, comments on the post"
        self.transcript.at(place)
        self.transcript.says(NAMES[user], text, TALK, int(said["message_id"]))
        return await self._react()

    async def post(self, text: str) -> JsonObject:
        """Publish in the channel."""
        post = self.telegram.people.post(WIRE, text)
        self.transcript.at(f"{_title(self.telegram, WIRE)} (channel)")
        self.transcript.says("Wire", text, WIRE, int(post["message_id"]))
        await self._react()
        return post

    async def edit(self, chat: int, user: int, message_id: int, text: str) -> None:
        """Change a message."""
        self.telegram.people.edit(chat, message_id, text)
        number = self.transcript.numbers[chat, message_id]
        self.transcript.does(NAMES[user], f"(edits {number}) {text}")
        await self._react()

    async def press(self, user: int, card: JsonObject | None, label: str) -> JsonObject | None:
        """Press the button whose label begins so."""
        assert card is not None, "there is no card to press on"
        rows = card["reply_markup"]["inline_keyboard"]
        [data, *_] = [b["callback_data"] for row in rows for b in row if label in b["text"]]
        chat = card["chat"]["id"]
        self.telegram.people.press(chat, user, card["message_id"], data)
        self.transcript.does(NAMES[user], f"(presses {label})")
        return await self._react() or card

    async def inline(self, user: int, query: str) -> None:
        """Type a question behind the bot's name, in whatever chat."""
        self.telegram.people.inline(user, query)
        self.transcript.at("Any chat, inline")
        self.transcript.does(NAMES[user], f"(types) @{BOT} {query}")
        await self._react()

    async def migrate(self, group: int, supergroup: int) -> None:
        """Turn a group into a supergroup."""
        self.telegram.people.migrate(group, supergroup)
        self.transcript.note(f"{self.telegram.state.chats[supergroup].title} becomes a supergroup.")
        await self._react()

    def later(self, minutes: float, remark: str) -> None:
        """Let time pass."""
        self.clock.now += minutes * 60
        self.transcript.note(remark)

    def place(self, chat: int, topic: str = "") -> str:
        """A chat's name, and the topic's."""
        room = self.telegram.state.chats[chat]
        if room.is_private:
            return f"{NAMES[chat]}'s private chat with the bot"
        return f"{room.title}, topic “{topic or 'General'}”" if room.is_forum else f"{room.title}"

    def _write(
        self, chat: int, user: int, text: str, said: int, topic: str, to: int | None
    ) -> None:
        self.transcript.at(self.place(chat, topic))
        head = ""
        if to is not None:
            number = self.transcript.numbers.get((chat, to))
            head = f"↩ {number} " if number else "↩ Sitrep "
        self.transcript.says(NAMES[user], text, chat, said, head)

    async def send(self, user: int, name: str, data: bytes) -> JsonObject | None:
        """Send a file to the bot in private."""
        said = self.telegram.people.send_file(user, user, name, data)["message_id"]
        self._write(user, user, f"(sends the file {name})", int(said), "", None)
        return await self._react()

    async def forward(self, user: int, origin: JsonObject, text: str) -> JsonObject | None:
        """Forward a post to the bot in private."""
        said = self.telegram.people.forward(user, user, origin, text)["message_id"]
        title = origin["chat"]["title"]
        self._write(user, user, f"(forwards a post of {title}) {text}", int(said), "", None)
        return await self._react()

    async def happens(self, deed: Callable[[], Awaitable[object]], remark: str) -> None:
        """Something that nobody in Telegram does, and what the bot does about it."""
        self.transcript.note(remark)
        await deed()
        self._tell()

    async def _react(self) -> JsonObject | None:
        self.clock.now += STEP
        queue = self.application.update_queue
        while updates := self.telegram.state.updates.take():
            for update in updates:
                await queue.put(Update.de_json(update, self.application.bot))
            await queue.join()
        return self._tell()

    def _tell(self) -> JsonObject | None:
        """Write down what the bot did; its last message, as it stands from then on."""
        calls, self.calls = self.calls, []
        self.transcript.reacts(calls)
        made = self.telegram.state.calls[len(self.telegram.state.calls) - len(calls) :]
        results = [call.result for call in made if isinstance(call.result, dict)]
        return _last_message(results)


def _last_message(results: list[JsonObject]) -> JsonObject | None:
    messages = [result for result in results if "message_id" in result]
    return messages[-1] if messages else None


def _title(telegram: Telegram, chat: int) -> str:
    return str(telegram.state.chats[chat].title)


@asynccontextmanager
async def stage(
    engine: Answering,
    *,
    retrieve: Retrieve | None = None,
    keeper: Keeper | None = None,
    now: float = 1_700_000_000.0,
    **settings: Any,
) -> AsyncIterator[Stage]:
    """A stage with everybody on it, for as long as the block runs.

    Args:
        engine: the library.
        retrieve: what fetches an address; nothing can be reached without.
        keeper: what polls feeds and looks at reports again.
        now: the time at which the curtain rises, in seconds since 1970.
        settings: the operator's, by their names in the environment.
    """
    clock = Clock(now)
    # Its settings allow it to read all, so that every mode can be shown.
    telegram = Telegram(username=BOT, privacy=False)
    chats = Chats.open(None, clock=clock)
    application = build(
        Settings.model_validate({"TELEGRAM_BOT_TOKEN": telegram.state.token} | settings),
        engine,
        chats,
        request=EmulatorRequest(telegram),
        get_updates_request=EmulatorRequest(telegram),
        pace=UNHURRIED,
        clock=clock,
        retrieve=retrieve or nothing_online,
        keeper=keeper,
    )
    people = telegram.people
    for user, name in NAMES.items():
        people.user(user, name, language_code=LANGUAGES.get(user, "en"))
    everybody = [ANN, BOB, OLENA, YUSUF]
    people.user(GIFS, "Gifs", "gifs_bot", is_bot=True)
    people.group(DESK, "Syria desk", everybody, owner=ANN, is_forum=True)
    people.group(WIRE, "Harbour wire", [ANN], type="channel", owner=ANN, bot_status="left")
    people.group(TALK, "Harbour talk", everybody, owner=ANN)
    people.link(WIRE, TALK)
    people.group(NIGHT, "Night shift", [ANN, BOB], type="group", owner=ANN)
    people.group(STRANGERS, "Strangers", [EVE], owner=EVE)
    async with started(application):
        on_stage = Stage(telegram, application, clock)
        for title in ("Raids", "Camps", "Tea kitchen"):
            on_stage.topics[title] = people.topic(DESK, ANN, title)
        telegram.state.updates.clear()
        yield on_stage
    chats.close()
