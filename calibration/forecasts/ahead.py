"""A look ahead: documented to a record's last day, simulated from the next one on with fresh luck, one world after another.

Each world has its own draw of the posterior. What is known of the days ahead is what the contexts say of them: a span that is
open goes on, a level keeps its last step, whoever holds an office keeps it; what a file dates later comes as it is dated there.
Months that no table of reporting holds are taken as reported in full.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.event_log import CASUALTIES, DAILY
from sim.machine import Machine, check_seed, check_worlds
from sim.model import EscalationModel
from sim.parameter_files import for_worlds
from sim.parameters import Parameters
from sim.record.acts import by_day, day_number
from sim.record.contexts import Contexts, Span
from sim.record.evidence import Evidence
from sim.record.windows import load_windows
from sim.scenario import Scenario, load_scenario
from sim.types import Ints
from sim.vocabulary.decisions import is_counted
from sim.workers import in_order

NAME = "ahead"
HORIZONS = (7, 30, 90)
"""Days within which an event may come; the last day that is simulated is one more."""
LEAST_DAYS, MOST_DAYS = 7, 366
REMEMBERED = 365
"""Days of the record that memories are warmed up on."""


@dataclass(frozen=True)
class Named:
    """An event that comes or not within some days: a column of the daily table whose total reaches a number."""

    column: str
    at_least: int
    meaning: str


EVENTS = {
    "us_strike": Named("strike", 1, "an announced US strike in Iraq or Syria"),
    "american_death": Named("us_killed", 1, "an American is killed"),
    "truce": Named("announce_truce", 1, "a militia announces a truce"),
    "leader_killed": Named("kill_leader", 1, "the United States kill a leader by name"),
    "iranian_launch": Named("launch_missiles", 1, "Iran fires missiles at a US base"),
    "ten_attacks": Named("attack_base", 10, "ten attacks or more on bases and missions that house Americans"),
}
FAN = (
    "attack_base", "attack_convoy", "strike", "counter_fire", "kill_leader", "announce_truce", "launch_missiles", "us_killed",
    "us_wounded", "militia_killed",
)  # fmt: skip
"""Columns of the daily table that the fan shows; those of `EVENTS` are among them."""
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
FAN_COLUMNS = ("count", "unit", "since", "until", "mean", *(f"q{round(100 * share):02d}" for share in SHARES))
COLUMNS = (
    "event", "horizon", "since", "until", "probability", "worlds", "base_rate", "base_spans", "made_on", "last_day",
    "record_sha256",
)  # fmt: skip
Counts = Mapping[str, Ints]
"""By column of the daily table, an array of shape `(days, worlds)`, or `(days,)` for what is documented."""


# What comes -----------------------------------------------------------------------------------------------------------------


def scenario_ahead(last_day: date, days: int) -> Scenario:
    """Documented to `last_day`, its only reported documented day; then so many days with fresh luck.

    A scenario that branches on its first day remembers nothing, hence the documented one.
    """
    return load_scenario("documented").edit(
        check=False,
        name=NAME,
        title=f"From {last_day + timedelta(days=1)} on",
        question=f"What may follow what is documented up to {last_day}?",
        start=last_day,
        end=last_day + timedelta(days=days),
        branch=last_day + timedelta(days=1),
        luck="fresh",
        warm_up=REMEMBERED,
    )


@dataclass(frozen=True)
class _Stretch:
    scenario: Scenario
    first_world: int
    worlds: int
    seed: int
    parameters: Parameters
    evidence: Evidence


def simulate_ahead(
    scenario: Scenario,
    worlds: int,
    seed: int,
    parameters: Parameters,
    evidence: Evidence,
    machine: Machine,
    progress: Callable[[str, int], None] = lambda name, done: None,
) -> dict[str, Ints]:
    """Counts of the simulated days by column of `FAN`, each of shape `(days, worlds)`; no number depends on the machine.

    Raises
    ------
    InputError
        For a number of worlds or a seed out of range.
    """
    check_worlds(worlds)
    check_seed(seed)
    whole, block = for_worlds(parameters, worlds), machine.block
    stretches = [
        _Stretch(scenario, at, min(block, worlds - at), seed, whole.rows(at, min(at + block, worlds)), evidence)
        for at in range(0, worlds, block)
    ]
    parts = []
    for stretch, counts in zip(stretches, in_order(_simulated, stretches, machine), strict=True):
        parts.append(counts)
        progress(scenario.name, stretch.worlds)
    joined = np.concatenate(parts, axis=2)
    return {name: joined[:, at] for at, name in enumerate(FAN)}


def _simulated(stretch: _Stretch) -> Ints:
    """Shape `(days, columns of FAN, worlds)`."""
    model = EscalationModel(
        stretch.scenario,
        stretch.worlds,
        stretch.seed,
        parameters=stretch.parameters,
        first_world=stretch.first_world,
        evidence=stretch.evidence,
        collect=False,
    )
    for _ in model.run():
        pass
    model.close()
    return model.event_log.daily[1:, [DAILY.index(name) for name in FAN]].astype(np.int64)


# What came ------------------------------------------------------------------------------------------------------------------


def documented_counts(evidence: Evidence, since: date, until: date) -> dict[str, Ints]:
    """What the record holds of the columns of `FAN`, day by day as a replay counts it, each of shape `(days,)`."""
    table, first = by_day([act for act in evidence.acts if not act.added]), day_number(since)
    counts = {name: np.zeros((until - since).days + 1, dtype=np.int64) for name in FAN}
    for day in range(first, day_number(until) + 1):
        for decision, acts in table.get(day, {}).items():
            if decision in counts:
                counts[decision][day - first] += len(acts) if is_counted(decision) else 1
            for mark in CASUALTIES:
                if mark in counts:
                    counts[mark][day - first] += round(sum(act.marks.get(mark, 0.0) for act in acts))
    return counts


def base_rates(counts: Counts, horizons: Sequence[int]) -> dict[tuple[str, int], tuple[float, int]]:
    """By event and horizon, in which share of all spans of so many days it came, and how many such spans there are side by side.

    Parameters
    ----------
    counts
        What is documented, each of shape `(days,)`; no shorter than a horizon.
    """
    found = {}
    for horizon in horizons:
        for name, event in EVENTS.items():
            totals = np.concatenate([[0], np.cumsum(counts[event.column])])
            came = totals[horizon:] - totals[:-horizon] >= event.at_least
            found[name, horizon] = (float(came.mean()), len(counts[event.column]) // horizon)
    return found


# Tables ---------------------------------------------------------------------------------------------------------------------


def horizons_of(days: int) -> tuple[int, ...]:
    """The horizons of a look so many days ahead.

    >>> horizons_of(90), horizons_of(45)
    ((7, 30, 90), (7, 30, 45))
    """
    return (*(horizon for horizon in HORIZONS if horizon < days), days)


def probabilities(counts: Counts, evidence: Evidence, last_day: date, made_on: date) -> pd.DataFrame:
    """How probable each event is within each horizon.

    Returns
    -------
    Columns `COLUMNS`, a row for each event and horizon. `since` and `until` are the days that count, both included;
    `probability` is a share of `worlds`; `base_rate` is that of all spans of the record so long since September 2018 in which the
    event came, of which there are `base_spans` side by side.
    """
    days, worlds = next(iter(counts.values())).shape
    since, horizons = last_day + timedelta(days=1), horizons_of(days)
    past = base_rates(documented_counts(evidence, load_windows()["train"].since, last_day), horizons)
    rows = []
    for name, event in EVENTS.items():
        for horizon in horizons:
            share = float((counts[event.column][:horizon].sum(axis=0) >= event.at_least).mean())
            until = since + timedelta(days=horizon - 1)
            stated = (str(made_on), str(last_day), evidence.record_sha256)
            rows.append((name, horizon, str(since), str(until), share, worlds, *past[name, horizon], *stated))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def fan(counts: Counts, last_day: date) -> pd.DataFrame:
    """How far the worlds lie apart.

    Returns
    -------
    Columns `FAN_COLUMNS`. `unit` is `day`, `week` (seven days, from the first on; a rest at the end is left out) or `total` (from
    the first day to `until`, by day). Quantiles are values that occurred.
    """
    tables = [_quantiles(name, counts[name], last_day + timedelta(days=1)) for name in FAN]
    return pd.concat(tables, ignore_index=True)


def _quantiles(name: str, daily: Ints, first: date) -> pd.DataFrame:
    days, weeks = len(daily), len(daily) // 7
    weekly = daily[: weeks * 7].reshape(weeks, 7, -1).sum(axis=1)
    units = {
        "day": (daily, range(days), range(days)),
        "week": (weekly, range(0, 7 * weeks, 7), range(6, 7 * weeks, 7)),
        "total": (np.cumsum(daily, axis=0), [0] * days, range(days)),
    }
    rows: list[tuple[Any, ...]] = []
    for unit, (values, begins, ends) in units.items():
        quantiles = np.quantile(values, SHARES, axis=1, method="inverted_cdf").T
        for mean, row, begin, end in zip(values.mean(axis=1), quantiles, begins, ends, strict=True):
            since, until = (str(first + timedelta(days=offset)) for offset in (begin, end))
            rows.append((name, unit, since, until, float(mean), *map(float, row)))
    return pd.DataFrame(rows, columns=list(FAN_COLUMNS))


# What is taken as known -----------------------------------------------------------------------------------------------------


def last_day_of(days: Sequence[date], asked: date | None, own: bool) -> date:
    """The last documented day.

    Parameters
    ----------
    days
        Those on which the record has a row, in order.
    asked
        What the user says; None: the end of the project's own record, or the last row of another.

    Raises
    ------
    InputError
        If that leaves no horizon's length of the record to compare with, or lies ahead of today.
    """
    first = load_windows()["train"].since + timedelta(days=MOST_DAYS)
    latest = load_windows()["record"].until if own else date.today()
    last = asked or (latest if own else days[-1])
    if not first <= last <= latest:
        option = "" if asked is None else f"--until {asked}: "
        raise InputError(f"{option}the last documented day is {last}; allowed: {first} to {latest}")
    return last


def contexts_ahead(contexts: Contexts, scenario: Scenario) -> dict[str, list[str]]:
    """What contexts say of the days ahead: what goes on to the end, what ends before, and what is dated to come.

    Spans that a scenario has not changed; a level keeps its last step and an office its last holder unless they are dated.
    """
    first, last = scenario.branch or scenario.start, scenario.end
    there = [span for span in contexts.spans if span.since < first and (span.until is None or span.until >= first)]
    later = [f"{span.name} ({span.since})" for span in contexts.spans if first <= span.since <= last]
    later += [
        f"{name} ({step.since})" for name, each in contexts.series.items() for step in each.steps if first <= step.since <= last
    ]
    for role, terms in contexts.offices.items():
        later += [f"{role} {term.holder} ({term.since})" for term in terms if first <= term.since <= last]
    for name, days in contexts.dated.items():
        later += [f"{name} ({day})" for day in days if first <= day.item() <= last]
    return {
        "goes_on": [span.name for span in there if _reaches(span, last)],
        "ends": [f"{span.name} ({span.until})" for span in there if not _reaches(span, last)],
        "comes": later,
    }


def _reaches(span: Span, last: date) -> bool:
    return span.until is None or span.until >= last
