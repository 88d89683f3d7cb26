"""Which language a text is in, where nothing says it."""

import re
from functools import lru_cache

_MIN_LETTERS = 80
"""Below it a guess is little better than a throw of dice."""

_SAMPLE = 4000
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def code(tag: str | None) -> str | None:
    """The ISO 639 code in a language tag: ``en`` from ``en-US``; None for anything else."""
    match = _CODE.fullmatch(tag.strip()) if tag else None
    return match[1].lower() if match else None


def identify(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None for a text too short to tell."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS:
        return None
    # Half a second of unpacking its model, which a page that names its language need not wait for.
    import py3langid

    language, _ = py3langid.classify(sample)
    # "zxx" and the like stand for what is no language.
    return str(language) if len(language) == 2 else None


ASKED_IN = ("ar", "de", "en", "es", "fr", "ru", "tr", "uk")
"""The languages that a question is told to be in, if it is in one of them."""

_MARGIN = 3.0
"""By how much a language must be likelier than the next, as a logarithm: twenty times."""

_MIN_WORDS = 4


@lru_cache(maxsize=256)
def of_question(text: str) -> str | None:
    """The language of a question among `ASKED_IN`; None where that is not certain."""
    if len(text.split()) < _MIN_WORDS:
        return None
    import py3langid

    scores = {str(name): float(score) for name, score in py3langid.rank(text[:_SAMPLE])}
    (score, name), (second, _) = sorted(((scores[n], n) for n in ASKED_IN), reverse=True)[:2]
    return name if score - second >= _MARGIN else None
