"""Why several events of one world happened, from one run of it; the same explanations as one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from sim.errors import InputError
from sim.explain.explanation import Explanation, Weighing, explained, stepped, with_stored
from sim.model import EscalationModel
from sim.record.acts import day_number


def explain_events(model: EscalationModel, events: pd.DataFrame, numbers: Iterable[int]) -> dict[int, Explanation]:
    """Step a fresh model of one world to the last of some events, and explain each of them.

    Parameters
    ----------
    events
        The events of this world as a run has them, in the order of their numbers; the causes that are told are theirs.
    numbers
        Which events.

    Returns
    -------
    By number; without the events behind which no rule stands, such as those that a scenario puts in.

    Raises
    ------
    InputError
        If the model has several worlds or was stepped already, or the world does not come out as the events say.
    """
    if model.worlds != 1 or model.clock != 0:
        raise InputError("explain_events needs a model with one world that was not stepped yet")
    by_day: dict[int, list[int]] = defaultdict(list)
    for number in sorted(set(numbers)):
        by_day[day_number(events["date"].iloc[number].date())].append(number)
    told: dict[int, Explanation] = {}
    for day, asked in sorted(by_day.items()):
        weighed = stepped(model, day)
        log = with_stored(model.event_log.events(), events)
        for number in asked:
            _check_same(log, events, number)
            explanation = _told(model, log, number, weighed)
            if explanation is not None:
                told[number] = explanation
    return told


def _told(model: EscalationModel, log: pd.DataFrame, number: int, weighed: Weighing) -> Explanation | None:
    try:
        return explained(model, log, number, weighed)
    except InputError:  # nobody's rule: the scenario put it in
        return None


def _check_same(log: pd.DataFrame, events: pd.DataFrame, number: int) -> None:
    """The event that is asked for is the event that came about."""
    keys = ["date", "actor", "action"]
    if number >= len(log) or list(log[keys].iloc[number]) != list(events[keys].iloc[number]):
        raise InputError(f"event {number} does not come out again; allowed: the events of the same scenario, seed and world")
