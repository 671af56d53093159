"""Daily counts of a run, as statistics read them: one array of days by worlds for each series.

Three ways to fill it: read what is `documented`, `watch` what a model does, or `predict` each day from the documented days
before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.targets.answered import Answers, stated_answers, stated_lags
from calibration.targets.drawn_marks import DRAWN, drawn_marks, found_marks
from sim.decision import Decision
from sim.history import chance
from sim.history.acted import Acted
from sim.history.marks import draw_marks
from sim.history.pools import shape_of
from sim.model import EscalationModel
from sim.record.acts import by_day, day_number
from sim.record.evidence import Evidence
from sim.scenario.edits import plain_acts
from sim.tally import ATTACKS, FORCE
from sim.types import Floats, Number, as_day
from sim.vocabulary.decisions import DECISIONS
from sim.worlds import nonzero, over_groups

MARKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "lethal_attack": ("lethal", ATTACKS),
    "strike_on_iraqi_soil": ("in_iraq", ("strike",)),
    "us_killed": ("us_killed", (*ATTACKS, "launch_missiles")),
    "militia_killed": ("militia_killed", (*FORCE, "counter_fire")),
}
"""Series made of marks: which mark, summed over which decisions."""
SOIL = "strike_on_iraqi_soil"

DAILY_SERIES = (*DECISIONS, *MARKS, *DRAWN)


@dataclass(frozen=True)
class Days:
    """Counts by day and world.

    Attributes
    ----------
    dates
        Consecutive days, shape `(days,)`, `datetime64[D]`.
    counts
        By series (`DAILY_SERIES`, and those of `calibration.targets.answered`), acts or people a day, shape `(days, worlds)`; a
        series that is not there never happened.
    worlds
        How many worlds.
    given
        What each day is conditional on, in a replay: the documented counts. None where the days follow from each other.
    """

    dates: NDArray[np.datetime64]
    counts: Mapping[str, Floats]
    worlds: int
    given: Mapping[str, Floats] | None = None

    @property
    def known(self) -> Days:
        """The days as those after them know them: in a replay the documented ones, else these."""
        return self if self.given is None else Days(self.dates, self.given, self.worlds)

    def of(self, *names: str) -> Floats:
        """The sum of some series, shape `(days, worlds)`."""
        zero = np.zeros((len(self.dates), self.worlds))
        return np.asarray(sum((self.counts[name] for name in names if name in self.counts), start=zero))

    def span(self, since: object, until: object) -> Days:
        """The days from `since` to `until`, both included."""
        kept = (self.dates >= as_day(str(since))) & (self.dates <= as_day(str(until)))
        counts = {name: count[kept] for name, count in self.counts.items()}
        given = None if self.given is None else {name: count[kept] for name, count in self.given.items()}
        return Days(self.dates[kept], counts, self.worlds, given)


def documented(evidence: Evidence, since: object, until: object) -> Days:
    """The record from `since` to `until` as one world; several acts of a state on one day are one, as in the model."""
    first, table = day_number(str(since)), by_day(plain_acts(evidence))
    length = day_number(str(until)) - first + 1
    counts, lags = {name: np.zeros((length, 1)) for name in DAILY_SERIES}, stated_lags(evidence)
    for day in range(length):
        today = table.get(first + day, {})
        for name, acts in today.items():
            counts[name][day] = len(acts)
        for name, (mark, decisions) in MARKS.items():
            counts[name][day] = sum(act.marks.get(mark, 0.0) for which in decisions for act in today.get(which, []))
        for name, value in (found_marks(table, first + day) | stated_answers(lags, today)).items():
            counts.setdefault(name, np.zeros((length, 1)))[day] = value
    return Days(as_day(str(since)) + np.arange(length), counts, 1)


def watch(model: EscalationModel) -> Days:
    """Run a model to its end and keep what happened on the reported days; of the series of `DRAWN` it has none."""
    table = _Table(model)
    for day, _ in enumerate(model.run()):
        table.happened(table.counts, day)
    return table.days()


def predict(model: EscalationModel, rng: np.random.Generator) -> Days:
    """Run a documented model and draw every day anew, given the documented days before it (one step ahead).

    Marks are not drawn but as documented, for it is the acts that are predicted; but whether a documented day of strikes hit
    Iraqi soil is drawn by the rules, and so are the series of `DRAWN`, and what documented answers came of
    (`calibration.targets.answered`). What is decided in a later part of the day (`sim.vocabulary.day`) also knows what the record
    has of the earlier parts, as the rules have it.
    """
    table, given = _Table(model), dict[str, Floats]()
    acts, answers, (of_marks,) = model.documented.acts, Answers(model), rng.spawn(1)
    for day, _ in enumerate(model.run()):
        table.happened(given, day)
        for decision in (decision for actor in model.actors for decision in actor.decisions):
            table.put(table.counts, decision.name, day, _draw(model, decision, rng))
        for name in MARKS:
            table.put(table.counts, name, day, _soil(model) if name == SOIL else table.mark(name))
        with model.as_decided():
            for name, value in (drawn_marks(model, acts, model.day, of_marks) | answers.today).items():
                table.put(table.counts, name, day, value)
        answers.look_ahead()
        for name, found in found_marks(acts, model.day).items():
            table.put(given, name, day, found)
    return table.days(given)


def _soil(model: EscalationModel) -> Number:
    """Whether today's documented strikes hit Iraqi soil, as the rules draw it."""
    strikes = next(decision for decision in model.us.decisions if decision.name == "strike")
    count = model.last.total("strike")
    acted = Acted.of(count, 0.0, nonzero(count, (1, model.worlds)))
    if not acted.worlds.size:
        return 0.0
    with model.as_decided():
        return draw_marks(model, strikes, acted).get("in_iraq", 0.0)


def _draw(model: EscalationModel, decision: Decision, rng: np.random.Generator) -> Number:
    """Counts of a decision, whoever takes it, from today's rates, as the record would report them."""
    everyone = over_groups(decision.rate) if decision.by_group else decision.rate
    rate = everyone * model.schedule.reported(decision.name, model.clock - 1)
    shape = shape_of(model, decision.name)
    if shape is not None:
        rate = rate * chance.frailty(shape, rng.uniform(1e-12, 1.0, model.worlds))
    luck = rng.uniform(size=model.worlds)
    return chance.draw_count(rate, luck) if decision.many else chance.draw_once(rate, luck)


class _Table:
    """Arrays that fill up day by day."""

    def __init__(self, model: EscalationModel) -> None:
        self.model = model
        self.dates = model.scenario.days
        self.counts: dict[str, Floats] = {}

    def put(self, counts: dict[str, Floats], name: str, day: int, value: Number) -> None:
        """Write a day's value of a series, if it is not nothing."""
        if np.any(value):
            if name not in counts:
                counts[name] = np.zeros((len(self.dates), self.model.worlds))
            counts[name][day] = np.round(value, 6)

    def mark(self, name: str) -> Number:
        """The day's value of a series made of marks, as it happened."""
        mark, decisions = MARKS[name]
        return self.model.last.total_mark(mark, *decisions)

    def happened(self, counts: dict[str, Floats], day: int) -> None:
        """Write all that happened on the day."""
        for name in DECISIONS:
            self.put(counts, name, day, self.model.last.total(name))
        for name in MARKS:
            self.put(counts, name, day, self.mark(name))

    def days(self, given: Mapping[str, Floats] | None = None) -> Days:
        return Days(self.dates, self.counts, self.model.worlds, given)
