"""From what is asked to what is run: kinds of design, files and tables, and what does not go together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.errors import InputError
from sim.parameter_files import choose
from sim.scenario import Scenario
from sim.sweeps.planning import plan_sweep
from sim.sweeps.running import Plan

POINT = choose("point")
NAME = "militia.branching"


def planned(scenario: Scenario, vary: Any = None, design: Any = "grid", points: int | None = None) -> Plan:
    return plan_sweep(scenario, vary, design, points, 2, 1, POINT)


def test_a_file_a_table_and_what_is_asked_come_to_the_same(scenario: Scenario, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(f"{NAME},branch\n0.2,2020-01-02\n0.4,2020-01-02\n")
    table = pd.DataFrame({NAME: [0.2, 0.4], "branch": pd.to_datetime(["2020-01-02", "2020-01-02"])})
    asked = planned(scenario, {NAME: [0.2, 0.4], "branch": "2020-01-02"}).design
    for design in (tmp_path / "d.csv", str(tmp_path / "d.csv"), table):
        found = planned(scenario, design=design).design
        assert (found.factors, found.rows, found.kind) == (asked.factors, asked.rows, "file")


def test_a_sequence_of_texts_is_read_as_on_the_command_line(scenario: Scenario) -> None:
    assert planned(scenario, [f"{NAME}=0.2:0.4"], points=3).design.rows == ((0.2,), (pytest.approx(0.3),), (0.4,))


@pytest.mark.parametrize(
    ("vary", "design", "points", "says"),
    [
        ({NAME: [0.2]}, "d.csv", None, "--vary does not go with a design"),
        (None, "d.csv", 4, "--points does not go with a design"),
        ({NAME: [0.2]}, "sobl", None, "did you mean 'sobol'"),
        (None, "grid", None, "nothing is varied"),
        (None, pd.DataFrame({"brunch": [1.0]}), None, "did you mean 'branch'"),
        (None, pd.DataFrame({NAME: []}), None, "0 points"),
        ({"branch": ["2020-01-02", "2020-01-04"]}, "grid", None, "point 1 .*not on a simulated day"),
    ],
)
def test_what_is_refused(scenario: Scenario, vary: Any, design: Any, points: int | None, says: str) -> None:
    with pytest.raises(InputError, match=says):
        planned(scenario, vary, design, points)
