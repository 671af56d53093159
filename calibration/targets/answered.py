"""Answered pairs: how many days after an act came its answer, by what sources say and by what the rules make of it.

Read are the links in which somebody gives a reason (`calibration/record/links.csv`): not our own order in time
(`said_by: sequence`), nor general motives (`strength: background`). Of several acts that are named, all of one decision, the mean
of their days counts. In a replay the rules draw which earlier act each of these answers came of, and are not told what sources
say of it (`sim.history.causes`): so both sides speak of the same answers, and no answer is chosen by how soon it came.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.decision import Decision
from sim.history.causes import Search
from sim.history.documented import Ledger
from sim.model import EscalationModel
from sim.record.acts import Act, by_day, day_number, in_order
from sim.record.evidence import Evidence
from sim.scenario.edits import plain_acts
from sim.types import Floats

WITHIN = 14
"""An answer later than so many days is left out, on both sides: two weeks, as in the other targets."""
NEVER = 1e9
"""A day on which no cause is drawn, though what the record missed is kept for it."""

Key = tuple[str, str]
"""Id and decision of an act that answers: a row may be coded as two."""
Lags = Mapping[Key, Mapping[str, float]]
"""By answer, and by decision answered: mean days since the acts that are named."""


def answers_of(answer: str, cause: str) -> str:
    """The series that counts the answers to acts of a decision, on the day of the answer."""
    return f"{answer} after {cause}"


def days_of(answer: str, cause: str) -> str:
    """The series that holds the days since the acts answered, on the day of the answer."""
    return f"days of {answers_of(answer, cause)}"


def _series(answer: str, cause: str, lag: float) -> tuple[tuple[str, float], tuple[str, float]]:
    """What one answer adds to the two series of its pair."""
    return (answers_of(answer, cause), 1.0), (days_of(answer, cause), lag)


def stated_lags(evidence: Evidence) -> Lags:
    """What sources say of the documented acts."""
    rows: dict[str, list[Act]] = {}
    for act in in_order(by_day(plain_acts(evidence))):
        for name in act.rows:
            rows.setdefault(name, []).append(act)
    days: dict[Key, dict[str, dict[str, int]]] = {}
    for link in evidence.links.links:
        if link.said_by == "sequence" or link.strength == "background":
            continue
        for answer in rows.get(link.id, []):
            for cause in rows.get(link.named, []):
                if 0 <= answer.day - cause.day <= WITHIN:
                    of_answer = days.setdefault((answer.id, answer.decision), {})
                    of_answer.setdefault(cause.decision, {})[cause.id] = answer.day - cause.day
    return {key: {name: sum(each.values()) / len(each) for name, each in named.items()} for key, named in days.items()}


def stated_answers(lags: Lags, today: Mapping[str, list[Act]]) -> dict[str, float]:
    """The series of a documented day."""
    series: dict[str, float] = {}
    for act in (act for acts in today.values() for act in acts):
        for cause, lag in lags.get((act.id, act.decision), {}).items():
            for name, value in _series(act.decision, cause, lag):
                series[name] = series.get(name, 0.0) + value
    return series


class Answers:
    """What the rules make of the documented answers of a model that lives through the record, drawn day by day.

    Attributes
    ----------
    today
        The series of the day just stepped, each of shape `(worlds,)`.
    """

    def __init__(self, model: EscalationModel) -> None:
        self.model = model
        self.lags = stated_lags(model.evidence)
        of_days = model.documented.acts.items()
        self.days = {day for day, acts in of_days for name, each in acts.items() for act in each if (act.id, name) in self.lags}
        self.today: dict[str, Floats] = {}
        model.documented.traced_from = float(day_number(model.scenario.start))
        model.documented.on_trace = self._draw

    def look_ahead(self) -> None:
        """The day is read: causes are drawn tomorrow if there is an answer then, for it takes time."""
        self.today = {}
        self.model.documented.traced_from = self.model.day + 1 if self.model.day + 1 in self.days else NEVER

    def _draw(self, search: Search, decision: Decision, ledger: Ledger) -> None:
        for slot, (act, weight) in enumerate(zip(ledger.acts, ledger.weights, strict=True)):
            named = self.lags.get((act.id, act.decision), {})
            if named:
                numbers = search.cause(decision, ledger.flows, weight, slot, None).acts
                for number in np.unique(numbers[numbers >= 0]).tolist():
                    self._answered(act, search.chronicle.told[number].act, numbers == number, named)

    def _answered(self, act: Act, cause: Act, where: np.ndarray, named: Mapping[str, float]) -> None:
        """Count an answer in the worlds where it came of this act, if sources name one of its kind and it is not too long ago."""
        lag = act.day - cause.day
        if cause.decision in named and lag <= WITHIN:
            for name, value in _series(act.decision, cause.decision, lag):
                self.today[name] = self.today.get(name, np.zeros(where.shape)) + where * value
