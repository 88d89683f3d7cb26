"""The script: a supergroup with topics, a channel with its discussion group, and private chats."""

from bot.messages import Messages
from tests.scenario.stage import (
    ANN,
    BOB,
    BOT,
    DESK,
    EVE,
    GIFS,
    NIGHT,
    NIGHT_LATER,
    OLENA,
    STRANGERS,
    TALK,
    YUSUF,
    Stage,
)

AT = f"@{BOT}"
STRIKE = "Who was killed in the October 2022 airstrike in northern Syria?"
LONG_POST = (
    "Ferry Lantern collides with a pier at Eastquay\n\n"
    "The ferry Lantern struck the stone pier of Eastquay on Monday evening in thick fog. Nine "
    "passengers were hurt, two of them badly, the harbour master Ines Falk said. All 140 people "
    "on board were brought ashore within an hour.\n\n"
    "Divers found a hole of two metres in the hull on Tuesday. The ferry line will run buses to "
    "the island until the Lantern is repaired, which Falk expects to take three weeks."
)


async def play(on: Stage) -> None:
    """All acts in turn."""
    await in_private(on)
    await in_the_forum(on)
    await modes_of_topics(on)
    await under_posts(on)
    await manners(on)
    await inline_and_moving(on)
    await privacy(on)


async def in_private(on: Stage) -> None:
    """A private chat: questions, follow-ups, pages, votes, an edit."""
    await on.say(ANN, ANN, "/start")
    card = await on.say(ANN, ANN, STRIKE)
    await on.press(ANN, card, "Whole paragraph")
    await on.press(ANN, card, "Back")
    await on.press(ANN, card, "👍")
    await on.say(ANN, ANN, "And when was that?")
    await on.say(ANN, ANN, "Was anybody hurt there?")
    asked = await on.say(ANN, ANN, "Where was Hani al-Kurdi captured?")
    assert asked
    question = asked["reply_to_message"]["message_id"]
    await on.edit(ANN, ANN, question, "When was Hani al-Kurdi captured?")
    await on.say(ANN, ANN, "/reset")
    refusal = await on.say(ANN, ANN, "How many hostages were freed?")
    await on.press(ANN, refusal, "Show the closest")
    await on.say(OLENA, OLENA, "Кого вбили під Джиндірісом?")
    await on.say(OLENA, OLENA, "А коли це було?")
    await on.say(YUSUF, YUSUF, "كم عدد سكان مخيم الهول؟")
    await on.say(YUSUF, YUSUF, "كم يبلغ سعر البيتزا؟")


async def in_the_forum(on: Stage) -> None:
    """A forum's topics: it speaks when it is asked to, where it is asked."""
    on.later(1, "Now the group. Nothing of the private chats is known there.")
    await on.say(DESK, ANN, "Morning everybody", "Raids")
    talk = await on.say(DESK, BOB, "Who announced al-Baghdadi's death in 2019?", "Raids")
    assert talk is None
    asked = on.telegram.state.chats[DESK].messages
    question = max(asked)
    await on.say(DESK, ANN, AT, "Raids", to=question)
    card = await on.say(DESK, BOB, f"{AT} Who died in Barisha in October 2019?", "Raids")
    assert card
    await on.press(ANN, card, "▶")
    await on.press(BOB, card, "▶")
    await on.press(ANN, card, "👎")
    await on.press(BOB, card, "👍")
    await on.say(DESK, ANN, "Was any American soldier killed?", "Raids", to=card["message_id"])
    await on.say(DESK, BOB, "And when was that?", "Raids")
    await on.say(DESK, BOB, "/ask And when was that?", "Raids")
    await on.say(DESK, BOB, "/ask And when was that?", "Camps")
    await on.say(DESK, BOB, "/ask How many people live in al-Hol?", "Camps")
    await on.say(DESK, OLENA, "/ask Скільки людей живе в таборі аль-Голь?", "Camps")
    await on.say(DESK, ANN, "/ask Who is Maher al-Agal?")
    await on.say(DESK, BOB, "/ask@other_bot Who is Maher al-Agal?")


async def modes_of_topics(on: Stage) -> None:
    """/settings: administrators decide when it speaks, in each topic."""
    await on.say(DESK, BOB, "/settings", "Raids")
    card = await on.say(DESK, ANN, "/settings", "Raids")
    card = await on.press(ANN, card, "When I speak")
    await on.press(BOB, card, "Also when I'm sure")
    card = await on.press(ANN, card, "Also when I'm sure")
    await on.press(ANN, await on.press(ANN, card, "Back"), "Close")
    await on.say(DESK, BOB, STRIKE, "Raids")
    await on.say(DESK, BOB, "Which village did they fly to, and how many came back?", "Raids")
    await on.say(DESK, BOB, "Has anybody seen my umbrella today?", "Raids")
    await on.say(DESK, OLENA, "Bob, are you coming to lunch?", "Raids")
    card = await on.say(DESK, ANN, "/settings", "Tea kitchen")
    card = await on.press(ANN, card, "When I speak")
    card = await on.press(ANN, card, "Never")
    await on.say(DESK, BOB, f"/ask {STRIKE}", "Tea kitchen")
    card = await on.press(ANN, await on.press(ANN, card, "Back"), "whole chat")
    card = await on.press(ANN, card, "My language")
    card = await on.press(ANN, card, "français")
    await on.say(DESK, BOB, "/ask What does a kilo of apples cost?", "Camps")
    card = await on.press(ANN, card, Messages("fr").language_name(None))
    await on.press(ANN, card, "Back")


async def under_posts(on: Stage) -> None:
    """A channel: silence there, and comments that are about the post."""
    post = await on.post("Stolen rifles found at sea: https://gazette.example/merganser")
    await on.comment(BOB, post, "Wow")
    card = await on.comment(BOB, post, f"{AT} how many crates were there?")
    assert card
    await on.comment(ANN, post, f"{AT} on which ship?", reply_to=card["message_id"])
    post = await on.post(LONG_POST)
    await on.comment(OLENA, post, f"{AT} how many passengers were hurt?")
    await on.comment(BOB, post, f"{AT} who said so?")
    await on.comment(ANN, post, f"{AT} {STRIKE}")


async def manners(on: Stage) -> None:
    """Flood control, strangers, other bots, a group that moves."""
    on.later(5, "Five minutes later Bob asks as fast as he can type.")
    quick = ("Atmeh", "Barisha", "Jindires", "al-Hol", "Baghuz", "Raqqa", "Hasakah")
    for place in quick:
        on.clock.now -= 15
        await on.say(BOB, BOB, f"What happened in {place}?")
    on.later(2, "Two minutes later.")
    await on.say(BOB, BOB, "What happened in Hasakah?")
    await on.say(EVE, EVE, STRIKE)
    await on.say(STRANGERS, EVE, f"/ask {STRIKE}")
    await on.say(TALK, ANN, f"/ask {STRIKE}", via_bot=GIFS)
    await on.say(TALK, ANN, "/settings", anonymous=True)


async def inline_and_moving(on: Stage) -> None:
    """Inline mode, and a group that becomes a supergroup."""
    await on.inline(OLENA, "Maher al-Agal")
    await on.inline(EVE, "Maher al-Agal")
    await on.say(NIGHT, BOB, f"{AT} Who is Hani al-Kurdi?")
    await on.migrate(NIGHT, NIGHT_LATER)
    await on.say(NIGHT_LATER, BOB, f"{AT} and where was he captured?")
    await on.say(NIGHT_LATER, ANN, "Thank you both")


async def privacy(on: Stage) -> None:
    """What is kept, shown and deleted."""
    await on.say(DESK, ANN, "/mydata", "Raids")
    await on.say(ANN, ANN, "/mydata")
    await on.say(ANN, ANN, "/deletemydata")
    await on.say(ANN, ANN, "/mydata")
    await on.say(ANN, ANN, "And who else was killed?")
