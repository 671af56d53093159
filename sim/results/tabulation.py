"""Adds up the worlds of several scenarios as their blocks come: each by itself, and world by world against a reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.results.digest import MISSING, Digest, add_to
from sim.results.distribution import Distribution
from sim.results.spans import Span
from sim.results.summary import summary_rows
from sim.results.tables import Block
from sim.scenario import Scenario
from sim.types import Ints
from sim.vocabulary.measures import MEASURES


class Arm(NamedTuple):
    """A scenario and the spans over which its worlds are measured."""

    scenario: Scenario
    spans: tuple[Span, ...]


class Counted(NamedTuple):
    """One scenario over one span."""

    scenario: str
    span: Span


class Tabulation:
    """What is added up of the worlds of several arms; blocks come arm by arm, in the order of their worlds.

    Parameters
    ----------
    arms
        The reference first, if there is one.
    worlds, n_draws
        How many worlds each arm has, and how many vectors of parameters they share.
    compared
        Whether the first arm is a reference, of which the others are told apart world by world.

    Attributes
    ----------
    digests
        By scenario and span.
    differences
        By scenario and span of every arm but the reference: the distribution of (this arm minus the reference), world by world,
        of each measure, over the worlds in which both have a value.
    """

    def __init__(self, arms: Sequence[Arm], worlds: int, n_draws: int, *, compared: bool) -> None:
        self.arms, self.worlds, self.n_draws = tuple(arms), worlds, n_draws
        keys = [Counted(arm.scenario.name, span) for arm in arms for span in arm.spans]
        self.digests: Mapping[Counted, Digest] = {key: Digest(*key, n_draws) for key in keys}
        self._reference = arms[0].scenario.name if compared else None
        self._kept = {span: np.empty((worlds, len(MEASURES)), dtype=np.int32) for span in arms[0].spans if compared}
        others = [key for key in keys if compared and key.scenario != self._reference]
        self.differences = {key: {name: Distribution(n_draws) for name in MEASURES} for key in others}

    def add(self, block: Block) -> None:
        """Take in the next block."""
        for key, digest in self.digests.items():
            if key.scenario == block.scenario:
                self._pair(key, block, digest.add(block))
                if digest.worlds == self.worlds:
                    digest.close()

    def _pair(self, key: Counted, block: Block, values: Ints) -> None:
        """Keep the reference's measures; set those of the others against them."""
        if self._reference is None:
            return
        kept = self._kept[key.span][block.first_world : block.first_world + block.worlds]
        if key.scenario == self._reference:
            kept[:] = values
        else:
            known = (values != MISSING) & (kept != MISSING)
            add_to(self.differences[key], values - kept, known, block.draws(self.n_draws))

    def summary(self) -> pd.DataFrame:
        """One row per scenario, span and measure (see `sim.results.summary`)."""
        return pd.DataFrame([row for key, digest in self.digests.items() for row in summary_rows(*key, digest.measures)])
