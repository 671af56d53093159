"""Marks: what an act does once it happens: dead and wounded, the groups hit, Iraqi or Syrian soil, the scope of a truce.

Marks are drawn only in the worlds where something happened, slot by slot: the j-th attack of a group on a day has the same luck
in every arm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.chance import geometric, pick
from sim.events import MILITIAS
from sim.facades import draw_claims
from sim.luck import Bits, split
from sim.memory import is_nothing
from sim.parameters import of_holder
from sim.tally import ATTACKS, TruceNotice
from sim.types import Bools, Floats, Ints, Number

if TYPE_CHECKING:
    from sim.decision import Decision
    from sim.model import EscalationModel

Marks = dict[str, Number]
Drawn = dict[str, Floats]
_PARTS = 4  # uniforms that one attack needs


@dataclass(frozen=True)
class Acted:
    """The worlds in which a decision was taken today, and how often; all arrays have shape `(acted,)`.

    `first` is the number of the first slot to draw: slots before it are documented acts with marks of their own.
    """

    worlds: Ints
    counts: Floats
    first: Floats
    bits: Bits

    def at(self, value: Number) -> Number:
        """A state or parameter in these worlds."""
        return value[self.worlds] if isinstance(value, np.ndarray) and value.ndim else value


def draw_marks(model: EscalationModel, decision: Decision, counts: Number, first: Number) -> Marks:
    """Draw the marks of `counts` acts whose slots are numbered from `first`, shapes `(worlds,)`; empty if nothing happened."""
    if is_nothing(counts) or (decision.name not in DRAWERS and decision.name not in ATTACKS):
        return {}
    bits = model.luck.bits(f"{decision.stream}/marks", model.day)
    whole = counts if isinstance(counts, np.ndarray) and counts.ndim else np.full(bits.shape, counts)
    worlds = np.flatnonzero(whole > 0)
    begin = first[worlds] if isinstance(first, np.ndarray) and first.ndim else np.full(worlds.shape, first)
    acted = Acted(worlds, whole[worlds], begin, bits[worlds])
    drawn = DRAWERS[decision.name](model, acted) if decision.name in DRAWERS else {}
    if decision.name in ATTACKS:
        drawn["claim"] = draw_claims(model, decision.actor, worlds, acted.bits)
    marks: Marks = {}
    for name, values in drawn.items():
        if values.any():
            everywhere = marks[name] = np.zeros(bits.shape)
            everywhere[worlds] = values
    return marks


def _attack(model: EscalationModel, acted: Acted) -> Drawn:
    """Dead and wounded of each attack: lethal with one probability, wounding with another, else harmless."""
    p = model.parameters.owned_by("marks")
    lethal_p, wounding_p, more_dead, mean_wounded = (acted.at(v) for v in (p.lethal, p.wounding, p.more_dead, p.wounded))
    sizes = acted.counts.astype(np.int64)
    row = np.repeat(np.arange(sizes.size), sizes)

    def each(value: Number) -> Number:
        return value[row] if isinstance(value, np.ndarray) else value

    slot = (acted.first[row] + _within(sizes)).astype(np.uint64) * np.uint64(_PARTS)

    def luck(part: int) -> Floats:
        return split(acted.bits[row], slot + np.uint64(part))

    def toll(struck: Bools, more: Number, part: int) -> Floats:
        return struck * (1.0 + geometric(each(more), luck(part))) if struck.any() else np.zeros(struck.shape)

    u = luck(1)
    lethal = u < each(lethal_p)
    wounding = ~lethal & (u < each(lethal_p) + each(wounding_p))
    values = {
        "lethal": lethal,
        "wounding": wounding,
        "us_killed": toll(lethal, more_dead, 2),
        "us_wounded": toll(lethal | wounding, mean_wounded - 1.0, 3),
    }
    summed = {
        name: np.bincount(row, weights=each_act.astype(np.float64), minlength=sizes.size) for name, each_act in values.items()
    }
    return {name: value.astype(np.float64) for name, value in summed.items()}


def _strike(model: EscalationModel, acted: Acted) -> Drawn:
    """Soil, dead and the group hit: the group blamed is drawn from Washington's belief, not from the truth."""
    p = model.parameters.owned_by("us")
    soil = acted.at(of_holder(p, "in_iraq", model.office("administration")))
    saved = acted.at(p.notice_saves) * np.minimum(acted.at(model.scene.noticed.level), 1.0)
    dead = geometric(acted.at(p.militia_killed_per_strike), split(acted.bits, 2))
    return {
        "in_iraq": (split(acted.bits, 1) < soil).astype(np.float64),
        "militia_killed": np.floor(dead * (1.0 - saved)),
        **_hits(model.us.belief(), acted, split(acted.bits, 3)),
    }


def _killing(model: EscalationModel, acted: Acted) -> Drawn:
    """A leader of the group blamed dies, or the commander of the Quds Force while he lives and the patron is held liable."""
    p = model.parameters.owned_by("us")
    in_reach = model.office("administration") == "trump" and "patron_liability" not in model.off
    alive = acted.at(model.scene.commander_alive)
    chance = acted.at(p.commander_share) * in_reach * model.context("patron_liability") * alive
    return {
        "in_iraq": np.ones(acted.worlds.shape),
        "of_commander": (split(acted.bits, 1) < chance).astype(np.float64),
        "militia_killed": 1.0 + geometric(1.0, split(acted.bits, 2)),
        **_hits(model.us.belief(), acted, split(acted.bits, 3)),
    }


def _salvo(model: EscalationModel, acted: Acted) -> Drawn:
    """Iranian missiles rarely kill: in January 2020 warning was given."""
    p = model.parameters.owned_by("marks")
    kills = split(acted.bits, 1) < acted.at(p.salvo_lethal)
    return {
        "us_killed": kills * (1.0 + geometric(acted.at(p.more_dead), split(acted.bits, 2))),
        "us_wounded": geometric(acted.at(p.wounded), split(acted.bits, 3)),
    }


def _raid(model: EscalationModel, acted: Acted) -> Drawn:
    """The group most to blame, or any other."""
    right = model.parameters.values["marks.raid_hits_author"]
    belief = model.us.belief()
    mixed = {group: right * part + (1.0 - right) / len(belief) for group, part in belief.items()}
    return _hits(mixed, acted, split(acted.bits, 1))


def _truce(model: EscalationModel, acted: Acted) -> Drawn:
    """Whether the truce binds all groups."""
    general = split(acted.bits, 1) < acted.at(model.parameters.values["marks.general_truce"])
    return {"general": general.astype(np.float64)}


DRAWERS: dict[str, Callable[[EscalationModel, Acted], Drawn]] = {
    "attack_base": _attack,
    "strike": _strike,
    "kill_leader": _killing,
    "launch_missiles": _salvo,
    "raid": _raid,
    "announce_truce": _truce,
    "end_truce": _truce,
}


def _hits(belief: dict[str, Number], acted: Acted, u: Floats) -> Drawn:
    weights = np.stack([np.broadcast_to(np.asarray(acted.at(value), dtype=np.float64), u.shape) for value in belief.values()])
    chosen = pick(weights, u)
    return {f"hit_{group}": (chosen == index).astype(np.float64) for index, group in enumerate(belief)}


def drawn_notice(group: str, counts: Number, general: Number) -> TruceNotice:
    """The notice of a truce drawn in the model: open-ended, binding the group, or all of them where it is general."""
    own = np.minimum(np.asarray(counts), 1.0)
    all_groups = own * np.asarray(general)
    return TruceNotice(scope={g: own if g == group else all_groups for g in MILITIAS if g != "saraya_al_salam" or g == group})


def _within(sizes: Ints) -> Floats:
    """0, 1, 2, ... within each world's acts: `[2, 0, 3]` gives `[0, 1, 0, 1, 2]`."""
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return (np.arange(sizes.sum()) - starts).astype(np.float64)
