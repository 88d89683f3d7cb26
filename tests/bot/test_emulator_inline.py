"""Inline mode: what may be offered, and what becomes of a result that somebody chooses."""

import pytest

from bot.emulator import JsonObject, Telegram
from tests.bot.emulator_calls import keyboard, refusal, result, told

ANN, GROUP = 1, -100


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram()
    telegram.people.user(ANN)
    telegram.people.group(GROUP, members=[ANN])
    return telegram


def article(result_id: str = "1", **fields: object) -> JsonObject:
    content = {"message_text": "<b>An</b> answer", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": result_id,
        "title": "A title",
        "input_message_content": content,
        **fields,
    }


async def answered(telegram: Telegram, *results: JsonObject, **how: object) -> str:
    """The id of a query with those results."""
    query = str(telegram.people.inline(ANN, "q")["id"])
    await result(telegram, "answerInlineQuery", inline_query_id=query, results=list(results), **how)
    return query


@pytest.mark.parametrize("where", [None, "supergroup", "sender"])
def test_a_query_says_where_it_is_typed(telegram: Telegram, where: str | None) -> None:
    telegram.people.inline(ANN, "who?", offset="10", chat_type=where)
    [(kind, query)] = told(telegram)
    assert (kind, query["query"], query["offset"]) == ("inline_query", "who?", "10")
    assert query.get("chat_type") == where


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([article(str(n)) for n in range(51)], "RESULTS_TOO_MUCH"),
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article("é" * 33)], "RESULT_ID_INVALID"),
        ([article("")], "RESULT_ID_INVALID"),
        ([article(input_message_content={"message_text": ""})], "text is empty"),
        ([article(input_message_content={"message_text": "x" * 4097})], "message is too long"),
        (
            [article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})],
            "can't parse entities",
        ),
        ([article(reply_markup=keyboard(callback_data="x" * 65))], "BUTTON_DATA_INVALID"),
        ([article(title="")], "ARTICLE_TITLE_EMPTY"),
        ([article(input_message_content={})], "Input message content is not specified"),
        ([{"id": "1", "type": "article", "title": "x"}], 'Can\'t find field "message_text"'),
        (
            [{"id": "1", "type": "article", "input_message_content": {"message_text": "x"}}],
            'Can\'t find field "title"',
        ),
        ([{"id": "1"}], 'Can\'t find field "type"'),
    ],
)
async def test_bad_results_are_refused(
    telegram: Telegram, results: list[JsonObject], words: str
) -> None:
    query = telegram.people.inline(ANN, "q")["id"]
    refused = await refusal(telegram, "answerInlineQuery", inline_query_id=query, results=results)
    assert words in refused
    await result(telegram, "answerInlineQuery", inline_query_id=query, results=[article()])


async def test_other_kinds_of_results_need_no_text(telegram: Telegram) -> None:
    photo = {"type": "photo", "id": "1", "photo_url": "https://x.org", "thumbnail_url": "x"}
    query = await answered(telegram, photo)
    assert telegram.state.answers[query]["results"] == [photo]


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "Go"}, "must have exactly one optional field"),
        (
            {"text": "Go", "start_parameter": "a", "web_app": {"url": "https://x.org"}},
            "exactly one",
        ),
        ({"text": "x" * 65, "start_parameter": "a"}, "BUTTON_TEXT_INVALID"),
        ({"text": "", "start_parameter": "a"}, "BUTTON_TEXT_INVALID"),
        ({"text": "Go", "start_parameter": ""}, "START_PARAM_INVALID"),
        ({"text": "Go", "start_parameter": "a b"}, "START_PARAM_INVALID"),
        ({"text": "Go", "start_parameter": "a" * 65}, "START_PARAM_INVALID"),
    ],
)
async def test_bad_buttons_above_the_results_are_refused(
    telegram: Telegram, button: JsonObject, words: str
) -> None:
    query = telegram.people.inline(ANN, "q")["id"]
    refused = await refusal(
        telegram, "answerInlineQuery", inline_query_id=query, results=[], button=button
    )
    assert words in refused


async def test_an_answer_is_kept_with_how_long_it_holds(telegram: Telegram) -> None:
    button = {"text": "Ask me there", "start_parameter": "inline-1"}
    query = await answered(
        telegram, article(), cache_time=0, is_personal=True, next_offset="10", button=button
    )
    kept = telegram.state.answers[query]
    assert (kept["cache_time"], kept["is_personal"], kept["button"]) == (0, True, button)
    assert kept["next_offset"] == "10"
    plain = telegram.state.answers[await answered(telegram)]
    assert (plain["cache_time"], plain["is_personal"], plain["button"]) == (300, False, {})


async def test_a_chosen_result_is_a_message_via_the_bot(telegram: Telegram) -> None:
    query = await answered(telegram, article(), article("2", title="Other"))
    told(telegram)
    sent = telegram.people.choose(GROUP, ANN, query, "1")
    assert sent["delivered"] is True
    [(kind, message)] = told(telegram)
    assert (kind, message["from"]["id"]) == ("message", ANN)
    assert message["via_bot"] == telegram.state.me
    assert message["text"] == "An answer"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


async def test_where_the_bot_is_not_a_chosen_result_goes_unseen(telegram: Telegram) -> None:
    telegram.people.member(GROUP, ANN, "left")
    query = await answered(telegram, article())
    assert telegram.people.choose(GROUP, ANN, query, "1")["delivered"] is False


async def test_what_was_not_offered_cannot_be_chosen(telegram: Telegram) -> None:
    query = await answered(telegram, article())
    with pytest.raises(KeyError):
        telegram.people.choose(GROUP, ANN, query, "2")
    with pytest.raises(KeyError):
        telegram.people.choose(GROUP, ANN, "0", "1")


async def test_buttons_of_a_message_via_the_bot_show_only_its_inline_id(
    telegram: Telegram,
) -> None:
    query = await answered(telegram, article(reply_markup=keyboard(callback_data="more")))
    sent = telegram.people.choose(GROUP, ANN, query, "1")["message_id"]
    told(telegram)
    telegram.people.press(GROUP, ANN, sent, "more")
    [(_, press)] = told(telegram)
    assert "message" not in press
    there = {"inline_message_id": press["inline_message_id"]}
    assert await result(telegram, "editMessageText", **there, text="More") == {"result": True}
    assert telegram.state.chats[GROUP].messages[sent]["text"] == "More"
    refused = await refusal(telegram, "editMessageText", inline_message_id="x", text="More")
    assert refused == "400 Bad Request: MESSAGE_ID_INVALID"
