import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import AddressRefused
from index.web.dialling import is_own, is_public, parse, shown, system_resolver


@pytest.mark.parametrize(
    "address",
    [
        # Loopback, as C libraries, browsers and people spell it.
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0X7F.1/",
        "http://0177.0.0.1/",
        "http://0177.0.0.01/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://127.0.0.1.0x/",
        "http://1.2.3.4.5/",
        "http://256.0.0.1/",
        "http://a.example.0x7f/",
        # The same in digits and dots that are no ASCII.
        "http://０x7f000001/",
        "http://127。1/",
        "http://①②⑦.0.0.1/",
        "http://٠/",
        # What is read in two ways.
        "http://127.0.0.1%2f@a.example/",
        "http://a.example%00.example/",
        "http://a.example%2eexample/",
        "http://%31%32%37.0.0.1/",
        "http://a.example\\@127.0.0.1/",
        "http:\\\\127.0.0.1/",
        "http:/127.0.0.1/",
        "http:127.0.0.1/",
        "//127.0.0.1/",
        "http://a..example/",
        "http://.example/",
        "http://a b.example/",
        "http://a.example:80:80/",
        "http://[::1",
        "http://[::1]x/",
        "http://[fe80::1%25eth0]/",
        "http://[2606:4700::1111%eth0]/",
        "http://[::127.0.0.256]/",
        "http://[2002::1%２]/",
        "http://[v1.a]/",
        "http://127.0.0.1\t/",
        "http://a\n.example/",
        "http://a.example/\r\nHost: b.example",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://xn--/",
        # No web address at all.
        "",
        "http://",
        "http:///a",
        "http://:80/",
        "http://./",
        "ftp://a.example/",
        "file:///etc/passwd",
        "gopher://a.example:70/",
        "javascript:alert(1)",
        "data:text/html,a",
        "http://user@a.example/",
        "http://user:secret@a.example/",
        "http://:@a.example/",
        "http://a.example:secret@b.example/",
        # Ports.
        "http://a.example:0/",
        "http://a.example:-80/",
        "http://a.example:65536/",
        "http://a.example:" + "9" * 5000 + "/",
        "http://a.example:22/",
        "http://a.example:25/",
        "http://a.example:6379/",
        "http://a.example:11211/",
        "https://a.example:80:443/",
    ],
)
def test_what_is_no_plain_web_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        parse(address, address)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("  HTTP://A.Example/B#c ", "http://a.example/B"),
        ("HTTPS://a.example:443/", "https://a.example/"),
        ("https://a.example.:443/", "https://a.example/"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://a。example/", "https://a.example/"),
        (
            "http://my_site-1.example:8080/?a=http://b@c/",
            "http://my_site-1.example:8080/?a=http://b@c/",
        ),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("http://[2606:4700::1111]:8443/", "http://[2606:4700::1111]:8443/"),
        ("http://a.example:80/", "http://a.example/"),
        ("http://a.example:８０/", "http://a.example/"),
        ("http://4chan.example/", "http://4chan.example/"),
        ("http://a.7up.example/", "http://a.7up.example/"),
        ("http://" + "a" * 63 + ".example/", "http://" + "a" * 63 + ".example/"),
    ],
)
def test_a_plain_web_address_is_understood(address: str, url: str) -> None:
    assert str(parse(address, address)) == url


def test_an_address_may_be_long_but_not_endless() -> None:
    assert len(parse("http://a.example/" + "x" * 7_900, "it").path) == 7_901
    with pytest.raises(AddressRefused, match="more than 8000 characters"):
        parse("http://a.example/" + "x" * 8_000, "it")


@given(st.text() | st.text().map(lambda rest: f"http://{rest}"), st.text())
def test_any_text_is_refused_or_understood_once_for_all(text: str, target: str) -> None:
    try:
        url = parse(text, text)
    except AddressRefused:
        return
    assert str(parse(str(url), text)) == str(url)
    try:
        url = parse(target, text, base=url)
    except AddressRefused:
        return
    assert str(httpx.URL(str(url))) == str(url)


def test_a_message_shows_no_password_no_escapes_and_no_pages_of_text() -> None:
    assert shown("http://user:secret@a.example/b") == "http://a.example/b"
    assert shown("http://a.example/\x1b[2J") == "http://a.example/\\x1b[2J"
    assert shown("http://a.example/رپورٹ") == "http://a.example/رپورٹ"
    assert len(shown("x" * 1000)) == 200


@given(st.text())
def test_a_message_shows_any_text_on_one_line_of_what_can_be_seen(text: str) -> None:
    assert shown(text).isprintable()


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2620:4f:8000::1"])
def test_public_addresses_may_be_dialled(ip: str) -> None:
    assert is_public(ip)


NOT_PUBLIC = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0
192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1
255.255.255.255 168.63.129.16 :: ::1 fe80::1 fe80::1%eth0 2606:4700::1111%eth0 fc00::1
fd00:ec2::254 fd20:ce::254 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::7f00:1
::ffff:0:7f00:1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2002:7f00:1:: 2001:0:1:: 2001:2::1 2001:10::1
2001:20::1 2001:db8::1 3fff::1 5f00::1 2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1 nonsense
127.1 0x7f000001 2130706433 010.0.0.1
"""


@pytest.mark.parametrize("ip", NOT_PUBLIC.split())
def test_no_other_address_may_be_dialled(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1"])
def test_this_machine_knows_its_own_addresses(ip: str) -> None:
    assert is_own(ip)


def test_this_machine_is_asked_for_pages_by_its_web_server_alone() -> None:
    assert system_resolver("127.0.0.1", 443) == ["127.0.0.1"]
    with pytest.raises(AddressRefused, match="is this machine"):
        system_resolver("127.0.0.1", 8080)
