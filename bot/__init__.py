"""Sitrep's bot: people -> questions -> cards. Knows nothing of FAISS, SQLite or models."""

__version__ = "0.1.0"
