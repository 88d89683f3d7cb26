"""Names matched across scripts: Qurayshi, القرشي and Курайши are one.

A word becomes its skeleton: the consonants, in classes within which the usual romanisations of one
name differ (q and k, z and s, ...). Vowels go, since Arabic doesn't write most of them; that there
is one at the start stays as "a", which every script shows. Where a letter may stand for two sounds
(the "th" of Haitham, for which Russian writes an s), a word has several skeletons, and two words
match if they share one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from anyascii import anyascii

from index.wording.question_words import QUESTION_WORDS

WORTH = (0.0, 0.0, 0.2, 0.6, 1.0)
"""What a match says, by the length of the skeleton; the last is for all longer ones.

By chance an Arabic report of 130 words holds some word with a given skeleton of two letters once in
four times, of three once in ten, of four once in fifty. Where only capitalised words are looked at,
it is a fifth of that. One letter says nothing.
"""

MAX_DOUBTFUL = 3
"""Letters of a word that are read both ways; each doubles its skeletons."""

LONGEST_WORD = 40

# Letters that stand for one of two sounds. A hyphen is a vowel: it parts consonants and then goes.
_DOUBTFUL = {
    "V": "f-",  # Kyiv, كييف; Zawahiri, Завахири, الظواهري
    "W": "-f",
    "J": "j-",  # Jindires; German Jemen, Selenskyj
    "G": "kj",  # Niger, النيجر; Prigozhin
    "C": "kj",  # Turkish Cerablus is Jarablus
    "Q": "sj",  # before e and i: Macedonia; Turkish Cinderes is Jindires
    "X": "jh",  # ch: Chechnya; German Bachmut is Bakhmut
    "T": "ts",  # th, ث: Haitham, Хайсам
    "D": "ds",  # dh, ذ, ظ: Abu Dhabi, Zawahiri
    "H": "kh",  # Cyrillic г: Луганськ is Luhansk, Тегеран is Tehran
    "P": "bp",  # ب: Putin is بوتين
    "Z": "td",  # a last t: Turkish Bağdat is Baghdad
    "E": "h-",  # h before a consonant: Tehran, but German Lührs is Люрс
}
_PARTS = re.compile("([" + "".join(_DOUBTFUL) + "])")

_LATIN = (
    {"dsch": "j", "tsch": "j", "shch": "j", "sch": "j", "tch": "j", "dzh": "j", "dj": "j"}
    | {"sh": "j", "zh": "j", "ch": "X", "kh": "h", "gh": "k", "ph": "f", "th": "T", "dh": "D"}
    | {"ts": "s", "tz": "s", "ck": "k", "x": "ks", "c": "C", "j": "J", "v": "V", "w": "W"}
    | dict(zip("bpdtfkqglmnrszhQGEZ", "bpdtfkkklmnrsshQGEZ", strict=True))
)
_SOFT = re.compile("[cg](?=[eiy])|t$|(?<![cdgkpstz])h(?=[bcdfgjklmnpqrstvwxz])")
_LATIN_SOUND = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)) + "|.")
# Turkish letters, which would lose their sound with their tail.
_TAILS = str.maketrans({"ş": "sh", "ç": "Q", "ğ": "g", "ı": "i"})

_CYRILLIC = {"дж": "j", "тс": "s", "ь": "", "ъ": ""} | dict(
    zip("бпвгґджзклмнрстфхцчшщ", "bpVHkdjsklmnrstfhsjjj", strict=True)
)
_ARABIC = {"تش": "j", "تس": "s", "دج": "j"} | dict(
    zip(
        "بپتثجچحخدذرزژسشصضطظغفڤقكکگلمنهھ",
        "PptTGjhhdDrsjsjsdtDkfVkkkklmnhh",
        strict=True,
    )
)
_CYRILLIC_SOUND = re.compile("дж|тс|.")
_ARABIC_SOUND = re.compile("تش|تس|دج|.")

# Russian and Ukrainian case endings and, below, a Latin plural or genitive ("Houthis"). A name is
# read with them too: -ов may be its own end.
_CASE = re.compile("(?<=...)(?:[оеє]го|[оеє]му|[оеє]ві|[аяи]ми|[аяи]х|[оеєёыиі]м|[оеє][йюв]|ів)$")
_ARTICLE = re.compile("^(?:ال|لل)(?=...)")
_PROCLITIC = re.compile("^(?:[وف]?(?:[بك]?ال|لل)(?=...)|(?:[وف][بلك]?|[بلك])(?=....))")
_PLURAL = re.compile("(?<=[a-z]{4})(?<!s)s$")
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670\u0640]+")
_DOUBLE = re.compile(r"(.)\1+")
_TOKEN = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+|[^\W\d_]+")


def skeleton(word: str) -> str:
    """The word's consonants in classes, after an "a" if it starts with a vowel; may be empty."""
    return next(iter(skeletons(word)), "")


@lru_cache(maxsize=65_536)
def skeletons(word: str) -> tuple[str, ...]:
    """All readings of a word, the usual one first. A number is itself, in ASCII digits."""
    if word[:1].isdecimal():
        digits = (unicodedata.decimal(character, None) for character in word)
        return ("#" + "".join(str(digit) for digit in digits if digit is not None),)
    read = (reading for form in _forms(word[:LONGEST_WORD].casefold()) for reading in _read(form))
    return tuple(dict.fromkeys(reading for reading in read if reading))


def _forms(word: str) -> Iterator[str]:
    """The word, and without what case or particles may have added; an article is always taken."""
    if _is_arabic(word):
        word = _ARTICLE.sub("", _VOWEL_SIGNS.sub("", word)).replace("الله", "اله")
        yield word
        stripped = _PROCLITIC.sub("", word)
    else:
        yield word
        stripped = _CASE.sub("", _PLURAL.sub("", word))
    if stripped != word:
        yield stripped


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[:1] <= "\u077f"


def _is_cyrillic(word: str) -> bool:
    return "\u0400" <= word[:1] <= "\u052f"


def _read(word: str) -> Iterator[str]:
    """The skeletons of one form of a word."""
    head, *others = _PARTS.split(_sounds(word))
    readings = [head]
    for place, (sound, rest) in enumerate(zip(others[::2], others[1::2], strict=True)):
        options = _DOUBTFUL[sound] if place < MAX_DOUBTFUL else _DOUBTFUL[sound][0]
        readings = [reading + option + rest for reading in readings for option in options]
    yield from map(_bones, readings)


def _bones(sounds: str) -> str:
    """Without vowels, but for the first, and without a last h, which is as good as none."""
    bones = sounds.removesuffix("h").replace("-", "")
    return "a" + bones if bones and sounds[0] == "-" else bones


def _sounds(word: str) -> str:
    """A word's consonants in classes, its vowels as hyphens."""
    if _is_arabic(word):
        return _arabic_sounds(word)
    if _is_cyrillic(word):
        sounds = "".join(_CYRILLIC.get(letter, "-") for letter in _CYRILLIC_SOUND.findall(word))
        return _DOUBLE.sub(r"\1", sounds)
    latin = word.translate(_TAILS)
    latin = _SOFT.sub(_soft, latin if latin.isascii() else anyascii(latin))
    sounds = "".join(_LATIN.get(letter, "-") for letter in _LATIN_SOUND.findall(latin))
    return _DOUBLE.sub(r"\1", sounds)


def _arabic_sounds(word: str) -> str:
    """A doubled letter is written once there; what stands twice has a vowel between."""
    letters = _ARABIC_SOUND.findall(word)
    sounds = [_ARABIC.get(letter, "-") for letter in letters]
    return "".join(
        sounds[place]
        for place in range(len(letters))
        if place == 0 or sounds[place] != sounds[place - 1] or letters[place] == letters[place - 1]
    )


def _soft(match: re.Match[str]) -> str:
    return {"c": "Q", "g": "G", "h": "E", "t": "Z"}[match[0]]


class Names:
    """What a question calls by name or number, to be looked for in texts of any script.

    Of scripts with capitals those are the capitalised words; of a question that has no capital, all
    words of four letters. Of other scripts it is every word of three letters but question words.
    """

    def __init__(self, question: str) -> None:
        words = [word for word in _tokens(question) if word.casefold() not in QUESTION_WORDS]
        if question.islower():
            named = [word for word in words if len(word) > 3 or word[0].isdecimal()]
        else:
            named = [word for word in words if _may_be_name(word)]
        self._wanted = _wanted(named)
        self._total = sum(worth for worth, _ in self._wanted)

    def overlap(self, text: str) -> float:
        """The share of the names that a text holds, by their worth; 0 without any."""
        if not self._total:
            return 0.0
        held = _held(text)
        found = sum(worth for worth, readings in self._wanted if not readings.isdisjoint(held))
        return found / self._total


def overlap(question: str, text: str) -> float:
    """See `Names.overlap`; `Names` is for several texts."""
    return Names(question).overlap(text)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_VOWEL_SIGNS.sub("", unicodedata.normalize("NFC", text)))


def _may_be_name(word: str) -> bool:
    """Whether it has a capital, is a number, or is of a script without capitals and no particle."""
    first = word[0]
    if first.islower():
        return False
    return first.isupper() or first.isdecimal() or (len(word) > 2 and word not in QUESTION_WORDS)


def _worth(reading: str) -> float:
    """See `WORTH`; a number's sign counts, so that of two digits it is worth .6."""
    return WORTH[min(len(reading), len(WORTH) - 1)]


def _wanted(words: Sequence[str]) -> list[tuple[float, frozenset[str]]]:
    """What each name is worth, and all its readings, among them those joined to a neighbour."""
    joints = [frozenset[str](), *map(_joined, words, words[1:]), frozenset[str]()]
    wanted = []
    for word, before, after in zip(words, joints, joints[1:], strict=False):
        own = [reading for reading in skeletons(word) if _worth(reading)]
        if own:
            wanted.append((max(map(_worth, own)), before.union(after, own)))
    return wanted


@lru_cache(maxsize=65_536)
def _joined(first: str, second: str) -> frozenset[str]:
    """Two short words as one: Deir ez-Zor is Deyrizor elsewhere, Abd Allah is Abdullah."""
    return frozenset(
        one + other.removeprefix("a")
        for one in skeletons(first)
        for other in skeletons(second)
        if 1 < len(one) < 4 and 1 < len(other) < 4 and "#" not in one + other
    )


@lru_cache(maxsize=4_096)
def _held(text: str) -> frozenset[str]:
    """All readings of what a text may call by name."""
    words = [word for word in _tokens(text) if _may_be_name(word)]
    held: set[str] = set()
    held.update(*map(skeletons, words), *map(_joined, words, words[1:]))
    return frozenset(held)
