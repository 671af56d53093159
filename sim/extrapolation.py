"""Where a scenario leaves what the record shows: acts that it holds and the record does not, told in every output.

Rules about what never happened rest on their priors alone, so that what follows from such an act is an assumption worked out, not
a finding.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.comparison import Comparison
from sim.figures.compared import Shown, total
from sim.figures.style import number
from sim.vocabulary.measures import NEVER_DOCUMENTED

LEAST = 0.01
"""Acts a world below which nothing is said: floors alone bring some."""


def beyond_the_record(comparison: Comparison, one: Shown) -> str:
    """A sentence on what a scenario holds that the record does not; empty if there is nothing of it."""
    return beyond({name: float(total(comparison, one, name)["mean"]) for name in NEVER_DOCUMENTED})


def beyond(means: Mapping[str, float], where: str = "") -> str:
    """The same from the means of measures over worlds, among them those of `NEVER_DOCUMENTED`; `where` says of which worlds."""
    told = {words: means[name] for name, words in NEVER_DOCUMENTED.items()}
    found = [f"{words} on {number(mean)} days of a world on average{where}" for words, mean in told.items() if mean >= LEAST]
    if not found:
        return ""
    return (
        f"Beyond the record: {', '.join(found)}, which the record never shows. What follows from it rests on priors alone "
        "(the mechanism direct_duel)."
    )
