"""Thin callbacks, one file a capability: each decides, asks the engine, and sends a card."""
