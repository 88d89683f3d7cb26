"""Longer texts in answer to a command: /start, /help, /about, /ask without a question."""

from bot.messages.answers import AnswerTexts
from bot.messages.voice import Sentence
from bot.texts import html_text
from index import Coverage


class GuideTexts(AnswerTexts):
    """What Sitrep is and how to ask it."""

    example = Sentence("Who was killed in the October 2022 airstrike in northern Syria?")

    @property
    def commands(self) -> tuple[tuple[str, str], ...]:
        """What Telegram lists in the bot's menu: each command and its description."""
        return (
            ("ask", self.gettext("Ask a question")),
            ("latest", self.gettext("The newest reports, story by story")),
            ("watch", self.gettext("Be told of new reports on a topic")),
            ("digest", self.gettext("Be told once a day instead")),
            ("quiet", self.gettext("Hours in which I say nothing by myself")),
            ("articles", self.gettext("List or search the articles I answer from")),
            ("show", self.gettext("Show an article by its number")),
            ("history", self.gettext("What was added to an article, and what is gone")),
            ("add", self.gettext("For curators: add a report")),
            ("remove", self.gettext("For curators: remove a report")),
            ("feeds", self.gettext("For curators: feeds and channels that bring reports")),
            ("curators", self.gettext("For owners: who may change the library")),
            ("settings", self.gettext("When I speak, in which language, from which reports")),
            ("reset", self.gettext("Let me forget your earlier questions")),
            ("help", self.gettext("How to ask, here and in groups")),
            ("about", self.gettext("What Sitrep is, and what its library covers")),
            ("privacy", self.gettext("What is kept of you, and for how long")),
            ("mydata", self.gettext("Show what is kept of you")),
            ("deletemydata", self.gettext("Delete what is kept of you")),
        )

    def ask_hint_html(self, username: str) -> str:
        """How to ask, for a question that is empty."""
        return self.gettext(
            "Please write your question after the command, for example\n"
            "{example}\n"
            "or reply to somebody's message with <code>/ask</code> or {name}, and I answer that "
            "message.",
            example=f"<code>/ask {html_text(self.example)}</code>",
            name=_named(username),
        )

    def start_html(self) -> str:
        """The first thing that a person reads."""
        return "\n".join(
            [
                self.gettext(
                    "<b>Sitrep</b> answers questions about reported operations: raids, strikes, "
                    "arrests, and the people and places in them. It answers in the words of news "
                    "articles, with the source beside every sentence."
                ),
                "",
                self.gettext("Ask in your own words, for example:"),
                f"<i>{html_text(self.example)}</i>",
                "",
                self.gettext("Where the articles don't tell, I say so. See /help for more."),
            ]
        )

    def help_html(self, username: str) -> str:
        """How to ask, in private and in groups."""
        name = _named(username)
        parts = [self._asking(name), self._following_up(), self._getting(), self._watching()]
        parts.append(self._setting())
        listed = [self.line(f"/{command} – {what}") for command, what in self.commands]
        parts.append("\n".join([self.gettext("<b>Commands</b>"), *listed]))
        return "\n\n".join(parts)

    def _asking(self, name: str) -> str:
        return "\n".join(
            [
                self.gettext("<b>How to ask</b>"),
                self.gettext(
                    "In a private chat with me every message is a question. In a group, use one "
                    "of these:"
                ),
                self.gettext("• <code>/ask</code> and your question"),
                self.gettext("• mention me: {name} and your question", name=name),
                self.gettext("• reply to one of my messages"),
                self.gettext(
                    "• reply to somebody's message with <code>/ask</code> or {name} alone, and I "
                    "answer that message",
                    name=name,
                ),
                self.gettext(
                    "In any other chat, type {name} and your question, and choose an answer to "
                    "send.",
                    name=name,
                ),
            ]
        )

    def _following_up(self) -> str:
        return "\n".join(
            [
                self.gettext("<b>Going on from an answer</b>"),
                self.gettext(
                    "“And when was that?” will do: reply to my answer, or ask within half an "
                    "hour. After /reset your next question stands by itself."
                ),
            ]
        )

    def _getting(self) -> str:
        return "\n".join(
            [
                self.gettext("<b>What you get</b>"),
                self.gettext(
                    "The sentence that answers, in bold, with the words that tell who, when or "
                    "how many underlined; the paragraph around it; the outlet, the headline and "
                    "the date. If you ask for several things (“Which leaders …?”), sentences "
                    "from up to five reports."
                ),
                self.gettext(
                    "The buttons ◀ ▶ show further reports, and 👍 👎 tell whether the answer "
                    "helped. If you edit your question within 10 minutes, I edit my answer."
                ),
            ]
        )

    def _watching(self) -> str:
        return "\n".join(
            [
                self.gettext("<b>Waiting for reports</b>"),
                self.gettext(
                    "<code>/watch al-Hol camp</code> has me tell you of each new report on that, "
                    "once a story; <code>/digest daily 08:00 Europe/Kyiv</code> makes it one "
                    "message a day. In a group its administrators decide that."
                ),
            ]
        )

    def _setting(self) -> str:
        return "\n".join(
            [
                self.gettext("<b>Settings</b>"),
                self.gettext(
                    "With /settings you choose my language and the reports that I search; in a "
                    "group, its administrators also choose when I speak."
                ),
            ]
        )

    def about_html(self, coverage: Coverage, model: str, version: str) -> str:
        """What this is, and what it stands on."""
        return "\n".join(
            [
                self.line(f"<b>Sitrep {html_text(version)}</b>"),
                self.gettext(
                    "A bot that answers questions about reported operations from the articles its "
                    "operator gave it. What it says about events is quoted from them, word for "
                    "word; it writes nothing of its own, and it can miss what an article says."
                ),
                "",
                self.gettext(
                    "{coverage} See /articles.", coverage=html_text(self.coverage(coverage))
                ),
                self.gettext("Embedding model: {model}", model=f"<code>{html_text(model)}</code>"),
                self.gettext("Licence: Apache-2.0"),
            ]
        )


def _named(username: str) -> str:
    return f"<code>@{html_text(username)}</code>"
