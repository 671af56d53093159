r"""How probable the rules make what is said of an act: the links of the record as evidence of stated credibility.

An act is said to have answered the acts and contexts L. With credibility c (a parameter, for the actor's own word and for that of
others) what is named is the true cause, else it is a pretext drawn from the M acts of the last thirty days, so that the statement
adds

    log( c share(L) + (1 - c) / M ),        share(L) = sum over motives k of (motive_k / all motives) x (felt_k(L) / felt_k)

to the log likelihood. A statement about what no rule can answer at all (a row that is no decision of the model, a context that no
motive rests on) says nothing, and that an act has no link is taken to be missing at random.
"""

from __future__ import annotations

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history.chronicle import Chronicle
from sim.history.flows import channels_of, level_felt, ratio
from sim.record.stated import Stated
from sim.types import Floats, Number
from sim.worlds import over_groups, per_group, total

OWNER = "links"
"""Whose parameters credibilities are."""


def log_statement(
    environment: Environment, decision: Decision, weight: Number, stated: Stated, chronicle: Chronicle
) -> Number | None:
    """Log probability of what is said of an act of today, shape `(worlds,)` or a number; None if it says nothing of the rules.

    `weight` is each author's share of the act.
    """
    shares = named_shares(environment, decision, stated, chronicle)
    if not shares:
        return None
    credibility = credibility_of(environment, stated)
    share = over_groups(per_group(weight, len(decision.actors)) * sum(shares.values()))
    return np.log(credibility * share + (1.0 - credibility) / max(chronicle.recent(environment.day), 1))


def credibility_of(environment: Environment, stated: Stated) -> Number:
    """Probability that what is said is the true cause, a number or shape `(worlds,)`."""
    p = environment.parameters.owned_by(OWNER)
    return p.credibility_actor if stated.said_by == "actor" else p.credibility_source


def named_shares(environment: Environment, decision: Decision, stated: Stated, chronicle: Chronicle) -> dict[int, Floats]:
    """By number of the motive: the probability that an act of this decision today came from it and from what is named.

    Returns
    -------
    Shape `(authors, worlds)` or `(authors, 1)` each; a motive that rests on nothing named is left out.
    """
    named = chronicle.of_rows(stated.acts)
    authors, owner = len(decision.actors), environment.owner_of(decision)
    everything: Number = 0.0
    shares: dict[int, Number] = {}
    for number, (note, value) in enumerate(zip(decision.notes, decision.motive_values, strict=True)):
        everything = per_group(value, authors) + everything
        if note.during in stated.contexts and environment.context(note.during) > 0:
            part: Number = 1.0
        else:
            channels = channels_of(owner, note)
            part = ratio(total(chronicle.felt(channels, told, environment.day) for told in named), level_felt(channels))
        if np.any(part):  # not `is_nothing`: what was forgotten is a plain zero in one world and an array of zeros in many
            shares[number] = per_group(value, authors) * per_group(part, authors)
    return {number: np.asarray(ratio(share, everything)) for number, share in shares.items()}
