"""JSON Lines of articles: one object a line, with ``title`` and ``text`` and what else is known."""

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from index.documents import decoding, plaintext
from index.documents.dates import parse_day
from index.documents.drafting import Facts, draft
from index.errors import ExtractionError
from index.records import Document, Draft, Given, Problem
from index.web import media_types

MAX_LINE = 20_000_000
"""Bytes in a line; a longer one is a problem, and the next line is read."""

_PATIENCE = 5
"""So many bad lines before the first good one, and it is no file of articles."""


def records(stream: BinaryIO, name: str) -> Iterator[Document | Problem]:
    """Read line by line: a document for each article, a problem for each line that isn't one.

    Args:
        stream: the lines, in UTF-8.
        name: what to call the file in a message; the line's number is added.
    """
    good = 0
    bad: list[Problem] = []
    for number, line in _lines(stream):
        here = f"{name}, line {number}"
        try:
            _parsed(line)
        except ExtractionError as error:
            bad.append(Problem(name=here, message=str(error)))
            if not good and len(bad) == _PATIENCE:
                message = (
                    f"no file of articles: in its first {_PATIENCE} lines there is none ({error})"
                )
                yield Problem(name=name, message=message)
                return
        else:
            good += 1
            yield from bad
            bad.clear()
            yield Document(data=line, media_type=media_types.JSON, name=here)
    yield from bad
    if not good and not bad:
        message = "it is empty; write one JSON object with title and text a line"
        yield Problem(name=name, message=message)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that aren't blank, with their numbers from 1; never more than one in memory."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE + 1)
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, line


def whole(document: Document) -> Iterator[Document | Problem]:
    """The records of a document that is already in memory."""
    yield from records(io.BytesIO(document.data), document.name)


def read(document: Document, given: Given) -> Draft:
    """One line -> a draft.

    Raises:
        ExtractionError: it is no article.
    """
    article = _parsed(document.data)
    text = decoding.clean(article["text"])
    facts = Facts(
        title=_string(article, "title"),
        url=_string(article, "url"),
        outlet=_string(article, "outlet"),
        author=_string(article, "author"),
        published=_day(article),
        language=_string(article, "language"),
        external_id=_identifier(article),
    )
    return draft(plaintext.pieces(text), facts, given)


def _parsed(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise ExtractionError(f"longer than {MAX_LINE // 1_000_000} MB; divide it into articles")
    try:
        # Decoded here: `json` would take a line of a UTF-16 file for text, and most for nonsense.
        article = json.loads(_utf8(line))
    except (ValueError, RecursionError) as error:
        raise ExtractionError(f"not JSON ({error}); mend it or take it out") from error
    if not isinstance(article, dict):
        raise ExtractionError('not a JSON object; write {"title": ..., "text": ...}')
    for key in ("title", "text"):
        if not isinstance(article.get(key), str) or not article[key].strip():
            raise ExtractionError(f'no "{key}"; an article needs a title and a text, as strings')
    return article


def _utf8(line: bytes) -> str:
    error = ExtractionError("not UTF-8; save the file in that encoding")
    if b"\0" in line:  # UTF-16 and UTF-32 are full of them, JSON in UTF-8 has none
        raise error
    try:
        return line.decode()
    except UnicodeDecodeError as cause:
        raise error from cause


def _string(article: dict[str, Any], key: str) -> str | None:
    value = article.get(key)
    return value if isinstance(value, str) else None


def _identifier(article: dict[str, Any]) -> str | None:
    value = article.get("id")
    return None if value is None or isinstance(value, dict | list | bool) else str(value)


def _day(article: dict[str, Any]) -> date | None:
    value = article.get("published")
    return parse_day(value) if isinstance(value, str) else None
