"""Markdown with front matter -> a draft: what YAML says of it, and the text without the marks."""

import re
from datetime import date
from typing import Any

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from index.documents import decoding
from index.documents.dates import parse_day
from index.documents.drafting import Facts, draft
from index.errors import ExtractionError
from index.records import Document, Draft, Given

_HTML_COMMENT_OR_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_LEAVES = {"paragraph", "heading", "code_block", "fence", "html_block", "tr"}


def read(document: Document, given: Given) -> Draft:
    """A Markdown document -> a draft.

    Keys of the front matter: ``title``, ``url`` or ``address``, ``outlet`` or ``source``,
    ``author``, ``published`` or ``date``, ``language``; others are left alone. The first heading is
    the title where the front matter names none.

    Raises:
        ExtractionError: the front matter is no YAML mapping, or there is no text.
    """
    source = decoding.clean(decoding.decode(document.data, document.charset))
    try:
        said, body = frontmatter.parse(source)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ExtractionError(
            f"its front matter is not YAML ({reason}); mend it between the two lines of ---"
        ) from error
    facts = _facts(said, document.url)
    paragraphs = _paragraphs(body)
    return draft([[paragraph] for paragraph in paragraphs], facts, given, headed=True)


def _facts(said: dict[str, Any], url: str | None) -> Facts:
    return Facts(
        title=_said(said, "title"),
        url=_said(said, "url", "address") or url,
        outlet=_said(said, "outlet", "source"),
        author=_said(said, "author"),
        published=parse_day(said.get("published", said.get("date"))),
        language=_said(said, "language"),
    )


def _said(said: dict[str, Any], *keys: str) -> str | None:
    """The first of the keys that holds something, as a text; a list's items are joined."""
    for key in keys:
        value = said.get(key)
        # No deeper: YAML's aliases can fold a list of billions into a line.
        items = value if isinstance(value, list) else [value]
        text = ", ".join(str(item) for item in items if isinstance(item, str | int | float | date))
        if text.strip():
            return text
    return None


def _paragraphs(body: str) -> list[str]:
    """The blocks' texts in order, white space folded, without marks, pictures and HTML."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(body))
    found: list[str] = []
    open_nodes = [tree]
    while open_nodes:
        node = open_nodes.pop()
        if node.type in _LEAVES:
            found.append(" ".join(_text(node).split()))
        else:
            open_nodes.extend(reversed(node.children))
    return [paragraph for paragraph in found if paragraph]


def _text(node: SyntaxTreeNode) -> str:
    if node.type in {"code_block", "fence", "code_inline", "text"}:
        return node.content
    if node.type == "html_block":
        return _HTML_COMMENT_OR_TAG.sub(" ", node.content)
    if node.type in {"softbreak", "hardbreak"}:
        return "\n"
    if node.type in {"image", "html_inline"}:
        return ""
    parted = " " if node.type == "tr" else ""
    return parted.join(_text(child) for child in node.children)
