"""Blocks about forecasts: verdicts by intervals, leads in order, coverage side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from calibration.forecasts.scores import LEADS
from calibration.pages.score_blocks import coverage, leads, scores_from, verdict


def scores(low: float, high: float) -> list[dict[str, object]]:
    baseline = {"series": "all", "model": "hawkes", "variant": "plain", "n_days": 30, "log_score": -0.9, "crps": 0.3}
    rules = {"best_baseline": "hawkes", "difference": 0.02, "low": low, "high": high}
    return [baseline, {**baseline, "model": "rules", "log_score": -0.88, "crps": 0.29, **rules}]


@pytest.mark.parametrize(
    ("low", "high", "words"), [(0.01, 0.03, "ahead of the best"), (-0.01, 0.03, "a tie with the best"), (-0.3, -0.1, "behind")]
)
def test_scores_are_put_in_words_by_their_interval(tmp_path: Path, low: float, high: float, words: str) -> None:
    (tmp_path / "scores.json").write_text(json.dumps(scores(low, high)))
    text = scores_from("scores.json")(tmp_path)
    assert text is not None
    assert words in text
    assert "| all | -0.8800 | -0.9000 | hawkes | +0.0200 |" in text


def test_leads_over_each_baseline_stand_in_order_of_how_hard_it_is_to_beat(tmp_path: Path) -> None:
    band = (0.5, 0.4, 0.6)
    rows = [
        ("all", name, "plain", 30, ahead, ahead - 0.1, ahead + 0.1, *band) for name, ahead in (("ewma", 0.3), ("hawkes", 0.2))
    ]
    pd.DataFrame([*rows, ("raid", *rows[0][1:])], columns=list(LEADS)).to_csv(tmp_path / "leads.csv", index=False)
    text = leads(tmp_path)
    assert text is not None
    easy, hard = (text.index(f"| plain | frozen | {model} |") for model in ("ewma", "hawkes"))
    assert hard < easy
    assert "| hawkes | +0.2000 (+0.1000 to +0.3000) | +0.5000 (+0.4000 to +0.6000) |" in text
    assert text.count("| plain |") == 2


def test_coverage_is_full_for_the_rules_and_side_by_side_for_everybody(tmp_path: Path) -> None:
    rows = [("raid", model, "plain", 0.5, value, 0.1, 2.0, 3) for model, value in (("hawkes", 0.75), ("rules", 0.875))]
    names = ["series", "model", "variant", "coverage_50", "coverage_90", "pit_distance", "expected", "observed"]
    pd.DataFrame(rows, columns=names).to_csv(tmp_path / "coverage.csv", index=False)
    text = coverage(tmp_path)
    assert text is not None
    assert "| raid | plain | 0.5 | 0.875 | 0.1 | 2 | 3 |" in text
    assert "| variant | series | hawkes | rules |" in text
    assert "| plain | raid | 0.75 | 0.875 |" in text


def test_series_ahead_and_behind_are_named() -> None:
    rules = pd.DataFrame({"series": ["strike", "raid"], "low": [0.1, -0.2], "high": [0.2, -0.1]})
    assert verdict(rules).startswith("Ahead by series: strike. Behind by series: raid.")


def test_without_a_file_there_is_no_block(tmp_path: Path) -> None:
    assert scores_from("scores.json")(tmp_path) is None
    assert leads(tmp_path) is None
    assert coverage(tmp_path) is None
