"""What the data collector keeps of one world is what the model says of the day, common to all worlds or not."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from sim.model import EscalationModel
from sim.reporters import COUNTED, REPORTERS
from sim.scenario import load_scenario
from sim.tally import Tally
from sim.types import Number


@dataclass
class Day:
    """A day as reporters see it."""

    last: Tally = field(default_factory=Tally)
    date: np.datetime64 = field(default_factory=lambda: np.datetime64("2020-01-03"))
    authority: Number = 0.25


def test_a_quiet_day_is_zeros() -> None:
    row = {name: reporter(Day()) for name, reporter in REPORTERS.items()}
    assert row == {"date": "2020-01-03", "us_killed": 0.0, "authority": 0.25, **dict.fromkeys(COUNTED, 0.0)}


def test_what_differs_by_world_is_its_mean() -> None:
    day = Day(authority=np.array([0.2, 0.4]))
    day.last.put("strike", np.array([1.0, 0.0]))
    day.last.put("attack_base", np.array([[2.0, 0.0], [1.0, 1.0]]), {"us_killed": np.array([[0.0, 3.0], [0.0, 0.0]])})
    row = {name: reporter(day) for name, reporter in REPORTERS.items()}
    assert (row["strike"], row["attack_base"], row["us_killed"]) == (0.5, 2.0, 1.5)
    assert row["authority"] == pytest.approx(0.3)


def test_the_collector_has_a_row_of_them_for_each_day() -> None:
    model = EscalationModel(load_scenario("documented").edit(start="2019-12-27", end="2019-12-31", warm_up=0))
    days = [str(day) for day in model.run()]
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["date"].tolist() == days == [f"2019-12-{day}" for day in range(27, 32)]
    assert frame["us_killed"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]  # K-1, in the record
    assert frame["strike"].tolist() == [0.0, 0.0, 1.0, 0.0, 0.0]
