"""Words that numbers are told with, in the languages of reports: see `index.answering.amounts`."""

import re

from index.wording.vocabulary import word_set


def _named(table: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words.split()}


_SMALL = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
VALUES = {word: 10 * place for place, word in enumerate(_TENS.split())} | {
    word: place for place, word in enumerate(_SMALL.split())
}
"""English number words: in other languages, only numbers in digits are marked as answers."""

SCALES = {
    word: scale
    for scale, words in {
        12: "dozen dozens",
        100: "hundred hundreds hundert yüz cent cents",
        1_000: "thousand thousands k тыс тысяч тысяча тысячи тисяч тисяча тисячі ألف ألفا آلاف الف"
        " bin mille mil tausend",
        10**6: "million millions mn m mln млн миллион миллиона миллионов мільйон мільйона мільйонів"
        " مليون ملايين milyon millón millones millionen",
        10**9: "billion billions bn b млрд миллиард миллиарда миллиардов мільярд мільярда"
        " мільярдів مليار مليارات milyar milliard milliards milliarden",
        10**12: "trillion trillions trn tn трлн триллион триллиона триллионов трильйон трильйона"
        " трильйонів تريليون trilyon",
    }.items()
    for word in words.split()
}

CURRENCIES = _named(
    {
        "$": "$ dollar dollars usd доллар доллара долларов долар долара доларів دولار دولارا dolar"
        " dólar dólares",
        "€": "€ euro euros eur евро євро يورو avro",
        "£": "£ pound pounds gbp",
        "¥": "¥ yen yuan",
    }
)
SHARES = _named({"%": "% ٪ процент процента процентов відсоток відсотка відсотків yüzde prozent"})

TO = word_set("to or – до или або إلى أو à ou a o bis oder ila veya")
"""What stands between the ends of a range."""

IGNORED = word_set(
    "a an and of the in at on least most more than about around nearly almost approximately roughly"
    " some estimated up only just over under other others another further additional"
    " и й та و ve et y und"
)
"""What is neither a number nor counted."""

ROUGHLY = re.compile(
    r"\b(?:about|around|nearly|almost|approximately|roughly|some|estimated|close\s+to|dozens?"
    r"|около|примерно|почти|порядка|близько|майже|приблизно|حوالي|نحو|قرابة|yaklaşık|environ"
    r"|près\s+de|presque|cerca\s+de|unos|unas|casi|etwa|rund|fast|ungefähr)\b",
    re.IGNORECASE,
)
MORE = re.compile(
    r"\b(?:more\s+than|(?:great|high)er\s+than|over|более|больше|свыше|понад|більше|أكثر\s+من|fazla"
    r"|plus\s+de|más\s+de|mehr\s+als|über)\b",
    re.IGNORECASE,
)
LESS = re.compile(
    r"\b(?:(?:less|fewer|lower)\s+than|under|up\s+to|at\s+most|as\s+(?:many|much)\s+as|менее|меньше"
    r"|менше|أقل\s+من|moins\s+de|menos\s+de|weniger\s+als|bis\s+zu)\b",
    re.IGNORECASE,
)
