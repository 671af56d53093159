"""Documented acts as another arm has them: their causes by this arm's numbers, in either coupling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.decision import Decision
from sim.history.documented import Ledger
from sim.history.flows import Flow
from sim.history.kept import as_here
from sim.history.outcome import Done
from sim.model import EscalationModel
from tests.runs import finish, span
from tests.stand_in import done

STRIKE = done("strike", "us", marks={"militia_killed": 3.0})
NOTHING = np.zeros((1, 1))


def named(*names: str) -> Decision:
    return Decision(("us",), "strike", False, tuple((name, lambda: 0.0) for name in names), ())


def fact(*names: str) -> Ledger:
    return Ledger([1.0], [STRIKE], 1.0, 0.1, [Flow(name, "", NOTHING, (), 0.0) for name in names])


def test_motives_are_numbered_as_this_arm_has_them_and_those_it_lacks_are_none() -> None:
    (each,) = as_here(
        named("c", "a"), fact("a", "b", "c"), [Done(STRIKE, 1.0, (np.array([0, 1, 2, -1]), np.array([5, 6, 7, -1])))]
    )
    assert each.came_of is not None
    assert (each.came_of[0].tolist(), each.came_of[1].tolist()) == ([1, -1, 0, -1], [5, 6, 7, -1])


def test_what_was_not_traced_stays_without_a_cause() -> None:
    (each,) = as_here(named("a"), fact(), [Done(STRIKE, 1.0)])
    assert each.came_of is None


@pytest.mark.parametrize(("dead", "in_both"), [(2.0, True), (3.0, True), (4.0, False)])
def test_an_act_that_did_more_here_is_not_all_in_both(dead: float, in_both: bool) -> None:
    more = replace(STRIKE, marks={"militia_killed": dead})
    (each,) = as_here(named("a"), fact("a"), [Done(more, 1.0)])
    assert each.in_both is in_both


@pytest.mark.parametrize("coupling", ["causes", "inversion"])
def test_an_arm_without_some_motives_tells_no_cause_that_it_lacks(coupling: str) -> None:
    """Of the six motives of a strike two are left: what is kept has one of them as its cause, or none."""
    scenario = span(
        date(2019, 12, 1), 40, branch="2019-12-20", warm_up=60, coupling=coupling, switch_off=["red_line", "harassment"],
        switch_off_in="this_arm",
    )  # fmt: skip
    events = finish(EscalationModel(scenario, worlds=12, rng=3)).event_log.events()
    strikes = events[(events["action"] == "strike") & (events["date"] >= "2019-12-20")]
    assert set(strikes["cause"]) <= {"", "unprompted_force"}
