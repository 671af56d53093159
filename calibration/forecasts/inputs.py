"""Windows and records that a user brings: what is read, what is refused, and the days before a record's first row."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import numpy as np

from calibration.fit.likelihood import without_contexts
from sim.errors import InputError, unknown
from sim.record.contexts import Contexts, Days
from sim.record.evidence import Evidence, load_evidence
from sim.record.windows import load_windows
from sim.types import Floats

DateRange = tuple[date, date]
"""First and last day, both included."""
MIN_TRAINING = 180
"""Least days from the start of the training window to the start of a scored one."""
MAX_DAYS = 3660
"""Most days of a scored window, about ten years: memory grows with days times draws."""
WAR, PAUSE = "gaza_war", "gaza_truce"
"""The context that baselines may be given, and the one that pauses it."""
NO_DAYS: Days = np.empty(0, dtype="datetime64[D]")


def parse_window(text: str) -> DateRange:
    """Read `START:END`, both days included, or the name of a window of the record such as `test`.

    >>> parse_window("2023-01-01:2024-02-29")
    (datetime.date(2023, 1, 1), datetime.date(2024, 2, 29))
    """
    if ":" not in text:
        window = load_windows()[text]
        return window.since, window.until
    try:
        since, until = (date.fromisoformat(part) for part in text.split(":"))
        if text != f"{since}:{until}":
            raise ValueError("ISO 8601 writes days in other ways too, such as 20230101 and 2023-W01-1")
    except ValueError as error:
        raise InputError(f"--window {text!r} is not START:END with days as YYYY-MM-DD") from error
    if until < since:
        raise InputError(f"--window {text!r} ends before it starts")
    days = (until - since).days + 1
    if days > MAX_DAYS:
        raise InputError(
            f"--window {text!r} has {days:,} days; allowed: at most {MAX_DAYS:,}, several windows one after the other"
        )
    return since, until


def days_in(window: DateRange) -> Days:
    """Every day of a window, shape `(days,)`."""
    return np.arange(np.datetime64(window[0], "D"), np.datetime64(window[1], "D") + 1)


def evidence_for(window: DateRange, record: Path | None = None, contexts: Path | None = None) -> Evidence:
    """The evidence to score a window on.

    A record of the user's need not reach back: days before its first act are taken from the project's own, so that memories are
    fed. Raises `InputError` if the window begins too early to train anything, or if the record says nothing about it.
    """
    _check_training(window)
    if record is None:
        _check_own(window)
    if record is None:
        return evidence_of(record, contexts)
    days = days_of_rows(load_evidence(record, contexts))
    if days[-1] < window[0] or days[0] > window[1]:
        raise InputError(
            f"no incident between {window[0]} and {window[1]}; the record runs from {days[0]} to {days[-1]}", file=record
        )
    return evidence_of(record, contexts)


def evidence_of(record: Path | None = None, contexts: Path | None = None) -> Evidence:
    """A user's record and contexts, or the project's own, whatever is to be done with them.

    Days before a record's first row are taken from the project's own; what contexts do not name is never in force.
    """
    evidence = _completed(load_evidence(record, contexts), contexts)
    return evidence if record is None else _extended(evidence, days_of_rows(evidence)[0])


def days_of_rows(evidence: Evidence) -> list[date]:
    """The days on which a record has a row, in order."""
    return sorted({date.fromisoformat(str(row["date"])[:10]) for row in evidence.rows.values()})


def absent_contexts(contexts: Contexts) -> tuple[list[str], list[str]]:
    """What of the project's own contexts others do not name: what is never in force then, and levels, which go on."""
    own = load_evidence().contexts
    absent = [name for name in own.names if name not in contexts.names]
    return [name for name in absent if name not in own.series], [name for name in absent if name in own.series]


def without_war(evidence: Evidence) -> Evidence:
    """The same evidence without the war that contexts make known in advance, and without its pause."""
    return without_contexts(evidence, (WAR, PAUSE))


def war(evidence: Evidence, days: Days) -> Floats:
    """The war while it is not paused, shape `(days,)`; zeros if the contexts hold none."""
    return _level(evidence, WAR, days) * (1.0 - pause(evidence, days))


def pause(evidence: Evidence, days: Days) -> Floats:
    """The cease-fire that pauses the war, shape `(days,)`; zeros if the contexts hold none."""
    return _level(evidence, PAUSE, days)


def _level(evidence: Evidence, name: str, days: Days) -> Floats:
    contexts = evidence.contexts
    return contexts.level(name, days) if name in contexts.names else np.zeros(len(days))


def _completed(evidence: Evidence, path: Path | None) -> Evidence:
    """What the user's file does not name is never in force; levels it does not name go on as in the project's own.

    Offices must be there, for somebody always governs, and no rule reads a context or an office of another name.
    """
    if path is None:
        return evidence
    own, contexts = load_evidence().contexts, evidence.contexts
    for role in own.offices:
        if role not in contexts.offices:
            raise InputError(f"no office {role!r}; needed: {', '.join(own.offices)}", file=path)
    for kind, named, known in (("context", contexts.names, own.names), ("office", contexts.offices, own.offices)):
        for name in named:
            if name not in known:
                raise InputError(unknown(kind, name, known), file=path)
    never = dict.fromkeys(absent_contexts(contexts)[0], NO_DAYS)
    whole = dataclasses.replace(contexts, dated={**contexts.dated, **never}, series={**own.series, **contexts.series})
    return dataclasses.replace(evidence, contexts=whole)


def _check_training(window: DateRange) -> None:
    train = load_windows()["train"]
    if (window[0] - train.since).days < MIN_TRAINING:
        raise InputError(
            f"the window begins on {window[0]}; baselines need {MIN_TRAINING} days of training from {train.since} before it"
        )


def _check_own(window: DateRange) -> None:
    whole = load_windows()["record"]
    if window[1] > whole.until or window[0] < whole.since:
        raise InputError(
            f"the window {window[0]}:{window[1]} leaves the record, which runs from {whole.since} to {whole.until}; "
            "give one that covers it with --record"
        )


def _extended(evidence: Evidence, first: date) -> Evidence:
    own = load_evidence()
    number = int(np.datetime64(first, "D").astype(np.int64))
    earlier = [act for act in own.acts if act.day < number and act.id not in evidence.rows]
    rows = {act.id: own.rows[act.id] for act in earlier}
    return dataclasses.replace(evidence, acts=(*earlier, *evidence.acts), rows={**rows, **evidence.rows})
