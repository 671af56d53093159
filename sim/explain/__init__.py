"""Why an event happened: the motives behind it, the restraints on it, and the earlier events that fed them."""

from sim.explain.attribution import attribute, summary
from sim.explain.explanation import Explanation, consequential, explain_event, first_difference
from sim.explain.kinds import motive_kinds

__all__ = ["Explanation", "attribute", "consequential", "explain_event", "first_difference", "motive_kinds", "summary"]
