"""A small comparison that the tests of all figures draw: the winter of 2019-20 under two changes, in twelve worlds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from sim import compare, load_scenario
from sim.comparison import Comparison
from sim.results.distribution import Distribution


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """The first arm is counted from 2 January, the second from 27 December, both to 15 February."""
    names = ("no_soleimani_strike", "no_k1_death")
    arms = [
        load_scenario(name).edit(
            start="2019-12-01", end="2020-02-15", warm_up=30, interventions=load_scenario(name).interventions[:1]
        )
        for name in names
    ]
    return compare([load_scenario("documented"), *arms], worlds=12, seed=3, params="point")


@pytest.fixture(scope="session")
def made() -> Callable[[Sequence[float]], Distribution]:
    """A distribution of these values."""

    def of(values: Sequence[float]) -> Distribution:
        distribution = Distribution()
        distribution.add(np.array(values, dtype=float), np.zeros(len(values), dtype=np.int64))
        return distribution

    return of
