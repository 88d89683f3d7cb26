"""Which language a text is in, where nothing says it."""

import re

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
