"""A look ahead judged once its days have passed: Brier and log scores of what it said of each event and horizon.

    Brier score   (p - o)^2                         0 is best, 1 worst (Brier 1950)
    log score     ln p if it came, ln(1 - p) if not  0 is best (Good 1952)

with o = 1 where the event came within the horizon and 0 where not. A probability that is a share of n worlds is never taken as
0 or 1 in the log score, for n worlds cannot say so: it is (n p + 1/2) / (n + 1) there (Jeffreys). Rows are not independent:
horizons contain each other and events come together, so that a few looks ahead judge nobody.
"""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.forecasts.ahead import COLUMNS, EVENTS, MOST_DAYS, documented_counts
from sim.errors import InputError, RecordError, unknown
from sim.machine import MOST_WORLDS
from sim.record.evidence import Evidence
from sim.record.rows import CsvRow, iso_date, read_rows
from sim.results.manifest import differences_on_disk, folder_of
from sim.results.statements import MANIFEST
from sim.untrusted import exists, is_folder, read_json

TABLE = "ahead.csv"
JUDGED = (
    "event", "horizon", "since", "until", "probability", "outcome", "brier", "log_score", "base_rate", "base_brier",
    "base_log_score",
)  # fmt: skip


def judge(ahead: pd.DataFrame, evidence: Evidence, covered: date) -> pd.DataFrame:
    """Scores of a look ahead.

    Parameters
    ----------
    ahead
        As `calibration.forecasts.ahead.probabilities` gives it, or `read_ahead`.
    evidence
        A record of the days that have passed.
    covered
        The last day that it covers.

    Returns
    -------
    Columns `JUDGED`. `outcome` is 1 if the event came by `until` and 0 if not; NaN, with its scores, while the record does not
    reach that far and it has not come. `base_*` are the scores of whoever says the base rate instead.
    """
    since = min(map(date.fromisoformat, ahead["since"]))
    counts = documented_counts(evidence, since, max(since, covered))
    rows = []
    for row in ahead.to_dict("records"):
        event, begin, until = EVENTS[row["event"]], date.fromisoformat(row["since"]), date.fromisoformat(row["until"])
        known = counts[event.column][(begin - since).days : (min(until, covered) - since).days + 1] if covered >= begin else [0]
        came = 1.0 if np.sum(known) >= event.at_least else 0.0 if until <= covered else math.nan
        ours = scores(row["probability"], row["worlds"], came)
        theirs = scores(row["base_rate"], row["base_spans"], came)
        rows.append((*(row[name] for name in JUDGED[:5]), came, *ours, row["base_rate"], *theirs))
    return pd.DataFrame(rows, columns=list(JUDGED))


def scores(probability: float, n: int, came: float) -> tuple[float, float]:
    """Brier and log score of a probability that is a share of `n`; NaN where the outcome is.

    >>> scores(0.75, 1000, 1.0)[0]
    0.0625
    """
    if math.isnan(came):
        return math.nan, math.nan
    never_sure = (n * probability + 0.5) / (n + 1)
    return (probability - came) ** 2, math.log(never_sure if came else 1.0 - never_sure)


# Reading --------------------------------------------------------------------------------------------------------------------


def read_ahead(path: Path) -> pd.DataFrame:
    """The table of a look ahead, given its folder or the file.

    Raises
    ------
    InputError
        If it is missing or broken, says what nobody can mean, or is not as the manifest beside it says.
    """
    file = path / TABLE if is_folder(path) else path
    rows = [_checked(row, file) for row in read_rows(file, COLUMNS)]
    if not rows:
        raise InputError("there is no forecast in it", file=file)
    _check_manifest(file)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _check_manifest(file: Path) -> None:
    """Raise `InputError` if there is a manifest beside it that says otherwise: a forecast must not be mended afterwards."""
    if not exists(folder_of(file) / MANIFEST):
        return
    manifest = read_json(folder_of(file) / MANIFEST)
    stated = manifest.get("outputs") if isinstance(manifest, dict) else None
    if not isinstance(stated, dict):
        raise InputError("this is not the manifest of a look ahead", file=folder_of(file) / MANIFEST)
    found = differences_on_disk(folder_of(file), manifest)
    for name in (file.name, MANIFEST):
        if name in found:
            raise InputError(found[name], file=folder_of(file) / name)


def _checked(row: CsvRow, file: Path) -> tuple[object, ...]:
    cells = row.cells

    def wrong(column: str, allowed: str) -> RecordError:
        return RecordError(f"column {column}: {cells[column]!r}; allowed: {allowed}", file=str(file), line=row.line)

    if cells["event"] not in EVENTS:
        raise RecordError(f"column event: {unknown('event', cells['event'], EVENTS)}", file=str(file), line=row.line)
    days = {}
    for column in ("since", "until", "made_on", "last_day"):
        try:
            days[column] = iso_date(cells[column])
        except ValueError as error:
            raise wrong(column, "a day, YYYY-MM-DD") from error
    numbers = {}
    for column, kind, most in _NUMBERS:
        try:
            numbers[column] = kind(cells[column])
            if not 0 <= numbers[column] <= most:
                raise ValueError
        except ValueError as error:
            raise wrong(column, f"a {'whole ' if kind is int else ''}number from 0 to {most:,}") from error
    if (days["until"] - days["since"]).days + 1 != numbers["horizon"]:
        raise wrong("until", f"a day so many after since as the horizon says, {cells['horizon']}")
    return tuple(numbers.get(name, cells[name]) for name in COLUMNS)


_NUMBERS: tuple[tuple[str, type[int] | type[float], int], ...] = (
    ("horizon", int, MOST_DAYS), ("probability", float, 1), ("worlds", int, MOST_WORLDS), ("base_rate", float, 1),
    ("base_spans", int, MOST_WORLDS),
)  # fmt: skip
