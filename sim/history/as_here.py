"""Documented acts of the factual arm as they are here: with this arm's motives, and the authors that a scenario names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.decision import Decision
from sim.history.causes import NOBODY
from sim.history.documented import Ledger
from sim.history.groups import members
from sim.history.ordered import governed
from sim.history.outcome import Done
from sim.record.acts import Act
from sim.types import Bools, Floats, Number
from sim.worlds import per_group


def as_here(decision: Decision, fact: Ledger, done: Sequence[Done]) -> list[Done]:
    """Documented acts with the motives numbered as here, and whether they are more here than there.

    Parameters
    ----------
    decision
        As it was weighed in this arm: some of its motives may be off.
    fact
        What the factual rules made of it, with the motives as numbered there.
    """
    names = decision.motive_names
    places = np.array([*(names.index(flow.name) if flow.name in names else NOBODY for flow in fact.flows), NOBODY])
    return [
        replace(each, came_of=each.came_of and (places[each.came_of[0]], each.came_of[1]), in_both=_is_no_more(each.act, there))
        for each, there in zip(done, fact.acts, strict=True)
    ]


def _is_no_more(here: Act, there: Act) -> bool:
    """Whether an act has the same author here and no mark that it has not as much of there."""
    return not is_anothers(here, there) and all(value <= there.marks.get(name, 0.0) for name, value in here.marks.items())


def is_anothers(here: Act, there: Act) -> bool:
    """Whether an act has another author, or other possible ones, than in the factual arm."""
    return here.actor != there.actor or here.candidates != there.candidates


def whole_share(decision: Decision, act: Act) -> Floats:
    """An act as its author's alone, shape `(groups, 1)`."""
    return members((act.actor,), decision.actors).astype(np.float64)


def is_open(decision: Decision, act: Act, kept: Bools, before: Bools) -> Bools:
    """Where an act that was given to another happens, shape `(worlds,)`: where it is kept, or where it is its former author alone
    who is forbidden to do it or follows a policy, and in no case where the new one is forbidden to.

    Parameters
    ----------
    kept
        Where the former author's rates keep it, shape `(worlds,)`.
    before
        Who did it in the factual arm, shape `(authors, worlds)`.
    """
    forbidden = np.broadcast_to(decision.forbidden, before.shape)
    not_by_rule = (forbidden | governed(decision)) & before
    happens: Bools = (kept | not_by_rule.any(axis=0)) & ~forbidden[decision.actors.index(act.actor)]
    return happens


def hand_over(decision: Decision, count: Number, done: Sequence[Done], there: Sequence[Act]) -> tuple[Number, list[Done]]:
    """The counts and documented acts of a decision, where some acts are another's here.

    Such an act happens as far as the count of its former author brings it about (the first acts of the day come first); it counts
    for the new author, before those of his own. What a policy has one of them do is that one's alone: it brings about no act that
    was given away, and one that was received is the first of those that it has done.

    Parameters
    ----------
    count
        How often each group acts, by the rates and luck of its own.
    done
        The day's documented acts with the shares of their authors in the factual arm, where they are the acts `there`.
    """
    if not any(is_anothers(each.act, was) for each, was in zip(done, there, strict=True)):
        return count, list(done)
    before = per_group(count, len(decision.actors))
    counts, offered = before, np.zeros((1, 1))
    by_rule = per_group(np.asarray(governed(decision), dtype=np.float64), len(decision.actors)) == 0
    given, own = list[Done](), list[Done]()
    for each, was in zip(done, there, strict=True):
        share = per_group(each.share, len(decision.actors))
        if is_anothers(each.act, was):
            row = decision.actors.index(each.act.actor)
            happens = by_rule * np.minimum(share, np.maximum(before - offered, 0.0))
            here = is_open(decision, each.act, happens.sum(axis=0) > 0, share > 0) | ~by_rule[row]
            counts = counts - happens
            counts[row] += here & by_rule[row]
            given.append(replace(each, share=whole_share(decision, each.act) * here))
        else:
            own.append(each)
        offered = offered + share
    return counts, [*given, *own]
