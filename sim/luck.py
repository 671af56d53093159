"""Luck: uniforms keyed by (seed, world, day, stream), so that two arms differ only where the rules make them differ.

A stream is a name such as `kataib_hezbollah/attack_base`. NumPy's Philox (Salmon et al. 2011, a counter-based generator) is
placed by key = (seed, stream) and counter = (position, block of days); a block is laid out world by world, so the luck of a
world depends neither on how many worlds run beside it nor on which other streams exist.
"""

from __future__ import annotations

import hashlib
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.types import Floats, Ints

BLOCK_DAYS = 32
_WORDS_PER_COUNT = 4  # Philox gives four 64-bit words for one count
_TO_UNIT = 2.0**-52

_TILE = 512
"""Worlds drawn at a time: their bits stay in the processor's cache until they are laid out by day."""

Bits = NDArray[np.uint64]
Drawn = TypeVar("Drawn", NDArray[np.uint64], Floats)


def stream_key(name: str) -> int:
    """A stable 64-bit key for a stream's name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def to_uniform(bits: Bits) -> Floats:
    """Uniforms in the open interval (0, 1) from 64 random bits each; same shape."""
    u = (bits >> np.uint64(12)).astype(np.float64)
    u += 0.5
    u *= _TO_UNIT
    return u


def split(bits: Bits, part: int | Bits) -> Floats:
    """Further independent uniforms from the same bits: part 1, 2, 3 ... of each; same shape as `bits` broadcast with `part`.

    The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    """
    with np.errstate(over="ignore"):
        z = bits + np.asarray(part, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return to_uniform(z ^ (z >> np.uint64(31)))


class Luck:
    """All the luck of worlds `first_world` to `first_world + worlds`.

    Parameters
    ----------
    seed
        Non-negative; an explicit argument everywhere, never a parameter of the model.
    worlds, first_world
        Which rows of the endless table of worlds these are.
    """

    def __init__(self, seed: int, worlds: int, first_world: int = 0) -> None:
        self.seed = seed
        self.worlds = worlds
        self.first_world = first_world
        self._bits: dict[str, tuple[int, Bits]] = {}
        self._uniforms: dict[str, tuple[int, Floats]] = {}

    def bits(self, stream: str, day: int) -> Bits:
        """Sixty-four random bits per world for one stream on one day (days since 1970-01-01); shape `(worlds,)`."""
        block, offset = divmod(day, BLOCK_DAYS)
        held = self._bits.get(stream)
        if held is None or held[0] != block:
            held = self._bits[stream] = block, self._draw(stream, block, np.empty((BLOCK_DAYS, self.worlds), dtype=np.uint64))
        words: Bits = held[1][offset]
        return words

    def uniform(self, stream: str, day: int) -> Floats:
        """One uniform in (0, 1) per world for one stream on one day, `to_uniform` of its bits; shape `(worlds,)`."""
        block, offset = divmod(day, BLOCK_DAYS)
        held = self._uniforms.get(stream)
        if held is None or held[0] != block:
            held = self._uniforms[stream] = block, self._draw(stream, block, np.empty((BLOCK_DAYS, self.worlds)))
        row: Floats = held[1][offset]
        return row

    def uniforms(self, streams: tuple[str, ...], day: int) -> Floats:
        """One uniform in (0, 1) per stream and world on one day; shape `(streams, worlds)`."""
        return np.stack([self.uniform(stream, day) for stream in streams])

    def bits_at(self, streams: tuple[str, ...], day: int, rows: Ints, worlds: Ints) -> Bits:
        """Sixty-four random bits of some streams in some worlds; shape of `rows` and `worlds`."""
        table = {row: self.bits(streams[row], day) for row in set(rows.tolist())}
        return np.array([table[row][world] for row, world in zip(rows.tolist(), worlds.tolist(), strict=True)], dtype=np.uint64)

    def _draw(self, stream: str, block: int, table: Drawn) -> Drawn:
        """Fill one block of days, shape `(BLOCK_DAYS, worlds)`, with bits, or with uniforms if it holds numbers."""
        position = self.first_world * BLOCK_DAYS // _WORDS_PER_COUNT
        generator = np.random.Philox(
            key=np.array([self.seed, stream_key(stream)], dtype=np.uint64), counter=[position, block, 0, 0]
        )
        for first in range(0, self.worlds, _TILE):
            tile = table[:, first : first + _TILE]
            raw = np.asarray(generator.random_raw(tile.size), dtype=np.uint64)
            tile[:] = (raw if table.dtype == np.uint64 else to_uniform(raw)).reshape(-1, BLOCK_DAYS).T
        return table
