"""The schedule of a run: day by day, the dated facts and the scenario's changes, worked out before the first step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.record.evidence import Evidence
from sim.record.reporting import PARTLY_REPORTED
from sim.scenario import Scenario
from sim.scenario.interventions import ContextChange, EditEvent, Forbid, RemoveActor, RemoveEvent, Set
from sim.types import ONE_DAY, Bools, Number, as_day
from sim.vocabulary.decisions import ACTION_TYPE, MILITIAS, decisions_of

ROLES = ("administration", "government", "commander")


class Schedule:
    """Levels of contexts, offices, reporting, settings and prohibitions by place in `days`.

    Attributes
    ----------
    days
        All days stepped through, warm-up first, shape `(days,)`.
    warm_up
        How many of them come before the first reported day; a free run has none.
    """

    def __init__(self, scenario: Scenario, evidence: Evidence) -> None:
        self.scenario = scenario
        self.evidence = evidence
        self.warm_up = 0 if scenario.is_free else scenario.warm_up
        start = as_day(scenario.start) - self.warm_up * ONE_DAY
        self.days: NDArray[np.datetime64] = np.arange(start, as_day(scenario.end) + ONE_DAY)
        self._levels = self._context_levels()
        self._offices = {role: [evidence.contexts.office(role, day) for day in self.days] for role in ROLES}
        self._reported = {series: self._reporting(series) for series in PARTLY_REPORTED}
        self._settings = [(item, self._span(item.since, item.until)) for item in scenario.interventions if isinstance(item, Set)]
        self._forbidden = self._prohibitions()
        self.forbids_anything = bool(self._forbidden)

    def level(self, name: str, place: int) -> float:
        """A context's level at a place."""
        return self._levels[name][place]

    def office(self, role: str, place: int) -> str:
        """Who holds an office at a place."""
        return self._offices[role][place]

    def reported(self, decision: str, place: int) -> float:
        """Probability that an act stands in the record; 1 for what the table does not cover."""
        series = self._reported.get(decision)
        return 1.0 if series is None else series[place]

    def forbidden(self, actor: str, decision: str, place: int) -> bool:
        """Whether the scenario forbids this decision on that day."""
        spans = self._forbidden.get((actor, decision))
        return spans is not None and bool(spans[place])

    def settings(self, place: int) -> dict[str, Number]:
        """Parameters that the scenario sets, with the values in force at a place (their own values once a setting has lapsed)."""
        values: dict[str, Number] = {}
        for item, span in self._settings:
            if span[place]:
                values[item.parameter] = item.value
        return values

    def changes_on(self, place: int) -> bool:
        """Whether a setting begins or lapses on that day."""
        return any(span[place] != span[place - 1] for _, span in self._settings)

    def _context_levels(self) -> dict[str, list[float]]:
        contexts = self.evidence.contexts
        if self.scenario.contexts == "none":
            contexts = contexts.without_all()
        for item in self.scenario.interventions:
            if isinstance(item, ContextChange):
                until = self.days[-1] if item.until is None else as_day(item.until)
                contexts = contexts.with_span(item.name, item.level, item.since, until)
        return {name: [float(x) for x in contexts.level(name, self.days)] for name in contexts.names}

    def _reporting(self, series: str) -> list[float]:
        if self.scenario.reporting == "complete":
            return [1.0] * len(self.days)
        return [float(x) for x in self.evidence.reporting.probability(series, self.days)]

    def _span(self, since: object, until: object) -> Bools:
        """Days from `since` to `until`, both inclusive; None is open; shape `(days,)`."""
        first = self.days[0] if since is None else as_day(since)  # type: ignore[arg-type]
        last = self.days[-1] if until is None else as_day(until)  # type: ignore[arg-type]
        return np.asarray((self.days >= first) & (self.days <= last))

    def _prohibitions(self) -> dict[tuple[str, str], Bools]:
        spans: dict[tuple[str, str], Bools] = {}

        def forbid(actor: str, decision: str, span: Bools) -> None:
            spans[actor, decision] = spans.get((actor, decision), np.zeros(len(self.days), dtype=bool)) | span

        branch = as_day(self.scenario.branch) if self.scenario.branch is not None else self.days[-1] + ONE_DAY
        for item in self.scenario.interventions:
            if isinstance(item, Forbid):
                forbid(item.actor, item.decision, self._span(item.since, item.until) & (self.days >= branch))
            elif isinstance(item, RemoveActor):
                for decision in decisions_of(item.actor):
                    forbid(item.actor, decision, np.asarray(self.days >= branch))
            elif isinstance(item, RemoveEvent | EditEvent) and self.scenario.luck == "fresh":
                for act in (act for act in self.evidence.acts if act.id == item.id):
                    day = np.datetime64(act.day, "D")
                    authors = (
                        (act.actor,) if act.actor else act.candidates if ACTION_TYPE[act.decision].kind == "militia" else MILITIAS
                    )
                    for actor in authors:
                        forbid(actor, act.decision, self._span(day, day))
        return spans
