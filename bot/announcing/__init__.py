"""New reports are announced to whoever waits for them: once each, also after a crash.

`planning` turns the library's events into alerts, `choosing` says which of them go out now,
`composing` and `cards` make messages of them, `posting` sends these (`fates` tells what an error
means), and `worker` does it all. `lists` has the cards of /watch, /digest and /quiet.
"""

from bot.announcing.cards import MOST_BATCHES, SHOW, STOP, show_button, stop_button
from bot.announcing.composing import redrawn
from bot.announcing.worker import Announcer

__all__ = [
    "MOST_BATCHES",
    "SHOW",
    "STOP",
    "Announcer",
    "redrawn",
    "show_button",
    "stop_button",
]
