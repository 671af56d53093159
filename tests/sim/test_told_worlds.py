"""Worlds of a report: chosen by the stated rules, each with an act that tells it from the reference, and that act's causes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import told_worlds as module
from sim.api import compare, simulate
from sim.chosen_worlds import EXTREME, TYPICAL
from sim.parameters import load_parameters
from sim.report import write_report
from sim.run_results import ComparisonResult, RunResult
from sim.scenario import Scenario, load_scenario
from sim.told_worlds import ToldWorld, told_worlds

WORLDS = 5
KILLING = "2020-01-03-us-targeted-killing"
WATCH = ["attacks_on_us", "us_killed", "peak_rung"]


@pytest.fixture(scope="module")
def calm() -> Scenario:
    return load_scenario("documented").edit(
        name="calm", start="2019-12-25", branch="2020-01-02", end="2020-01-20", warm_up=5, watch=WATCH,
        interventions=[{"remove_event": KILLING}],
    )  # fmt: skip


@pytest.fixture(scope="module")
def compared(calm: Scenario) -> ComparisonResult:
    return compare(["documented", calm], worlds=WORLDS, seed=3, params="point")


@pytest.fixture(scope="module")
def folder(compared: ComparisonResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("told") / "run"
    compared.save(path)
    return path


@pytest.fixture(scope="module")
def told(folder: Path, compared: ComparisonResult) -> tuple[ToldWorld, ...]:
    return told_worlds(folder, compared, load_parameters())["calm"]


@pytest.fixture(scope="module")
def alone(calm: Scenario) -> RunResult:
    return simulate(calm, worlds=WORLDS, seed=3, params="point")


def counts(result: ComparisonResult, name: str, column: str) -> np.ndarray:
    """Daily counts of an arm since the branch, shape `(worlds, days)`."""
    daily = result.runs[name].daily
    return daily[daily["date"] >= "2020-01-02"][column].to_numpy().reshape(WORLDS, -1)


def test_the_typical_world_is_told_by_the_first_act_that_differs(told: tuple[ToldWorld, ...], compared: ComparisonResult) -> None:
    one = told[0]
    assert one.rule == TYPICAL
    here, there = (counts(compared, name, "attack_base")[one.world] for name in ("calm", "documented"))
    at = int(np.flatnonzero(here != there)[0])
    assert f"on {at + 2} January 2020, in “Attacks on US sites”" in one.says
    assert one.card is not None
    assert one.card.causes[0].day == f"{at + 2} January 2020"
    assert ("does not happen here" in one.says) is bool(here[at] < there[at])


def test_the_extreme_world_is_told_by_the_highest_act_that_only_one_of_the_two_has(
    told: tuple[ToldWorld, ...], compared: ComparisonResult
) -> None:
    one = told[1]
    assert one.rule == EXTREME
    away = np.abs(counts(compared, "calm", "attack_base").sum(axis=1) - counts(compared, "documented", "attack_base").sum(axis=1))
    assert away[one.world] == away.max()
    assert one.card is not None
    ours, theirs = (_events(compared, name, one.world) for name in ("calm", "documented"))
    own = ours[~ours["record_id"].isin(set(theirs["record_id"]) - {""})]
    if own.empty:
        own = theirs[~theirs["record_id"].isin(ours["record_id"])]
    highest = own[own["rung"] == own["rung"].max()].iloc[0]
    row = one.card.causes[0].row
    assert ("" if row is None else row.id) == highest["record_id"]


def _events(result: ComparisonResult, name: str, world: int) -> pd.DataFrame:
    events = result.runs[name].events
    return events[(events["world"] == world) & (events["date"] >= "2020-01-02")]


def test_a_chain_goes_back_to_its_end_and_its_shares_are_one_whole(told: tuple[ToldWorld, ...]) -> None:
    assert any(len(one.card.causes) > 1 for one in told if one.card is not None)
    for one in told:
        assert one.card is not None
        assert sum(int(bar.word.split()[0]) for bar in one.card.motives) == 100
        assert all(cause.sure.endswith(" %") for cause in one.card.causes)


def test_without_a_reference_it_is_the_highest_act(alone: RunResult, tmp_path: Path) -> None:
    alone.save(tmp_path / "run")
    found = told_worlds(tmp_path / "run", alone.comparison, load_parameters())["calm"]
    assert [one.rule for one in found] == [TYPICAL, EXTREME]
    events = alone.events
    since = events[(events["world"] == found[0].world) & (events["date"] >= "2020-01-02")]
    highest = since[since["rung"] == since["rung"].max()].iloc[0]
    assert found[0].card is not None
    assert found[0].card.causes[0].day == f"{highest['date']:%-d %B %Y}"


def test_the_report_tells_them_with_sources_and_loads_nothing(
    told: tuple[ToldWorld, ...], folder: Path, compared: ComparisonResult
) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Why? Two worlds of" in page
    for one in told:
        assert f"world, number {one.world}</h3>" in page
        assert one.says in page
        assert one.card is not None
        assert all(bar.sentence.replace("'", "&#39;") in page for bar in (*one.card.motives, *one.card.held))
        assert all(f'href="{link}"' in page for cause in one.card.causes if cause.row for link in cause.row.links)
    assert set(re.findall(r'src="([^"]{5})', page)) == {"data:"}
    assert not re.search(r"<(script|link|iframe)|url\(|@import", page)


def test_it_costs_no_more_than_is_said(folder: Path, compared: ComparisonResult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FURTHEST", 1)
    early = told_worlds(folder, compared, load_parameters())["calm"]
    assert "does not differ from the same world" in early[0].says
    assert early[0].card is None
    monkeypatch.setattr(module, "SCENARIOS", 0)
    assert told_worlds(folder, compared, load_parameters()) == {}
    page = write_report(compared, folder / "none.html", [], parameters=load_parameters(), manifest=compared.manifest)
    assert "Why?" not in page.read_text(encoding="utf-8")


def test_where_nothing_is_simulated_nothing_is_told(tmp_path: Path) -> None:
    record = simulate(load_scenario("documented").edit(start="2020-01-02", end="2020-01-04", warm_up=2), worlds=2)
    record.save(tmp_path / "run")
    assert told_worlds(tmp_path / "run", record.comparison, load_parameters()) == {}
