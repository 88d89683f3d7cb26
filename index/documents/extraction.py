"""A document -> drafts, by its media type."""

from collections.abc import Callable, Iterator

from index.documents import jsonl, markdown, pdf, plaintext
from index.errors import ExtractionError
from index.records import Document, Draft, Given, Problem
from index.web import media_types


def drafts(document: Document, given: Given = Given()) -> Iterator[Draft | Problem]:  # noqa: B008 - frozen
    """The articles that a document holds: one, but for JSON Lines.

    Args:
        document: the bytes, with their media type.
        given: what the operator says of the article; it wins over what the document says.

    Yields:
        A draft, or a problem that names the document and the remedy; whatever the bytes are.
    """
    if document.media_type == media_types.JSONL:
        for record in jsonl.whole(document):
            yield record if isinstance(record, Problem) else _draft(record, given)
    else:
        yield _draft(document, given)


def _draft(document: Document, given: Given) -> Draft | Problem:
    try:
        _require_text(document)
        return _reader(document.media_type)(document, given)
    except ExtractionError as error:
        return Problem(name=document.name, message=str(error))


def _reader(media_type: str) -> Callable[[Document, Given], Draft]:
    if media_type == media_types.HTML:
        # A quarter of a second for lxml and trafilatura, which no command but `add` needs.
        from index.documents import pages

        return pages.read
    readers = {
        media_types.TEXT: plaintext.read,
        media_types.MARKDOWN: markdown.read,
        media_types.PDF: pdf.read,
        media_types.JSON: jsonl.read,
    }
    if media_type not in readers:
        raise ExtractionError(
            f"{media_type} can't be read; what can is {media_types.READABLE}, and web pages"
        )
    return readers[media_type]


def _require_text(document: Document) -> None:
    if not document.data.strip():
        raise ExtractionError("it is empty; check that the article was saved into it")
    foreign = media_types.foreign(document.data)
    if foreign:
        raise ExtractionError(f"it is {foreign}")
