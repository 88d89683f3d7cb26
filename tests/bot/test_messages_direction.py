"""Arabic stays readable where it holds Latin words, and where Latin words hold it."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot import cards
from bot.emulator import parse_html
from bot.messages import Messages, direction
from bot.texts import one_line
from index import Coverage
from tests.bot.fakes import article, hit, refused

SAY = Messages("ar")
SOME = Coverage(n_articles=3, n_passages=5, earliest=date(2022, 2, 3), latest=date(2022, 10, 6))
DAY = date(2022, 10, 6)


def letters(text: str) -> str:
    """The directions of a text's letters, L or R."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return "".join("L" if kind == "L" else "R" for kind in kinds if kind in {"L", "R", "AL"})


def outside(text: str) -> str:
    """A text without what is isolated in it."""
    return re.sub("\u2068[^\u2069]*\u2069", "", text)


def test_the_bots_own_lines_are_aligned_to_the_right() -> None:
    said = [
        SAY.help_html("a_bot"),
        SAY.start_html(),
        SAY.privacy_html(),
        SAY.about_html(SOME, "model", "0.1"),
        SAY.ask_hint_html("a_bot"),
        SAY.kept_html(questions=["Who was it?"], answers=1, votes=0, settings=0),
        SAY.unknown_command,
        SAY.mode_explained("mention"),
        SAY.searched("Who was it?"),
    ]
    for html in said:
        for line in parse_html(html)[0].splitlines():
            assert letters(line)[:1] in {"R", ""}, line


def test_commands_names_and_code_do_not_turn_a_sentence() -> None:
    assert "\u2068/help\u2069" in SAY.unknown_command
    assert "\u2068@BotFather\u2069" in SAY.all_messages_needed
    assert "\u2068<code>sitrep add</code>\u2069" in SAY.empty_library_html
    assert "\u2068<code>@a_bot</code>\u2069" in SAY.help_html("a_bot")
    for line in parse_html(SAY.help_html("a_bot"))[0].splitlines():
        assert "/" not in outside(line)
        assert "@" not in outside(line)


def test_a_quoted_question_keeps_its_direction() -> None:
    assert "«\u2068When was it?\u2069»" in SAY.no_report("When was it?")
    assert "«متى كان ذلك؟»" in SAY.no_report("متى كان ذلك؟")
    assert SAY.searched("When?").endswith("\u2068When?\u2069")
    assert SAY.searched_first("Raid (2022)").endswith("\u2068Raid (2022)\u2069")


def test_a_day_does_not_turn_a_latin_source_around() -> None:
    near = hit("It ended.", of=article(1, "Raid", url=None, published=DAY))
    assert cards.answer(near, SAY).html.endswith(f"\nCNN · Raid · \u2068{SAY.as_of(DAY)}\u2069")


def test_a_source_is_aligned_as_its_headline() -> None:
    near = hit("انتهت.", of=article(1, "غارة", outlet="BBC", url=None, published=DAY))
    source = f"\u2068غارة\u2069 · \u2068{SAY.as_of(DAY)}\u2069"
    assert cards.answer(near, SAY).html.endswith(f"\n\u200fBBC · {source}")
    assert "\u200f" not in cards.answer(near, Messages()).html


def test_a_note_below_a_card_keeps_the_direction_of_its_question() -> None:
    card = cards.answer(hit("It ended."), SAY, note=SAY.searched("Was it?"))
    assert card.html.endswith("\u2068Was it?\u2069</i>")


def test_a_refusal_speaks_arabic_and_quotes_english() -> None:
    near = hit("It ended.", of=article(1, "Raid", url=None))
    result = replace(refused(SOME, near.article), question="When was it?", hits=(near, near))
    told, missing, quote, source, _, covered = parse_html(cards.refusal(result, SAY).html)[0].split(
        "\n"
    )
    assert [letters(line)[0] for line in (told, missing, covered)] == ["R", "R", "R"]
    assert [letters(line)[0] for line in (quote, source)] == ["L", "L"]
    assert covered == "تضم المكتبة 3 مقالات نُشرت بين 3 فبراير 2022 و6 أكتوبر 2022."


@given(st.text().map(one_line))
def test_whatever_is_put_into_a_sentence_leaves_its_order(value: str) -> None:
    said = SAY.gettext("Searched for: {question}", question=value)
    put = f"\u2068{value}\u2069" if "L" in letters(value) else value
    assert said == f"جرى البحث عن: {put}"


@given(st.text(alphabet="aا \n•<b>/@1"))
def test_aligning_twice_changes_nothing_more(text: str) -> None:
    once = direction.aligned(text)
    assert direction.aligned(once) == once
    assert once.replace(direction.MARK, "") == text
