"""``python -m tests.site 8090``: the site by hand, until it is interrupted."""

import sys
import threading
from contextlib import suppress

from tests.site import changing
from tests.site.feeds import FEEDS
from tests.site.pages import PAGES
from tests.site.server import serving

DEFAULT_PORT = 8090


def main() -> None:
    """Serve on the port that the first argument names, and say what stands where."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_PORT
    with serving(port) as site:
        urls = [changing.URL, *(feed.url for feed in FEEDS), *(page.url for page in PAGES)]
        sys.stdout.write("".join(f"{site.base}/{url.removeprefix('http://')}\n" for url in urls))
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
