"""The pools: which counts come in bunches, and how bunched."""

from __future__ import annotations

import numpy as np
import pytest

from sim.history.pools import DISPERSED, shape_of
from sim.parameters import load_parameters
from sim.vocabulary.decisions import DECISIONS, MILITIAS, actors_of
from tests.stand_in import StandIn


def test_pools_are_decisions_of_the_groups_with_a_shape_of_their_own() -> None:
    assert all(actors_of(name) == MILITIAS for name in DISPERSED)
    assert {f"militia.{shape}" for shape in DISPERSED.values()} <= set(load_parameters().names)
    assert len(set(DISPERSED.values())) == len(DISPERSED)


def test_each_pool_reads_its_own_shape() -> None:
    around = StandIn(militia__base_dispersion=2.5, militia__convoy_dispersion=7.0)
    assert (shape_of(around, "attack_base"), shape_of(around, "attack_convoy")) == (2.5, 7.0)
    by_world = np.array([1.0, 2.0])
    assert shape_of(StandIn(2, militia__base_dispersion=by_world), "attack_base") is by_world


@pytest.mark.parametrize("name", [name for name in DECISIONS if name not in DISPERSED])
def test_all_other_counts_are_poisson(name: str) -> None:
    assert shape_of(StandIn(), name) is None


def test_without_dispersion_so_are_these() -> None:
    assert all(shape_of(StandIn(off=("dispersion",)), name) is None for name in DISPERSED)
