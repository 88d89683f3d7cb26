"""The chat in a pipe and in a terminal, with the real application behind it."""

import asyncio
import io
import os
import re
import signal
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.chats import Chats
from bot.console import converse, interactive
from bot.console.conversation import Conversation, conversation
from bot.console.entities import harmless, marked
from bot.console.rendering import Renderer, presses
from bot.emulator import JsonObject
from bot.settings import Settings
from index import Article, ArticleNotFound
from tests.bot.fakes import FakeEngine, article

QUESTION = "Who died in the airstrike?"
ANSWER = "Abu Hashum al-Umawi was killed in an airstrike"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings().model_copy(update={"cache": tmp_path / "cache"})


@pytest.fixture
async def talk(settings: Settings, engine: FakeEngine, chats: Chats) -> AsyncIterator[Conversation]:
    async with conversation(settings, engine, chats) as talk:
        yield talk


# --- in a pipe


@contextmanager
def pipe(text: bytes) -> Iterator[io.TextIOWrapper]:
    """The reading end of a pipe that holds that text and is closed behind it."""
    reading, writing = os.pipe()
    os.write(writing, text)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        yield stream


async def piped(settings: Settings, engine: FakeEngine, chats: Chats, text: bytes) -> str:
    out = io.StringIO()
    with pipe(text) as stdin:
        await converse(settings, engine, chats, stdin=stdin, stdout=out)
    return out.getvalue()


async def test_each_line_is_answered_in_order_and_in_plain_text(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    asked = b"Who died in the airstrike?\n\n   \nWho captured Hani al-Kurdi?\n"
    assert await piped(settings, engine, chats, asked) == (
        "Abu Hashum al-Umawi was killed in an airstrike\n"
        "Abu Hashum al-Umawi was killed in an airstrike. "
        "It took place at 6:23 p.m. local time.\n"
        "CNN · US kills ISIS leaders <https://news.example/1> · as of 6 October 2022\n"
        "1 of 2\n"
        "\n"
        "Hani al-Kurdi was captured near Aleppo.\n"
        "AP · An arrest <https://news.example/3> · as of 16 June 2022\n"
        "\n"
    )
    assert engine.asked == [QUESTION, "Who captured Hani al-Kurdi?"]


async def test_the_last_line_needs_no_line_break(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    await piped(settings, engine, chats, b"one\r\ntwo")
    assert engine.asked == ["one", "two"]


async def test_commands_go_to_the_bot(settings: Settings, engine: FakeEngine, chats: Chats) -> None:
    answers = await piped(settings, engine, chats, b"/articles\n")
    assert "3 articles in the library" in answers
    assert engine.asked == []


async def test_a_number_in_a_pipe_is_a_question(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    await piped(settings, engine, chats, b"Who died in the airstrike?\n1\n")
    assert engine.asked == [QUESTION, "1"]


async def test_bytes_that_are_no_utf8_are_replaced(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    await piped(settings, engine, chats, b"caf\xe9?\n")
    assert engine.asked == ["caf\ufffd?"]


async def test_a_line_longer_than_a_message_gets_one_answer(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    answers = await piped(settings, engine, chats, "😀".encode() * 3000 + b"\n")
    assert answers.count("\n\n") == 1
    assert engine.asked == []


@pytest.mark.parametrize("text", ["", "\n\n"])
async def test_nothing_asked_prints_nothing(
    settings: Settings, engine: FakeEngine, chats: Chats, text: str
) -> None:
    out = io.StringIO()
    await converse(settings, engine, chats, stdin=io.StringIO(text), stdout=out)
    assert out.getvalue() == ""


async def test_a_file_can_be_the_input(
    settings: Settings, engine: FakeEngine, chats: Chats, tmp_path: Path
) -> None:
    file = tmp_path / "questions"
    file.write_text("Who was captured?\n")
    out = io.StringIO()
    with file.open() as stdin:
        await converse(settings, engine, chats, stdin=stdin, stdout=out)
    assert out.getvalue().startswith("Hani al-Kurdi was captured")


async def test_an_output_that_cannot_write_it_gets_question_marks(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    await converse(settings, engine, chats, stdin=io.StringIO("captured\n"), stdout=out)
    out.seek(0)
    assert "AP ? An arrest" in out.read()


async def test_answers_that_nobody_reads_end_the_chat_quietly(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as out, pipe(b"captured\n" * 3) as stdin:
        await converse(settings, engine, chats, stdin=stdin, stdout=out)
    assert engine.asked == ["captured"]


async def test_a_failure_is_told_and_the_next_question_answered(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    def fail_once(question: str) -> None:
        if question == "fail":
            raise OSError("gone")

    engine.before = fail_once
    answers = await piped(settings, engine, chats, b"fail\ncaptured\n")
    assert answers.startswith("Something went wrong here")
    assert "Hani al-Kurdi" in answers


async def test_two_sessions_do_not_take_each_others_questions(
    settings: Settings, engine: FakeEngine, chats: Chats
) -> None:
    for _ in range(2):
        assert "Hani al-Kurdi" in await piped(settings, engine, chats, b"captured\n")


# --- in a terminal


class Terminal:
    """A person at a terminal: types lines, and sees rows without their styles."""

    def __init__(self, talk: Conversation, keys: PipeInput) -> None:
        self._out = io.StringIO()
        self._keys = keys
        console = Console(
            file=self._out,
            force_terminal=True,
            width=60,
            highlight=False,
            markup=False,
            color_system="truecolor",
            _environ={},
        )
        prompt: PromptSession[str] = PromptSession(input=keys, output=DummyOutput())
        self._screen = interactive.Screen(talk, console, prompt)

    async def type(self, *lines: str, leave: str = "\x04") -> None:
        self._keys.send_text("".join(f"{line}\r" for line in lines) + leave)
        async with asyncio.timeout(20):
            await self._screen.run()

    @property
    def raw(self) -> str:
        return self._out.getvalue()

    @property
    def rows(self) -> str:
        """All that is readable, less the spinner."""
        plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\", "", self.raw)
        return "\n".join(row.rpartition("\r")[2] for row in plain.split("\n"))


@pytest.fixture
def terminal(talk: Conversation) -> Iterator[Terminal]:
    with create_pipe_input() as keys:
        yield Terminal(talk, keys)


async def test_the_chat_begins_with_the_bots_greeting(terminal: Terminal) -> None:
    await terminal.type()
    assert "Sitrep answers questions about reported operations" in terminal.rows
    assert ":help lists" in terminal.rows


async def test_a_question_gets_a_card(terminal: Terminal) -> None:
    await terminal.type(QUESTION)
    assert (
        f"""\
  {ANSWER}
  ▌ Abu Hashum al-Umawi was killed in an airstrike. It took
  ▌ place at 6:23 p.m. local time.
  CNN · US kills ISIS leaders · as of 6 October 2022
  1 of 2
  ↗ https://news.example/1
  [1] ▶
"""
        in terminal.rows
    )
    assert "\x1b]8;" in terminal.raw
    assert ";https://news.example/1\x1b\\" in terminal.raw


async def test_a_number_presses_a_button_and_the_card_changes(terminal: Terminal) -> None:
    await terminal.type(QUESTION, "1")
    assert "✎ changed\n  The airstrike hit northern Syria" in terminal.rows
    assert "2 of 2" in terminal.rows


async def test_a_number_without_a_button_is_a_message(
    terminal: Terminal, engine: FakeEngine
) -> None:
    await terminal.type("1", QUESTION, "7", "0")
    assert engine.asked == ["1", QUESTION, "7", "0"]


async def test_an_edited_question_changes_the_card(terminal: Terminal, engine: FakeEngine) -> None:
    await terminal.type(QUESTION, ":edit Who was captured?")
    assert engine.asked == [QUESTION, "Who was captured?"]
    assert "✎ changed\n  Hani al-Kurdi was captured" in terminal.rows


async def test_silence_of_the_bot_is_said(terminal: Terminal) -> None:
    await terminal.type(QUESTION, f":edit {QUESTION}")
    assert "· The bot does nothing about that." in terminal.rows


async def test_there_is_nothing_to_edit_before_a_message(talk: Conversation) -> None:
    assert await talk.edit("x", lambda _event: None) is False


async def test_a_toast_is_shown(
    terminal: Terminal, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(article_id: int) -> Article:
        raise ArticleNotFound(f"no article {article_id}")

    monkeypatch.setattr(engine, "article", gone)
    await terminal.type(QUESTION, "1")
    assert "· This report is no longer in the library." in terminal.rows


async def test_long_quotes_are_folded_until_asked_for(
    terminal: Terminal, engine: FakeEngine
) -> None:
    engine.put(article(4, "Long"), "Sentence about a helicopter. " * 20)
    await terminal.type("helicopter", ":more")
    folded, _, unfolded = terminal.rows.partition(":more to unfold")
    assert "… 9 more lines, " in folded
    assert folded.count("▌ ") == 4
    assert unfolded.count("▌ ") == 12


async def test_local_commands_explain_themselves(terminal: Terminal, engine: FakeEngine) -> None:
    await terminal.type(":help", ":edit", ":edit x", ":fly", ":links")
    for words in ("unfolds the last card", "Write the new text", ":fly is not a command here"):
        assert words in terminal.rows
    assert engine.asked == []


async def test_the_bots_own_menu_is_completed(talk: Conversation) -> None:
    assert talk.commands["/articles"] == "List or search the articles I answer from"


@pytest.mark.parametrize("leave", [":quit\r", "/quit\r", "\x04", "\x03\x03", "abc\x03\x03"])
async def test_ways_to_leave(terminal: Terminal, engine: FakeEngine, leave: str) -> None:
    await terminal.type(leave=leave)
    assert engine.asked == []


async def test_ctrl_c_cancels_the_line_only(terminal: Terminal, engine: FakeEngine) -> None:
    await terminal.type("captured", leave="airstrike\x03" + "Al-Kurdi captured\r" + "\x03\x04")
    assert engine.asked == ["captured", "Al-Kurdi captured"]


async def test_ctrl_c_gives_up_waiting_for_an_answer(
    terminal: Terminal, engine: FakeEngine
) -> None:
    def interrupt(question: str) -> None:
        if question == "slow":
            os.kill(os.getpid(), signal.SIGINT)

    engine.before = interrupt
    await terminal.type("slow", "captured")
    assert "Given up." in terminal.rows
    assert "Hani al-Kurdi" in terminal.rows


async def test_history_is_kept_for_nobody_else(settings: Settings) -> None:
    settings.cache.mkdir()
    file = settings.cache / interactive.HISTORY_FILE
    file.touch(mode=0o644)
    history = interactive.history(settings.cache)
    history.append_string("secret question")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "secret question" in file.read_text()


async def test_without_a_writable_cache_history_is_only_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not isinstance(interactive.history(tmp_path / "file"), FileHistory)


# --- rendering


def rendered(message: JsonObject, **how: bool) -> str:
    console = Console(file=io.StringIO(), width=40, force_terminal=True, _environ={})
    return "\n".join(row.plain for row in Renderer(console).message(message, **how))


def test_entities_are_found_by_utf16_units() -> None:
    content = marked(
        {"text": "😀\x1b😀 bold", "entities": [{"type": "bold", "offset": 6, "length": 4}]}
    )
    [mark] = content.marks
    assert content.text[mark.start : mark.end] == "bold"


def test_entities_past_the_end_are_cut() -> None:
    content = marked({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 99}]})
    assert content.marks[0].end == 1


def test_buttons_are_numbered_and_addresses_shown() -> None:
    buttons = [
        [{"text": "◀", "callback_data": "a"}, {"text": "open", "url": "https://x.org"}],
        [{"text": "share", "switch_inline_query": ""}, {"text": "▶", "callback_data": "b"}],
    ]
    message = {"text": "x", "reply_markup": {"inline_keyboard": buttons}}
    assert rendered(message) == (
        "  x\n  [1] ◀  ↗ open: https://x.org\n  share (in Telegram only)  [2] ▶"
    )
    assert presses(message) == ["a", "b"]
    assert presses(None) == []


def test_quotes_that_fit_are_not_folded() -> None:
    entity = {"type": "expandable_blockquote", "offset": 6, "length": 7}
    message = {"text": "above\na\nb\nc\nd\nbelow", "entities": [entity]}
    assert rendered(message) == "  above\n  ▌ a\n  ▌ b\n  ▌ c\n  ▌ d\n  below"


def test_documents_are_named() -> None:
    message = {"caption": "Here", "document": {"file_name": "a\nb.txt"}}
    assert rendered(message) == "  Here\n  ⎙ a b.txt"


def test_only_addresses_of_the_web_can_be_clicked() -> None:
    entity = {"type": "text_link", "offset": 0, "length": 1, "url": "file:///etc/passwd"}
    out = io.StringIO()
    console = Console(file=out, width=40, force_terminal=True, _environ={})
    for row in Renderer(console).message({"text": "x", "entities": [entity]}):
        console.print(row)
    assert "\x1b]8;" not in out.getvalue()


def test_right_to_left_headlines_keep_their_isolation() -> None:
    assert harmless("CNN · \u2068خبر عاجل\u2069 · 2022") == "CNN · \u2068خبر عاجل\u2069 · 2022"
    assert harmless("\u202eevil") == "evil"


HOSTILE = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x1b]8;\\\x07\x9b\r\n[m")))


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_gives_the_terminal_orders(text: str, url: str, label: str) -> None:
    address = f"https://{url}"
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    message = {
        "text": text,
        "entities": [
            {"type": "text_link", "offset": 0, "length": units, "url": address},
            {"type": "expandable_blockquote", "offset": units // 2, "length": units},
        ],
        "reply_markup": {
            "inline_keyboard": [
                [{"text": label, "url": address}, {"text": label, "callback_data": "x"}]
            ]
        },
    }
    out = io.StringIO()
    console = Console(
        file=out,
        width=40,
        force_terminal=True,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    for row in Renderer(console).message(message, edited=True):
        console.print(row, no_wrap=True, overflow="ignore", crop=False)
    left = ESCAPE.sub("", out.getvalue())
    assert not [char for char in left if char != "\n" and not harmless(char)]
    assert "\x1b" not in left
    assert harmless(left) == left
