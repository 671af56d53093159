"""What a branch must leave alone: the documented days before it, and acts that the factual rules called impossible."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.event_log import DAILY
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.scenario import Scenario, load_scenario

WORLDS = 10
DOCUMENTED = load_scenario("documented").edit(start="2019-12-15", end="2020-01-31", warm_up=60)
INERT = DOCUMENTED.edit(branch="2020-01-02")
BEFORE = int(np.searchsorted(DOCUMENTED.days, np.datetime64("2020-01-02")))


def ran(scenario: Scenario, parameters: Parameters | None = None) -> EscalationModel:
    model = EscalationModel(scenario, worlds=WORLDS, rng=3, parameters=parameters)
    for _ in model.run():
        pass
    return model


def early(model: EscalationModel) -> pd.DataFrame:
    """The log before the branch; `cause` may differ, since it names a motive of the rules in force."""
    events = model.event_log.events()
    return events[events["date"] < pd.Timestamp("2020-01-02")].drop(columns="cause").reset_index(drop=True)


@pytest.mark.parametrize("mechanism", ["patron_orders", "posture", "double_bind", "retaliation_delay"])
def test_a_mechanism_is_switched_off_from_the_branch_on(mechanism: str) -> None:
    off = ran(INERT.edit(switch_off=[mechanism]))
    assert np.array_equal(off.event_log.daily[:BEFORE], ran(DOCUMENTED).event_log.daily[:BEFORE])


def test_authors_of_documented_acts_are_the_same_in_every_arm() -> None:
    edited = INERT.edit(interventions=[{"set": {"parameter": "militia.solidarity", "value": 0.9}}])
    assert early(ran(INERT)).equals(early(ran(edited)))


@pytest.mark.parametrize("share", [0.0, np.array([0.0, 0.3] * (WORLDS // 2))])
def test_an_act_that_the_rules_call_impossible_still_happened(share: float | np.ndarray) -> None:
    parameters = load_parameters().replace({"kataib_hezbollah.share_of_bases": share})
    documented = ran(DOCUMENTED, parameters)
    score = np.broadcast_to(documented.log_probability["attack_base"], (WORLDS,))
    assert np.array_equal(np.isneginf(score), np.broadcast_to(np.asarray(share) == 0.0, (WORLDS,)))
    assert not np.isnan(score).any()
    assert np.array_equal(ran(INERT, parameters).event_log.daily, documented.event_log.daily)


def test_a_state_acts_once_a_day_whatever_is_added() -> None:
    strike = {"add_event": {"date": "2020-01-10", "actor": "us", "action": "strike", "target": "militia"}}
    model = ran(INERT.edit(interventions=[strike, strike]))
    place = int(np.searchsorted(DOCUMENTED.days, np.datetime64("2020-01-10")))
    assert (model.event_log.daily[place, DAILY.index("strike")] == 1).all()
