"""What the data collector keeps of one world is what the model says of the day, common to all worlds or not."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from sim.event_log import DAILY
from sim.model import EscalationModel
from sim.reporters import COUNTED, REPORTERS, Totals
from sim.scenario import load_scenario
from sim.tally import Tally
from sim.types import Number


@dataclass
class Day:
    """A day as reporters see it."""

    last: Tally = field(default_factory=Tally)
    date: np.datetime64 = field(default_factory=lambda: np.datetime64("2020-01-03"))
    authority: Number = 0.25
    seed: int = 7
    totals: Totals = field(default_factory=Totals)


def test_a_quiet_day_is_zeros() -> None:
    row = {name: reporter(Day()) for name, reporter in REPORTERS.items()}
    names = [*COUNTED, "us_killed", "cum_us_killed", *(f"cum_{name}" for name in COUNTED)]
    assert row == {"date": "2020-01-03", "seed": 7, "authority": 0.25, **dict.fromkeys(names, 0.0)}


def test_what_differs_by_world_is_its_mean() -> None:
    day = Day(authority=np.array([0.2, 0.4]))
    day.last.put("strike", np.array([1.0, 0.0]))
    day.last.put("attack_base", np.array([[2.0, 0.0], [1.0, 1.0]]), {"us_killed": np.array([[0.0, 3.0], [0.0, 0.0]])})
    row = {name: reporter(day) for name, reporter in REPORTERS.items()}
    assert (row["strike"], row["attack_base"], row["us_killed"]) == (0.5, 2.0, 1.5)
    assert row["authority"] == pytest.approx(0.3)


def test_totals_add_up_means_over_worlds_day_by_day() -> None:
    totals = Totals()
    for strikes in (1.0, np.array([2.0, 0.0]), 0.0):
        day = Tally()
        day.put("strike", strikes, {"us_killed": np.array([0.0, 3.0])})
        day.put("counter_fire", strikes)
        day.put("raid", 5.0)
        totals.add(day)
    assert totals.cum == {**dict.fromkeys(COUNTED, 0.0), "strike": 2.0, "counter_fire": 2.0, "us_killed": 4.5}


@pytest.mark.parametrize("worlds", [1, 3])
def test_the_last_row_has_the_totals_of_the_reported_days(worlds: int) -> None:
    """As the daily table counts them, the mean over worlds; what was done in the warm-up is not among them."""
    plan = load_scenario("documented").edit(start="2019-11-01", end="2020-02-28", branch="2019-12-01", warm_up=30)
    model = EscalationModel(plan, worlds, rng=5)
    for _ in model.run():
        pass
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == model.steps == 30 + len(model.event_log.days)
    assert frame.loc[:29, [f"cum_{name}" for name in COUNTED]].to_numpy().max() == 0.0
    for name in (*COUNTED, "us_killed"):
        daily = model.event_log.daily[:, DAILY.index(name)].mean(axis=1)
        assert frame[f"cum_{name}"].iloc[30:].to_numpy() == pytest.approx(daily.cumsum())
        assert frame[name].iloc[30:].to_numpy() == pytest.approx(daily)
    assert frame["cum_attack_base"].iloc[-1] > 0


def test_a_twin_and_who_asks_for_tables_alone_collect_nothing() -> None:
    plan = load_scenario("no_soleimani_strike").edit(start="2019-12-27", end="2020-01-05", warm_up=0, interventions=[])
    model, silent, tables = EscalationModel(plan), EscalationModel(plan, 2, keep_log=False), EscalationModel(plan, collect=False)
    for one in (model, silent, tables):
        for _ in range(8):  # beyond the branch, where the twin comes about
            one.step()
    assert model.factual is not None
    kept = [len(one.datacollector.model_vars["date"]) for one in (model, silent, tables)]
    assert kept == [8, 0, 0]


def test_the_collector_has_a_row_of_them_for_each_day() -> None:
    model = EscalationModel(load_scenario("documented").edit(start="2019-12-27", end="2019-12-31", warm_up=0))
    days = [str(day) for day in model.run()]
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["date"].tolist() == days == [f"2019-12-{day}" for day in range(27, 32)]
    assert frame["us_killed"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]  # K-1, in the record
    assert frame["strike"].tolist() == [0.0, 0.0, 1.0, 0.0, 0.0]
