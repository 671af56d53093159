r"""Where there is something to hit: Iraq, or Syria and Jordan.

What is left of the American presence in Iraq is a level that a scenario may set, times what hand-overs and cuts have left of it;
in Syria and Jordan it is the level alone. With the share P of the attacks that would fall abroad if all were there,

    within reach  =  P L_abroad + (1 - P) L_iraq                  P(abroad)  =  P L_abroad / within reach

so that attacks fall as far as their targets go, and those that remain shift to where the others are. What the groups owe to a
government of their own allies, h in log units, they owe on its soil alone: L_iraq counts exp(-h) times for them.

    P = (c s + A') / (c + A + A')

A and A' are how many attacks a day there have been lately in Iraq and abroad, s is the standing share abroad, another while a
government of the groups' friends sits in Baghdad, and c the inertia, in attacks a day: where there was fire there is fire again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.campaign import campaign
from sim.environment import Environment
from sim.types import Number
from sim.worlds import TINY, is_nothing, plus

MECHANISM = "posture"
"""Without it, all targets count as there."""
FRIENDS = "own_government"
"""Without it, nothing is owed to a government of the groups' own allies."""


def left_in_iraq(environment: Environment) -> Number:
    """What is left of the American presence in Iraq, in [0, 1]: the level, times what hand-overs and cuts have left of it."""
    if MECHANISM in environment.off.of("militia"):
        return 1.0
    lost, level = environment.scene.exposure_lost.level, environment.level("presence_in_iraq")
    if is_nothing(lost):
        return level
    return level * np.exp(-environment.parameters.values["militia.posture_hold"] * lost)


def left_abroad(environment: Environment) -> float:
    """What is left of the American presence in Syria and Jordan, in [0, 1]."""
    return 1.0 if MECHANISM in environment.off.of("militia") else environment.level("presence_in_syria")


def owed_to_friends(environment: Environment) -> Number:
    """What holds fire in Iraq under a government of the groups' own allies, in log units; a campaign over Gaza overrides it."""
    friends = environment.context("framework_government") * (1.0 - campaign(environment))
    if is_nothing(friends) or FRIENDS in environment.off.of("militia"):
        return 0.0
    return environment.parameters.values["militia.own_government_hold"] * friends


def open_in_iraq(environment: Environment) -> Number:
    """What is left to hit in Iraq, as far as it is not spared for the sake of friends, in [0, 1]."""
    left, owed = left_in_iraq(environment), owed_to_friends(environment)
    return left if is_nothing(owed) else left * np.exp(-owed)


def held_in_iraq(environment: Environment, owed: Number) -> Number:
    """What a restraint on fire in Iraq amounts to for all attacks on bases, in log units: fire abroad goes on.

    Parameters
    ----------
    owed
        What holds fire in Iraq, in log units: one number, `(worlds,)` or by group.
    """
    if is_nothing(owed):
        return 0.0
    share, here, there = drawn_abroad(environment), left_in_iraq(environment), left_abroad(environment)
    with_all, without = _mixed(share, here * np.exp(-owed), there), _mixed(share, here, there)
    return -np.log(np.maximum(with_all, TINY) / np.maximum(without, TINY))


def drawn_abroad(environment: Environment) -> Number:
    """The share of the attacks that would fall in Syria or Jordan if all targets were there."""
    p, scene = environment.parameters.owned_by("marks"), environment.scene
    friends = environment.context("framework_government")
    standing = p.abroad if friends == 0.0 else (1.0 - friends) * p.abroad + friends * p.abroad_under_friends
    there, here = scene.attacks_abroad.level, scene.attacks_in_iraq.level
    if is_nothing(there) and is_nothing(here):
        return standing
    return (p.place_inertia * standing + there) / (p.place_inertia + plus(here, there))


def within_reach(environment: Environment) -> Number:
    """What is left of the targets of an attack on a base, in [0, 1]; plainly 1 where all are there."""
    return _targets(environment, left_in_iraq(environment)).reach


def abroad(environment: Environment) -> Number:
    """Probability that an attack on a base falls in Syria or Jordan."""
    share, here, there = drawn_abroad(environment), open_in_iraq(environment), left_abroad(environment)
    if _all_are_there(here) and _all_are_there(there):
        return share
    return share * there / np.maximum(_mixed(share, here, there), TINY)


class Targets(NamedTuple):
    """What is left to hit today: in Iraq, abroad, and of all that an attack may fall on; each in [0, 1]."""

    in_iraq: Number
    abroad: Number
    reach: Number


def targets_of(environment: Environment) -> Targets:
    """Today's targets that are not spared; asked while the day's decisions are weighed."""
    return _targets(environment, open_in_iraq(environment))


def _targets(environment: Environment, here: Number) -> Targets:
    there = left_abroad(environment)
    if _all_are_there(here) and _all_are_there(there):
        return Targets(here, there, 1.0)
    return Targets(here, there, _mixed(drawn_abroad(environment), here, there))


def stays_in_place(here: Targets, there: Targets, in_iraq: bool) -> Number:
    """By how much more, or less, than any attack one that fell in this place may be kept here of those that fell `there`.

    The targets in that place may have gone from one arm and not from the other; the rates know only how many are left of all.
    """
    of_place = (here.in_iraq, there.in_iraq) if in_iraq else (here.abroad, there.abroad)
    return _at_most_all(*of_place) / np.maximum(_at_most_all(here.reach, there.reach), TINY)


def _at_most_all(here: Number, there: Number) -> Number:
    return np.minimum(here / np.maximum(there, TINY), 1.0)


def _mixed(share: Number, here: Number, there: Number) -> Number:
    """What is left of both places, by the share of the attacks that would fall abroad."""
    return share * there + (1.0 - share) * here


def _all_are_there(left: Number) -> bool:
    """Whether nothing is missing in any world, plainly."""
    return isinstance(left, float) and left == 1.0


def hold(left: Number) -> Number:
    """The restraint of what is left of the targets: minus its logarithm."""
    return 0.0 if _all_are_there(left) else -np.log(np.maximum(left, TINY))
