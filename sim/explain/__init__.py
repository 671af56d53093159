"""Why an event happened: the motives behind it, the restraints on it, and the earlier events that fed them."""

from sim.explain.explanation import Explanation, consequential, explain_event, first_difference

__all__ = ["Explanation", "consequential", "explain_event", "first_difference"]
