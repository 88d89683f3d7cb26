"""The cards of /settings: what is set, and a button for each choice. Pure.

Each press is checked for the right to change settings, so the buttons carry what they do and no
token: ``s:<topic>:<what>:<value>``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards import Card
from bot.chats import Mode, Preferences, Where
from bot.messages import LANGUAGES, Messages
from bot.texts import html_text, isolated, one_line, shorten

SETTINGS: Final = "s"
PASSAGES: Final = (1, 2, 3, 5, 10)
DAYS: Final = (7, 30, 90, 365)
OUTLETS_A_PAGE: Final = 8
DEFAULT: Final = "-"
"""The value that unsets a thing: the chat's for a topic, the bot's own for a chat."""

_CHOSEN = "✓ "
_MAX_LABEL = 40
# A tick, and the marks that keep a name's direction.
_AROUND_LABEL = len(_CHOSEN) + 2
Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Whose settings are shown.

    Attributes:
        where: the chat, or one of its topics.
        private: whether it is one person's chat, where the bot always speaks.
        preferences: what holds there.
        own: what is set for that very place.
        say: the language to show them in.
        topic_id: the topic in which they are shown; 0 for none.
        warning: what keeps a chosen mode from working.
    """

    where: Where
    private: bool
    preferences: Preferences
    own: frozenset[str]
    say: Messages
    topic_id: int = 0
    warning: str = ""


def overview(scene: Scene) -> Card:
    """All that is set, with a button for each thing."""
    say, chosen = scene.say, scene.preferences
    lines = [f"<b>{html_text(_heading(scene))}</b>", ""]
    shown = dict(_shown(scene))
    lines += [f"{html_text(label)}: {html_text(value)}" for label, value in shown.values()]
    if "mode" in shown:
        lines += ["", html_text(say.mode_explained(chosen.mode))]
    if scene.warning:
        lines += ["", f"<i>{html_text(scene.warning)}</i>"]
    rows = [[_button(label, scene, "open", name)] for name, (label, _) in shown.items()]
    rows.append([*_other_place(scene), _button(say.close_button, scene, "close", "")])
    return Card(html="\n".join(lines), keyboard=InlineKeyboardMarkup(rows))


def choices(scene: Scene, name: str, outlets: Sequence[str] = (), page: int = 0) -> Card:
    """The choices for one thing.

    Args:
        scene: whose settings.
        name: of a field of `Preferences`.
        outlets: the library's sources, for ``outlets``.
        page: of the sources, from 0.
    """
    label, value = dict(_shown(scene))[name]
    rows = list(_rows(scene, name, outlets, page))
    if scene.where.thread_id:
        rows.append(
            [_chosen(scene.say.default_button, name not in scene.own, scene, name, DEFAULT)]
        )
    rows.append([_button(scene.say.settings_back_button, scene, "open", "all")])
    html = f"<b>{html_text(label)}</b>\n{html_text(value)}"
    if scene.warning:
        html += f"\n\n<i>{html_text(scene.warning)}</i>"
    return Card(html=html, keyboard=InlineKeyboardMarkup(rows))


def key(outlet: str) -> str:
    """What a button carries for a source: the same for every spelling that counts as the same."""
    return blake2b(outlet.strip().casefold().encode("utf-8", "replace"), digest_size=6).hexdigest()


def _heading(scene: Scene) -> str:
    if scene.private:
        return scene.say.own_settings
    return scene.say.topic_settings if scene.where.thread_id else scene.say.chat_settings


def _shown(scene: Scene) -> Iterable[tuple[str, tuple[str, str]]]:
    """Each thing that can be set here: its name, and its label and value to read."""
    say, chosen = scene.say, scene.preferences
    if not scene.private:
        yield "mode", (say.mode_label, say.mode_name(chosen.mode))
    if scene.where.thread_id:
        return
    yield "language", (say.language_label, say.language_name(chosen.language))
    yield "passages", (say.passages_label, say.passages_named(chosen.passages))
    yield "days", (say.period_label, say.period_name(chosen.days))
    yield "outlets", (say.sources_label, say.sources_chosen(len(chosen.outlets)))


def _rows(scene: Scene, name: str, outlets: Sequence[str], page: int) -> Iterable[Row]:
    say, now = scene.say, scene.preferences
    if name == "mode":
        for mode in Mode:
            yield [_chosen(say.mode_name(mode), now.mode is mode, scene, name, mode)]
    elif name == "language":
        everybody = _chosen(say.language_name(None), now.language is None, scene, name, DEFAULT)
        buttons = [
            _chosen(say.language_name(code), now.language == code, scene, name, code)
            for code in LANGUAGES
        ]
        yield [everybody]
        yield from (buttons[at : at + 2] for at in range(0, len(buttons), 2))
    elif name == "passages":
        yield [_chosen(str(n), now.passages == n, scene, name, str(n)) for n in PASSAGES]
    elif name == "days":
        yield [_chosen(say.period_name(None), now.days is None, scene, name, DEFAULT)]
        for days in DAYS:
            yield [_chosen(say.period_name(days), now.days == days, scene, name, str(days))]
    else:
        yield from _outlets(scene, outlets, page)


def _outlets(scene: Scene, outlets: Sequence[str], page: int) -> Iterable[Row]:
    """A page of sources to choose from; those chosen that the library has no more come last."""
    say, now = scene.say, scene.preferences.outlets
    keys = {key(outlet) for outlet in now}
    held = {key(outlet) for outlet in outlets}
    listed = [*outlets, *(outlet for outlet in now if key(outlet) not in held)]
    last = max(0, (len(listed) - 1) // OUTLETS_A_PAGE)
    page = min(page, last)
    yield [_chosen(say.sources_chosen(0), not now, scene, "outlets", DEFAULT)]
    for outlet in listed[page * OUTLETS_A_PAGE : (page + 1) * OUTLETS_A_PAGE]:
        label = isolated(shorten(one_line(outlet), _MAX_LABEL - _AROUND_LABEL))
        yield [_chosen(label, key(outlet) in keys, scene, "outlets", f"{key(outlet)}.{page}")]
    turner = [_button("◀", scene, "open", f"outlets.{page - 1}")] * (page > 0)
    turner += [_button("▶", scene, "open", f"outlets.{page + 1}")] * (page < last)
    if turner:
        yield turner


def _other_place(scene: Scene) -> Row:
    if scene.private or not scene.topic_id:
        return []
    if scene.where.thread_id:
        return [_button(scene.say.whole_chat_button, scene, "open", "all", thread=0)]
    label = scene.say.this_topic_button
    return [_button(label, scene, "open", "all", thread=scene.topic_id)]


def _chosen(
    label: str, is_chosen: bool, scene: Scene, what: str, value: str
) -> InlineKeyboardButton:
    return _button(f"{_CHOSEN}{label}" if is_chosen else label, scene, what, value)


def _button(
    label: str, scene: Scene, what: str, value: str, *, thread: int | None = None
) -> InlineKeyboardButton:
    thread = scene.where.thread_id if thread is None else thread
    data = f"{SETTINGS}:{thread}:{what}:{value}"
    return InlineKeyboardButton(shorten(label, _MAX_LABEL) or "–", callback_data=data)
