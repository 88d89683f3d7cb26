"""``sitrep run`` and ``sitrep chat``: the bot, in Telegram or in this terminal."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

import index
from bot.cli import options, samples, terminal
from bot.cli.workbench import Workbench
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from index import Engine

RUN_EXAMPLES: Final = ("TELEGRAM_BOT_TOKEN=123456789:AAE... sitrep run", "sitrep run")
CHAT_EXAMPLES: Final = ("sitrep chat", "sitrep chat < questions.txt")


def run(bench: Workbench, no_samples: options.NoSamples = False) -> None:
    """Run the bot in Telegram; without TELEGRAM_BOT_TOKEN, in this terminal.

    An empty library gets the sample articles first. Ctrl-C or SIGTERM stops it in good order.
    """
    settings = bench.settings
    if settings.token is None:
        terminal.note("TELEGRAM_BOT_TOKEN is not set, so Sitrep talks here in the terminal.")
        chat(bench, no_samples)
    else:
        _serve(bench, settings, with_samples=not no_samples)


def chat(bench: Workbench, no_samples: options.NoSamples = False) -> None:
    """Talk to the bot in this terminal, or through a pipe: a question a line.

    An empty library gets the sample articles first.
    """
    # These bring the telegram package, which takes a good part of a second to import.
    from bot import logs
    from bot.chats import Chats
    from bot.console import converse

    settings = bench.settings
    if "log_level" not in settings.model_fields_set:
        # Between question and answer, a person reads no logs but warnings.
        settings = settings.model_copy(update={"log_level": "WARNING"})
    logs.configure(settings)
    # In memory: nothing of a talk in the terminal outlasts it, and a bot may run beside it.
    with _ready(bench, with_samples=not no_samples) as engine, closing(Chats.open(None)) as chats:
        asyncio.run(converse(settings, engine, chats))


@contextmanager
def _ready(bench: Workbench, *, with_samples: bool) -> Iterator["Engine"]:
    """Open the library, with the model loaded: another model's stops the start, not an answer."""
    with closing(bench.engine(create=True)) as engine:
        if with_samples:
            samples.stock(engine)
        with terminal.busy("Loading the model"):
            engine.warm_up()
        yield engine


def _serve(bench: Workbench, settings: Settings, *, with_samples: bool) -> None:
    # These bring the telegram package, which takes a good part of a second to import.
    from telegram.error import InvalidToken, NetworkError

    from bot import logs
    from bot.application import build
    from bot.chats import Chats
    from bot.cli import telegram_check
    from bot.running import run as run_until_stopped

    logs.configure(settings)
    try:
        # Asked before anything is loaded; the application would log these two with tracebacks.
        telegram_check.get_me(settings)
        with (
            _ready(bench, with_samples=with_samples) as engine,
            closing(Chats.open(settings.library)) as chats,
        ):
            agent = index.user_agent(settings.contact)
            keeper = index.Keeper(engine, agent=agent, revisits=engine.revisits)
            retrieve = bench.make_retrieve(settings)
            run_until_stopped(build(settings, engine, chats, retrieve=retrieve, keeper=keeper))
    except (InvalidToken, NetworkError) as error:
        finding = telegram_check.refusal(error, settings)
        # From None: PTB's InvalidToken quotes the token, and --verbose shows causes.
        raise SettingsError(f"{finding.detail}. {finding.remedy}") from None
