"""Marks: what an act does once it happens: dead and wounded, the groups hit, Iraqi or Syrian soil, the scope of a truce.

Marks are drawn only in the worlds where something happened, slot by slot: the j-th attack of a group on a day has the same luck
in every arm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.chance import geometric, pick
from sim.events import MILITIAS
from sim.luck import Bits, split
from sim.memory import is_nothing
from sim.tally import TruceNotice
from sim.types import Floats, Number

if TYPE_CHECKING:
    from sim.decision import Decision
    from sim.model import EscalationModel

Marks = dict[str, Number]
_PARTS = 4  # uniforms that one attack needs


def draw_marks(model: EscalationModel, decision: Decision, counts: Number, first: Number) -> Marks:
    """Draw the marks of `counts` acts whose slots are numbered from `first`, shapes `(worlds,)`; empty if nothing happened."""
    if is_nothing(counts) or decision.name not in DRAWERS:
        return {}
    bits = model.luck.bits(f"{decision.stream}/marks", model.day)
    return DRAWERS[decision.name](model, np.asarray(counts), np.broadcast_to(np.asarray(first), bits.shape), bits)


def _attack(model: EscalationModel, counts: Floats, first: Floats, bits: Bits) -> Marks:
    """Dead and wounded of each attack: lethal with one probability, wounding with another, else harmless."""
    p = model.parameters.owned_by("marks")
    world = np.repeat(np.arange(counts.size), counts.astype(np.int64))
    slot = _PARTS * (first[world] + _within(counts)).astype(np.uint64)
    u, v, w = (split(bits[world], slot + np.uint64(part)) for part in (1, 2, 3))
    lethal = u < at(p.lethal, world)
    wounding = ~lethal & (u < at(p.lethal, world) + at(p.wounding, world))
    killed = lethal * (1.0 + geometric(at(p.more_dead, world), v))
    wounded = (lethal | wounding) * (1.0 + geometric(at(p.wounded, world) - 1.0, w))

    def per_world(values: Floats) -> Floats:
        return np.bincount(world, weights=values, minlength=counts.size)

    values = {"lethal": lethal, "wounding": wounding, "us_killed": killed, "us_wounded": wounded}
    return {name: per_world(v.astype(np.float64)) for name, v in values.items() if v.any()}


def _strike(model: EscalationModel, counts: Floats, first: Floats, bits: Bits) -> Marks:
    """Soil, dead and the group hit: the group blamed is drawn from Washington's belief, not from the truth."""
    p = model.parameters.owned_by("us")
    soil = getattr(p, f"in_iraq_{model.office('administration')}")
    saved = p.notice_saves * np.minimum(model.scene.noticed.level, 1.0)
    return {
        "in_iraq": counts * (split(bits, 1) < soil),
        "militia_killed": counts * np.floor(geometric(p.militia_killed_per_strike, split(bits, 2)) * (1.0 - saved)),
        **_hits(model.us.belief(), counts, split(bits, 3)),
    }


def _killing(model: EscalationModel, counts: Floats, first: Floats, bits: Bits) -> Marks:
    """A leader of the group blamed dies, or the commander of the Quds Force while he lives and the patron is held liable."""
    p = model.parameters.owned_by("us")
    in_reach = model.office("administration") == "trump" and "patron_liability" not in model.scenario.switch_off
    chance = p.commander_share * in_reach * model.context("patron_liability") * model.scene.commander_alive
    commander = counts * (split(bits, 1) < chance)
    return {
        "in_iraq": counts,
        "of_commander": commander,
        "militia_killed": counts * (1.0 + geometric(1.0, split(bits, 2))),
        **_hits(model.us.belief(), counts, split(bits, 3)),
    }


def _salvo(model: EscalationModel, counts: Floats, first: Floats, bits: Bits) -> Marks:
    """Iranian missiles rarely kill: in January 2020 warning was given."""
    p = model.parameters.owned_by("marks")
    killed = counts * (split(bits, 1) < p.salvo_lethal) * (1.0 + geometric(p.more_dead, split(bits, 2)))
    return {"us_killed": killed, "us_wounded": counts * geometric(p.wounded, split(bits, 3))}


def _raid(model: EscalationModel, counts: Floats, first: Floats, bits: Bits) -> Marks:
    """The group most to blame, or any other."""
    right = model.parameters.values["marks.raid_hits_author"]
    belief = model.us.belief()
    mixed = {group: right * part + (1.0 - right) / len(belief) for group, part in belief.items()}
    return _hits(mixed, counts, split(bits, 1))


def _truce(model: EscalationModel, counts: Floats, first: Floats, bits: Bits) -> Marks:
    """Whether the truce binds all groups."""
    general = split(bits, 1) < model.parameters.values["marks.general_truce"]
    return {"general": (counts > 0) * general}


DRAWERS: dict[str, Callable[[EscalationModel, Floats, Floats, Bits], Marks]] = {
    "attack_base": _attack,
    "strike": _strike,
    "kill_leader": _killing,
    "launch_missiles": _salvo,
    "raid": _raid,
    "announce_truce": _truce,
    "end_truce": _truce,
}


def _hits(belief: dict[str, Number], counts: Floats, u: Floats) -> Marks:
    weights = np.stack([np.broadcast_to(np.asarray(value, dtype=np.float64), counts.shape) for value in belief.values()])
    chosen = pick(weights, u)
    hits = {f"hit_{group}": counts * (chosen == index) for index, group in enumerate(belief)}
    return {name: value for name, value in hits.items() if value.any()}


def drawn_notice(group: str, counts: Number, general: Number) -> TruceNotice:
    """The notice of a truce drawn in the model: open-ended, binding the group, or all of them where it is general."""
    own = np.minimum(np.asarray(counts), 1.0)
    all_groups = own * np.asarray(general)
    return TruceNotice(scope={g: own if g == group else all_groups for g in MILITIAS if g != "saraya_al_salam" or g == group})


def at(value: Number, world: np.ndarray) -> Number:
    """The parameter of each act's world."""
    return value[world] if isinstance(value, np.ndarray) else value


def _within(counts: Floats) -> Floats:
    """0, 1, 2, ... within each world's acts: `[2, 0, 3]` gives `[0, 1, 0, 1, 2]`."""
    sizes = counts.astype(np.int64)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return (np.arange(sizes.sum()) - starts).astype(np.float64)
