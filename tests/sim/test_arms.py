"""The two arms of a branched scenario: one model up to the branch, two from there, and the same worlds as with two throughout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.arms import Arms
from sim.ensemble import run_task
from sim.model import EscalationModel
from tests.sim.test_eves import EARLY, SETTINGS, asked, task

EVE = 15 + 13
"""Days before the branch of `asked`."""


@pytest.mark.parametrize("coupling", ["causes", "inversion"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_worlds_are_those_of_two_arms_from_the_first_day(
    setting: str, coupling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if coupling == "inversion" and setting == "a level":
        pytest.skip("acts kept by their number have no place")
    one = task(asked(**SETTINGS[setting], coupling=coupling))
    parted = run_task(one)
    monkeypatch.setattr(Arms, "_is_factual_so_far", lambda self: False)
    throughout = run_task(one)
    assert all(parted.tables[name].equals(throughout.tables[name]) for name in throughout.tables)


@pytest.mark.parametrize("keep_log", [True, False])
def test_so_are_the_likelihood_of_the_days_before_and_the_rates_of_those_after(
    keep_log: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> tuple[dict[str, Any], list[Any]]:
        model = EscalationModel(asked(start="2019-12-10"), 5, keep_log=keep_log)
        rates = []
        while model.running:
            model.step()
            rates += [np.asarray(decision.rate).copy() for decision in model.decisions().values()]
        return dict(model.log_probability), rates

    scores, rates = run()
    monkeypatch.setattr(Arms, "_is_factual_so_far", lambda self: False)
    again, throughout = run()
    assert scores.keys() == again.keys()
    assert all(np.array_equal(scores[name], again[name]) for name in scores)
    assert all(np.array_equal(one, other) for one, other in zip(rates, throughout, strict=True))


def test_a_model_goes_alone_up_to_the_branch_and_parts_there() -> None:
    model = EscalationModel(asked(), 3)
    assert (model.parts_at, model.eve, model.is_one_so_far) == (EVE, EVE, True)
    actors = {id(agent) for agent in model.agents}
    for _ in range(EVE):
        model.step()
        assert model.factual is None
        assert model.tracing is model.documented
    model.step()
    twin = model.factual
    assert twin is not None
    assert (twin.clock, twin.day, twin.scenario.interventions, twin.keep_log) == (EVE + 1, model.day, (), False)
    assert model.tracing is twin.documented is not model.documented
    assert {id(agent) for agent in model.agents} == actors
    assert actors.isdisjoint(id(agent) for agent in twin.agents)
    assert {agent.model for agent in twin.agents} == {twin}
    assert {agent.model for agent in model.agents} == {model}
    assert twin.scene is not model.scene
    assert twin.evidence is model.evidence
    assert twin.luck is model.luck


@pytest.mark.parametrize("early", EARLY)
def test_what_changes_before_the_branch_has_two_arms_from_the_first_day(early: str) -> None:
    model = EscalationModel(asked(**EARLY[early]), 2)
    assert (model.parts_at, model.is_one_so_far) == (-1, False)
    assert model.factual is not None
    model.step()
    assert model.factual.clock == model.clock == 1


def test_so_has_a_policy_which_may_ask_what_was_before() -> None:
    policy = {"actor": "us", "decision": "strike", "when": "days_since(attack_base) <= 20", "from": "2020-01-02"}
    model = EscalationModel(asked(interventions=[{"policy": policy}]), 2)
    assert model.factual is not None
    assert not model.is_one_so_far


def test_fresh_luck_and_the_record_have_no_factual_arm() -> None:
    for changes in ({"luck": "fresh"}, {"branch": None, "interventions": ()}):
        model = EscalationModel(asked(**changes), 2)
        for _ in model.run():
            pass
        assert (model.factual, model.parts_at) == (None, -1)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_branch_on_the_very_first_day_has_two_arms_from_it_on(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = task(asked(**SETTINGS[setting]).edit(start="2020-01-02", warm_up=0))
    model = EscalationModel(one.scenario, 2)
    assert (model.eve, model.parts_at) == (0, -1)
    assert model.factual is not None
    parted = run_task(one)
    monkeypatch.setattr(Arms, "_is_factual_so_far", lambda self: False)
    throughout = run_task(one)
    assert all(parted.tables[name].equals(throughout.tables[name]) for name in throughout.tables)


def test_a_factual_arm_keeps_no_clock_of_mesa_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mesa 3.5 takes a step off its list of events and puts the next one there afterwards: a copy made meanwhile has none."""
    model = EscalationModel(asked(), 2)
    wrapped = model.step
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        wrapped()

    model.step = step  # type: ignore[method-assign]
    for _ in model.run():
        pass
    assert model.factual is not None
    assert model.factual.clock == model.clock == steps


def test_what_somebody_hung_on_a_model_is_not_copied(tmp_path: Path) -> None:
    model = EscalationModel(asked(), 2)
    with (tmp_path / "notes").open("w") as file:  # cannot be copied at all
        model.notes = file  # type: ignore[attr-defined]
        model.documented.on_trace = lambda *_: file.write(f"{model.day}\n")
        for _ in model.run():
            pass
    assert model.factual is not None
    assert model.factual.notes is file  # type: ignore[attr-defined]
    assert model.factual.documented.on_trace is model.documented.on_trace
    assert max(map(int, (tmp_path / "notes").read_text().split())) > model.branch_day


def test_the_factual_arm_of_a_subclass_follows_its_rules_wherever_it_parts() -> None:
    class Own(EscalationModel):
        pass

    for changes in ({}, EARLY["set from the first day"]):
        model = Own(asked(**changes), 2)
        for _ in model.run():
            pass
        assert type(model.factual) is Own
