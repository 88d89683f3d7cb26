"""Short notices: what went wrong, what can't be had, what a press did."""

from bot.messages.voice import Sentence, Voice


class NoticeTexts(Voice):
    """Notices, as messages or in answer to a press."""

    too_long = Sentence(
        "That is more than I can take in at once. Please ask in fewer than 1,000 characters."
    )
    unknown_command = Sentence("I don't know that command. Just ask your question, or see /help.")
    text_only = Sentence("I can read text only. Please type your question.")
    failed = Sentence(
        "Something went wrong here, and it has been logged. Please try again in a moment."
    )

    expired = Sentence("These buttons have expired. Please ask again.")
    not_yours = Sentence(
        "Only the person who asked can turn these pages. Ask, and you get your own."
    )
    removed = Sentence("This report is no longer in the library.")
    replaced = Sentence("This report has been replaced by a newer version. Please ask again.")
    voted = Sentence(
        "Thank you. Press the other one to change it, or the same one to take it back."
    )
    vote_taken_back = Sentence("Your vote has been taken back.")

    busy = Sentence(
        "I have more questions waiting than I can take in. Please ask again in a minute."
    )
    interrupted = Sentence(
        "I was stopped while I was sending an answer to this. If you don't see it, please ask "
        "again."
    )
    chat_refused = Sentence(
        "My operator has not allowed me to work in this chat, so I am leaving it."
    )
    person_refused = Sentence("My operator has not allowed you to use me.")
    reset_done = Sentence("Forgotten. Your next question stands by itself.")
    in_private = Sentence("That is for you alone: ask me in our private chat.")

    # Telegram puts these on a button above the list of inline answers: 64 characters at most.
    inline_too_short = Sentence("Type a question of 3 letters or more")
    inline_unanswered = Sentence("The articles don't tell. Ask me in private")
    inline_refused = Sentence("I'm not allowed to answer you")

    def slow_down(self, limit: int) -> str:
        """That one person asks too many questions a minute."""
        return self.ngettext(
            "That is more than {count} question in a minute. I won't answer more until a minute "
            "has passed.",
            "That is more than {count} questions in a minute. I won't answer more until a minute "
            "has passed.",
            limit,
        )

    def group_slow_down(self, limit: int) -> str:
        """That one chat asks too many questions a minute."""
        return self.ngettext(
            "This chat has asked more than {count} question in a minute. I won't answer more "
            "until a minute has passed.",
            "This chat has asked more than {count} questions in a minute. I won't answer more "
            "until a minute has passed.",
            limit,
        )

    def enough_today(self, limit: int) -> str:
        """That one person has asked as many questions as a day allows."""
        return self.ngettext(
            "That is more than {count} question in a day. Please come back tomorrow.",
            "That is more than {count} questions in a day. Please come back tomorrow.",
            limit,
        )
