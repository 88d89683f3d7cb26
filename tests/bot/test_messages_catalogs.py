"""Every sentence is there in every language, whole, and within Telegram's limits."""

import re
from collections import Counter, defaultdict
from gettext import c2py
from importlib import resources
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import bot.messages
from bot.messages import LANGUAGES, Messages
from bot.messages.catalogs import SOURCE

KEYWORDS = {**DEFAULT_KEYWORDS, "Sentence": None}
# What a translation repeats as it stands: gaps, tags, commands, names, the signs on buttons.
KEPT = re.compile(r"<code>[^{<]*</code>|\{\w+\}|</?\w+>|(?<![\w<])/[a-z]+|@\w+|◀ ▶|👍 👎")
NUMBER = "{count}"

translated = pytest.mark.parametrize("language", [code for code in LANGUAGES if code != SOURCE])


def in_the_source() -> set[str | tuple[str, ...]]:
    folder = Path(bot.messages.__file__).parent
    return {found[2] for found in extract_from_dir(folder, keywords=KEYWORDS)}


def of(language: str) -> Catalog:
    with (resources.files("bot") / "locales" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def pairs(language: str) -> list[tuple[str, str, bool]]:
    """Each English sentence, its translation, and whether that may leave out its number."""
    held = of(language)
    form_of = c2py(held.plural_expr)
    largest = {form_of(number): number for number in range(1000)}
    found = []
    for message in held:
        if isinstance(message.string, tuple | list):
            # "One article", "two articles" need no number where the form is for nothing else.
            forms = enumerate(message.string)
            found += [(message.id[1], text, largest[form] <= 2) for form, text in forms]
        elif message.id:
            found.append((str(message.id), message.string or "", False))
    return found


def test_each_language_has_its_catalog() -> None:
    files = {Path(file.name).stem for file in (resources.files("bot") / "locales").iterdir()}
    assert files == set(LANGUAGES) - {SOURCE}


@translated
def test_a_catalog_has_the_sentences_of_the_source_and_no_others(language: str) -> None:
    held = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in of(language)
        if message.id
    }
    assert held == in_the_source()
    assert not of(language).obsolete


@translated
def test_no_translation_is_missing_or_doubtful(language: str) -> None:
    assert not [message.id for message in of(language) if message.fuzzy]
    assert not [english for english, said, _ in pairs(language) if not said.strip()]
    for message in of(language):
        if isinstance(message.string, tuple | list):
            assert len(message.string) == of(language).num_plurals


@translated
def test_a_translation_keeps_gaps_tags_commands_and_signs(language: str) -> None:
    for english, said, may_leave_out in pairs(language):
        wanted, kept = Counter(KEPT.findall(english)), Counter(KEPT.findall(said))
        if may_leave_out and NUMBER not in said:
            del wanted[NUMBER]
        assert kept == wanted, said
        assert said.startswith("• ") == english.startswith("• ")
        assert said.count("\n") == english.count("\n")


@translated
def test_a_translation_is_set_with_care(language: str) -> None:
    for _, said, _ in pairs(language):
        assert not re.search(r"[\"']|\.\.\.|  | [,.]", said), said
        assert said == said.strip()


@translated
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    form_of = c2py(of(language).plural_expr)
    tags: dict[int, set[str]] = defaultdict(set)
    forms: dict[str, set[int]] = defaultdict(set)
    for number in range(1000):
        tag, form = Locale(language).plural_form(number), form_of(number)
        tags[form].add(tag)
        forms[tag].add(form)
    assert all(len(each) == 1 for each in tags.values())
    assert all(len(each) == 1 for each in forms.values())
    assert len(tags) == of(language).num_plurals


@pytest.mark.parametrize("language", LANGUAGES)
def test_notices_and_labels_are_as_short_as_their_places(language: str) -> None:
    say = Messages(language)
    notices = [say.expired, say.not_yours, say.removed, say.replaced, say.failed, say.saved]
    notices += [say.voted, say.vote_taken_back, say.person_refused, say.only_administrators]
    notices += [say.in_private, say.busy, say.slow_down(20), say.group_slow_down(60)]
    notices += [say.enough_today(100), say.all_messages_needed]
    inline = [say.inline_too_short, say.inline_unanswered, say.inline_refused]
    modes = [say.mode_name(mode) for mode in ("mention", "auto", "all", "off")]
    periods = [say.period_name(days) for days in (None, 1, 2, 7, 30, 90, 365)]
    buttons = [say.whole_button, say.back_button, say.open_button, say.closest_button]
    buttons += [say.close_button, say.settings_back_button, say.default_button]
    buttons += [say.whole_chat_button, say.this_topic_button, *modes, *periods]
    buttons += [say.mode_label, say.language_label, say.passages_label, say.period_label]
    buttons += [say.sources_label, say.sources_chosen(0), say.sources_chosen(200)]
    buttons += [say.passages_named(count) for count in (1, 2, 3, 10)]
    buttons += [say.language_name(code) for code in (None, *LANGUAGES)]
    assert [text for text in notices if not 1 <= len(text.encode("utf-16-le")) // 2 <= 200] == []
    assert [text for text in inline if not 1 <= len(text) <= 64] == []
    # What is chosen has a check mark before it.
    assert [text for text in buttons if not 1 <= len(text) <= 38] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_are_those_that_telegram_takes(language: str) -> None:
    commands = Messages(language).commands
    assert [name for name, _ in commands] == [
        "ask", "latest", "watch", "digest", "quiet", "articles", "show", "history", "add",
        "remove", "feeds", "curators", "settings", "reset", "help", "about", "privacy", "mydata",
        "deletemydata",
    ]  # fmt: skip
    assert all(1 <= len(what) <= 256 for _, what in commands)
