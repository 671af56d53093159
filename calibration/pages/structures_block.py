"""The block of `docs/calibration-forecasts.md` on structures of the rules, each held against the rules without it."""

from __future__ import annotations

from pathlib import Path

from calibration.forecasts.scores import ALL
from calibration.pages.markdown import table
from calibration.reference import read
from calibration.studies.rolling_scores import ALL_YEARS
from calibration.studies.structures import FILE, STRUCTURES

SHOWN = ("attack_base", "strike", ALL)
"""The series shown: those that these structures are about, and all together."""
COLUMNS = ("structure", "taken out by", "days", *(f"{series}, ahead of the rules without it by" for series in SHOWN))
TRIED = "not in the rules: draws weighed anew"


def structures(folder: Path) -> str | None:
    """By structure and year, how far the rules are ahead of the rules without it: mean, standard error, nats a day.

    What a structure is stands in the first of its rows.
    """
    frame = read(folder / FILE)
    if frame is None:
        return None
    frame = frame.assign(year=frame["year"].astype(str))
    by = {(row["structure"], row["year"], row["series"]): row for row in frame.to_dict("records")}
    rows = []
    for name, structure in STRUCTURES.items():
        values = ", ".join(f"`{parameter} = {value:g}`" for parameter, value in structure.without)
        taken_out = values or (TRIED if structure.log_weights else "the earlier rules")
        what = [structure.words, taken_out]
        for year in (*structure.years, ALL_YEARS):
            found = [row for row in (by.get((name, year, series)) for series in SHOWN) if row is not None]
            if found:
                days = "all of these" if year == ALL_YEARS else year
                rows.append([*what, days, *(f"{r['difference']:+.4f} ± {r['error']:.4f}" for r in found)])
                what = ["", ""]
    return table(COLUMNS, rows)
