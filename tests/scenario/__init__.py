"""A conversation of 60 messages with the real bot, which writes itself down.

``python -m tests.scenario`` runs it and writes ``bot/CONVERSATION.md``.
"""
