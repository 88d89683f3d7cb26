"""Bytes -> text -> text without the characters that nobody sees.

Pages and files lie about their encoding, so a declared one is only the first that is tried.
"""

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import ExtractionError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read these labels as (WHATWG Encoding, section 4.2).
_ALIASES = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}
# Python has codecs that are no encodings of text, and some that take quadratic time.
_ENCODINGS = re.compile(
    r"utf-(?:8|16|32)\S*|iso8859-\d+|iso2022_\S+|cp\d+|koi8-\w|mac-\w+|gb\w+|big5\S*|euc_\w+"
    r"|shift_jis\S*|tis-620|ascii|johab"
)
# What texts are found in nowadays. DOS and Macintosh code pages only win by accident.
_LIKELY = [f"cp125{number}" for number in range(9)] + [
    *("koi8_r", "koi8_u", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
]
_WIDE_ENOUGH = 10
"""Pairs of bytes; in fewer, the zeros of UTF-16 may as well be strays."""

_SAMPLE = 64 * 1024
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE
)
_XML_ENCODING = re.compile(
    rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]{2,40})""", re.IGNORECASE
)

_NO_TEXT_SHARE = 0.03
"""Above this share of control and replacement characters it was never text."""

_A_FEW = 3
"""So many control characters are an accident in any text, however short."""

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028]")
# C0 and C1 controls; soft hyphen; zero-width space, word joiner, BOM; marks and overrides of
# direction; interlinear annotation. ZWNJ and ZWJ stay: Persian, Indic scripts and emoji need them.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    r"\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_STRANGE = re.compile(r"[\x00-\x08\x0e-\x1a\x7f-\x84\x86-\x9f\ufffd]")


def decode(data: bytes, charset: str | None = None) -> str:
    """Decode by BOM, as UTF-8 if it is that, by what was declared, or by what it looks like.

    UTF-8 comes before what was declared: other encodings' bytes don't form it by chance, while
    servers declare their default for every file.

    Args:
        data: the bytes of a text.
        charset: the encoding that the server or the page named, if any.

    Raises:
        ExtractionError: it is no text in any encoding.
    """
    text = _decoded(data, charset)
    if len(_STRANGE.findall(text)) > max(_NO_TEXT_SHARE * len(text), _A_FEW):
        raise ExtractionError(
            "this is binary data, or text in an unknown encoding; save it as text in UTF-8"
        )
    return text


def declared(data: bytes) -> str | None:
    """The encoding that an HTML page names in its first two kilobytes."""
    match = _META_CHARSET.search(data[:2048]) or _XML_ENCODING.search(data[:2048])
    return match[1].decode("ascii") if match else None


def clean(text: str) -> str:
    """One kind of line end, no characters that nobody sees, nothing that can't be stored.

    A line feed ends a line; a paragraph separator becomes an empty line; lone surrogates, which no
    file can hold, become U+FFFD.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    return _SURROGATES.sub("\ufffd", _UNSEEN.sub("", text))


def _decoded(data: bytes, charset: str | None) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    # ISO-2022 is the one family that reads as UTF-8 too, being plain ASCII with escapes.
    escaped = charset if b"\x1b" in data[:_SAMPLE] else None
    for name in (_wide(data), escaped, "utf-8", charset):
        text = _strictly(data, name)
        if text is not None:
            return text
    damaged = data.decode("utf-8", errors="replace")
    bad = damaged.count("\ufffd")
    sound = sum(1 for character in damaged if character > "\x7f") - bad
    if sound > 10 * bad:  # UTF-8 with a few bytes lost, not another encoding
        return damaged
    guess = _guessed(data[:_SAMPLE])
    return data.decode(guess, errors="replace") if guess else damaged


def _guessed(sample: bytes) -> str | None:
    """What the bytes look like; Western European where nothing else looks better than that."""
    guesses = from_bytes(sample, cp_isolation=_LIKELY)
    best = guesses.best()
    if best is None:
        return None
    western = (guess for guess in guesses if "cp1252" in guess.could_be_from_charset)
    return "cp1252" if any(guess.chaos <= best.chaos for guess in western) else best.encoding


def _strictly(data: bytes, name: str | None) -> str | None:
    """Decode by that name, or None where it is unknown or doesn't fit."""
    if not name:
        return None
    try:
        encoding = codecs.lookup(name).name
        if not _ENCODINGS.fullmatch(encoding):
            return None
        return data.decode(_ALIASES.get(encoding, encoding))
    except (LookupError, ValueError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a BOM shows by its zero bytes, all of them on one side."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < _WIDE_ENOUGH or len(data) % 2:
        return None
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > 0.3 * half and low < 0.02 * half:
        return "utf-16-le"
    if low > 0.3 * half and high < 0.02 * half:
        return "utf-16-be"
    return None
