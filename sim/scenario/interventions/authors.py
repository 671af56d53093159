"""Who did an event of the record: a scenario may say that it was another group, or which of those that it may have been."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sim.errors import unknown
from sim.scenario.faults import Fault
from sim.vocabulary.decisions import ACTION_TYPE, ACTORS, MILITIAS
from sim.vocabulary.front_names import CLAIM_NAMES

if TYPE_CHECKING:
    from sim.record.acts import Act


def author_faults(event: str, author: str, acts: Iterable[Act]) -> Iterator[Fault]:
    """What is wrong with an author for an event, which is coded as these acts: only the groups take the same decisions."""
    theirs = [act for act in acts if _is_a_groups(act)]
    if not theirs:
        done = ", ".join(f"{act.decision} by {act.actor}" for act in acts)
        message = f"event {event} is {done}, which nobody else decides on; allowed: an author of what a militia did"
        yield Fault(("author",), message)
    elif author in ACTORS and author not in MILITIAS:
        message = f"{author} has no decision {theirs[0].decision!r}; allowed: {', '.join(MILITIAS)}"
        yield Fault(("author",), message)
    elif author not in MILITIAS:
        yield Fault(("author",), unknown("author", author, MILITIAS))


def by_another(act: Act, author: str) -> Act:
    """An act of a group as done by another: its marks stay, and so does the front name that it was claimed under; a truce that
    bound whoever may have announced it binds the new author.
    """
    if act.actor == author or not _is_a_groups(act):
        return act
    terms = act.terms
    if terms is not None and set(terms.scope) == set(act.candidates):
        terms = dataclasses.replace(terms, scope={author: 1.0})
    label = act.label if act.label in CLAIM_NAMES and act.label not in MILITIAS else author
    return dataclasses.replace(act, actor=author, candidates=(author,), label=label, terms=terms)


def _is_a_groups(act: Act) -> bool:
    return ACTION_TYPE[act.decision].kind == "militia"
