"""/digest and /quiet: when a place is told of new reports. Whoever may watch there may set it."""

from collections.abc import Callable
from typing import TypeVar

from telegram import Update

from bot import timetables
from bot.announcing import lists
from bot.cards import Card
from bot.chats import Where
from bot.context import BotContext
from bot.handlers.commands import limited, reply
from bot.handlers.watching import argument, permitted
from bot.texts import shorten

_OFF = "off"
_DAILY = "daily"
_MAX_ZONE = 40
T = TypeVar("T")


@limited
async def digest(update: Update, context: BotContext) -> None:
    """Gather new reports in one digest a day, or no more; without a time, say how it is."""
    message = await permitted(update, context)
    if message is None:
        return
    written = argument(message)
    if written[: len(_DAILY)].casefold() == _DAILY:
        written = written[len(_DAILY) :].strip()
    wish, form = timetables.read_time(written), context.say.digest_form_html
    refusal = await _set(written, wish, form, context.chats.set_digest, context)
    await reply(update, context, refusal or await _digests(context))


@limited
async def quiet(update: Update, context: BotContext) -> None:
    """Send nothing in some hours, or at any time; without hours, say how it is."""
    message = await permitted(update, context)
    if message is None:
        return
    written = argument(message)
    wish, form = timetables.read_quiet(written), context.say.quiet_form_html
    refusal = await _set(written, wish, form, context.chats.set_quiet, context)
    await reply(update, context, refusal or await _quiet_hours(context))


async def _set(
    written: str,
    wish: tuple[T, str] | None,
    form: str,
    setter: Callable[[Where, T | None, str | None], None],
    context: BotContext,
) -> Card | None:
    """Set something, unset it, or leave it.

    Args:
        written: what stands behind the command; nothing is set without it.
        wish: what is wanted, and the time zone as it was written.
        form: how it is to be written.
        setter: sets or unsets it for a place.
        context: of the place.

    Returns:
        What to say where it can't be set.
    """
    if not written:
        return None
    if written.casefold() == _OFF:
        await context.noted(setter, context.where, None, None)
        return None
    if wish is None:
        return Card(html=form)
    wanted, zone_written = wish
    zone = timetables.find_zone(zone_written) if zone_written else None
    if zone_written and zone is None:
        near = timetables.near_zones(zone_written)
        return Card(html=context.say.unknown_zone_html(shorten(zone_written, _MAX_ZONE), near))
    await context.noted(setter, context.where, wanted, zone)
    return None


async def _digests(context: BotContext) -> Card:
    timetable = await context.noted(context.chats.timetable, context.where)
    return lists.digests(timetable, context.chats.now(), context.say)


async def _quiet_hours(context: BotContext) -> Card:
    timetable = await context.noted(context.chats.timetable, context.where)
    return lists.quiet_hours(timetable, context.say)
