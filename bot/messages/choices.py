"""What /settings shows: its headings, its buttons, and what each choice means."""

from bot.messages.voice import Sentence, Voice


class ChoiceTexts(Voice):
    """Labels and choices of the settings."""

    own_settings = Sentence("Your settings")
    chat_settings = Sentence("Settings of this chat")
    topic_settings = Sentence("Settings of this topic")
    whole_chat_button = Sentence("Settings of the whole chat")
    this_topic_button = Sentence("Settings of this topic")
    settings_back_button = Sentence("Back")
    close_button = Sentence("Close")
    default_button = Sentence("Like the whole chat")
    saved = Sentence("Saved.")
    only_administrators = Sentence("Only this chat's administrators can change its settings.")
    all_messages_needed = Sentence(
        "In this mode I need to see all messages: make me an administrator here, or turn privacy "
        "mode off in @BotFather and add me again."
    )

    mode_label = Sentence("When I speak")
    language_label = Sentence("My language")
    passages_label = Sentence("Passages an answer")
    period_label = Sentence("Reports from")
    sources_label = Sentence("Sources")

    def mode_name(self, mode: str) -> str:
        """When the bot speaks in a group, as a button says it.

        Args:
            mode: "mention", "auto", "all" or "off".
        """
        return {
            "mention": self.gettext("When I'm mentioned"),
            "auto": self.gettext("Also when I'm sure"),
            "all": self.gettext("After every message"),
            "off": self.gettext("Never"),
        }[mode]

    def mode_explained(self, mode: str) -> str:
        """When the bot speaks in a group, in a sentence.

        Args:
            mode: "mention", "auto", "all" or "off".
        """
        return {
            "mention": self.gettext(
                "I answer /ask, a message that mentions me, and a reply to one of my messages."
            ),
            "auto": self.gettext(
                "I also answer a message that looks like a question, if I am quite sure of the "
                "answer."
            ),
            "all": self.gettext("I take every message for a question and answer it."),
            "off": self.gettext("I answer no questions here."),
        }[mode]

    def period_name(self, days: int | None) -> str:
        """How far back the reports go that are searched; None for all of them."""
        if days is None:
            return self.gettext("Any time")
        return self.ngettext("The last {count} day", "The last {count} days", days)

    def sources_chosen(self, count: int) -> str:
        """How many sources are searched; 0 for all of them."""
        if count == 0:
            return self.gettext("All")
        return self.ngettext("{count} chosen", "{count} chosen", count)

    def passages_named(self, count: int) -> str:
        """How many passages an answer has."""
        return self.ngettext("{count} passage", "{count} passages", count)
