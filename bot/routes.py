"""What the bot reacts to, in order: which callback gets which update."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from telegram import Message, MessageEntity, Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import addressing
from bot.context import BotContext, SitrepApplication
from bot.handlers import (
    buttons,
    channels,
    commands,
    curation,
    curators,
    errors,
    feeds,
    gate,
    inline,
    life,
    preferences,
    questions,
    reading,
    removal,
    timetabling,
    watching,
)

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.EDITED_CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]

Callback: TypeAlias = Callable[[Update, BotContext], Coroutine[Any, Any, None]]

_LINKS = (
    filters.Entity(MessageEntity.URL)
    | filters.Entity(MessageEntity.TEXT_LINK)
    | filters.CaptionEntity(MessageEntity.URL)
    | filters.CaptionEntity(MessageEntity.TEXT_LINK)
)


class _FromPerson(filters.MessageFilter):
    """What a person wrote, by their own hand."""

    def filter(self, message: Message) -> bool:
        return addressing.from_person(message)


def register(application: SitrepApplication) -> None:
    """Add all handlers; of those in one group the first that matches takes the update."""
    # Before all others: what is not allowed goes no further.
    application.add_handler(TypeHandler(Update, gate.enter), group=-1)
    _register_messages(application)
    _register_presses(application)
    application.add_handler(InlineQueryHandler(inline.answer))
    application.add_error_handler(errors.failed)


def _register_messages(application: SitrepApplication) -> None:
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, life.moved))
    application.add_handler(ChatMemberHandler(life.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    message_or_edit = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    forwarded = message_or_edit & filters.IS_AUTOMATIC_FORWARD
    application.add_handler(MessageHandler(forwarded, life.posted))

    new = filters.UpdateType.MESSAGE & _FromPerson()
    private = new & filters.ChatType.PRIVATE
    by_name: dict[str, Callback] = {
        "start": commands.start,
        "help": commands.help_,
        "articles": commands.articles,
        "show": reading.show,
        "history": reading.history,
        "latest": reading.latest,
        "add": curation.add,
        "remove": removal.remove,
        "feeds": feeds.feeds,
        "watch": watching.watch,
        "digest": timetabling.digest,
        "quiet": timetabling.quiet,
        "curators": curators.curators,
        "settings": preferences.settings,
        "reset": commands.reset,
        "about": commands.about,
        "privacy": commands.privacy,
        "mydata": commands.my_data,
        "deletemydata": commands.delete_my_data,
    }
    for name, callback in by_name.items():
        application.add_handler(CommandHandler(name, callback, filters=new))
    # After the commands above, before questions: /ask is read there, by its entity.
    other_command = filters.COMMAND & ~filters.Regex(r"(?i)^/ask(@|\s|$)")
    application.add_handler(MessageHandler(private & other_command, commands.unknown))
    # Before questions, which an address alone would be: from a curator it is a report.
    brings = filters.FORWARDED | filters.Document.ALL | _LINKS
    application.add_handler(MessageHandler(new & brings, curation.sent))
    posts = filters.UpdateType.CHANNEL_POST
    application.add_handler(MessageHandler(posts, channels.post))
    edited_posts = filters.UpdateType.EDITED_CHANNEL_POST
    application.add_handler(MessageHandler(edited_posts, channels.edited))
    readable = filters.TEXT | filters.CAPTION
    application.add_handler(MessageHandler(new & readable, questions.new))
    edited = filters.UpdateType.EDITED_MESSAGE & _FromPerson() & readable
    application.add_handler(MessageHandler(edited, questions.edited))
    unreadable = filters.ATTACHMENT & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(private & unreadable, commands.not_text))


def _register_presses(application: SitrepApplication) -> None:
    application.add_handler(CallbackQueryHandler(buttons.answer_page, buttons.ANSWER_PAGE))
    application.add_handler(CallbackQueryHandler(buttons.whole_page, buttons.WHOLE_PAGE))
    application.add_handler(CallbackQueryHandler(buttons.vote, buttons.VOTE))
    application.add_handler(CallbackQueryHandler(buttons.list_page, buttons.ARTICLES_PAGE))
    application.add_handler(CallbackQueryHandler(buttons.found_page, buttons.FOUND_PAGE))
    application.add_handler(CallbackQueryHandler(preferences.press, preferences.PRESS))
    application.add_handler(CallbackQueryHandler(removal.press, removal.REMOVAL))
    application.add_handler(CallbackQueryHandler(removal.undo, removal.UNDOING))
    application.add_handler(CallbackQueryHandler(feeds.press, feeds.DROPPING))
    application.add_handler(CallbackQueryHandler(watching.stop, watching.STOPPING))
    application.add_handler(CallbackQueryHandler(watching.show, watching.SHOWING))
    # Last: every press must be answered.
    application.add_handler(CallbackQueryHandler(buttons.unknown))
