"""What curators and owners are told of feeds and channels."""

from bot.messages.voice import Sentence, Voice


class FeedTexts(Voice):
    """Sentences and buttons of /feeds."""

    feeds_hint_html = Sentence(
        "• <code>/feeds add https://example.org/feed.xml</code>\n"
        "• <code>/feeds remove 3</code>\n"
        "• <code>/feeds older 3</code> takes what feed 3 listed before I first saw it\n"
        "• An owner who makes me an administrator of a channel has its posts come in"
    )
    no_feeds = Sentence("No feeds and no channels are followed yet.")
    no_such_feed = Sentence("There is no feed of that number. /feeds lists them.")
    no_feed_address = Sentence("Give the feed's address whole: it begins with https://.")
    feeds_heading = Sentence("Feeds")
    channels_heading = Sentence("Channels")
    looking = Sentence("Looking at it …")
    feed_waits = Sentence("It is followed, and looked at as soon as its site may be asked.")
    feed_stopped = Sentence("withdrawn by its publisher")
    feed_not_seen = Sentence("not looked at yet")
    channel_left = Sentence("Its posts don't come in any more.")

    def feed_followed(self, title: str) -> str:
        """That a feed is followed."""
        return self.gettext("“{title}” is followed now.", title=title)

    def feed_known(self, title: str) -> str:
        """That a feed was followed before."""
        return self.gettext("“{title}” is followed already.", title=title)

    def feed_removed(self, title: str) -> str:
        """That a feed is followed no longer."""
        return self.gettext("“{title}” isn't followed any more; its reports stay.", title=title)

    def n_older(self, count: int, number: int) -> str:
        """How many older reports a feed lists, and how to have them taken."""
        return self.ngettext(
            "{count} older report is left out: /feeds older {number} takes it.",
            "{count} older reports are left out: /feeds older {number} takes them.",
            count,
            number=str(number),
        )

    def older_taken(self, count: int) -> str:
        """How many older reports are taken on request."""
        return self.ngettext(
            "{count} older report will be taken.", "{count} older reports will be taken.", count
        )

    def n_taken(self, count: int) -> str:
        """How many reports came of a feed."""
        return self.ngettext("{count} report", "{count} reports", count)

    def n_waiting(self, count: int) -> str:
        """How many reports a feed has listed that are still to be fetched."""
        return self.ngettext("{count} to come", "{count} to come", count)

    def feed_fails(self, problem: str) -> str:
        """Why a feed gives nothing at present."""
        return self.gettext("fails: {problem}", problem=problem)

    def feeds_failing(self, count: int) -> str:
        """That feeds have failed for a day, for owners."""
        return self.ngettext(
            "{count} feed has failed for a day:", "{count} feeds have failed for a day:", count
        )

    def reports_failing(self, count: int) -> str:
        """That reports can't be looked at again, for owners."""
        return self.ngettext(
            "{count} report has not been at its address for days; it stays as it was:",
            "{count} reports have not been at their addresses for days; they stay as they were:",
            count,
        )
