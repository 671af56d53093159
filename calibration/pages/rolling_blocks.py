"""Blocks on rolling origins: the verdict with the clean test beside it, in README and on the page, and the years one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.forecasts.scores import ALL, RULES, lead_in_words
from calibration.forecasts.series import SERIES
from calibration.pages.markdown import table
from calibration.pages.score_blocks import in_a_word
from calibration.reference import read
from calibration.studies.rolling_scores import ALL_YEARS, COUNTED
from calibration.studies.rolling_verdict import AHEAD, BEHIND, Lead, verdicts

STUDIES = {
    "rolling.json": "2020 to 2024, each year by a fit to the days before it",
    "rolling_monthly.json": "the same, learning on month by month",
}
"""The tables that the verdict is drawn from, and their days in words."""
CLEAN = {"test_2024/scores.json": "March to December 2024, the clean test"}
"""A window that nobody had seen when it was scored, once: the table and its days in words."""
EARLIER = {
    "scores_rolling.json": "2020 to 2022, each year by a fit to the days before it, rules of 26 November 2026",
    "scores_rolling_monthly.json": "the same, learning on month by month",
    "scores.json": "January 2023 to February 2024, rules of 26 November 2026",
}
"""Other windows that were scored."""
KNOWN = {"plain": "nobody", "contexts_known": "all"}
"""Who knows of the war in Gaza, by variant."""
HEADS = (
    "days", "who knows of the war in Gaza", "best baseline", "rules ahead by, nats a day", "95 %", "series behind", "verdict",
)  # fmt: skip
MUTUAL = "mutual_hawkes"
"""The baseline that the rules are held against beside the best."""
SENTENCES = {
    AHEAD: "the rules are ahead of the best single baseline",
    BEHIND: "the rules are behind the best single baseline",
}


def in_short(folder: Path) -> str | None:
    """For README: a sentence, the rolling years by the rule, and the clean test beside them."""
    return _with_windows(folder, CLEAN)


def in_full(folder: Path) -> str | None:
    """The same with every window that was ever scored."""
    return _with_windows(folder, {**CLEAN, **EARLIER})


def _with_windows(folder: Path, windows: Mapping[str, str]) -> str | None:
    rows = [*_rolling_rows(folder), *_window_rows(folder, windows)]
    return f"{_sentence(folder)}\n\n{table(HEADS, rows)}" if rows else None


def _sentence(folder: Path) -> str:
    """What the first study says, in words."""
    frame = read(folder / "rolling.json")
    if frame is None:
        return "*The rolling years 2020 to 2024 are not yet run*: `python -m calibration.studies.rolling`."
    found = [
        f"{SENTENCES.get(verdict.word, 'the rules are not shown to be ahead of the best single baseline')} where "
        f"{'nobody knows' if variant == 'plain' else 'all know'} of the war in Gaza"
        for variant, verdict in verdicts(frame).items()
    ]
    return f"**By the rule fixed beforehand, over the years 2020 to 2024, {', and '.join(found)}.**"


def _rolling_rows(folder: Path) -> list[list[str]]:
    rows = []
    for name, days in STUDIES.items():
        frame = read(folder / name)
        for variant, verdict in ({} if frame is None else verdicts(frame)).items():
            rows.append([days, *_lead_cells(variant, verdict.together), ", ".join(verdict.behind) or "none", verdict.word])
    return rows


def _lead_cells(variant: str, lead: Lead) -> list[str]:
    return [KNOWN.get(variant, variant), lead.baseline, f"{lead.mean:+.3f}", f"{lead.low:+.3f} to {lead.high:+.3f}"]


def _window_rows(folder: Path, windows: Mapping[str, str]) -> list[list[str]]:
    """A line for each window that was scored and each variant; its series against the best baseline of each."""
    rows = []
    for name, days in windows.items():
        frame = read(folder / name)
        if frame is not None:
            by_variant = frame[frame["model"] == RULES].groupby("variant", sort=False)
            rows += [[days, *_window_cells(str(variant), own)] for variant, own in by_variant]
    return rows


def _window_cells(variant: str, rules: pd.DataFrame) -> list[str]:
    row = rules[rules["series"] == ALL].to_dict("records")[0]
    behind = rules.loc[(rules["high"] < 0) & (rules["series"] != ALL), "series"]
    lead = Lead(str(row["best_baseline"]), row["difference"], row["low"], row["high"])
    return [*_lead_cells(variant, lead), ", ".join(behind) or "none", in_a_word(row)]


# The years one by one -------------------------------------------------------------------------------------------------------


def years(name: str) -> Callable[[Path], str | None]:
    """A block of a study's years and series: scores, and leads over the best single baseline and the mutual Hawkes process."""

    def write(folder: Path) -> str | None:
        frame = read(folder / name)
        if frame is None:
            return None
        return "\n".join(_variant(rows, str(variant)) for variant, rows in frame.groupby("variant", sort=False))

    return write


def _variant(rows: pd.DataFrame, variant: str) -> str:
    by = {(str(row["year"]), str(row["series"]), str(row["model"])): row for row in rows.to_dict("records")}
    best = str(rows["best_baseline"].dropna().iloc[0])
    against = tuple(dict.fromkeys((best, MUTUAL)))
    years = list(dict.fromkeys(rows["year"].astype(str)))
    whole = [year for year in years if year in (ALL_YEARS, COUNTED)]
    single = [year for year in years if year not in whole]
    places = [*((year, ALL) for year in single), *((year, series) for year in whole for series in (*SERIES, ALL))]
    places += [(year, series) for series in SERIES for year in single]
    lines = [_line(by, year, series, against) for year, series in places]
    leads = (f"ahead of {name}, 95 %" for name in against)
    columns = ("days", "series", "acts", "expected by the rules", "log score", *leads, "best of the series", "ahead of it, 95 %")
    return f"**{variant}**; the best single baseline over all years is `{best}`.\n\n{table(columns, lines)}"


def _line(by: dict[tuple[str, str, str], dict[Any, Any]], year: str, series: str, against: Sequence[str]) -> list[str]:
    rules = by[year, series, RULES]
    rivals = {model: row for (y, s, model), row in by.items() if (y, s) == (year, series) and model != RULES}
    if pd.isna(rules["log_score"]):
        return [_span(year, rules), series, "0", *["-"] * (4 + len(against))]
    hardest = max(rivals, key=lambda model: float(rivals[model]["log_score"]))
    return [
        _span(year, rules), series, str(rules["n_acts"]), f"{rules['expected']:.1f}", f"{rules['log_score']:.4f}",
        *(_lead(rivals.get(model)) for model in against), hardest, _lead(rivals[hardest]),
    ]  # fmt: skip


def _span(year: str, row: dict[Any, Any]) -> str:
    words = {ALL_YEARS: "all years", COUNTED: "years in which it came"}
    return words.get(year, f"{row['since']} to {row['until']}")


def _lead(row: dict[Any, Any] | None) -> str:
    if row is None or isnan(float(row["rules_ahead"])):
        return "-"
    return lead_in_words(*(float(row[name]) for name in ("rules_ahead", "low", "high")))


def headed(said: str, write: Callable[[Path], str | None]) -> Callable[[Path], str | None]:
    """A block under a line."""
    return lambda folder: None if (text := write(folder)) is None else f"{said}\n\n{text}"


def first_of(*writers: Callable[[Path], str | None]) -> Callable[[Path], str | None]:
    """The first block that can be written: of today's study, or of the one before it."""
    return lambda folder: next((text for text in (write(folder) for write in writers) if text is not None), None)
