"""Marks: what an act does once it happens: dead and wounded, the groups hit, Iraqi or Syrian soil, the scope of a truce.

Marks are drawn only where something happened, slot by slot: the j-th attack of a group on a day has the same luck in every arm.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim import places
from sim.decision import Decision
from sim.environment import Environment
from sim.history import odds
from sim.history.acted import Acted
from sim.history.chance import geometric, pick
from sim.history.claims import draw_claims
from sim.luck import split
from sim.tally import ATTACKS, Marks, TruceNotice
from sim.types import Bools, Floats, Ints, Number
from sim.worlds import over_groups, per_group

Drawn = dict[str, Floats]
_PARTS = 8  # uniforms that one attack may need


def draw_marks(environment: Environment, decision: Decision, acted: Acted) -> Marks:
    """Draw the marks of a decision's acts.

    Returns
    -------
    Marks shaped as the decision's counts; `hit` and `mourned` by group. Empty if its acts have none.
    """
    if decision.name not in DRAWERS:
        return {}
    n, worlds = len(decision.actors), acted.worlds
    acted.bits = environment.luck.bits_at(decision.streams, environment.day, acted.rows, worlds)
    drawn = DRAWERS[decision.name](environment, acted)
    if decision.name in ATTACKS:
        drawn["claim"] = draw_claims(environment, acted)
    marks: Marks = {}
    for name, values in drawn.items():
        if name == "hit":
            marks |= _on_groups(environment, values, drawn, worlds)
        elif values.any():
            everywhere = np.zeros((n, environment.worlds))
            everywhere[acted.rows, worlds] = values
            marks[name] = decision.shaped(everywhere)
    return marks


def _on_groups(environment: Environment, hit: Floats, drawn: Drawn, worlds: Ints) -> Marks:
    """The group hit, and whether it has dead to bury: men killed on Iraqi soil."""
    struck, everywhere = hit >= 0, np.zeros((len(environment.group_names), environment.worlds))
    everywhere[hit[struck].astype(np.int64), worlds[struck]] = 1.0
    if "militia_killed" not in drawn:
        return {"hit": everywhere}
    buried = np.zeros(environment.worlds)
    buried[worlds] = (drawn["militia_killed"] > 0) & (drawn["in_iraq"] > 0)
    return {"hit": everywhere, "mourned": everywhere * buried}


def _attack(environment: Environment, acted: Acted) -> Drawn:
    """Place, weapon, dead and wounded of each attack: lethal with one probability, wounding with another, else harmless."""
    p = environment.parameters.owned_by("marks")
    more_dead, mean_wounded = acted.at(p.more_dead), acted.at(p.wounded)
    flown_p, abroad_p = acted.at(odds.drone(environment)), acted.at(places.abroad(environment))
    sizes = acted.counts.astype(np.int64)
    row = np.repeat(np.arange(sizes.size), sizes)

    def each(value: Number) -> Number:
        return value[row] if isinstance(value, np.ndarray) else value

    slot = (acted.first[row] + _within(sizes)).astype(np.uint64) * np.uint64(_PARTS)

    def luck(part: int) -> Floats:
        return split(acted.bits[row], slot + np.uint64(part))

    def toll(struck: Bools, more: Number, part: int) -> Floats:
        return struck * (1.0 + geometric(each(more), luck(part))) if struck.any() else np.zeros(struck.shape)

    abroad = luck(0) < each(abroad_p)
    flown = luck(4) < each(flown_p) if np.any(flown_p) else np.zeros(row.shape, dtype=bool)
    by_weapon = zip(odds.harm(environment, True), odds.harm(environment, False), strict=True)
    lethal_p, wounding_p = (np.where(flown, each(acted.at(drones)), each(acted.at(others))) for drones, others in by_weapon)
    u = luck(1)
    lethal = u < lethal_p
    wounding = ~lethal & (u < lethal_p + wounding_p)
    values = {
        "in_iraq": ~abroad,
        "abroad": abroad,
        "drone": flown,
        "lethal": lethal,
        "wounding": wounding,
        "us_killed": toll(lethal, more_dead, 2),
        "us_wounded": toll(lethal | wounding, mean_wounded - 1.0, 3),
    }
    summed = {
        name: np.bincount(row, weights=each_act.astype(np.float64), minlength=sizes.size) for name, each_act in values.items()
    }
    return {name: value.astype(np.float64) for name, value in summed.items()}


def _bombing(environment: Environment, acted: Acted) -> Drawn:
    """Convoys are run by Iraqis, in Iraq: no American is harmed; the bomb may be claimed."""
    return {"in_iraq": acted.counts.astype(np.float64)}


def _siege(environment: Environment, acted: Acted) -> Drawn:
    """The embassy stands in Iraq."""
    return {"in_iraq": acted.counts.astype(np.float64)}


def _strike(environment: Environment, acted: Acted) -> Drawn:
    """Soil, dead and the group hit: the group blamed is drawn from Washington's belief, not from the truth.

    Notices of Baghdad save men: those of the day itself, which come before the strike, and what is remembered of earlier ones.
    """
    p = environment.parameters.owned_by("us")
    in_iraq = (split(acted.bits, 1) < acted.at(odds.strike_in_iraq(environment))).astype(np.float64)
    means = (acted.at(odds.strike_dead(environment, soil)) for soil in (1.0, 0.0))
    soldiers = in_iraq * (split(acted.bits, 4) < acted.at(p.soldiers_hit))
    return {
        "in_iraq": in_iraq,
        "militia_killed": geometric(np.where(in_iraq > 0, *means), split(acted.bits, 2)),
        "soldiers_hit": soldiers,
        "iraqi_forces_killed": soldiers * (1.0 + geometric(acted.at(p.more_soldiers_killed), split(acted.bits, 5))),
        "hit": _hit(environment.us.belief(), acted, split(acted.bits, 3)),
    }


def _counter_fire(environment: Environment, acted: Acted) -> Drawn:
    """Soil and dead; whose crew it was is mostly unknown, so that no group is hit."""
    p = environment.parameters.owned_by("us")
    return {
        "in_iraq": (split(acted.bits, 1) < acted.at(odds.counter_fire_in_iraq(environment))).astype(np.float64),
        "militia_killed": geometric(acted.at(p.militia_killed_per_counter_fire), split(acted.bits, 2)),
    }


def _killing(environment: Environment, acted: Acted) -> Drawn:
    """A leader of the group blamed dies, or the commander of the Quds Force where he is in reach."""
    p = environment.parameters.owned_by("us")
    chance = acted.at(environment.us.commander_in_reach())
    return {
        "in_iraq": np.ones(acted.worlds.shape),
        "of_commander": (split(acted.bits, 1) < chance).astype(np.float64),
        "militia_killed": 1.0 + geometric(acted.at(p.more_dead_per_killing), split(acted.bits, 2)),
        "hit": _hit(environment.us.belief(), acted, split(acted.bits, 3)),
    }


def _strike_on_iran(environment: Environment, acted: Acted) -> Drawn:
    """Iranian dead; what is known of strikes on militias stands in for what is not of strikes on Iran."""
    p = environment.parameters.owned_by("us")
    return {"iran_killed": geometric(acted.at(p.militia_killed_in_iraq), split(acted.bits, 2))}


def _salvo(environment: Environment, acted: Acted) -> Drawn:
    """Iranian missiles rarely kill: in January 2020 warning was given."""
    p = environment.parameters.owned_by("marks")
    kills = split(acted.bits, 1) < acted.at(p.salvo_lethal)
    return {
        "us_killed": kills * (1.0 + geometric(acted.at(p.more_dead), split(acted.bits, 2))),
        "us_wounded": geometric(acted.at(p.wounded), split(acted.bits, 3)),
    }


def _raid(environment: Environment, acted: Acted) -> Drawn:
    """The group most to blame, or any other; the less often those that are part of the state."""
    right, belief = environment.parameters.values["marks.raid_hits_author"], environment.us.belief()
    there = environment.exist()
    odds = environment.iraq.spared() * (right * belief + (1.0 - right) * there / there.sum())
    return {"hit": _hit(odds, acted, split(acted.bits, 1))}


def _release(environment: Environment, acted: Acted) -> Drawn:
    """A group whose men are held, in proportion to what is remembered of its arrests; or men of no known group."""
    held = environment.iraq.held()
    anybody = np.vstack([environment.exist(), [[1.0]]])
    somebody = np.where(over_groups(held) > 0, held, anybody / anybody.sum())
    chosen = pick(somebody[:, acted.worlds if somebody.shape[1] > 1 else np.zeros_like(acted.worlds)], split(acted.bits, 1))
    unnamed = chosen == len(environment.group_names)
    return {"hit": np.where(unnamed, -1.0, chosen.astype(np.float64)), "unnamed": unnamed.astype(np.float64)}


def _truce(environment: Environment, acted: Acted) -> Drawn:
    """Whether the truce binds all groups."""
    general = split(acted.bits, 1) < acted.at(environment.parameters.values["marks.general_truce"])
    return {"general": general.astype(np.float64)}


DRAWERS: dict[str, Callable[[Environment, Acted], Drawn]] = {
    "attack_base": _attack,
    "attack_convoy": _bombing,
    "assault_embassy": _siege,
    "strike": _strike,
    "counter_fire": _counter_fire,
    "kill_leader": _killing,
    "strike_iran": _strike_on_iran,
    "launch_missiles": _salvo,
    "raid": _raid,
    "release": _release,
    "announce_truce": _truce,
    "end_truce": _truce,
}


def _hit(belief: Number, acted: Acted, u: Floats) -> Floats:
    """Number of the group hit, drawn from a probability by group; shape `(acted,)`."""
    weights = per_group(belief, len(np.atleast_2d(belief)))
    return pick(weights[:, acted.worlds if weights.shape[1] > 1 else np.zeros_like(acted.worlds)], u).astype(np.float64)


def drawn_notice(environment: Environment, counts: Number, general: Number) -> TruceNotice:
    """The notice of truces drawn in the model: open-ended, binding who announces, or all who heed it where it is general.

    Parameters
    ----------
    counts, general
        By group: how often it announces, and whether for all.
    """
    own = np.minimum(np.asarray(counts), 1.0)
    for_all = np.max(own * np.asarray(general), axis=0)
    heeds = environment.parameters.by_group(environment.group_names).heeds_general_truces
    return TruceNotice(np.maximum(own, heeds * for_all))


def _within(sizes: Ints) -> Floats:
    """0, 1, 2, ... within each world's acts: `[2, 0, 3]` gives `[0, 1, 0, 1, 2]`."""
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return (np.arange(sizes.sum()) - starts).astype(np.float64)
