"""The block of `docs/calibration-targets.md` about the free run: each year of the record beside worlds left to luck."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from calibration.pages.markdown import cell, table
from calibration.reference import read
from calibration.studies.free_run import BRANCHED, YEAR
from calibration.studies.ranks import LEVEL


def free_run(folder: Path) -> str | None:
    """How many pairs of year and series lie inside, a table of years by series, and the calms; None if nothing has been run."""
    frame = read(folder / "free_run.csv")
    if frame is None:
        return None
    of_years = frame[frame["period"] == YEAR]
    inside = of_years["inside"].astype(bool)
    first = frame.iloc[0]
    head = (
        f"{first['worlds']:,} worlds of posterior `{first['parameters']}`, seed {first['seed']}: {inside.sum()} of "
        f"{len(of_years)} pairs of year and series ({inside.mean():.0%}) lie in the central {LEVEL:.0%} of worlds."
    )
    calms = frame[frame["period"] != YEAR].to_dict("records")
    return "\n".join([head, "", _by_year(of_years), *(_calm(row) for row in calms)])


def _by_year(of_years: pd.DataFrame) -> str:
    """A row for each series, a column for each year: the record and, in brackets, the band; misses are bold."""
    years = list(dict.fromkeys(of_years["year"]))
    rows = [
        [str(label), *(_pair(row) for row in part.to_dict("records"))] for label, part in of_years.groupby("label", sort=False)
    ]
    return table(("", *(str(year) for year in years)), rows)


def _pair(row: dict[Any, Any]) -> str:
    words = f"{cell(float(row['observed']))} ({cell(float(row['low']))} to {cell(float(row['high']))})"
    return words if row["inside"] else f"**{words}**"


def _calm(row: dict[Any, Any]) -> str:
    how = "branched from the day before" if row["run"] == BRANCHED else "left to luck from the first day"
    share, mean = f"{row['share_at_most']:.1%}", cell(float(row["mean"]))
    return (
        f"- {row['since']} to {row['until']}, {how}: at most {cell(float(row['at_most']))} attacks on bases in {share} of "
        f"worlds, {mean} in the mean; {cell(float(row['observed']))} in the record."
    )
