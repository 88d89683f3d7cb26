"""What ``sitrep add`` says: a line an article while they are few, and always a summary."""

from collections import Counter
from typing import Final

from rich.progress import Progress
from rich.text import Text

from bot.cli import as_json as records
from bot.cli import terminal
from index import Addition, Outcome, Problem, Sameness

FEW: Final = 20
"""Up to so many articles get a line each on a terminal; a pipe or a file gets them all."""

_STYLES: Final = {
    Outcome.ADDED: "green",
    Outcome.REPLACED: "yellow",
    Outcome.REPRINTED: "cyan",
    Outcome.UNCHANGED: "dim",
}
_REASONS: Final = {
    Sameness.ADDRESS: "same address",
    Sameness.TEXT: "same text",
    Sameness.SIMILAR: "nearly the same text",
}


class AdditionReport:
    """Prints what becomes of each article; keeps the whole where JSON is wanted."""

    def __init__(self, *, as_json: bool, show_cut: bool) -> None:
        self._as_json = as_json
        self._show_cut = show_cut
        self._out = terminal.out()
        self._err = terminal.err()
        self._each = True
        self._outcomes: Counter[Outcome] = Counter()
        self._cut = 0
        self._additions: list[records.Json] = []
        self._problems: list[records.Json] = []

    @property
    def failed(self) -> bool:
        """Whether something gave no article."""
        return bool(self._problems)

    def begin(self, progress: Progress) -> None:
        """Print above this bar from now on, where both show on the same terminal."""
        if self._out.is_terminal and self._err.is_terminal:
            self._out = progress.console
        self._err = progress.console

    def expect(self, total: int | None) -> None:
        """Decide, by how many articles come, whether each gets a line of its own."""
        few = total is not None and total <= FEW
        self._each = few or not self._out.is_terminal
        if total == 0 and not self._problems:
            self.problem(Problem(name="nothing to add", message="no article was found there."))

    def added(self, addition: Addition) -> None:
        """Count an article, and print its line and the lines that were cut from it."""
        self._outcomes[addition.outcome] += 1
        self._cut += len(addition.cut)
        if self._as_json:
            self._additions.append(records.addition(addition))
            return
        if self._each or (self._show_cut and addition.cut):
            self._out.print(_line(addition))
        if self._show_cut:
            for line in addition.cut:
                self._out.print(Text(f"    - {terminal.one_line(line)}", style="dim"))

    def problem(self, problem: Problem) -> None:
        """Print what gave no article, and why."""
        self._problems.append({"name": problem.name, "message": problem.message})
        self._err.print(problem_line(problem))

    def summarize(self) -> None:
        """Print the totals, also of work that was broken off."""
        counts = {outcome.value: self._outcomes[outcome] for outcome in Outcome}
        if self._as_json:
            terminal.emit({"articles": self._additions, "problems": self._problems, **counts})
        elif self._outcomes or self._problems:
            totals = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
            self._out.print(
                Text(f"{totals}, {counted(len(self._problems), 'problem')}{self._said()}")
            )

    def _said(self) -> str:
        if not self._cut:
            return ""
        hint = "" if self._show_cut else " (--show-cut shows them)"
        return f"; {counted(self._cut, 'line')} cut as page furniture{hint}"


def _line(addition: Addition) -> Text:
    article = addition.article
    told = ""
    if addition.outcome is Outcome.REPRINTED:
        told = ": the same report, its place is a further source"
    return Text.assemble(
        (addition.outcome.value, _STYLES[addition.outcome]),
        f" #{article.id} {terminal.one_line(article.title)}{told} ",
        (f"({', '.join(_details(addition))})", "dim"),
    )


def _details(addition: Addition) -> list[str]:
    """Why it is an article that was there before, and what is new about it."""
    details = []
    if addition.sameness is not None:
        details.append(_REASONS[addition.sameness])
    if addition.outcome in {Outcome.ADDED, Outcome.REPLACED}:
        details.append(counted(addition.article.n_passages, "passage"))
    if addition.outcome is Outcome.REPLACED:
        details.append(f"{counted(len(addition.came), 'new paragraph')}, {len(addition.went)} gone")
    if addition.cut:
        details.append(f"{counted(len(addition.cut), 'line')} cut")
    return details


def problem_line(problem: Problem) -> Text:
    """Return what gave no article, and why, on one line."""
    name, message = terminal.one_line(problem.name), terminal.one_line(problem.message)
    # Some messages begin with the name: it need not be read twice.
    told = message.removeprefix(name)
    joint = ": " if told == message else ""
    return Text.assemble(("problem: ", "bold red"), (name, "bold"), joint, told)


def counted(number: int, noun: str) -> str:
    """Return a number of things, in digits and a noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
