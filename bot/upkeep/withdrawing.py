"""Takes what was removed out of the cards that stand in chats, at once and whoever removed it."""

import logging

from telegram.error import TelegramError

from bot import announcing, cards, pauses, sending
from bot.attempts import attempted
from bot.cards import Card
from bot.chats import Alert, Open, Where
from bot.context import BotContext, SitrepApplication
from bot.keyboards import Place
from bot.messages import Messages
from index import Event

LOOK_EVERY = 2.0
"""Seconds between two looks at what another process may have removed."""
PROGRESS = "withdrawn"
_AFTER_ERROR = 60.0
_log = logging.getLogger(__name__)


class Withdrawing:
    """One a process."""

    def __init__(self, application: SitrepApplication) -> None:
        """Make one for the application whose cards are withdrawn."""
        self._context = BotContext(application)

    async def run(self) -> None:
        """Follow the library until this is cancelled."""
        await pauses.keep_looking(self._look, self._context.bot_data.emptied)

    async def _look(self) -> float:
        there_is_more = await attempted(
            self.round,
            _log,
            held_up="Cards are not withdrawn at present",
            failed="Withdrawing cards failed",
        )
        if there_is_more is None:
            return _AFTER_ERROR
        return 0.0 if there_is_more else LOOK_EVERY

    async def round(self) -> bool:
        """Withdraw what was removed since the last look; whether there may be more."""
        context = self._context
        done = await context.noted(context.chats.progress, PROGRESS)
        if done is None:
            last = await context.off_loop(context.engine.last_event)
            await context.noted(context.chats.advance, PROGRESS, last)
            return False
        removed = await context.off_loop(context.engine.events, done, Event.REMOVED)
        for version in removed:
            await self._withdraw(version.article_id)
            # An edit that is made again after a crash changes nothing.
            await context.noted(context.chats.advance, PROGRESS, version.id)
        return bool(removed)

    async def _withdraw(self, article_id: int) -> None:
        """Rewrite every card that shows an article."""
        context = self._context
        for card in await context.noted(context.chats.showing, article_id):
            await self._rewrite(card)
        for alert in await context.noted(context.chats.announced, article_id):
            await self._rewrite_alert(alert)

    async def _rewrite(self, card: Open) -> None:
        context, pages = self._context, card.pages
        async with context.turns.of(pages.chat_id, pages.question_id):
            say = await self._language(Where(pages.chat_id))
            votes = await context.noted(context.chats.votes, pages.chat_id, pages.question_id)
            place = Place(token=card.token, page=card.shown, total=pages.total, votes=votes)
            await self._edit(pages.chat_id, card.reply_id, cards.gone(say.removed, place, say))

    async def _rewrite_alert(self, alert: Alert) -> None:
        """Take a report out of its announcement, or out of the digest that it stands in."""
        context, chat_id = self._context, alert.where.chat_id
        if alert.message_id is not None:
            beside = await context.noted(context.chats.in_message, chat_id, alert.message_id)
            card = await announcing.redrawn(context, beside)
            await self._edit(chat_id, alert.message_id, card)

    async def _edit(self, chat_id: int, message_id: int, card: Card) -> None:
        try:
            await sending.revise(self._context, chat_id, message_id, card)
        except TelegramError as error:
            # A chat that the bot can't write in any more; nothing else can be done there.
            _log.info("A card in chat %d stays: %s", chat_id, type(error).__name__)

    async def _language(self, where: Where) -> Messages:
        preferences = await self._context.noted(self._context.chats.preferences, where)
        return Messages(preferences.language)
