"""Windows and records that a user brings: what is read, what is refused, and the days before a record's first row."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import numpy as np

from sim.errors import InputError
from sim.parameters import Parameters
from sim.record.evidence import Evidence, load_evidence
from sim.record.windows import load_windows

Span = tuple[date, date]
MIN_TRAINING = 180
"""Least days from the start of the training window to the start of a scored one."""
CONTEXT, PAUSE = "gaza_war", "gaza_truce"
"""The context that baselines may be given, and the one that pauses it."""
FAMILIES = {"administration": "us.tolerance", "government": "iraq_government.raids_per_attack"}
"""By office, the parameter that each holder has of its own."""


def parse_window(text: str) -> Span:
    """Read `START:END`, both days included, or the name of a window of the record such as `test`.

    >>> parse_window("2023-01-01:2024-02-29")
    (datetime.date(2023, 1, 1), datetime.date(2024, 2, 29))
    """
    if ":" not in text:
        window = load_windows()[text]
        return window.since, window.until
    try:
        since, until = (date.fromisoformat(part) for part in text.split(":"))
    except ValueError as error:
        raise InputError(f"--window {text!r} is not START:END with days as YYYY-MM-DD") from error
    if until < since:
        raise InputError(f"--window {text!r} ends before it starts")
    return since, until


def evidence_for(window: Span, record: Path | None = None, contexts: Path | None = None) -> Evidence:
    """The evidence to score a window on.

    A record of the user's need not reach back: days before its first act are taken from the project's own, so that memories are
    fed. Raises `InputError` if the window begins too early to train anything, or if the record says nothing about it.
    """
    _check_training(window)
    if record is None:
        _check_own(window)
        return load_evidence(None, contexts)
    evidence = load_evidence(record, contexts)
    days = sorted(str(row["date"])[:10] for row in evidence.rows.values())
    if days[-1] < window[0].isoformat() or days[0] > window[1].isoformat():
        raise InputError(
            f"no incident between {window[0]} and {window[1]}; the record runs from {days[0]} to {days[-1]}", file=record
        )
    return _extended(evidence, date.fromisoformat(days[0]))


def unaware(evidence: Evidence) -> Evidence:
    """The same evidence without the war that contexts make known in advance, and without its pause."""
    contexts = evidence.contexts
    for name in (CONTEXT, PAUSE):
        if name in contexts.names:
            contexts = contexts.with_span(name, 0.0, date(1970, 1, 1))
    return dataclasses.replace(evidence, contexts=contexts)


def unknown_holders(evidence: Evidence, parameters: Parameters) -> list[str]:
    """A line for each holder of an office who has no parameters of its own, and so the mean of those known (`of_holder`)."""
    lines = []
    for role, family in FAMILIES.items():
        known = [name.removeprefix(f"{family}_") for name in parameters.entries if name.startswith(f"{family}_")]
        holders = dict.fromkeys(term.holder for term in evidence.contexts.terms(role))
        text = f"has no parameters of its own; it has the mean of {', '.join(known)}"
        lines += [f"{role} {holder!r} {text}" for holder in holders if holder not in known]
    return lines


def covariate(evidence: Evidence, days: np.ndarray) -> np.ndarray:
    """The war while it is not paused, shape `(days,)`; zeros if the contexts hold none."""
    names = evidence.contexts.names
    war = evidence.contexts.level(CONTEXT, days) if CONTEXT in names else np.zeros(len(days))
    pause = evidence.contexts.level(PAUSE, days) if PAUSE in names else np.zeros(len(days))
    return np.asarray(war * (1.0 - pause))


def _check_training(window: Span) -> None:
    train = load_windows()["train"]
    if (window[0] - train.since).days < MIN_TRAINING:
        raise InputError(
            f"the window begins on {window[0]}; baselines need {MIN_TRAINING} days of training from {train.since} before it"
        )


def _check_own(window: Span) -> None:
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
