"""The narrow side of the model: what it promises it has, and nothing below it asks for more."""

from __future__ import annotations

import inspect
from typing import Any, Protocol

import numpy as np
import pytest

from sim.actors import Actor, Iran, IraqiGovernment, Militias, UnitedStates
from sim.environment import Environment, Jailer, Patron, Retaliator
from sim.history.branched import Abducted
from sim.history.documented import Documented
from sim.history.outcome import Done, apply_outcome, force
from sim.history.sampled import Sampled
from sim.model import EscalationModel
from sim.vocabulary.decisions import DECISIONS, MILITIAS, actors_of, kind_of
from sim.worlds import is_nothing
from tests.handmade import evidence, pinned, scenario
from tests.runs import finish
from tests.stand_in import DAY, Aim, Orders, StandIn, column, done, weighed

MESA = ("register_agent",)
"""What Mesa itself asks of a model when an agent is made."""


def members(protocol: type) -> set[str]:
    return {name for name in vars(protocol) if not name.startswith("_")}


class Narrow:
    """An environment that answers what `Environment` promises, and nothing else."""

    def __init__(self, whole: Any) -> None:
        self._whole = whole

    def __getattr__(self, name: str) -> Any:
        if name not in members(Environment) and name not in MESA:
            raise AssertionError(f"asked for {name}, which is no part of Environment")
        return getattr(self._whole, name)


@pytest.fixture(scope="module")
def model() -> EscalationModel:
    return EscalationModel(scenario(5), worlds=2, parameters=pinned(), evidence=evidence())


@pytest.mark.parametrize("protocol", [Environment, Jailer, Patron, Retaliator])
def test_model_and_stand_in_have_every_member(protocol: type[Protocol], model: EscalationModel) -> None:  # type: ignore[valid-type]
    around = StandIn()
    made = {
        Environment: (model, around),
        Jailer: (model.iraq, around.iraq),
        Patron: (model.iran, Orders()),
        Retaliator: (model.us, Aim(0.0)),
    }[protocol]
    assert members(protocol)
    for each in made:
        for name in members(protocol):
            assert hasattr(each, name), (type(each), name)
            promised = vars(protocol)[name]
            if inspect.isfunction(promised):
                given = inspect.signature(getattr(each, name))
                assert list(given.parameters) == list(inspect.signature(promised).parameters)[1:], name


def test_what_the_model_answers_has_the_shapes_that_are_promised(model: EscalationModel) -> None:
    """After a few days of attacks, so that belief is no mere standing blame."""
    finish(model)
    assert not is_nothing(model.us.blame.level)
    with model.as_decided():
        belief, reach = np.asarray(model.us.belief()), model.us.commander_in_reach()
        assert belief.shape in ((len(MILITIAS), 1), (len(MILITIAS), 2))
        assert belief.sum(axis=0) == pytest.approx(1.0)
        for value in (reach, model.iran.grip_on_pressure, model.iran.grip_on_restraint):
            assert np.shape(value) in ((), (2,))
            assert (np.asarray(value) >= 0).all()
            assert (np.asarray(value) <= 1).all()
        held = model.iraq.held()
        assert held.shape in ((len(MILITIAS) + 1, 1), (len(MILITIAS) + 1, 2))
        assert (held >= 0).all()
        for decision in model.decisions().values():
            assert model.owner_of(decision).kind == kind_of(decision.actors[0])
        for name in DECISIONS:
            assert 0 < model.reported(name) <= 1
            assert model.unseen(name) in (0.0, 1.0 - model.reported(name))


def test_a_narrow_environment_refuses_what_is_not_promised() -> None:
    with pytest.raises(AssertionError, match="asked for event_log"):
        Narrow(StandIn()).event_log  # noqa: B018


class WithSecondCast(EscalationModel):
    """A second cast, shown only what is promised, decides in each part of the day just before the model's own does."""

    cast: tuple[Actor, ...] = ()
    compared = 0

    def step(self) -> None:
        if not self.cast:
            narrow: Any = Narrow(self)
            self.cast = (
                Militias(narrow),
                Iran(narrow, "iran"),
                UnitedStates(narrow, "us"),
                IraqiGovernment(narrow, "iraq_government"),
            )
        super().step()

    def _take(self, part: str) -> None:
        if part == "words":
            for twin in self.cast:
                twin.perceive(self.yesterday)
        found = [decision for twin in self.cast for decision in twin.decide(part)]
        super()._take(part)
        expected = [decision for own in self.actors for decision in own.decisions_of(part)]
        for decision, own_decision in zip(found, expected, strict=True):
            assert np.array_equal(decision.rate, own_decision.rate), (self.day, decision.name)
            self.compared += 1


def test_actors_ask_for_nothing_more_and_weigh_the_same() -> None:
    """Over the whole record made by hand."""
    model = WithSecondCast(scenario(), parameters=pinned(), evidence=evidence())
    finish(model)
    assert model.compared == len(DECISIONS) * len(model.days)


def everything() -> list[Any]:
    """Every decision of the vocabulary, surely taken."""
    return [weighed(name, np.full((len(MILITIAS), 1), 3.0) if actors_of(name) == MILITIAS else 60.0) for name in DECISIONS]


def test_histories_ask_for_nothing_more_and_come_out_the_same() -> None:
    for history in (Sampled, lambda: Documented({DAY: {"attack_base": [done("attack_base", "", MILITIAS)]}}, "drawn")):
        whole, narrow = (StandIn(20, contexts={"gaza_war": 1.0}, reporting={"attack_base": 0.5}) for _ in range(2))
        expected = history().resolve(whole, everything())
        found = history().resolve(Narrow(narrow), everything())  # type: ignore[arg-type]
        assert [entry.name for entry in found] == [entry.name for entry in expected]
        assert all(np.array_equal(a.count, b.count) for a, b in zip(found, expected, strict=True))
        assert set(narrow.today.marks) == set(whole.today.marks)


def test_abduction_asks_for_nothing_more() -> None:
    conditions, around = StandIn(20), StandIn(20)
    factual = Documented({}, "drawn")
    factual.resolve(conditions, [weighed("attack_base", column(badr=0.1))])
    history = Abducted(factual, Narrow(conditions), {})  # type: ignore[arg-type]
    history.resolve(Narrow(around), [weighed("attack_base", column(badr=3.0))])  # type: ignore[arg-type]
    assert np.sum(around.today.total("attack_base")) > 0


def test_outcomes_ask_for_nothing_more() -> None:
    around = StandIn()
    narrow: Any = Narrow(around)
    decision = weighed("strike", 0.1)
    apply_outcome(narrow, decision, 1.0, [Done(done("strike", "us", marks={"militia_killed": 2.0}), 1.0)])
    force(narrow, [decision], {"strike": [done("strike", "us", added=True)]})
    assert around.today.total("strike") == 1.0
    assert around.today.total_mark("militia_killed") == 2.0
