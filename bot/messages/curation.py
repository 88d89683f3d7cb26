"""What curators and owners are told: what became of what they sent, and who may send it."""

from bot.messages.voice import Sentence, Voice
from index import Addition, Article, Outcome, Sameness


class CurationTexts(Voice):
    """Sentences and buttons of curation."""

    only_curators = Sentence(
        "Only curators can change the library. The bot's owners choose them with /curators."
    )
    only_owners = Sentence("Only the bot's owners can do that.")
    not_a_curation_group = Sentence(
        "The library isn't changed from this group. An owner allows it here with "
        "/curators here, or write to me in private."
    )
    add_hint_html = Sentence(
        "Send me what to add:\n"
        "• <code>/add</code> and one or more addresses, or the addresses alone\n"
        "• a forwarded post\n"
        "• a file: .txt, .md, .html or .pdf, up to 20 MB"
    )
    file_too_large = Sentence(
        "Telegram hands me no file that is larger than 20 MB. Send it in parts, or as plain text."
    )
    file_unreadable = Sentence("I read .txt, .md, .html and .pdf files only.")
    post_too_short = Sentence(
        "That post is too short to be a report, and leads to none. Send the report's address."
    )

    remove_button = Sentence("Remove it")
    keep_button = Sentence("Keep it")
    undo_button = Sentence("Bring it back")
    kept = Sentence("It stays in the library.")
    no_such_article = Sentence("There is no article of that number. /articles lists them.")
    remove_hint_html = Sentence(
        "Say which: <code>/remove 12</code>. /articles lists them with their numbers."
    )
    undo_over = Sentence(
        "It can't be brought back any more: that is possible for an hour. Add it again instead."
    )
    came_back_meanwhile = Sentence(
        "It was added again meanwhile, so there is nothing to bring back."
    )

    curators_hint_html = Sentence(
        "• <code>/curators add 123456789</code>, or reply to somebody's message with "
        "<code>/curators add</code>\n"
        "• <code>/curators remove 123456789</code>\n"
        "• <code>/curators here</code> in a group lets curators work there, "
        "<code>/curators not here</code> ends it"
    )
    no_curators = Sentence("There are no curators yet; the owners can change the library.")
    no_person = Sentence(
        "I can't tell who that is. Give the number of a person's account, or reply to a message "
        "of theirs."
    )
    curated_here = Sentence("Curators can change the library from this group now.")
    not_curated_here = Sentence("The library is no longer changed from this group.")
    only_in_groups = Sentence("That is for groups; in private, curators can always add reports.")

    def reading(self, count: int) -> str:
        """The acknowledgement: that something is being read."""
        return self.ngettext("Reading it …", "Reading {count} addresses …", count)

    def n_passages(self, count: int) -> str:
        """How many passages an article was cut into."""
        return self.ngettext("{count} passage", "{count} passages", count)

    def n_cut(self, count: int) -> str:
        """How many lines were taken for the page's furniture."""
        return self.ngettext("{count} line cut", "{count} lines cut", count)

    def outcome(self, addition: Addition) -> str:
        """What became of something that was sent, before the article's headline."""
        number = addition.article.id
        if addition.outcome is Outcome.ADDED:
            return self.gettext("Added as #{number}", number=str(number))
        if addition.outcome is Outcome.REPLACED:
            return self.gettext("#{number} was brought up to date", number=str(number))
        reason = self.sameness(addition.sameness)
        same = self.gettext("The same as #{number}: {reason}", number=str(number), reason=reason)
        if addition.outcome is Outcome.REPRINTED:
            further = self.gettext("It is named as a further source now")
            return f"{same}. {further}"
        return same

    def sameness(self, sameness: Sameness | None) -> str:
        """Why something is taken for an article that is there already."""
        if sameness is Sameness.ADDRESS:
            return self.gettext("it stands at the same address")
        if sameness is Sameness.TEXT:
            return self.gettext("it has the same text")
        return self.gettext("it has nearly the same text")

    def changed(self, came: int, went: int) -> str:
        """How many paragraphs a new version brought, and how many it lost."""
        new = self.ngettext("{count} new paragraph", "{count} new paragraphs", came)
        gone = self.ngettext("{count} gone", "{count} gone", went)
        return self.gettext("{new}, {gone}", new=new, gone=gone)

    def not_added(self, reason: str) -> str:
        """That something could not be added, and why."""
        return self.gettext("Not added: {reason}", reason=reason)

    def really_remove(self, article: Article) -> str:
        """The question before a removal."""
        return self.gettext("Remove #{number} from the library?", number=str(article.id))

    def was_removed(self, article_id: int) -> str:
        """That an article is gone from every answer."""
        return self.gettext(
            "#{number} is removed, and no answer shows it any more. For an hour it can be brought "
            "back.",
            number=str(article_id),
        )

    def is_back(self, article_id: int) -> str:
        """That a removal was undone."""
        return self.gettext("#{number} is back in the library.", number=str(article_id))

    def curators_heading(self, count: int) -> str:
        """What stands above the list of curators."""
        return self.ngettext("{count} curator:", "{count} curators:", count)

    def is_curator_now(self, person: str) -> str:
        """That a person may curate."""
        return self.gettext("{person} can change the library now.", person=person)

    def is_curator_no_more(self, person: str) -> str:
        """That a person may curate no more."""
        return self.gettext("{person} can't change the library any more.", person=person)
