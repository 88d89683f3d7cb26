"""What the bot does by itself: polls feeds, looks at reports again, withdraws what is gone.

What was removed is forgotten when it can't be brought back any more, and what is remembered of
chats when it has grown too old.
"""

from bot.upkeep.feeding import Feeding
from bot.upkeep.forgetting import Forgetting
from bot.upkeep.sweeping import Sweeping
from bot.upkeep.withdrawing import Withdrawing

__all__ = ["Feeding", "Forgetting", "Sweeping", "Withdrawing"]
