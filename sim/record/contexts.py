"""Dated facts around the conflict: wars, truces elsewhere, governments, troop levels (`calibration/record/contexts.yaml`).

Nothing in the model brings them about. A scenario may leave them all out, or change one for a span of days.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.errors import RecordError, unknown
from sim.paths import RECORD
from sim.record.rows import iso_date
from sim.record.strict import Day, Strict, read_model, wrong
from sim.types import Floats
from sim.yaml_lines import Document, KeyPath

Days = NDArray[np.datetime64]
AnyDay = date | np.datetime64 | str
HIGHEST = 1_000_000
"""Highest level: contexts are shares, flags and thousands of soldiers."""


class Span(Strict):
    """A fact that holds, at a level (1 unless given), from one day to another, both included.

    A fact that comes in steps has a span for each; spans of one name share no day.
    """

    name: str
    since: Day = Field(alias="from")
    until: Day | None
    level: float = Field(1.0, ge=0, le=HIGHEST, allow_inf_nan=False)
    meaning: str = Field(min_length=1)
    sources: list[str] = Field(min_length=1)


class Step(Strict):
    """A level from a day on, until the next step."""

    since: Day = Field(alias="from")
    value: float = Field(ge=0, le=HIGHEST, allow_inf_nan=False)
    sources: list[str] = Field(min_length=1)


class Series(Strict):
    """A level that changes in steps."""

    unit: str
    meaning: str = Field(min_length=1)
    steps: list[Step] = Field(min_length=1)


class Term(Strict):
    """Who holds an office from a day on. `ended_by`: id of the event that ended the term."""

    holder: str
    since: Day = Field(alias="from")
    ended_by: str = ""
    note: str = ""
    sources: list[str] = Field(min_length=1)


class Points(Strict):
    """Acts of others, by the ids of their rows; an id begins with its day."""

    meaning: str = Field(min_length=1)
    rows: list[str]


class ContextsFile(Strict):
    """The file as it stands."""

    spans: list[Span]
    levels: dict[str, Series] = Field(default_factory=dict)
    offices: dict[str, list[Term]] = Field(default_factory=dict)
    points: dict[str, Points] = Field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A scenario's change: this context has this level from `since` to `until`, both included; `None` is open."""

    name: str
    level: float
    since: np.datetime64
    until: np.datetime64 | None


@dataclass(frozen=True)
class Tenure:
    """A scenario's change: this office is held by somebody from `since` to `until`, both included; `None` is open."""

    role: str
    holder: str
    since: np.datetime64
    until: np.datetime64 | None


@dataclass(frozen=True)
class Contexts:
    """The dated facts, with a scenario's changes on top; never altered in place."""

    spans: tuple[Span, ...]
    series: Mapping[str, Series]
    offices: Mapping[str, tuple[Term, ...]]
    dated: Mapping[str, Days]
    changes: tuple[Change, ...] = field(default=())
    tenures: tuple[Tenure, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Every context that has a level: spans, step series, dated points."""
        return tuple(dict.fromkeys([*(span.name for span in self.spans), *self.series, *self.dated]))

    def level(self, name: str, days: Days) -> Floats:
        """The level on each day, shape `(days,)`: 0 or 1 for most spans, a figure for a series, acts a day for points."""
        self._known(name)
        days = np.asarray(days, dtype="datetime64[D]")
        levels = self._recorded(name, days)
        for change in self.changes:
            if change.name == name:
                levels[_within(days, change.since, change.until)] = change.level
        return levels

    def points(self, name: str) -> Days:
        """The days of dated acts as recorded, one entry per act, in order; a scenario's changes show in `level`."""
        if name not in self.dated:
            raise RecordError(unknown("kind of dated act", name, self.dated))
        return self.dated[name]

    def office(self, role: str, day: AnyDay) -> str:
        """Who holds an office on a day; before the first known holder, the first. A scenario's changes go before the record."""
        return self.put_in(role, day) or self._documented_holder(role, day)

    def holders(self, role: str, days: Days) -> list[str]:
        """Who holds an office on each day, as `office` has it."""
        terms, days = self.terms(role), np.asarray(days, dtype="datetime64[D]")
        held = np.array([days >= as_day(term.since) for term in terms])
        last = np.where(held.any(axis=0), len(terms) - 1 - held[::-1].argmax(axis=0), 0)
        holders = [terms[at].holder for at in last.tolist()]
        for each in self.tenures:
            if each.role == role:
                for at in np.flatnonzero(_within(days, each.since, each.until)).tolist():
                    holders[at] = each.holder
        return holders

    def put_in(self, role: str, day: AnyDay) -> str:
        """Whom a scenario has put into an office on a day, the latest change first; empty if it leaves the office alone."""
        when = as_day(day)
        named = [each.holder for each in self.tenures if each.role == role and _holds(when, each.since, each.until)]
        return named[-1] if named else ""

    def _documented_holder(self, role: str, day: AnyDay) -> str:
        terms = self.terms(role)
        held = [term.holder for term in terms if as_day(term.since) <= as_day(day)]
        return held[-1] if held else terms[0].holder

    def terms(self, role: str) -> tuple[Term, ...]:
        """The terms of an office, in order."""
        if role not in self.offices:
            raise RecordError(unknown("office", role, self.offices))
        return self.offices[role]

    def without_all(self) -> Contexts:
        """No wars, truces, crises or Israeli strikes: every span and every dated act is off.

        Offices and troop levels stay: somebody always governs, and the troops are somewhere.
        """
        off = [Change(name, 0.0, as_day(date.min), None) for name in self.names if name not in self.series]
        none = {name: days[:0] for name, days in self.dated.items()}
        return replace(self, dated=none, changes=(*self.changes, *off))

    def begun_by(self, event: str) -> tuple[Span, ...]:
        """The spans whose first source is this row, and whose first day is the row's, with which its id begins."""
        return tuple(span for span in self.spans if span.sources[0] == event and span.since.isoformat() == event[:10])

    def without_begun_by(self, event: str) -> Contexts:
        """A copy in which the spans that this row begins are nothing."""
        begun = self.begun_by(event)
        spans = (span.model_copy(update={"level": 0.0}) if span in begun else span for span in self.spans)
        return replace(self, spans=tuple(spans)) if begun else self

    def with_begun_on(self, event: str, day: date) -> Contexts:
        """A copy in which the spans that this row begins do so on another day, and end as many days earlier or later."""
        begun = self.begun_by(event)
        spans = (_shifted(span, day - span.since) if span in begun else span for span in self.spans)
        return replace(self, spans=tuple(spans)) if begun else self

    def with_span(self, name: str, value: float, since: AnyDay, until: AnyDay | None = None) -> Contexts:
        """A copy in which `name` has the level `value` from `since` to `until`, both included; later changes win."""
        self._known(name)
        if not (np.isfinite(value) and value >= 0):
            raise RecordError(f"the level of {name} is {value}; write a number from 0 up")
        first, last = as_day(since), None if until is None else as_day(until)
        if last is not None and last < first:
            raise RecordError(f"the change of {name} ends on {last}, before it begins on {first}")
        return replace(self, changes=(*self.changes, Change(name, float(value), first, last)))

    def with_holder(self, role: str, holder: str, since: AnyDay, until: AnyDay | None = None) -> Contexts:
        """A copy in which somebody holds an office from `since` to `until`, both included; later changes win."""
        self.terms(role)
        tenure = Tenure(role, holder, as_day(since), None if until is None else as_day(until))
        return replace(self, tenures=(*self.tenures, tenure))

    def _known(self, name: str) -> None:
        if name not in self.names:
            raise RecordError(unknown("context", name, self.names))

    def _recorded(self, name: str, days: Days) -> Floats:
        if name in self.series:
            steps = self.series[name].steps
            latest = np.searchsorted(np.array([as_day(step.since) for step in steps]), days, side="right") - 1
            return np.array([step.value for step in steps], dtype=np.float64)[np.maximum(latest, 0)]
        if name in self.dated:
            acts = self.dated[name]
            return (np.searchsorted(acts, days, side="right") - np.searchsorted(acts, days, side="left")).astype(np.float64)
        levels = np.zeros(days.shape)
        for span in self.spans:
            if span.name == name:
                levels[_within(days, as_day(span.since), None if span.until is None else as_day(span.until))] = span.level
        return levels


def _shifted(span: Span, by: timedelta) -> Span:
    until = None if span.until is None else span.until + by
    return span.model_copy(update={"since": span.since + by, "until": until})


def as_day(day: AnyDay) -> np.datetime64:
    """A calendar day as NumPy counts it."""
    return np.datetime64(str(day)[:10], "D")


def _within(days: Days, since: np.datetime64, until: np.datetime64 | None) -> NDArray[np.bool_]:
    return (days >= since) if until is None else (days >= since) & (days <= until)


def _holds(day: np.datetime64, since: np.datetime64, until: np.datetime64 | None) -> bool:
    return bool(day >= since) and (until is None or bool(day <= until))


def load_contexts(path: Path | None = None) -> Contexts:
    """Read and check the contexts (by default the project's own, which is read once); a `RecordError` names file and line."""
    return _own() if path is None else _read(Path(path))


@functools.cache
def _own() -> Contexts:
    return _read(RECORD / "contexts.yaml")


def _read(path: Path) -> Contexts:
    raw, document = read_model(path, ContextsFile)
    _check(raw, document)
    dated = {
        name: np.sort(np.array([row[:10] for row in points.rows], dtype="datetime64[D]")) for name, points in raw.points.items()
    }
    offices = {role: tuple(terms) for role, terms in raw.offices.items()}
    return Contexts(tuple(raw.spans), raw.levels, offices, dated)


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans share a day."""
    return (one.until is None or other.since <= one.until) and (other.until is None or one.since <= other.until)


def _check(raw: ContextsFile, document: Document) -> None:
    for at, span in enumerate(raw.spans):
        if span.until is not None and span.until < span.since:
            raise wrong(document, ("spans", at, "until"), f"{span.until} lies before from, {span.since}")
        if span.name in raw.levels or span.name in raw.points:
            raise wrong(document, ("spans", at, "name"), f"{span.name!r} is already the name of a level or of points")
        if any(other.name == span.name and _meet(other, span) for other in raw.spans[:at]):
            raise wrong(document, ("spans", at, "from"), f"it shares days with another span of {span.name!r}; allowed: none does")
    dated: dict[KeyPath, list[date]] = {
        ("levels", name, "steps"): [step.since for step in series.steps] for name, series in raw.levels.items()
    }
    dated |= {("offices", role): [term.since for term in terms] for role, terms in raw.offices.items()}
    for key_path, days in dated.items():
        if days != sorted(set(days)) or not days:
            raise wrong(document, key_path, "days must rise from entry to entry")
    for name, points in raw.points.items():
        for at, row in enumerate(points.rows):
            try:
                iso_date(row[:10])
            except ValueError as error:
                raise wrong(document, ("points", name, "rows", at), f"{row!r} does not begin with a day, YYYY-MM-DD") from error
