"""Blocks of `docs/calibration-targets.md`: which are met, which are missed and why, which are sensitive to what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from calibration.pages.markdown import cell, plain, table
from calibration.reference import read
from calibration.targets.targets import load_targets
from sim.record.windows import load_windows

EDGE = 0.75
"""Share of the way to the end of a band from which a target is met only just."""


def targets(folder: Path) -> str | None:
    """How many targets are met, of days that were fitted and of days that were not, and how many bands rule out little."""
    frame = read(folder / "check.json")
    if frame is None:
        return None
    defined, fitted = load_targets(), load_windows()["train"]
    untouched = [target.id for target in defined.targets if defined.untouched(target, fitted.since, fitted.until)]
    outside = frame["id"].isin(untouched)
    in_fit, passed, informative = (frame[name].astype(bool) for name in ("in_fit", "passed", "informative"))
    parts = {"in the span of the fit": in_fit, "partly in it": ~in_fit & ~outside, "wholly outside it": outside}
    lines = [
        f"- {words}: {(rows & passed).sum()} of {rows.sum()} met; with a band that says something "
        f"{(rows & passed & informative).sum()} of {(rows & informative).sum()}"
        for words, rows in parts.items()
    ]
    lines += [f"- {(~informative).sum()} of all {len(frame)} bands say little"]
    columns = ["id", "observed", "predicted", "low", "high", "passed", "defined", "informative", "limit"]
    shown = frame[columns].rename(columns={"predicted": "mean", "passed": "met"})
    return "\n".join([*lines, "", plain(shown)])


def missed(folder: Path) -> str | None:
    """Every pattern that the model misses, with the reason where one is given; reasons were written after the miss was seen."""
    frame = read(folder / "check.json")
    if frame is None:
        return None
    passed = frame["passed"].astype(bool)
    misses = [_miss(row) for row in frame[~passed].to_dict("records")] or ["No record lies outside its band."]
    edge = [
        f"- {row['title']}: {cell(float(row['observed']))} in the record, {cell(float(row['predicted']))} in the mean of worlds, "
        f"{cell(float(row['low']))} to {cell(float(row['high']))} in 95 %."
        for row in frame[passed].to_dict("records")
        if _edge(row) >= EDGE
    ]
    return "\n".join([*misses, "", f"Met, but {EDGE:.0%} or more of the way from the mean to the end of the band:", "", *edge])


def missed_in_short(folder: Path) -> str | None:
    """How many patterns are met, and each that is missed in a line, without its reason."""
    frame = read(folder / "check.json")
    if frame is None:
        return None
    passed = frame["passed"].astype(bool)
    head = f"{int(passed.sum())} of {len(frame)} documented patterns are met. Missed are:"
    lines = [f"{_missed(row)}." for row in frame[~passed].to_dict("records")]
    return "\n".join([head, "", *lines]) if lines else f"All {len(frame)} documented patterns are met."


def _edge(row: dict[Any, Any]) -> float:
    """How far the record lies from the mean to the end of the band on its side; one at the end."""
    ahead = float(row["observed"]) - float(row["predicted"])
    room = float(row["high"]) - float(row["predicted"]) if ahead > 0 else float(row["predicted"]) - float(row["low"])
    return abs(ahead) / room if room > 0 else 0.0


def _miss(row: dict[Any, Any]) -> str:
    reason = row.get("stopped") or row.get("expected_miss") or "not expected"
    return f"{_missed(row)} ({reason})."


def _missed(row: dict[Any, Any]) -> str:
    valued = not pd.isna(row["low"])
    band = f"{cell(float(row['low']))} to {cell(float(row['high']))} in 95 % of worlds" if valued else "no value in any world"
    limit = row.get("limit")
    within = valued and float(row["low"]) <= float(row["observed"]) <= float(row["high"])
    beyond = f", beyond its limit of {cell(float(limit))}" if within and limit is not None and not pd.isna(limit) else ""
    return f"- {row.get('title') or row['id']}: {cell(float(row['observed']))} in the record, {band}{beyond}"


def target_sensitivity(folder: Path) -> str | None:
    """Which targets are sensitive to which mechanism."""
    frame = read(folder / "target_sensitivity.csv")
    if frame is None:
        return None
    rows = [[str(row["mechanism"]), str(row["missed"]), _names(row["ids"])] for row in frame.to_dict("records")]
    unseen = int((frame["missed"] == 0).sum())
    words = f"To {len(frame) - unseen} of {len(frame)} mechanisms at least one target is sensitive; to {unseen} none."
    return f"{words}\n\n{table(('off', 'newly missed', 'which'), rows)}"


def _names(ids: object) -> str:
    return ", ".join(f"`{name}`" for name in str(ids).split()) if isinstance(ids, str) else "-"
