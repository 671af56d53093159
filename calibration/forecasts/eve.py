r"""The eve of a day: what each of its decisions is expected to come to when nothing of the day is known yet.

A decision may answer acts of an earlier part of its own day (`sim.vocabulary.day`; the shares `*_at_once`). Whoever forecasts on
the eve does not know these acts, but expects them. So the day is gone through part after part, and what the earlier parts are
expected to do stands in the tally in place of what they did:

    acts expected of a decision     rate x (chance of being recorded);  what happens at most once a day: 1 - exp(-that)
    marks expected of an act        the probabilities that `sim.history.marks` draws them with

A rate is linear in what is answered at once: its motives are, and no restraint reads today. So the rate on the eve is the mean
of the rates that the day may bring: exactly where counted acts are answered, as the American answer to attacks; to first order
where an act is answered that is itself an answer and happens at most once, as Baghdad's protest against a strike, since the
chance of that act is taken at its expected rate. For the same reason 1 - exp(-rate on the eve), which forecasts of what happens
at most once a day use, is a little above the chance of the act, by about half the variance of its rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim import places
from sim.decision import Decision
from sim.environment import Environment
from sim.history import odds
from sim.history.pools import History
from sim.model import EscalationModel
from sim.tally import LogEntry, Tally
from sim.types import Number
from sim.vocabulary.day import PARTS
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import over_groups, per_group


class Eve:
    """A model's history, with what is expected of each day noted down before anything of it happens.

    Attributes
    ----------
    expected
        By decision, the expected rate of the day as it would be recorded, of all its authors: a number or `(worlds,)`. Empty on
        warm-up days; a decision that is switched off is left out.
    """

    def __init__(self, model: EscalationModel) -> None:
        self.model = model
        self.history: History = model.history
        self.log_probability = self.history.log_probability
        self.expected: dict[str, Number] = {}

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins, for the history itself; what memories hold of the days before is what the eve knows."""
        self.history.begin(environment, yesterday)
        if self.model.clock >= self.model.schedule.warm_up:
            self.expected = expected_rates(self.model)

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """As the history itself has it."""
        return self.history.resolve(environment, decisions)


def expected_rates(model: EscalationModel) -> dict[str, Number]:
    """Expected rate of every decision today, as recorded, by name; asked once memories have taken in yesterday.

    Leaves the model as it was: nothing has happened today.
    """
    model.today, expected, marks = Tally(), dict[str, Number](), marks_expected(model)
    for part in PARTS:
        for decision in [decision for actor in model.actors for decision in actor.decide(part)]:
            rate = decision.rate * model.reported(decision.name)
            expected[decision.name] = over_groups(rate) if decision.by_group else rate
            _expect(model.today, decision, rate, marks.get(decision.name, {}))
    model.today = Tally()
    for actor in model.actors:
        actor.see_today(model.today)
        actor.take_stock()
    return expected


def _expect(today: Tally, decision: Decision, rate: Number, marks: Mapping[str, Number]) -> None:
    count = rate if decision.many else -np.expm1(-rate)
    today.put(decision.name, count, {mark: count * each for mark, each in marks.items()})


def marks_expected(model: EscalationModel) -> dict[str, dict[str, Number]]:
    """Expected marks of one act, by decision: those that memories which answer at once take in."""
    abroad, flown = places.abroad(model), odds.drone(model)
    by_weapon = zip(odds.harm(model, True), odds.harm(model, False), strict=True)
    lethal, wounding = (flown * drones + (1.0 - flown) * others for drones, others in by_weapon)
    soldiers = odds.strike_in_iraq(model) * model.parameters.values["us.soldiers_hit"]
    hit = per_group(model.us.belief(), len(MILITIAS))
    return {
        "attack_base": {"in_iraq": 1.0 - abroad, "abroad": abroad, "drone": flown, "lethal": lethal, "wounding": wounding},
        "attack_convoy": {"in_iraq": 1.0},
        "assault_embassy": {"in_iraq": 1.0},
        "counter_fire": {"hit": 0.0},  # whose crew it is stays unknown
        "strike": {"in_iraq": odds.strike_in_iraq(model), "soldiers_hit": soldiers, "hit": hit},
        "kill_leader": {"in_iraq": 1.0, "hit": hit},
    }
