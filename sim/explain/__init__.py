"""Why an event happened: what it came from, the restraints on it, the earlier events behind it, and what came of it."""

from sim.explain.attribution import attribute, summary
from sim.explain.chain import chain_of
from sim.explain.explanation import Explanation, explain_event
from sim.explain.kinds import motive_kinds
from sim.explain.logs import consequential, first_difference
from sim.explain.offspring import offspring, who_answered_whom

__all__ = [
    "Explanation",
    "attribute",
    "chain_of",
    "consequential",
    "explain_event",
    "first_difference",
    "motive_kinds",
    "offspring",
    "summary",
    "who_answered_whom",
]
