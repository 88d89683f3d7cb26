"""A text as the words and the short runs of words ("shingles") that near-duplicates are told by.

What reprints change without changing the report doesn't count: case, accents, vowel signs, quotes,
dashes, all other punctuation, white space, the dots of "U.S.", how digits are grouped and written.
Only the minus of degrees and percent is kept: five degrees of frost are no five degrees.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

import numpy as np
import numpy.typing as npt

WIDTH = 4
"""Words in a shingle: three are shared by chance, of five a light rewording leaves too few."""

MAX_CHARACTERS = 200_000
MAX_WORDS = 30_000
"""What is compared of a text: its beginning, three times as long as the longest reports."""

_SAMPLE = 1_000
"""Characters that tell a text's script."""

# Scripts that don't part words. A character there says about half as much as a word elsewhere.
_UNPARTED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff"
)
_IS_UNPARTED = re.compile(f"[{_UNPARTED}]")
HAN_NUMERALS = "〇零一二三四五六七八九十百千万亿億"
_DASHES = "-\u2010\u2212\u2013"  # minus signs, and what is typed in their stead
_UNITS = (
    r"°|%|[cf]\b|(?:degr|celsius|fahrenheit|percent|per cent|grad|derece|prozent|pour cent"
    "|por ciento|процент|відсот|درج)"
)
# Without a unit it may be any dash; after a number it is a range's, at a line's start a list's.
_MINUS = (
    rf"(?:(?<=[^\W\d_] )|(?<=[,:;] )|(?<=\())[{_DASHES}]"
    rf"(?=\d+(?:[.,]\d+)*[ -]?(?:{_UNITS}))"
)
_WORD = re.compile(
    r"\d+(?:st|nd|rd|th)\b"  # 21st
    rf"|(?:{_MINUS})?(?:\d{{1,3}}(?:[.,]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?)"  # 1,200 and -3.5 %
    rf"|(?:[^\W\d_]\.){{2,}}|[{HAN_NUMERALS}]{{2,}}|[{_UNPARTED}]|[^\W\d_{_UNPARTED}]+"  # U.S.
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_GROUPING_SPACE = re.compile("(?<=\\d)[\u00a0\u2009\u202f](?=\\d{3}(?!\\d))")

_NOTHING = frozenset({"Mn", "Mc", "Me", "Cf", "Cs"})
_APOSTROPHES = "'’‘ʼʻ`´′\u0640"  # and the Arabic stroke that only lengthens a word


class _Folding(dict[int, str | int | None]):
    """For `str.translate`: what becomes of each character, found when it is first met."""

    def __missing__(self, code: int) -> str | int | None:
        character = chr(code)
        digit = unicodedata.decimal(character, None)
        gone = unicodedata.category(character) in _NOTHING or character in _APOSTROPHES
        self[code] = None if gone else code if digit is None else str(digit)
        return self[code]


_FOLDING = _Folding({ord("ı"): "i"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shingled:
    """A text, taken apart.

    Attributes:
        lines: the words of each line that has any; see `words`.
        words: all of them.
        sizes: float64 ``[words]``: how much each of them counts; see `size`.
        places: int64 ``[shingles, 2]``: from which word up to which each shingle goes.
        shingles: in order.
        held: the same, each once.
        is_cased: whether its script has capitals.
    """

    lines: tuple[Sequence[str], ...]
    words: Sequence[str]
    sizes: npt.NDArray[np.float64]
    places: npt.NDArray[np.int64]
    shingles: Sequence[str]
    held: frozenset[str]
    is_cased: bool


@lru_cache(maxsize=4)
def shingled(text: str) -> Shingled:
    """Take the beginning of a text apart. A few are kept: a new one is compared with many."""
    lines = tuple(_lines(text))
    found = [word for line in lines for word in line]
    sizes = list(map(size, found))
    places = _places(sizes)
    runs = [" ".join(found[start:stop]) for start, stop in places]
    return Shingled(
        lines=lines,
        words=found,
        sizes=np.array(sizes, np.float64),
        places=np.array(places, np.int64).reshape(-1, 2),
        shingles=runs,
        held=frozenset(runs),
        is_cased=_is_cased(text[:_SAMPLE]),
    )


def _lines(text: str) -> Iterator[Sequence[str]]:
    room = MAX_WORDS
    for line in text[:MAX_CHARACTERS].split("\n"):
        found = words(line)[:room]
        room -= len(found)
        if found:
            yield found
        if not room:
            return


def words(text: str) -> list[str]:
    """The text's words, folded; of scripts that don't part words, its characters.

    A number is one word, without signs between its thousands and with a point before decimals;
    its minus comes last ("5-"), so that every number begins with a digit. "1st" is a word too.

    Returns:
        At most `MAX_WORDS`; empty for a text without letter or digit.
    """
    found = (match[0] for match in _WORD.finditer(folded(text)))
    return [_plain(word) for word in islice(found, MAX_WORDS)]


def folded(text: str) -> str:
    """The text without case, accents, vowel signs and apostrophes, its digits European."""
    decomposed = unicodedata.normalize("NFKD", _GROUPING_SPACE.sub(",", text)).casefold()
    return unicodedata.normalize("NFKD", decomposed).translate(_FOLDING)


def _plain(word: str) -> str:
    if word[0] in _DASHES:
        return f"{_plain(word[1:])}-"
    if word[0].isdecimal():
        if _GROUPED.fullmatch(word):
            word = re.sub(r"\D", "", word)
        return re.sub(r"^0+(?=\d)", "", word.replace(",", "."))
    return word.replace(".", "")


def is_unparted(word: str) -> bool:
    """Whether it is a character of a script that doesn't part words."""
    return len(word) == 1 and _IS_UNPARTED.match(word) is not None


def size(word: str) -> float:
    """How much a word counts: a character of a script that doesn't part words counts half."""
    return 0.5 if is_unparted(word) else 1.0


def _places(sizes: Sequence[float]) -> list[tuple[int, int]]:
    """Where shingles start and stop: one from each word, as long as `WIDTH` words are left.

    Whatever stands before or after it, the same run of words gives the same shingle. A text of
    fewer words is one shingle.
    """
    reached = list(accumulate(sizes, initial=0.0))
    found: list[tuple[int, int]] = []
    stop = 0
    for start, before in enumerate(reached[:-1]):
        while stop < len(sizes) and reached[stop] - before < WIDTH:
            stop += 1
        if start and reached[stop] - before < WIDTH:
            break
        found.append((start, stop))
    return found


def _is_cased(text: str) -> bool:
    """Whether its script has capitals: most of its letters have."""
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(c.lower() != c.upper() for c in letters) > len(letters)
