"""What is kept of a person: what /privacy, /mydata and /deletemydata say."""

from collections.abc import Sequence

from bot.messages.voice import Sentence, Voice
from bot.texts import html_text, one_line, shorten

# So that what is kept fits into a message, however much it is.
_MAX_QUESTIONS = 10
_MAX_QUESTION = 200


class PrivacyTexts(Voice):
    """What is kept, for how long, and that it was deleted."""

    nothing_kept = Sentence("Nothing is kept of you.")
    deleted_html = Sentence(
        "All that was kept of you has been deleted: the settings of our private chat, your votes, "
        "your questions of the last half hour, and the buttons of your answers."
    )

    def privacy_html(self) -> str:
        """What is kept of a person, where, and for how long."""
        return "\n".join(
            [self.gettext("<b>What is kept of you</b>"), *self._terms(), "", *self._rights()]
        )

    def _terms(self) -> list[str]:
        return [
            self.gettext(
                "• Until you have your answer: your question, on the operator's own machine, so "
                "that a restart loses none. Then it is deleted."
            ),
            self.gettext(
                "• For half an hour: the text of your last questions, up to three in each chat and "
                "topic, so that you can go on from them. Then it is deleted."
            ),
            self.gettext(
                "• For one day: the numbers of your message and of my answer, with a salted "
                "fingerprint of the question, so that an edited question gets its answer edited."
            ),
            self.gettext(
                "• For 7 days: which passages an answer's buttons show, with the chat's number and "
                "your account's number, so that in a group only you turn the pages; and your "
                "votes, with the same numbers."
            ),
            self.gettext(
                "• For 7 days: a channel's posts in the group that comments on them, so that I "
                "know what the comments are about."
            ),
            self.gettext("• As long as a chat uses me: its settings."),
            self.gettext(
                "• Until you stop it: what you watch for, and when you want to be told. For 14 "
                "days: which reports were announced where."
            ),
            self.gettext(
                "• Logs name chats by number when something fails; never your name, never your "
                "words."
            ),
        ]

    def _rights(self) -> list[str]:
        return [
            self.gettext("/mydata shows what is kept of you, /deletemydata deletes it."),
            self.gettext(
                "Block me, or remove me from the group, and what is kept of that chat is deleted "
                "at once. Telegram itself keeps the messages, as it does with every chat."
            ),
        ]

    def kept_html(
        self,
        *,
        questions: Sequence[str],
        answers: int,
        votes: int,
        settings: int,
        posts: int = 0,
        watches: Sequence[str] = (),
    ) -> str:
        """What is kept of one person right now.

        Args:
            questions: the texts of the last half hour's, oldest first.
            answers: how many answers have buttons.
            votes: how many answers were voted on.
            settings: how many settings differ from what is usual.
            posts: how many of a channel's posts are kept for their comments.
            watches: what they watch for.
        """
        numbers = self._numbers(answers=answers, votes=votes, settings=settings, posts=posts)
        if not questions and not numbers and not watches:
            return html_text(self.nothing_kept)
        kept = [self.gettext("<b>What is kept of you</b>"), *numbers]
        if questions:
            heading = self.gettext("• your questions of the last half hour:")
            kept += [heading, *self._quoted(questions)]
        if watches:
            kept += [self.gettext("• what you watch for:"), *self._quoted(watches)]
        return "\n".join([*kept, "", self.gettext("/deletemydata deletes it.")])

    def _numbers(self, *, answers: int, votes: int, settings: int, posts: int) -> list[str]:
        lines = [
            self.ngettext(
                "• {count} answer with buttons", "• {count} answers with buttons", answers
            ),
            self.ngettext("• {count} vote", "• {count} votes", votes),
            self.ngettext("• {count} setting", "• {count} settings", settings),
            self.ngettext("• {count} post of a channel", "• {count} posts of a channel", posts),
        ]
        counts = (answers, votes, settings, posts)
        return [line for line, count in zip(lines, counts, strict=True) if count]

    def _quoted(self, questions: Sequence[str]) -> list[str]:
        shown = [shorten(one_line(question), _MAX_QUESTION) for question in questions]
        lines = [
            self.gettext("“{question}”", question=html_text(question))
            for question in shown[-_MAX_QUESTIONS:]
        ]
        more = len(questions) - len(lines)
        if more > 0:
            lines.append(self.ngettext("and {count} more", "and {count} more", more))
        return lines
