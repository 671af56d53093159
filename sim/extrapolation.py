"""Where a scenario leaves what the record shows: acts that it holds and the record does not, told in every output.

Rules about what never happened rest on their priors alone, so that what follows from such an act is an assumption worked out, not
a finding.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.comparison import Comparison
from sim.figures.compared import Shown, total
from sim.figures.style import number
from sim.scenario import Scenario
from sim.vocabulary.levels import AS_DOCUMENTED, LEVELS
from sim.vocabulary.measures import NEVER_DOCUMENTED
from sim.vocabulary.mechanisms import MECHANISMS
from sim.vocabulary.readers import mechanisms_of_level

LEAST = 0.01
"""Acts a world below which nothing is said: floors alone bring some."""


def beyond_the_record(comparison: Comparison, one: Shown) -> str:
    """What a scenario holds that the record does not, in sentences; empty if there is nothing of it."""
    return told_of(one.scenario, {name: float(total(comparison, one, name)["mean"]) for name in NEVER_DOCUMENTED})


def told_of(scenario: Scenario, means: Mapping[str, float]) -> str:
    """The same of a scenario and of what it has of `NEVER_DOCUMENTED`, by measure the mean over worlds; none if left out."""
    return " ".join(filter(None, (beyond(means), levels_set(scenario))))


def beyond(means: Mapping[str, float], where: str = "") -> str:
    """The same from the means of measures over worlds; `where` says of which worlds."""
    told = {words: means.get(name, 0.0) for name, words in NEVER_DOCUMENTED.items()}
    found = [f"{words} on {number(mean)} days of a world on average{where}" for words, mean in told.items() if mean >= LEAST]
    if not found:
        return ""
    return (
        f"Beyond the record: {', '.join(found)}, which the record never shows. What follows from it rests on priors alone "
        "(the mechanism direct_duel)."
    )


def levels_set(scenario: Scenario) -> str:
    """Levels that the scenario has leave what was documented."""
    doses = (dose for item in scenario.interventions for dose in item.dosages())
    names = list(dict.fromkeys(dose.level for dose in doses if dose.share != AS_DOCUMENTED and dose.level in LEVELS))
    if not names:
        return ""
    what = " and ".join(LEVELS[name] for name in names)
    mechanisms = ", ".join(dict.fromkeys(each for name in names for each in mechanisms_of_level(name, tuple(MECHANISMS))))
    return (
        f"Beyond the record: the scenario sets {what}, of which the record shows no such change. What follows from it is an "
        f"assumption worked out (the mechanism {mechanisms})."
    )
