"""``python -m bot`` is ``sitrep``."""

from bot.cli import main

if __name__ == "__main__":
    main()
