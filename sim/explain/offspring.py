"""Who answered whom in a run, and all that descends from an event: pure functions over the event table.

Every event of the table came from one motive (`cause`), and where that answers acts it answered one earlier event of its world
(`cause_event`). A child of an event is one that answered it; its offspring are its children, theirs, and so on. A row stands for
`count` acts of one kind, author and day, whose cause is that of the first.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.explain.kinds import ACT, NONE, cause_notes, kind_of
from sim.history.causes import NOBODY
from sim.types import Bools, Ints
from sim.vocabulary.decisions import DECISIONS

NEEDED = ("world", "event", "date", "actor", "action", "count", "cause", "cause_event", "record_id")
"""Columns of the event table that these functions read."""


def parents(events: pd.DataFrame) -> Ints:
    """By row, the row of the event that it answered; -1 where it answered none of the table. Rows in any order."""
    place = pd.Series(np.arange(len(events)), index=pd.MultiIndex.from_frame(events[["world", "event"]]))
    answered = events["cause_event"].astype("Int64").fillna(NOBODY)
    wanted = pd.MultiIndex.from_arrays([events["world"], answered])
    return np.asarray(place.reindex(wanted).fillna(NOBODY), dtype=np.int64)


def children(events: pd.DataFrame, chosen: Bools) -> pd.DataFrame:
    """The events that answered one of the chosen rows."""
    answered = parents(events)
    return events[(answered >= 0) & np.asarray(chosen)[answered]]


def offspring(events: pd.DataFrame, chosen: Bools) -> pd.DataFrame:
    """All that descends from the chosen rows by causes.

    Returns
    -------
    The rows that do, in the order of the table, with `generation`: 1 for a child, 2 for a child's child, and so on.
    """
    generation = generations(parents(events), np.asarray(chosen))
    return events.assign(generation=generation)[generation > 0]


def generations(answered: Ints, chosen: Bools) -> Ints:
    """By row, how many answers lie between it and one of the chosen: 0 for these themselves, -1 where it descends from none."""
    generation = np.where(chosen, 0, -1)
    waiting = np.flatnonzero((answered >= 0) & ~chosen)
    while waiting.size:
        reached = generation[answered[waiting]] >= 0
        if not reached.any():
            break
        found = waiting[reached]
        generation[found] = generation[answered[found]] + 1
        waiting = waiting[~reached]
    return generation


# Summed over worlds ---------------------------------------------------------------------------------------------------------


def who_answered_whom(events: pd.DataFrame, worlds: int) -> pd.DataFrame:
    """What the acts of a run came from.

    Returns
    -------
    Columns `decision`, `motive`, `kind`, `answered` (the decision answered; None where no act was, or none of the table) and
    `mean` (acts in a world); in the order of the vocabulary, the most frequent causes of a decision first.
    """
    answered, actions = parents(events), events["action"].to_numpy(dtype=object)
    kinds = {key: kind_of(note) for key, note in cause_notes().items()}
    keyed = pd.DataFrame(
        {
            "decision": actions,
            "motive": events["cause"].to_numpy(dtype=object),
            "answered": np.where(answered >= 0, actions[answered] if len(events) else actions, ""),
            "count": events["count"].to_numpy(dtype=np.float64),
        }
    )
    summed = keyed.groupby(["decision", "motive", "answered"], sort=False)["count"].sum().reset_index()
    table = pd.DataFrame(
        {
            "decision": summed["decision"],
            "motive": summed["motive"].replace("", NONE),
            "kind": [kinds.get(key, NONE) for key in zip(summed["decision"], summed["motive"], strict=True)],
            "answered": summed["answered"].replace({"": None}),
            "mean": summed["count"] / worlds,
        }
    )
    place = table["decision"].map({name: at for at, name in enumerate(DECISIONS)})
    ranked = table.assign(place=place).sort_values(["place", "mean"], ascending=[True, False], kind="stable")
    return ranked.drop(columns="place").reset_index(drop=True)


def is_unanswered(kind: str, answered: object) -> bool:
    """Whether an act came from a motive that answers acts, but answered none that the table holds."""
    return kind == ACT and answered is None


def by_decision(descended: pd.DataFrame, worlds: int) -> pd.DataFrame:
    """The offspring of an event, summed over the worlds in which it happened.

    Parameters
    ----------
    descended
        As `offspring` gives it.
    worlds
        In how many worlds the event happened.

    Returns
    -------
    Columns `decision`, `mean` (acts in a world), `mean_children` (those that answered the event itself), `p_any` (share of worlds
    with any) and `generations` (the largest); in the order of the vocabulary.
    """
    rows = []
    for decision in DECISIONS:
        own = descended[descended["action"] == decision]
        if not own.empty:
            first = own[own["generation"] == 1]
            mean, direct = own["count"].sum() / worlds, first["count"].sum() / worlds
            rows.append((decision, mean, direct, own["world"].nunique() / worlds, int(own["generation"].max())))
    return pd.DataFrame(rows, columns=["decision", "mean", "mean_children", "p_any", "generations"])


def by_record(descended: pd.DataFrame, worlds: int) -> pd.DataFrame:
    """Documented acts among the offspring, the most frequent first: `record_id`, `decision`, `p_descends` (share of worlds)."""
    named = descended[descended["record_id"] != ""]
    summed = named.groupby(["record_id", "action"], sort=True, observed=True)["world"].nunique().reset_index()
    table = pd.DataFrame({"record_id": summed["record_id"], "decision": summed["action"], "p_descends": summed["world"] / worlds})
    return table.sort_values("p_descends", ascending=False, kind="stable").reset_index(drop=True)
