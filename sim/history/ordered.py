"""Acts that a policy of the scenario has done: how many there are, and how documented acts fit in.

Where a policy speaks, the day's count is drawn at its rate with the luck of actor and day, under abducted luck too: it knows
nothing of what was documented, and a pool's mood is no part of it. If the record holds acts of that author and day, the first of
the count are those, with their documented marks; what comes beyond has marks of its own. All came from the motive `policy`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history import chance
from sim.history.causes import NOBODY
from sim.history.outcome import Done
from sim.record.acts import Act
from sim.types import Bools, Floats, Number
from sim.worlds import per_group


def ordered_counts(environment: Environment, decision: Decision) -> Floats | None:
    """How often each author does it today because a policy says so, shape `(authors, worlds)`; None where none is in force."""
    if decision.order is None:
        return None
    rate = decision.order.rate * environment.reported(decision.name)
    luck = environment.luck.uniforms(decision.streams, environment.day)
    if not decision.many:
        return (luck < -np.expm1(-rate)).astype(np.float64)
    return np.broadcast_to(np.asarray(chance.draw_table(rate, luck), dtype=np.float64), rate.shape)


def governed(decision: Decision) -> bool | Bools:
    """Where a policy speaks, shape `(authors, worlds)`; False where none is in force."""
    return False if decision.order is None else decision.order.governs


def fitted_in(
    environment: Environment,
    decision: Decision,
    acts: Sequence[Act],
    weights: Sequence[Number],
    kept: Sequence[Number],
    count: Number,
) -> tuple[list[Number], Number]:
    """How far each documented act happens and how many come beyond, where a policy speaks as it says, elsewhere as given.

    Parameters
    ----------
    weights
        How far each of the acts may happen: each author's share of it.
    kept, count
        What is kept of each elsewhere, and how many come beyond; shaped as the acts' weights and as the decision's counts.
    """
    ordered = ordered_counts(environment, decision)
    if ordered is None:
        return list(kept), count
    left, fitted = ordered, list[Number]()
    for act, weight, elsewhere in zip(acts, weights, kept, strict=True):
        happens = np.minimum(per_group(weight, len(ordered)), left)
        left = left - happens
        fitted.append(_where_governed(decision, 0.0 if act.removed else happens, elsewhere))
    return fitted, _where_governed(decision, left, count)


def as_ordered(decision: Decision, done: Sequence[Done]) -> list[Done]:
    """Documented acts with the cause `policy` where one speaks for their author."""
    if decision.order is None:
        return list(done)
    policy, governs, made = len(decision.motive_names) - 1, decision.order.governs, []
    for each in done:
        theirs = (governs & (per_group(each.share, len(governs)) > 0)).any(axis=0)
        motives, acts = each.came_of or (np.full(theirs.shape, NOBODY), np.full(theirs.shape, NOBODY))
        made.append(replace(each, came_of=(np.where(theirs, policy, motives), np.where(theirs, NOBODY, acts))))
    return made


def _where_governed(decision: Decision, there: Number, elsewhere: Number) -> Number:
    """One value where a policy speaks and another elsewhere, shaped as the decision's counts."""
    governs = np.asarray(governed(decision))
    return decision.shaped(np.where(governs, there, per_group(elsewhere, len(governs))))
