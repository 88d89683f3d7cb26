"""Page furniture in eight languages: rules made from the words in ``furniture.toml``.

A plea has an order and what is ordered, and nobody who says so: "Subscribe to our newsletter" is
one, "The group told readers to subscribe to its newsletter" is a report.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.wording.folding import folded

PAYWALL = "paywall"
"""The kind of the line that ends what a page shows to everybody."""

_VERB_LAST = frozenset({"tr"})
"""Languages whose orders stand at the end of what is ordered."""

_ORDERS = ("sign_up", "follow", "share", "get", "give")
_PARTS = re.compile(r"[^\w '-] ?")
_MARKS = " \t*•·|»›>→►▶▸–—-_#["
# A name or some; a hyphen parts two only with spaces around it, since it stands in names too.
_NAME = r"\w[\w.'-]*"
_NAMES = rf"{_NAME}(?:(?: ?[,/|&] ?| [–-] | ){_NAME}){{0,4}}"
_AGENCY = folded(
    r"(?:ap|afp|reuters|epa|getty|тасс|риа|унiан|унян|укрінформ|укринформ|anadolu|dpa|efe|imago"
    r"|shutterstock|scanpix|рейтер|رويترز|فرانس برس|الأناضول|архив|архів|أرشيف|ihlas|iha|dha)"
)
_ENDS = r"[ .!:*…→»>›\])]*"
# In any language: a key to press for reporting a typing error; an address alone; a copyright.
_WORDLESS = {
    "key": re.compile(r"[^+]{4,160}\+ ?(?:enter|entree|eingabe)\b.*"),
    "address": re.compile(r"https?://[^ ]+"),
    "copyright": re.compile(r"(?:©|\(c\)) ?[^.!?]{2,80}?,? ?(?:19|20)\d\d(?: ?[–-] ?\d{4})?\.?"),
}


@dataclass(frozen=True, slots=True)
class _Rules:
    """Rules over folded text.

    Attributes:
        among: for whole lines that tell nothing by themselves.
        begins: those that tell by how a line begins, by kind.
        orders: how one of the parts of a plea begins that punctuation divides it into.
        holds: what all other pleas hold.
        pleas: the others, a language after the other, each with its kind.
    """

    among: re.Pattern[str]
    begins: dict[str, re.Pattern[str]]
    orders: re.Pattern[str]
    holds: re.Pattern[str]
    pleas: Sequence[tuple[str, re.Pattern[str]]]


def kind(line: str) -> str | None:
    """Which kind of furniture a line is, by the words of any of the languages; None for none."""
    text = folded(line).lstrip(_MARKS)
    rules = _rules()
    for name, rule in rules.begins.items():
        if rule.fullmatch(text):
            return name
    # Most lines have neither, and needn't be looked at more closely, which takes its time.
    if any(map(rules.orders.match, _PARTS.split(text))) or rules.holds.search(text):
        return next((name for name, rule in rules.pleas if rule.fullmatch(text)), None)
    return None


def may_be(line: str) -> bool:
    """Whether a line is furniture where it stands beside other furniture."""
    return bool(_rules().among.fullmatch(folded(line).lstrip(_MARKS)))


def asks_to_pay(line: str) -> bool:
    """Whether a line is one that ends what a page shows to everybody."""
    return bool(_rules().begins[PAYWALL].fullmatch(folded(line).lstrip(_MARKS)))


@cache
def _rules() -> _Rules:
    source = files("index").joinpath("furniture.toml").read_text("utf-8")
    languages = {
        code: {name: _folded(value) for name, value in words.items()}
        for code, words in tomllib.loads(source).items()
    }
    begins: dict[str, list[str]] = {}
    for words in languages.values():
        for name, rule in _beginnings(words).items():
            begins.setdefault(name, []).append(rule)
    others = _alternatives(languages.values(), "cookies", "rights")
    last = _alternatives((languages[code] for code in _VERB_LAST), *_ORDERS)
    return _Rules(
        re.compile(rf"(?:{_alternatives(languages.values(), 'among')}){_ENDS}"),
        {name: re.compile("|".join(rules)) for name, rules in begins.items()} | _WORDLESS,
        re.compile(rf"(?:{_alternatives(languages.values(), *_ORDERS)})\b"),
        re.compile(rf"\b(?:{others}|{last})\b"),
        [
            (name, re.compile(rule))
            for code, words in languages.items()
            for name, rule in _pleas(code, words).items()
        ],
    )


def _alternatives(languages: Iterable[dict[str, str]], *names: str) -> str:
    return "|".join(words[name] for words in languages for name in names)


def _folded(value: str) -> str:
    """A list of alternatives on one line, folded as the texts are."""
    return folded("|".join(row.strip() for row in value.strip().splitlines()))


def _beginnings(words: dict[str, str]) -> dict[str, str]:
    return {
        "said": rf"(?:{words['lines']}){_ENDS}",
        PAYWALL: rf"(?:{words['paid']}){_ENDS}",
        "read more": rf"(?:{words['read']}) ?[:|»>→–—-]+ ?.{{2,160}}",
        "counter": rf"\(?\d[\d., ]*\)? ?(?:{words['comments']})"
        rf"|(?:{words['comments']}) ?:? ?\(?\d[\d., ]*\)?",
        "reading time": rf"(?:{words['time']}){_ENDS}",
        "photo credit": rf"\(?(?:{words['credit']}) ?: ?"
        rf"(?:{_NAMES}|.{{0,60}}\b{_AGENCY}\b.{{0,40}})\.?\)?",
        "fault": rf"(?:{words['fault']})\b.{{0,120}}",
    }


def _pleas(code: str, words: dict[str, str]) -> dict[str, str]:
    nobody = rf"(?!.*\b(?:{words['said']})\b)"
    quiet = r"[^«»„“”\"]"
    start = r"(?:.*[^\w ] ?)?" if code not in _VERB_LAST else r".*\b"

    def held(name: str) -> str:
        return rf"(?=.*\b(?:{words[name]})\b)"

    def plea(order: str, *objects: str, longest: int) -> str:
        ahead = "".join(map(held, objects))
        return rf"(?={quiet}{{1,{longest}}}\Z){nobody}{ahead}{start}(?:{words[order]})\b.*"

    return {
        "newsletter": plea("sign_up", "letter", longest=220),
        "follow us": plea("follow", "channel", "ours", longest=160),
        "share": plea("share", "friends", longest=140),
        "app": plea("get", "app", longest=140),
        "support": plea("give", "press", longest=200),
        "cookies": rf"(?={quiet}*\Z){nobody}{held('ours')}{held('uses')}{held('cookies')}.*",
        "copyright": rf"(?={quiet}{{1,160}}\Z){nobody}{held('rights')}.*",
    }
