"""An answer as a card for the terminal."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli import terminal
from bot.cli.browsing import SAY, facts
from bot.texts import pieces
from index import Answer, Article, Hit


def show(answer: Answer, passages: int, *, explain: bool) -> None:
    """Print the sentence, its paragraph and its source; or that the articles don't tell."""
    console = terminal.out()
    hits = answer.hits[:passages]
    if answer.answered and answer.several:
        _show_several(console, answer)
    elif answer.answered:
        _show_best(console, hits[0])
        for number, hit in enumerate(hits[1:], 2):
            _show_further(console, number, hit)
    else:
        _show_refusal(console, answer)
    if explain:
        _show_parts(console, answer, hits)


def sentence(hit: Hit) -> Text:
    """Return the sentence, bold, with the words that answer underlined."""
    return Text.assemble(
        *(
            (terminal.clean(piece), "bold underline" if marked else "bold")
            for piece, marked in pieces(hit.quote, hit.marks)
        )
    )


def _show_best(console: Console, hit: Hit) -> None:
    console.print(sentence(hit))
    console.print()
    if hit.quote.strip() != hit.passage.text.strip():
        _indented(console, _marked(hit))
        console.print()
    _show_source(console, hit)


def _show_several(console: Console, answer: Answer) -> None:
    heading = SAY.differing if answer.differing else SAY.several(len(answer.several))
    console.print(Text(heading))
    for hit in answer.several:
        console.print()
        console.print(sentence(hit))
        _show_source(console, hit)


def _marked(hit: Hit) -> Text:
    """Return the passage with the answering sentence standing out."""
    text, sentence = hit.passage.text, hit.sentence
    return Text.assemble(
        (terminal.clean(text[: sentence.start]), "dim"),
        terminal.clean(hit.quote),
        (terminal.clean(text[sentence.end :]), "dim"),
    )


def _show_further(console: Console, number: int, hit: Hit) -> None:
    console.print()
    console.print(Text(f"{number}.", style="cyan"))
    _indented(console, Text(terminal.clean(hit.passage.text), style="dim"))
    _show_source(console, hit)


def _indented(console: Console, text: Text) -> None:
    # Padding wraps, and in a pipe a paragraph stays on its line.
    console.print(Padding(text, (0, 0, 0, 2)) if console.is_terminal else text)


def _show_source(console: Console, hit: Hit) -> None:
    """Print where a hit stands, and below it the days that the words mean which answer."""
    article = hit.article
    title = Text(terminal.one_line(article.title), style="italic")
    console.print(Text.assemble(title, (f" · {facts(article)} · #{article.id}", "dim")))
    if article.url:
        console.print(Text(terminal.one_line(article.url), style="blue underline"))
    for dated in hit.meant:
        words = terminal.one_line(hit.quote[dated.span.start : dated.span.end])
        console.print(Text(SAY.meaning(words, dated.since, dated.until), style="dim"))


def _show_refusal(console: Console, answer: Answer) -> None:
    if not answer.coverage.n_articles:
        console.print("The library is empty, so there is nothing to answer from.")
        console.print("Add articles: sitrep add FILE, or sitrep add --samples.")
        return
    console.print(Text(SAY.not_told, style="bold"))
    if answer.hits and answer.hits[0].quote.strip():
        closest = answer.hits[0]
        console.print(Text(terminal.one_line(SAY.near_miss(answer))))
        _indented(console, Text(terminal.clean(closest.quote), style="italic"))
        _show_near(console, closest.article)
        console.print(Text(SAY.coverage(answer.coverage)))
        return
    console.print(Text(SAY.coverage(answer.coverage)))
    if answer.near:
        console.print(Text(SAY.near))
    for article in answer.near:
        _show_near(console, article)


def _show_near(console: Console, article: Article) -> None:
    title = terminal.one_line(article.title)
    console.print(Text(f"  #{article.id} {title} ({facts(article)})", style="dim"))


def _show_parts(console: Console, answer: Answer, hits: tuple[Hit, ...]) -> None:
    """Print a column for each passage, since there are more features than passages."""
    console.print()
    console.print(f"confidence {answer.confidence:.3f}")
    if answer.asked_for:
        console.print(f"asked for  {answer.asked_for}")
    effects = ", ".join(f"{name} {effect:+.2f}" for name, effect in answer.effects.items())
    console.print(Text(f"its odds   e to the sum of: {effects}"))
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for number, hit in enumerate(hits, 1):
        table.add_column(f"{number}. (#{hit.article.id})", justify="right", no_wrap=True)
    table.add_row("score", *(f"{hit.score:.4f}" for hit in hits))
    for name in dict.fromkeys(name for hit in hits for name in hit.parts):
        parts = (f"{hit.parts[name]:.4f}" if name in hit.parts else "-" for hit in hits)
        table.add_row(Text(name), *parts)
    console.print(table)
