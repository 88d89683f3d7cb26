"""Ten thousand damaged and hostile pages: each gives an article or a problem, in bounded time.

``make test`` tries some of them, ``make soak`` all. ``SITREP_TEST_SEED`` names the first; a failure
names the page's own, and ``tests.site.mutations.mutated`` makes it again.
"""

import os
from time import thread_time

import pytest

from index.documents import extraction
from index.records import Document, Draft, Problem
from tests.length import WHOLE
from tests.site.mutations import MUTATIONS, Mutated, mutated

FIRST = int(os.environ.get("SITREP_TEST_SEED", "0"))
BATCHES, EACH = (20, 500) if WHOLE else (4, 50)
SECONDS = 20.0
"""Of the processor's time, for one page; the slowest takes about half of that on a busy machine."""

pytestmark = [
    pytest.mark.timeout(1800 if WHOLE else 120),
    # Ignored where it comes from too; pytest makes each warning an error again.
    pytest.mark.filterwarnings("ignore:tzname .* identified but not understood"),
]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_mutated_page_gives_a_draft_or_a_problem_in_bounded_time(batch: int) -> None:
    n_articles, slowest = 0, (0.0, 0)
    for seed in range(FIRST + batch * EACH, FIRST + (batch + 1) * EACH):
        page = mutated(seed)
        started = thread_time()
        try:
            found = list(extraction.drafts(_document(page)))
            seconds = thread_time() - started
            n_articles += sum(map(_is_an_article, found))
            assert seconds < SECONDS
        except Exception as error:
            error.add_note(f"seed {seed}: {', '.join(page.how)}")
            raise
        slowest = max(slowest, (seconds, seed))
    assert 0 < n_articles < EACH
    if WHOLE:
        took, seed = slowest
        print(f"\n{EACH} pages, {n_articles} articles, slowest {took:.1f} s, seed {seed}")  # noqa: T201 - figures


def test_a_seed_makes_the_same_page_again_and_every_mutation_is_tried() -> None:
    assert mutated(7) == mutated(7)
    assert {name for seed in range(200) for name in mutated(seed).how} == set(MUTATIONS)


def _is_an_article(found: Draft | Problem) -> bool:
    """Whether it is one and not a problem; both must be fit to be stored and shown."""
    if isinstance(found, Problem):
        assert found.message
        return False
    assert found.title.strip()
    assert "\n" not in found.title
    assert found.text.strip()
    "".join((found.title, found.text, found.outlet or "", found.author or "")).encode()
    return True


def _document(page: Mutated) -> Document:
    return Document(
        data=page.data,
        media_type=page.media_type,
        name="it",
        url="http://gazette.example/a",
        charset=page.charset,
    )
