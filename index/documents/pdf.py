"""PDF -> a draft: its text by page, and what its properties say."""

import io
import logging
import re

import pypdf
from pypdf.errors import PyPdfError

from index.documents import decoding, plaintext
from index.documents.drafting import Facts, draft
from index.errors import ExtractionError
from index.records import Document, Draft, Given

_MAX_PAGES = 500
_WIDEST = 160
"""Characters in a printed line, which a small type fills with more than a terminal's."""

_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_HYPHENATED = re.compile(r"(\w)-\n(?=[a-zа-я])")
# Producers put the file's name or their own where the title should be.
_NO_TITLE = re.compile(
    r"untitled.*|(?:microsoft word|powerpoint presentation) - .*|.*\.(?:docx?|pdf|indd|qxd)",
    re.IGNORECASE,
)


def read(document: Document, given: Given) -> Draft:
    """A PDF -> a draft. The date of its making is not the article's, so it is not taken.

    Raises:
        ExtractionError: it is damaged, encrypted, too long, or holds pictures of text only.
    """
    # What pypdf mends by itself in a file that others damaged is no news to an operator.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(document.data))
        _require_open(reader)
        pages = [page.extract_text() for page in reader.pages]
        title, author = _properties(reader)
    except ExtractionError:
        raise
    # pypdf raises whatever its parts do on damaged input; OSError and the like are none of it.
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError) as error:
        raise _damaged(error) from error
    except (AssertionError, NotImplementedError, TypeError, ValueError) as error:
        raise _damaged(error) from error
    pieces = plaintext.pieces(_joined(pages), widest=_WIDEST)
    if not pieces:
        raise ExtractionError(
            "the PDF holds pictures of text only; run it through text recognition (ocrmypdf), or "
            "type its text into a file"
        )
    return draft(pieces, Facts(title=title, author=author, url=document.url), given, headed=True)


def _require_open(reader: pypdf.PdfReader) -> None:
    # Many files are encrypted with no password at all, only to forbid printing.
    if reader.is_encrypted and not reader.decrypt(""):
        raise ExtractionError("the PDF is encrypted; remove its password, or copy its text")
    if len(reader.pages) > _MAX_PAGES:
        raise ExtractionError(f"the PDF has over {_MAX_PAGES} pages; take out the article's own")


def _properties(reader: pypdf.PdfReader) -> tuple[str | None, str | None]:
    said = reader.metadata
    title = said.title if said and isinstance(said.title, str) else None
    author = said.author if said and isinstance(said.author, str) else None
    return (None if title and _NO_TITLE.fullmatch(title.strip()) else title), author


def _joined(pages: list[str]) -> str:
    """One text without empty lines, which in a PDF mean nothing; pages' numbers go."""
    lines = [
        line
        for page in pages
        for line in decoding.clean(page).split("\n")
        if line.strip() and not _PAGE_NUMBER.fullmatch(line.strip())
    ]
    return _HYPHENATED.sub(r"\1-", "\n".join(lines))


def _damaged(error: Exception) -> ExtractionError:
    return ExtractionError(f"the PDF is damaged ({error}); save it anew, or copy its text")
