"""Sequences put together so that little is computed as padding."""

from collections.abc import Iterator, Sequence

BATCH_TOKENS = 1024
"""Tokens encoded at once, padding included, so that a layer's numbers stay in a core's cache. The
speed is the same from half to twice of it."""


def batches(lengths: Sequence[int], most: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """The places of sequences of about equal length together, the longest first.

    Args:
        lengths: in tokens.
        most: tokens in a batch, padding included; a longer sequence is a batch of its own.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    while order:
        size = max(1, most // max(1, lengths[order[0]]))
        yield order[:size]
        order = order[size:]
