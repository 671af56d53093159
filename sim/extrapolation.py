"""Where a scenario leaves what the record shows: acts that the record does not hold, and more of acts than it ever shows.

Rules about what never happened rest on their priors alone, so that what follows from such an act is an assumption worked out, not
a finding. Where acts come thicker than they ever did, alone or two kinds of them together, rules are extrapolated.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.comparison import Comparison
from sim.figures.compared import Shown, arms, total
from sim.figures.style import number, short_day
from sim.results.beyond import JOINT, WATCHED, WINDOW, Beyond
from sim.scenario import Scenario
from sim.types import Floats
from sim.vocabulary.levels import AS_DOCUMENTED, LEVELS
from sim.vocabulary.measures import MEASURES, NEVER_DOCUMENTED
from sim.vocabulary.mechanisms import MECHANISMS
from sim.vocabulary.readers import mechanisms_of_level

SELDOM = 0.01
"""Share of the days of all worlds below which states beyond the record are not told."""
MOST_NAMED = 3
"""Measures, or pairs of them, that a line names."""
LEAST = 0.01
"""Acts a world below which nothing is said: floors alone bring some."""


def lines_beyond(comparison: Comparison) -> list[str]:
    """What scenarios hold that the record does not, a line for each that holds any; with its name if several are shown."""
    shown = arms(comparison)
    lines = ((one.scenario.name, beyond_the_record(comparison, one)) for one in shown)
    return [f"{name}: {line}" if len(shown) > 1 else line for name, line in lines if line]


def beyond_the_record(comparison: Comparison, one: Shown) -> str:
    """What a scenario holds that the record does not, in sentences; empty if there is nothing of it."""
    acts = told_of(one.scenario, {name: float(total(comparison, one, name)["mean"]) for name in NEVER_DOCUMENTED})
    return " ".join(filter(None, (acts, thicker(one.digest.beyond, one.digest.days))))


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


def thicker(beyond: Beyond, days: NDArray[np.datetime64]) -> str:
    """States of worlds beyond the record, in a sentence; empty if less than `SELDOM` of all days of worlds are."""
    whole = beyond.shares()
    if not len(days) or whole.mean() < SELDOM:
        return ""
    names = [name for name in (*WATCHED, *JOINT) if beyond.shares(name).mean() >= SELDOM]
    names.sort(key=lambda name: -float(beyond.shares(name).mean()))
    parts = [f"{_named(name)} ({_how_often(beyond.shares(name), days)})" for name in names[:MOST_NAMED]]
    parts += [f"and {len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    on = f": {'; '.join(parts)}" if parts else ""
    return (
        f"Beyond what the record shows: on {_percent(float(whole.mean()))} of the days of its worlds, {WINDOW} days hold more "
        f"than the record ever shows{on}. Rules are extrapolated there."
    )


def _named(name: str) -> str:
    """A measure, or two at once, in words."""
    if name in JOINT:
        return f"{' and '.join(map(_named, JOINT[name]))} at once"
    return f"“{MEASURES[name].label}”"


def _percent(share: float) -> str:
    return "less than 1 %" if share < 0.005 else f"{100 * share:.0f} %"


def _how_often(shares: Floats, days: NDArray[np.datetime64]) -> str:
    """Over all days, and on the day on which most worlds are."""
    most = int(np.argmax(shares))
    return f"{_percent(float(shares.mean()))}, most on {short_day(days[most])}: {_percent(float(shares[most]))} of worlds"


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
