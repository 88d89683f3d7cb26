"""What is drawn at random holds everything that curation has to do with."""

import random
from collections import Counter

from bot.emulator import JsonObject, Telegram
from tests.bot.random_updates import Chance

_POSTS = ("channel_post", "edited_channel_post")


def drawn(seed: int, count: int) -> list[JsonObject]:
    """Updates, those that are in disorder among them."""
    telegram = Telegram(privacy=False)
    chance = Chance(random.Random(seed), telegram)
    telegram.state.updates.clear()
    updates: list[JsonObject] = []
    while len(updates) < count:
        updates += chance.updates()
    return updates


def test_posts_files_and_forwards_come_often_enough() -> None:
    seen: Counter[str] = Counter()
    for update in drawn(5, 1500):
        for kind, content in update.items():
            seen[kind] += 1
            message = content if isinstance(content, dict) else {}
            seen.update(f"{kind} with {name}" for name in message)
            origin = message.get("forward_origin")
            seen[f"from a {origin.get('type') if isinstance(origin, dict) else None}"] += 1
    assert min(seen[kind] for kind in _POSTS) > 15
    for carried in ("text", "caption", "photo", "document", "forward_origin"):
        assert min(seen[f"{kind} with {carried}"] for kind in (*_POSTS, "message")) > 2, carried
    assert min(seen[f"from a {kind}"] for kind in ("user", "hidden_user", "chat", "channel")) > 5


def test_a_seed_says_what_comes() -> None:
    first, second = ([list(update) for update in drawn(7, 300)] for _ in range(2))
    assert first == second
