"""Twenty-seven layouts, as real sites have them: ``templates/<name>.html``, with their oddities.

Every language has each of them once, but for four that share two places in a language.
"""

from dataclasses import dataclass

from tests.site.reports import LANGUAGES

_SOME = LANGUAGES[::2]
_OTHERS = LANGUAGES[1::2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout, and what a reader may expect of an article that has it.

    Attributes:
        path: where its pages stand, with ``{slug}``, ``{number}``, ``{native}`` or ``{day}``.
        languages: in which it is used.
        undated_in: in which its pages don't tell for certain when they were published.
        is_article: whether there is an article to be found.
        shows: how many of the report's paragraphs stand on it; all of them without it.
        of_sibling: whether its canonical address is that of another page of the same report.
        may_keep: phrases around the report that belong to it, such as captions.
        must_keep: whether its table must be kept too.
    """

    name: str
    path: str = "/world/{slug}-{number}"
    languages: tuple[str, ...] = LANGUAGES
    undated_in: tuple[str, ...] = ()
    is_article: bool = True
    shows: int | None = None
    of_sibling: bool = False
    may_keep: tuple[str, ...] = ()
    has_table: bool = False


# The place in a row tells which of a language's five reports it shows; see pages.py.
SLOTS: tuple[tuple[Layout, ...], ...] = (
    (Layout(name="newspaper", may_keep=("caption",)),),
    (Layout(name="wordpress", path="/{native}/"),),
    (Layout(name="divs", path="/news/{number}.html"),),
    (Layout(name="consent"),),
    (Layout(name="comments", path="/article/{number}"),),
    (Layout(name="paywall", path="/plus/{slug}", shows=2),),
    (Layout(name="amp", path="/amp/{slug}-{number}", of_sibling=True),),
    (Layout(name="print", path="/print/{number}", of_sibling=True),),
    (Layout(name="jsonld"),),
    (Layout(name="opengraph", path="/a/{number}/{slug}.html"),),
    (Layout(name="microdata"),),
    (Layout(name="updated"),),
    (Layout(name="masthead"),),
    (Layout(name="address_date", path="/{day:%Y/%m/%d}/{slug}/"),),
    # Whether 06/10 is June or October, English alone doesn't tell; the others leave no doubt.
    (Layout(name="numeric", path="/n/{number}", undated_in=("en",)),),
    (Layout(name="labelled", path="/n/{number}"),),
    (Layout(name="undated", path="/n/{number}", undated_in=LANGUAGES),),
    (Layout(name="sitename", path="/blog/{slug}"),),
    (Layout(name="tabloid"),),
    (Layout(name="interrupted"),),
    (Layout(name="relative", path="/world/{slug}.html"),),
    (Layout(name="old", path="/archive/{number}.htm"),),
    (Layout(name="figures", may_keep=("caption",), has_table=True),),
    (
        Layout(name="liveblog", path="/live/{slug}", languages=_SOME),
        Layout(name="gallery", path="/photo/{slug}", languages=_OTHERS, may_keep=("caption",)),
    ),
    (
        Layout(name="front", path="/", languages=_OTHERS, is_article=False),
        Layout(name="scripted", languages=_SOME, is_article=False),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How an old page is encoded, and what is said of it: the truth, nothing, or something else."""

    codec: str
    in_page: str | None = None
    in_header: str | None = None


OLD_ENCODINGS = {
    "en": Encoding(codec="cp1252"),
    "ru": Encoding(codec="cp1251", in_page="windows-1251"),
    "uk": Encoding(codec="cp1251"),
    "ar": Encoding(codec="cp1256", in_header="windows-1256"),
    "tr": Encoding(codec="iso8859-9", in_page="iso-8859-9"),
    "fr": Encoding(codec="iso8859-1"),
    "es": Encoding(codec="iso8859-1", in_page="utf-8"),
    "de": Encoding(codec="cp1252", in_page="iso-8859-1"),
}
