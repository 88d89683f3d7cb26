"""Web addresses: which texts are such, and which two of them are the same article's.

``httpx.URL`` parses them here as it does when fetching. Which may be dialled, `dialling` says.
"""

import re

import courlan
import httpx

# Only names and prefixes that no site uses to choose an article. courlan's own list also drops
# "game", "id_source" and the like, and two reports under one address would replace each other.
_TRACKING = re.compile(
    r"(?:utm_|mc_|mtm_|pk_|hsa_|at_|vero_|oly_|guce_|__hs|_branch_).+"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|yclid|igshid|igsh|ttclid|li_fat_id"
    r"|_ga|_gl|_hsenc|_hsmi|s_cid|cmpid|ncid|smid|smtyp|ocid|xtor|mkt_tok|ref_src|ref_url"
    r"|gad_source|gad_campaignid|guccounter|dicbo|wt_mc.*|srsltid|mibextid|epik|tblci|s_kwcid|ef_id|rb_clickid"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)|soc_(?:src|trk)|fb_(?:source|ref|action_ids)"
    r"|intcmp|icid|srnd|taid|traffic_source|feedtype=rss|feedname|partner=rss|emc=rss|src=rss"
    r"|cmp|rss|feature=share|outputtype=amp|amp(?:=(?:1|true)?)?"
    r"|phpsessid|jsessionid|aspsessionid.*",
    re.IGNORECASE,
)
# An AMP viewer's or cache's address spells out the publisher's own after /s/ (TLS) or plainly.
_AMP_CACHE = re.compile(
    r"https://(?:(?:www\.)?google\.[a-z.]+/amp/|[\w-]+\.cdn\.ampproject\.org/[cv]/)(?P<tls>s/)?(?P<rest>.+)",
    re.IGNORECASE,
)
# ".../slug/amp" or ".../slug.amp": only after what looks like an article's name or number.
_AMP_PATH = re.compile(r"(?P<article>/[^/]*[-\d][^/]*?)(?:/amp/?|\.amp(?P<suffix>\.html?)?)\Z")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# An application that draws its pages in the browser names the page here: "#!/a", "#/a".
_ROUTES = ("!", "/")


def is_address(text: str) -> bool:
    """Whether the text is meant as an http(s) address rather than as a path."""
    return text.lower().startswith(("http://", "https://"))


def canonical(address: str) -> str | None:
    """The address by which an article is known, however it was come by.

    Without fragment (unless it names what is shown), session, tracking parameters, default port,
    user name and password, and with percent-encoding spelled in one way (RFC 3986, 6.2.2); an AMP
    address becomes the article's own where its form leaves no doubt. http and https, a host with
    and without "www.", a path with and without its last slash stay apart: they may hold two
    articles, and one would replace the other.

    Returns:
        None where the text is no http(s) address with a host.
    """
    url = _unwrapped(address)
    if url is None:
        return None
    host = url.raw_host.decode("ascii").rstrip(".")
    authority = f"[{host}]" if ":" in host else host
    if url.port not in {None, _DEFAULT_PORTS[url.scheme]}:
        authority += f":{url.port}"
    path, _, query = _spelled(url.raw_path.decode("ascii")).partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _tracks(part))
    route = _spelled(str(url).partition("#")[2])
    return (
        f"{url.scheme}://{authority}{_article_path(path)}"
        + (f"?{kept}" if kept else "")
        + (f"#{route}" if route.startswith(_ROUTES) else "")
    )


def _unwrapped(address: str) -> httpx.URL | None:
    """Parsed; where it is an AMP viewer's, what it is a viewer of."""
    url = parsed(address)
    while url is not None:
        viewer = _AMP_CACHE.fullmatch(str(url))
        inner = parsed(f"http{'s' if viewer['tls'] else ''}://{viewer['rest']}") if viewer else None
        if inner is None:
            return url
        url = inner
    return None


def parsed(address: str) -> httpx.URL | None:
    """An http(s) address with a host and, if any, a possible port; None for anything else."""
    try:
        url = httpx.URL(address.strip())
        # A zone in an IPv6 address may hold what is not ASCII, and fails only here.
        host = url.raw_host.strip(b".")
    except (httpx.InvalidURL, ValueError):
        return None
    is_web = url.scheme in _DEFAULT_PORTS and bool(host)
    return url if is_web and (url.port is None or 0 < url.port < 65536) else None


def host_of(address: str) -> str:
    """The host of an http(s) address: in lower case and ASCII, without a port."""
    return httpx.URL(address).raw_host.decode("ascii").lower()


def _spelled(text: str) -> str:
    """Percent-encoding as RFC 3986 (6.2.2) has it, but for dots, which may be a path's own."""
    while (spelled := _ESCAPED.sub(lambda found: _decoded(found[0].upper()), text)) != text:
        text = spelled
    return text


def _decoded(escaped: str) -> str:
    letter = chr(int(escaped[1:], 16))
    return letter if letter.isascii() and (letter.isalnum() or letter in "-_~") else escaped


def _article_path(path: str) -> str:
    path = _SESSION.sub("", path)
    while (plain := _AMP_PATH.sub(r"\g<article>\g<suffix>", path)) != path:
        path = plain
    return path


def _tracks(parameter: str) -> bool:
    name = parameter.partition("=")[0]
    return bool(_TRACKING.fullmatch(name) or _TRACKING.fullmatch(parameter))


def same_site(one: str, other: str) -> bool:
    """Whether both belong to one registered domain (``edition.cnn.com``, ``www.cnn.com``)."""
    domain = courlan.extract_domain(one)
    return domain is not None and domain == courlan.extract_domain(other)
