"""Models kept on the eve of a branch: the same tables in fewer days, and never an eve that is another's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.comparison import arms_alone
from sim.ensemble import Task, plan, run_task
from sim.eves import Eves
from sim.machine import Machine
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.results import Block
from sim.scenario import Scenario, load_scenario

DRAWS = load_parameters().replace({"militia.branching": np.linspace(0.1, 0.9, 7)})
PLENTY = 1e9
KILLING = {"remove_event": "2020-01-03-us-targeted-killing"}
STRIKE = {
    "add_event": {
        "date": "2020-01-09", "actor": "us", "action": "strike_iran", "target": "iran", "country": "Iran", "iran_killed": 5
    }
}  # fmt: skip
SETTINGS: dict[str, dict[str, Any]] = {
    "taken out": {},
    "nothing": {"interventions": ()},
    "off": {"switch_off": ("reprisal",), "switch_off_in": "this_arm"},
    "off for some": {"interventions": [{"switch_off": {"mechanism": "patron_orders", "actor": "militia", "from": "2020-01-04"}}]},
    "set later": {"interventions": [KILLING, {"set": {"parameter": "militia.branching", "value": 0.9, "from": "2020-01-02"}}]},
    "a level": {"interventions": [{"level": {"name": "presence_in_iraq", "value": 0.1, "from": "2020-01-04"}}]},
    "put in": {"interventions": [STRIKE]},
    "forbidden": {"interventions": [{"forbid": {"actor": "us", "decision": "strike", "from": "2020-01-02"}}]},
}
"""What may part on the same eve."""
EARLY: dict[str, dict[str, Any]] = {
    "set from the first day": {"interventions": [{"set": {"parameter": "militia.branching", "value": 0.9}}]},
    "a context before the branch": {"interventions": [{"context": {"name": "protests", "level": 0.0, "from": "2019-12-22"}}]},
}
"""What sets a scenario apart from its factual arm before the branch."""
OTHERS: dict[str, dict[str, Any]] = {
    "all acts reported": {"reporting": "complete"},
    "another branch": {"branch": "2020-01-01"},
    "another end": {"end": "2020-01-19"},
    "a longer warm-up": {"warm_up": 16},
    "fresh luck": {"luck": "fresh"},
    "another coupling": {"coupling": "inversion"},
    "off in both arms": {"switch_off": ("reprisal",), "switch_off_in": "both_arms"},
}
"""What has an eve of its own."""


def asked(**changes: Any) -> Scenario:
    """Some weeks around the killing of Soleimani, with the killing taken out."""
    usual = {"start": "2019-12-20", "branch": "2020-01-02", "end": "2020-01-20", "warm_up": 15, "interventions": [KILLING]}
    return load_scenario("documented").edit(name="asked", **(usual | changes))


def task(scenario: Scenario, worlds: int = 9, seed: int = 7, parameters: Parameters = DRAWS) -> Task:
    (only,) = plan(arms_alone([scenario]), worlds, seed, parameters, Machine())
    return only


FROM_THE_START: dict[str, Block] = {}
"""What was run from the start, by the name of its task, which holds a hash of all that it depends on."""


def same(one: Task, eves: Eves) -> bool:
    """Whether the tables are those of a run from the start, to the last byte."""
    here, there = run_task(one, eves.model_of), FROM_THE_START.get(one.name) or run_task(one)
    FROM_THE_START[one.name] = there
    assert len(there.tables["events"]) > 0
    return all(here.tables[name].equals(there.tables[name]) for name in there.tables)


@pytest.fixture
def stepped(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The clock of every step of a model that is not a twin."""
    days: list[int] = []
    whole = EscalationModel.step

    def step(self: EscalationModel) -> None:
        if self.keep_log:
            days.append(self.clock)
        whole(self)

    monkeypatch.setattr(EscalationModel, "step", step)
    return days


@pytest.mark.parametrize("how", [{}, {"coupling": "inversion"}, {"luck": "fresh"}, {"luck": "fresh", "coupling": "causes"}])
def test_whatever_parts_on_an_eve_comes_out_as_from_the_start(how: dict[str, Any]) -> None:
    eves, inverted = Eves(PLENTY), how.get("coupling") == "inversion"
    for name in [*SETTINGS, *list(SETTINGS)[:2]]:
        changes = SETTINGS[name]
        if inverted and name == "a level":  # acts kept by their number have no place
            continue
        assert same(task(asked(**(changes | how))), eves), name
    assert len(eves) == 1


def test_the_days_before_are_stepped_through_once(stepped: list[int]) -> None:
    eves, eve, days = Eves(PLENTY), 15 + 13, 15 + 32
    run_task(task(asked()), eves.model_of)
    assert stepped == list(range(days))
    stepped.clear()
    run_task(task(asked(interventions=())), eves.model_of)
    assert stepped == list(range(eve, days))


@pytest.mark.parametrize("other", OTHERS)
def test_what_was_otherwise_before_the_branch_has_an_eve_of_its_own(other: str) -> None:
    eves = Eves(PLENTY)
    assert same(task(asked()), eves)
    assert same(task(asked(**OTHERS[other])), eves)
    assert len(eves) == 2


@pytest.mark.parametrize("early", EARLY)
def test_where_two_arms_go_through_the_days_before_none_is_kept(early: str) -> None:
    eves, one = Eves(PLENTY), task(asked(**EARLY[early]))
    assert same(task(asked()), eves)
    assert same(one, eves)
    assert len(eves) == 1
    fresh = task(asked(**EARLY[early], luck="fresh"))
    assert same(fresh, eves)
    assert same(fresh, eves)
    assert len(eves) == 2


def test_so_have_other_worlds_another_seed_other_numbers_and_a_group_that_splits_off() -> None:
    eves, plain = Eves(PLENTY), asked()
    split = {"add_actor": {"name": "a_wing", "parent": "kataib_hezbollah", "share": 0.5, "from": "2020-01-05"}}
    others = [
        task(plain), task(plain, worlds=8), task(plain, seed=8), task(plain, parameters=load_parameters()),
        task(asked(interventions=[split])),
    ]  # fmt: skip
    assert all(same(each, eves) for each in others)
    assert len(eves) == len(others)


def test_a_policy_may_ask_what_was_before_and_a_scenario_without_days_before_keeps_none() -> None:
    eves = Eves(PLENTY)
    policy = {"actor": "us", "decision": "strike", "when": "days_since(attack_base) <= 20", "from": "2020-01-02"}
    documented, free = {"branch": None, "interventions": ()}, {"branch": "2019-12-20", "luck": "fresh"}
    for changes in ({"interventions": [{"policy": policy}]}, free, documented):
        assert same(task(asked(**changes)), eves)
    assert len(eves) == 0


def test_no_more_is_kept_than_fits_and_what_was_asked_for_longest_ago_goes_first() -> None:
    eves = Eves(PLENTY)
    run_task(task(asked(), seed=1), eves.model_of)
    eves = Eves(2.5 * eves.size)
    for seed in (1, 2, 1, 3):
        run_task(task(asked(), seed=seed), eves.model_of)
        assert eves.size <= 2.5 * eves.size
    assert len(eves) == 2
    assert [key[0] for key in eves._kept] == [1, 3]
