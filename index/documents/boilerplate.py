"""Page furniture: the lines around a report that came along when it was copied.

Each rule describes a whole line, from its first character to its last, and a short one: a sentence
*about* a newsletter, cookies or copyright stays. Better a line of rubbish left in than a line of
the report cut.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from index.documents import furniture

_LONGEST = 300
"""Characters; a longer line is never furniture."""

# The parts that rules are made of.
_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|von|der|al|bin|el)){0,4}"
_AGENCY = (
    r"(?:(?:The )?A(?:P|ssociated Press)(?: Photos?)?|AFP(?: Photo)?|R(?:EUTERS|euters)|EPA"
    r"|EPA-EFE|Getty(?: Images)?|Shutterstock|Alamy(?: Stock Photo)?|Bloomberg|Anadolu(?: Agency)?"
    r"|Xinhua|TASS|Sputnik|DPA|PA(?: Images| Wire)|Zuma(?: Press)?|Sipa(?: USA)?|Imago|NurPhoto"
    r"|USA TODAY(?: Sports| NETWORK| Network)?|iStock(?:photo)?|Unsplash)"
)
_SITE = (
    r"(?:Facebook|Twitter|X|Instagram|TikTok|YouTube|Telegram|WhatsApp|LinkedIn|Threads|Bluesky"
    r"|Mastodon|Flipboard|Pinterest|Reddit|Snapchat|Google News|Apple News|social media)"
)
# A hyphen parts names only with spaces around it: it stands in them too, and a line of them would
# be tried in every way there is to part it.
_PARTED = r"(?: ?[/|,–—] ?| - | via | for )"
_CREDITED = rf"(?:{_AGENCY}|{_NAME})(?:{_PARTED}(?:{_AGENCY}|{_NAME})){{0,3}}"
_PIECE = r"(?:story|article|report|post|piece|page)"

# Whole lines, compared without case, without marks around them and with straight apostrophes.
_SAID = """
advertisement | advertisements | sponsored content | ad feedback | skip advertisement
advertisement continue reading | story continues below advertisement | scroll to continue
article continues below advertisement | article continues after advertisement
advertisement - scroll to continue | continue reading the main story | continue reading below
skip to main content | skip to content | back to top | skip to navigation
share this story | share this article | share this post | share via email | share with your friends
email this article | print this article | copy this url to your clipboard | link copied
copy link link copied | link copied to clipboard | click to share
copy this url to your clipboard link copied to clipboard
copy this url to your clipboard link copied to clipboard share this story
facebook twitter email | facebook twitter linkedin | facebook twitter whatsapp
facebook twitter linkedin email | facebook twitter whatsapp email
leave a comment | leave a reply | leave a reply cancel reply | cancel reply | post a comment
post comment | add a comment | add your comment | write a comment | submit comment
view comments | view all comments | show comments | hide comments | load comments
join the conversation | no comments yet | be the first to comment | comments are closed
log in to leave a comment | you must be logged in to post a comment | sign in to comment
your email address will not be published | required fields are marked
your email address will not be published. required fields are marked
name email website | save my name, email, and website in this browser for the next time i comment
save my name, email and website in this browser for the next time i comment
save my name, email, and website in this browser for the next time i comment post comment
notify me of follow-up comments by email | notify me of new posts by email
related articles | related stories | related article | related posts | related topics
read more | read next | read also | read full story | read the full story | continue reading
recommended stories | recommended for you | you may also like | you might also like
you may also be interested in | more on this story | more on this topic
trending stories | most viewed | next article | previous article | previous post | next post
load more | show more | watch more | video player | video ad feedback
subscribe now | subscribe today | sign up now | sign up here | log in / register
already a subscriber? log in | already a subscriber? sign in | follow us | connect with us
download our app | get the app | thank you for signing up | thank you for subscribing
all rights reserved | privacy policy | terms of service | terms of use | terms and conditions
cookie policy | cookie settings | cookie preferences | manage cookies | accept cookies
accept all cookies | reject all cookies | we use cookies | do not sell my personal information
do not sell or share my personal information | hide caption | toggle caption | enlarge this image
click to enlarge | view gallery
"""

# Words that a report may well have as a heading: furniture only beside other furniture.
_SAID_AMONG_OTHERS = """
ad | ads | sponsored | share | tweet | pin it | facebook | twitter | x | instagram | whatsapp
linkedin | pinterest | reddit | telegram | email | print | save | copy link | comment | comments
no comments | name | website | menu | close | related | recommended | trending | most read
most popular | top stories | up next | see also | also read | more stories | newsletter
newsletters | subscribe | sign up | sign in | log in | follow | watch now | watch live
listen now | gallery | contact us | about us | search | home | image source | getty images
related content
"""

# One rule a kind, matched against the whole line.
_RULES = {
    "update": rf"(?:This|The) {_PIECE}(?:'s|’s)?(?: and (?:its |the )?headline| headline)? "
    r"(?:has|have) (?:since )?been updated"
    r"(?: (?:with (?:more|new|additional|further)|to (?:add|include|reflect)) [\w ,'’-]{1,80}"
    r"| throughout)?\.?",
    "developing": rf"This is a (?:developing|breaking)(?: news)? {_PIECE}"
    r"(?:,? and (?:will|may) be updated)?\.?"
    r"(?: (?:It|We|Please|Check|More|Stay|Refresh)\b[^.]{0,80}\.?)?",
    "comment form": r"Your email address will not be published\.? ?Required fields are marked ?\*?",
    "form label": r"(?:Comment|Name|Email|Website|Your name|Your email) ?\*",
    "counter": r"\(?\d[\d,. ]*[kKM]?\)? (?:[Cc]omments?|COMMENTS?|[Ss]hares?|SHARES?)"
    r"|(?:Comments?|Shares?|Views?) ?:? ?\(?\d[\d,.]*[kKM]?\)?",
    "share": rf"(?:Share|Tweet|Send)(?: this(?: {_PIECE})?)? (?:on|via|to|with) {_SITE}",
    "follow us": rf"(?:{_NAME}: )?(?:Follow|FOLLOW|Like|Find|Join) (?:us|our page|me) on {_SITE}"
    r"(?:[ ,:!].{0,120})?",
    "follow somebody": rf"(?:You can )?[Ff]ollow (?:[\w'’-]+ ){{0,4}}?(?:{_NAME} )?(?:on )?{_SITE}"
    r"(?: at)?:? ?\(?@\w+\)?[.!]?",
    # A newsletter or an inbox, an order to get it, and nobody who says so.
    "newsletter": r"(?=.*\b(?:newsletters?|inbox|Daily Briefing)\b)"
    r"(?!.*\b(?:said|says|told|wrote|tweeted|according)\b)"
    r"(?:.*[.?!:;)”’\"'] ?|.*\b(?:newsletter|inbox) |[(\[])?(?:You can (?:also )?)?"
    r"(?:[Ss]ign up|SIGN UP|Subscribe|Follow our\b|[Gg]et (?=.*\b(?:inbox\b|newsletter))).*",
    "subscribe": r"(?:.{0,60}[:.!] ?)?(?:Sign up|Subscribe)(?: here| now| today)?(?: for| to)?"
    r" [^.?!]{1,80}\b(?:today|now|here|subscription|updates?|alerts?)\b[^.?!]{0,40}[.!]?",
    "copyright": r"(?:©|\([cC]\)|Copyright(?: ©| \([cC]\))?|© Copyright)[ ,]*"
    r"(?:\d{4}(?: ?[-–] ?\d{4})?|(?=by [A-Z]))(?:[ ,.;|]+(?:by )?[A-Z“\"].{0,150})?[.]?"
    r"|[^.]{0,60}\. ?All rights reserved\.?",
    "read more": r"(?:(?:Read|READ) (?:more|MORE|also|ALSO|next|NEXT)|Also read|ALSO READ|See also"
    r"|SEE ALSO|Related|RELATED|(?:Related|RELATED) (?:[Aa]rticles?|[Ss]tor(?:y|ies)|[Cc]overage"
    r"|[Vv]ideo|ARTICLES?|STOR(?:Y|IES)|VIDEO)) ?[:|»>→] ?\S.{0,160}",
    "read more, elsewhere": r"(?:Читайте также|Читать далее|Lire aussi|Lesen Sie auch|Lea también"
    r"|Leer también|Leia também|Leggi anche|Ayrıca okuyun|اقرأ أيضا|اقرأ أيضًا)"
    r" ?[:|»>→] ?\S.{0,160}",
    "photo credit": r"\(?(?:Photo|PHOTO|Image|Picture|Photograph|Video|Graphic)s?(?: [Cc]redit)?"
    rf"(?: ?: ?| [Bb]y:? )(?:{_CREDITED})\)?",
    "agency credit": rf"[(\[]?{_NAME} ?(?:[/|]| via ) ?{_AGENCY}(?:(?: ?/ ?| via ){_AGENCY})?[)\]]?"
    rf"|[(\[]{_AGENCY}(?:(?: ?/ ?| via )(?:{_AGENCY}|{_NAME}))?[)\]]"
    r"|(?:AP|AFP|EPA) Photo(?:s|/.{1,40})?|(?:via )?Getty Images",
    "cookies": r"(?:We|This (?:web)?site|Our (?:web)?site)(?: and our partners)? uses? cookies"
    r"(?: (?:to|and|for)\b[^.]{0,160})?\.?(?: (?:By|You|Accept|Learn)\b[^.]{0,100}\.?)?",
}
_FURNITURE = {kind: re.compile(rule) for kind, rule in _RULES.items()}
_MARKS = " \t*•·|»«›‹>→–—-.:…!_#"
_LEADING = "•·|»«›‹>→►▶–—- "


def _listed(lines: str) -> frozenset[str]:
    rows = (row.split(" | ") for row in lines.strip().split("\n"))
    return frozenset(line.strip() for line in chain.from_iterable(rows))


_STRONG = _listed(_SAID)
_WEAK = _listed(_SAID_AMONG_OTHERS)


def divide(pieces: Iterable[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Part the report from the furniture.

    Args:
        pieces: the paragraphs, each as the lines it stood in, white space folded.

    Returns:
        The report's paragraphs, each on one line; and the lines that were cut, in order. Together
        they are the text, but for white space.
    """
    numbered = [(number, line) for number, piece in enumerate(pieces) for line in piece]
    kept: dict[int, list[str]] = {}
    cut: list[str] = []
    marked = _marked([line for _, line in numbered])
    for (number, line), is_cut in zip(numbered, marked, strict=True):
        if is_cut:
            cut.append(line)
        else:
            kept.setdefault(number, []).append(line)
    return [" ".join(lines) for lines in kept.values()], cut


def breaks_off(cut: Iterable[str]) -> bool:
    """Whether the lines that were cut say that the rest of a report is for subscribers.

    What is there is the report's beginning, and worth having; whoever adds it should know.
    """
    return any(map(furniture.asks_to_pay, cut))


def kind(line: str) -> str | None:
    """Which kind of furniture the line is by itself; None for a line of the report."""
    if not line or len(line) > _LONGEST:
        return None
    if _plain(line) in _STRONG:
        return "said"
    bare = line.lstrip(_LEADING)
    english = next((name for name, rule in _FURNITURE.items() if rule.fullmatch(bare)), None)
    return english or furniture.kind(line)


def _marked(lines: list[str]) -> list[bool]:
    """For each line, whether it is furniture."""
    strong = [kind(line) is not None for line in lines]
    either = [certain or _is_weak(line) for certain, line in zip(strong, lines, strict=True)]
    return [
        certain or (maybe and (before or after))
        for certain, maybe, before, after in zip(
            strong, either, [False, *either][:-1], [*either, False][1:], strict=True
        )
    ]


def _is_weak(line: str) -> bool:
    return len(line) <= _LONGEST and (_plain(line) in _WEAK or furniture.may_be(line))


def _plain(line: str) -> str:
    return line.casefold().replace("’", "'").strip(_MARKS)
