"""``python -m tests.site.table``: what is extracted from the 200 pages right and wrong.

The pages go over real HTTP on loopback, and through `index.read` as an operator's would. Rules
were tuned on the reports of the half ``tune`` alone; the half ``report`` is what to go by.
"""

import sys
from collections.abc import Callable, Iterable, Sequence

from index.intake import read
from index.web.fetching import fetch
from tests.site.pages import PAGES
from tests.site.reports import HALVES, LANGUAGES
from tests.site.scoring import Dated, Score, score
from tests.site.server import Site, serving

HEAD = (
    *("", "pages", "kind", "title", "date right, missing, wrong"),
    *("outlet", "address", "text", "furniture"),
)


def scores(site: Site) -> list[Score]:
    """Read every page of the site; in the order of `PAGES`."""
    found = []
    for page in PAGES:
        (one,) = read(
            page.url,
            fetch=lambda url: fetch(url, transport=site.transport(), resolve=site.resolve),
        )
        found.append(score(page, one))
    return found


def row(name: str, group: Sequence[Score]) -> tuple[str, ...]:
    """A row of the table: how many pages of the group are right in what.

    ``title`` and ``outlet``, ``address``: of the pages with an article. ``date``: of those; a page
    that tells none counts as right where none is told. ``text``: no paragraph lost. ``furniture``:
    lines left in all.
    """
    articles = [s for s in group if s.page.expected and s.is_right_kind]
    days = [s.dated or Dated.RIGHT for s in articles]
    return (
        name,
        str(len(group)),
        str(sum(s.is_right_kind for s in group)),
        str(sum(s.title for s in articles)),
        f"{days.count(Dated.RIGHT)}, {days.count(Dated.MISSING)}, {days.count(Dated.WRONG)}",
        str(sum(s.outlet for s in articles)),
        str(sum(s.url for s in articles)),
        str(sum(not s.lost for s in articles)),
        str(sum(len(s.furniture) for s in articles)),
    )


def table(scores: Sequence[Score]) -> list[tuple[str, ...]]:
    """All rows: a layout each, a language each, both halves, and all pages."""
    layouts = dict.fromkeys(page.layout for page in PAGES)
    return [
        *_rows(scores, layouts, lambda s: s.page.layout),
        *_rows(scores, LANGUAGES, lambda s: s.page.language),
        *_rows(scores, HALVES, lambda s: s.page.report.half),
        row("in all", scores),
    ]


def _rows(
    scores: Sequence[Score], names: Iterable[str], kind: Callable[[Score], str]
) -> list[tuple[str, ...]]:
    return [row(name, [s for s in scores if kind(s) == name]) for name in names]


def wrong_days(scores: Iterable[Score]) -> list[str]:
    """Every wrong date, with the page's address."""
    return [
        f"{s.page.url} ({s.page.layout}, {s.page.language}): {getattr(s.found, 'published', None)} "
        f"for {s.page.expected and s.page.expected.published}"
        for s in scores
        if s.dated is Dated.WRONG
    ]


def main() -> None:
    """Print the table in Markdown, and every wrong date."""
    with serving() as site:
        found = scores(site)
    rows = [HEAD, ("---",) * len(HEAD), *table(found)]
    wrong = wrong_days(found)
    lines = [
        *(f"| {' | '.join(cells)} |" for cells in rows),
        f"\nWrong dates: {len(wrong)}",
        *(f"- {line}" for line in wrong),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
