"""The block of `docs/calibration-targets.md` on quiet weeks after halts of the group that leads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from calibration.pages.markdown import table
from calibration.reference import read
from calibration.studies.halts import ALL, BRANCHED, FREE, RECORD, WITHOUT

COLUMNS = (
    "halt",
    "in the record",
    "by the rules, branched on its evening",
    "the same day without it",
    "left to luck from the first day",
)


def halts(folder: Path) -> str | None:
    """By halt, and of all, whether or how often a quiet week followed; then whether the rules lie in the record's interval."""
    frame = read(folder / "halts.csv")
    if frame is None:
        return None
    by = {(row["run"], row["halt"]): row for row in frame.to_dict("records")}
    days = [halt for run, halt in by if run == RECORD and halt != ALL]
    rows = [
        [day, "quiet" if by[RECORD, day]["quiet"] else "not quiet", _week(by[BRANCHED, day]), _week(by[WITHOUT, day]), ""]
        for day in days
    ]
    whole, branched, barred, free = (by[run, ALL] for run in (RECORD, BRANCHED, WITHOUT, FREE))
    rows.append(
        ["all", f"{whole['quiet']} of {whole['halts']}", _share(branched), _share(barred), f"{_share(free)} of {free['halts']:,}"]
    )
    band = f"{whole['low']:.0%} to {whole['high']:.0%}"
    inside = all(bool(row["inside"]) for row in (branched, free))
    says = "both shares of the rules lie in it" if inside else "not both shares of the rules lie in it"
    return f"{table(COLUMNS, rows)}\nThe record's share may be {band} (Jeffreys, 95 %): {says}. {branched['worlds']:,} worlds."


def _week(row: dict[Any, Any]) -> str:
    """How often it is quiet, and how many attacks there are."""
    return f"{_share(row)}, {row['attacks']:.1f}"


def _share(row: dict[Any, Any]) -> str:
    return f"{row['share']:.0%}"
