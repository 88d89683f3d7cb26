"""What a web page says of its article in its markup: JSON-LD, microdata, RDFa, meta elements."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import lxml.html

from index.web.addresses import canonical
from index.wording.folding import folded

Node = Mapping[str, object]
"""A JSON-LD object."""

_LONGEST = 1_000_000
"""Characters; more is no description of an article."""

_LONGEST_ADDRESS = 2000
_ARTICLE = re.compile(r"(?:\w*[/#:])*\w*(?:Article|Posting|Report)")
# Lists of other articles, entries of a live blog and the like hang on other properties.
_LEADS_ON = ("@graph", "mainEntity", "mainEntityOfPage")
_WRAPPING = re.compile(r"\A\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*\Z")
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')
_DATED = "//*[@itemprop='datePublished' or @property='datePublished']"
_SCOPE = "ancestor-or-self::*[@itemscope or @typeof][1]"
_IS_MAIN = ".//*[@itemprop='articleBody' or @property='articleBody'] | .//h1"
_NAMED = {
    "og:site_name": "site",
    "application-name": "application",
    "og:title": "headline",
    "twitter:title": "shared headline",
    "og:locale": "locale",
    "og:type": "kind",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What the page's markup states; all as it was written there.

    Attributes:
        meta: the contents of the meta elements in `_NAMED`, by that name.
        headlines: of the article's JSON-LD.
        outlets: who publishes the article, most certain first.
        published: when it was published, by JSON-LD or else by microdata; several where these
            don't agree.
        is_article: whether anything says that the page is an article.
        is_paid: whether it says that not everybody may read it all.
    """

    meta: Mapping[str, str]
    headlines: Sequence[str]
    outlets: Sequence[str]
    published: Sequence[str]
    is_article: bool
    is_paid: bool


def address_of(value: str) -> str | None:
    """The canonical form of an address that a page names; None for none, or an endless one."""
    return canonical(value) if len(value) <= _LONGEST_ADDRESS else None


def markup(tree: lxml.html.HtmlElement, address: str | None) -> Markup:
    """Read it.

    Args:
        tree: the page.
        address: its own address, which tells its article from others that it describes.
    """
    meta = _meta(tree)
    nodes = list(_json_nodes(tree))
    articles = _of_this_page([n for n in nodes if _is_article(n)], tree, address)
    published = _texts(articles, "datePublished") or _microdata(tree)
    if not articles and not published:
        pages = [node for node in nodes if _type(node) in {"WebPage", ""}]
        published = _texts(pages, "datePublished")
    sites = [node for node in nodes if _type(node) == "WebSite"]
    outlets = [meta.get("site"), *_publishers(articles), *_microdata_publishers(tree)]
    outlets += [meta.get("application"), *_texts(sites, "name")]
    return Markup(
        meta=meta,
        headlines=[html.unescape(text) for text in _texts(articles, "headline")],
        outlets=[name.lstrip("@") for name in outlets if name],
        published=published or _unparsed(tree),
        is_article=bool(articles) or meta.get("kind") == "article",
        is_paid=any(str(n.get("isAccessibleForFree")).lower() == "false" for n in articles),
    )


def _meta(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = _NAMED.get((element.get("property") or element.get("name") or "").lower())
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def _json_nodes(tree: lxml.html.HtmlElement) -> Iterator[Node]:
    """The objects that the page's JSON-LD is about, not those that they only refer to."""
    waiting: list[object] = [
        _parsed(script.text) for script in tree.xpath("//script[contains(@type, 'ld+json')]")
    ]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in _LEADS_ON if key in value)


def _parsed(source: str | None) -> object:
    if not source or len(source) > _LONGEST:
        return None
    try:
        return json.loads(_WRAPPING.sub("", source), strict=False)
    except (ValueError, RecursionError):
        return None


def _type(node: Node) -> str:
    said = node.get("@type")
    names = said if isinstance(said, list) else [said]
    return next((name for name in names if isinstance(name, str)), "")


def _is_article(node: Node) -> bool:
    said = node.get("@type")
    names = said if isinstance(said, list) else [said]
    return any(isinstance(name, str) and _ARTICLE.fullmatch(name) for name in names)


def _of_this_page(
    articles: list[Node], tree: lxml.html.HtmlElement, address: str | None
) -> list[Node]:
    """Those that are the page's own article: by address, else by headline, else all."""
    if len(articles) < 2:
        return articles
    by_address = [node for node in articles if address and address in _addresses(node)]
    headings = {folded(h.text_content()) for h in tree.xpath("//h1 | //title")}
    by_headline = [
        node for node in articles if any(folded(t) in headings for t in _texts([node], "headline"))
    ]
    return by_address or by_headline or articles


def _addresses(node: Node) -> list[str | None]:
    page = node.get("mainEntityOfPage")
    of_page = page.get("@id") if isinstance(page, dict) else page
    said = (node.get("url"), node.get("@id"), of_page)
    return [address_of(value) for value in said if isinstance(value, str)]


def _texts(nodes: Sequence[Node], key: str) -> list[str]:
    """The property's different values, where they are texts."""
    values = (node.get(key) for node in nodes)
    return list(dict.fromkeys(v.strip() for v in values if isinstance(v, str) and v.strip()))


def _publishers(articles: Sequence[Node]) -> list[str]:
    said = (node.get("publisher") for node in articles)
    flat = (one for value in said for one in (value if isinstance(value, list) else [value]))
    return _texts([one for one in flat if isinstance(one, dict)], "name")


def _microdata(tree: lxml.html.HtmlElement) -> list[str]:
    """``datePublished`` of the item that the page is about, the teasers' left aside."""
    by_item: dict[lxml.html.HtmlElement | None, list[lxml.html.HtmlElement]] = {}
    for element in tree.xpath(_DATED):
        by_item.setdefault(next(iter(element.xpath(_SCOPE)), None), []).append(element)
    mains = [item for item in by_item if item is not None and item.xpath(_IS_MAIN)]
    values = (
        element.get("content") or element.get("datetime") or element.text_content()
        for item in mains or by_item
        for element in by_item[item]
    )
    return list(dict.fromkeys(" ".join(value.split()) for value in values if value.strip()))


def _microdata_publishers(tree: lxml.html.HtmlElement) -> list[str]:
    names = tree.xpath("//*[@itemprop='publisher']//*[@itemprop='name']")
    said = (element.get("content") or element.text_content() for element in names)
    return list(dict.fromkeys(" ".join(name.split()) for name in said if name.strip()))[:1]


def _unparsed(tree: lxml.html.HtmlElement) -> list[str]:
    """``datePublished`` in JSON-LD that is no JSON, as careless templates make it."""
    sources = (script.text or "" for script in tree.xpath("//script[contains(@type, 'ld+json')]"))
    broken = (s for s in sources if len(s) <= _LONGEST and _parsed(s) is None)
    return list(dict.fromkeys(value for source in broken for value in _PUBLISHED.findall(source)))
