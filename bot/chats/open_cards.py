"""Which of the bot's messages show a report now: one that is removed is taken out of them."""

from dataclasses import dataclass

from bot.chats.cards import Cards, Pages
from bot.chats.file import PAGES_LIFETIME

_SHOWING = """
    SELECT token, reply_id, shown FROM pages
    WHERE reply_id IS NOT NULL AND made > ? AND EXISTS (
        SELECT 1 FROM json_each(passages) WHERE json_extract(value, '$[1]') = ?
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An answer's message, with the page that it shows.

    Attributes:
        reply_id: the message.
        shown: the page; 0 for a refusal too, which quotes what comes closest.
    """

    token: str
    pages: Pages
    reply_id: int
    shown: int

    def shows(self, article_id: int) -> bool:
        """Whether the page shows an article; a list of several shows them all."""
        if self.pages.listed and self.shown == 0:
            return any(ref.article_id == article_id for ref in self.pages.refs)
        place = self.shown - self.pages.listed
        return place < len(self.pages.refs) and self.pages.refs[place].article_id == article_id


class OpenCards(Cards):
    """Answers that stand in chats."""

    def turned(self, token: str, page: int) -> None:
        """Note which page an answer's message shows.

        Raises:
            LibraryError: it can't be written.
        """
        with self._writing() as connection:
            connection.execute("UPDATE pages SET shown = ? WHERE token = ?", (page, token))

    def showing(self, article_id: int) -> list[Open]:
        """The messages that show an article at this moment, as far as they are 7 days old."""
        found = self._all(_SHOWING, (self._now() - PAGES_LIFETIME, article_id))
        opened = []
        for token, reply_id, shown in found:
            pages = self.pages(token)
            if pages is not None:
                card = Open(token=token, pages=pages, reply_id=reply_id, shown=shown)
                opened += [card] * card.shows(article_id)
        return opened
