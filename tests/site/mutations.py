"""Pages as they come damaged, or as somebody makes them who wishes a reader ill.

Each mutation takes a page's bytes and a random number generator; all are repeatable by its seed.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from index.web import media_types
from index.web.fetching import MAX_BYTES
from tests.site.oddities import WEIRD_ADDRESSES, WEIRD_DAYS, WEIRD_TEXTS
from tests.site.pages import PAGES

Mutation = Callable[[bytes, Random], bytes]

_TAG = re.compile(rb"<[^<>]{1,200}>")
_DEPTH = 500
_GIANT = 200_000
_MANY = 10_000
_CHARSETS = (
    "utf-7",
    "utf-16",
    "utf-32-be",
    "windows-1256",
    "koi8-r",
    "shift_jis",
    "x-none",
    "\x00",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutated:
    """A damaged page, and what it is said to be.

    Attributes:
        how: the names of the mutations, in order.
    """

    data: bytes
    media_type: str
    charset: str | None
    how: tuple[str, ...]


def mutated(seed: int) -> Mutated:
    """The page of that seed: one of the site's, with one to three things done to it."""
    random = Random(seed)
    data = random.choice(PAGES).body
    chosen = random.choices(list(MUTATIONS), k=random.randint(1, 3))
    for name in chosen:
        data = MUTATIONS[name](data, random)[:MAX_BYTES]
    kinds = [
        media_types.TEXT,
        media_types.MARKDOWN,
        media_types.PDF,
        media_types.JSONL,
        "image/gif",
    ]
    return Mutated(
        data=data,
        media_type=random.choice(kinds) if random.random() < 0.05 else media_types.HTML,
        charset=random.choice(_CHARSETS) if random.random() < 0.1 else None,
        how=tuple(chosen),
    )


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 200)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(data: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:end] if random.random() < 0.5 else data[start:end] or data[:1]


def _splice(data: bytes, random: Random) -> bytes:
    other = random.choice(PAGES).body
    return data[: random.randrange(len(data))] + other[random.randrange(len(other)) :]


def _double_tags(data: bytes, random: Random) -> bytes:
    return _TAG.sub(lambda tag: tag[0] * random.choice((1, 1, 2, 30)), data)


def _remove_tags(data: bytes, random: Random) -> bytes:
    share = random.random()
    return _TAG.sub(lambda tag: b"" if random.random() < share else tag[0], data)


def _swap_tags(data: bytes, random: Random) -> bytes:
    tags = _TAG.findall(data) or [b"<p>"]
    return _TAG.sub(lambda tag: random.choice(tags) if random.random() < 0.1 else tag[0], data)


def _nest(data: bytes, random: Random) -> bytes:
    tag = random.choice((b"div", b"b", b"blockquote", b"table><tr><td", b"ul><li", b"a", b"span"))
    place = random.randrange(len(data))
    return data[:place] + b"<%s>" % tag * _DEPTH + data[place:]


def _entities(data: bytes, random: Random) -> bytes:
    odd = (
        b"&#0;",
        b"&#xD800;",
        b"&#99999999999;",
        b"&nbsp",
        b"&amp;amp;",
        b"&#x202E;",
        b"&;",
        b"&#1;",
    )
    return _sprinkled(data, [random.choice(odd) for _ in range(random.randint(1, 100))], random)


def _nuls(data: bytes, random: Random) -> bytes:
    lengths = random.choices((1, 2, 400), weights=(90, 9, 1), k=random.randint(1, 20))
    return _sprinkled(data, [b"\x00" * length for length in lengths], random)


def _lie(data: bytes, random: Random) -> bytes:
    codec = random.choice(("utf-16", "utf-32", "cp1256", "cp1251", "utf-8", "gb18030"))
    text = data.decode("utf-8", "replace")
    said = random.choice(_CHARSETS)
    return re.sub(r"charset=[\"']?[\w-]+", f"charset={said}", text).encode(codec, "replace")


def _bom(data: bytes, random: Random) -> bytes:
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE)
    return random.choices(marks, weights=(8, 1, 1))[0] + data


def _giant_attribute(data: bytes, random: Random) -> bytes:
    name = random.choice((b"class", b"datetime", b"href", b"lang", b"itemtype", b"id", b"content"))
    value = random.choice((b"a", b"published ", b"2022-", b"&quot;", b"/", b"en-")) * _GIANT
    return _in_a_tag(data, b' %s="%s"' % (name, value[:_GIANT]), random)


def _many(data: bytes, random: Random) -> bytes:
    piece = random.choice(
        (
            b"<p>x</p>",
            b'<h2><a href="/">Home</a></h2>',
            b"<time datetime=2022-10-06>x</time>",
            b'<meta name="date" content="6 octobre 20222">',
            b"<span>\xc2\xa9 2022 Somebody</span>",
            b"<br>",
            b'<i itemprop="datePublished">2022</i>',
            b"<div itemscope itemtype=NewsArticle>",
            b"<a href=x>y</a> ",
            b"<h1>A headline of its own</h1>",
            b"<!-- x -->",
            b"<td>1<td>2<tr>",
        )
    )
    place = random.randrange(len(data))
    return data[:place] + piece * random.choice((100, _MANY)) + data[place:]


def _weird_days(data: bytes, random: Random) -> bytes:
    day = random.choice(WEIRD_DAYS).encode()
    return re.sub(rb"20\d\d-\d\d-\d\d[^\"<]*", lambda _: day, data)


def _weird_json(data: bytes, random: Random) -> bytes:
    value = random.choice(
        (
            b"[" * _MANY,
            b'{"@graph":' * _MANY,
            b"[" + b'{"@type":"NewsArticle","datePublished":"2022-10-06"},' * 2000 + b"0]",
            b'{"@type":["NewsArticle",7,null],"datePublished":["2022"],"publisher":[[],{"name":{}}]}',
            b'{"@type":"Article","mainEntityOfPage":{"@id":5},"url":[],"headline":{},"isPartOf":0}',
            b'{"@type":"NewsArticle","datePublished":' + b"9" * 6000 + b"}",
            b"\xff\xfe{'a': NaN}",
        )
    )
    script = b'<script type="application/ld+json">%s</script>' % value
    place = data.find(b"</head>")
    return data[:place] + script + data[place:]


def _weird_texts(data: bytes, random: Random) -> bytes:
    texts = [f"<p>{random.choice(WEIRD_TEXTS)}</p>".encode() for _ in range(random.randint(1, 30))]
    return _sprinkled(data, texts, random)


def _weird_title(data: bytes, random: Random) -> bytes:
    title = " | ".join(random.choices(WEIRD_TEXTS, k=random.randint(1, 40))).encode()
    return re.sub(rb"(<(?:title|h1)[^>]*>)[^<]*", lambda tag: tag[1] + title, data)


def _weird_addresses(data: bytes, random: Random) -> bytes:
    address = random.choice(WEIRD_ADDRESSES).encode()
    return re.sub(rb'(href|content)="http[^"]*"', lambda m: b'%s="%s"' % (m[1], address), data)


def _weird_language(data: bytes, random: Random) -> bytes:
    tag = random.choice(
        (b"../../x", b"en-" * 500, b"-", b"ar-XX-YY", b"zxx", b"\xd0\xb0", b"en_US.UTF-8")
    )
    return re.sub(rb'lang="[^"]*"', lambda _: b'lang="%s"' % tag, data)


def _sprinkled(data: bytes, pieces: list[bytes], random: Random) -> bytes:
    for piece in pieces:
        place = random.randrange(len(data))
        data = data[:place] + piece + data[place:]
    return data


def _in_a_tag(data: bytes, attribute: bytes, random: Random) -> bytes:
    ends = [match.end() - 1 for match in _TAG.finditer(data)] or [0]
    place = random.choice(ends)
    return data[:place] + attribute + data[place:]


MUTATIONS: dict[str, Mutation] = {
    function.__name__.strip("_"): function
    for function in (
        *(_flip, _cut, _splice, _double_tags, _remove_tags, _swap_tags, _nest, _entities, _nuls),
        *(_lie, _bom, _giant_attribute, _many, _weird_days, _weird_json, _weird_texts),
        *(_weird_title, _weird_addresses, _weird_language),
    )
}
