"""Luck: uniforms keyed by (seed, world, day, stream), so that two arms differ only where the rules make them differ.

======================= ================================================================================================
stream                  what it decides
======================= ================================================================================================
`<actor>/<decision>`    how often an actor takes a decision that day; its bits, mixed, also decide the marks of what is done
`frailty/<decision>`    the day's common mood of a pool of groups (`sim.history.pools.DISPERSED`)
`authors/<decision>`    which group did a documented act that names no author (branched scenarios only)
`cause/<decision>`      what a documented act came from, and whether it is kept where a history is branched by cause
`<stream>/<motive>`     how often, for one motive alone, where simulated arms are compared (`sim.history.sampled_by_motive`)
======================= ================================================================================================

NumPy's Philox (Salmon et al. 2011, a counter-based generator) is placed by key = (seed, stream) and counter = (position, block of
days); a block is laid out world by world, so the luck of a world depends neither on how many worlds run beside it nor on which
other streams exist.
"""

from __future__ import annotations

import functools
import hashlib

import numpy as np
from numpy.typing import NDArray

from sim.types import Floats, Ints
from sim.vocabulary.decisions import ACTION_TYPES, actors_of

BLOCK_DAYS = 32
_WORDS_PER_COUNT = 4  # Philox gives four 64-bit words for one count

_TILE = 512
"""Worlds drawn at a time: their luck stays in the processor's cache until it is laid out by day."""

_GOLDEN = 0x9E3779B97F4A7C15
"""What SplitMix64 steps by: 2^64 over the golden ratio."""

Bits = NDArray[np.uint64]

DECISION_STREAMS = tuple(f"{actor}/{action.name}" for action in ACTION_TYPES for actor in actors_of(action.name))
"""Streams of every actor's every decision; those of one decision stand together, in the order of the groups."""


@functools.cache
def stream_key(name: str) -> int:
    """A stable 64-bit key for a stream's name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def split(bits: Bits, part: int | Bits) -> Floats:
    """Further independent uniforms from the same bits: part 1, 2, 3 ... of each; same shape as `bits` broadcast with `part`.

    The finaliser of SplitMix64 (Steele, Lea and Flood 2014); uniforms lie in the open interval (0, 1).
    """
    step = np.uint64(part * _GOLDEN % 2**64) if isinstance(part, int) else part * np.uint64(_GOLDEN)
    z = bits + step
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    u: Floats = ((z ^ (z >> np.uint64(31))) >> np.uint64(12)).astype(np.float64)
    u += 0.5
    u *= 2.0**-52
    return u


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
        self._philox = np.random.Philox(key=np.array([seed, 0], dtype=np.uint64))
        self._state = self._philox.state
        self._generator = np.random.Generator(self._philox)
        self._tables: dict[tuple[str, ...], tuple[int, Floats]] = {}

    def uniforms(self, streams: tuple[str, ...], day: int) -> Floats:
        """One uniform in [0, 1) per stream and world on one day (days since 1970-01-01); shape `(streams, worlds)`.

        The streams of all decisions are drawn together, so that asking for those of a part of the day is a look at a table.
        """
        rows = _rows(streams)
        chosen: Floats = self._table(streams, day) if rows is None else self._table(DECISION_STREAMS, day)[rows]
        return chosen

    def uniform(self, stream: str, day: int) -> Floats:
        """One uniform in [0, 1) per world for one stream on one day; shape `(worlds,)`."""
        row: Floats = self.uniforms((stream,), day)[0]
        return row

    def bits(self, stream: str, day: int) -> Bits:
        """Random bits per world for one stream on one day, to be mixed by `split`; shape `(worlds,)`."""
        bits: Bits = self.uniform(stream, day).view(np.uint64)
        return bits

    def bits_at(self, streams: tuple[str, ...], day: int, rows: Ints, worlds: Ints) -> Bits:
        """Random bits of some streams in some worlds, to be mixed by `split`; shape of `rows` and `worlds`."""
        bits: Bits = self.uniforms(streams, day)[rows, worlds].view(np.uint64)
        return bits

    def _table(self, streams: tuple[str, ...], day: int) -> Floats:
        """The day's uniforms of these streams, out of the block of days that holds it."""
        block, offset = divmod(day, BLOCK_DAYS)
        held = self._tables.get(streams)
        if held is None or held[0] != block:
            held = self._tables[streams] = block, self._draw(streams, block)
        today: Floats = held[1][offset]
        return today

    def _draw(self, streams: tuple[str, ...], block: int) -> Floats:
        """A block of days, shape `(BLOCK_DAYS, streams, worlds)`."""
        table = np.empty((BLOCK_DAYS, len(streams), self.worlds))
        for row, stream in enumerate(streams):
            self._place(stream, block)
            for first in range(0, self.worlds, _TILE):
                tile = table[:, row, first : first + _TILE]
                tile[:] = self._generator.random((tile.shape[1], BLOCK_DAYS)).T
        return table

    def _place(self, stream: str, block: int) -> None:
        """Put the generator where a stream's block of days begins for the first of these worlds."""
        self._state["state"]["key"][1] = stream_key(stream)
        self._state["state"]["counter"][:] = self.first_world * BLOCK_DAYS // _WORDS_PER_COUNT, block, 0, 0
        self._state["buffer_pos"] = _WORDS_PER_COUNT
        self._philox.state = self._state


@functools.cache
def _rows(streams: tuple[str, ...]) -> slice | list[int] | None:
    """Where streams stand among those of the decisions, as a slice where they stand together; None if they are others."""
    places = [DECISION_STREAMS.index(stream) for stream in streams if stream in DECISION_STREAMS]
    if len(places) < len(streams):
        return None
    if not places:  # a part of the day in which nothing is decided, its mechanisms being off
        return slice(0, 0)
    together = places == list(range(places[0], places[0] + len(places)))
    return slice(places[0], places[0] + len(places)) if together else places
