"""The cards of /settings: whatever is set and whatever sources there are, they can be sent."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from bot import choices
from bot.cards import Card
from bot.chats import Mode, Preferences, Where
from bot.choices import DAYS, DEFAULT, OUTLETS_A_PAGE, PASSAGES, Scene
from bot.emulator import Params, parse_html, utf16_length
from bot.emulator.checks import inline_keyboard
from bot.handlers import preferences as handlers
from bot.messages import LANGUAGES, Messages

FORUM, TOPIC = -100, 2**31 - 1
PLAIN = Preferences()

EACH_SET = [
    *(Preferences(mode=mode) for mode in Mode),
    *(Preferences(language=language) for language in LANGUAGES),
    *(Preferences(passages=passages) for passages in PASSAGES),
    *(Preferences(days=days) for days in DAYS),
]

names = st.text(max_size=60) | st.sampled_from(
    ["CNN", "cnn ", "الجزيرة", "Al <b>Jazeera</b> & Co", "\ud800", " ", "👩‍🚀" * 30, "a:b:c.d-e"]
)
outlets = st.lists(names, max_size=30)
tongues = st.sampled_from(LANGUAGES)
set_so = st.builds(
    Preferences,
    mode=st.sampled_from(Mode),
    language=st.none() | tongues,
    passages=st.sampled_from(PASSAGES) | st.integers(1, 10),
    days=st.none() | st.sampled_from(DAYS) | st.integers(1, 4000),
    outlets=outlets.map(tuple),
)


def scene(
    held: Preferences = PLAIN,
    *,
    thread: int = 0,
    topic: int = 0,
    private: bool = False,
    own: frozenset[str] = frozenset(),
    language: str | None = None,
    warning: str = "",
) -> Scene:
    return Scene(
        where=Where(FORUM, thread),
        private=private,
        preferences=held,
        own=own,
        say=Messages(language),
        topic_id=topic,
        warning=warning,
    )


def buttons(card: Card) -> list[InlineKeyboardButton]:
    """The buttons of a card that Telegram would take and the bot would understand."""
    text, entities = parse_html(card.html)
    assert 1 <= utf16_length(text) <= 4096
    assert len(entities) <= 100
    assert card.keyboard is not None
    assert inline_keyboard(Params({"reply_markup": json.dumps(card.keyboard.to_dict())}))
    found = [button for row in card.keyboard.inline_keyboard for button in row]
    for button in found:
        assert re.fullmatch(handlers.PRESS, str(button.callback_data))
        assert str(button.callback_data).count(":") == 3
        assert utf16_length(button.text) <= 40
    return found


def labels(card: Card) -> list[str]:
    return [button.text for button in buttons(card)]


def carried(card: Card) -> list[str]:
    return [str(button.callback_data) for button in buttons(card)]


def ticked(card: Card) -> list[str]:
    """What the ticked buttons carry: what they set, and to what."""
    found = [button for button in buttons(card) if button.text.startswith("✓ ")]
    return [str(button.callback_data).split(":", 2)[2] for button in found]


def names_shown(shown: Scene) -> list[str]:
    """Whatever has a button of its own."""
    opened = [data.split(":")[2:] for data in carried(choices.overview(shown))]
    return [value for what, value in opened if what == "open" and value != "all"]


@given(set_so, outlets, tongues, st.integers(0, 999), st.text(max_size=200))
def test_every_view_can_be_sent(
    held: Preferences, listed: list[str], language: str, page: int, warning: str
) -> None:
    for thread, topic, private in [
        (0, 0, True),
        (0, 0, False),
        (0, TOPIC, False),
        (TOPIC,) * 2 + (False,),
    ]:
        shown = scene(
            held, thread=thread, topic=topic, private=private, language=language, warning=warning
        )
        assert buttons(choices.overview(shown))
        for name in names_shown(shown):
            assert buttons(choices.choices(shown, name, listed, page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_of_our_own_labels_is_cut(language: str) -> None:
    for held in EACH_SET:
        shown = scene(held, topic=5, language=language)
        in_topic = scene(held, thread=5, topic=5, language=language)
        views = [choices.overview(shown), choices.overview(in_topic)]
        views += [choices.choices(shown, name) for name in names_shown(shown)]
        views.append(choices.choices(in_topic, "mode"))
        assert not [label for view in views for label in labels(view) if "…" in label]


def test_the_overview_shows_what_is_set_and_opens_each() -> None:
    held = Preferences(mode=Mode.AUTO, language="fr", passages=5, days=30, outlets=("CNN", "AP"))
    card = choices.overview(scene(held))
    assert card.html == (
        "<b>Settings of this chat</b>\n\n"
        "When I speak: Also when I'm sure\n"
        "My language: français\n"
        "Passages an answer: 5 passages\n"
        "Reports from: The last 30 days\n"
        "Sources: 2 chosen\n\n"
        "I also answer a message that looks like a question, if I am quite sure of the answer."
    )
    assert carried(card) == [
        "s:0:open:mode",
        "s:0:open:language",
        "s:0:open:passages",
        "s:0:open:days",
        "s:0:open:outlets",
        "s:0:close:",
    ]


def test_in_private_there_is_no_mode_and_in_a_topic_nothing_else() -> None:
    private = scene(private=True)
    assert names_shown(private) == ["language", "passages", "days", "outlets"]
    assert "Your settings" in choices.overview(private).html
    topic = scene(thread=7, topic=7)
    assert names_shown(topic) == ["mode"]
    assert "Settings of this topic" in choices.overview(topic).html


def test_a_topics_settings_and_the_chats_lead_to_each_other() -> None:
    assert "s:0:open:all" in carried(choices.overview(scene(thread=7, topic=7)))
    assert "s:7:open:all" in carried(choices.overview(scene(topic=7)))
    assert not [d for d in carried(choices.overview(scene())) if d.endswith("open:all")]
    private = choices.overview(scene(private=True, topic=7))
    assert not [data for data in carried(private) if data.endswith("open:all")]


def test_a_warning_is_shown_and_escaped() -> None:
    shown = scene(warning="make me <administrator> & see")
    for card in (choices.overview(shown), choices.choices(shown, "mode")):
        assert "<i>make me &lt;administrator&gt; &amp; see</i>" in card.html


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mode_that_holds_is_ticked(mode: Mode, language: str) -> None:
    shown = scene(Preferences(mode=mode), language=language)
    assert ticked(choices.choices(shown, "mode")) == [f"mode:{mode}"]


@pytest.mark.parametrize("own", [frozenset[str](), frozenset({"mode"})])
def test_a_topic_that_follows_its_chat_says_so(own: frozenset[str]) -> None:
    card = choices.choices(scene(Preferences(mode=Mode.ALL), thread=7, topic=7, own=own), "mode")
    assert ticked(card) == ["mode:all"] + ["mode:-"] * (not own)
    assert carried(card)[-2:] == ["s:7:mode:-", "s:7:open:all"]


@pytest.mark.parametrize("held", [None, *LANGUAGES])
def test_the_language_that_is_spoken_is_ticked(held: str | None) -> None:
    card = choices.choices(scene(Preferences(language=held)), "language")
    assert ticked(card) == [f"language:{held or DEFAULT}"]
    assert len(buttons(card)) == len(LANGUAGES) + 2


@pytest.mark.parametrize("held", [1, 2, 3, 4, 5, 10])
def test_the_number_of_passages_is_ticked(held: int) -> None:
    card = choices.choices(scene(Preferences(passages=held)), "passages")
    assert ticked(card) == [f"passages:{held}"] * (held in PASSAGES)


@pytest.mark.parametrize("held", [None, 7, 8, 30, 90, 365])
def test_the_period_is_ticked(held: int | None) -> None:
    card = choices.choices(scene(Preferences(days=held)), "days")
    assert ticked(card) == [f"days:{held or DEFAULT}"] * (held in {None, *DAYS})


@given(outlets, st.data())
def test_the_sources_that_are_chosen_are_ticked_on_whatever_page(
    listed: list[str], data: st.DataObject
) -> None:
    chosen = tuple(data.draw(st.lists(st.sampled_from(listed)))) if listed else ()
    gone = tuple(data.draw(st.lists(names, max_size=3)))
    shown = scene(Preferences(outlets=chosen + gone))
    pages = [choices.choices(shown, "outlets", listed, page) for page in range(6)]
    keys = {data.split(":")[1].partition(".")[0] for page in pages for data in ticked(page)}
    assert keys == {choices.key(outlet) for outlet in chosen + gone} or keys == {DEFAULT}
    assert (keys == {DEFAULT}) is not bool(chosen + gone)


@given(outlets, st.integers(0, 50))
def test_each_source_is_on_one_page_and_all_pages_can_be_reached(
    listed: list[str], asked: int
) -> None:
    on_pages: list[str] = []
    page, last = 0, False
    while not last:
        card = choices.choices(scene(), "outlets", listed, page)
        data = carried(card)
        here = [each.split(":")[3] for each in data if ":outlets:" in each]
        assert len(here) <= OUTLETS_A_PAGE + 1
        on_pages += [each.partition(".")[0] for each in here if each != DEFAULT]
        assert all(each.endswith(f".{page}") for each in here if each != DEFAULT)
        assert (f"s:0:open:outlets.{page - 1}" in data) is (page > 0)
        last = f"s:0:open:outlets.{page + 1}" not in data
        page += 1
    assert on_pages == [choices.key(outlet) for outlet in listed]
    beyond = choices.choices(scene(), "outlets", listed, page + asked)
    assert carried(beyond) == carried(card)


@pytest.mark.parametrize("name", ["mode", "language", "passages", "days"])
def test_the_handler_takes_each_choice_that_is_offered(name: str) -> None:
    for data in carried(choices.choices(scene(thread=0), name)):
        _, _, what, value = data.split(":")
        if what == name and value != DEFAULT:
            assert handlers._value(name, value) is not None


@given(outlets.filter(bool), st.data())
def test_a_press_chooses_the_source_that_its_button_names(
    listed: list[str], data: st.DataObject
) -> None:
    outlet = data.draw(st.sampled_from(listed))
    chosen = handlers._toggled((), choices.key(outlet), listed)
    assert chosen is not None
    assert [choices.key(each) for each in chosen] == [choices.key(outlet)]
    assert handlers._toggled(chosen, choices.key(outlet), listed) == ()
    assert handlers._toggled(chosen, choices.key(outlet), []) == ()


def test_spellings_of_one_source_are_one_choice() -> None:
    assert choices.key("CNN") == choices.key(" cnn ")
    assert choices.key("CNN") != choices.key("BBC")
    assert re.fullmatch("[0-9a-f]{12}", choices.key("الجزيرة"))
    held = Preferences(outlets=("CNN",))
    assert len(ticked(choices.choices(scene(held), "outlets", ["cnn", "BBC"]))) == 1


def test_a_right_to_left_source_keeps_to_its_place_however_long() -> None:
    card = choices.choices(scene(), "outlets", ["الجزيرة", "الجزيرة " * 20])
    for label in [label for label in labels(card) if "الجزيرة" in label]:
        assert label.startswith("\u2068")
        assert label.endswith("\u2069")


def test_a_source_without_a_visible_name_has_a_button_all_the_same() -> None:
    card = choices.choices(scene(), "outlets", ["\x00", " "])
    assert labels(card)[1:3] == ["–", "–"]
