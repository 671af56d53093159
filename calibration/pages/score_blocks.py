"""Blocks of `docs/calibration-forecasts.md`: scores against the baselines, leads over each, coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.forecasts.scores import ALL, RULES, lead_in_words
from calibration.pages.markdown import plain, table
from calibration.reference import read


def scores_from(name: str) -> Callable[[Path], str | None]:
    """A block of scores from the output of `escalation score --json`."""

    def write(folder: Path) -> str | None:
        frame = read(folder / name)
        return None if frame is None else "\n".join(_variant(frame, str(variant)) for variant in dict.fromkeys(frame["variant"]))

    return write


def _variant(frame: pd.DataFrame, variant: str) -> str:
    shown = frame[frame["variant"] == variant]
    rules = shown[shown["model"] == RULES]
    rows = []
    for row in rules.to_dict("records"):
        baseline = _best_baseline(shown, row)
        rows.append([
            str(row["series"]), f"{row['log_score']:.4f}", f"{baseline['log_score']:.4f}", str(row["best_baseline"]),
            f"{row['difference']:+.4f}", f"{row['low']:+.4f} to {row['high']:+.4f}", f"{row['crps']:.4f}",
            f"{baseline['crps']:.4f}",
        ])  # fmt: skip
    columns = ("series", "rules", "best baseline", "which is", "rules ahead by", "95 %", "CRPS, rules", "CRPS, that baseline")
    days = int(shown["n_days"].iloc[0])
    return f"**{variant}**, {days:,} days. {verdict(rules)}\n\n{table(columns, rows)}"


def _best_baseline(shown: pd.DataFrame, row: dict[Any, Any]) -> dict[Any, Any]:
    """The row of the baseline that the rules' row is compared with."""
    baseline = shown[(shown["series"] == row["series"]) & (shown["model"] == row["best_baseline"])]
    return dict(baseline.to_dict("records")[0])


def verdict(rules: pd.DataFrame) -> str:
    """The rules' rows in words: ahead, behind or a tie together, and the series where the interval does not hold zero."""
    standing = {str(row["series"]): in_a_word(row) for row in rules.to_dict("records")}
    together = standing.pop(ALL, "")
    words = [f"Together: {together} {'with' if together == 'a tie' else 'of'} the best single baseline."] if together else []
    for word in ("ahead", "behind"):
        names = [name for name, stands in standing.items() if stands == word]
        words.append(f"{word.capitalize()} by series: {', '.join(names) or 'none'}.")
    return " ".join([*words, "The rest are ties: their interval holds zero."])


def in_a_word(row: Mapping[Any, Any]) -> str:
    """Ahead, behind or a tie: whether the interval from `low` to `high` lies above zero, below, or holds it."""
    return "ahead" if row["low"] > 0 else "behind" if row["high"] < 0 else "a tie"


def leads(folder: Path) -> str | None:
    """How far the rules are ahead of each baseline in all series together, in both scores, frozen and refit monthly."""
    frames = {"frozen": read(folder / "leads.csv"), "monthly": read(folder / "leads_monthly.csv")}
    rows = [
        [
            str(row["variant"]), how, str(row["model"]), lead_in_words(row["ahead"], row["low"], row["high"]),
            lead_in_words(row["crps_ahead"], row["crps_low"], row["crps_high"]),
        ]
        for how, frame in frames.items() if frame is not None
        for row in frame[frame["series"] == ALL].sort_values(["variant", "ahead"], ascending=[False, True]).to_dict("records")
    ]  # fmt: skip
    columns = ("variant", "parameters", "baseline", "ahead in log score, 95 %", "ahead in CRPS, 95 %")
    return table(columns, rows) if rows else None


def coverage(folder: Path) -> str | None:
    """Coverage of the rules in full, and of everybody's 90 % intervals side by side."""
    frame = read(folder / "coverage.csv")
    if frame is None:
        return None
    rules = frame[frame["model"] == RULES].drop(columns="model")
    wide = frame.pivot_table(index=["variant", "series"], columns="model", values="coverage_90", sort=False)
    return f"{plain(rules).strip()}\n\nEverybody's 90 % intervals:\n\n{plain(wide.reset_index())}"
