"""Inline mode: what the bot offers for ``@bot query``, and what becomes of it when chosen."""

import json
import re

from bot.emulator import checks
from bot.emulator.state import State
from bot.emulator.wire import ApiError, JsonObject, Params, bad, utf16_length

MAX_RESULTS = 50
MAX_BUTTON_TEXT = 64
DEFAULT_CACHE_TIME = 300
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_inline_query(state: State, params: Params) -> bool:
    """Give what is offered for ``@bot query``."""
    results = params.decoded("results", list)
    if len(results) > MAX_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    ids = [result.get("id", "") for result in results]
    if len(set(ids)) < len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    if not all(1 <= len(result_id.encode()) <= 64 for result_id in ids):
        raise bad("RESULT_ID_INVALID")
    if len(params.text("next_offset").encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    for result in results:
        _check_result(result)
    answer = {
        **params.values,
        "results": results,
        "button": _button(params),
        "cache_time": params.integer("cache_time")
        if params.text("cache_time")
        else DEFAULT_CACHE_TIME,
        "is_personal": params.flag("is_personal"),
    }
    state.close_query("inline", params.text("inline_query_id"), answer)
    return True


def _check_result(result: JsonObject) -> None:
    is_article = result.get("type") == "article"
    if "type" not in result:
        raise _unparsed("type")
    if is_article and "input_message_content" not in result:
        raise _unparsed("message_text")  # Telegram's older way of writing it, and its words still
    if is_article and "title" not in result:
        raise _unparsed("title")
    if is_article and not result["title"]:
        raise bad("ARTICLE_TITLE_EMPTY")
    content(result)


def _unparsed(missing: str) -> ApiError:
    return bad(f"can't parse inline query result: Can't find field \"{missing}\"")


def content(result: JsonObject) -> JsonObject:
    """What the message consists of that a chosen result becomes.

    Raises:
        ApiError: Telegram refuses such a text or keyboard.
    """
    written = result.get("input_message_content") or {}
    found: JsonObject = {}
    if "message_text" in written:
        found["text"], found["entities"] = checks.message_text(
            Params(
                {
                    "text": written["message_text"],
                    "parse_mode": written.get("parse_mode") or "",
                    "entities": json.dumps(written.get("entities")),
                }
            )
        )
    elif result.get("type") == "article":
        raise bad("can't parse inline query result: Input message content is not specified")
    markup = Params({"reply_markup": json.dumps(result.get("reply_markup") or {})})
    options = written.get("link_preview_options")
    return found | {
        "reply_markup": checks.inline_keyboard(markup),
        "link_preview_options": options or None,
    }


def _button(params: Params) -> JsonObject:
    """The button above the results; empty for none."""
    button: JsonObject = params.decoded("button", dict)
    if not button:
        return button
    kinds = [name for name in ("web_app", "start_parameter") if name in button]
    if len(kinds) != 1:
        words = "InlineQueryResultsButton must have exactly one optional field"
        raise bad(f"can't parse inline query results button: {words}")
    if not 1 <= utf16_length(button.get("text", "")) <= MAX_BUTTON_TEXT:
        raise bad("BUTTON_TEXT_INVALID")
    parameter = button.get("start_parameter")
    if parameter is not None and not _START_PARAMETER.fullmatch(parameter):
        raise bad("START_PARAM_INVALID")
    return button


METHODS = {"answerInlineQuery": answer_inline_query}
