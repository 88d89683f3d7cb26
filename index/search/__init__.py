"""Passages found and ranked: by their vectors, by their words, by what is learned of both."""
