"""Text folded for comparing words however they are written."""

import unicodedata


def folded(text: str) -> str:
    """Without case, accents, dots over i's and Arabic vowel signs; digits and white space plain."""
    lowered = text.casefold()
    if not lowered.isascii():
        plain = unicodedata.normalize("NFKD", lowered.replace("ı", "i"))
        lowered = "".join(_plain(c) for c in plain if not unicodedata.combining(c))
    return " ".join(lowered.replace("\u0640", "").replace("’", "'").split())


def _plain(character: str) -> str:
    """Arabic-Indic and other digits as those of ASCII."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character
