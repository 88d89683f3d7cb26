"""Objects of Telegram's at random: what its classes allow, and what nothing allows."""

import copy
import inspect
import random
import re
from functools import cache
from typing import Any, Final

import telegram

from bot.emulator import JsonObject
from bot.routes import ALLOWED_UPDATES

SERVICE: Final = (777000, 1087968824, 136817688)
QUESTIONS: Final = (
    "Who was killed in the airstrike?",
    "When was Hani al-Kurdi captured near Aleppo?",
    "متى قُتل القائد في الغارة الجوية؟",
    "Кто был убит при авиаударе?",
    "and when was that?",
    "was he alone?",
    "Is northern Syria mentioned? \N{FIRE}\N{FIRE}",
    "hello",
)
_COMMANDS: Final = (
    "start", "help", "articles", "settings", "settings", "reset", "about", "privacy", "mydata",
    "ask", "ask", "deletemydata", "nothing", "start@another_bot", "add", "add", "remove", "show",
    "curators", "feeds", "history", "latest", "watch", "watch", "digest",
)  # fmt: skip
_ARGUMENTS: Final = (
    *QUESTIONS, "https://news.example/1", "https://news.example/1 https://news.example/2", "12",
    "-1", "9" * 99, "١٢", "al-Hol camp", "daily 08:00 Europe/Kyiv", "off", "1001", "@ann", "",
)  # fmt: skip
_BITS: Final = (
    "\ud800", "\udfff", "\u202e", "\u2067שלום\u2069", "\N{FAMILY}", "👩‍👩‍👧‍👦", "\0", "\x1b[2J",
    "\n\n", "<b>", "&amp;", "</blockquote>", "https://news.example/1?a=<b>", "@", "/ask", "ﷺ",
    "*_`[", "e\u0301\u0323" * 9, "%s{}$1", "\ufeff", "𝔘", "A" * 300,
)  # fmt: skip
_WRONG: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**63, 2**200, -(2**70), "", "x", "7", [], {}, [[]],
    [None], {"id": "x"}, {"type": 7}, [{"offset": 1}], "\ud800", [1, "a"], float("1e300"),
)  # fmt: skip
MIME_TYPES: Final = (
    "text/plain", "text/plain", "text/html", "text/markdown", "application/pdf", "image/png",
    "application/x-dosexec", "text/plain; charset=\ud800", "x" * 300, "",
)  # fmt: skip
FILE_NAMES: Final = (
    "report.txt", "report.TXT", "report.md", "page.html", "report.pdf", "photo.png", "setup.exe",
    "noending", "../../etc/passwd.txt", "fdp.\u202etxt", "تقرير.txt", "a" * 300 + ".txt", "\0.txt",
    "\ud800.txt", " ", ".",
)  # fmt: skip
_SIZES: Final = (0, 1, 900, 20 * 2**20, 20 * 2**20 + 1, 2**31, 2**40)
_STRANGE_NUMBERS: Final = (0, -1, 1, 2, 5, 4096, 10**6, 2**31, 2**52, -(2**40))
_VALUES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("Chat", "type"): ("private", "group", "supergroup", "supergroup", "channel"),
    ("MessageEntity", "type"): tuple(map(str, telegram.MessageEntity.ALL_TYPES)),
    ("MessageOrigin", "type"): ("user", "hidden_user", "chat", "channel"),
    ("ChatMember", "status"): (
        *("creator", "administrator", "member", "restricted", "left", "kicked"),
    ),
    ("ReactionType", "type"): ("emoji", "custom_emoji", "paid"),
    ("ChatBoostSource", "source"): ("premium", "gift_code", "giveaway"),
    ("PaidMedia", "type"): ("preview", "photo", "video"),
    ("BackgroundType", "type"): ("fill", "wallpaper", "pattern", "chat_theme"),
    ("BackgroundFill", "type"): ("solid", "gradient", "freeform_gradient"),
}
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "url": ("https://news.example/1", "http://[", "javascript:x", ""),
    "file_name": FILE_NAMES,
    "mime_type": MIME_TYPES,
}
# A message has a hundred optional fields; these are there more often than the others.
_FAVOURED: Final = frozenset((
    "from", "text", "entities", "caption", "caption_entities", "reply_to_message", "sender_chat",
    "message_thread_id", "is_topic_message", "data", "message", "quote", "via_bot", "edit_date",
    "username", "language_code", "reply_markup", "is_automatic_forward", "forward_origin",
    "old_chat_member", "new_chat_member", "offset", "query", "document", "file_name", "mime_type",
    "file_size", "author_signature",
))  # fmt: skip
# Optional in PTB's signatures, and asked for all the same.
_NEEDED: Final = frozenset((
    "persistent_id", "option_persistent_ids", "allows_revoting", "members_only",
    "can_react_to_messages",
))  # fmt: skip
_DEPTH: Final = 3


class Drawing:
    """Draws texts, numbers and objects.

    Attributes:
        drawn: where all chance comes from.
        numbers: of people and chats that there are; a list that may grow.
        username: the bot's.
        files: the ids of files that there are; a list that may grow.
    """

    def __init__(self, drawn: random.Random, numbers: list[int], username: str) -> None:
        self.drawn = drawn
        self.numbers = numbers
        self.username = username
        self.files: list[str] = []

    def of_any_kind(self) -> JsonObject:
        """An update of any kind, put together from what Telegram's classes say."""
        every = _fields("Update")[1:]
        handled = [each for each in every if each[0] in ALLOWED_UPDATES]
        kind, annotation, _ = self.drawn.choice(handled if self.drawn.random() < 0.5 else every)
        return {kind: self._value(telegram.Update, kind, annotation, _DEPTH)}

    def spoilt(self, update: JsonObject) -> JsonObject:
        """The update with a few fields taken away, put to nonsense, or filled with odd text."""
        spoilt = copy.deepcopy(update)
        for _ in range(self.drawn.randint(1, 3)):
            place, key = self._place(spoilt)
            if key is None:
                continue
            match self.drawn.randrange(3):
                case 0:
                    del place[key]
                case 1:
                    place[key] = copy.deepcopy(self.drawn.choice(_WRONG))
                case _ if isinstance(place[key], str):
                    place[key] = self.text()
                case _ if isinstance(place[key], int):
                    place[key] = self.drawn.choice(_STRANGE_NUMBERS)
        return spoilt

    def _place(self, update: JsonObject) -> tuple[Any, Any]:
        """Somewhere in an update: what holds the field, and the field's name or number."""
        place: Any = update
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                return place, None
            key = self.drawn.choice(keys)
            if key == "reply_markup":  # the bot's own: Telegram gives it back as it is
                return place, None
            if not isinstance(place[key], (dict, list)) or self.drawn.random() < 0.2:
                return place, key
            place = place[key]

    def text(self) -> str:
        """A question, a command, odd characters, or a lot of them."""
        drawn = self.drawn
        match drawn.randrange(20):
            case 0:
                return f"/{drawn.choice(_COMMANDS)} {drawn.choice(_ARGUMENTS)}"
            case 1:
                return f"@{self.username} {drawn.choice(QUESTIONS)}"
            case 2:
                return "".join(drawn.choices(_BITS, k=drawn.randint(0, 12)))
            case 3:
                return (drawn.choice(_BITS) + drawn.choice(QUESTIONS)) * drawn.randint(1, 40)
            case 4:
                bit = drawn.choice(_BITS)
                return bit * (10_000 // len(bit))
            case 5:
                return drawn.choice(QUESTIONS)[: drawn.randint(0, 9)]
            case _:
                return drawn.choice(QUESTIONS)

    def thing(self, of: type[telegram.TelegramObject], depth: int) -> JsonObject:
        """An object of a class of Telegram's, with so many layers of what need not be there."""
        made: JsonObject = {}
        for name, annotation, is_needed in _fields(of.__name__):
            rarity = 0.4 if name in _FAVOURED else 2 / len(_fields(of.__name__))
            if is_needed or (depth > 0 and self.drawn.random() < rarity):
                made[name] = self._value(of, name, annotation, depth - 1)
        return made

    def _value(
        self, of: type[telegram.TelegramObject], name: str, annotation: str, depth: int
    ) -> Any:
        count = annotation.count("Sequence")
        if count:
            inner = annotation.replace("Sequence", "", 1)
            return [self._value(of, name, inner, depth) for _ in range(self.drawn.randint(0, 2))]
        if choices := _choices(of, name):
            return self.drawn.choice(choices)
        if classes := _classes(annotation):
            return self.thing(classes[0], depth)
        if "bool" in annotation:
            return self.drawn.random() < 0.7
        if "datetime.datetime" in annotation:
            return 1_700_000_000 + self.drawn.choice([0, 60, 10**7, -(10**9)])
        if "int" in annotation or "timedelta" in annotation:
            return self._number(name)
        if "float" in annotation:
            return self.drawn.uniform(-90, 90)
        return self._word(name)

    def _number(self, name: str) -> int:
        drawn = self.drawn
        if name == "id" or name.endswith("chat_id"):
            known = drawn.random() < 0.9
            return drawn.choice(self.numbers if known else [*SERVICE, *_STRANGE_NUMBERS])
        if name == "file_size":
            return drawn.choice(_SIZES)
        if name in {"offset", "length"}:
            return drawn.choice([0, 0, 1, 4, 5, 17, -3, 40, 5000])
        return drawn.choice(_STRANGE_NUMBERS) if drawn.random() < 0.2 else drawn.randint(1, 60)

    def _word(self, name: str) -> str:
        if name == "username":
            return self.drawn.choice([self.username, "ann", "other_bot"])
        if name == "language_code":
            return self.drawn.choice(["en", "ar", "ru-RU", "x", ""])
        if name == "id":
            return str(self.drawn.randint(1, 99))
        if name == "file_id":
            return self.drawn.choice([*self.files[-5:], "nothing", "x" * 200])
        return self.drawn.choice(_WORDS[name]) if name in _WORDS else self.text()


def _choices(of: type[telegram.TelegramObject], name: str) -> tuple[str, ...]:
    bases = [base.__name__ for base in of.__mro__]
    return next((_VALUES[base, name] for base in bases if (base, name) in _VALUES), ())


@cache
def _fields(name: str) -> list[tuple[str, str, bool]]:
    """The fields of a class: each one's name in JSON, what it is, and whether it is always there.

    Of a class that stands for several, all fields of all of them.
    """
    found: dict[str, tuple[str, str, bool]] = {}
    of = telegram.Message if name == "MaybeInaccessibleMessage" else getattr(telegram, name)
    for kind in [*of.__subclasses__(), of]:
        for each in list(inspect.signature(kind.__init__).parameters.values())[1:]:
            if each.kind is not each.VAR_KEYWORD and each.name != "api_kwargs":
                named = "from" if each.name == "from_user" else each.name
                is_needed = each.default is each.empty or each.name in _NEEDED
                found[named] = (named, str(each.annotation), is_needed)
    return list(found.values())


@cache
def _classes(annotation: str) -> list[type[telegram.TelegramObject]]:
    named = [getattr(telegram, word, None) for word in re.findall(r"\w+", annotation)]
    return [c for c in named if inspect.isclass(c) and issubclass(c, telegram.TelegramObject)]
