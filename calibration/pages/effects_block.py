"""No strike on Soleimani: what it changes, how sure that is, where its spread comes from, and when it comes.

In short for README; as `escalation effects` prints it, with what it says in words, for docs/effects.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.pages.markdown import table
from calibration.reference import read
from sim.commands.effects import cells, columns
from sim.scenario import load_scenario
from sim.scenario.interventions.base import day_in_words
from sim.vocabulary.measures import MEASURES, in_order
from sim.wording import rounded

SCENARIO = "no_soleimani_strike"
COLUMNS = (
    "in the year", "record", "without the strike", "average effect (90 %)", "single worlds, 90 %", "range over couplings",
    "spread: chance / parameters / rules",
)  # fmt: skip
QUARTERLY = ("attacks_on_us", "us_killed", "us_strikes")
"""Measures whose quarters are told: what comes all at once needs none."""
QUARTERS = ("January to March", "April to June", "July to September", "October to December")
SPREAD = ("chance", "parameters", "rule variants")
LEGEND = """*Average effect*: the mean difference over luck; in brackets where 90 % of the posterior's draws put it, each with
parameters and a variant of the rules of its own. *Single worlds*: 90 % of them, luck included.
*Range over couplings*: the average effect if acts are tied to the record by their causes, and if by their luck alone;
nothing that happened says which is right. *Spread*: how much of the variance of single worlds is chance, parameters, and
which terms the rules have."""
DIGITS = 2
"""Of what is printed, at most."""
Row = Mapping[Any, Any]


def effects(folder: Path) -> str | None:
    """The table of effects, its legend, and the average effect by quarter; None if one of the three files is missing."""
    whole, monthly, shares = (read(folder / name) for name in ("effects.csv", "effects_monthly.csv", "sensitivity.csv"))
    if whole is None or monthly is None or shares is None:
        return None
    rows = {str(row["measure"]): row for row in whole[whole["scenario"] == SCENARIO].to_dict("records")}
    spread = shares[shares["kind"] == "share of variance"].set_index(["measure", "factor"])["index"]
    watched = [name for name in in_order(load_scenario(SCENARIO).watch) if name in rows]
    lines = [_line(name, rows[name], spread) for name in watched]
    first = rows[watched[0]]
    since, until = (day_in_words(date.fromisoformat(first[name])) for name in ("since", "until"))
    head = f"`make run`: {first['worlds']:,} worlds, counted from {since} to {until}."
    return f"{head}\n\n{table(COLUMNS, lines)}\n{LEGEND}\n\n{_quarters(monthly[monthly['scenario'] == SCENARIO])}"


def effects_in_full(folder: Path) -> str | None:
    """The table of effects as the command prints it, and what the first rows say in words; None without `effects.csv`."""
    whole = read(folder / "effects.csv")
    if whole is None:
        return None
    rows = {str(row["measure"]): row for _, row in whole[whole["scenario"] == SCENARIO].iterrows()}
    watched = [name for name in in_order(load_scenario(SCENARIO).watch) if name in rows]
    heads = [head.replace("\n", " ") for head in columns(ranged=True)]
    lines = [list(cells(rows[name], name, ranged=True)) for name in watched]
    worlds, draws = (int(rows[watched[0]][name]) for name in ("worlds", "draws"))
    head = f"`make run`: {worlds:,} worlds of {draws:,} draws, as `escalation effects` prints it."
    return f"{head}\n\n{table(heads, lines)}\n\n{_in_words(rows)}"


def _in_words(rows: Mapping[str, pd.Series[Any]]) -> str:
    """What the rows of attacks, of Americans and of militiamen say."""
    attacks, deaths, militiamen = (rows[name].to_dict() for name in ("attacks_on_us", "us_killed", "militia_killed"))
    return (
        f"The mean effect on attacks on US sites is {signed(attacks['difference'])}, with a standard error of "
        f"{rounded(attacks['standard_error'])}. What the posterior leaves open in it is {between(attacks, 'effect')}; single "
        f"worlds lie from {between(attacks, 'difference')}; over couplings the mean goes from {between(attacks, 'coupling')}. Of "
        f"the effect on militiamen killed {signed(militiamen['own'])} is the edited act itself, those who died with Soleimani, "
        f"and what followed counts {signed(militiamen['followed'])}. In {100 * deaths['p_lost']:.0f} % of the worlds no American "
        f"dies at all, and {100 * deaths['p_same']:.0f} % have as many dead as the record: the mean of "
        f"{signed(deaths['difference'])} stands for neither."
    )


def _line(name: str, row: Row, spread: pd.Series) -> list[str]:
    average, over_draws = signed(row["difference"]), between(row, "effect")
    return [
        MEASURES[name].label, rounded(row["reference_mean"]), rounded(row["mean"]),
        average if over_draws in ("-", average) else f"{average} ({over_draws})",
        between(row, "difference"), between(row, "coupling"), _shares(name, spread),
    ]  # fmt: skip


def _shares(name: str, spread: pd.Series) -> str:
    """Three shares as per cents; a dash where they cannot be told."""
    found = [float(spread.get((name, factor), math.nan)) for factor in SPREAD]
    return "-" if any(map(math.isnan, found)) else f"{' / '.join(f'{100 * share:.0f}' for share in found)} %"


def _quarters(monthly: pd.DataFrame) -> str:
    """The average effect by quarter of the year; months of a total add up."""
    quarter = monthly["month"].str[5:].astype(int).sub(1) // 3
    sums = monthly.assign(quarter=quarter).groupby(["measure", "quarter"])["difference"].sum()
    rows = [[MEASURES[name].label, *(signed(sums[name, at]) for at in range(len(QUARTERS)))] for name in QUARTERLY]
    return table(("average effect in", *QUARTERS), rows)


def between(row: Row, name: str) -> str:
    """An interval with signs; one number where both ends print alike, a dash for none."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if math.isnan(low):
        return "-"
    return signed(low) if round(low, DIGITS) == round(high, DIGITS) else f"{signed(low)} to {signed(high)}"


def signed(value: float) -> str:
    """A difference with its sign."""
    return rounded(float(value), "+")
