"""Every sentence that the bot says, in one place.

`Messages` speaks English. Another language is a subclass that overrides what it says, and a line in
`BotContext.say` that chooses it; nothing else in ``bot`` holds words for people. What ends in
``_html`` is Telegram HTML with everything from outside escaped; all else is plain text.
"""

from datetime import date

from bot import indirect
from bot.texts import html_text, isolated, one_line
from index import Answer, Coverage

MAY_TELL = 0.25
"""A confidence from which a report may well tell, though it is too little to answer."""

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Messages:
    """What the bot says, in English."""

    example = "Who was killed in the October 2022 airstrike in northern Syria?"

    undated = "undated"
    not_told = "The articles in the library don't answer that."
    near = "Reports that come closest:"
    nearest = "The closest is:"
    closest = "This comes closest, though it may not answer:"
    closest_button = "Show the closest passages"
    empty_library_html = (
        "The library is empty, so there is nothing to answer from yet. Its operator adds articles "
        "with <code>sitrep add</code>, for example <code>sitrep add report.txt</code>."
    )
    too_long = "That is more than I can take in at once. Please ask in fewer than 1,000 characters."
    unknown_command = "I don't know that command. Just ask your question, or see /help."
    text_only = "I can read text only. Please type your question."
    failed = "Something went wrong here, and it has been logged. Please try again in a moment."

    expired = "These buttons have expired. Please ask again."
    not_yours = "Only the person who asked can turn these pages. Ask, and you get your own."
    removed = "This report is no longer in the library."
    replaced = "This report has been replaced by a newer version. Please ask again."

    commands = (
        ("ask", "Ask a question"),
        ("articles", "List the articles I answer from"),
        ("help", "How to ask, here and in groups"),
        ("about", "What Sitrep is, and what its library covers"),
        ("privacy", "What is kept of you, and for how long"),
    )
    """What Telegram lists in the bot's menu: each command and its description."""

    def day(self, day: date | None) -> str:
        """A day, or that there is none."""
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else self.undated

    def page(self, number: int, total: int) -> str:
        """Where a card with several pages stands."""
        return f"{number} of {total}"

    def no_report(self, question: str, *, certainly: bool = True) -> str:
        """That no report tells what was asked, or nothing where that can't be said again.

        Args:
            question: as it was asked.
            certainly: False where a report may well tell, and it is only not sure.
        """
        sure = "" if certainly else " for certain"
        if clause := indirect.clause(question):
            return f"No report tells{sure} {one_line(clause)}."
        if indirect.is_quotable(question):
            return f"No report tells this{sure}: “{isolated(one_line(question))}”"
        return ""

    def near_miss(self, result: Answer) -> str:
        """What stands above the sentence that comes closest to a question that isn't answered."""
        # That no report tells is too much to say where words in that sentence may well answer.
        may_tell = bool(result.hits[0].marks) and result.confidence >= MAY_TELL
        return f"{self.no_report(result.question, certainly=not may_tell)} {self.nearest}".strip()

    def several(self, count: int) -> str:
        """What stands above several sentences that answer together."""
        return f"From {count} report{'' if count == 1 else 's'}, by date:"

    def coverage(self, coverage: Coverage) -> str:
        """How many articles the library holds, and from when."""
        count = coverage.n_articles
        holds = f"The library holds {count:,} article{'' if count == 1 else 's'}"
        first, last = coverage.earliest, coverage.latest
        if count == 0:
            return "The library is empty."
        if first is None or last is None:
            return f"{holds}, undated."
        if first == last:
            return f"{holds}, published on {self.day(first)}."
        return f"{holds}, published between {self.day(first)} and {self.day(last)}."

    def articles_heading(self, total: int) -> str:
        """What stands above the list of articles."""
        return f"{total:,} article{'' if total == 1 else 's'} in the library"

    def ask_hint_html(self, username: str) -> str:
        """How to ask, for a question that is empty."""
        return (
            "Please write your question after the command, for example\n"
            f"<code>/ask {html_text(self.example)}</code>\n"
            "or reply to somebody's message with <code>/ask</code> or "
            f"<code>@{html_text(username)}</code>, and I answer that message."
        )

    def start_html(self) -> str:
        """The first thing that a person reads."""
        return (
            "<b>Sitrep</b> answers questions about reported operations: raids, strikes, arrests, "
            "and the people and places in them. It answers in the words of news articles, with "
            "the source beside every sentence.\n\n"
            "Ask in your own words, for example:\n"
            f"<i>{html_text(self.example)}</i>\n\n"
            "Where the articles don't tell, I say so. See /help for more."
        )

    def help_html(self, username: str) -> str:
        """How to ask, in private and in groups."""
        name = html_text(username)
        return (
            "<b>How to ask</b>\n"
            "In a private chat with me every message is a question. In a group, use one of these:\n"
            "• <code>/ask</code> and your question\n"
            f"• mention me: <code>@{name}</code> and your question\n"
            "• reply to one of my messages\n"
            f"• reply to somebody's message with <code>/ask</code> or <code>@{name}</code> alone, "
            "and I answer that message\n\n"
            "<b>What you get</b>\n"
            "The sentence that answers, in bold, with the words that tell who, when or how many "
            "underlined; the paragraph around it; the outlet, the headline and the date. If you "
            "ask for several things (“Which leaders …?”), sentences from up to five reports. The "
            "buttons ◀ ▶ show further reports. If you edit your question within 10 minutes, I edit "
            "my answer.\n\n"
            "<b>Commands</b>\n" + "\n".join(f"/{name} – {what}" for name, what in self.commands)
        )

    def about_html(self, coverage: Coverage, model: str, version: str) -> str:
        """What this is, and what it stands on."""
        return (
            f"<b>Sitrep {html_text(version)}</b>\n"
            "A bot that answers questions about reported operations from the articles its operator "
            "gave it. What it says about events is quoted from them, word for word; it writes "
            "nothing of its own, and it can miss what an article says.\n\n"
            f"{html_text(self.coverage(coverage))} See /articles.\n"
            f"Embedding model: <code>{html_text(model)}</code>\n"
            "Licence: Apache-2.0"
        )

    def privacy_html(self) -> str:
        """What is kept of a person, where, and for how long."""
        return (
            "<b>What is kept of you</b>\n"
            "• Your question is read to answer it, on the operator's own machine. Its text is not "
            "stored and not logged.\n"
            "• For one day: the numbers of your message and of my answer, with a salted "
            "fingerprint of the question, so that an edited question gets its answer edited.\n"
            "• For 7 days, where an answer has further pages: which passages they are, the chat's "
            "number, and your account's number, so that in a group only you turn the pages.\n"
            "• Logs name chats by number when something fails; never your name, never your words.\n"
            "\nBlock me, or remove me from the group, and what is kept of that chat is deleted at "
            "once. Telegram itself keeps the messages, as it does with every chat."
        )
