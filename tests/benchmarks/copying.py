"""Copies of reports as reprints make them: cut, retitled, put in another order, lightly reworded.

Nothing here is random but by the seed that a caller gives: the same text gives the same copy.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial, reduce

Change = Callable[[str, random.Random], str]
"""A text and where chance comes from -> the text as the next place prints it."""

_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")

# Each word may stand for any other in its row.
_SYNONYMS = """
said told stated | big large major | small little minor | started began | ended finished
show shows | help aid assist | many numerous several | but yet though | also too
because since as | about around roughly | near close | killed slain | attack assault strike
attacks assaults strikes | people persons residents | company firm business
companies firms businesses | house home | car vehicle | cars vehicles | work labor labour
children kids youngsters | money cash funds | plan scheme proposal | plans schemes proposals
while whereas | however though | including among | after following | before ahead
during amid | against versus | made produced | make produce | makes produces | get obtain receive
gets obtains receives | used utilized employed | use employ | want wish desire | wants wishes
need require | needs requires | important significant crucial | difficult hard tough
quickly rapidly swiftly | announced declared revealed | expected anticipated predicted
reported noted | according per | officials authorities | official authority
country nation state | countries nations | city town | area region zone | areas regions
government administration | group band | groups bands | leader head chief | leaders heads chiefs
recent latest | last previous | next following | year twelvemonth | new fresh | old former
good fine decent | bad poor awful | great grand huge | high tall elevated | low reduced
increase rise growth | increased rose grew | decrease fall drop | decreased fell dropped
buy purchase | bought purchased | sell vend | asked requested | ask request | answer reply
answered replied | decided chose resolved | think believe | thinks believes | thought believed
know understand | told informed | called named | found discovered | find discover
left departed | arrived came | returned went | often frequently | always constantly
sometimes occasionally | entire whole | almost nearly | only just merely | very highly extremely
may might could | should must | allow permit let | allowed permitted | stop halt cease
stopped halted ceased | continue proceed | continued proceeded | keep retain | kept retained
offer provide give | offered provided gave | part portion piece | place spot location
problem issue trouble | problems issues troubles | story account tale | study survey
free complimentary | fans supporters followers | game match contest | games matches contests
player athlete | players athletes | team side squad | win victory triumph | won triumphed
loss defeat | lost | fight battle struggle | job post position | jobs posts positions
likely probably | able capable | together jointly | across throughout | every each | such similar
"""
_SPELLINGS = """
color colour | colors colours | center centre | theater theatre | defense defence | offense offence
program programme | programs programmes | organization organisation | labor labour | favor favour
neighbor neighbour | neighbors neighbours | honor honour | gray grey | traveled travelled
canceled cancelled | toward towards | among amongst | while whilst | analyze analyse
organized organised | recognized recognised | realized realised | percent per\u00a0cent
favorite favourite | behavior behaviour | license licence | meter metre
meters metres | liter litre
"""
_FILLERS = ("also", "reportedly", "now", "still", "then", "meanwhile", "indeed", "so far", "again")
_HEADLINES = (
    "What we know so far about the latest events",
    "Here is the whole story, told in one place",
    "Explained: why this matters to all of us today",
    "Breaking news from our partners around the world",
)
_CREDITS = (
    "By our staff and wire services",
    "From our partner newsroom | Reprinted with permission",
    "Compiled by the night desk from agency reports",
)
_ENDINGS = (
    "This story was originally published by one of our partners and appears here with permission.",
    "The original report appeared on the website of our partner newsroom earlier this week.",
)
_PLEAS = (
    "Sign up for our newsletter and get the day's most important stories in your inbox.",
    "Reporting like this is made possible by readers. Please consider a gift to our newsroom.",
)
_NEWS = (
    "The inquiry that everybody had waited for began in the old town hall, where the doors were"
    " opened an hour late because so many people had come to listen to the first witnesses.",
    "A clerk read out the list of those who will be heard, among them three engineers, a nurse and"
    " the owner of the mill, and asked the lawyers to keep their questions as short as they can.",
    "Nobody knows yet how long it will take; the chair of the panel spoke of weeks rather than of"
    " days, and of a written account that is to be handed to the council before the first snow.",
)
_NUMBER = re.compile(r"(?<![\d.,:/-])[1-9]\d{0,3}(?![\d.,:/-])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
MENTIONS = 3
_MARKS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "—": " - ", "–": "-", "…": "...", '"': "“", "'": "’"}
)


def _rows(table: str) -> dict[str, tuple[str, ...]]:
    rows = [row.split() for line in table.strip().splitlines() for row in line.split(" | ")]
    return {word: tuple(o for o in row if o != word) for row in rows for word in row}


_SYNONYM = _rows(_SYNONYMS)
_SPELLING = _rows(_SPELLINGS)


def paragraphs(text: str) -> list[str]:
    """The paragraphs; of a text that has only one, its sentences."""
    found = [part for part in text.split("\n\n") if part.strip()]
    return found if len(found) > 1 else [part for part in _SENTENCE.split(text) if part.strip()]


def cut(text: str, chance: random.Random, *, share: float) -> str:
    """The first paragraphs, as many as hold that share of the words; at least one."""
    parts = paragraphs(text)
    room = share * len(text.split())
    kept: list[str] = []
    for part in parts:
        kept.append(part)
        room -= len(part.split())
        if room <= 0:
            break
    return "\n\n".join(kept)


def thin(text: str, chance: random.Random) -> str:
    """Every third paragraph left out."""
    parts = paragraphs(text)
    return "\n\n".join(part for place, part in enumerate(parts) if place % 3 != 2)


def retitle(text: str, chance: random.Random) -> str:
    """Another first line, and a first sentence that is reworded all over."""
    head, _, rest = text.partition("\n\n")
    sentences = _SENTENCE.split(head)
    sentences[0] = reword(sentences[0], chance, share=0.3)
    return "\n\n".join([chance.choice(_HEADLINES), " ".join(sentences), rest]).strip()


def reorder(text: str, chance: random.Random) -> str:
    """The paragraphs in any order."""
    parts = paragraphs(text)
    chance.shuffle(parts)
    return "\n\n".join(parts)


def reword(text: str, chance: random.Random, *, share: float) -> str:
    """That share of the words replaced by a synonym, left out, or joined by one more.

    Names and numbers stay: only words in lower case are touched.
    """
    return "\n\n".join(_reworded(part, chance, share) for part in text.split("\n\n"))


def _reworded(paragraph: str, chance: random.Random, share: float) -> str:
    found = paragraph.split(" ")
    may = [place for place, word in enumerate(found) if word.isalpha() and word.islower()]
    for place in chance.sample(may, min(len(may), round(share * len(found)))):
        found[place] = _other(found[place], chance)
    return " ".join(word for word in found if word)


def _other(word: str, chance: random.Random) -> str:
    if synonyms := _SYNONYM.get(word):
        return chance.choice(synonyms)
    return chance.choice(("", f"{word} {chance.choice(_FILLERS)}"))


def respell(text: str, chance: random.Random) -> str:
    """Quotes, dashes and spellings of the other side of the ocean."""
    return re.sub(r"\w+", lambda m: (_SPELLING.get(m[0]) or (m[0],))[0], text.translate(_MARKS))


def furnish(text: str, chance: random.Random) -> str:
    """A credit before it, who published it first and a plea after it."""
    around = (chance.choice(_CREDITS), text, chance.choice(_ENDINGS), chance.choice(_PLEAS))
    return "\n\n".join(around)


def chain(changes: Sequence[Change]) -> Change:
    """One change after another."""
    return lambda text, chance: reduce(lambda now, change: change(now, chance), changes, text)


KINDS: dict[str, Change] = {
    "cut to 80 %": partial(cut, share=0.8),
    "cut to 60 %": partial(cut, share=0.6),
    "cut to 50 %": partial(cut, share=0.5),
    "cut to 40 %": partial(cut, share=0.4),
    "every third paragraph left out": thin,
    "retitled, first sentence reworded": retitle,
    "paragraphs in another order": reorder,
    "5 % of the words reworded": partial(reword, share=0.05),
    "10 % of the words reworded": partial(reword, share=0.1),
    "quotes, dashes, spelling": respell,
    "credit, origin and plea added": furnish,
    "cut to 60 %, 5 % reworded, retitled": chain(
        (partial(cut, share=0.6), partial(reword, share=0.05), retitle)
    ),
    "another order, 10 % reworded, respelt": chain((reorder, partial(reword, share=0.1), respell)),
    "every third left out, another order, furniture": chain((thin, reorder, furnish)),
    "cut to 50 %, 10 % reworded, retitled, furniture": chain(
        (partial(cut, share=0.5), partial(reword, share=0.1), retitle, respell, furnish)
    ),
}
"""What is made of each report."""


def recount(text: str, chance: random.Random) -> str:
    """One number told otherwise."""
    for number in chance.sample(list(_NUMBER.finditer(text)) or [None], 1):
        if number is not None:
            text = f"{text[: number.start()]}{int(number[0]) + 2}{text[number.end() :]}"
    return text


def recount_and_reword(text: str, chance: random.Random) -> str:
    """One number told otherwise, and other words elsewhere; nothing without a number."""
    counted = recount(text, chance)
    return text if counted == text else reword(counted, chance, share=0.05)


def rename(text: str, chance: random.Random) -> str:
    """The name that is told most often is another one, if it is told three times."""
    for name, times in Counter(_NAME.findall(text)).most_common(1):
        if times >= MENTIONS:
            return re.sub(rf"\b{name}\b", "Longhope", text)
    return text


def follow(text: str, chance: random.Random) -> str:
    """News of its own, and then most of what was known."""
    parts = paragraphs(text)
    kept = parts[len(parts) // 3 :]
    return "\n\n".join([*_NEWS, *kept])


OTHERS: dict[str, Change] = {
    "one number is another": recount,
    "one number is another, 5 % reworded": recount_and_reword,
    "a name is another": rename,
    "news of its own, then two thirds of the report": follow,
}
"""What looks like a copy, and is another report."""


def copy(text: str, kind: str, seed: object) -> str:
    """The text's copy of one kind, or what looks like one; the same for the same seed."""
    return (KINDS | OTHERS)[kind](text, random.Random(f"{seed} {kind}"))
