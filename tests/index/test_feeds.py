"""Feeds as they come: of every kind, broken in every way, and pages that only name one."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.feeds import feeds
from index.feeds.feed_entries import MOST_ENTRIES, Entry
from index.feeds.feed_markup import LONGEST_PIECE, MOST_CHARACTERS, thinned
from index.feeds.feeds import Feed, FeedError
from index.records import Document

NOW = datetime(2024, 3, 4, 12, tzinfo=UTC)
URL = "https://news.example/feeds/all.xml"
FIRST = "<title>A raid</title><link>https://news.example/raid</link>"
SECOND = "<item><title>A strike</title><link>https://news.example/strike</link></item>"
SECOND_ENTRY = Entry(
    key="https://news.example/strike",
    url="https://news.example/strike",
    title="A strike",
    published=None,
)


def document(data: str | bytes, url: str | None = URL, charset: str | None = None) -> Document:
    encoded = data.encode() if isinstance(data, str) else data
    return Document(data=encoded, media_type="application/xml", name=URL, url=url, charset=charset)


def read(data: str | bytes) -> Feed:
    return feeds.read(document(data), NOW)


def outcome(data: bytes) -> Feed | FeedError:
    try:
        return read(data)
    except FeedError as error:
        return error


def rss(*items: str, channel: str = "") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>News</title>{channel}{listed}</channel></rss>'


def entry(item: str) -> Entry:
    (found,) = read(rss(item)).entries
    return found


def atom(item: str) -> Entry:
    (found,) = read(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>{item}</entry></feed>'
    ).entries
    return found


RDF = """
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://news.example/"><title>News</title><link>https://news.example/</link>
    <items><rdf:Seq><rdf:li resource="https://news.example/raid"/></rdf:Seq></items></channel>
  <image><title>A logo</title><link>https://news.example/logo</link></image>
  <item rdf:about="urn:raid"><title>A raid</title><link>https://news.example/raid</link>
    <dc:date>2024-03-01T10:00:00Z</dc:date></item>
</rdf:RDF>
"""
OF_THE_WEB = {
    "RSS 0.91": rss(FIRST).replace('"2.0"', '"0.91"'),
    "RSS 2.0": rss(FIRST),
    "RDF": RDF,
    "Atom 1.0": '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>'
    '<title>A raid</title><link href="/raid"/><id>tag:1</id></entry></feed>',
    "Atom with prefixes": '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>News</a:title>'
    '<a:entry><a:title>A raid</a:title><a:link href="/raid"/></a:entry></a:feed>',
}


@pytest.mark.parametrize("kind", OF_THE_WEB)
def test_every_kind_of_feed_gives_title_and_entries(kind: str) -> None:
    found = read(OF_THE_WEB[kind])
    assert found.title == "News"
    assert [(e.title, e.url) for e in found.entries] == [("A raid", "https://news.example/raid")]


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()) == Feed(title="News", language=None, entries=(), every=None)


def test_language_and_the_longer_of_both_ways_to_tell_how_often_are_read() -> None:
    found = read(
        rss(
            channel="<language>en-us</language><ttl>30</ttl>"
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>"
        )
    )
    assert (found.language, found.every) == ("en-us", 3600)


@pytest.mark.parametrize("ttl", ["0", "-5", "soon", "nan", "1e99", ""])
def test_a_ttl_that_can_not_be_is_none(ttl: str) -> None:
    assert read(rss(channel=f"<ttl>{ttl}</ttl>")).every is None


# ---- addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("raid", "https://news.example/feeds/raid"),
        ("/raid?id=1&amp;utm_source=rss#top", "https://news.example/raid?id=1"),
        ("//other.example/raid", "https://other.example/raid"),
        (" https://news.example/raid\n", "https://news.example/raid"),
        ("https://news.example/а", "https://news.example/%D0%B0"),
    ],
)
def test_an_address_is_made_absolute_and_canonical(link: str, url: str) -> None:
    assert entry(f"<title>A raid</title><link>{link}</link>").url == url


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://x.example/a",
        "mailto:a@x.example",
        "http://",
        "http://[",
    ],
)
def test_an_entry_that_leads_to_no_web_page_is_left_out(link: str) -> None:
    assert (
        read(rss(f"<title>A raid</title><link>{link}</link>", "<title>No link</title>")).entries
        == ()
    )


def test_the_page_is_preferred_to_enclosures_and_other_formats() -> None:
    found = atom(
        '<title>A raid</title><link rel="enclosure" href="/a.mp3"/>'
        '<link rel="alternate" type="application/pdf" href="/a.pdf"/>'
        '<link rel="alternate" type="text/html" href="/a"/><link rel="replies" href="/a/replies"/>'
    )
    assert found.url == "https://news.example/a"


def test_the_publishers_own_address_is_preferred_to_feedburners() -> None:
    found = entry(
        "<title>A raid</title><link>https://feedproxy.example/~r/1</link>"
        '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">'
        "https://news.example/raid</f:origLink>"
    )
    assert found.url == "https://news.example/raid"


def test_a_permalink_is_the_address_where_there_is_no_link() -> None:
    found = entry("<title>A raid</title><guid>https://news.example/raid</guid>")
    assert found.url == "https://news.example/raid"


def test_a_feed_in_another_base_is_read_from_there() -> None:
    found = atom('<title xml:base="x">A raid</title><link xml:base="/archive/" href="raid"/>')
    assert found.url == "https://news.example/archive/raid"


# ---- names ----------------------------------------------------------------------------------


def test_an_entry_is_named_by_its_guid_and_else_by_its_address() -> None:
    named, unnamed = read(rss(FIRST + '<guid isPermaLink="false">7</guid>', SECOND[6:-7])).entries
    assert (named.key, unnamed.key) == ("7", unnamed.url)


def test_a_guid_that_all_entries_share_names_none_of_them() -> None:
    site = '<guid isPermaLink="false">https://news.example/</guid>'
    found = read(rss(FIRST + site, SECOND[6:-7] + site)).entries
    assert [e.key for e in found] == ["https://news.example/raid", "https://news.example/strike"]


def test_an_entry_that_is_listed_twice_is_one() -> None:
    assert len(read(rss(FIRST, FIRST)).entries) == 1


# ---- titles ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("Five &lt; six", "Five < six"),
        ("<![CDATA[A <b>raid</b> &amp; a strike]]>", "A raid & a strike"),
        ("A &lt;i&gt;raid&lt;/i&gt;", "A raid"),
        ("One<br/>two", "One two"),
        ("One\n  two\u2028three", "One two three"),
        ("A\u202e raid\u200b", "A raid"),
        ("Рейд в Идлибе", "Рейд в Идлибе"),
        ("غارة في إدلب", "غارة في إدلب"),
        ("&#xd800;x", "\ufffdx"),
        ("&#99999999990000000065;&#x110000;&#0000065;&#x41;", "\ufffd\ufffdAA"),
        ("", "https://news.example/raid"),
    ],
)
def test_a_title_is_plain_text_on_one_line(markup: str, title: str) -> None:
    found = entry(f"<title>{markup}</title><link>https://news.example/raid</link>")
    assert found.title == title


def test_an_xhtml_title_is_plain_text_too() -> None:
    found = atom(
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Less: <em>&lt;</em></div>'
        '</title><link href="/a"/>'
    )
    assert found.title == "Less: <"


def test_a_long_title_is_cut() -> None:
    assert len(entry(f"<title>{'long ' * 100}</title><link>/a</link>").title) <= 300


# ---- dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("element", "published"),
    [
        ("<pubDate>Fri, 01 Mar 2024 10:00:00 +0200</pubDate>", datetime(2024, 3, 1, 8, tzinfo=UTC)),
        ("<published>2024-03-01T23:00:00-05:00</published>", datetime(2024, 3, 2, 4, tzinfo=UTC)),
        ("<updated>2024-03-01T10:00:00Z</updated>", datetime(2024, 3, 1, 10, tzinfo=UTC)),
        ("<dc:date>2024-03-01</dc:date>", datetime(2024, 3, 1, tzinfo=UTC)),
        ("<pubDate>Mon, 04 Mar 2024 20:00:00 GMT</pubDate>", datetime(2024, 3, 4, 20, tzinfo=UTC)),
        ("<pubDate>Wed, 06 Mar 2024 12:00:00 GMT</pubDate>", None),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
        ("<pubDate>0000-00-00</pubDate>", None),
        ("<pubDate>99999999999999999999</pubDate>", None),
        ("<pubDate>yesterday</pubDate>", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_date_is_told_in_utc_where_it_can_be(element: str, published: datetime | None) -> None:
    assert entry(FIRST + element).published == published


def test_publication_counts_rather_than_a_later_update() -> None:
    element = "<updated>2024-03-03T00:00:00Z</updated><published>2024-03-01T00:00:00Z</published>"
    assert entry(FIRST + element).published == datetime(2024, 3, 1, tzinfo=UTC)


# ---- what is broken -------------------------------------------------------------------------

BROKEN = {
    "a bare ampersand": rss("<title>A raid & more</title><link>/raid?a=1&b=2</link>"),
    "an entity of HTML": rss("<title>A&nbsp;raid &mdash; more</title><link>/raid</link>"),
    "an element in the title that isn't closed": rss("<title>A <b>raid</title><link>/raid</link>"),
    "a prefix that isn't declared": rss("<title>A raid</title><link>/raid</link><x:y>z</x:y>"),
    "words before it": "\n<br /><b>Warning</b>: oops\n" + rss(FIRST),
    "words after it": rss(FIRST) + "<script>a && b</script>",
    "no end": rss(FIRST)[:-23],
    "an item that isn't closed": rss(FIRST).replace("</item>", SECOND),
    "an attribute without quotes": rss(FIRST).replace("<item>", "<item a=b>"),
    "control characters": rss(FIRST.replace("raid", "raid\x00\x0b\x1f")),
    "a description that isn't closed": rss("<description>Words " + FIRST, FIRST),
    "an element called like feedparser's own": rss(
        "<links>x</links><title_detail>y</title_detail>", FIRST, "<published_parsed/>"
    ),
    "an encoding that it isn't in": '<?xml version="1.0" encoding="utf-16"?>' + rss(FIRST),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_feed_gives_what_can_be_read_of_it(how: str) -> None:
    assert "raid" in "".join(found.url for found in read(BROKEN[how]).entries)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_letters_are_read_in_whatever_encoding(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>' + rss(
        "<title>Рейд в Идлибе</title><link>/a</link>"
    )
    (found,) = read(data.encode(encoding)).entries
    assert found.title == "Рейд в Идлибе"


def test_what_the_server_says_of_the_encoding_counts() -> None:
    data = rss("<title>Рейд в Идлибе</title><link>/a</link>").encode("koi8-r")
    (found,) = feeds.read(document(data, charset="koi8-r"), NOW).entries
    assert found.title == "Рейд в Идлибе"


def test_no_file_is_opened_and_nothing_is_fetched_whatever_the_document_says(
    tmp_path: Path,
) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_text(rss(FIRST))
    with pytest.raises(FeedError):
        read(str(secret))
    with pytest.raises(FeedError):
        read("https://news.example/feed.xml")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    (found,) = read(doctype + rss("<title>It: &x;</title><link>/a</link>")).entries
    assert "raid" not in found.title


def test_entities_are_not_blown_up() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>' + rss("<title>&e9;</title><link>/a</link>")
    assert len(read(bomb).entries[0].title) <= 300


# ---- how much -------------------------------------------------------------------------------


def test_of_a_long_feed_the_newest_entries_are_read() -> None:
    dates = [NOW - timedelta(days=100) + timedelta(hours=n) for n in range(MOST_ENTRIES + 100)]
    items = [
        f"<title>{n}</title><link>/{n}</link><pubDate>{date.isoformat()}</pubDate>"
        for n, date in enumerate(dates)
    ]
    found = read(rss(*items)).entries
    assert len(found) == MOST_ENTRIES
    assert (found[0].title, found[-1].title) == ("100", str(MOST_ENTRIES + 99))


COSTLY = {
    "an author of dots": rss(f"<author>{'a.' * 400_000}</author>" + FIRST),
    "a creator of dots": rss(f"<dc:creator>{'a.' * 400_000}</dc:creator>" + FIRST),
    "open elements": '<rss version="2.0"><channel>' + "<a>" * 300_000,
    "brackets": "<" * 1_000_000,
    "attributes": '<rss version="2.0"><a ' + "b " * 400_000,
    "comments": "<!--" * 200_000,
    "sections": "<![CDATA[" * 100_000,
    "names": "<" + "a" * 1_000_000,
    "spaces": rss(" " * 1_000_000 + FIRST),
    "doctypes": "<!DOCTYPE rss [" * 50_000,
}


@pytest.mark.parametrize("how", COSTLY)
def test_what_is_made_to_cost_minutes_is_read_within_seconds(how: str) -> None:
    began = time.thread_time()
    found = outcome(COSTLY[how].encode())
    assert time.thread_time() - began < 15
    assert isinstance(found, FeedError) or len(found.entries) <= 1


def test_what_goes_to_the_parser_is_small_and_has_no_author() -> None:
    kept = thinned(rss("<author>a.b</author><a>" + "x" * 10_000 + "</a>" + FIRST, FIRST * 40_000))
    assert "a.b" not in kept
    assert "x" * (LONGEST_PIECE + 1) not in kept
    assert len(kept) <= MOST_CHARACTERS
    assert FIRST in kept


def test_long_articles_within_a_feed_cost_it_no_entries() -> None:
    words = "<content:encoded><![CDATA[" + "<p>A raid.</p>" * 2_000 + "]]></content:encoded>"
    items = [f"<title>{n}</title><link>/{n}</link>{words}" for n in range(50)]
    assert len(read(rss(*items)).entries) == 50


# ---- what is no feed ------------------------------------------------------------------------

PAGE = """<!doctype html><html><head><title>News</title><base href="/site/">
<link rel="stylesheet" href="a.css"><link rel="alternate" hreflang="de" href="/de">
<link rel="alternate" type="application/rss+xml" title="All" href="all.xml">
<link rel="ALTERNATE nofollow" type="application/atom+xml; charset=utf-8" href="https://feeds.example/news">
<link rel="alternate" type="application/rss+xml" href="all.xml">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml" href="http://[">
</head><body><item>A list</item></body></html>"""
FOUND = ["https://news.example/site/all.xml", "https://feeds.example/news"]


def test_a_page_is_no_feed_and_the_error_names_those_that_it_links_to() -> None:
    with pytest.raises(FeedError, match="is a page, not a feed") as caught:
        read(PAGE)
    assert all(url in str(caught.value) for url in FOUND)


def test_a_pages_own_feeds_are_discovered_once_each_in_order() -> None:
    assert feeds.discovered(document(PAGE)) == FOUND


def test_a_page_names_at_most_ten_feeds() -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(50)
    )
    assert len(feeds.discovered(document(f"<html><head>{links}</head></html>"))) == 10


@pytest.mark.parametrize(
    "data",
    [
        "",
        "   ",
        "A raid was reported.",
        "<html><body>A page</body></html>",
        '{"version": 1}',
        "<svg><title>x</title></svg>",
        "%PDF-1.4",
        "\x00" * 100,
    ],
)
def test_what_is_no_feed_is_an_error_with_a_remedy(data: str) -> None:
    with pytest.raises(FeedError, match=r"give|save"):
        read(data)
    assert feeds.discovered(document(data)) == []


def test_no_message_carries_characters_that_a_terminal_would_obey() -> None:
    odd = Document(data=b"no", media_type="text/plain", name="https://x.example/\x1b[2J", url=None)
    with pytest.raises(FeedError) as caught:
        feeds.read(odd, NOW)
    assert str(caught.value).isprintable()


# ---- anything at all ------------------------------------------------------------------------

MARKUP = """
<rss version='2.0'> <channel> <item> </item> <title> </title> <link> </link> <guid> </guid>
<link~href='//['~rel='alternate'/> <pubDate> </pubDate> <updated>2024-01-01T00:00:00Z</updated>
<feed~xmlns='http://www.w3.org/2005/Atom'> <entry> </entry> <id> <![CDATA[ ]]> <!-- --> &nbsp; &x;
&#x110000; &#99999999999; &#xdfff; <!DOCTYPE~rss~[ ]> <?xml~version='1.0'?> <author> <svg> <links>
<source~url='x'> <content~type='application/octet-stream'> <title~type='text/html'~mode='base64'>
<image> <textinput> http://x.example/ http://[ <item~xml:base='http://['> <title_detail> <base>
"""
PIECES = st.sampled_from([piece.replace("~", " ") for piece in MARKUP.split()])


@given(data=st.binary(max_size=300) | st.lists(PIECES | st.text(max_size=20), max_size=40))
@settings(max_examples=200)
def test_whatever_the_bytes_are_it_is_a_feed_or_a_feed_error(data: bytes | list[str]) -> None:
    raw = data if isinstance(data, bytes) else "".join(data).encode("utf-8", "surrogatepass")
    assert len(feeds.discovered(document(raw))) <= 10
    found = outcome(raw)
    entries = () if isinstance(found, FeedError) else found.entries
    assert len({e.key for e in entries}) == len(entries)
    for e in entries:
        assert e.url.startswith(("http://", "https://"))
        assert e.title.encode()
        assert "\n" not in e.title
        assert e.key
        assert e.published is None or e.published <= NOW + timedelta(days=1)


@given(data=st.data())
@settings(max_examples=60)
def test_a_feed_with_bytes_changed_is_a_feed_or_a_feed_error(data: st.DataObject) -> None:
    whole = bytearray((rss(FIRST, SECOND[6:-7]) + RDF).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    found = outcome(bytes(whole))
    assert isinstance(found, FeedError) or len(found.entries) <= 10
