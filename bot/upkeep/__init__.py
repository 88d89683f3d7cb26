"""What the bot does by itself: polls feeds, looks at reports again, withdraws what is gone.

What was removed is forgotten when it can't be brought back any more.
"""

from bot.upkeep.feeding import Feeding
from bot.upkeep.forgetting import Forgetting
from bot.upkeep.withdrawing import Withdrawing

__all__ = ["Feeding", "Forgetting", "Withdrawing"]
