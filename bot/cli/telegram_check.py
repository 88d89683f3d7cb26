"""What ``sitrep doctor`` asks Telegram: who the bot is, what it may read, and inline mode."""

import asyncio
from collections.abc import Iterator

from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError

from bot.cli.checkup import Finding, State
from bot.settings import HOW_TO_GET_ONE, Settings

CHANGE_PRIVACY = (
    "To change it: send /setprivacy to @BotFather, choose the bot, then remove the bot from each "
    "group and add it again. An administrator of a group gets all messages in either mode."
)


def findings(settings: Settings) -> Iterator[Finding]:
    """Check the token by getMe, and tell the privacy mode."""
    try:
        bot = get_me(settings)
    except TelegramError as error:
        yield refusal(error, settings)
        return
    yield Finding("telegram", State.GOOD, f"@{bot.username} ({bot.id}) at {settings.base_url}")
    mode = (
        "off: in groups it gets every message"
        if bot.can_read_all_group_messages
        else "on: in groups it gets commands and replies to it; mentions may not reach it"
    )
    yield Finding("privacy mode", State.GOOD, f"{mode}. {CHANGE_PRIVACY}")
    yield _inline(bot)


def _inline(bot: User) -> Finding:
    if bot.supports_inline_queries:
        return Finding("inline mode", State.GOOD, f"on: people can type @{bot.username} anywhere")
    return Finding(
        "inline mode",
        State.SKIPPED,
        f"off: typing @{bot.username} in other chats offers nothing",
        "To turn it on: send /setinline to @BotFather and choose the bot.",
    )


def get_me(settings: Settings) -> User:
    """Ask Telegram who the bot is.

    Raises:
        TelegramError: the token is refused, or Telegram can't be reached.
    """
    return asyncio.run(_get_me(settings))


async def _get_me(settings: Settings) -> User:
    async with Bot(settings.bot_token(), base_url=settings.base_url) as bot:
        return bot.bot


def refusal(error: TelegramError, settings: Settings) -> Finding:
    """Say why Telegram can't be used; never in the error's words, which can hold the token."""
    if isinstance(error, InvalidToken):
        return Finding(
            "telegram",
            State.BAD,
            f"{settings.base_url} refused the token in TELEGRAM_BOT_TOKEN",
            f"For a valid one, {HOW_TO_GET_ONE}.",
        )
    return Finding(
        "telegram",
        State.BAD,
        f"{settings.base_url} can't be reached ({type(error).__name__})",
        "Check the network, and TELEGRAM_BASE_URL if you set it.",
    )
