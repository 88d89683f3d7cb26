"""Texts -> vectors: the models, their weights, and what makes them fast."""
