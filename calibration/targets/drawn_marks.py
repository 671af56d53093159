"""Marks of the documented acts, drawn anew by the rules: where each fell, with what weapon, whom it harmed or hit.

A replay asks of every documented act, given the documented days before it, what the rules would have made of it. The odds are
those that marks are drawn and scored with (`sim.history.odds`). Acts whose mark the record does not state are left out on both
sides: shares and means are taken of the acts that state it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim import places
from sim.environment import Environment
from sim.history import odds
from sim.history.chance import geometric, pick
from sim.history.groups import groups_hit
from sim.record.acts import Act, Acts
from sim.types import Floats, Number
from sim.worlds import per_group

FIRED_WITHIN = 30
"""A group has fired lately if the record names it, and it alone, for an attack on a base of the day or of so many days before."""
FIRST = "kataib_hezbollah"
Lately = frozenset[str]
"""Names of the groups that have fired lately."""


class MarkSeries(NamedTuple):
    """A series made of one mark of a decision's acts.

    Attributes
    ----------
    decision
        Whose acts.
    found
        What the record has of an act, given who has fired lately: an act, or people.
    drawn
        What the rules make of a documented act in each world, shape `(worlds,)`; None of a series that is merely counted, as the
        whole that another series is a part of.
    """

    decision: str
    found: Callable[[Act, Lately], float]
    drawn: Callable[[Environment, Act, Lately, np.random.Generator], Floats] | None = None


def fired_lately(acts: Acts, day: int) -> Lately:
    """The groups that the record names, each alone, for attacks on bases of the last days; `day` in days since 1970-01-01."""
    days = range(day - FIRED_WITHIN, day + 1)
    return frozenset(act.actor for each in days for act in acts.get(each, {}).get("attack_base", []) if act.actor)


def found_marks(acts: Acts, day: int) -> dict[str, float]:
    """What the record has of a day in each series of `DRAWN`."""
    today, lately = acts.get(day, {}), fired_lately(acts, day)
    return {name: sum(series.found(act, lately) for act in today.get(series.decision, [])) for name, series in DRAWN.items()}


def drawn_marks(environment: Environment, acts: Acts, day: int, rng: np.random.Generator) -> dict[str, Number]:
    """What the rules make of the documented acts of the day just stepped: by series, a number or shape `(worlds,)`."""
    today, lately = acts.get(day, {}), fired_lately(acts, day)
    drawn: dict[str, Number] = {}
    for name, series in DRAWN.items():
        for act in today.get(series.decision, []):
            draw = series.drawn
            value = series.found(act, lately) if draw is None else draw(environment, act, lately, rng)
            drawn[name] = drawn.get(name, 0.0) + value
    return drawn


# Attacks --------------------------------------------------------------------------------------------------------------------


def _is_abroad(act: Act, lately: Lately) -> float:
    return act.marks.get("abroad", 0.0)


def _falls_abroad(environment: Environment, act: Act, lately: Lately, rng: np.random.Generator) -> Floats:
    return _happens(environment, places.abroad(environment), rng)


def _weapon_is_known(act: Act, lately: Lately) -> float:
    return float("drone" not in act.unstated)


def _is_flown(act: Act, lately: Lately) -> float:
    return act.marks.get("drone", 0.0) * _weapon_is_known(act, lately)


def _flies(environment: Environment, act: Act, lately: Lately, rng: np.random.Generator) -> Floats:
    return _happens(environment, odds.drone(environment), rng) * _weapon_is_known(act, lately)


def _harms(act: Act, lately: Lately) -> float:
    return float(act.marks.get("lethal", 0.0) > 0 or act.marks.get("wounding", 0.0) > 0)


def _would_harm(environment: Environment, act: Act, lately: Lately, rng: np.random.Generator) -> Floats:
    """Whether an attack with the documented weapon kills or wounds; one of unknown weapon may be either."""
    flown = act.marks.get("drone", 0.0) if _weapon_is_known(act, lately) else odds.drone(environment)
    by_drone, by_other = (sum(odds.harm(environment, weapon)) for weapon in (True, False))
    return _happens(environment, flown * by_drone + (1.0 - flown) * by_other, rng)


# Strikes --------------------------------------------------------------------------------------------------------------------


def _counted(in_iraq: bool) -> Callable[[Act, Lately], float]:
    """Whether a strike fell there, and its dead are stated."""

    def counted(act: Act, lately: Lately) -> float:
        return float((act.marks.get("in_iraq", 0.0) > 0) is in_iraq and "militia_killed" not in act.unstated)

    return counted


def _dead(in_iraq: bool) -> Callable[[Act, Lately], float]:
    def dead(act: Act, lately: Lately) -> float:
        return act.marks.get("militia_killed", 0.0) * _counted(in_iraq)(act, lately)

    return dead


def _would_kill(in_iraq: bool) -> Callable[[Environment, Act, Lately, np.random.Generator], Floats]:
    """The dead of a strike on its documented soil."""

    def kill(environment: Environment, act: Act, lately: Lately, rng: np.random.Generator) -> Floats:
        mean = odds.strike_dead(environment, float(in_iraq))
        return geometric(mean, _luck(environment, rng)) * _counted(in_iraq)(act, lately)

    return kill


def _hits_a_group(act: Act, lately: Lately) -> float:
    return float(bool(groups_hit(act)))


def _hits_the_first(act: Act, lately: Lately) -> float:
    return groups_hit(act).get(FIRST, 0.0)


def _hits_who_had_not_fired(act: Act, lately: Lately) -> float:
    return sum(share for group, share in groups_hit(act).items() if group not in lately)


def _would_hit(among: Callable[[str, Lately], bool]) -> Callable[[Environment, Act, Lately, np.random.Generator], Floats]:
    """Whether the group that Washington would have blamed is among some; nothing of a strike that hit no group."""

    def hit(environment: Environment, act: Act, lately: Lately, rng: np.random.Generator) -> Floats:
        names = environment.group_names
        belief = per_group(environment.us.belief(), len(names))
        weights = np.broadcast_to(belief, (len(names), environment.worlds))
        wanted = np.array([among(name, lately) for name in names], dtype=np.float64)
        return np.asarray(wanted[pick(weights, _luck(environment, rng))] * _hits_a_group(act, lately))

    return hit


def _luck(environment: Environment, rng: np.random.Generator) -> Floats:
    return rng.uniform(1e-12, 1.0, environment.worlds)


def _happens(environment: Environment, p: Number, rng: np.random.Generator) -> Floats:
    return np.asarray(_luck(environment, rng) < p, dtype=np.float64)


DRAWN: Mapping[str, MarkSeries] = {
    "attack_abroad": MarkSeries("attack_base", _is_abroad, _falls_abroad),
    "attack_of_known_weapon": MarkSeries("attack_base", _weapon_is_known),
    "drone_attack": MarkSeries("attack_base", _is_flown, _flies),
    "harmful_attack": MarkSeries("attack_base", _harms, _would_harm),
    "counted_strike_in_iraq": MarkSeries("strike", _counted(True)),
    "dead_in_iraq": MarkSeries("strike", _dead(True), _would_kill(True)),
    "counted_strike_abroad": MarkSeries("strike", _counted(False)),
    "dead_abroad": MarkSeries("strike", _dead(False), _would_kill(False)),
    "strike_on_group": MarkSeries("strike", _hits_a_group),
    "strike_on_kataib_hezbollah": MarkSeries("strike", _hits_the_first, _would_hit(lambda name, lately: name == FIRST)),
    "strike_on_who_had_not_fired": MarkSeries(
        "strike", _hits_who_had_not_fired, _would_hit(lambda name, lately: name not in lately)
    ),
}
"""By name. A strike that falls in Iraq and Syria counts as one in Iraq, as the rules have it; its dead are those of both."""
