"""Which parameters can move at the same time: blocks of coordinates by the parts of the likelihood that they touch.

While the record is replayed, what everybody did is given, so that the log likelihood is a sum over decisions and most parameters
touch a few of them alone: how readily Baghdad lets prisoners go says nothing about convoys. Blocks that touch no decision in
common are independent given everything else. A single replay then serves for a proposal to each of them, and each is accepted or
refused on its own decisions: far bolder steps than one proposal to all coordinates could take.

Who touches what is found by trying (`touched`), not stated, so that it cannot go stale when a rule changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.types import Bools, Floats, Ints

PartsOf = Callable[[Floats], Floats]
"""Log likelihood of a batch, part by part, `(n, d) -> (n, parts)`; a target of one part may return shape `(n,)`."""
POINTS = 4
DRIFT = 1e-3
"""Nats by which a part may differ from what moving blocks made of it: too little to change an acceptance."""
MOST = 24
"""Coordinates of a block at most."""


@dataclass(frozen=True, eq=False)
class Block:
    """Coordinates that move together.

    Attributes
    ----------
    places
        Indices of the coordinates.
    parts
        Indices of the parts of the likelihood that any of them touches.
    """

    places: Ints
    parts: Ints


Sweep = tuple[tuple[Block, ...], ...]
"""Rounds, each of blocks that touch no part in common; every coordinate is in at least one round."""


def whole(d: int, parts: int = 1) -> Sweep:
    """One block of all coordinates: nothing is known about who touches what."""
    return ((Block(np.arange(d), np.arange(parts)),),)


def touched(parts_of: PartsOf, d: int, rng: np.random.Generator, points: int = POINTS) -> Bools:
    """Which parts each coordinate touches, tried by moving one at a time around points of the prior; shape `(d, parts)`.

    The points lie in its upper half, where no weight is zero (see `parameter_space`): a term that is not there would seem to
    touch nothing.
    """
    found: Bools | None = None
    for _ in range(points):
        start = np.abs(rng.standard_normal(d))
        moved = start + np.eye(d) * rng.choice([-1.0, 1.0], d) * rng.uniform(0.5, 1.5, d)
        parts = parts_of(np.vstack([start, moved]))
        parts = parts[:, None] if parts.ndim == 1 else parts
        differ = ~np.isclose(parts[1:], parts[:1], rtol=0.0, atol=1e-10)
        found = differ if found is None else found | differ
    if found is None:
        raise ValueError("points must be at least 1")
    return found


def sweep(touches: Bools, most: int = MOST) -> Sweep:
    """Blocks and rounds for coordinates that touch these parts, shape `(d, parts)`.

    A coordinate joins the part that it shares with most others; large blocks are cut. Rounds are filled from the largest block
    on, and then each takes every other block that fits as well: what touches little moves more often.
    """
    blocks = sorted(_blocks(touches, most), key=lambda block: -block.places.size)
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


def check(parts_of: PartsOf, x: Floats, parts: Floats) -> None:
    """See whether the parts that moving blocks has left behind are still those of the coordinates.

    Raises
    ------
    RuntimeError
        If one is not: a block touches a part that it was not known to touch.
    """
    drift = float(np.abs(parts - parts_of(x)).max())
    if drift > DRIFT:
        raise RuntimeError(f"blocks of parameters were taken for independent and are not: a part is off by {drift:.3g} nats")


def _blocks(touches: Bools, most: int) -> list[Block]:
    popular = touches.sum(axis=0)
    by_part: dict[int, list[int]] = {}
    for place, row in enumerate(touches):
        parts = np.flatnonzero(row)
        home = -1 if parts.size == 0 else int(parts[np.argmax(popular[parts])])
        by_part.setdefault(home, []).append(place)
    found = []
    for members in by_part.values():
        pieces = -(-len(members) // most)
        cut = np.array_split(np.array(_alike(members, touches)), pieces)
        found += [Block(piece, np.flatnonzero(touches[piece].any(axis=0))) for piece in cut]
    return found


def _alike(members: list[int], touches: Bools) -> list[int]:
    """In an order that keeps coordinates together that touch the same parts."""
    return sorted(members, key=lambda place: (-int(touches[place].sum()), touches[place].tobytes(), place))


def _fits(block: Block, members: list[Block]) -> bool:
    return all(not np.intersect1d(block.parts, other.parts).size for other in members)
