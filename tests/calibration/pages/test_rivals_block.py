"""The block on baselines with hidden states: the best in bold, series by series, an interval for all years alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from calibration.pages.rivals_block import rivals
from calibration.studies.rivals import COLUMNS, RIVALS


def test_scores_stand_side_by_side_and_leads_by_series_with_an_interval_for_all_years(tmp_path: Path) -> None:
    assert rivals(tmp_path) is None
    rows = []
    for year, days in (("2020", 366), ("2021", 365), ("2020-2021", 731)):
        for series in ("raid", "all"):
            rows.append((year, series, "hawkes", days, -0.3, 0.1, 0.9, None, None, None, None))
            rows += [
                (year, series, name, days, -0.31 + 0.02 * at, 0.1, 0.9, "hawkes", -0.01 + 0.02 * at, -0.03, 0.04)
                for at, name in enumerate(RIVALS)
            ]
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(tmp_path / "rivals.csv", index=False)
    text = str(rivals(tmp_path))
    assert "Mean daily log score, 2020-2021, 731 days:" in text
    assert "| raid | -0.3000 | -0.3100 | -0.2900 | -0.2700 | **-0.2500** |" in text
    lines = [line.split(" | ")[:3] for line in text.splitlines() if " | hawkes | " in line and not line.startswith("| series")]
    assert [(series.strip("| "), year) for series, year, _ in lines] == [
        (series, year) for series in ("raid", "all") for year in ("2020", "2021", "2020-2021")
    ]
    assert "| raid | 2020 | hawkes | -0.0100 | +0.0100 | +0.0300 | +0.0500 |" in text
    assert "| all | 2020-2021 | hawkes | -0.0100 (-0.0300 to +0.0400) |" in text
