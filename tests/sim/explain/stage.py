"""A stage on which acts and contexts can be had or taken away at will, to see what a motive rests on."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.decision import Note, Term
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.perception import Perceiver
from sim.scenario import load_scenario

MemoryKey = tuple[str, str]
"""The owner's kind and the memory's name."""


class Stage(EscalationModel):
    """A model of one world that never steps: what is remembered, and which contexts are in force, is set by hand.

    The parameters are those set by hand, none of which empties a motive: what a motive rests on belongs to the rule.
    """

    in_force: Collection[str] = ()

    def __init__(self) -> None:
        super().__init__(load_scenario("documented"), 1, 0, parameters=load_parameters(), factual_twin=True, keep_log=False)

    def context(self, name: str) -> float:
        """1 for a context that is in force on the stage, else 0."""
        return float(name in self.in_force)

    def level(self, name: str) -> float:
        """Nothing of a level that is in force as a change on the stage, else as much as was documented."""
        return float(name not in self.in_force)

    def contexts(self) -> tuple[str, ...]:
        """All that may be in force: dated contexts, and the one level that a motive rests on."""
        return (*self.evidence.contexts.names, "salaries")

    def acts(self) -> set[MemoryKey]:
        """Every memory that acts feed."""
        return {
            (owner.kind, name)
            for owner in self.perceivers() for name, declared in owner.declared.items() if declared.feed.decisions
        }  # fmt: skip

    def arrange(self, *, holding: Collection[MemoryKey], contexts: Collection[str]) -> None:
        """These memories hold an act and the others nothing; these contexts are in force, and are remembered to have been."""
        self.in_force = contexts
        for owner in self.perceivers():
            for name, declared in owner.declared.items():
                fed = (owner.kind, name) in holding if declared.feed.decisions else "israeli_strike" in contexts
                owner.memories[name].level = np.full((10, 1), 0.1) if fed and declared.feed.by_group else float(fed)
        for actor in (self.iran, *self.actors):  # Tehran's first, since its clients ask
            actor.take_stock()

    def terms(self) -> dict[tuple[str, str], tuple[Term, Note, Perceiver]]:
        """Every motive that is switched on, what it says of itself and whose it is, by decision and name."""
        return {
            (decision.name, name): (term, note, actor)
            for actor in self.actors for decision in actor.decisions
            for (name, term), note in zip(decision.motives, decision.notes, strict=True)
        }  # fmt: skip


def is_there(term: Term) -> bool:
    """Whether a motive is more than nothing, for any group."""
    return bool(np.max(term()) > 0)


def memories_answered(note: Note, owner: Perceiver) -> set[MemoryKey]:
    """The memories that a motive says it answers, or goes with."""
    return {channel.key for name in note.rests_on for channel in owner.channels(name)}
