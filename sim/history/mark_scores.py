r"""How likely the documented marks of an act were: the log probability of where it fell, with what, and whom it harmed.

The marks are scored by the odds that they are drawn with (`sim.history.odds`), given that the act happened: under the name
`marks/DECISION`. What the record does not state (`Act.unstated`) is not scored, and neither are the wounded of a salvo, of whom
most were found weeks later.

    dead of a strike     geometric,       P(k) = m^k / (1 + m)^(k + 1)
    dead beyond one      geometric about the mean beyond the first
    the group hit        Washington's belief in any of those that were hit
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim import places
from sim.environment import Environment
from sim.history import odds
from sim.history.groups import hits
from sim.record.acts import Act
from sim.types import Number
from sim.worlds import TINY, is_nothing, over_groups, total

MARKS = "marks/"
"""What the names of the parts of the log likelihood that score marks begin with."""


def log_marks(environment: Environment, act: Act) -> Number | None:
    """Log probability of a documented act's marks, a number or `(worlds,)`; None of an act that has none to score."""
    scorer = SCORERS.get(act.decision)
    return None if scorer is None else scorer(environment, act)


def _log(p: Number) -> Number:
    return np.log(np.maximum(p, TINY))


def _either(happened: bool, p: Number) -> Number:
    """Log probability that something of probability p did, or did not, happen."""
    return _log(p if happened else 1.0 - p)


def _geometric(n: float, mean: Number) -> Number:
    """Log probability of n of a geometric count from 0 on with this mean."""
    return n * _log(mean) - (n + 1.0) * np.log1p(mean)


def _attack(environment: Environment, act: Act) -> Number:
    """Place, weapon, and whether anybody is hurt, by the weapon if it is known; then the dead beyond the first, the wounded."""
    marks, p = act.marks, environment.parameters.owned_by("marks")
    lethal, wounding = marks.get("lethal", 0.0) > 0, marks.get("wounding", 0.0) > 0

    def hurt(by_drone: bool) -> Number:
        kills, wounds = odds.harm(environment, by_drone)
        return kills if lethal else wounds if wounding else 1.0 - kills - wounds

    flown = odds.drone(environment)
    if "drone" in act.unstated:
        weapon_and_harm = _log(flown * hurt(True) + (1.0 - flown) * hurt(False))
    elif marks.get("drone"):
        weapon_and_harm = _log(flown) + _log(hurt(True))
    else:
        weapon_and_harm = _log(1.0 - flown) + _log(hurt(False))
    parts = [_either(marks.get("abroad", 0.0) > 0, places.abroad(environment)), weapon_and_harm]
    if lethal and marks.get("us_killed", 0.0) >= 1.0:
        parts.append(_geometric(marks["us_killed"] - 1.0, p.more_dead))
    if wounding:
        parts.append(_geometric(max(marks.get("us_wounded", 1.0) - 1.0, 0.0), p.wounded - 1.0))
    return total(parts)


def _strike(environment: Environment, act: Act) -> Number:
    """Soil, dead, Iraqi soldiers among them, and the group hit."""
    us, in_iraq = environment.parameters.owned_by("us"), act.marks.get("in_iraq", 0.0)
    parts = [_either(in_iraq > 0, odds.strike_in_iraq(environment)), _hit(environment, act)]
    if "militia_killed" not in act.unstated:
        parts.append(_geometric(act.marks.get("militia_killed", 0.0), odds.strike_dead(environment, in_iraq)))
    if in_iraq > 0:
        soldiers = act.marks.get("iraqi_forces_killed", 0.0)
        parts.append(_either(soldiers > 0, us.soldiers_hit))
        if soldiers > 0:
            parts.append(_geometric(soldiers - 1.0, us.more_soldiers_killed))
    return total(parts)


def _counter_fire(environment: Environment, act: Act) -> Number:
    """Soil and dead."""
    parts = [_either(act.marks.get("in_iraq", 0.0) > 0, odds.counter_fire_in_iraq(environment))]
    if "militia_killed" not in act.unstated:
        mean = environment.parameters.owned_by("us").militia_killed_per_counter_fire
        parts.append(_geometric(act.marks.get("militia_killed", 0.0), mean))
    return total(parts)


def _killing(environment: Environment, act: Act) -> Number:
    """Whether it was the commander's, the dead beyond the first, and the group hit."""
    of_commander = act.marks.get("of_commander", 0.0) > 0
    parts = [_either(of_commander, environment.us.commander_in_reach()), _hit(environment, act)]
    if "militia_killed" not in act.unstated:
        beyond = max(act.marks.get("militia_killed", 0.0) - 1.0, 0.0)
        parts.append(_geometric(beyond, environment.parameters.owned_by("us").more_dead_per_killing))
    return total(parts)


def _salvo(environment: Environment, act: Act) -> Number:
    """Whether it killed."""
    return _either(act.marks.get("us_killed", 0.0) > 0, environment.parameters.owned_by("marks").salvo_lethal)


def _hit(environment: Environment, act: Act) -> Number:
    """Washington's belief in the groups that were hit; nothing where none of the model's was."""
    struck = hits(act)
    return 0.0 if is_nothing(struck) else _log(over_groups(np.where(struck > 0, environment.us.belief(), 0.0)))


SCORERS: dict[str, Callable[[Environment, Act], Number]] = {
    "attack_base": _attack,
    "strike": _strike,
    "counter_fire": _counter_fire,
    "kill_leader": _killing,
    "launch_missiles": _salvo,
}
