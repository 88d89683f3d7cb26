"""A report -> what fills in the blanks of the templates."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from tests.site.reports import HALVES, Report
from tests.site.wording import Wording

TODAY = date(2024, 11, 28)
"""The day that mastheads show: the day the pages were visited."""

_RELATED_DAYS = (date(2024, 11, 27), date(2024, 11, 26), date(2023, 5, 1))
_PHRASES = (
    *("related_heading", "read_also", "newsletter", "share", "follow", "cookies", "accept"),
    *("settings", "subscribe", "already", "advertisement", "photo", "comments_heading", "leave"),
    *("form", "mistake", "app", "reading", "support", "scripts", "tags", "caption", "live"),
)
MANY_COMMENTS = 12
SHOWN_OF_EACH_DAY = ("long", "full", "numeric")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a page is made from, besides its template.

    Attributes:
        url: the page's own address.
        sibling: the address of another page of the same report.
        number: tells this page from all others.
    """

    report: Report
    url: str
    sibling: str
    number: int

    @property
    def wording(self) -> Wording:
        """The phrases of the report's language and half."""
        return Wording(self.report.language, HALVES.index(self.report.half))


def fields(scene: Scene) -> dict[str, str]:
    """All blanks by name, ready to stand in HTML."""
    return {**_facts(scene), **_days(scene), **_around(scene), **_text(scene), **_json(scene)}


def seo_title(scene: Scene) -> str:
    """A headline for search engines, which the page itself doesn't show."""
    words = scene.report.title.split()
    return f"{scene.wording.one('known')}: {' '.join(words[:5])}"


def _facts(scene: Scene) -> dict[str, str]:
    report, outlet = scene.report, scene.report.outlet
    told = {
        "lang": report.language,
        "locale": outlet.locale,
        "dir": "rtl" if report.language == "ar" else "ltr",
        "title": report.title,
        "seo_title": seo_title(scene),
        "outlet": outlet.name,
        "host": outlet.host,
        "author": report.author,
        "slug": report.slug,
        "number": str(scene.number),
        "url": scene.url,
        "path": _path(scene.url),
        "sibling": scene.sibling,
        "sibling_path": _path(scene.sibling),
    }
    return {name: escape(value) for name, value in told.items()}


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def _days(scene: Scene) -> dict[str, str]:
    wording, day = scene.wording, scene.report.published
    modified = day + timedelta(days=9)
    written = {
        "iso": f"{day}T14:30:00+02:00",
        "day_iso": str(day),
        "modified_iso": f"{modified}T09:05:00+02:00",
        "created_iso": f"{day - timedelta(days=2)}T08:00:00+02:00",
        "modified_long": wording.day("long", modified),
        "today_long": wording.day("long", TODAY),
        "today_full": wording.day("full", TODAY),
        "published_long": wording.one("published", date=wording.day("long", day)),
        "published_full": wording.one("published", date=wording.day("full", day)),
        "updated_long": wording.one("updated", date=wording.day("long", modified)),
        "printed": wording.one("printed", date=wording.day("long", TODAY)),
        **{f"date_{form}": wording.day(form, day) for form in SHOWN_OF_EACH_DAY},
    }
    return {name: escape(value) for name, value in written.items()}


def _around(scene: Scene) -> dict[str, str]:
    wording, report = scene.wording, scene.report
    sections, related = wording.several("sections"), wording.several("related")
    linked = [f'<a href="/r/{n}">{escape(text)}</a>' for n, text in enumerate(related)]
    days = [wording.day("long", day) for day in _RELATED_DAYS]
    return {
        **{name: escape(wording.one(name)) for name in _PHRASES},
        "by": escape(wording.one("by", author=report.author)),
        "rights": escape(wording.one("rights", outlet=report.outlet.name)),
        "read_also_line": escape(f"{wording.one('read_also')} {related[1]}"),
        "cookies_long": escape(wording.one("vendors")),
        "section": escape(sections[0]),
        "nav": _items([f'<a href="/s/{n}">{escape(name)}</a>' for n, name in enumerate(sections)]),
        "related": _items(linked),
        "related_dated": _items(
            [f"{a} <span>{d}</span>" for a, d in zip(linked, days, strict=True)]
        ),
        **{f"related_{n}": escape(text) for n, text in enumerate(related, start=1)},
        **{f"nav_{n}": escape(text) for n, text in enumerate(sections, start=1)},
        "comments": _comments(wording, 3),
        "long_comments": _comments(wording, MANY_COMMENTS),
        "table_head": "".join(f"<th>{escape(cell)}</th>" for cell in wording.table()[0]),
        "table_rows": "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in wording.table()[1:]
        ),
        "list": _items([escape(f"{row[0]}: {row[2]}") for row in wording.table()[1:]]),
        **_teasers(wording),
    }


def _items(entries: Sequence[str]) -> str:
    return "".join(f"<li>{entry}</li>" for entry in entries)


def _comments(wording: Wording, number: int) -> str:
    names, said = wording.several("commenters"), wording.several("comments")
    return "\n".join(
        f'<div class="comment" id="c{n}">'
        f'<b class="comment-author">{escape(names[n % len(names)])}</b> '
        f'<time datetime="2024-11-{n + 1:02}T10:00:00Z">'
        f"{escape(wording.day('long', date(2024, 11, n + 1)))}</time>"
        f'<div class="comment-body"><p>{escape(said[n % len(said)])}</p></div></div>'
        for n in range(number)
    )


def _teasers(wording: Wording) -> dict[str, str]:
    headlines = [escape(text) for text in wording.several("front_page")]
    related = [escape(text) for text in wording.several("related")]
    # A front page's own sentences: the headline again, and a line below it.
    return {
        "teasers": "\n".join(
            f'<div class="teaser"><h2><a href="/t/{n}">{head}</a></h2><p>{head}. '
            f"{related[n % len(related)]}.</p></div>"
            for n, head in enumerate(headlines)
        ),
        "short_teasers": "\n".join(
            f'<div class="teaser"><h3><a href="/u/{n}">{head}</a></h3></div>'
            for n, head in enumerate(related)
        ),
    }


def _text(scene: Scene) -> dict[str, str]:
    inner = [_linked(text, n) for n, text in enumerate(scene.report.paragraphs)]
    blocks = [f"<p>{text}</p>" for text in inner]
    hours = range(len(blocks), 0, -1)
    return {
        "paragraphs": "\n".join(blocks),
        "start": "\n".join(blocks[:2]),
        "rest": "\n".join(blocks[2:]),
        "tail": "\n".join(blocks[5:]),
        **{f"p{n}": block for n, block in enumerate(blocks[:5], start=1)},
        "t3": inner[2],
        "divs": "\n".join(f"<div>{text}</div>" for text in inner),
        "breaks": "\n<BR><BR>\n".join(inner),
        "posts": "\n".join(
            f'<div class="live-post"><time datetime="{scene.report.published}T{8 + h:02}:15:00Z">'
            f"{8 + h:02}:15</time>{block}</div>"
            for h, block in zip(hours, reversed(blocks), strict=True)
        ),
    }


def _linked(text: str, number: int) -> str:
    """A paragraph with a link or an emphasis in it, as paragraphs have them."""
    words = escape(text, quote=False).split(" ")
    if number % 3 == 1 and len(words) > 6:
        words[2] = f'<a href="../topic/{number}">{words[2]}'
        words[4] = f"{words[4]}</a>"
    if number % 3 == 2 and len(words) > 3:
        words[0] = f"<strong>{words[0]}</strong>"
    return " ".join(words)


def _json(scene: Scene) -> dict[str, str]:
    related = scene.wording.several("related")
    texts = {
        "title": scene.report.title,
        "seo_title": seo_title(scene),
        "author": scene.report.author,
        "outlet": scene.report.outlet.name,
        "section": scene.wording.several("sections")[0],
        "live": scene.wording.one("live"),
        "related_1": related[0],
        "related_2": related[1],
    }
    return {f"json_{name}": json.dumps(text).replace("</", "<\\/") for name, text in texts.items()}
