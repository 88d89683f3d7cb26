"""Which kind of document this is: by its name, by what a server says, by its first bytes."""

import re
from pathlib import PurePath

HTML = "text/html"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
PDF = "application/pdf"
JSONL = "application/jsonl"
JSON = "application/json"
"""One article as a JSON object: a line of JSON Lines."""

FEED = "application/xml"
"""RSS, Atom or RDF; which of them, its reader sees."""

_SUFFIXES = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
}
READABLE = ".txt, .md, .html, .pdf and .jsonl, each also with .gz"

_SERVED = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "text/plain": TEXT,
    "text/markdown": MARKDOWN,
    "text/x-markdown": MARKDOWN,
    "application/pdf": PDF,
    "application/x-pdf": PDF,
    "application/jsonl": JSONL,
    "application/jsonlines": JSONL,
    "application/x-jsonlines": JSONL,
    "application/x-ndjson": JSONL,
    "application/ndjson": JSONL,
}
# Feeds are served as anything textual, and a page may name the feeds of its site.
_SERVED_FEEDS = {
    "",
    "application/atom+xml",
    "application/octet-stream",
    "application/rdf+xml",
    "application/rss+xml",
    "application/x-rss+xml",
    "application/xhtml+xml",
    "application/xml",
}
_FEED_ROOT = re.compile(rb"<(?:rss|(?:\w+:)?feed|rdf:RDF)[\s>]", re.IGNORECASE)
# What people do hand over by mistake, with what they can do about it.
_MAGIC = (
    (b"%PDF-", PDF),
    (b"PK\x03\x04", "a ZIP archive or an office document; save it as text or PDF"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as text or PDF"),
    (b"{\\rtf", "an RTF document; save it as text or PDF"),
    (b"\x89PNG", "a picture; type its text into a file"),
    (b"\xff\xd8\xff", "a picture; type its text into a file"),
    (b"GIF8", "a picture; type its text into a file"),
    (b"\x1f\x8b", "gzip inside gzip; unpack it first"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)


def of_name(name: str) -> str | None:
    """The media type by the suffix, ``.gz`` set aside; None for one that isn't known."""
    path = PurePath(name)
    if path.suffix.lower() == ".gz":
        path = PurePath(path.stem)
    return _SUFFIXES.get(path.suffix.lower())


def served(content_type: str, path: str) -> str | None:
    """The media type that a server's ``Content-Type`` stands for.

    Servers that hand out files say ``text/plain`` to all of them, so there the path decides.

    Returns:
        ``""`` where the server says nothing, None where it names a type that isn't read.
    """
    bare = content_type.partition(";")[0].strip().lower()
    if bare in {"", "application/octet-stream"}:
        return of_name(path) or ""
    known = _SERVED.get(bare)
    return (of_name(path) or TEXT) if known == TEXT else known


def sniffed(data: bytes) -> str:
    """The media type by the first bytes; ``text/plain`` where nothing speaks against it."""
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"%PDF-"):
        return PDF
    lowered = start.lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml", b"<!--")):
        return HTML
    if b"<html" in lowered:
        return HTML
    if start.startswith(b'{"') and b'"text"' in data[: 64 * 1024]:
        return JSONL
    return TEXT


def served_as_feed(content_type: str, path: str) -> str | None:  # noqa: ARG001 - as `served` is called
    """The media type where a feed was asked for: ``""``, for the content tells.

    Returns:
        None where the server names a type that no feed is served as.
    """
    bare = content_type.partition(";")[0].strip().lower()
    return "" if bare.startswith("text/") or bare in _SERVED_FEEDS else None


def sniffed_feed(data: bytes) -> str:
    """`FEED` by its root element, whatever the encoding of its letters; else as `sniffed`."""
    start = data[:4096].replace(b"\0", b"")
    return FEED if _FEED_ROOT.search(start) else sniffed(data)


def foreign(data: bytes) -> str | None:
    """What a document that can't be read is, with the remedy; None if it may be read."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return None if kind == PDF else kind
    return None
