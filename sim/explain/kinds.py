"""What a motive rests on: on nothing that happened, on a dated context, or on acts; as its declaration says.

=========== ===========================================================================================================
`standing`  it is there although nobody has done anything and no context is in force: a floor, or a standing rate
`context`   it is nothing without a dated context, or a level that a scenario changes: a war, protests, Israeli strikes, pay
`act`       it answers acts that a memory holds, or goes with them as a whole (whatever context it needs besides)
`policy`    it is no rule's: a policy of the scenario has the act done, whatever the condition looked at
=========== ===========================================================================================================

A standing rate that a context raises stays `standing`, the raised part included. Who holds an office sets the size of some
motives; none rests on that alone. `tests/sim/explain/test_kinds.py` puts every motive on a stage, where acts and contexts can be
had or taken away at will, to see that what it declares is so.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.actors import KINDS as ACTOR_KINDS
from sim.decision import ORDERED, Note
from sim.order import POLICY
from sim.vocabulary.decisions import DECISIONS

STANDING, CONTEXT, ACT = "standing", "context", "act"
KINDS = (STANDING, CONTEXT, ACT)
"""The kinds of the motives of rules. An act may also come from no rule: from a policy of the scenario, whose motive and kind are
`sim.order.POLICY`.
"""
NONE = "none"
"""In place of a motive and of its kind, where no motive explains an act: no rule was weighed, or all its motives were zero."""


def kind_of(note: Note) -> str:
    """`standing`, `context` or `act`, from what a motive says of itself; `policy` of the motive that is a policy's."""
    if note is ORDERED:
        return POLICY
    if note.rests_on:
        return ACT
    return CONTEXT if note.during else STANDING


def motive_notes() -> Mapping[tuple[str, str], Note]:
    """What every motive of the rules says of itself, switched off or not, by decision and name."""
    return {
        (decision, name): getattr(kind, name).note
        for kind in ACTOR_KINDS for decision, rule in kind.rules.items() for name in rule.motives
    }  # fmt: skip


def motive_kinds() -> Mapping[tuple[str, str], str]:
    """The kind of every motive of the rules, by decision and name."""
    return {key: kind_of(note) for key, note in motive_notes().items()}


def cause_notes() -> Mapping[tuple[str, str], Note]:
    """The same of whatever an act of a run may have come from: the motives of the rules, and a policy."""
    return {**motive_notes(), **{(decision, POLICY): ORDERED for decision in DECISIONS}}
