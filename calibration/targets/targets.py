"""Targets: documented patterns that the rules should bring about, read from `calibration/targets/targets.yaml`.

A target applies one statistic to a run and to the record. The runs, and what each kind of them is conditional on, stand in the
same file.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from calibration.targets.daily_counts import DAILY_SERIES, Days
from calibration.targets.drawn_marks import DRAWN
from calibration.targets.statistics import SERIES_ARGUMENTS, STATISTICS, arguments_of, evaluate
from sim.errors import unknown
from sim.record.strict import Strict, read_model, wrong
from sim.scenario import Scenario, load_scenario
from sim.types import Floats
from sim.yaml_lines import Document, KeyPath

TARGETS = Path(__file__).with_name("targets.yaml")
Kind = Literal["replay", "free", "branched"]
Word = Annotated[str, Field(min_length=1)]


class TargetRun(Strict):
    """One run that targets are read from.

    Attributes
    ----------
    kind
        `free`: fresh luck from the first day on; `branched`: the same, but from a documented state at a moment of interest;
        `replay`: each day drawn anew given the documented days before it.
    """

    kind: Kind
    since: dt.date = Field(alias="from")
    until: dt.date

    def scenario(self, name: str, switch_off: tuple[str, ...] = ()) -> Scenario:
        """The scenario of this run; a year of documented days before it builds up memories.

        A branched run starts on the eve of its first day, for a run that is simulated from its start knows no past.
        """
        documented = load_scenario("documented").edit(name=name, end=self.until, switch_off=list(switch_off))
        if self.kind == "replay":
            return documented.edit(start=self.since)
        eve = self.since - dt.timedelta(days=self.kind == "branched")
        return documented.edit(start=eve, branch=self.since, luck="fresh", warm_up=365)


class Stated(Strict):
    """The figure that a source itself gives, and how far the record's may lie from it."""

    value: float
    tolerance: Annotated[float, Field(ge=0)] = 0
    by: Word


class Target(Strict):
    """One documented pattern.

    Attributes
    ----------
    runs
        Names of the runs; with several the statistic is taken in each and then put together by `combine`.
    statistic, arguments
        A function of `calibration.targets.statistics` and what it is told; a lag counts from the day before its run unless told.
    since, until
        First and last day that count, within the run; by default all of it.
    observed
        The statistic of the record.
    stated
        The source's own figure.
    limit
        The highest upper end of the interval that is believable, so that no target passes by an interval that is merely wide.
    in_fit
        Whether the days lie in the training window.
    expected_miss
        Why the model is known to miss it; empty if it should not.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: Word
    sources: Annotated[tuple[Word, ...], Field(min_length=1)]
    runs: Annotated[tuple[Word, ...], Field(min_length=1)]
    statistic: Word
    arguments: Mapping[str, Any] = {}
    since: dt.date | None = None
    until: dt.date | None = None
    combine: Literal["sum", "mean"] = "sum"
    observed: float
    stated: Stated | None = None
    limit: float | None = None
    in_fit: bool
    expected_miss: str = ""


class Targets(Strict):
    """The whole file: runs by name, and the targets read from them."""

    runs: Mapping[str, TargetRun]
    targets: tuple[Target, ...]

    def kind(self, target: Target) -> Kind:
        """The kind of a target's runs; all its runs are of one kind."""
        return self.runs[target.runs[0]].kind

    def span(self, target: Target, run: str) -> tuple[dt.date, dt.date]:
        """First and last day of a run that count for a target."""
        return target.since or self.runs[run].since, target.until or self.runs[run].until

    def within(self, target: Target, first: dt.date, last: dt.date) -> bool:
        """Whether every day that counts lies in the span that parameters are fitted to, both ends included."""
        spans = (self.span(target, run) for run in target.runs)
        return all(first <= since and until <= last for since, until in spans)

    def untouched(self, target: Target, first: dt.date, last: dt.date) -> bool:
        """Whether every day that counts lies outside the span that parameters are fitted to, both ends included."""
        spans = (self.span(target, run) for run in target.runs)
        return all(until < first or since > last for since, until in spans)

    def value(self, target: Target, run: str, days: Days) -> Floats:
        """The target's statistic of one of its runs, shape `(worlds,)`; `days` hold that run, or the record."""
        arguments = dict(target.arguments)
        if "after" in arguments_of(target.statistic):
            arguments.setdefault("after", self.runs[run].since - dt.timedelta(days=1))
        return evaluate(target.statistic, days.span(*self.span(target, run)), arguments)


def combined(target: Target, values: list[Floats]) -> Floats:
    """Put a target's values of its runs together, shape `(worlds,)`; runs without a value are left out, nan if none has one."""
    table = np.stack(values)
    some = np.isfinite(table).any(axis=0)
    whole = np.nansum(table, axis=0) if target.combine == "sum" else _mean(table)
    return np.where(some, whole, np.nan)


def _mean(table: Floats) -> Floats:
    return np.asarray(np.nansum(table, axis=0) / np.maximum(np.isfinite(table).sum(axis=0), 1))


@functools.cache
def load_targets(path: Path = TARGETS) -> Targets:
    """Read and check the targets; a `RecordError` names file, line, key and what is allowed."""
    targets, document = read_model(path, Targets)
    ids = [target.id for target in targets.targets]
    for index, target in enumerate(targets.targets):
        key_path: KeyPath = ("targets", index)
        if target.id in ids[:index]:
            raise wrong(document, (*key_path, "id"), f"{target.id} stands twice; allowed: once")
        _check_runs(document, key_path, target, targets)
        _check_statistic(document, key_path, target, targets.kind(target))
    return targets


def _check_runs(document: Document, key_path: KeyPath, target: Target, targets: Targets) -> None:
    for name in target.runs:
        if name not in targets.runs:
            raise wrong(document, (*key_path, "runs"), unknown("run", name, targets.runs))
        run, (since, until) = targets.runs[name], targets.span(target, name)
        if not run.since <= since <= until <= run.until:
            raise wrong(document, key_path, f"{since} to {until} is not within run {name}; allowed: {run.since} to {run.until}")
    if len({targets.runs[name].kind for name in target.runs}) > 1:
        raise wrong(document, (*key_path, "runs"), "runs of several kinds; allowed: runs of one kind")


def _check_statistic(document: Document, key_path: KeyPath, target: Target, kind: Kind) -> None:
    if target.statistic not in STATISTICS:
        raise wrong(document, (*key_path, "statistic"), unknown("statistic", target.statistic, STATISTICS))
    allowed = arguments_of(target.statistic)
    for key, value in target.arguments.items():
        if key not in allowed:
            raise wrong(document, (*key_path, "arguments"), unknown("argument", key, allowed))
        for name in value if key in SERIES_ARGUMENTS else ():
            if name not in DAILY_SERIES:
                raise wrong(document, (*key_path, "arguments"), unknown("series", name, DAILY_SERIES))
            if name in DRAWN and kind != "replay":
                raise wrong(document, (*key_path, "arguments"), f"{name} in a run of kind {kind}; allowed: in a replay alone")
    missing = [key for key in allowed if key not in target.arguments and key != "after"]
    if missing:
        raise wrong(document, (*key_path, "arguments"), f"{missing[0]} is missing; allowed: {', '.join(allowed)}")
