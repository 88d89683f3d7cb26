"""Watches, announcements of new reports, digests, quiet hours."""

from collections.abc import Sequence
from datetime import datetime

from babel.lists import format_list

from bot.messages.voice import Sentence, Voice
from bot.texts import html_text

_MAX_NAMED = 3


class AlertTexts(Voice):
    """What the bot says of topics that a place waits for."""

    watch_hint_html = Sentence(
        "Please write what to watch for after the command, for example\n"
        "<code>/watch al-Hol camp</code>"
    )
    nothing_watched_html = Sentence(
        "I watch for nothing here yet. Name a topic, a place or a person, for example\n"
        "<code>/watch al-Hol camp</code>\n"
        "and I write here when a new report is about it."
    )
    only_administrators_watch = Sentence(
        "Only this chat's administrators can set what I watch for here, and when I write."
    )
    stopped_already = Sentence("That was stopped already.")
    new_report = Sentence("A new report")
    later_report = Sentence("Another report on the same story")
    show_one_button = Sentence("Show it")
    show_several_button = Sentence("Show them")

    single = Sentence("New reports come one by one, as soon as they are there.")
    no_quiet_hours = Sentence("There are no quiet hours.")
    digest_form_html = Sentence(
        "For one digest a day: <code>/digest daily 08:00 Europe/Kyiv</code>\n"
        "For each report by itself: <code>/digest off</code>"
    )
    quiet_form_html = Sentence(
        "For hours in which I write nothing: <code>/quiet 22:00-07:00 Europe/Kyiv</code>\n"
        "For none: <code>/quiet off</code>"
    )

    def topic_too_long(self, limit: int) -> str:
        """That a topic is longer than it may be."""
        return self.ngettext(
            "That is too long to watch for. Please say it in at most {count} character.",
            "That is too long to watch for. Please say it in at most {count} characters.",
            limit,
        )

    def too_many_watches(self, limit: int) -> str:
        """That a chat has as many watches as it may have."""
        return self.ngettext(
            "I watch for {count} topic in this chat already, and can't for more. See /watch to "
            "stop one.",
            "I watch for {count} topics in this chat already, and can't for more. See /watch to "
            "stop one.",
            limit,
        )

    def watching(self, topic: str) -> str:
        """That a topic is watched from now on."""
        return self.gettext(
            "I watch for “{topic}” now, and write here when a new report is about it.", topic=topic
        )

    def watching_already(self, topic: str) -> str:
        """That a topic was watched before."""
        return self.gettext("I watch for “{topic}” here already.", topic=topic)

    def watched(self, count: int) -> str:
        """What stands above the list of a place's topics."""
        return self.ngettext(
            "I watch for {count} topic here:", "I watch for {count} topics here:", count
        )

    def stop_button(self, topic: str) -> str:
        """The button that ends a watch."""
        return self.gettext("Stop “{topic}”", topic=topic)

    def stopped(self, topic: str) -> str:
        """That a topic is watched no more."""
        return self.gettext("I don't watch for “{topic}” any more.", topic=topic)

    def new_on(self, topics: Sequence[str]) -> str:
        """What stands above the announcement of a report; no topics where none is watched now."""
        if not topics:
            return self.new_report
        return self.gettext("New on {topics}", topics=self._named(topics))

    def later_on(self, topics: Sequence[str]) -> str:
        """What stands above the announcement of a story's later report."""
        if not topics:
            return self.later_report
        return self.gettext(
            "Another report on the same story: {topics}", topics=self._named(topics)
        )

    def gathered(self, count: int, topics: Sequence[str] = ()) -> str:
        """What stands above a digest; the topics where all its reports have the same."""
        if not topics:
            return self.ngettext("{count} new report", "{count} new reports", count)
        return self.ngettext(
            "{count} new report on {topics}",
            "{count} new reports on {topics}",
            count,
            topics=self._named(topics),
        )

    def more_reports(self, count: int) -> str:
        """How many reports a digest has no room for."""
        return self.ngettext("and {count} more: /latest", "and {count} more: /latest", count)

    def on(self, topics: Sequence[str]) -> str:
        """The topics that a report in a digest is about."""
        return self._named(topics)

    def interrupted_one(self, topics: Sequence[str]) -> str:
        """That nobody knows whether an announcement arrived."""
        if not topics:
            return self.gettext(
                "I was interrupted while I was announcing a report. If you don't see it above, "
                "press the button."
            )
        return self.gettext(
            "I was interrupted while I was announcing a report on {topics}. If you don't see it "
            "above, press the button.",
            topics=self._named(topics),
        )

    def interrupted_several(self, count: int) -> str:
        """That nobody knows whether a digest arrived."""
        return self.ngettext(
            "I was interrupted while I was announcing {count} report. If you don't see it above, "
            "press the button.",
            "I was interrupted while I was announcing {count} reports. If you don't see them "
            "above, press the button.",
            count,
        )

    def perhaps_missing(self, count: int) -> str:
        """That some announcements may have been lost, and so may what was said of that."""
        return self.ngettext(
            "{count} report may not have reached you.",
            "{count} reports may not have reached you.",
            count,
        )

    def daily(self, at: str, zone: str, following: datetime) -> str:
        """When the digest comes, and when the next one does.

        Args:
            at: the time of day.
            zone: the time zone's name.
            following: the next digest's time there.
        """
        return self.gettext(
            "New reports come in one digest a day, at {time} ({zone}). The next one: {day}, "
            "{next}.",
            time=at,
            zone=zone,
            day=self.day(following.date()),
            next=f"{following:%H:%M}",
        )

    def quiet_hours(self, start: str, end: str, zone: str) -> str:
        """When nothing is sent."""
        return self.gettext(
            "From {start} to {end} ({zone}) I write nothing of new reports; what came in is sent "
            "after.",
            start=start,
            end=end,
            zone=zone,
        )

    def unknown_zone_html(self, written: str, near: Sequence[str]) -> str:
        """That there is no such time zone.

        Args:
            written: what was taken for one.
            near: the names of zones that look like it.
        """
        parts = [
            self.gettext("I know no time zone “{name}”.", name=html_text(written)),
            self.gettext(
                "Its name is that of a large city, as in {example}.",
                example="<code>Europe/Kyiv</code>",
            ),
        ]
        if near:
            zones = ", ".join(f"<code>{html_text(zone)}</code>" for zone in near)
            parts[1] = self.gettext("Did you mean {zones}?", zones=zones)
        return " ".join(parts)

    def _named(self, topics: Sequence[str]) -> str:
        """Topics one after the other, the first three of them."""
        named = [self.gettext("“{question}”", question=topic) for topic in topics[:_MAX_NAMED]]
        more = len(topics) - len(named)
        if more:
            named.append(self.ngettext("{count} more", "{count} more", more))
        return format_list(named, style="standard", locale=self.language)
