r"""How probable the rules make what is said of an act: the links of the record as evidence of stated credibility.

An act is said to have answered the acts and contexts L. With credibility c (a parameter, for the actor's own word and for that of
others) what is named is the true cause, else it is a pretext drawn from the M acts of the last thirty days, so that the statement
adds

    log( c share(L) + (1 - c) / M ),        share(L) = sum over motives k of (motive_k / motives) x (felt_k(L) / felt_k)

to the log likelihood. The sum of motives leaves momentum out, of which nobody speaks: that attacks bring attacks is no reason
that is ever given. Where L is nothing that a rule answers (a row that is no decision of the model, an event without a row), the
act is said to come from outside the model: share(L) is then that of the motives that answer no act. That an act has no link is
taken to be missing at random, given that it did not come from momentum.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.decision import Decision, Note
from sim.environment import Environment
from sim.history.chronicle import Chronicle, Told
from sim.history.flows import channels_of, level_felt, ratio
from sim.record.stated import Stated
from sim.types import Floats, Number
from sim.worlds import over_groups, per_group, total

OWNER = "links"
"""Whose parameters credibilities are."""
UNSPOKEN = "momentum"
"""The mechanism that is never given as a reason."""


def log_statement(
    environment: Environment, decision: Decision, weight: Number, stated: Stated, chronicle: Chronicle
) -> Number | None:
    """Log probability of what is said of an act of today, shape `(worlds,)` or a number; None where no motive can be spoken of.

    `weight` is each author's share of the act.
    """
    shares = named_shares(environment, decision, stated, chronicle)
    if not shares:
        return None
    credibility = credibility_of(environment, stated)
    share = over_groups(per_group(weight, len(decision.actors)) * sum(shares.values()))
    return np.log(credibility * share + pretext(environment, stated, chronicle))


def authors_given(
    environment: Environment, decision: Decision, weight: Number, stated: Stated | None, chronicle: Chronicle
) -> Number:
    """Each author's share of an act of today given what is said of it (Bayes); `weight` is the share before that.

    Whoever was struck is the likelier author of an act that is said to have answered the strike.

    Returns
    -------
    Shape `(authors, worlds)` or `(authors, 1)`; `weight` itself where nothing is said, or nobody else may have done it.
    """
    if stated is None or not np.any((np.asarray(weight) > 0) & (np.asarray(weight) < 1)):
        return weight
    shares = named_shares(environment, decision, stated, chronicle)
    if not shares:
        return weight
    of_each = credibility_of(environment, stated) * sum(shares.values()) + pretext(environment, stated, chronicle)
    given = per_group(weight, len(decision.actors)) * of_each
    return np.asarray(ratio(given, over_groups(given)))


def pretext(environment: Environment, stated: Stated, chronicle: Chronicle) -> Number:
    """Probability that what is said is a pretext and names this of all recent acts."""
    return (1.0 - credibility_of(environment, stated)) / max(chronicle.recent(environment.day), 1)


def credibility_of(environment: Environment, stated: Stated) -> Number:
    """Probability that what is said is the true cause, a number or shape `(worlds,)`."""
    p = environment.parameters.owned_by(OWNER)
    return p.credibility_actor if stated.said_by == "actor" else p.credibility_source


def is_spoken_of(note: Note) -> bool:
    """Whether a motive is ever given as a reason."""
    return note.mechanism != UNSPOKEN


def named_shares(environment: Environment, decision: Decision, stated: Stated, chronicle: Chronicle) -> dict[int, Floats]:
    """By number of the motive: the probability that an act of this decision today came from it and from what is named.

    Given that it came from one that is spoken of.

    Returns
    -------
    Shape `(authors, worlds)` or `(authors, 1)` each; a motive that rests on nothing named is left out.
    """
    authors = len(decision.actors)
    values = {
        number: (note, per_group(value, authors))
        for number, (note, value) in enumerate(zip(decision.notes, decision.motive_values, strict=True))
        if is_spoken_of(note)
    }
    whole = total(value for _, value in values.values())
    told = chronicle.of_rows(stated.acts)
    parts = {number: _part_named(environment, decision, note, stated, told, chronicle) for number, (note, _) in values.items()}
    # What was forgotten is a plain zero where half-lives are common to all worlds, and an array of zeros where they are not.
    named = {number: values[number][1] * per_group(part, authors) for number, part in parts.items() if np.any(part)}
    outside = {number: value for number, (note, value) in values.items() if not note.answers}
    return {number: np.asarray(ratio(value, whole)) for number, value in (named or outside).items()}


def _part_named(
    environment: Environment, decision: Decision, note: Note, stated: Stated, named: Sequence[Told], chronicle: Chronicle
) -> Number:
    """The share of a motive that is owed to what is named: these acts, or the context without which it is nothing."""
    if note.during in stated.contexts and environment.context(note.during) > 0:
        return 1.0
    channels = channels_of(environment.owner_of(decision), note)
    felt = total(chronicle.felt(channels, told, environment.day) for told in named)
    return ratio(felt, level_felt(channels))
