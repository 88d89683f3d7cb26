"""Everything that can go wrong in ``index``, in one tree.

A message says what happened and names the remedy, in words for the operator who reads it in a
terminal or a log. A person in Telegram never sees one of these texts.
"""


class SitrepError(Exception):
    """The base of every error that is somebody's to mend; its message names the remedy."""


class SourceError(SitrepError):
    """A file, folder or address gives no document: missing, unreadable, too large."""


class FetchError(SourceError):
    """An address was refused or gave nothing: private, too slow, too large, endless redirects."""


class ExtractionError(SitrepError):
    """A document holds no article: empty, binary, damaged, or without readable text."""


class ModelError(SitrepError):
    """An embedding model can't be loaded, or isn't the one that the library was made with."""


class LibraryError(SitrepError):
    """The library can't be opened, read or written."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library and did not finish in time."""


class LibraryReadOnly(LibraryError):
    """The library's folder or file can't be written to."""


class LibraryFull(LibraryError):
    """The disk, or the quota, has no room for what was to be written."""


class ArticleNotFound(LibraryError):
    """No article has that number."""


class AddressRefused(FetchError):
    """An address that is not to be dialled: no web address, or none on the public internet."""


class AddressUnavailable(FetchError):
    """The server doesn't give this page out: HTTP 4xx, or redirects without end."""


class AddressMissing(AddressUnavailable):
    """There is no page at the address now: HTTP 404."""


class AddressGone(AddressUnavailable):
    """There was a page at the address, and it was withdrawn for good: HTTP 410."""


class RobotsRefused(FetchError):
    """The site's robots.txt keeps programs off this address, or can't be had now."""


class TryLater(FetchError):
    """The server can't be reached, or can't answer now; another time it may.

    Attributes:
        seconds: how long the server asks to be left alone; None where it doesn't say.
    """

    def __init__(self, message: str, *, seconds: int | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds
