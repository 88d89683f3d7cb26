"""What readers of the library are told: of its articles, their histories, the newest of them."""

from datetime import date

from bot.messages.voice import Sentence, Voice
from bot.texts import one_line
from index import Event

_EVENTS = {
    Event.ADDED: Sentence("added"),
    Event.CHANGED: Sentence("changed"),
    Event.REPRINTED: Sentence("further source"),
    Event.REMOVED: Sentence("removed"),
    Event.RESTORED: Sentence("brought back"),
}


class LibraryTexts(Voice):
    """Sentences about articles."""

    show_hint_html = Sentence(
        "Say which: <code>/show 12</code>. /articles lists them with their numbers."
    )
    history_hint_html = Sentence(
        "Say which: <code>/history 12</code>. /articles lists them with their numbers."
    )
    nothing_found = Sentence("No article has that in its headline or outlet.")
    no_latest = Sentence("There is no report about that yet.")

    def found_heading(self, total: int, query: str) -> str:
        """What stands above a list of the articles that were searched for."""
        return self.ngettext(
            "{count} article with “{query}”",
            "{count} articles with “{query}”",
            total,
            query=one_line(query),
        )

    def came_in(self, day: date) -> str:
        """When an article came into the library."""
        return self.gettext("in the library since {day}", day=self.day(day))

    def history_heading(self, article_id: int) -> str:
        """What stands above an article's history."""
        return self.gettext("Versions of #{number}", number=str(article_id))

    def earlier_versions(self, count: int) -> str:
        """How many versions are left out."""
        return self.ngettext("{count} earlier", "{count} earlier", count)

    def event(self, event: Event) -> str:
        """What happened to an article, in a word or two."""
        return _EVENTS[event].__get__(self, type(self))

    def latest_heading(self, topic: str) -> str:
        """What stands above the newest reports."""
        if not topic:
            return self.gettext("The newest reports")
        return self.gettext("The newest reports on “{topic}”", topic=one_line(topic))

    def same_story(self, count: int) -> str:
        """How many further reports there are on a story."""
        return self.ngettext(
            "{count} more report on this story", "{count} more reports on this story", count
        )
