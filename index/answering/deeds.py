"""What befell those who are counted: killed, hurt, missing. One number counts one of these.

So "12 dead" and "14 killed" can be compared, and "12 dead" and "14 injured" can't. Only what report
after report tells with a number or a day stands here; of other verbs nothing is known.
"""

import re
from collections.abc import Iterator

from index.records import Span

REACH = 12
"""Words within which a number's deed stands."""

CLOSE = 4
"""Words within which a day's does."""

JOINED = 4
"""Words that a comma or an "and" is worth, which stands between a deed and a number after it."""

SAID = "said"

# A deed and the words that tell it, by language; each ends where a word ends. What stands first
# wins where two fit: "shot dead" is dead.
_DEEDS = {
    "dead": (
        r"(?:shot|found|left) dead|fatally \w+|kill\w*|slain|dead(?!line)|die[sd]?|dying|deaths?",
        r"death tolls?|toll|fatalit\w+|lives|perish\w+|murder\w*|assassinat\w+",
        r"погиб\w*|убит\w*|убил\w*|убива\w+|умер\w*|жертв\w*",
        r"загинул\w*|вбит\w*|вбил\w*|помер\w*",
        r"قُ?تل\w*|مقتل|القتلى|قتلى|وفاة|توفي\w*|مصرع|ضحايا",
        r"öl(?:dü|en|ü|üm|dür)\w*|can kaybı|mort(?:e?s)?|tu(?:é|er|ant|ent)e?s?",
        r"muert[oae]s?|mur(?:ió|ieron)|mat(?:ó|aron|ados?|adas?)|falleci\w+",
        r"getötet\w*|tote?[nr]?|starb(?:en)?|gestorben|ums leben",
    ),
    "hurt": (
        r"injur\w+|wound\w+|hurt|hospital\w*|ранен\w*|пострада\w+|поранен\w*",
        r"جر(?:ح\w*|يح\w*)|أصيب\w*|إصابة|yaral\w+|bless(?:é|er|ant)e?s?|herid[oa]s?",
        r"verletzt\w*|verwundet\w*",
    ),
    "missing": (
        r"missing|unaccounted|пропал\w*|без вести|зник\w*|безвісти|مفقود\w*|kay[ıi]p",
        r"disparus?|desaparecid\w+|vermisst\w*",
    ),
    "arrested": (
        r"arrest\w*|detain\w*|captur\w+|imprison\w*|jailed|in custody",
        r"арест\w+|задерж\w+|заареш\w+|затрим\w+|اعتقل\w*|اعتقال|احتجز\w*|tutukla\w+|gözaltı\w*",
        r"arrêt(?:é|er)e?s?|deteni\w+|detuv\w+|festgenommen\w*|verhaftet\w*",
    ),
    "rescued": (
        r"rescu\w+|saved|спас\w+|врятова\w+|أنقذ\w*|إنقاذ|kurtar\w+|secour\w+|rescat\w+",
        r"gerettet\w*",
    ),
    "displaced": (
        r"evacu\w+|displac\w+|fled|flee(?:ing)?|homeless|эваку\w+|бежал\w*|беженц\w*|евакую\w+",
        r"نزح\w*|نازح\w*|إجلاء|tahliye|évacu\w+|evakuiert\w*",
    ),
    "infected": (
        r"infect\w*|cases|tested positive|заболе\w+|заражен\w*|إصابات|vaka\w*|contagi\w+",
        r"infiziert\w*",
    ),
    "dark": (
        r"without power|without electricity|lost power|power outages?|in the dark",
        r"knock\w* out power",
    ),
    "dismissed": (r"lay(?:ing)? off|laid off|layoffs?|job cuts|jobs|dismiss\w+|let go",),
    "destroyed": (
        r"destroy\w*|damag\w+|collaps\w+|разруш\w+|зруйнова\w+|دُ?مر\w*|yıkıl\w+|détrui\w+",
        r"destru\w+|zerstört\w*",
    ),
    "burned": (r"burn\w*|scorch\w*|charred|consumed|torched",),
    "contained": (r"contain\w*",),
    "launched": (r"fired|launch\w+|выпу\w+|أطلق\w*|fırlat\w+|lanzad\w+|abgefeuert",),
    "striking": (
        r"(?:on|to|went|go|going|gone|goes) (?:on )?strike|walk(?:ed|ing)? (?:out|off)",
        r"walkout|picket\w*|striking",
    ),
    "aboard": (r"aboard|on board|carrying|passengers",),
    "shot": (r"shot|shoot\w*|gunfire|opened fire",),
    "crashed": (r"crash\w*",),
    "erupted": (r"erupt\w*",),
    "ashore": (r"landfall|ashore",),
    "begun": (r"beg[aiu]n\w*|start\w*",),
    "ended": (r"end(?:ed|s|ing)?",),
    SAID: (
        r"said|says?|told|tells|according|announc\w+|report\w+|сообщ\w+|заяв\w+|повідом\w+",
        r"قال\w*|أعلن\w*|ذكر\w*|dedi|açıkla\w+|a déclaré|a dit|dijo|anunci\w+|sagte\w*|teilte\w*",
    ),
}
_PATTERN = re.compile(
    "|".join(
        rf"(?P<{name}>\b(?:{'|'.join(told).replace(' ', chr(92) + 's+')})\b)"
        for name, told in _DEEDS.items()
    ),
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_AND = re.compile(r",|\b(?:and|и|та|و|ve|et|y|und)\b")
_BREAK = re.compile(r"[;:!?…—–\n]|\.\s|\.$|,\s(?:while|whereas|although|but)\s", re.IGNORECASE)


def asked(question: str) -> str | None:
    """The deed that a question asks about, by its first word for one; None where it has none."""
    return next((name for name, _ in _deeds(question) if name != SAID), None)


def words(question: str) -> list[str]:
    """The words of a question that tell a deed, folded."""
    told = (question[span.start : span.end] for _, span in _deeds(question))
    return [word.casefold() for phrase in told for word in _WORD.findall(phrase)]


def all_told(text: str) -> set[str]:
    """The deeds that a text tells anywhere."""
    return {name for name, _ in _deeds(text)}


def told(sentence: str, figure: Span, *, is_day: bool = False) -> str | None:
    """The deed that stands nearest to a figure in its part of the sentence; None where none does.

    Args:
        sentence: the whole.
        figure: where the number or the day stands in it.
        is_day: whether it is a day, which may be that of saying it, and stands close to its deed.
    """
    start = max((m.end() for m in _BREAK.finditer(sentence) if m.end() <= figure.start), default=0)
    after = _BREAK.search(sentence, figure.end)
    end = after.start() if after else len(sentence)
    reach = CLOSE if is_day else REACH
    near = [
        (_distance(sentence, figure, span, is_joined=name == SAID), name)
        for name, span in _deeds(sentence)
        if start <= span.start and span.end <= end and (is_day or name != SAID)
    ]
    distance, name = min(near, default=(reach, None))
    return name if distance < reach else None


def _deeds(text: str) -> Iterator[tuple[str, Span]]:
    for match in _PATTERN.finditer(text):
        yield match.lastgroup or "", Span(start=match.start(), end=match.end())


def _distance(sentence: str, figure: Span, deed: Span, *, is_joined: bool) -> int:
    """How many words stand between them.

    A deed that is joined by a comma or an "and" is farther away: where it stands before the figure,
    and on either side where ``is_joined``: "on Sunday, they said".
    """
    first, last = sorted((figure, deed), key=lambda span: span.start)
    between = sentence[first.end : last.start]
    joints = len(_AND.findall(between)) if first is deed or is_joined else 0
    return len(_WORD.findall(between)) + JOINED * joints
