"""The odds of marks: where an act falls, with what weapon, whom and how many it harms; drawn (`sim.history.marks`) and scored
(`sim.history.mark_scores`) by the same numbers.

Place. `sim.places.abroad`.

Weapon. A drone, once the groups have them, with one probability, and another while the war in Gaza goes on. A part of the drones
is shot down before they do harm.

Dead. The dead of a strike are geometric about a mean of its soil, which grows with the share of the answer that an American death
has in the day's motives, and shrinks with Baghdad's notice.
"""

from __future__ import annotations

import numpy as np

from sim.environment import Environment
from sim.parameters import of_holder
from sim.types import Number
from sim.worlds import TINY, is_nothing, plus


def drone(environment: Environment) -> Number:
    """Probability that an attack of today is flown by drones."""
    p = environment.parameters.owned_by("marks")
    share = p.drone_share_in_gaza_war if environment.context("gaza_war") > 0.0 else p.drone_share
    return environment.context("attack_drones") * share


def harm(environment: Environment, by_drone: bool) -> tuple[Number, Number]:
    """Probability that an attack kills, and that it wounds without killing, by its weapon; together at most one."""
    p = environment.parameters.owned_by("marks")
    through = 1.0 - p.drones_stopped if by_drone else 1.0
    lethal = through * (p.lethal_drone if by_drone else p.lethal)
    wounding = through * (p.wounding_drone if by_drone else p.wounding)
    return lethal, np.minimum(wounding, 1.0 - lethal)


def strike_in_iraq(environment: Environment) -> Number:
    """Probability that a day of strikes includes Iraqi soil."""
    return of_holder(environment.parameters.owned_by("us"), "in_iraq", environment.office("administration"))


def counter_fire_in_iraq(environment: Environment) -> Number:
    """Probability that counter-fire falls in Iraq: that it answers an attack there, or what is known of the rest."""
    p, here, there, rest = environment.parameters.owned_by("us"), *environment.us.counter_fire()
    whole = plus(plus(here, there), rest)
    if is_nothing(whole):
        return p.counter_fire_in_iraq
    return plus(here, p.counter_fire_in_iraq * rest) / np.maximum(whole, TINY)


def strike_dead(environment: Environment, in_iraq: Number) -> Number:
    """Mean dead of the militias on a day of strikes that does, or does not, include Iraqi soil."""
    p = environment.parameters.owned_by("us")
    mean = in_iraq * p.militia_killed_in_iraq + (1.0 - in_iraq) * p.militia_killed_abroad
    return mean * (1.0 + p.answer_to_death * environment.us.share_for_the_dead()) * (1.0 - saved(environment))


def saved(environment: Environment) -> Number:
    """The share of a strike's dead that Baghdad's notices save: those of the day, which come before it, and earlier ones."""
    noticed = plus(environment.scene.noticed.level, environment.today.total("warn_militia"))
    return 0.0 if is_nothing(noticed) else environment.parameters.owned_by("us").notice_saves * np.minimum(noticed, 1.0)
