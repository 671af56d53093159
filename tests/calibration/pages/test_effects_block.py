"""The blocks on no strike on Soleimani: a row a measure, its legend, quarters that are sums of months; the printed table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from calibration.pages.effects_block import COLUMNS, QUARTERS, SCENARIO, effects, effects_in_full
from sim.scenario import load_scenario

WATCHED = load_scenario(SCENARIO).watch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The three files, with a number of its own in each place."""
    row = {"since": "2020-01-02", "until": "2020-12-31", "worlds": 2000, "reference_mean": 59.0, "mean": 48.25,
           "difference": -10.75, "effect_low": -18.0, "effect_high": -5.5, "difference_low": -20.0, "difference_high": 2.0,
           "coupling_low": -12.25, "coupling_high": -10.75, "draws": 1000, "standard_error": 0.3125, "p_more": 0.25,
           "p_same": 0.5, "p_less": 0.25, "p_lost": 0.125, "own": -5.0, "followed": -5.75, "shape": "one mode"}  # fmt: skip
    rows = [{"scenario": SCENARIO, "measure": name, **row} for name in WATCHED]
    rows[-1] |= {"effect_low": None, "difference_low": -3.0, "difference_high": -3.001}
    rows[-2] |= {"effect_low": -10.75, "effect_high": -10.75}
    rows.append({**rows[0], "scenario": "documented", "mean": 777})
    pd.DataFrame(rows).to_csv(tmp_path / "effects.csv", index=False)
    months = [
        {"scenario": SCENARIO, "measure": name, "month": f"2020-{month:02d}", "difference": -float(month)}
        for name in WATCHED
        for month in range(1, 13)
    ]
    pd.DataFrame(months).to_csv(tmp_path / "effects_monthly.csv", index=False)
    shares = [
        {"measure": WATCHED[0], "factor": factor, "kind": "share of variance", "index": index}
        for factor, index in (("chance", 0.616), ("parameters", 0.204), ("rule variants", 0.18))
    ]
    pd.DataFrame(shares).to_csv(tmp_path / "sensitivity.csv", index=False)
    return tmp_path


def test_every_watched_measure_has_a_row_with_its_widths(folder: Path) -> None:
    text = str(effects(folder))
    assert text.startswith("`make run`: 2,000 worlds, counted from 2 January 2020 to 31 December 2020.\n")
    assert f"| {' | '.join(COLUMNS)} |" in text
    first = "| Attacks on US sites | 59 | 48.2 | -10.8 (-18 to -5.50) | -20 to +2 | -12.2 to -10.8 | 62 / 20 / 18 % |"
    assert first in text
    assert "| Highest rung | 59 | 48.2 | -10.8 | -3 | -12.2 to -10.8 | - |" in text
    assert text.count("| -10.8 | ") == 2, "an interval that is one number is not said twice"
    assert text.count("| 59 |") == len(WATCHED) <= 8
    assert "777" not in text


def test_quarters_are_sums_of_months(folder: Path) -> None:
    text = str(effects(folder))
    assert f"| average effect in | {' | '.join(QUARTERS)} |" in text
    assert "| Attacks on US sites | -6 | -15 | -24 | -33 |" in text


def test_in_full_it_is_the_printed_table_and_its_words(folder: Path) -> None:
    text = str(effects_in_full(folder))
    assert text.startswith("`make run`: 2,000 worlds of 1,000 draws, as `escalation effects` prints it.\n")
    assert "|  | reference | mean | difference | s.e. | over parameters | single worlds | over couplings | more in |" in text
    assert "| Attacks on US sites | 59 | 48.2 | -10.8 | 0.31 | -18 to -5.50 | -20 to +2 | -12.2 to -10.8 | 25 % | 50 % |" in text
    assert text.count("| one mode |") == len(WATCHED)
    words = text.rpartition("\n\n")[2]
    assert "sites is -10.8, with a standard error of 0.31" in words
    assert "-5 is the edited act itself" in words
    assert "counts -5.75" in words
    assert "In 12 % of the worlds no American dies at all, and 50 % have as many" in words
    (folder / "effects.csv").unlink()
    assert effects_in_full(folder) is None


@pytest.mark.parametrize("name", ["effects.csv", "effects_monthly.csv", "sensitivity.csv"])
def test_without_one_of_the_files_there_is_no_block(name: str, folder: Path) -> None:
    (folder / name).unlink()
    assert effects(folder) is None
