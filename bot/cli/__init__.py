"""The command line, and the composition root: what builds the parts and hands them on."""

from bot.cli.app import app, main

__all__ = ["app", "main"]
