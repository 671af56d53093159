"""The killing of a leader: when it is the commander of the Quds Force, and how many die with him."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.model import EscalationModel
from tests.handmade import OFFICES, SPANS, START, calendar, contexts, evidence, pinned, scenario
from tests.runs import finish

WORLDS = 1500
BIDEN = next(day for day, holder in OFFICES["administration"] if holder == "biden")


def killings(
    days: int = 12, worlds: int = WORLDS, liable: tuple[int, int] = (0, 99), off: tuple[str, ...] = (), **numbers: float
) -> pd.DataFrame:
    """The killings of a free run in which hardly anything else happens: two days in three bring one, in every world."""
    facts = contexts({**dict.fromkeys(SPANS, (500, 500)), "patron_liability": liable}, ())
    free = scenario(days, branch=START, luck="fresh", reporting="complete", switch_off=off)
    often = pinned(us__killing_floor=1.0, us__spare_baghdad=0.0, **numbers)
    log = finish(EscalationModel(free, worlds=worlds, parameters=often, evidence=evidence((), facts))).event_log.events()
    found = log[log["action"] == "kill_leader"]
    assert found["world"].nunique() > 0.99 * worlds
    return found


def of_commander(log: pd.DataFrame) -> pd.DataFrame:
    return log[log["target"] == "iran"]


def day(number: int) -> pd.Timestamp:
    return pd.Timestamp(calendar(number))


def test_each_killing_takes_the_commander_with_the_administrations_share() -> None:
    first = killings(us__commander_share_trump=0.25).groupby("world").first()
    error = np.sqrt(0.25 * 0.75 / len(first))
    assert np.mean(first["target"] == "iran") == pytest.approx(0.25, abs=4.5 * error)


def test_he_is_killed_once_and_the_next_killings_are_of_the_militias() -> None:
    log = killings(us__commander_share_trump=1.0, worlds=300)
    assert log.groupby("world").size().mean() > 5
    assert (log.groupby("world")["target"].first() == "iran").all()
    assert of_commander(log).groupby("world").size().max() == 1


def test_he_is_out_of_reach_until_his_patron_is_held_liable() -> None:
    log = killings(us__commander_share_trump=1.0, worlds=300, liable=(6, 99))
    assert (log["date"] < day(6)).sum() > 300
    assert of_commander(log)["date"].min() == day(6)
    assert len(of_commander(log)) > 290


def test_he_is_out_of_reach_where_liability_is_switched_off() -> None:
    assert of_commander(killings(us__commander_share_trump=1.0, worlds=300, off=("patron_liability",))).empty


@pytest.mark.parametrize(("trump", "biden", "first"), [(0.0, 1.0, BIDEN), (1.0, 0.0, 0), (0.0, 0.0, None)])
def test_he_is_killed_only_under_an_administration_that_would(trump: float, biden: float, first: int | None) -> None:
    log = killings(BIDEN + 4, worlds=60, us__commander_share_trump=trump, us__commander_share_biden=biden)
    assert (log["date"] >= day(BIDEN)).any()
    assert (of_commander(log)["date"].min() == day(first)) if first is not None else of_commander(log).empty


@pytest.mark.parametrize("more", [0.0, 3.0])
def test_the_leader_dies_and_on_average_so_many_with_him(more: float) -> None:
    """One and a geometric number more: its variance is more (1 + more), and it is none with probability 1 / (1 + more)."""
    log = killings(us__more_dead_per_killing=more)
    dead = log["militia_killed"].to_numpy()
    assert dead.min() == 1
    assert dead.mean() == pytest.approx(1.0 + more, abs=4.5 * np.sqrt(more * (1.0 + more) / dead.size) + 1e-12)
    assert np.mean(dead == 1) == pytest.approx(1.0 / (1.0 + more), abs=4.5 * np.sqrt(0.25 / dead.size))
    assert (log["count"] == 1).all()
