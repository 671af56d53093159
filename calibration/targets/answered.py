"""Answered pairs: days of documented acts that sources say another act answered (`calibration/record/links.csv`).

Read are the links in which somebody gives a reason: not our own order in time (`said_by: sequence`), nor general motives
(`strength: background`). Of several acts that one act answered the latest counts: a series of attacks is answered when it is.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date

from sim.record.acts import Act, by_day, in_order
from sim.record.evidence import Evidence, load_evidence
from sim.scenario.edits import plain_acts

WITHIN = 14
"""An answer later than so many days is left out: two weeks, as in the other targets."""
Pair = tuple[str, str]
"""The decision that answers, and the decision answered."""


def answered_pairs(evidence: Evidence, within: int = WITHIN) -> Mapping[Pair, tuple[date, ...]]:
    """By pair of decisions, the days of the acts that were answered within so many days, in order, each once."""
    rows: dict[str, list[Act]] = {}
    for act in in_order(by_day(plain_acts(evidence))):
        for name in act.rows:
            rows.setdefault(name, []).append(act)
    latest: dict[tuple[Pair, str], date] = {}
    for link in evidence.links.links:
        if link.said_by == "sequence" or link.strength == "background":
            continue
        for answer in rows.get(link.id, []):
            for cause in rows.get(link.named, []):
                if 0 <= (answer.date - cause.date).days <= within:
                    key = ((answer.decision, cause.decision), answer.id)
                    latest[key] = max(cause.date, latest.get(key, cause.date))
    days: dict[Pair, set[date]] = {}
    for (pair, _), day in latest.items():
        days.setdefault(pair, set()).add(day)
    return {pair: tuple(sorted(each)) for pair, each in days.items()}


@functools.cache
def answered_days(answer: str, cause: str, within: int = WITHIN) -> tuple[date, ...]:
    """The days of the project's record on which there was a `cause` that an `answer` is said to have answered."""
    return answered_pairs(load_evidence(), within).get((answer, cause), ())
