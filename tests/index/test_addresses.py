import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.addresses import canonical, is_address, is_public, same_site


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
    ],
)
def test_one_article_has_one_address(address: str, known_as: str) -> None:
    assert canonical(address) == known_as


@pytest.mark.parametrize(
    "address",
    [
        "https://a.com/?game=1",
        "https://a.com/?id_source=2",
        "https://a.com/amp",
        "https://a.com/x/amp",
    ],
)
def test_what_may_choose_the_article_stays(address: str) -> None:
    assert canonical(address) == address


@pytest.mark.parametrize(
    "text", ["", "cnn.com/a", "ftp://cnn.com/", "http://", "http:///x", "a\nb"]
)
def test_no_address_is_none(text: str) -> None:
    assert canonical(text) is None


@given(st.text() | st.text().map(lambda rest: f"http://a.example/{rest}"))
def test_any_text_is_an_address_or_none_and_canonical_once_for_all(text: str) -> None:
    address = canonical(text)
    assert address is None or canonical(address) == address


def test_an_address_is_told_from_a_path() -> None:
    assert is_address("HTTP://a")
    assert not is_address("http/a")


def test_one_registered_domain_is_one_site() -> None:
    assert same_site("https://edition.cnn.com/a", "https://www.cnn.com/b")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")
    assert not same_site("https://cnn.com.evil.example/", "https://cnn.com/")


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_may_be_dialled(ip: str) -> None:
    assert is_public(ip)


NOT_PUBLIC = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0
192.0.0.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 fe80::1
fe80::1%eth0 fc00::1 fd00:ec2::254 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::7f00:1
::ffff:0:7f00:1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:1:: 2001:db8::1 nonsense
"""


@pytest.mark.parametrize("ip", NOT_PUBLIC.split())
def test_no_other_address_may_be_dialled(ip: str) -> None:
    assert not is_public(ip)
