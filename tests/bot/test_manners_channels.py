"""Channels: posts are never answered, and comments are about what their post reported."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.chats import Chats
from bot.emulator import JsonObject
from tests.bot.fakes import ANN, BOB, GROUP, FakeEngine, World
from tests.bot.scenes import ANSWER, OTHER_ANSWER, QUESTION, SAY, last, set_mode, world_of

CHANNEL = -1003
LINK = "https://news.example/3"
LONG_POST = (
    "Helicopters over Raqqa\n"
    "Two helicopters landed north of Raqqa on Sunday, and fourteen soldiers searched a farmhouse. "
    + "Nobody was seen to leave it. "
    * 8
)


def with_channel(world: World, *, leads_channel: bool = True) -> World:
    """The world, where the group discusses what a channel posts."""
    people = world.telegram.people
    people.group(
        CHANNEL,
        "News",
        type="channel",
        bot_status="administrator" if leads_channel else "left",
    )
    people.link(CHANNEL, GROUP)
    return world


@pytest.fixture
async def channel(world: World) -> World:
    """People who comment on a channel's posts; the bot leads the channel too."""
    return with_channel(world)


@pytest.fixture
async def private_channel(engine: FakeEngine, chats: Chats) -> AsyncIterator[World]:
    """The same for a bot in privacy mode, which never sees the posts."""
    async with world_of(engine, chats, privacy=True) as world:
        yield with_channel(world, leads_channel=False)


async def posted(world: World, text: str, **how: Any) -> int:
    """Publish, let the bot react, and return the post's number in the channel."""
    post = world.telegram.people.post(CHANNEL, text, **how)["message_id"]
    await world.settle()
    return int(post)


async def comment(
    world: World, post: int, text: str, *, reply_to: int | None = None, person: int = ANN
) -> int:
    """Write under a post and let the bot react."""
    how = {"reply_to": reply_to}
    number = world.telegram.people.comment(GROUP, person, post, text, **how)["message_id"]
    await world.settle()
    return int(number)


def narrowed(world: World) -> list[tuple[int, ...]]:
    """The articles that each search was narrowed to."""
    return [filters.articles for filters in world.engine.filters]


@pytest.mark.parametrize(
    "text", [QUESTION, f"/ask {QUESTION}", f"@sitrep_test_bot {QUESTION}", "/help", "/settings"]
)
async def test_a_channels_posts_are_never_answered(channel: World, text: str) -> None:
    await set_mode(channel, GROUP, "all")
    before = len(channel.calls("sendMessage"))
    post = await posted(channel, text)
    channel.telegram.people.edit_post(CHANNEL, post, f"{text} Really?")
    await channel.settle()
    await channel.push(channel_post=channel.telegram.state.chats[CHANNEL].messages[post])
    assert len(channel.calls("sendMessage")) == before
    assert channel.engine.asked == []


async def test_a_comment_is_looked_up_in_the_report_that_the_post_links_to(channel: World) -> None:
    post = await posted(channel, f"An arrest in the north. {LINK}")
    await comment(channel, post, "/ask Who was captured in an airstrike near Aleppo?")
    assert narrowed(channel) == [(3,)]
    card = last(channel, GROUP)
    assert card["text"].startswith(OTHER_ANSWER)
    assert card["text"].endswith(SAY.searched_first("An arrest"))


async def test_a_link_behind_words_leads_to_the_report_too(channel: World) -> None:
    link: JsonObject = {"type": "text_link", "offset": 0, "length": 4, "url": LINK}
    post = await posted(channel, "Read this", entities=[link])
    await comment(channel, post, "@sitrep_test_bot Who was captured in an airstrike near Aleppo?")
    assert narrowed(channel)[0] == (3,)


async def test_where_the_posts_report_does_not_tell_the_others_are_searched(channel: World) -> None:
    post = await posted(channel, f"An arrest in the north. {LINK}")
    await comment(channel, post, f"/ask {QUESTION}")
    assert narrowed(channel) == [(3,), ()]
    card = last(channel, GROUP)
    assert card["text"].startswith(ANSWER)
    assert SAY.searched_first("An arrest") not in card["text"]


async def test_a_question_that_names_nothing_is_about_the_posts_report(channel: World) -> None:
    post = await posted(channel, LINK)
    await comment(channel, post, "/ask Where was he captured?")
    assert narrowed(channel) == [(3,)]
    assert last(channel, GROUP)["text"].startswith(OTHER_ANSWER)


async def test_a_long_post_is_the_report_itself(channel: World) -> None:
    post = await posted(channel, LONG_POST)
    await comment(channel, post, "/ask How many helicopters landed?")
    card = last(channel, GROUP)
    assert card["text"].startswith("Two helicopters landed north of Raqqa on Sunday")
    assert "News · Helicopters over Raqqa · " in card["text"]
    assert channel.engine.asked == []
    await comment(channel, post, f"/ask {QUESTION}")
    assert last(channel, GROUP)["text"].startswith(ANSWER)


async def test_a_short_post_without_a_link_is_no_report(channel: World) -> None:
    post = await posted(channel, "Two helicopters landed.")
    await comment(channel, post, f"/ask {QUESTION}")
    assert channel.engine.asked_of_texts == []
    assert last(channel, GROUP)["text"].startswith(ANSWER)


async def test_under_a_post_that_reports_nothing_one_goes_on_from_ones_last_question(
    channel: World,
) -> None:
    post = await posted(channel, "Good morning!")
    await comment(channel, post, f"/ask {QUESTION}")
    await comment(channel, post, "/ask And when was that?")
    assert last(channel, GROUP)["text"].startswith(ANSWER)


async def test_a_comment_on_a_comment_is_about_the_same_post(channel: World) -> None:
    post = await posted(channel, f"An arrest in the north. {LINK}")
    first = await comment(channel, post, "Terrible.", person=BOB)
    second = await comment(channel, post, "Indeed.", reply_to=first)
    await comment(
        channel,
        post,
        "/ask Who was captured in an airstrike near Aleppo?",
        reply_to=second,
        person=BOB,
    )
    assert narrowed(channel) == [(3,)]


async def test_a_reply_to_its_answer_under_a_post_is_about_the_same_post(channel: World) -> None:
    post = await posted(channel, f"An arrest in the north. {LINK}")
    await comment(channel, post, "/ask Who was captured in an airstrike near Aleppo?")
    card = last(channel, GROUP)["message_id"]
    await comment(channel, post, "Who else was captured?", reply_to=card, person=BOB)
    assert narrowed(channel)[1] == (3,)


async def test_a_follow_up_under_a_post_goes_on_from_the_answer_it_replies_to(
    channel: World,
) -> None:
    post = await posted(channel, f"An arrest in the north. {LINK}")
    await comment(channel, post, f"/ask {QUESTION}")
    card = last(channel, GROUP)["message_id"]
    await comment(channel, post, "And when was that?", reply_to=card)
    assert narrowed(channel)[-1] == (1,)
    assert last(channel, GROUP)["text"].startswith(ANSWER)


async def test_a_bare_call_under_a_post_is_about_the_post(channel: World) -> None:
    post = await posted(channel, f"Who was captured near Aleppo? {LINK}")
    await comment(channel, post, "@sitrep_test_bot")
    assert narrowed(channel) == [(3,)]
    assert last(channel, GROUP)["text"].startswith(OTHER_ANSWER)


async def test_what_is_said_elsewhere_in_the_group_is_about_no_post(channel: World) -> None:
    await posted(channel, f"An arrest in the north. {LINK}")
    await channel.say(GROUP, ANN, "/ask Who was captured in an airstrike near Aleppo?")
    assert narrowed(channel) == [()]


async def test_after_an_edit_a_post_is_what_it_became(channel: World) -> None:
    post = await posted(channel, "Breaking: more soon.")
    first = await comment(channel, post, "Well?", person=BOB)
    channel.telegram.people.edit_post(CHANNEL, post, f"An arrest in the north. {LINK}")
    await channel.settle()
    for reply_to in (None, first):
        await comment(channel, post, "/ask Who was captured?", reply_to=reply_to)
    assert narrowed(channel) == [(3,), (3,)]


async def test_a_comment_under_a_deleted_post_is_answered(channel: World) -> None:
    post = await posted(channel, f"An arrest in the north. {LINK}")
    first = await comment(channel, post, "Terrible.", person=BOB)
    copy = channel.telegram.people.forwarded(CHANNEL, post)
    channel.telegram.people.delete(GROUP, copy)
    await channel.say(GROUP, ANN, f"/ask {QUESTION}", reply_to=first, thread=copy)
    assert last(channel, GROUP)["text"].startswith(ANSWER)


async def test_a_bot_that_never_saw_the_post_knows_it_from_the_comment(
    private_channel: World,
) -> None:
    post = await posted(private_channel, f"An arrest in the north. {LINK}")
    called = "@sitrep_test_bot Who was captured in an airstrike near Aleppo?"
    first = await comment(private_channel, post, called)
    assert narrowed(private_channel) == [(3,)]
    # And from then on also under other comments, which don't carry it.
    await comment(private_channel, post, called, reply_to=first, person=BOB)
    assert narrowed(private_channel) == [(3,), (3,)]


async def test_a_bot_that_knows_nothing_of_the_post_answers_all_the_same(
    private_channel: World,
) -> None:
    post = await posted(private_channel, f"An arrest in the north. {LINK}")
    first = await comment(private_channel, post, "Terrible.", person=BOB)
    await comment(private_channel, post, f"@sitrep_test_bot {QUESTION}", reply_to=first)
    assert last(private_channel, GROUP)["text"].startswith(ANSWER)


async def test_comments_need_a_call_as_all_in_a_group_do(channel: World) -> None:
    post = await posted(channel, f"An arrest in the north. {LINK}")
    await comment(channel, post, "Who was captured near Aleppo?")
    assert channel.messages(GROUP) == []
    await set_mode(channel, GROUP, "auto")
    await comment(channel, post, "Who was captured near Aleppo?")
    assert last(channel, GROUP)["text"].startswith(OTHER_ANSWER)


@pytest.mark.parametrize("text", ["\u200f" * 4096, "⠀" * 400, "a\n" * 2000])
async def test_a_post_without_a_word_does_no_harm(
    channel: World, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    post = await posted(channel, text)
    await comment(channel, post, f"/ask {QUESTION}")
    assert last(channel, GROUP)["text"].startswith(ANSWER)
    assert "A handler failed" not in caplog.text
