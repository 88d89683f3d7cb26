"""What every sentence stands on: its language, with that language's numbers, days and direction."""

from collections.abc import Mapping
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from bot import texts
from bot.messages import catalogs, direction

# Elsewhere the locale's own long form. English has the day first here, as the articles' outlets
# do; in Russian and Ukrainian it ends in an abbreviation, whose stop would meet the sentence's.
_DAY_FIRST = "d MMMM y"
_DAYS = {"en": _DAY_FIRST, "ru": _DAY_FIRST, "uk": _DAY_FIRST}
_FIRST_DAYS = {"fr": "d'er' MMMM y"}


class Voice:
    """One language, and how a sentence is said in it.

    Attributes:
        language: its code, one of `LANGUAGES`.
        is_right_to_left: whether it is written from right to left.
    """

    def __init__(self, language: str | None = None) -> None:
        self.language = catalogs.spoken(language)
        self.is_right_to_left = Locale(self.language).character_order == "right-to-left"
        self._catalog = catalogs.catalog(self.language)

    def gettext(self, message: str, **values: str | int) -> str:
        """An English sentence in this language.

        Args:
            message: as it stands in the catalogs, with named placeholders.
            values: what to put into them. Numbers are written as the language does.
        """
        return self._filled(self._catalog.gettext(message), values)

    def ngettext(self, one: str, many: str, count: int, **values: str | int) -> str:
        """An English sentence with a number, in this language's form for that number.

        Args:
            one: the sentence for 1.
            many: the sentence for any other number.
            count: the number; it stands in ``{count}``.
            values: what else to put into the sentence.
        """
        form = self._catalog.ngettext(one, many, count)
        return self._filled(form, {"count": count, **values})

    def number(self, number: int) -> str:
        """A number with its thousands parted."""
        return format_decimal(number, locale=self.language)

    def day(self, day: date | None) -> str:
        """A day, or that there is none."""
        if day is None:
            return self.gettext("undated")
        written = _DAYS.get(self.language, "long")
        if day.day == 1:
            written = _FIRST_DAYS.get(self.language, written)
        return format_date(day, written, locale=self.language)

    def language_name(self, code: str | None) -> str:
        """A language's own name; for None, that each person's own language is spoken."""
        if code is None:
            return self.gettext("Of whoever asks")
        try:
            return Locale.parse(code, sep="-").get_display_name() or code
        except (UnknownLocaleError, ValueError):
            return code

    def lead(self, text: str) -> str:
        """What a line that quotes ``text`` begins with, so that it is aligned as ``text`` is."""
        turned = self.is_right_to_left and direction.is_right_to_left(text)
        return direction.MARK if turned else ""

    def line(self, text: str) -> str:
        """A line put together of commands and the bot's own words, readable in its direction."""
        return direction.aligned(direction.steered(text)) if self.is_right_to_left else text

    def _filled(self, sentence: str, values: Mapping[str, str | int]) -> str:
        if self.is_right_to_left:
            sentence = direction.steered(sentence)
        if values:
            sentence = sentence.format_map({name: self._put(v) for name, v in values.items()})
        return direction.aligned(sentence) if self.is_right_to_left else sentence

    def _put(self, value: str | int) -> str:
        """A value as it stands in a sentence, whose order it leaves as it is."""
        if isinstance(value, int):
            return self.number(value)
        return direction.isolated(value) if self.is_right_to_left else texts.isolated(value)


class Sentence:
    """A sentence without a gap: an attribute that reads as each language says it.

    On the class itself it reads in English.
    """

    def __init__(self, english: str) -> None:
        self._english = english

    def __get__(self, voice: Voice | None, owner: type) -> str:
        return self._english if voice is None else voice.gettext(self._english)
