"""Text made fit for storing and for comparing."""

import hashlib
import re
import unicodedata
from dataclasses import replace

from index.records import Draft

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def cleaned(draft: Draft) -> Draft:
    """The draft without characters that UTF-8 has no bytes for, and without NUL.

    Each becomes one U+FFFD, so that places in the text stay where they are.
    """
    return replace(
        draft,
        title=storable(draft.title),
        text=storable(draft.text),
        url=_optional(draft.url),
        outlet=_optional(draft.outlet),
        author=_optional(draft.author),
        language=_optional(draft.language),
        external_id=_optional(draft.external_id),
    )


def text_hash(text: str) -> str:
    """The same for texts that differ in white space, case or Unicode's composition alone."""
    return hashlib.sha256(" ".join(folded(text).split()).encode()).hexdigest()


def folded(text: str | None) -> str:
    """For comparing without regard to case or composition; nothing is like ""."""
    return unicodedata.normalize("NFC", (text or "").casefold())


def storable(text: str) -> str:
    """The text with U+FFFD for each lone surrogate and NUL: it can be encoded and stored."""
    return _UNSTORABLE.sub("\ufffd", text)


def _optional(text: str | None) -> str | None:
    """An empty statement is none."""
    return storable(text) if text and text.strip() else None
