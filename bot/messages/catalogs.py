"""The catalogs of what the bot says: ``bot/locales/*.po``, read once and kept in memory."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
"""The language that the sentences are written in; it needs no catalog."""

LANGUAGES = (SOURCE, "ar", "ru", "uk", "fr", "es", "tr")
"""The languages that the bot speaks. Each but the first has its catalog."""


def spoken(code: str | None) -> str:
    """The language to speak to somebody whose Telegram is set to ``code``.

    Args:
        code: an IETF language tag as Telegram gives it ("pt-br"), or None where it gives none.
    """
    base = (code or SOURCE).replace("_", "-").partition("-")[0].lower()
    return base if base in LANGUAGES else SOURCE


@cache
def catalog(language: str) -> NullTranslations:
    """The sentences in one of `LANGUAGES`.

    They are compiled when they are first needed, so that no binary stands beside the text.
    """
    if language == SOURCE:
        return NullTranslations()
    source = resources.files("bot") / "locales" / f"{language}.po"
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
