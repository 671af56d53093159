"""The block on halts: a line for each, one for all, and whether the rules lie where the record may."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from calibration.pages.halts_block import halts
from calibration.studies.halts import COLUMNS


@pytest.mark.parametrize("inside", [True, False])
def test_a_line_for_each_halt_and_one_for_all(tmp_path: Path, inside: bool) -> None:
    assert halts(tmp_path) is None
    rows = [
        ("record", "2020-10-10", 1, 1, 1.0, None, None, None, None),
        ("record", "2024-01-30", 1, 0, 0.0, None, None, None, None),
        ("record", "all", 2, 1, 0.5, None, 0.06, 0.94, None),
        ("branched", "2020-10-10", 500, 460, 0.92, 1.25, None, None, None),
        ("branched", "2024-01-30", 500, 20, 0.04, 1.25, None, None, None),
        ("branched", "all", 1000, 480, 0.48, None, 0.06, 0.94, True),
        ("without", "2020-10-10", 500, 450, 0.9, 1.25, None, None, None),
        ("without", "2024-01-30", 500, 5, 0.01, 1.25, None, None, None),
        ("without", "all", 1000, 455, 0.455, None, None, None, None),
        ("free", "all", 1570, 1070, 0.6815, None, 0.06, 0.94, inside),
    ]
    pd.DataFrame([(*row, 500, 7, "whole", "") for row in rows], columns=list(COLUMNS)).to_csv(tmp_path / "halts.csv", index=False)
    lines = str(halts(tmp_path)).splitlines()
    assert lines[2].startswith("| 2020-10-10 | quiet | 92%, 1.2 | 90%, 1.2 |")
    assert lines[3].startswith("| 2024-01-30 | not quiet | 4%, 1.2 | 1%, 1.2 |")
    assert lines[4] == "| all | 1 of 2 | 48% | 46% | 68% of 1,570 |"
    says = "both shares of the rules lie in it" if inside else "not both shares of the rules lie in it"
    assert lines[-1] == f"The record's share may be 6% to 94% (Jeffreys, 95 %): {says}. 500 worlds."
