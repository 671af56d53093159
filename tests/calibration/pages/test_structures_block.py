"""The block on structures: a line for each year and for all, gains with their errors."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from calibration.pages.structures_block import SHOWN, structures
from calibration.studies.structures import COLUMNS, FILE


def test_a_line_for_each_year_and_for_all(tmp_path: Path) -> None:
    assert structures(tmp_path) is None
    rows = [
        ("campaign_ends", year, series, 300, 0.02 if series == "all" else 0.0312, 0.004, 0.01, 0.05)
        for year in ("2023", "2024", "all")
        for series in (*SHOWN, "raid")
    ]
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(tmp_path / FILE, index=False)
    lines = str(structures(tmp_path)).splitlines()[2:]
    cells = [line.split("|") for line in lines]
    assert [cell[3].strip() for cell in cells] == ["2023", "2024", "all of these"]
    assert [cell[2].strip() for cell in cells] == ["`militia.campaign_left = 1`", "", ""]
    assert [bool(cell[1].strip()) for cell in cells] == [True, False, False], "what it is stands in its first row"
    assert all(line.endswith("| +0.0312 ± 0.0040 | +0.0200 ± 0.0040 |") for line in lines)
