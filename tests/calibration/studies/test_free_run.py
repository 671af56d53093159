"""The record's years beside worlds left to luck: the same days, series and statistics on both sides."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.studies import free_run
from calibration.studies.free_run import (
    AT_MOST,
    BRANCHED,
    COLUMNS,
    FREE,
    SERIES,
    YEAR,
    Cell,
    _row,
    blocks_of,
    compare,
    free_scenario,
    in_words,
    years,
)
from calibration.targets.targets import load_targets
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.record.evidence import load_evidence
from sim.record.windows import load_windows
from sim.scenario.edits import plain_acts

UNTIL, WORLDS = date(2019, 12, 31), 5
EAGER = {"militia.base_attacks": np.array([0.05, 0.1, 0.2, 0.3, 0.4]), "us.force_floor": 0.01}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return compare(load_parameters().replace(EAGER), WORLDS, 3, until=UNTIL)


def test_a_row_for_each_year_and_series_then_the_calms_that_the_run_reaches(table: pd.DataFrame) -> None:
    assert list(table.columns) == list(COLUMNS)
    of_years = table[table["period"] == YEAR]
    assert list(zip(of_years["year"], of_years["series"], strict=True)) == [(y, name) for y in (2018, 2019) for name in SERIES]
    assert set(of_years["run"]) == {FREE}
    calms = table[table["period"] != YEAR]
    assert list(zip(calms["run"], calms["period"], strict=True)) == [(BRANCHED, name) for name in AT_MOST]
    assert calms["at_most"].tolist() == list(AT_MOST.values())
    assert of_years["share_at_most"].isna().all()


def test_the_years_run_from_september_2018_to_the_end_of_the_record() -> None:
    spans = {(cell.since, cell.until) for cell in years(free_scenario())}
    last = load_windows()["record"].until
    whole = {(date(year, 1, 1), date(year, 12, 31)) for year in range(2019, last.year)}
    assert spans == {(date(2018, 9, 1), date(2018, 12, 31)), *whole, (date(last.year, 1, 1), last)}


def test_the_record_has_as_many_as_its_acts_say(table: pd.DataFrame) -> None:
    """Counted anew from the acts: those of a state on one day are one, days of strikes are days."""
    acts = [act for act in plain_acts(load_evidence()) if act.decision in SERIES]
    states = {(act.date, act.decision) for act in acts if not act.decision.startswith(("attack", "announce", "assault"))}
    expected = Counter((day.year, name) for day, name in states if day >= date(2018, 9, 1))
    groups = [act for act in acts if act.decision.startswith(("attack", "announce", "assault")) and act.date >= date(2018, 9, 1)]
    expected.update((act.date.year, act.decision) for act in groups)
    of_years = table[(table["period"] == YEAR) & (table["series"] != "us_killed")]
    assert all(row["observed"] == expected[row["year"], row["series"]] for row in of_years.to_dict("records"))
    dead = sum(act.marks.get("us_killed", 0) for act in plain_acts(load_evidence()) if act.date.year == 2019)
    (row,) = table[(table["year"] == 2019) & (table["series"] == "us_killed")].to_dict("records")
    assert row["observed"] == dead > 0


def test_the_worlds_have_as_many_as_their_daily_table_says(table: pd.DataFrame) -> None:
    parameters = load_parameters().replace(EAGER)
    model = EscalationModel(free_scenario(UNTIL), WORLDS, 3, parameters=parameters)
    for _ in model.run():
        pass
    model.close()
    daily = model.event_log.daily_table()
    of_2019 = daily[pd.to_datetime(daily["date"]).dt.year == 2019]
    for name, (statistic, _) in SERIES.items():
        counts = of_2019.assign(n=of_2019[name].clip(upper=1) if statistic == "days_with" else of_2019[name])
        drawn = counts.groupby("world")["n"].sum()
        (row,) = table[(table["year"] == 2019) & (table["series"] == name)].to_dict("records")
        assert row["mean"] == pytest.approx(drawn.mean())
        assert (row["low"], row["high"]) == (drawn.min(), drawn.max())
        assert row["share_at_or_below"] == (drawn <= row["observed"]).mean()
        assert row["inside"] == (drawn.min() <= row["observed"] <= drawn.max())


def test_blocks_hold_every_world_once_with_its_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_run, "BLOCK", 2)
    values = load_parameters().replace({"militia.fear": np.linspace(0.1, 0.5, 5)})
    blocks = list(blocks_of(values, 5))
    assert [(first, size) for _, first, size in blocks] == [(0, 2), (2, 2), (4, 1)]
    dealt = np.concatenate([np.atleast_1d(part.values["militia.fear"]) for part, *_ in blocks])
    assert dealt.tolist() == np.linspace(0.1, 0.5, 5).tolist()


def test_blocks_change_no_number(table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_run, "BLOCK", 2)
    monkeypatch.setattr(free_run, "AT_MOST", {})  # the years are enough
    again = compare(load_parameters().replace(EAGER), WORLDS, 3, until=UNTIL)
    numbers = [name for name in COLUMNS if not name.endswith("at_most")]  # those of the calms
    pd.testing.assert_frame_equal(table.loc[table["period"] == YEAR, numbers], again[numbers])


def test_months_covered_in_part_are_said_so(table: pd.DataFrame) -> None:
    """The mean over the days of reporting.csv; what is not reported in part has one."""
    shares = table[table["period"] == YEAR].set_index(["year", "series"])["reported"]
    reporting = load_evidence().reporting.by_month
    months = [(month, n) for month, n in (("2018-09", 30), ("2018-10", 31), ("2018-11", 30), ("2018-12", 31))]
    by_hand = sum(n * reporting.get(("attack_convoy", np.datetime64(month)), 1.0) for month, n in months) / 122
    assert shares[2018, "attack_convoy"] == pytest.approx(by_hand)
    assert by_hand < 1
    assert shares[2018, "strike"] == 1


def test_a_band_is_the_central_90_of_100_and_holds_its_ends() -> None:
    drawn = np.arange(1.0, 101.0)
    cell = Cell("strike", date(2019, 1, 1), date(2019, 12, 31))
    row = _row(cell, drawn, 5.0)
    assert (row["low"], row["high"], row["mean"], row["share_at_or_below"]) == (5.0, 95.0, 50.5, 0.05)
    assert [_row(cell, drawn, value)["inside"] for value in (4.0, 5.0, 95.0, 96.0)] == [False, True, True, False]
    assert row["share_at_most"] is None
    assert _row(Cell("attack_base", date(2024, 2, 5), date(2024, 2, 29), "a calm", 10), drawn, 3.0)["share_at_most"] == 0.1


def test_a_calm_is_branched_on_the_documented_day_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the free worlds it is asked too, if they come so far."""
    seen = []

    def counted(scenario: object, cells: list[Cell], *_: object) -> np.ndarray:
        seen.append((scenario, cells))
        return np.zeros((len(cells), 2))

    monkeypatch.setattr(free_run, "_block", counted)
    table = compare(load_parameters(), 2)
    (free, cells), *branched = seen
    assert free.branch == free.start
    assert {cell.period for cell in cells} == {YEAR, *AT_MOST}
    for (scenario, (cell,)), (name, at_most) in zip(branched, AT_MOST.items(), strict=True):
        assert (cell.period, cell.at_most) == (name, at_most)
        assert (scenario.branch, scenario.end) == (load_targets().runs[name].since, cell.until)
        assert (scenario.branch - scenario.start).days == 1
        assert scenario.luck == "fresh"
    calms = table[table["period"] != YEAR]
    assert calms["run"].tolist() == [FREE] * len(AT_MOST) + [BRANCHED] * len(AT_MOST)


def test_words_name_the_misses_and_the_calms() -> None:
    cells = {year: Cell("raid", date(year, 1, 1), date(year, 12, 31)) for year in (2019, 2020)}
    calm = Cell("attack_base", date(2023, 11, 24), date(2023, 11, 30), "gaza_truce", 0)
    rows = [_row(cells[2019], np.ones(9), 1.0), _row(cells[2020], np.ones(9), 4.0), _row(calm, np.array([0.0, 1.0]), 0.0)]
    lines = in_words(pd.DataFrame([{**row, "run": FREE} for row in rows]))
    assert lines[0] == "1 of 2 pairs of year and series (50.0%) lie in the central 90% of worlds"
    assert lines[1] == "outside: 2020, raids: 4 in the record, 1 to 1 in 90% of worlds, mean 1"
    assert lines[2].startswith("2023-11-24 to 2023-11-30, free: at most 0 attacks in 50.0% of worlds; 0 in the record")
    assert len(lines) == 3


def test_the_command_writes_the_table_and_prints_the_words(
    tmp_path: Path, table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(free_run, "compare", lambda *_, **__: table)
    free_run.main(worlds=WORLDS, seed=3, jobs=1, params="point", out=tmp_path / "new" / "free_run.csv")
    written = pd.read_csv(tmp_path / "new" / "free_run.csv")
    assert written["observed"].tolist() == table["observed"].tolist()
    assert set(written["seed"]) == {3}
    assert capsys.readouterr().out.splitlines() == in_words(table)
