"""What a question asks for in Russian, Ukrainian, Arabic, Turkish, French, Spanish and German.

Cheap: a language is not told first, its question words are looked for. Words that are something
else in another place count only where a question begins, with a preposition before them or without.
"""

import re

from index.wording.vocabulary import word_set

# A question with one of these is English, whatever else it holds: "What did Kim Jong Un say?"
_ENGLISH = re.compile(
    r"\b(?:the|is|were|did|does|has|of|and|with|from|by|what|which|who|whom|whose|how|when|where"
    r"|why|said|there|their|his|they|this|that|been|about|told|killed|after|any|not)\b",
    re.IGNORECASE,
)
_POINTING = re.compile("[\u064b-\u065f\u0670\u0640]")
"""Arabic's vowel signs and the stretching stroke, which some write and most don't."""

_START = r"^\W*(?:(?:à|de|par|avec|pour|chez|en|a|con|por|para|desde|hasta|et|y|und)\s+)?"

# Kind -> what asks for it, a language a line. The first that fits counts: "в котором часу" asks
# for the time of day, though it also holds "в котором".
_ASKS = {
    "time of day": (
        r"\b(?:во\s+сколько|в\s+котором\s+часу|в\s+како[ей]\s+время)\b",
        r"\b(?:о\s+котрій|в\s+який\s+час|у\s+який\s+час)\b",
        r"أي\s+(?:ساعة|وقت)|كم\s+الساعة",
        r"\bsaat\s+kaç",
        r"\bquelle\s+heure\b",
        r"\bqu[ée]\s+hora\b",
        r"\b(?:wie\s*viel\s+uhr|wie\s+spät|welcher\s+uhrzeit|welche\s+uhrzeit)\b",
    ),
    "number": (
        r"\bсколь(?:ко|ких|ким|кими)\b|\bскільк(?:и|ох|ом|ома)\b",
        r"(?:^|\s|ب)كم\b|ما\s+عدد",
        r"\b(?:kaç|ne\s+kadar)\b",
        r"\bcombien\b",
        r"\bcuánt[oa]s?\b|" + _START + r"cuant[oa]s?\b",
        r"\b(?:wie\s*viele?n?|wie\s+(?:alt|lange|groß|weit|hoch|oft))\b",
    ),
    "date": (
        r"\bкогда\b|\bв\s+како[мй]\s+(?:году|месяце|день)\b|\bкакого\s+числа\b",
        r"\bколи\b|\b(?:якого|якому)\s+(?:року|дня|числа|місяця|році)\b",
        r"(?:^|\s)متى\b|أي\s+(?:يوم|عام|سنة|شهر|تاريخ)",
        r"\bne\s+zaman\b|\bhangi\s+(?:gün|tarih|yıl|ay)",
        _START + r"quand\b|\bquel(?:le)?\s+(?:jour|date|année|mois)\b",
        r"\bcuándo\b|" + _START + r"cuando\b|\bqu[ée]\s+(?:día|fecha|año|mes)\b",
        r"\bwann\b|\bwelche[mnrs]?\s+(?:tag|jahr|datum|monat)\b",
    ),
    "reason": (
        r"\b(?:почему|зачем|отчего)\b",
        r"\b(?:чому|навіщо)\b",
        r"لماذا|ما\s+سبب",
        r"\b(?:neden|niçin|niye)\b",
        r"\bpourquoi\b",
        r"\bpor\s+qué\b",
        r"\b(?:warum|wieso|weshalb)\b",
    ),
    "place": (
        r"\b(?:где|куда|откуда)\b|\bв\s+как(?:ом|ой)\s+(?:городе|стране|деревне|провинции|районе)\b",
        r"\b(?:де|куди|звідки)\b|\b(?:якому|якій)\s+(?:місті|країні|селі|провінції)\b",
        r"(?:^|\s)[إو]?(?:لى\s+)?أين\b|أي\s+(?:مدينة|بلد|دولة|قرية|محافظة|منطقة)",
        r"\bnere(?:de|ye|den|si)\w*|\bhangi\s+(?:şehir|ülke|köy|il)",
        r"^\W*(?:d['’]|par\s+|vers\s+)?où\b|\bquel(?:le)?\s+(?:pays|ville|village|région)\b",
        r"\ba?dónde\b|" + _START + r"donde\b|\bqu[ée]\s+(?:país|ciudad|pueblo|provincia|región)\b",
        r"(?-i:\bwo\b)|^\W*wo\b|\b(?:wohin|woher)\b|\bwelche[mnrs]?\s+(?:stadt|land|dorf|ort|provinz|region)\b",
    ),
    "person": (
        r"\b(?:кто|кого|кому|кем|чей|чья|чьи)\b",
        r"\b(?:хто|ким|чий|чия|чиї)\b",
        # Elsewhere than at the start it is "from".
        r"^\W*[ول]?من\b(?!\s+(?:أين|متى|أي)\b)",
        # With a capital it may be a Korean's name.
        r"\b(?-i:kim)\b|\bkim(?:i|e|in|den|di|dir|ler\w*)\b|^\W*kim(?-i:(?=\s.*[çğıöşü]))",
        _START + r"qui\b",
        r"\bquién(?:es)?\b|" + _START + r"quien(?:es)?\b",
        r"(?-i:\bwe[nm]\b)|^\W*we[nm]\b|\b(?:wer|wessen)\b",
    ),
}
_COMPILED = [
    (kind, re.compile("|".join(patterns), re.IGNORECASE)) for kind, patterns in _ASKS.items()
]

QUESTION_WORDS = word_set("""
who whom whose what which when where why how did does do is are was were has have had can could
will would should the a an in on at of for from by with to and or after before during since
according i it he she they there this that wer wen wem was wann wo wohin woher wie warum wieso
welche welcher welches welchem welchen hat haben ist sind war waren wurde wurden der die das den
dem des ein eine in im am auf bei von zu und nach vor seit mit qui que quoi quel quelle quels
quelles quand où comment combien pourquoi est ont le la les un une des du de dans en au aux sur
par pour et après avant depuis quién quiénes qué cuál cuáles cuándo dónde cómo cuánto cuántos
cuánta cuántas por el los las una del en a al con y kim kimi kimin ne neden nerede nereye nasıl
hangi kaç niçin niye bir bu ve ile кто кого кому кем что чего чем где куда откуда когда как какой
какая какое какие каким сколько скольких почему зачем чей в во на с со из за по о об от до и не
был была были хто що чого чим де куди звідки коли як який яка яке які яким скільки скількох чому
навіщо чий у з із зі від про та й من ما ماذا متى أين كيف كم لماذا هل في على إلى عن مع هو هي التي
الذي الذين كان كانت قتل هذا هذه ذلك بعد قبل عند بين حتى منذ خلال الى أي أو ثم قد لم لن وقد كما غير
عدد حين الذى وهو وهي اسم
""")
"""Those that ask and what stands beside them in any of the languages: they call nothing by name."""


def kind(question: str) -> str | None:
    """The kind of thing that a question in one of these languages asks for; None if not known."""
    if is_english(question):
        return None
    # A long text is no question, and its end doesn't change what it asks for.
    plain = _POINTING.sub("", question[:1000])
    return next((kind for kind, asks in _COMPILED if asks.search(plain)), None)


def is_english(question: str) -> bool:
    """Whether a question holds a word that only English has."""
    return _ENGLISH.search(question) is not None
