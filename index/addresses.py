"""Web addresses: which are addresses, which two are the same, which may be dialled.

``httpx.URL`` parses them here as it does when fetching, so that no address means one thing to
the check and another to the connection.
"""

import ipaddress
import re

import courlan
import httpx

# Only names and prefixes that no site uses to choose an article. courlan's own list also drops
# "game", "id_source" and the like, and two reports under one address would replace each other.
_TRACKING = re.compile(
    r"(?:utm_|mc_|mtm_|pk_|hsa_|at_|vero_|oly_|__hs).+"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|yclid|igshid|igsh|ttclid|li_fat_id"
    r"|_ga|_gl|_hsenc|_hsmi|s_cid|cmpid|ncid|smid|smtyp|ocid|xtor|mkt_tok|ref_src|ref_url"
    r"|cmp|rss|feature=share|outputtype=amp|amp(?:=(?:1|true)?)?",
    re.IGNORECASE,
)
# An AMP viewer's or cache's address spells out the publisher's own after /s/ (TLS) or plainly.
_AMP_CACHE = re.compile(
    r"https://(?:(?:www\.)?google\.[a-z.]+/amp/|[\w-]+\.cdn\.ampproject\.org/[cv]/)(?P<tls>s/)?(?P<rest>.+)",
    re.IGNORECASE,
)
# ".../slug/amp": only after a segment that looks like an article's name or number.
_AMP_PATH = re.compile(r"(?P<article>/[^/]*[-\d][^/]*)/amp/?\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_address(text: str) -> bool:
    """Whether the text is meant as an http(s) address rather than as a path."""
    return text.lower().startswith(("http://", "https://"))


def canonical(address: str) -> str | None:
    """The address by which an article is known, however it was come by.

    Without fragment, tracking parameters, default port, user name and password; an AMP address
    becomes the article's own where its form leaves no doubt.

    Returns:
        None where the text is no http(s) address with a host.
    """
    url = _parse(address)
    if url is None:
        return None
    cached = _AMP_CACHE.fullmatch(str(url))
    if cached:
        url = _parse(f"http{'s' if cached['tls'] else ''}://{cached['rest']}") or url
    port = None if url.port == _DEFAULT_PORTS[url.scheme] else url.port
    host = url.raw_host.decode("ascii").rstrip(".")
    authority = f"[{host}]" if ":" in host else host
    if port is not None:
        authority += f":{port}"
    path, _, query = url.raw_path.decode("ascii").partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _tracks(part))
    path = _AMP_PATH.sub(r"\g<article>", path)
    return f"{url.scheme}://{authority}{path}" + (f"?{kept}" if kept else "")


def _parse(address: str) -> httpx.URL | None:
    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, UnicodeError):
        return None
    return url if url.scheme in _DEFAULT_PORTS and url.host else None


def _tracks(parameter: str) -> bool:
    name = parameter.partition("=")[0]
    return bool(_TRACKING.fullmatch(name) or _TRACKING.fullmatch(parameter))


def same_site(one: str, other: str) -> bool:
    """Whether both belong to one registered domain (``edition.cnn.com``, ``www.cnn.com``)."""
    domain = courlan.extract_domain(one)
    return domain is not None and domain == courlan.extract_domain(other)


# Public as far as IANA's registry goes, yet a cloud's own metadata and control service answers.
_CLOUD_SERVICES = frozenset({ipaddress.ip_address("168.63.129.16")})
_CARRIES_IPV4 = (
    ipaddress.IPv6Network("::/96"),  # IPv4-compatible, deprecated
    ipaddress.IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated, RFC 2765
    ipaddress.IPv6Network("64:ff9b::/32"),  # NAT64, RFC 6052 and RFC 8215
    ipaddress.IPv6Network("2002::/16"),  # 6to4, RFC 3056
    ipaddress.IPv6Network("2001::/32"),  # Teredo, RFC 4380
)


def is_public(ip: str) -> bool:
    """Whether the IP address is anybody's on the open internet.

    Private, loopback, link-local, multicast and reserved ones aren't, nor those of a cloud's
    metadata service, nor any IPv6 address that a gateway would turn into an IPv4 one.
    """
    try:
        parsed = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return is_public(str(parsed.ipv4_mapped))
        # What is allocated to the public is 2000::/3; everything else has another use.
        if parsed not in ipaddress.IPv6Network("2000::/3"):
            return False
        if any(parsed in network for network in _CARRIES_IPV4):
            return False
    return (
        parsed.is_global
        and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)
        and parsed not in _CLOUD_SERVICES
    )
