"""What the tests of training share: reports with a fact of their own each, and questions for it."""

from contextlib import closing
from pathlib import Path

from index.learning.labels import Evidence, Question
from index.records import Draft
from tests.index.asking import engine


def report(number: int) -> Draft:
    """A report with a fact of its own, in the first of two paragraphs."""
    return Draft(
        title=f"Report {number}",
        text=(
            f"Nothing else came to pass. The patrol of town{number} found rifle{number} there.\n\n"
            f"In the evening the soldiers of the garrison ate soup{number} and slept until dawn."
        ),
        language="en",
        external_id=f"r{number}",
    )


def asked(number: int) -> Question:
    return Question(
        text=f"the patrol of town{number}",
        asked=None,
        answerable=True,
        answers=(f"rifle{number}",),
        evidence=(Evidence(f"r{number}", f"found rifle{number}"),),
    )


UNANSWERABLE = Question(
    text="the football match", asked=None, answerable=False, answers=(), evidence=()
)
QUESTIONS = [*(asked(number) for number in range(12)), UNANSWERABLE]


def fill(folder: Path) -> None:
    """Make a library of reports, of which twelve have a question."""
    with closing(engine(folder)) as found:
        list(found.add(report(number) for number in range(15)))
