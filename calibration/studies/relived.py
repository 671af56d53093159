"""Worlds lived twice: as they were, and under an edit. The difference is what a counterfactual asks for.

Of a synthetic record all is known that the record does not tell: parameters, authors, luck, causes. So its counterfactual can be
made without guessing any of them. Nobody who has the record alone can do that; how well it is guessed is checked against it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np

from calibration.studies.synthetic import Daily, as_evidence, empty_start, simulated, with_authors
from sim.event_log import DAILY
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.acts import Act
from sim.record.evidence import Evidence
from sim.types import Ints

MEASURES = ("attack_base", "attack_convoy", "strike", "us_killed")
"""Columns of the daily table whose totals are asked for: base attacks, convoy attacks, US strikes, American dead."""
SECOND = 2**31
"""What is added to the seed for the luck that only the second arm has: which acts it keeps, and what comes beyond."""
_COLUMNS = [DAILY.index(name) for name in MEASURES]


class Coupling(StrEnum):
    """What two arms share: couplings are not identified, so a study assumes one, the same in its truths and in what it asks.

    `inversion`: an actor's count of a day is the quantile of its keyed uniform, the same in both arms, and so are the day's
    frailties and the marks of the j-th act. The pair is monotone: raise a rate in one arm and its count there can only rise.

    `causes`: an act of the first arm happens in the second as far as what it came from is there, and further acts at the excess
    of the second's rates (`sim.history.by_cause`).
    """

    INVERSION = "inversion"
    CAUSES = "causes"


Changes = tuple[dict[str, Any], ...]
"""Interventions of a scenario, in the YAML form."""


@dataclass(frozen=True)
class Edit:
    """An act of a record that did not happen; or, with `settings`, parameters that have other values from its day on."""

    act: Act
    settings: tuple[tuple[str, float], ...] = ()

    @property
    def day(self) -> date:
        """The branch: the day of the act."""
        return self.act.date

    @property
    def on_record(self) -> Changes:
        """For who has the record: the event is taken out, or the parameters are set."""
        return self._set or ({"remove_event": self.act.id},)

    def on_luck(self, author: str) -> Changes:
        """For who knows the luck: the author, whose only act of this kind that day it was, is kept from it for that day.

        That is the same but for one thing: the author's unseen acts of that day, expected in months that the record covers in
        part, are gone with it. They are about a hundredth of an act.
        """
        forbid = {"actor": author, "decision": self.act.decision, "from": self.day, "until": self.day}
        return self._set or ({"forbid": forbid},)

    @property
    def _set(self) -> Changes:
        return tuple({"set": {"parameter": name, "value": value, "from": self.day}} for name, value in self.settings)


@dataclass(frozen=True)
class Lived:
    """A world as it was, and what is needed to live it again.

    Attributes
    ----------
    record
        Its history as evidence.
    whose
        The true author of every act, by its id.
    daily
        Counts by day and measure (`sim.event_log.DAILY`), shape `(days, measures)`.
    parameters
        Those of this world alone.
    seed, world
        Its luck.
    """

    record: Evidence
    whose: dict[str, str]
    daily: Daily
    parameters: Parameters
    window: tuple[date, date]
    seed: int
    world: int
    coupling: Coupling

    def again(self, edit: Edit | None) -> Daily:
        """The same world once more, under an edit or under none; as `daily`."""
        daily = self._by_luck(edit) if self.coupling is Coupling.INVERSION else self._by_cause(edit)
        lived: Daily = daily[:, :, 0]
        return lived

    def _by_luck(self, edit: Edit | None) -> Daily:
        """Simulated again from its first day with the same luck."""
        changes = () if edit is None else edit.on_luck(self.whose[edit.act.id])
        return simulated(self.parameters, 1, self.window, self.seed, first_world=self.world, interventions=changes)[0]

    def _by_cause(self, edit: Edit | None) -> Daily:
        """The record with its authors named, branched by cause with the true parameters.

        Causes, and the day's frailty, are drawn when all the acts are known. That is the law that they have when they are drawn
        together with each act: nothing that comes later hangs on them but through the act. They are the same under every edit.
        """
        since = self.window[0] if edit is None else edit.day
        changes = [] if edit is None else list(edit.on_record)
        scenario = empty_start(self.window, branch=since, luck="abducted", coupling="causes", interventions=changes)
        luck, record = self.seed + SECOND, with_authors(self.record, self.whose)
        model = EscalationModel(scenario, 1, luck, parameters=self.parameters, first_world=self.world, evidence=record)
        for _ in model.run():
            pass
        model.close()
        return model.event_log.daily

    def effect(self, edit: Edit) -> Ints:
        """What the edit truly changes: totals from its day on, edited minus lived, by measure, shape `(len(MEASURES),)`."""
        return totals(self.again(edit), self.window, edit.day) - totals(self.daily, self.window, edit.day)


def live(parameters: Parameters, worlds: int, window: tuple[date, date], seed: int, coupling: Coupling) -> list[Lived]:
    """Worlds with parameters and luck of their own, authors of attacks unnamed in their records."""
    daily, kept = simulated(parameters, worlds, window, seed)
    return [
        Lived(as_evidence(acts), whose, daily[:, :, w], parameters.rows(w, w + 1), window, seed, w, coupling)
        for w, (acts, whose) in enumerate(zip(kept.acts, kept.whose, strict=True))
    ]


def totals(daily: Daily, window: tuple[date, date], since: date) -> Ints:
    """Totals of `MEASURES` from a day on, of a table of shape `(days, measures, ...)`; shape `(len(MEASURES), ...)`."""
    counted: Ints = daily[(since - window[0]).days :, _COLUMNS].sum(axis=0, dtype=np.int64)
    return counted


# What is changed, and from when: chosen by what the record shows, and by nothing else ---------------------------------------

CALM = (("militia.branching", 0.0), ("militia.convoy_branching", 0.0))
"""Attacks bring no further attacks."""


def first_lethal_attack(acts: Sequence[Act], since: date, until: date) -> Act | None:
    """The first attack on a base with American dead in that span, else the first attack; of those alone on their day."""
    alone = _alone([act for act in acts if act.decision == "attack_base" and since <= act.date <= until])
    return next((act for act in alone if act.marks.get("lethal")), next(iter(alone), None))


def first_strike(acts: Sequence[Act], since: date, until: date) -> Act | None:
    """The first American strike in that span."""
    return next((act for act in acts if act.decision == "strike" and since <= act.date <= until), None)


def _alone(acts: Sequence[Act]) -> list[Act]:
    days, counts = np.unique([act.day for act in acts], return_counts=True)
    single = set(days[counts == 1].tolist())
    return [act for act in acts if act.day in single]


@dataclass(frozen=True)
class Question:
    """An edit by what it begins with: the act that is taken out, or from whose day on `settings` hold."""

    first: Callable[[Sequence[Act], date, date], Act | None]
    settings: tuple[tuple[str, float], ...] = ()

    def of(self, acts: Sequence[Act], since: date, until: date) -> Edit | None:
        """The edit of a record, whose act lies in that span; None if it holds no such act."""
        act = self.first(acts, since, until)
        return None if act is None else Edit(act, self.settings)


QUESTIONS: dict[str, Question] = {
    "no_first_lethal_attack": Question(first_lethal_attack),
    "no_first_strike": Question(first_strike),
    "no_momentum": Question(first_lethal_attack, CALM),
}
"""What is asked of each record, by name: two removals, which often change little, and a change that moves every measure."""
