"""Text folded for comparing words however they are written."""

import unicodedata


def folded(text: str) -> str:
    """Without case, accents, dots over i's and Arabic vowel signs; digits and white space plain."""
    lowered = text.casefold()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFKD", lowered).translate(_PLAIN)
    return " ".join(lowered.split())


class _Plain(dict[int, str]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, number: int) -> str:
        character = chr(number)
        if unicodedata.combining(character):
            plain = ""
        elif character.isdecimal():
            plain = str(unicodedata.decimal(character))
        else:
            plain = character
        self[number] = plain
        return plain


_PLAIN = _Plain({ord("ı"): "i", ord("’"): "'", ord("ʼ"): "'", ord("\u0640"): ""})
