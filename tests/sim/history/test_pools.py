"""The pools: which counts come in bunches, and how bunched."""

from __future__ import annotations

import numpy as np
import pytest

from sim.history.pools import DISPERSED, mood_of, most_mood, shape_of
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


@pytest.mark.parametrize("shape", [0.7, np.linspace(0.2, 4.0, 500)])
@pytest.mark.parametrize("n", [0.0, 3.0])
def test_a_mood_is_below_its_bound_and_the_same_asked_for_in_some_worlds(shape: float | np.ndarray, n: float) -> None:
    around, mean = StandIn(500, militia__base_dispersion=shape), np.linspace(0.1, 2.0, 500)
    mood = np.asarray(mood_of(around, "attack_base", n, mean))
    assert (mood < most_mood(around, "attack_base", n, mean)).all()
    some = np.array([1, 7, 7, 499])
    assert np.array_equal(mood_of(around, "attack_base", n, mean, worlds=some), mood[some])


def test_what_is_poisson_has_a_mood_of_one() -> None:
    assert (mood_of(StandIn(), "strike"), most_mood(StandIn(), "strike")) == (1.0, 1.0)
