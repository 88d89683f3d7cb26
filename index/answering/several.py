"""Does a question ask for several things, and which sentences then stand beside each other?"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from index.results import Hit
from index.wording.question_words import is_english
from index.wording.vocabulary import word_set

MOST = 5
ALIKE = 0.6
"""Two sentences of which more words than this are in both tell the same."""

_FIRST = re.compile(r"\b(?:who|whom|whose|which|what|when|where|why|how)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"^\W*(?:please\s+)?(?:list|enumerate|(?:give|show|tell)(?:\s+(?:me|us))?\s+(?:a\s+list|all))\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"^\W*(?:please\s+)?name\b(.*)", re.IGNORECASE | re.DOTALL)
_WERE_THE = re.compile(r"^(?:are|were)\s+(?:the|these|those)\s+(.*)", re.IGNORECASE | re.DOTALL)
_OF_THE = re.compile(
    r"^of\s+(?:the|these|those)\b.*\b(?:are|were|have)\b", re.IGNORECASE | re.DOTALL
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_PAUSE = re.compile(r"[,;:?()]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

_ONE_THING = re.compile(r"\b(?:called|named|for|about|like)\W*$", re.IGNORECASE)
"""How a question ends that asks for one thing about several: "what are these posts called?"."""

# A noun phrase ends with one of these.
_ENDS = word_set(
    "is are was were be been has have had do does did will would can could shall should may might"
    " must in on at of to from by with for about after before during since who that which and or"
    " near under over against"
)
_PLURALS = word_set("people men women children")
# What follows a noun at once, beside the words that end its phrase and verbs in -ed.
_PASTS = word_set(
    "won lost fell led took fled spoke said met went came made gave sent shot fought held left"
    " became began blew burnt burned got hit put sank saw sought told struck"
)
# They end with an s and are no plural, or no things to be listed.
_SINGULARS = word_set(
    "news series species politics economics physics mathematics means headquarters its his this"
    " chances odds always perhaps texas paris damascus hamas isis us"
)
_VERBS = word_set(
    "causes makes happens means comes goes says takes gives needs remains keeps lies gets does"
    " counts works brings leads drives explains separates connects defines runs owns holds wants"
    " plays becomes sets"
)
_BEFORE_NOUNS = word_set(
    "the these those some a of two three four five six seven eight nine ten many all other"
    " further more senior top high"
    " foreign local new old major main key different big large small likely possible specific"
    " military rebel terrorist terror militant jihadist government enemy oil army security drone"
    " air bomb war news police state city company car armed wanted"
)
_ADJECTIVE = re.compile(r"(?:al|ic|ian|ish|ese|ous|ive|ern|can|est|ior|less|ful|ary|ing)$")

_ELSEWHERE = re.compile(
    r"^\W*(?:[а-яіїєґ]{1,3}\s+)?(?:какие|каких|какими|які|яких|якими)\s+(?!шанс)"
    r"|^\W*(?:кто|хто)\s+(?:были|були|эти|ці|такие|такі)\b"
    r"|^\W*(?:назови|перечисли|назвіть|перелічіть|перерахуйте)"
    r"|^\W*[ول]?(?:من\s+(?:هم|هما|هنّ?)\b|اذكر|عد[ّ]د\s|(?:ما\s+هي|أي)\s+ال?\w+ات\b|أي\s+ال\w+(?:ين|ون)\b)"
    r"|^\W*kimler\b|\bhangi\s+(?:\w+\s+){0,2}?\w+l[ae]r(?:[ıiae]|d[ae]n?|[ıi]n)?\b|^\W*(?:listele|sırala)"
    r"|^\W*(?:\w{1,5}\s+)?(?:lesquel(?:le)?s|quel(?:le)?s)\b(?!\s+(?:sont\s+|étaient\s+)?les\s+(?:chances|risques)\b)"
    r"|^\W*qui\s+(?:sont|étaient|furent)\s+les\b|^\W*(?:listez|nommez|citez|énumérez)\b"
    r"|^\W*(?:\w{1,5}\s+)?(?:cuáles|quiénes)\b(?!\s+son\s+las\s+(?:prob|posib))"
    r"|^\W*(?:\w{1,5}\s+)?qué\s+(?:\w+\s+)?\w{2,}[aeoñlrdnz]e?s\b(?<!\bes)"
    r"|^\W*(?:enumera|nombra|menciona|haz una lista)\b"
    r"|^\W*(?:in\s+)?welche\s+\w.*\b(?:sind|waren|wurden|werden|haben|hatten|starben|kamen)\b"
    r"|^\W*wer\s+(?:sind|waren)\s+die\b|^\W*(?:nenne?|liste|zähle?)\b",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Whether a question asks for several things: "which leaders", "what cities", "list the …".

    Not "which leader", "how many leaders" or "what are the chances". English first; the other
    languages as far as a word at the question's beginning tells.
    """
    text = question.strip()[:1000]
    if not text:
        return False
    if _LISTED.search(text) or (_ELSEWHERE.search(text) and not is_english(text)):
        return True
    # What stands before it only leads up to the question.
    text = _SENTENCE.split(text)[-1]
    if named := _NAMED.match(text):
        return _is_plural(named.group(1))
    first = _FIRST.search(text)
    return first is not None and _asks(first.group().casefold(), text[first.end() :].lstrip())


def _asks(word: str, rest: str) -> bool:
    """Whether a question asks for several things that goes on so after its question word."""
    if word not in {"who", "which", "what"}:
        return False
    if those := _WERE_THE.match(rest):
        return _is_plural(those.group(1)) and not _ONE_THING.search(rest)
    if word == "which" and _OF_THE.match(rest):
        return True
    return word != "who" and _is_plural(rest)


def _is_plural(phrase: str) -> bool:
    """Whether a text begins with a noun phrase in the plural."""
    phrase = _PAUSE.split(phrase, maxsplit=1)[0]
    for word, following in pairwise([*_WORD.findall(phrase), ""][:9]):
        if word.casefold() in _ENDS | _VERBS:
            return False
        if _is_plural_noun(word) and _may_follow(following):
            return True
        if not _may_precede(word):
            return False
    return False


def _is_plural_noun(word: str) -> bool:
    plain = word.casefold()
    if plain in _PLURALS:
        return True
    if word[0].isupper() or plain in _SINGULARS or len(plain) < 4 or not plain.endswith("s"):
        return False
    return not plain.endswith(("ss", "us", "is", "'s", "’s"))


def _may_follow(word: str) -> bool:
    """Whether a noun phrase may have ended before this word: not "sports" before "league"."""
    plain = word.casefold()
    return not plain or plain in _ENDS | _PASTS or plain.endswith("ed")


def _may_precede(word: str) -> bool:
    """Whether a noun may still follow: after a name, a numeral or an adjective."""
    plain = word.casefold()
    if plain.endswith(("'s", "’s")):
        return False  # "which country's leaders" asks for a country
    if plain in _BEFORE_NOUNS or plain.startswith("al-") or word[0].isupper() or word.isdigit():
        return True
    return _ADJECTIVE.search(plain) is not None


def select(hits: Sequence[Hit], limit: int = MOST) -> tuple[Hit, ...]:
    """The sentences to show beside each other, by the day of publication; undated ones last.

    Args:
        hits: those that are good enough to answer, best first.
        limit: how many at most.

    Returns:
        The best, each from an article of its own, none that tells what a better one tells.
    """
    chosen: list[Hit] = []
    for hit in hits:
        if len(chosen) >= limit:
            break
        if _words(hit) and not any(_same(hit, other) for other in chosen):
            chosen.append(hit)
    return by_date(chosen)


def by_date(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Hits by their report's day of publication; undated ones last."""
    return tuple(sorted(hits, key=lambda hit: hit.article.published or date.max))


def _same(one: Hit, other: Hit) -> bool:
    return one.article.id == other.article.id or _overlap(_words(one), _words(other)) > ALIKE


def _words(hit: Hit) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(hit.quote))


def _overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """The share of all words that both have."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second)
