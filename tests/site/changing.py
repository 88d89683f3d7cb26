"""One page whose report changes: the toll rises with each version, and a paragraph is added."""

from html import escape

from tests.site.reports import OUTLETS

OUTLET = OUTLETS["gazette"]
URL = f"http://{OUTLET.host}/changing"
FIRST_TOLL = 3


def title(version: int) -> str:
    """The headline of a version, which are counted from 1."""
    return f"Ferry fire off Velin: {toll(version)} dead"


def toll(version: int) -> int:
    """How many have died by that version."""
    return FIRST_TOLL + version - 1


def paragraphs(version: int) -> tuple[str, ...]:
    """The report's text in that version."""
    later = (
        f"The body of passenger number {number} was found on the car deck, the coast guard said "
        f"in its statement number {number}."
        for number in range(FIRST_TOLL + 1, toll(version) + 1)
    )
    return (
        f"At least {toll(version)} people died when armed men set fire to the ferry Adela a mile "
        "off the port of Velin on Sunday evening, the coast guard said.",
        "The attackers came alongside in two inflatable boats at about 9 p.m., threw bottles of "
        "burning petrol on to the car deck and were gone within minutes, passengers said.",
        *later,
        "The other 212 people on board were taken off by fishing boats, most of them unhurt.",
        "Nobody has said that they did it. The harbour police found one of the boats on a beach "
        "north of the town on Monday morning, its engine still warm.",
    )


def page(version: int) -> str:
    """The page's HTML in that version."""
    body = "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs(version))
    return f"""<!DOCTYPE html>
<html lang="{OUTLET.locale}">
<head>
<meta charset="utf-8">
<title>{escape(title(version))} | {OUTLET.name}</title>
<link rel="canonical" href="{URL}">
<meta property="og:site_name" content="{OUTLET.name}">
<meta property="article:published_time" content="2024-06-09T22:10:00+02:00">
<meta property="article:modified_time" content="2024-06-{9 + version:02}T08:00:00+02:00">
</head>
<body>
<header><a href="/">{OUTLET.name}</a></header>
<main><article><h1>{escape(title(version))}</h1>
{body}
</article></main>
<footer><p>© 2024 {OUTLET.name}. All rights reserved.</p></footer>
</body>
</html>
"""
