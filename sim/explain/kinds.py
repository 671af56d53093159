"""What a motive rests on: on nothing that happened, on a dated context, or on acts.

No list of names decides it. A model is put on a stage where acts and contexts can be had or taken away at will, and each motive
is weighed there:

=========== ===========================================================================================================
`standing`  it is there although nobody has done anything and no context is in force: a floor, or a standing rate
`context`   it is there without acts, once some dated context is: a war, protests, a policy
`act`       it is never there without an act: one that a memory holds, one of today, or a truce that was announced
=========== ===========================================================================================================

A standing rate that a context raises stays `standing`, the raised part included. A memory that only a dated context feeds, as
that of Israeli strikes, counts as a context. Who holds an office sets the size of some motives; none rests on that alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from sim.actors.truce import Truce
from sim.decision import Term
from sim.explain.parents import take_stock
from sim.explain.witness import memories_of
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.record.evidence import Evidence
from sim.scenario import Scenario
from sim.tally import Tally, TruceNotice
from sim.vocabulary.decisions import DECISIONS

STANDING, CONTEXT, ACT = "standing", "context", "act"
KINDS = (STANDING, CONTEXT, ACT)
SEEN_TODAY = {"lethal": 1.0, "wounding": 1.0}
"""Marks of today's acts, as far as a rule reads them."""


class Stage(EscalationModel):
    """A model of one world that never steps: what has happened, and which contexts are in force, is set by hand."""

    in_force: Collection[str] = ()

    def context(self, name: str) -> float:
        """1 for a context that is in force on the stage, else 0."""
        return float(name in self.in_force)

    def arrange(self, *, acts: bool, contexts: Collection[str]) -> None:
        """Every act was done, or none; these contexts are in force, and so are memories of this name that no act feeds."""
        self.in_force = contexts
        for owner in (self.scene, *self.actors):
            for kept in memories_of(owner):
                on = acts if kept.declaration.feed.decisions else kept.name in contexts
                kept.memory.level = float(on)
        self.today, self.militias.truce = Tally(), Truce(1.0)
        if acts:
            for decision in DECISIONS:
                self.today.put(decision, 1.0, SEEN_TODAY)
            self.militias.truce.announce(1.0, TruceNotice(1.0))
        take_stock(self)

    def contexts(self) -> tuple[str, ...]:
        """All that may be in force: the dated contexts, and the memories that they alone feed."""
        kept = (each for owner in (self.scene, *self.actors) for each in memories_of(owner))
        return (*self.evidence.contexts.names, *(each.name for each in kept if not each.declaration.feed.decisions))


def motive_kinds(scenario: Scenario, evidence: Evidence | None = None) -> Mapping[tuple[str, str], str]:
    """`standing`, `context` or `act` by decision and motive, for every motive of the rules, switched off or not.

    A kind belongs to the rule and not to its numbers: the parameters are those set by hand, none of which empties a motive.
    """
    stage = Stage(scenario, 1, 0, parameters=load_parameters(), evidence=evidence, factual_twin=True, keep_log=False)
    names = stage.contexts()
    nothing = _present(stage, acts=False, contexts=[()])
    without_acts = _present(stage, acts=False, contexts=[*((name,) for name in names), names])
    stage.close()
    return {key: STANDING if there else CONTEXT if without_acts[key] else ACT for key, there in nothing.items()}


def never_there(scenario: Scenario, evidence: Evidence | None = None) -> set[tuple[str, str]]:
    """Motives, by decision and name, that are nothing on any stage: of these `motive_kinds` could not speak."""
    stage = Stage(scenario, 1, 0, parameters=load_parameters(), evidence=evidence, factual_twin=True, keep_log=False)
    names = stage.contexts()
    present = _present(stage, acts=True, contexts=[(), *((name,) for name in names), names])
    stage.close()
    return {key for key, there in present.items() if not there}


def _present(stage: Stage, *, acts: bool, contexts: Collection[Collection[str]]) -> dict[tuple[str, str], bool]:
    """By decision and motive: whether it is more than nothing, for any group, on a stage with any of these sets of contexts."""
    terms = {
        (decision.name, name): term for actor in stage.actors for decision in actor.decisions for name, term in decision.motives
    }
    there = dict.fromkeys(terms, False)
    for names in contexts:
        stage.arrange(acts=acts, contexts=names)
        for key, term in terms.items():
            there[key] = there[key] or _is_there(term)
    return there


def _is_there(term: Term) -> bool:
    return bool(np.max(term()) > 0)
