"""The figures: they exist, are as wide as the page, and the same comparison gives the same bytes; a warning fails the test."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

from sim.api import compare, simulate
from sim.comparison import Comparison, of_one
from sim.figures.compared import effect, measured, paired
from sim.figures.series import PANELS, bands, days_between, documented_marks, matrix, record_by_day, weekly_shares
from sim.figures.style import number, signed
from sim.figures.timeline import _apart, _rows
from sim.figures.write import write_figures
from sim.record.evidence import load_evidence
from sim.scenario import load_scenario
from sim.vocabulary.ladder import RUNGS

REFERENCE = load_scenario("documented")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    short: Any = {"start": "2019-12-01", "end": "2020-02-15", "warm_up": 30}
    names = ("no_soleimani_strike", "no_k1_death")
    arms = [load_scenario(name).edit(**short, interventions=load_scenario(name).interventions[:1]) for name in names]
    return compare([REFERENCE.edit(**short), *arms], worlds=12, seed=3)


def size(path: Path) -> tuple[int, int]:
    header = path.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", header[16:24])
    return width, height


def test_the_figures_are_there_and_as_wide_as_the_page(comparison: Comparison, tmp_path: Path) -> None:
    paths = write_figures(comparison, tmp_path / "new" / "figures")
    assert [path.name for path in paths] == ["timeline.png", "ladder.png", "difference.png"]
    for path in paths:
        width, height = size(path)
        assert width == 1440
        assert 500 < height < 2500


def test_same_comparison_same_bytes_and_no_setting_left_behind(comparison: Comparison, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    first, second = (write_figures(comparison, tmp_path / name, seed=3) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert all(b"Software" not in path.read_bytes() for path in first)
    assert dict(mpl.rcParams) == before


def test_a_run_by_itself_has_a_timeline_and_a_ladder(tmp_path: Path) -> None:
    run = simulate(REFERENCE.edit(start="2019-12-01", end="2019-12-05", warm_up=0), worlds=2)
    assert [path.name for path in write_figures(of_one(run), tmp_path)] == ["timeline.png", "ladder.png"]


def test_the_records_series_are_those_of_a_documented_run(comparison: Comparison) -> None:
    days = days_between(*comparison.window)
    daily = comparison.runs["documented"].daily
    for panel in PANELS:
        expected = matrix(daily, days, panel.decision)[0]
        expected = np.minimum(expected, 1) if panel.days_only else expected
        assert record_by_day(load_evidence(), days, panel).tolist() == expected.tolist()
    assert record_by_day(load_evidence(), days, PANELS[0]).sum() > 5


def test_the_documented_events_marked_are_the_storming_and_the_killing(comparison: Comparison) -> None:
    marks = documented_marks(load_evidence(), days_between(*comparison.window))
    assert [(str(day), name) for day, name in marks] == [("2019-12-31", "embassy stormed"), ("2020-01-03", "leader killed")]


def test_the_paired_difference_is_that_of_the_table(comparison: Comparison) -> None:
    for scenario in comparison.scenarios[1:]:
        for name, values in paired(comparison, scenario).items():
            row = effect(comparison, scenario, name)
            assert row is not None
            if values.size:
                assert values.mean() == pytest.approx(row["difference"])
                assert np.quantile(values, 0.05, method="inverted_cdf") == pytest.approx(row["difference_low"])
    assert len(measured(comparison, comparison.scenarios[0])) == 12


def test_bands_by_hand() -> None:
    worlds = np.arange(101)[:, None] * np.array([[1, 2]])
    assert bands(worlds).tolist() == [[5, 10], [25, 50], [50, 100], [75, 150], [95, 190]]


def test_weekly_shares_by_hand(comparison: Comparison) -> None:
    days = days_between(*comparison.window)[:17]
    daily = comparison.runs["documented"].daily.copy()
    daily["rung"] = 0
    daily.loc[(daily["world"] < 3) & (daily["date"] == "2019-12-08"), "rung"] = 6
    weeks, shares = weekly_shares(daily, days, len(RUNGS))
    assert [str(day) for day in weeks] == ["2019-12-01", "2019-12-08"]
    assert shares[:, 0].tolist() == [1.0] + [0.0] * 9
    assert shares[0, 1] == 0.75
    assert shares[6, 1] == 0.25


def test_numbers_as_a_reader_wants_them() -> None:
    minus = "\N{MINUS SIGN}"
    assert [number(x) for x in (0.0, -0.0, 3.0, 3.25, 1234.4, 0.034, -0.001)] == ["0", "0", "3", "3.2", "1,234", "0.03", "0"]
    assert [signed(x) for x in (2.0, -2.5, 0.0, 0.001)] == ["+2", f"{minus}2.5", "0", "0"]


def test_labels_keep_apart() -> None:
    upper, lower = _apart([0.5, 0.49])
    assert upper - lower == pytest.approx(0.24)
    assert _apart([0.2, 0.8]) == [0.2, 0.8]
    assert [row for row, _ in _rows([(0.0, 1.0), (0.5, 1.0), (2.0, 1.0)], 7.0)] == [0, 1, 0]
    assert _rows([(6.9, 2.0)], 7.0) == [(0, True)]
