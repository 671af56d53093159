"""Which parameters can move at the same time: blocks of coordinates by the parts of the likelihood that depend on them.

While the record is replayed, what everybody did is given, so that the log likelihood is a sum over decisions and most parameters
enter a few of them alone: how readily Baghdad lets prisoners go says nothing about convoys. Blocks on which no decision depends
in common are independent given everything else. A single replay then serves for a proposal to each of them, and each is accepted
or refused on its own decisions: far bolder steps than one proposal to all coordinates could take.

Which part depends on which coordinate is found by trying (`find_dependence`), not stated, so that it cannot go stale when a rule
changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.types import Bools, Floats, Ints

PartsOf = Callable[[Floats], Floats]
"""Log likelihood of a batch, part by part, `(n, d) -> (n, parts)`; a target of one part may return shape `(n,)`."""
POINTS = 4
"""Points of the prior around which dependence is tried."""
DRIFT = 1e-3
"""Nats by which a part may differ from what moving blocks made of it: too little to change an acceptance."""
LARGEST = 24
"""Coordinates of a block at most."""


@dataclass(frozen=True, eq=False)
class Block:
    """Coordinates that move together.

    Attributes
    ----------
    coordinates
        Their indices.
    parts
        Indices of the parts of the likelihood that depend on any of them.
    """

    coordinates: Ints
    parts: Ints


Sweep = tuple[tuple[Block, ...], ...]
"""Rounds, each of blocks on which no part depends in common; every coordinate is in at least one round."""


def one_block(d: int, parts: int = 1) -> Sweep:
    """All coordinates at once: nothing is known about what depends on which."""
    return ((Block(np.arange(d), np.arange(parts)),),)


def find_dependence(parts_of: PartsOf, d: int, rng: np.random.Generator, points: int = POINTS) -> Bools:
    """Whether each part depends on each coordinate, tried by moving one at a time around points of the prior.

    The points lie in its upper half, where no weight is zero (see `parameter_space`): nothing would seem to depend on the
    half-life of a term whose weight is.

    Returns
    -------
    Shape `(d, parts)`.
    """
    if points < 1:
        raise ValueError(f"points is {points}; allowed: 1 or more")
    tried = []
    for _ in range(points):
        start = np.abs(rng.standard_normal(d))
        moved = start + np.eye(d) * rng.choice([-1.0, 1.0], d) * rng.uniform(0.5, 1.5, d)
        parts = parts_of(np.vstack([start, moved]))
        parts = parts[:, None] if parts.ndim == 1 else parts
        tried.append(~np.isclose(parts[1:], parts[:1], rtol=0.0, atol=1e-10))
    return np.asarray(np.any(tried, axis=0))


def sweep_of(dependence: Bools, largest: int = LARGEST) -> Sweep:
    """Blocks and rounds for coordinates on which parts depend like this, shape `(d, parts)`.

    A coordinate joins the part that it shares with most others; large blocks are cut. Rounds are filled from the largest block
    on, and then each takes every other block that fits as well: what few parts depend on moves more often.
    """
    blocks = sorted(_blocks(dependence, largest), key=lambda block: -block.coordinates.size)
    rounds: list[list[Block]] = []
    for block in blocks:
        free = next((members for members in rounds if _fits(block, members)), None)
        if free is None:
            rounds.append([block])
        else:
            free.append(block)
    for members in rounds:
        for block in blocks:
            if block not in members and _fits(block, members):
                members.append(block)
    return tuple(tuple(members) for members in rounds)


def check_independence(parts_of: PartsOf, x: Floats, parts: Floats) -> None:
    """See whether the parts that moving blocks has left behind are still those of the coordinates.

    Raises
    ------
    RuntimeError
        If one is not: a part depends on a block that it was taken to be independent of.
    """
    drift = float(np.abs(parts - parts_of(x)).max())
    if drift > DRIFT:
        raise RuntimeError(f"blocks of parameters were taken for independent and are not: a part is off by {drift:.3g} nats")


def _blocks(dependence: Bools, largest: int) -> list[Block]:
    n_coordinates = dependence.sum(axis=0)
    by_part: dict[int, list[int]] = {}
    for coordinate, depends in enumerate(dependence):
        parts = np.flatnonzero(depends)
        home = -1 if parts.size == 0 else int(parts[np.argmax(n_coordinates[parts])])
        by_part.setdefault(home, []).append(coordinate)
    blocks = []
    for members in by_part.values():
        n_pieces = -(-len(members) // largest)
        pieces = np.array_split(np.array(_alike(members, dependence)), n_pieces)
        blocks += [Block(piece, np.flatnonzero(dependence[piece].any(axis=0))) for piece in pieces]
    return blocks


def _alike(members: list[int], dependence: Bools) -> list[int]:
    """In an order that keeps coordinates together that the same parts depend on."""
    return sorted(members, key=lambda i: (-int(dependence[i].sum()), dependence[i].tobytes(), i))


def _fits(block: Block, members: list[Block]) -> bool:
    return all(not np.intersect1d(block.parts, other.parts).size for other in members)
