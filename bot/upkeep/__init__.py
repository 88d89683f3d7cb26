"""What the bot does by itself: polls feeds, looks at reports again, withdraws what is gone."""

from bot.upkeep.feeding import Feeding
from bot.upkeep.withdrawing import Withdrawing

__all__ = ["Feeding", "Withdrawing"]
