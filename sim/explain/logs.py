"""Logs of one world: which of its events matter most, and whether two logs of it tell the same."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sim.explain.chain import chain_of
from sim.vocabulary.ladder import RUNGS

HARASSMENT = RUNGS.index("harassment")


def consequential(events: pd.DataFrame, most: int = 20) -> pd.DataFrame:
    """The events on the highest rungs, in the order of the log, whose index is the event's number.

    Harassment and words are listed only if nothing worse happened.
    """
    higher = events[events["rung"] > HARASSMENT]
    events = events if higher.empty else higher
    return events.sort_values("rung", kind="stable", ascending=False).head(most).sort_index()


def worth_explaining(events: pd.DataFrame, first: date, most: int, back: int = 1) -> set[int]:
    """Numbers of the most consequential events from a day on, each with the first steps of its chain of causes, itself one.

    Parameters
    ----------
    events
        The events of one world, in the order of their numbers.
    most, back
        How many events, and how many steps of the chain of each.
    """
    since = events[events["date"] >= pd.Timestamp(first)]
    numbers = map(int, consequential(since, most).index)
    return {step.event for number in numbers for step in chain_of(events, number)[:back]}


def first_difference(stored: pd.DataFrame, again: pd.DataFrame, until: date | None = None) -> date | None:
    """The first day on which two logs of a world differ, within the days both hold; None if they agree.

    `until` is the last day that `again` was run to; by default that of its last act.

    `cause` is left out: for an act of an unnamed author it is chosen over all the worlds that were run together.
    """
    keys = ["date", "actor", "action", "target", "count", "us_killed", "us_wounded", "militia_killed", "rung"]
    last = again["date"].max() if until is None else pd.Timestamp(until)
    if stored.empty or pd.isna(last):
        return None
    logs = [log.loc[log["date"].between(stored["date"].min(), last), keys].reset_index(drop=True) for log in (stored, again)]
    for (_, ours), (_, theirs) in zip(logs[0].iterrows(), logs[1].iterrows(), strict=False):
        if list(ours) != list(theirs):
            return date.fromisoformat(str(min(ours["date"], theirs["date"]).date()))
    longer = max(logs, key=len)
    shorter = min(logs, key=len)
    return None if len(longer) == len(shorter) else date.fromisoformat(str(longer["date"].iloc[len(shorter)].date()))
