"""Three feeds over some of the pages, one of each kind that is met: RSS 2.0, Atom, RSS 1.0."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from tests.site.pages import PAGES, Page
from tests.site.reports import OUTLETS, Outlet

HELD_BACK = 3
"""How many of a feed's newest pages it shows only when they are published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed.

    Attributes:
        url: its address.
        pages: all that it may come to show, newest first.
    """

    outlet: Outlet
    url: str
    content_type: str
    codec: str
    pages: tuple[Page, ...]
    write: Callable[["Feed", Sequence[Page]], str]

    def shown(self, n_published: int) -> Sequence[Page]:
        """What it shows after so many of the pages held back were published."""
        return self.pages[max(HELD_BACK - n_published, 0) :]

    def body(self, n_published: int) -> bytes:
        """The feed's XML."""
        return self.write(self, self.shown(n_published)).encode(self.codec, "xmlcharrefreplace")

    def modified(self, n_published: int) -> datetime:
        """When its newest entry was published."""
        return moment(self.shown(n_published)[0])


def moment(page: Page) -> datetime:
    """When a page came out, in UTC: no two of an outlet's reports at once."""
    number = PAGES.index(page)
    return datetime.combine(page.report.published, time(number % 24, 7), tzinfo=UTC)


def _rss(feed: Feed, pages: Sequence[Page]) -> str:
    items = "\n".join(
        f"<item><title>{escape(page.report.title)}</title>"
        f"<link>{page.url}?utm_source=rss&amp;utm_medium=feed</link>"
        f'<guid isPermaLink="false">{feed.outlet.host}-{PAGES.index(page)}</guid>'
        f"<pubDate>{format_datetime(moment(page))}</pubDate>"
        f"<dc:creator>{escape(page.report.author)}</dc:creator>"
        f"<description><![CDATA[<p>{escape(page.report.paragraphs[0])}</p>]]></description></item>"
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>\n'
        f"<title>{escape(feed.outlet.name)}</title><link>http://{feed.outlet.host}/</link>"
        f"<language>{feed.outlet.locale}</language><ttl>60</ttl>\n{items}\n</channel></rss>\n"
    )


def _atom(feed: Feed, pages: Sequence[Page]) -> str:
    entries = "\n".join(
        f"<entry><title>{escape(page.report.title)}</title>"
        f"<id>tag:{feed.outlet.host},2024:{PAGES.index(page)}</id>"
        # Relative to xml:base, as Atom allows.
        f'<link rel="alternate" href={quoteattr("/" + page.url.split("/", 3)[3])}/>'
        f"<published>{moment(page).isoformat()}</published>"
        f"<updated>{moment(page).isoformat()}</updated>"
        f"<author><name>{escape(page.report.author)}</name></author>"
        f'<summary type="text">{escape(page.report.paragraphs[0])}</summary></entry>'
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://{feed.outlet.host}/"'
        f' xml:lang="{feed.outlet.language}">\n<title>{escape(feed.outlet.name)}</title>'
        f"<id>http://{feed.outlet.host}/</id><updated>{moment(pages[0]).isoformat()}</updated>\n"
        f"{entries}\n</feed>\n"
    )


def _rdf(feed: Feed, pages: Sequence[Page]) -> str:
    listed = "".join(f'<rdf:li rdf:resource="{page.url}"/>' for page in pages)
    items = "\n".join(
        f'<item rdf:about="{page.url}"><title>{escape(page.report.title)}</title>'
        f"<link>{page.url}</link><dc:date>{moment(page).isoformat()}</dc:date>"
        f"<description>{escape(page.report.paragraphs[0])}</description></item>"
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="windows-1251"?>\n'
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<channel rdf:about="http://{feed.outlet.host}/"><title>{escape(feed.outlet.name)}</title>'
        f"<link>http://{feed.outlet.host}/</link><description>—</description>"
        f"<items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n{items}\n</rdf:RDF>\n"
    )


def _feed(
    key: str,
    path: str,
    content_type: str,
    write: Callable[[Feed, Sequence[Page]], str],
    codec: str = "utf-8",
) -> Feed:
    outlet = OUTLETS[key]
    pages = [page for page in PAGES if page.report.outlet == outlet and page.expected]
    return Feed(
        outlet=outlet,
        url=f"http://{outlet.host}{path}",
        content_type=content_type,
        codec=codec,
        pages=tuple(sorted(pages, key=moment, reverse=True)),
        write=write,
    )


FEEDS = (
    _feed("gazette", "/feed.xml", "application/rss+xml; charset=utf-8", _rss),
    _feed("tageblatt", "/atom.xml", "application/atom+xml", _atom),
    # An old one, in the encoding that only its XML declares.
    _feed("vestnik", "/rdf.xml", "application/rdf+xml", _rdf, codec="cp1251"),
)
