"""Words for days, months, numbers and times in the languages that people ask in, as patterns.

English has its own patterns, since its months and weekdays are capitalised and some of them are
ordinary words. The others are Russian, Ukrainian, Arabic, Turkish, French, Spanish and German.
"""

UPPER = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
"""The capitals of the Latin, Greek and Cyrillic alphabets, for a character class."""

YEAR = r"(?:(?:19|20)\d\d|(?:١٩|٢٠)\d\d)"

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\."
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|twenty|thirty"
    r"|forty|fifty|hundreds?|thousands?|millions?|billions?|half)"
)

_MONTHS_ELSEWHERE = {
    "ru": r"январ[ьяею]|феврал[ьяею]|март[ае]?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]"
    r"|август[ае]?|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею]",
    "uk": r"(?:січ|берез|квіт|трав|черв|лип|серп|верес|жовт|груд)(?:ень|ня|ні)|лют(?:ий|ого|ому)"
    r"|листопад[аі]?",
    "ar": r"يناير|فبراير|مارس|[أاإ]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر"
    r"|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|(?:كانون|تشرين) (?:الأول|الثاني)",
    "tr": r"ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık",
    "fr": r"janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre"
    r"|d[ée]cembre",
    "es": r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre"
    r"|diciembre",
    "de": r"Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember",
}
_WEEKDAYS_ELSEWHERE = {
    "ru": r"понедельник[аеу]?|вторник[аеу]?|сред[аеуы]|четверг[аеу]?|пятниц[аеуы]|суббот[аеуы]"
    r"|воскресень[еюя]",
    "uk": r"понеділ(?:ок|ка|ку)|вівтор(?:ок|ка|ку)|серед[ауі]|четверга?|п['’]ятниц[яюі]"
    r"|субот[ауі]|неділ[яюі]",
    "ar": r"ال(?:[إا]ثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة|سبت|[أا]حد)",
    "tr": r"pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar",
    "fr": r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "es": r"lunes|martes|miércoles|jueves|viernes|sábado|domingo",
    "de": r"Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag",
}
_NUMBERS_ELSEWHERE = {
    "ru": r"дв[аоеу]\w*|три|четыр\w+|пять|шесть|семь|восемь|девять|десят\w+|сто|сот(?:ен|ни)"
    r"|тысяч\w*|миллион\w*",
    "uk": r"дв[аіо]\w*|чотири|п['’]ять|шість|сім|вісім|дев['’]ять|тисяч\w*|мільйон\w*",
    "ar": r"[اإ]ثن(?:ان|ين)|ثلاثة?|[أا]ربعة?|خمسة?|ستة?|سبعة?|ثماني?ة?|تسعة?|عشرة?|عشرات|مئ?ات"
    r"|[آأا]لاف|مليون",
    "tr": r"iki|üç|dört|beş|altı|yedi|sekiz|dokuz|yüz|milyon",
    "fr": r"deux|trois|quatre|cinq|sept|huit|neuf|dix|vingt|cent|mille|millions?",
    "es": r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|cien|mil|millones",
    "de": r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwanzig|hundert|tausend|Millionen",
}

MONTH_ELSEWHERE = f"(?:{'|'.join(_MONTHS_ELSEWHERE.values())})"
WEEKDAY_ELSEWHERE = f"(?:{'|'.join(_WEEKDAYS_ELSEWHERE.values())})"
NUMBER_ELSEWHERE = f"(?:{'|'.join(_NUMBERS_ELSEWHERE.values())})"


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written on one line."""
    return frozenset(words.split())
