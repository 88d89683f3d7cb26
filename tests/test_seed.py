"""The seed report, copied from a page with rubbish and all: what is kept, and what is found in it.

Everything goes the way of a user: the real model, the command line, the terminal's chat, updates.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.application import build
from bot.chats import Chats
from bot.emulator import EmulatorRequest, JsonObject, Telegram
from bot.messages import Messages
from bot.pacing import UNHURRIED
from index import Embedder, Engine
from tests.bot.command_line import CommandLine
from tests.bot.fakes import ANN, World, settings_for, started

SEED = Path(__file__).parents[2] / "shared" / "data" / "seed"
TITLE = "US kills ISIS arms smuggler in Syria"
N_PARAGRAPHS = 22
RUBBISH = [
    "This story has been updated",
    "Leave a Comment",
    "Your email address",
    "Required fields",
]
SHOWN_AT_LEAST = {"en": 11, "ru": 8, "ar": 8}
ANSWERED_AT_LEAST = {"en": 8, "ru": 5, "ar": 4}

# The answerable questions of questions.jsonl, in their order.
RUSSIAN = """\
Кто те два лидера «Исламского государства», которые были убиты авиаударом на севере Сирии?
За что отвечал Абу Муад аль-Кахтани?
В какое время был нанесён авиаудар?
Сколько часов Центральное командование потратило на сбор разведданных о целях?
Кто был целью вертолётного рейда близ Камышлы?
Предупредили ли Россию о рейде заранее?
Какой лидер ИГИЛ подорвал себя в феврале?
Когда Курайши был назван лидером группировки?
Кто был убит ударом беспилотника в июле?
Сколько человек живёт в лагере Аль-Холь?
Что сообщило об операции сирийское государственное телевидение?
Кто является официальным представителем Центрального командования США?
""".splitlines()
ARABIC = """\
من هما القياديان في تنظيم الدولة الإسلامية اللذان قُتلا في الغارة الجوية في شمال سوريا؟
عمّ كان أبو معاذ القحطاني مسؤولاً؟
في أي ساعة نُفذت الغارة الجوية؟
كم ساعة أمضتها القيادة المركزية في جمع المعلومات الاستخباراتية عن الأهداف؟
من كان هدف الغارة بالمروحيات قرب القامشلي؟
هل أُبلغت روسيا بالغارة مسبقاً؟
أي زعيم لداعش فجّر نفسه في فبراير؟
متى عُيّن القرشي زعيماً للتنظيم؟
من قُتل في ضربة الطائرة المسيّرة في يوليو؟
كم عدد الأشخاص الذين يعيشون في مخيم الهول؟
ماذا قال التلفزيون السوري الرسمي عن العملية؟
من هو المتحدث باسم القيادة المركزية الأمريكية؟
""".splitlines()

pytestmark = [
    pytest.mark.model,
    pytest.mark.xdist_group("seed"),
    pytest.mark.skipif(
        not SEED.is_dir(), reason="the seed data is not part of the project, and is not beside it"
    ),
]


@dataclass(frozen=True)
class Labelled:
    """A question, and the words of which a passage that answers it holds at least one."""

    text: str
    evidence: tuple[str, ...]

    def answered_by(self, passage: str) -> bool:
        return any(words in passage for words in self.evidence)


def questions(*, answerable: bool = True) -> list[Labelled]:
    lines = (SEED / "questions.jsonl").read_text("utf-8").splitlines()
    return [
        Labelled(row["question"], tuple(row["evidence"]))
        for row in map(json.loads, lines)
        if row["answerable"] is answerable
    ]


def in_language(language: str) -> list[Labelled]:
    english = questions()
    if language == "en":
        return english
    translated = {"ru": RUSSIAN, "ar": ARABIC}[language]
    return [Labelled(t, q.evidence) for t, q in zip(translated, english, strict=True)]


@pytest.fixture(scope="module")
def sitrep(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A user with the real model and the seed report in the library."""
    folder = tmp_path_factory.mktemp("seed")
    sitrep = CommandLine(folder, make_embedder=lambda _: embedder)
    added = sitrep("add", SEED / "article.txt", "--json")
    assert added.exit_code == 0, added.output
    (folder / "added.json").write_text(added.stdout, "utf-8")
    return sitrep


@pytest.fixture(scope="module")
def answers(sitrep: CommandLine) -> dict[str, dict[str, Any]]:
    """What `sitrep ask` says to every question in every language, by question."""
    asked = [question.text for language in SHOWN_AT_LEAST for question in in_language(language)]
    asked += [question.text for question in questions(answerable=False)]
    lines = "".join(json.dumps({"question": text}) + "\n" for text in asked)
    result = sitrep("ask", "--batch", "-", "--json", stdin=lines)
    assert result.exit_code == 0, result.output
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["question"] for answer in found] == asked
    return {answer["question"]: answer for answer in found}


def test_every_paragraph_is_kept_and_nothing_else(sitrep: CommandLine) -> None:
    told = json.loads((sitrep.folder / "added.json").read_text("utf-8"))
    [addition] = told["articles"]
    assert addition["outcome"] == "added"
    assert addition["article"]["title"] == TITLE
    with closing(_engine(sitrep)) as engine:
        kept = engine.text(addition["article"]["id"]).split("\n\n")
    lines = (SEED / "article.txt").read_text("utf-8").splitlines()
    report = [line.strip() for line in lines if line.strip() and not _is_rubbish(line)]
    assert report[0] == TITLE
    assert kept == report[1:]
    assert len(kept) == N_PARAGRAPHS
    assert [cut.split(".")[0] for cut in addition["cut"]] == [
        "This story has been updated with additional reports",
        "Leave a Comment",
        "Your email address will not be published",
    ]


@pytest.mark.parametrize("language", SHOWN_AT_LEAST)
def test_the_evidence_is_in_the_first_three_passages(
    answers: dict[str, dict[str, Any]], language: str
) -> None:
    asked = in_language(language)
    assert len(asked) == 12
    missed = [
        question.text
        for question in asked
        if not any(question.answered_by(p["text"]) for p in answers[question.text]["passages"][:3])
    ]
    assert len(missed) <= len(asked) - SHOWN_AT_LEAST[language], missed


@pytest.mark.parametrize("language", ANSWERED_AT_LEAST)
def test_most_are_answered_outright(answers: dict[str, dict[str, Any]], language: str) -> None:
    answered = [
        question for question in in_language(language) if answers[question.text]["answered"]
    ]
    assert len(answered) >= ANSWERED_AT_LEAST[language]


def test_what_the_report_does_not_tell_is_refused(answers: dict[str, dict[str, Any]]) -> None:
    asked = questions(answerable=False)
    assert len(asked) == 4
    assert not [question.text for question in asked if answers[question.text]["answered"]]


def test_the_terminal_shows_the_best_passage_to_what_is_answered(
    sitrep: CommandLine, answers: dict[str, dict[str, Any]]
) -> None:
    asked = questions()
    result = sitrep("chat", stdin="".join(f"{question.text}\n" for question in asked))
    assert result.exit_code == 0, result.output
    answered = [question for question in asked if answers[question.text]["answered"]]
    assert answered
    for question in answered:
        assert answers[question.text]["answer"] in result.stdout
        assert answers[question.text]["passages"][0]["text"] in result.stdout
    n_refused = len(asked) - len(answered)
    assert result.stdout.count(Messages.not_told) == n_refused


@pytest.mark.parametrize("language", SHOWN_AT_LEAST)
async def test_telegram_shows_the_evidence_on_the_first_three_pages(
    sitrep: CommandLine, answers: dict[str, dict[str, Any]], language: str
) -> None:
    telegram = Telegram()
    carry = partial(EmulatorRequest, telegram)
    n_shown = 0
    with closing(_engine(sitrep)) as engine, closing(Chats.open(None)) as chats:
        application = build(
            settings_for(telegram),
            engine,
            chats,
            request=carry(),
            get_updates_request=carry(),
            pace=UNHURRIED,
        )
        async with started(application):
            # The people's side of these tests is used; what answers is the real engine.
            world = World(telegram, application, engine)  # type: ignore[arg-type]
            for question in in_language(language):
                pages = await _shown(world, question.text)
                assert pages == [p["text"] for p in answers[question.text]["passages"]]
                n_shown += any(map(question.answered_by, pages))
    assert n_shown >= SHOWN_AT_LEAST[language]


async def _shown(world: World, text: str) -> list[str]:
    """Ask in private, turn all pages, and return the passage quoted on each.

    Where the bot refuses, its button shows what comes closest. Each question stands by itself.
    """
    await world.say(ANN, ANN, "/reset")
    await world.say(ANN, ANN, text)
    message = world.messages(ANN)[-1]
    if Messages.closest_button in _buttons(message):
        await world.press(ANN, ANN, message, Messages.closest_button)
        message = world.messages(ANN)[-1]
    pages = [_quoted(message)]
    while "▶" in _buttons(message):
        await world.press(ANN, ANN, message, "▶")
        message = world.messages(ANN)[-1]
        pages.append(_quoted(message))
    return pages


def _quoted(message: JsonObject) -> str:
    """The blockquote; a passage of a single sentence is shown in bold and not quoted again."""
    by_type = {entity["type"]: entity for entity in reversed(message["entities"])}
    entity = by_type.get("expandable_blockquote") or by_type["bold"]
    units = message["text"].encode("utf-16-le")
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return str(units[start:end].decode("utf-16-le"))


def _buttons(message: JsonObject) -> Iterator[str]:
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        yield from (button["text"] for button in row)


def _engine(sitrep: CommandLine) -> Engine:
    embedder = sitrep.make_embedder(settings_for(Telegram()))
    return Engine.open(sitrep.library, embedder=embedder, create=False)


def _is_rubbish(line: str) -> bool:
    return line.strip().startswith(tuple(RUBBISH))
