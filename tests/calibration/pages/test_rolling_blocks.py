"""The verdict's blocks: by the rule, with the clean test beside it, whatever comes out; the years one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calibration.forecasts.series import SERIES
from calibration.pages.rolling_blocks import CLEAN, first_of, in_full, in_short, years
from calibration.studies.rolling_scores import write_table
from tests.calibration.studies.made_rolling import made_table


def clean_test(folder: Path, name: str = "") -> None:
    rows = [
        {"series": series, "model": "rules", "variant": "plain", "best_baseline": "hawkes", "difference": -0.1, "low": -0.2,
         "high": 0.1 if series == "raid" else -0.05}
        for series in (*SERIES, "all")
    ]  # fmt: skip
    path = folder / (name or next(iter(CLEAN)))
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(rows))


def test_before_the_study_has_run_the_clean_test_stands_alone(tmp_path: Path) -> None:
    assert in_short(tmp_path) is None
    clean_test(tmp_path)
    text = str(in_short(tmp_path))
    assert text.startswith("*The rolling years 2020 to 2024 are not yet run*: `python -m calibration.studies.rolling`.")
    assert (
        "| nobody | hawkes | -0.100 | -0.200 to -0.050 | attack_base, attack_convoy, strike, announce_truce, launch_mis" in text
    )
    assert text.rstrip().endswith("| behind |")


@pytest.mark.parametrize(
    ("leads", "sentence", "ends"),
    [
        ({}, "the rules are ahead of the best single baseline", "| none | ahead |"),
        ({"raid": -0.03}, "the rules are not shown to be ahead of the best single baseline", "| raid | not ahead |"),
        (dict.fromkeys(SERIES, -0.02), "the rules are behind the best single baseline", "| behind |"),
    ],
)
def test_the_verdict_says_whatever_comes_out(tmp_path: Path, leads: dict[str, float], sentence: str, ends: str) -> None:
    clean_test(tmp_path)
    write_table(made_table(leads), tmp_path / "rolling.json")
    text = str(in_short(tmp_path))
    assert text.startswith(f"**By the rule fixed beforehand, over the years 2020 to 2024, {sentence} where nobody knows")
    rolling, *_ = [line for line in text.splitlines() if line.startswith("| 2020 to 2024")]
    assert rolling.endswith(ends)
    assert "March to December 2024, the clean test" in text


def test_the_page_has_every_window_that_was_scored(tmp_path: Path) -> None:
    clean_test(tmp_path)
    clean_test(tmp_path, "scores.json")
    write_table(made_table({}), tmp_path / "rolling_monthly.json")
    lines = [line.split(" | ")[0] for line in str(in_full(tmp_path)).splitlines() if line.startswith("| ")][2:]
    assert [line.lstrip("| ") for line in lines] == [
        *["the same, learning on month by month"] * 2,
        "March to December 2024, the clean test",
        "January 2023 to February 2024, rules of 26 November 2026",
    ]


def test_years_and_series_are_shown_against_the_best_and_the_mutual_hawkes_process(tmp_path: Path) -> None:
    assert years("rolling.json")(tmp_path) is None
    write_table(made_table({"raid": -0.06}, silent=("strike",)), tmp_path / "rolling.json")
    text = str(years("rolling.json")(tmp_path))
    plain, _ = text.split("**contexts_known**")
    assert plain.startswith("**plain**; the best single baseline over all years is `mutual_hawkes`.")
    lines = [line.split(" | ") for line in plain.splitlines() if line.startswith("| ")][2:]
    assert len(lines) == 2 + 2 * 7 + 2 * 6
    raid = next(line for line in lines if line[:2] == ["| all years", "raid"])
    assert raid[5].startswith("-0.06")
    silent = next(line for line in lines if line[:2] == ["| 2024-01-01 to 2024-02-29", "strike"])
    assert silent[2] == "0"
    counted = next(line for line in lines if line[:2] == ["| years in which it came", "strike"])
    assert counted[2] == "1"


def test_the_first_block_that_can_be_written_is(tmp_path: Path) -> None:
    assert first_of(lambda folder: None, lambda folder: "b", lambda folder: "c")(tmp_path) == "b"
    assert first_of(lambda folder: None)(tmp_path) is None
