"""What the record never shows is said wherever a scenario holds it, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from sim.api import compare
from sim.commands.batch import batch as batch_command
from sim.commands.compare import compare as compare_command
from sim.commands.run import run as run_command
from sim.commands.sweep import sweep as sweep_command
from sim.comparison import Comparison
from sim.extrapolation import LEAST, MOST_NAMED, beyond, beyond_the_record, lines_beyond, thicker
from sim.figures.compared import arms
from sim.parameters import load_parameters
from sim.record.evidence import load_evidence
from sim.report import write_report
from sim.results.beyond import WATCHED, Beyond, Limits
from sim.scenario import load_scenario
from sim.vocabulary.measures import MEASURES, NEVER_DOCUMENTED

WORLDS = 12
app = typer.Typer()
app.command("compare")(compare_command)
app.command("run")(run_command)
app.command("batch")(batch_command)
app.command("sweep")(sweep_command)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(["documented", "strike_on_iran", "tower_22_intercepted"], worlds=WORLDS, params="point")


def test_what_is_called_never_documented_never_was() -> None:
    columns = {MEASURES[name].column for name in NEVER_DOCUMENTED}
    assert columns.isdisjoint(act.decision for act in load_evidence().acts)


def test_a_strike_on_iran_is_told_and_an_ordinary_scenario_says_nothing(comparison: Comparison) -> None:
    struck, ordinary = arms(comparison)
    told = beyond_the_record(comparison, struck)
    assert told.startswith("Beyond the record: the United States strike Iran on 1")
    assert "priors alone" in told
    assert "Beyond the record:" not in beyond_the_record(comparison, ordinary)


def test_several_scenarios_have_a_line_each_that_begins_with_the_name(comparison: Comparison) -> None:
    told = {one.scenario.name: beyond_the_record(comparison, one) for one in arms(comparison)}
    assert lines_beyond(comparison) == [f"{name}: {line}" for name, line in told.items() if line]
    assert lines_beyond(comparison)[0].startswith("strike_on_iran: Beyond the record: ")


def with_levels(comparison: Comparison, *levels: tuple[str, float]) -> str:
    """What is told of an ordinary scenario that sets these levels besides."""
    _, ordinary = arms(comparison)
    items = [{"level": {"name": name, "value": value, "from": ordinary.scenario.branch}} for name, value in levels]
    scenario = ordinary.scenario.edit(interventions=[*ordinary.scenario.interventions, *items])
    return beyond_the_record(comparison, replace(ordinary, scenario=scenario))


def test_a_level_that_leaves_what_was_documented_is_told(comparison: Comparison) -> None:
    assert "Beyond the record:" not in with_levels(comparison, ("salaries", 1.0))
    told = with_levels(comparison, ("salaries", 0.0), ("salaries", 0.5))
    assert told.startswith("Beyond the record: the scenario sets the pay of the groups on Baghdad's payroll, of which")
    assert "(the mechanism state_ties)." in told
    both = with_levels(comparison, ("salaries", 0.9), ("presence_in_iraq", 0.5))
    assert "payroll and the presence of Americans in Iraq" in both
    assert "(the mechanism state_ties, posture)." in both


DAYS = np.arange(np.datetime64("2020-01-01"), np.datetime64("2020-01-05"))


def held(*worlds: dict[str, list[int]]) -> Beyond:
    """Worlds of four days, where the record had at most two attacks within a month and no strike beside two of them."""
    states = {name: np.zeros(3, dtype=np.int64) for name in WATCHED}
    states |= {"attacks_on_us": np.array([2, 1, 0]), "us_strikes": np.array([0, 1, 1])}
    found = Beyond(4, Limits.of(states))
    by_column = {MEASURES[name].column: [world.get(name, [0] * 4) for world in worlds] for name in WATCHED}
    found.add(lambda column: np.array(by_column[column]))
    return found


def test_states_that_the_record_never_had_are_told_with_how_often_and_when() -> None:
    """One world of two has three attacks from the third day on, the other two attacks and a strike on the last."""
    told = thicker(held({"attacks_on_us": [1, 1, 1, 0]}, {"attacks_on_us": [2, 0, 0, 0], "us_strikes": [0, 0, 0, 1]}), DAYS)
    assert told == (
        "Beyond what the record shows: on 38 % of the days of its worlds, 30 days hold more than the record ever shows: "
        "“Attacks on US sites” (25 %, most on 3 Jan 2020: 50 % of worlds); “Attacks on US sites” and “Days with a US strike” "
        "at once (12 %, most on 4 Jan 2020: 50 % of worlds). Rules are extrapolated there."
    )


def test_states_within_the_record_or_hardly_ever_beyond_it_are_not_told() -> None:
    assert thicker(held({"attacks_on_us": [1, 1, 0, 0], "us_strikes": [0, 0, 0, 0]}), DAYS) == ""
    many = [{}] * 199
    assert thicker(held({"attacks_on_us": [3, 0, 0, 0]}, *many), DAYS) == ""
    assert thicker(held({"attacks_on_us": [3, 0, 0, 0]}, *many[:60]), DAYS) != ""


def test_a_line_names_the_first_few() -> None:
    told = thicker(held({name: [3, 0, 0, 0] for name in WATCHED}), DAYS)
    assert told.count("most on") == MOST_NAMED
    assert f"and {len(WATCHED) - MOST_NAMED} more" in told


def test_acts_that_are_all_but_impossible_are_not_told(comparison: Comparison) -> None:
    _, ordinary = arms(comparison)
    summary, name = comparison.summary.copy(), ordinary.scenario.name
    here = (summary["scenario"] == name) & (summary["measure"] == "strikes_on_iran")
    for mean, says in ((0.9 * LEAST, False), (LEAST, True)):
        summary.loc[here, "mean"] = mean
        changed = Comparison(comparison.tabulation, comparison.effects, pd.DataFrame(summary), comparison.manifest)
        assert ("Beyond the record:" in beyond_the_record(changed, ordinary)) is says


def weeks_of(name: str, start: str, folder: Path, **changes: Any) -> str:
    """The file of a scenario that ships, cut to six weeks about its branch."""
    end = str(date.fromisoformat(start) + timedelta(days=42))
    made = load_scenario(name).edit(name=f"short_{name}", start=start, end=end, warm_up=20, **changes)
    path = folder / f"{made.name}.yaml"
    path.write_text(made.text)
    return str(path)


def test_report_and_commands_carry_the_line(comparison: Comparison, tmp_path: Path) -> None:
    page = write_report(comparison, tmp_path / "report.html", [], parameters=load_parameters(), manifest=comparison.manifest)
    assert page.read_text(encoding="utf-8").count("Beyond the record:") == 1
    given = ["--worlds", "3", "--params", "point", "--force"]
    known, struck = weeks_of("documented", "2019-12-20", tmp_path), weeks_of("strike_on_iran", "2019-12-20", tmp_path)
    calm = weeks_of("tower_22_intercepted", "2024-01-10", tmp_path)
    told = CliRunner().invoke(app, ["compare", known, struck, *given, "--out", str(tmp_path / "one")]).output
    assert told.count("Beyond the record:") == 1
    alone = CliRunner().invoke(app, ["run", struck, *given, "--out", str(tmp_path / "two")]).output
    assert alone.count("Beyond the record:") == 1
    ordinary = CliRunner().invoke(app, ["run", calm, *given, "--out", str(tmp_path / "three")])
    assert ordinary.exit_code == 0, ordinary.output
    assert "Beyond the record:" not in ordinary.output


def test_a_batch_and_a_sweep_carry_the_line(tmp_path: Path) -> None:
    short = weeks_of("strike_on_iran", "2019-12-20", tmp_path, watch=["attacks_on_us"])
    given = ["--worlds", "3", "--params", "point"]
    batch = CliRunner().invoke(app, ["batch", short, *given, "--out", str(tmp_path / "one")]).output
    assert batch.count("Beyond the record:") == 1
    words = ["sweep", short, "--vary", "militia.branching=0.2", *given, "--out", str(tmp_path / "two")]
    swept = " ".join(CliRunner().invoke(app, words).output.split())
    assert swept.count("Beyond the record:") == 1
    assert "of a world on average at the point with the most, which the record never shows" in swept


def test_a_sweep_says_that_its_points_set_a_level(tmp_path: Path) -> None:
    cut = {"level": {"name": "salaries", "value": 1.0, "from": "2020-01-05"}}
    short = load_scenario("documented").edit(
        name="short", start="2020-01-01", end="2020-01-15", branch="2020-01-05", warm_up=10, interventions=[cut]
    )
    (tmp_path / "short.yaml").write_text(short.text)
    given = ["--worlds", "2", "--params", "point"]
    for values, said in (("0,1", 1), ("1", 0)):
        words = ["sweep", str(tmp_path / "short.yaml"), "--vary", f"level.value={values}", *given]
        told = CliRunner().invoke(app, [*words, "--out", str(tmp_path / f"of_{said}")])
        assert told.exit_code == 0, told.output
        assert told.output.count("Beyond the record: the scenario sets the pay") == said


def test_the_line_of_means_alone() -> None:
    assert beyond({"strikes_on_iran": 0.0}) == ""
    assert "strike Iran on 2 days of a world on average here, which" in beyond({"strikes_on_iran": 2.0}, " here")
