"""Labelled questions, pairs and watches: what is measured with them, and learned."""
