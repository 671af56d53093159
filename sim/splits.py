"""Groups that split off from one of the model's: who they are, what they take along, and the axis of the groups with them.

From the day of the split on, a new group has a share s of what its parent wants to do, and of the blame that it draws:

    share of the new group  =  s x share of the parent            share of its parent  =  (1 - s) x share of the parent

so that the shares sum to what they summed to before. What it was before the split it was as part of its parent, with whom all
memories stay: truces, arrests, the dead. It has the other traits of its parent unless the scenario gives it its own. Before that
day it is there in name only, with no share in anything, so that a day has as many rows in both arms of a comparison.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence

from sim.parameters import Parameters
from sim.record.acts import Act
from sim.record.evidence import Evidence
from sim.scenario import Scenario
from sim.scenario.interventions.dated import Split
from sim.types import Number
from sim.vocabulary.decisions import MILITIAS

DIVIDED = ("share_of_bases", "share_of_convoys", "share_of_gaza", "blame")
"""The traits that a new group and its parent divide."""


def splits_of(scenario: Scenario) -> tuple[Split, ...]:
    """The groups that split off in a scenario, in the order in which it names them."""
    return tuple(split for item in scenario.interventions for split in item.splits())


def groups_with(splits: Iterable[Split]) -> tuple[str, ...]:
    """The axis of the groups: those of the model, then the new ones."""
    return (*MILITIAS, *(split.name for split in splits))


def divided(parameters: Parameters, splits: Sequence[Split], there: Collection[str]) -> Parameters:
    """Parameters with the traits of new groups, of which those in `there` have split off by today."""
    if not splits:
        return parameters
    values = dict(parameters.values)
    for split in splits:
        for trait in vars(parameters.owned_by(split.parent)):
            mine, parents = f"{split.name}.{trait}", f"{split.parent}.{trait}"
            if trait not in DIVIDED:
                values[mine] = split.traits.get(trait, values[parents])
            elif split.name in there:
                values[mine], values[parents] = _shared_out(values[parents], split.share)
            else:
                values[mine] = 0.0
    return parameters.with_values(values)


def told_to(acts: Iterable[Act], groups: tuple[str, ...]) -> list[Act]:
    """Acts on an axis of the groups that is not the model's own."""
    return [act if act.groups == groups else dataclasses.replace(act, groups=groups) for act in acts]


def evidence_for(evidence: Evidence, groups: tuple[str, ...]) -> Evidence:
    """Evidence whose acts are told to these groups."""
    return evidence if groups == MILITIAS else dataclasses.replace(evidence, acts=tuple(told_to(evidence.acts, groups)))


def _shared_out(whole: Number, share: float) -> tuple[Number, Number]:
    return share * whole, (1.0 - share) * whole
