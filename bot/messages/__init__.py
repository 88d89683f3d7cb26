"""Every sentence that the bot says, in each of its languages.

The sentences stand here in English, by subject; the catalogs in ``bot/locales`` say them in the
other languages, and nothing else in ``bot`` holds words for people. What ends in ``_html`` is
Telegram HTML with everything from outside escaped; all else is plain text.
"""

from bot.messages.alerts import AlertTexts
from bot.messages.answers import MAY_TELL
from bot.messages.catalogs import LANGUAGES
from bot.messages.choices import ChoiceTexts
from bot.messages.curation import CurationTexts
from bot.messages.feeds import FeedTexts
from bot.messages.guides import GuideTexts
from bot.messages.library import LibraryTexts
from bot.messages.notices import NoticeTexts
from bot.messages.privacy import PrivacyTexts

__all__ = ["LANGUAGES", "MAY_TELL", "Messages"]


class Messages(
    AlertTexts,
    NoticeTexts,
    ChoiceTexts,
    CurationTexts,
    FeedTexts,
    LibraryTexts,
    PrivacyTexts,
    GuideTexts,
):
    """What the bot says, in the language of whoever has that Telegram language code."""
