"""What an ablation says in words: contrasts of rule variants with their errors, verdicts by stated thresholds, the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from calibration.fit.likelihood import TRAIN
from calibration.forecasts.bootstrap import block_means
from calibration.studies.rule_variants import RULE_VARIANTS, WHOLE_RULES, RuleVariant, Split
from sim.types import Floats
from sim.vocabulary.mechanisms import MECHANISMS

RIVALS = "spiral against deterrence"
"""The row that compares two of the variants."""
SPLIT = Split(TRAIN[0], TRAIN[1], date(2021, 1, 1))
CLEAR = 3.0
"""Nats of log evidence, about twenty to one: what Kass and Raftery (1995) call strong."""
ERRORS = 2.0
"""Standard errors that a change must exceed to count."""


@dataclass(frozen=True)
class Unit:
    """The result of one rule variant in one independent run.

    Attributes
    ----------
    change
        Log evidence of the variant less that of the whole rules.
    inert
        Whether the mechanism changes no probability in the window.
    future
        Log score of each day of the future, the days before it fitted; shape `(days,)`, empty if nobody asked.
    """

    change: float
    inert: bool = False
    future: Floats = field(default_factory=lambda: np.empty(0))


def contrast(units: Sequence[Unit], against: Sequence[Unit]) -> dict[str, float]:
    """One variant less another, paired by run: `change` and `future` with standard errors (nats over all days)."""
    changes = np.array([a.change - b.change for a, b in zip(units, against, strict=True)])
    days = [_future(a, b) for a, b in zip(units, against, strict=True)]
    totals = np.array([difference.sum() for difference in days])
    mean_days = np.mean(days, axis=0)
    by_days = float(np.std(block_means(mean_days)) * len(mean_days)) if np.any(mean_days) else 0.0
    return {
        "change": float(changes.mean()),
        "change_se": _scatter(changes),
        "future": float(totals.mean()),
        "future_se": float(np.hypot(by_days, _scatter(totals))),
    }


def _future(a: Unit, b: Unit) -> Floats:
    """By day; nothing where a variant is the whole rules under another name."""
    return np.zeros(max(a.future.size, b.future.size)) if a.inert or b.inert else a.future - b.future


def _scatter(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else float("nan")


def verdict(change: float, error: float, *, inert: bool = False) -> str:
    """What the change in log evidence says of the mechanism that was left out."""
    if inert:
        return "not tested"
    if abs(change) < CLEAR or abs(change) < ERRORS * error or not np.isfinite(change):
        return "within noise"
    return "supported" if change < 0 else "against"


def foresight(change: float, error: float) -> str:
    """What leaving the mechanism out does to forecasts of the years left out."""
    if not abs(change) > ERRORS * error:
        return "no clear change"
    return "worse without it" if change < 0 else "better without it"


def tabulate(units: Mapping[str, Sequence[Unit]], variants: Sequence[RuleVariant] = RULE_VARIANTS) -> pd.DataFrame:
    """One row per variant, and the contrast of the two answers to a strike; columns as in the markdown table.

    A scatter over few runs may be small by luck: no error is taken below the middle one of all variants.

    Parameters
    ----------
    units
        By the variant's name, one for each run (see `ablation.ablate`).
    """
    whole = units[WHOLE_RULES.name]
    off = {variant.name: units[variant.name] for variant in variants if variant.off}
    rows = [{"variant": name, "inert": runs[0].inert, **contrast(runs, whole)} for name, runs in off.items()]
    if {"fear", "reprisal"} <= units.keys():
        rows.append({"variant": RIVALS, "inert": False, **contrast(units["fear"], units["reprisal"])})
    table = pd.DataFrame(rows)
    active = ~table["inert"].astype(bool)
    table.loc[active, "change_se"] = table.loc[active, "change_se"].clip(lower=table.loc[active, "change_se"].median())
    table["verdict"] = [verdict(r.change, r.change_se, inert=r.inert) for r in table.itertuples()]  # type: ignore[arg-type]
    table["forecasts"] = [foresight(r.future, r.future_se) for r in table.itertuples()]  # type: ignore[arg-type]
    table.loc[~active, "forecasts"] = "not tested"
    if not whole[0].future.size:
        table[["future", "future_se"]] = np.nan
        table["forecasts"] = "not asked"
    rival = table["variant"] == RIVALS
    table.loc[rival, "verdict"] = [_which_rival(v) for v in table.loc[rival, "verdict"]]
    table.loc[rival, "forecasts"] = "-"
    table["meaning"] = [MEANINGS.get(name) or MECHANISMS[name] for name in table["variant"]]
    return table.drop(columns="inert")


def _which_rival(of_provoking: str) -> str:
    """The verdict on the pair, from that on rules in which strikes only provoke less those in which they only deter."""
    return {"supported": "deterrence", "against": "spiral"}.get(of_provoking, "within noise")


MEANINGS = {
    "fear and reprisal": "strikes neither deter nor provoke",
    RIVALS: "rules in which strikes only provoke, less rules in which they only deter",
}
HEAD = """One mechanism is off at a time, on the training window, {first} to {last}. All rules of this table are fitted without
spikes: every term of a mechanism that is on is included, its weight above zero. *Evidence*: change in log evidence, in nats, with
its standard error; below zero, the record is less probable without the mechanism. *Forecasts*: change in the log score of
{future} to {last}, the days before it fitted, where that was asked for; all decisions together, answers to the attacks of the
same day known as in the likelihood; its standard error takes in the scatter over blocks of days.
Verdicts: *supported* or *against* if the evidence changes by more than {clear:g} nats (about twenty to one) and {errors:g}
standard errors, *within noise* if not, *not tested* if the mechanism changes no probability in the window.

Evidence depends on priors: one wider than the record needs counts against a mechanism. Where the mechanism is a whole decision
(raids, truces, orders, posture, Baghdad's protests), the decision keeps its own rule and only what others make of it is off.
Rule variants: clients that act on their own are `patron_orders` off; rules in which strikes only provoke and rules in which they
only deter are `fear` off and `reprisal` off, compared in a row of their own. `reprisal` also covers threats.

| off | what it says | evidence | verdict | forecasts | verdict |
|---|---|---|---|---|---|
"""


def markdown(table: pd.DataFrame, split: Split = SPLIT) -> str:
    """The table for the documents, the best supported mechanism first."""
    head = HEAD.format(first=split.first, last=split.last, future=split.future, clear=CLEAR, errors=ERRORS)
    lines = []
    for row in table.sort_values("change", kind="stable").to_dict("records"):
        evidence, future = (f"{row[k]:+.1f} ± {row[f'{k}_se']:.1f}" for k in ("change", "future"))
        if row["verdict"] == "not tested":
            evidence = future = "0"
        if pd.isna(row["future"]):
            future = "-"
        lines.append(f"| {row['variant']} | {row['meaning']} | {evidence} | {row['verdict']} | {future} | {row['forecasts']} |")
    return head + "\n".join(lines) + "\n"
