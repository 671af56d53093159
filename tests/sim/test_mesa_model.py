"""A Mesa model of whichever version: its seed, its scenario, and that it can be freed."""

from __future__ import annotations

import gc
import pickle
import weakref

import mesa
import pytest

from sim.mesa_model import SEEDS, MesaModel


class Plan:
    """A scenario as ours are: nobody may write on it, and it may stand for several models."""

    __slots__ = ()


class Model(MesaModel):
    """A model of one agent."""

    def __init__(self, seed: int | None = 3) -> None:
        super().__init__(seed)
        self.scenario = Plan()
        self.agent = mesa.Agent(self)


def test_a_seed_is_the_one_that_was_given_or_any() -> None:
    assert Model(5).seed == 5
    drawn = {Model(None).seed for _ in range(5)}
    assert len(drawn) == 5
    assert all(0 <= seed < SEEDS for seed in drawn)


def test_a_scenario_is_ours_and_is_told_nothing() -> None:
    """Mesa 3.5 has a property of that name, which writes the model into what it is given."""
    model = Model()
    assert isinstance(model.scenario, Plan)
    assert isinstance(pickle.loads(pickle.dumps(model)).scenario, Plan)


@pytest.mark.parametrize("close", [True, False])
def test_a_closed_model_can_be_freed(close: bool) -> None:
    model = Model()
    watch = weakref.ref(model)
    if close:
        model.close()
    held = model in getattr(mesa.Agent, "_ids", {})
    del model
    gc.collect()
    assert (watch() is None) is not held
