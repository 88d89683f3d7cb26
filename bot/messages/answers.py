"""What stands on the cards: of answers, of refusals, of the list of articles."""

from calendar import monthrange
from datetime import date

from babel.dates import format_skeleton

from bot import indirect
from bot.messages.catalogs import SOURCE
from bot.messages.voice import Sentence, Voice
from bot.texts import one_line
from index import Answer, Coverage

MAY_TELL = 0.25
"""A confidence from which a report may well tell, though it is too little to answer."""


class AnswerTexts(Voice):
    """Sentences and buttons of the cards."""

    undated = Sentence("undated")
    not_told = Sentence("The articles in the library don't answer that.")
    near = Sentence("Reports that come closest:")
    nearest = Sentence("The closest is:")
    closest = Sentence("This comes closest, though it may not answer:")
    closest_button = Sentence("Show the closest passages")
    nothing_in_period_or_sources = Sentence(
        "Only some of the reports were searched: see /settings."
    )
    empty_library_html = Sentence(
        "The library is empty, so there is nothing to answer from yet. Its operator adds articles "
        "with <code>sitrep add</code>, for example <code>sitrep add report.txt</code>."
    )

    differing = Sentence("Reports differ; by date:")

    whole_button = Sentence("Whole paragraph")
    back_button = Sentence("Back to the passage")
    open_button = Sentence("Open the report")

    def as_of(self, day: date | None) -> str:
        """The day that a report speaks for."""
        return self.day(None) if day is None else self.gettext("as of {day}", day=self.day(day))

    def also(self, outlets: str) -> str:
        """Where else a report stands; ``outlets`` is put in as it is, with its tags."""
        return self.gettext("also: {outlets}", outlets=outlets)

    def meaning(self, words: str, since: date, until: date) -> str:
        """The days, from the first to the last, that words of a report mean."""
        if since == until:
            return self.gettext("“{words}” is {time}", words=words, time=self.day(since))
        if skeleton := _calendar(since, until):
            time = format_skeleton(skeleton, since, locale=self.language)
            return self.gettext("“{words}” is {time}", words=words, time=time)
        first, last = self.day(since), self.day(until)
        return self.gettext("“{words}” is {first} to {last}", words=words, first=first, last=last)

    def more(self, count: int) -> str:
        """How many more there are than are named."""
        return self.ngettext("{count} more", "{count} more", count)

    def page(self, number: int, total: int) -> str:
        """Where a card with several pages stands."""
        return self.gettext("{number} of {total}", number=number, total=total)

    def no_report(self, question: str, *, certainly: bool = True) -> str:
        """That no report tells what was asked, or nothing where that can't be said again.

        Args:
            question: as it was asked.
            certainly: False where a report may well tell, and it is only not sure.
        """
        if self.language == SOURCE and (clause := indirect.clause(question)):
            sure = "" if certainly else " for certain"
            return f"No report tells{sure} {one_line(clause)}."
        if not indirect.is_quotable(question):
            return ""
        asked = one_line(question)
        if certainly:
            return self.gettext("No report tells this: “{question}”", question=asked)
        return self.gettext("No report tells this for certain: “{question}”", question=asked)

    def near_miss(self, result: Answer) -> str:
        """What stands above the sentence that comes closest to a question that isn't answered."""
        # That no report tells is too much to say where words in that sentence may well answer.
        may_tell = bool(result.hits[0].marks) and result.confidence >= MAY_TELL
        return f"{self.no_report(result.question, certainly=not may_tell)} {self.nearest}".strip()

    def several(self, count: int) -> str:
        """What stands above several sentences that answer together."""
        return self.ngettext(
            "From {count} report, by date:", "From {count} reports, by date:", count
        )

    def coverage(self, coverage: Coverage) -> str:
        """How many articles the library holds, and from when."""
        count, first, last = coverage.n_articles, coverage.earliest, coverage.latest
        if count == 0:
            return self.gettext("The library is empty.")
        if first is None or last is None:
            return self.ngettext(
                "The library holds {count} article, undated.",
                "The library holds {count} articles, undated.",
                count,
            )
        if first == last:
            return self.ngettext(
                "The library holds {count} article, published on {day}.",
                "The library holds {count} articles, published on {day}.",
                count,
                day=self.day(first),
            )
        return self.ngettext(
            "The library holds {count} article, published between {first} and {last}.",
            "The library holds {count} articles, published between {first} and {last}.",
            count,
            first=self.day(first),
            last=self.day(last),
        )

    def articles_heading(self, total: int) -> str:
        """What stands above the list of articles."""
        return self.ngettext(
            "{count} article in the library", "{count} articles in the library", total
        )

    def searched(self, question: str) -> str:
        """What a follow-up question was taken to mean."""
        return self.gettext("Searched for: {question}", question=one_line(question))

    def searched_first(self, headline: str) -> str:
        """Which report a comment under a channel's post was looked up in before all others."""
        return self.gettext("Searched first: {headline}", headline=one_line(headline))


def _calendar(since: date, until: date) -> str | None:
    """The pattern of what the days are, if that is a month or a year."""
    is_whole = since.day == 1 and until.day == monthrange(until.year, until.month)[1]
    if not is_whole or since.year != until.year:
        return None
    if since.month == until.month:
        return "yMMMM"
    return "y" if (since.month, until.month) == (1, 12) else None
