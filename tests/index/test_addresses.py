import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.web.addresses import canonical, is_address, same_site


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("HTTPS://Edition.CNN.com:443/a/b#comments", "https://edition.cnn.com/a/b"),
        ("http://cnn.com:80", "http://cnn.com/"),
        ("http://cnn.com:8080/a", "http://cnn.com:8080/a"),
        ("https://cnn.com/a?utm_source=x&id=7&fbclid=y", "https://cnn.com/a?id=7"),
        ("https://cnn.com/a?utm_source=x", "https://cnn.com/a"),
        ("https://user:secret@cnn.com/a", "https://cnn.com/a"),
        ("https://cnn.com./a", "https://cnn.com/a"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://cnn.com/2022/10/raid-in-syria/amp/", "https://cnn.com/2022/10/raid-in-syria"),
        ("https://cnn.com/story-1?amp=1", "https://cnn.com/story-1"),
        ("https://www.google.com/amp/s/cnn.com/story-1", "https://cnn.com/story-1"),
        ("https://cnn-com.cdn.ampproject.org/c/s/cnn.com/a-1", "https://cnn.com/a-1"),
        ("http://[2606:4700::1111]:80/a", "http://[2606:4700::1111]/a"),
        # WordPress writes escapes in lower case, Telegram shows letters, browsers copy either.
        ("https://a.com/%d8%b1%D9%be", "https://a.com/%D8%B1%D9%BE"),
        ("https://a.com/رپ", "https://a.com/%D8%B1%D9%BE"),
        ("https://a.com/%7Eann/%61%2Fb%2e", "https://a.com/~ann/a%2Fb%2E"),
        ("https://a.com/x?utm%5Fsource=y&q=%c3%a9", "https://a.com/x?q=%C3%A9"),
        ("https://a.com/story-1.amp", "https://a.com/story-1"),
        ("https://a.com/story-1.amp.html", "https://a.com/story-1.html"),
        ("https://google.com/amp/s/google.com/amp/s/a.com/b-1/amp", "https://a.com/b-1"),
        ("https://a.com/b.jsp;jsessionid=0A1B.c?PHPSESSID=2&id=3", "https://a.com/b.jsp?id=3"),
        ("https://a.com/b?traffic_source=rss&guccounter=1&srsltid=x", "https://a.com/b"),
        ("https://a.com/b?partner=rss&emc=rss&feedType=RSS&feedName=world", "https://a.com/b"),
    ],
)
def test_one_article_has_one_address(address: str, known_as: str) -> None:
    assert canonical(address) == known_as


@pytest.mark.parametrize(
    "address",
    [
        "https://a.com/?game=1",
        "https://a.com/?id_source=2",
        "https://a.com/?partner=7&src=8&feedtype=9",
        "https://a.com/?gucci=1",
        # Pages that are drawn in the browser, each under a name of its own.
        "https://a.com/#!/report/1",
        "https://a.com/#/report/2",
        "https://a.com/x?id=1#!2",
        # These are often one page, and sometimes two.
        "http://a.com/b",
        "https://www.a.com/b",
        "https://m.a.com/b",
        "https://a.com/b/",
        "https://a.com/b/index.html",
        "https://a.com/b?print=1",
        "https://a.com/b?page=2",
        "https://a.com/a%2Fb",
        "https://a.com/amp-1/index.amp",
        "https://a.com/amp",
        "https://a.com/x/amp",
    ],
)
def test_what_may_choose_the_article_stays(address: str) -> None:
    assert canonical(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cnn.com/a",
        "ftp://cnn.com/",
        "http://",
        "http:///x",
        "http://./",
        "a\nb",
        "http://[2002::1%２]/",
        "http://a.com:0/",
        "http://a.com:-1/",
        "http://a.com:65536/",
    ],
)
def test_no_address_is_none(text: str) -> None:
    assert canonical(text) is None


@given(st.text() | st.text().map(lambda rest: f"http://a.example/{rest}"))
def test_any_text_is_an_address_or_none_and_canonical_once_for_all(text: str) -> None:
    address = canonical(text)
    assert address is None or canonical(address) == address


@pytest.mark.parametrize(
    "text",
    ["http://a/%%34%31", "https://a/b-1.amp/amp", "https://a/b-1/amp.amp/amp", "http://xn--/"],
)
def test_odd_ones_are_canonical_once_for_all_too(text: str) -> None:
    address = canonical(text)
    assert address is not None
    assert canonical(address) == address


def test_an_address_is_told_from_a_path() -> None:
    assert is_address("HTTP://a")
    assert not is_address("http/a")


def test_one_registered_domain_is_one_site() -> None:
    assert same_site("https://edition.cnn.com/a", "https://www.cnn.com/b")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")
    assert not same_site("https://cnn.com.evil.example/", "https://cnn.com/")
