"""The block of the free run: a row for each series, a column for each year, misses bold, then the calms."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from calibration.pages.free_run_block import free_run


def test_years_stand_side_by_side_misses_are_bold_and_calms_follow(tmp_path: Path) -> None:
    row = {
        "year": 2019, "series": "raid", "label": "raids", "observed": 2.0, "mean": 1.5, "low": 0.0, "high": 3.0, "inside": True,
        "run": "free", "period": "year", "since": "2019-01-01", "until": "2019-12-31", "worlds": 1000, "seed": 7,
        "parameters": "whole", "at_most": None, "share_at_most": None,
    }  # fmt: skip
    calm = {**row, "period": "gaza_truce", "since": "2023-11-24", "until": "2023-11-30", "at_most": 0, "share_at_most": 0.25}
    rows = [row, {**row, "year": 2020, "observed": 4.0, "inside": False}, calm, {**calm, "run": "branched"}]
    pd.DataFrame(rows).to_csv(tmp_path / "free_run.csv", index=False)
    text = str(free_run(tmp_path))
    assert "1,000 worlds of posterior `whole`, seed 7: 1 of 2 pairs of year and series (50%)" in text
    assert "|  | 2019 | 2020 |" in text
    assert "| raids | 2 (0 to 3) | **4 (0 to 3)** |" in text
    assert "- 2023-11-24 to 2023-11-30, left to luck from the first day: at most 0 attacks on bases in 25.0% of worlds" in text
    assert "- 2023-11-24 to 2023-11-30, branched from the day before: at most 0 attacks" in text


def test_without_a_file_there_is_no_block(tmp_path: Path) -> None:
    assert free_run(tmp_path) is None
