"""Documented acts as a branched arm has them: with their causes numbered as here, and whether the factual arm has all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.decision import Decision
from sim.history.causes import NOBODY
from sim.history.documented import Ledger
from sim.history.ordered import as_ordered
from sim.history.outcome import Done
from sim.record.acts import Act


def as_here(decision: Decision, fact: Ledger, done: Sequence[Done]) -> list[Done]:
    """The day's acts of a decision, whose motives are numbered otherwise here where some are off, or a policy speaks.

    Parameters
    ----------
    decision
        As it was weighed in this arm.
    fact
        What the factual rules made of it, with the motives as numbered there.
    """
    names = decision.motive_names
    places = np.array([*(names.index(flow.name) if flow.name in names else NOBODY for flow in fact.flows), NOBODY])
    renumbered = [
        replace(each, came_of=each.came_of and (places[each.came_of[0]], each.came_of[1]), in_both=_is_no_more(each.act, there))
        for each, there in zip(done, fact.acts, strict=True)
    ]
    return as_ordered(decision, renumbered)


def _is_no_more(here: Act, there: Act) -> bool:
    """Whether an act has no mark here that it has not as much of there."""
    return all(value <= there.marks.get(name, 0.0) for name, value in here.marks.items())
