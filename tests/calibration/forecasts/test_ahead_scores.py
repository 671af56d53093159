"""Looks ahead judged: scores by hand, what is not known yet, and tables that nobody can mean."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from calibration.forecasts.ahead import COLUMNS
from calibration.forecasts.ahead_scores import JUDGED, TABLE, judge, read_ahead, scores
from sim.errors import InputError
from sim.record.evidence import load_evidence
from sim.results.manifest import write_manifest

ROW = {
    "event": "us_strike", "horizon": 7, "since": "2019-12-28", "until": "2020-01-03", "probability": 0.25, "worlds": 100,
    "base_rate": 0.1, "base_spans": 40, "made_on": "2019-12-28", "last_day": "2019-12-27", "record_sha256": "abc",
}  # fmt: skip


def table(**changes: object) -> pd.DataFrame:
    return pd.DataFrame([{**ROW, **changes}], columns=list(COLUMNS))


def judged(covered: date, **changes: object) -> dict[str, object]:
    (row,) = judge(table(**changes), load_evidence(), covered).to_dict("records")
    return {str(key): value for key, value in row.items()}


def test_scores_by_hand() -> None:
    assert scores(0.25, 100, 1.0) == (0.5625, pytest.approx(math.log(25.5 / 101)))
    assert scores(0.25, 100, 0.0) == (0.0625, pytest.approx(math.log(75.5 / 101)))


def test_no_number_of_worlds_is_sure() -> None:
    assert scores(0.0, 1000, 1.0) == (1.0, pytest.approx(math.log(0.5 / 1001)))
    assert scores(1.0, 1000, 1.0) == (0.0, pytest.approx(math.log(1000.5 / 1001)))


def test_the_truth_scores_better_than_any_other_number() -> None:
    """Proper: with an event that comes in 3 of 10 cases, nobody gains by saying another probability."""
    for which in (0, 1):
        said = [share / 10 for share in range(11)]
        gain = [-1.0, 1.0][which]
        mean = [gain * (0.3 * scores(p, 10**6, 1.0)[which] + 0.7 * scores(p, 10**6, 0.0)[which]) for p in said]
        assert max(said, key=lambda p: mean[said.index(p)]) == 0.3


def test_what_came_is_judged_by_the_record() -> None:
    """The United States struck on 29 December 2019."""
    row = judged(date(2024, 12, 31))
    assert tuple(row) == JUDGED
    assert (row["outcome"], row["brier"], row["base_brier"]) == (1.0, 0.5625, pytest.approx(0.81))
    quiet = judged(date(2024, 12, 31), since="2020-06-01", until="2020-06-07")
    assert (quiet["outcome"], quiet["brier"]) == (0.0, 0.0625)


@pytest.mark.parametrize(("day", "came"), [("2019-12-28", 0.0), ("2019-12-29", 1.0)])
def test_the_last_day_of_a_horizon_belongs_to_it(day: str, came: float) -> None:
    assert judged(date(2024, 12, 31), since="2019-12-28", until=day, horizon=(int(day[-2:]) - 27))["outcome"] == came


def test_what_has_not_come_waits_for_the_record_and_what_has_come_does_not() -> None:
    waiting = judged(date(2019, 12, 28))
    assert all(math.isnan(float(str(waiting[name]))) for name in ("outcome", "brier", "log_score", "base_brier"))
    assert judged(date(2019, 12, 30))["outcome"] == 1.0
    assert math.isnan(float(str(judged(date(2019, 12, 1))["outcome"])))


# Reading --------------------------------------------------------------------------------------------------------------------


def written(folder: Path, **changes: object) -> Path:
    table(**changes).to_csv(folder / TABLE, index=False)
    return folder


def test_a_table_is_read_back_from_its_folder_or_itself(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert read_ahead(folder).to_dict("records") == read_ahead(folder / TABLE).to_dict("records") == [ROW]


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "event": ({"event": "us_strikes"}, "did you mean 'us_strike'"),
    "a probability above one": ({"probability": 1.5}, "column probability: '1.5'; allowed: a number from 0 to 1"),
    "no number": ({"base_rate": "nan"}, "column base_rate: 'nan'"),
    "half a world": ({"worlds": 2.5}, "column worlds: '2.5'; allowed: a whole number"),
    "no day": ({"until": "2020-1-3"}, "column until: '2020-1-3'; allowed: a day"),
    "another horizon": ({"horizon": 8}, "so many after since as the horizon says, 8"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_nobody_can_mean_is_one_line_with_its_place(what: str, tmp_path: Path) -> None:
    changes, said = WRONG[what]
    with pytest.raises(InputError) as failure:
        read_ahead(written(tmp_path, **changes))
    assert said in str(failure.value)
    assert f"{TABLE}:2: " in str(failure.value)


def test_a_table_without_rows_or_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_ahead(tmp_path)
    (tmp_path / TABLE).write_text(",".join(COLUMNS) + "\n")
    with pytest.raises(InputError, match="there is no forecast in it"):
        read_ahead(tmp_path)


def _mended(folder: Path) -> None:
    written(folder, probability=0.99)


def _manifest(folder: Path) -> None:
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('"ahead"', '"behind"'))


def _no_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("[]")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_mended, "its hash is not that of the manifest"),
        (_manifest, "its own hash"),
        (_no_manifest, "not the manifest of a look"),
    ],
)
def test_a_forecast_that_was_mended_afterwards_is_refused(change: Callable[[Path], None], said: str, tmp_path: Path) -> None:
    folder = written(tmp_path)
    write_manifest(folder, {"command": "ahead", "versions": {}})
    assert len(read_ahead(folder)) == 1
    change(folder)
    with pytest.raises(InputError, match=said):
        read_ahead(folder)
