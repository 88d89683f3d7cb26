"""Updates at random: people who do what they can in an emulated Telegram, and all other kinds.

All is drawn from one generator of random numbers, so that a seed says what comes.
"""

import random
from collections.abc import Callable
from typing import Any, Final

import telegram

from bot.emulator import JsonObject, Telegram
from tests.bot.random_objects import FILE_NAMES, MIME_TYPES, Drawing

PEOPLE: Final = tuple(range(1001, 1041))
OTHER_BOT, CHANNEL, DISCUSSION, FORUM = 2001, -100_1, -100_2, -100_3
TOPICS: Final = (7, 8, 9)
_ORIGINS: Final = ("user", "hidden_user", "chat", "channel", "channel", "channel")


class Chance(Drawing):
    """Draws updates around the people and chats of an emulated Telegram."""

    def __init__(self, drawn: random.Random, world: Telegram) -> None:
        groups = [DISCUSSION, FORUM]
        known = [*PEOPLE, *groups, CHANNEL, world.state.me["id"]]
        super().__init__(drawn, known, world.state.username)
        self.world = world
        self.groups = groups
        self._next_id = 5000
        self._posts: list[int] = []
        people = world.people
        for person in PEOPLE:
            people.user(person, f"P{person}", language_code=drawn.choice(["en", "ar", "ru", "xx"]))
            people.say(person, person, "/start")
        people.user(OTHER_BOT, "Other", username="other_bot", is_bot=True)
        people.group(
            CHANNEL, "Posts", type="channel", bot_status="administrator", username="some_posts"
        )
        people.group(DISCUSSION, members=PEOPLE, bot_status="administrator", owner=PEOPLE[0])
        people.group(FORUM, members=PEOPLE, is_forum=True, owner=PEOPLE[1])
        people.link(CHANNEL, DISCUSSION)
        self._acts: tuple[tuple[int, Callable[[], object]], ...] = (
            (12, self._says_in_private),
            (18, self._says_in_a_group),
            (6, self._edits),
            (8, self._presses),
            (5, self._asks_inline),
            (3, self._sends_a_file),
            (3, self._forwards),
            (4, self._publishes),
            (2, self._changes_a_post),
            (2, self._comments),
            (1, self._migrates),
            (1, self._comes_or_goes),
        )

    def updates(self) -> list[JsonObject]:
        """What Telegram would deliver next, without numbers: none, one or some."""
        kind = self.drawn.random()
        if kind < 0.35:
            return [self.of_any_kind()]
        acted = self._act()
        if kind < 0.65:
            return [self.spoilt(update) for update in acted]
        return acted

    def _act(self) -> list[JsonObject]:
        weights, acts = zip(*self._acts, strict=True)
        self.drawn.choices(acts, weights)[0]()
        told = self.world.state.updates.take()
        return [{k: v for k, v in update.items() if k != "update_id"} for update in told]

    def _group(self) -> int:
        """One of the two large ones, or one that came lately."""
        lately = self.groups[-3:]
        return self.drawn.choice(lately if self.drawn.random() < 0.4 else self.groups[:2])

    def _person(self) -> int:
        """Anybody, and those who lead groups more often."""
        return self.drawn.choice(PEOPLE[:3] if self.drawn.random() < 0.2 else PEOPLE)

    def _said(self) -> JsonObject:
        """A text, with entities as Telegram finds them, or any."""
        text = self.text()
        if self.drawn.random() < 0.7 and len(text) < 500:
            return {"text": text}
        count = self.drawn.randint(0, 4)
        return {
            "text": text,
            "entities": [self.thing(telegram.MessageEntity, 1) for _ in range(count)],
        }

    def _says_in_private(self) -> None:
        person = self._person()
        self.world.people.say(person, person, photo=self.drawn.random() < 0.1, **self._said())

    def _says_in_a_group(self) -> None:
        drawn, group = self.drawn, self._group()
        room = self.world.state.chats[group]
        known = list(room.messages)
        how: dict[str, Any] = self._said()
        if known and drawn.random() < 0.5:
            own = [message["message_id"] for message in self.world.people.messages(group)]
            how["reply_to"] = drawn.choice(own if own and drawn.random() < 0.7 else known)
        if room.is_forum and drawn.random() < 0.7:
            how["thread"] = drawn.choice(TOPICS)
        author: dict[str, Any] = drawn.choice(
            [{}] * 8 + [{"anonymous": True}, {"sender_chat": CHANNEL}, {"via_bot": OTHER_BOT}]
        )
        person = OTHER_BOT if drawn.random() < 0.03 else self._person()
        self.world.people.say(group, person, **how, **author)

    def _edits(self) -> None:
        chat = self.drawn.choice([self._person(), self._group()])
        mine = [
            number
            for number, message in self.world.state.chats[chat].messages.items()
            if message.get("from", {}).get("id") in PEOPLE and ("text" in message)
        ]
        if mine:
            number = self.drawn.choice(mine[-5:])
            old = {"text": self.world.state.chats[chat].messages[number]["text"], "entities": []}
            self.world.people.edit(chat, number, **self.drawn.choice([old, self._said()]))

    def _presses(self) -> None:
        chat = self.drawn.choice([self._person(), self._group()])
        shown = self.world.people.messages(chat)[-5:]
        if not shown:
            return
        message = self.drawn.choice(shown)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        made = [b["callback_data"] for row in rows for b in row if "callback_data" in b]
        data = self.drawn.choice(made) if made and self.drawn.random() < 0.7 else self._forged(made)
        person = chat if chat in PEOPLE else self._person()
        self.world.people.press(chat, person, message["message_id"], data)

    def _forged(self, made: list[str]) -> str:
        token = self.drawn.choice([*(data.split(":")[1] for data in made), "AAAAAAAAAAA", "x", ""])
        number = self.drawn.choice(["0", "1", "2", "99", "999", "-1", "99999999999", "all", "٣"])
        kind = self.drawn.choice(["p", "w", "v", "a", "s", "q", "", self.text()[:20]])
        tail = self.drawn.choice(["", ":mode:all", ":open:outlets.7", ":days:0", ":outlets:a.b"])
        return self.drawn.choice([f"{kind}:{token}:{number}", f"{kind}:{number}{tail}"])

    def _asks_inline(self) -> None:
        offset = self.drawn.choice(["", "", "10", "40", "50", "-1", "x", "٣", "9" * 64])
        self.world.people.inline(self._person(), self.text()[:256], offset)

    def _file(self) -> JsonObject:
        """A file of any kind, which need not be what it is called."""
        drawn = self.drawn
        data = drawn.choice(
            [
                self.text().encode("utf-8", "surrogatepass"),
                self.text().encode("utf-16", "surrogatepass"),
                f"<html><title>{self.text()}</title><p>{self.text()}".encode("utf-8", "replace"),
                b"%PDF-1.7\n" + drawn.randbytes(99),
                drawn.randbytes(500),
                b"",
            ]
        )
        name, mime_type = drawn.choice([None, *FILE_NAMES]), drawn.choice([None, *MIME_TYPES])
        size = 2**33 if drawn.random() < 0.1 else None
        document = self.world.people.upload(name, data, mime_type, size)
        self.files.append(document["file_id"])
        return document

    def _carried(self) -> dict[str, Any]:
        """What goes along with a text, if anything does."""
        kind = self.drawn.randrange(4)
        return {"photo": True} if kind == 0 else {"document": self._file()} if kind == 1 else {}

    def _sends_a_file(self) -> None:
        chat = self.drawn.choice([self._person(), self._group()])
        person = chat if chat in PEOPLE else self._person()
        self.world.people.say(chat, person, **self._said(), document=self._file())

    def _forwards(self) -> None:
        people, drawn = self.world.people, self.drawn
        chat = drawn.choice([self._person(), self._group()])
        person = chat if chat in PEOPLE else self._person()
        if self._posts and drawn.random() < 0.5:
            people.forward_message(chat, person, CHANNEL, drawn.choice(self._posts))
        else:
            origin = drawn.choice(_ORIGINS)
            people.forward(chat, person, origin, **self._linked(), **self._carried())

    def _linked(self) -> dict[str, Any]:
        """A text with addresses in it: none, some or many."""
        said = self._said()
        said["text"] += " https://news.example/1" * self.drawn.choice([0, 1, 1, 2, 20])
        return said

    def _publishes(self) -> None:
        drawn = self.drawn
        origin = drawn.choice(_ORIGINS) if drawn.random() < 0.2 else None
        signature = self.text()[:40] if drawn.random() < 0.2 else None
        post = self.world.people.post(
            CHANNEL,
            **self._linked(),
            **self._carried(),
            origin=origin,
            author_signature=signature,
        )
        self._posts.append(post["message_id"])

    def _changes_a_post(self) -> None:
        """Its words, or nothing that anybody sees."""
        if not self._posts:
            return
        number = self.drawn.choice(self._posts[-5:])
        post = self.world.state.chats[CHANNEL].messages[number]
        same = {"text": post.get("text") or post.get("caption") or ""}
        self.world.people.edit_post(CHANNEL, number, **self.drawn.choice([same, self._linked()]))

    def _comments(self) -> None:
        if self._posts:
            post = self.drawn.choice(self._posts)
            self.world.people.comment(DISCUSSION, self._person(), post, **self._said())

    def _migrates(self) -> None:
        """A small group comes to be, or becomes a supergroup."""
        people, state = self.world.people, self.world.state
        small = [group for group in self.groups if state.chats[group].kind == "group"]
        self._next_id += 1
        if not small:
            people.group(-self._next_id, members=PEOPLE, type="group", owner=PEOPLE[2])
            self.groups.append(-self._next_id)
            self.numbers.append(-self._next_id)
            return
        old = self.drawn.choice(small)
        people.migrate(old, -self._next_id, self.drawn.choice(["to_first", "from_first"]))
        self.groups[self.groups.index(old)] = -self._next_id

    def _comes_or_goes(self) -> None:
        chat = self.drawn.choice([self._person(), self._group(), CHANNEL])
        allowed = ["kicked", "member", "member"] + ["administrator"] * (chat not in PEOPLE)
        if chat == CHANNEL:
            allowed = ["left", *["administrator"] * 4]
        self.world.people.member(chat, self._person(), self.drawn.choice(allowed))
