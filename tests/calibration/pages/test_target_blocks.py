"""Blocks about the targets: misses with their reasons, counts by span, and which mechanisms a target is sensitive to."""

from __future__ import annotations

import json
from pathlib import Path

from calibration.pages.target_blocks import missed, missed_in_short, target_sensitivity, targets


def test_misses_are_listed_with_their_reason(tmp_path: Path) -> None:
    row = {
        "id": "x", "title": "Pattern", "in_fit": True, "observed": 9.0, "predicted": 1.0, "low": 0.0, "high": 3.0, "defined": 1.0,
        "informative": True, "limit": None, "stopped": "",
    }  # fmt: skip
    rows = [{**row, "passed": False, "expected_miss": "too calm"}, {**row, "id": "y", "passed": True, "expected_miss": ""}]
    rows += [{**rows[1], "id": "wave-first-month", "in_fit": False}, {**rows[1], "id": "deaths-answered", "in_fit": False}]
    rows += [{**rows[0], "id": "u", "title": "Gone", "low": None, "high": None, "stopped": "no bound", "informative": False}]
    rows += [{**rows[0], "id": "w", "title": "Wide", "observed": 2.0, "limit": 2.5, "informative": False}]
    (tmp_path / "check.json").write_text(json.dumps(rows))
    assert "- Pattern: 9 in the record, 0 to 3 in 95 % of worlds (too calm)." in str(missed(tmp_path))
    assert "- Gone: 9 in the record, no value in any world (no bound)." in str(missed(tmp_path))
    beyond = "- Wide: 2 in the record, 0 to 3 in 95 % of worlds, beyond its limit of 2.5 (too calm)."
    assert beyond in str(missed(tmp_path))
    short = str(missed_in_short(tmp_path))
    assert short.startswith(
        "3 of 6 documented patterns are met. Missed are:\n\n- Pattern: 9 in the record, 0 to 3 in 95 % of worlds.\n"
    )
    assert "too calm" not in short
    text = str(targets(tmp_path))
    for words in ("in the span of the fit: 1 of 4 met", "partly in it: 1 of 1 met", "wholly outside it: 1 of 1 met"):
        assert words in text
    assert "with a band that says something 1 of 2" in text
    assert "- 2 of all 6 bands say little" in text


def test_a_target_met_only_just_is_named(tmp_path: Path) -> None:
    """Three quarters of the way from the mean, 4, to the end of the band, 8, is 7."""
    row = {"title": "Just", "passed": True, "predicted": 4.0, "low": 0.0, "high": 8.0}
    for observed, named in ((6.9, False), (7.0, True), (1.0, True), (1.1, False)):
        (tmp_path / "check.json").write_text(json.dumps([{**row, "observed": observed}]))
        assert ("- Just: " in str(missed(tmp_path))) == named, observed


def test_nothing_missed_is_said_too(tmp_path: Path) -> None:
    (tmp_path / "check.json").write_text(json.dumps([{"title": "Met", "passed": True}]))
    assert missed_in_short(tmp_path) == "All 1 documented patterns are met."


def test_mechanisms_that_no_target_is_sensitive_to_are_counted(tmp_path: Path) -> None:
    (tmp_path / "target_sensitivity.csv").write_text("mechanism,missed,ids\nred_line,2,a b\nfear,0,\ntruces,0,\n")
    text = target_sensitivity(tmp_path)
    assert text is not None
    assert "To 1 of 3 mechanisms at least one target is sensitive; to 2 none." in text
    assert "| red_line | 2 | `a`, `b` |" in text
    assert "| fear | 0 | - |" in text


def test_without_a_file_there_is_no_block(tmp_path: Path) -> None:
    assert targets(tmp_path) is missed(tmp_path) is missed_in_short(tmp_path) is target_sensitivity(tmp_path) is None
