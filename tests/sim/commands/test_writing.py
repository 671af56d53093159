"""The one writer behind run, compare and reproduce, and a word on where its folder lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from sim import branch, load_scenario
from sim.commands.writing import arms_for, say_where, write_run
from sim.comparison import Command, Comparison
from sim.errors import InputError
from sim.machine import Machine
from sim.parameter_files import choose
from sim.parameters import Parameters, load_parameters
from sim.scenario import Scenario

TABLES = {"events.parquet", "daily.parquet", "worlds.parquet", "summary.csv"}
DRAWN = {"figures", "report.html"}
Writer = Callable[..., Comparison]


@pytest.fixture(scope="module")
def scenarios() -> tuple[Scenario, Scenario]:
    known = load_scenario("documented").edit(start="2019-12-25", end="2020-01-10", warm_up=5)
    return known, branch(known, "2020-01-02", name="arm")


def write(folder: Path, command: Command, chosen: Sequence[Scenario], parameters: Parameters) -> Comparison:
    return write_run(folder, command, arms_for(command, chosen), 3, 7, parameters, Machine(), lambda name, done: None)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_comparison_is_written_with_its_effects(scenarios: tuple[Scenario, Scenario], tmp_path: Path) -> None:
    comparison = write(tmp_path, "compare", scenarios, load_parameters())
    assert names(tmp_path) == {*TABLES, *DRAWN, "effects.csv"}
    assert comparison.effects is not None
    assert len(pd.read_csv(tmp_path / "effects.csv")) == len(comparison.effects)
    assert {path.suffix for path in (tmp_path / "figures").iterdir()} == {".png", ".svg"}
    assert not comparison.runs  # nothing is kept in memory


def test_a_run_has_no_effects_and_draws_are_kept(scenarios: tuple[Scenario, Scenario], tmp_path: Path) -> None:
    write(tmp_path, "run", scenarios[1:], choose())
    assert names(tmp_path) == {*TABLES, *DRAWN, "parameters.parquet"}


def test_the_report_states_the_provenance_that_is_given(scenarios: tuple[Scenario, Scenario], tmp_path: Path) -> None:
    then = {"seed": 7, "commit": "the commit of then", "versions": {"python": "3.14"}}
    write_run(
        tmp_path,
        "run",
        arms_for("run", scenarios[1:]),
        3,
        7,
        load_parameters(),
        Machine(),
        lambda name, done: None,
        provenance=then,
    )
    page = (tmp_path / "report.html").read_text()
    assert "the commit of then" in page
    assert "python 3.14" in page


def test_only_a_comparison_needs_a_reference(scenarios: tuple[Scenario, Scenario]) -> None:
    assert [arm.scenario.name for arm in arms_for("run", scenarios[1:])] == ["arm"]
    with pytest.raises(InputError, match="two scenarios or more"):
        arms_for("compare", scenarios[1:])


def test_where_it_lies_is_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    say_where(Path("[/x]"), report=True)
    say_where(Path("batch"), report=False)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "report: [/x]/report.html", "tables, figures and manifest: [/x]", "tables and manifest: batch",
    ]  # fmt: skip
