"""The worlds of a lesson: what a run of each setting gives, step by step, and the record beside it."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.api import simulate
from sim.lessons.worlds import Worlds
from sim.record.incidents import load_record
from sim.results.running import running
from tests.sim.lessons.made import SEED, WORLDS


def test_the_totals_are_those_of_a_run_of_the_setting(ran: Worlds) -> None:
    alone = simulate(ran.read.scenarios["never"], WORLDS, SEED).worlds
    for measure in ran.lesson.watch:
        assert ran.final("never", measure).tolist() == alone[measure].tolist()
    assert ran.final("never", "us_strikes").tolist() == [0] * WORLDS


def test_where_nothing_changes_every_world_is_the_record(ran: Worlds) -> None:
    assert ran.step == 1
    assert ran.counts.shape == (3, 3, WORLDS, 15)
    assert (ran.counts[ran.at("as_it_was")] == ran.record[:, None, :]).all()
    assert ran.events["as_it_was"]["world"].nunique() == 1
    rows = load_record().incidents
    strikes = rows[(rows["actor"] == "us") & (rows["action"] == "airstrike") & rows["date"].between("2019-12-29", "2020-01-12")]
    assert ran.recorded("us_strikes") == strikes["date"].nunique() == 1
    assert ran.first == date(2019, 12, 29)


def test_totals_run_and_highest_values_stay() -> None:
    counts = np.array([[0, 2, 1], [3, 0, 0]])
    assert running(counts, "attacks_on_us").tolist() == [[0, 2, 3], [3, 3, 3]]
    assert running(counts, "peak_rung").tolist() == [[0, 2, 2], [3, 3, 3]]
