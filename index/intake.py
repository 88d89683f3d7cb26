"""What an operator names -> drafts: the sources and the extraction, put together."""

from collections.abc import Callable, Iterator
from pathlib import Path

from index.documents import extraction, sources
from index.errors import SourceError
from index.records import Document, Draft, Given, Problem
from index.web import fetching, media_types
from index.web.addresses import is_address


def read(
    target: str,
    given: Given = Given(),  # noqa: B008 - frozen
    *,
    fetch: Callable[[str], Document] = fetching.fetch,
) -> Iterator[Draft | Problem]:
    """Read every article of a file, a folder or an http(s) address, one after the other.

    Args:
        target: a path, or an http(s) address.
        given: what the operator says of the article, or of all of them.
        fetch: what reads an address.

    Yields:
        A draft for each article, a problem for each document or line that gave none.

    Raises:
        SourceError: the target itself is no good, or a title or address was given for what may be
            many articles.
    """
    if (given.title or given.url) and _may_be_many(target):
        raise SourceError(
            f"a title or an address belongs to one article, and {target} may hold many; add them "
            "one by one, or leave these two out"
        )
    for document in sources.documents(target, fetch=fetch):
        if isinstance(document, Problem):
            yield document
        else:
            yield from extraction.drafts(document, given)


def _may_be_many(target: str) -> bool:
    if media_types.of_name(target) == media_types.JSONL:
        return True
    return not is_address(target) and Path(target).expanduser().is_dir()
