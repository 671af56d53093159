"""Runs of a page: how long they take is foreseen, what would take too long is refused, and details come from the same world."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from sim import comparison
from sim.app import runs
from sim.app.runs import Asked
from sim.errors import InputError, RunUnfinished
from sim.event_log import DAILY
from sim.scenario import load_scenario


def test_equal_questions_have_equal_keys(wanted: Asked) -> None:
    assert dataclasses.replace(wanted).key == wanted.key
    others = {"worlds": 13, "seed": 8, "changes": (("militia.fear", 0.1),), "arm": wanted.arm.edit(end="2020-01-11")}
    assert len({wanted.key, *(dataclasses.replace(wanted, **{name: value}).key for name, value in others.items())}) == 5


def test_the_time_that_is_foreseen_grows_with_days_and_worlds_and_learns(wanted: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    more = dataclasses.replace(wanted, worlds=2_000)
    longer = dataclasses.replace(wanted, arm=wanted.arm.edit(end="2020-03-31"))
    assert wanted.work < more.work
    assert wanted.work < longer.work
    monkeypatch.setattr(runs, "_PACE", [3.0])
    assert wanted.seconds == pytest.approx(3 * wanted.work)


def test_what_would_take_too_long_is_refused_before_it_begins(wanted: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LONGEST", 0.0)
    monkeypatch.setattr(runs, "run_arms", lambda *_, **__: pytest.fail("it began"))
    with pytest.raises(InputError, match="allowed: fewer worlds, or fewer days"):
        runs.run(wanted)


def test_progress_is_told_by_piece_and_adds_up(wanted: Asked) -> None:
    told: list[tuple[str, int]] = []
    few = dataclasses.replace(wanted, worlds=4)
    found = runs.run(few, lambda name, worlds: told.append((name, worlds)))
    assert len(told) > 1
    assert {name for name, _ in told} == {"small"}
    assert sum(worlds for _, worlds in told) == few.worlds * len(few.simulated)
    assert found.seconds > 0


def test_one_world_of_the_record_stands_for_all(found: Any) -> None:
    block = runs.documented(found.there.span, found.there.scenario)
    copied = runs.copied(block, 5, 2)
    daily = copied.tables["daily"].to_pandas()
    assert daily["world"].unique().tolist() == [0, 1, 2, 3, 4]
    for _, world in daily.groupby("world"):
        assert (world[list(DAILY)].to_numpy() == block.tables["daily"].to_pandas()[list(DAILY)].to_numpy()).all()
    assert copied.tables["worlds"]["draw"].to_pylist() == [0, 1, 0, 1, 0]


def test_a_reference_that_is_simulated_is_run_and_the_record_beside_it() -> None:
    reference = load_scenario("free_run").edit(start="2018-09-01", end="2018-09-20", branch="2018-09-01", warm_up=5)
    arm = reference.edit(name="other", switch_off=("fear",))
    asked = Asked(reference, arm, worlds=3)
    assert asked.simulated == [reference, arm]
    found = runs.run(asked)
    assert found.there.columns["rung"].shape[0] == 3
    assert found.record["rung"].shape == (1, 20)
    assert (found.recorded("attacks_on_us") == np.cumsum(found.record["attack_base"][0])).all()


def test_why_and_the_actors_come_from_the_world_that_is_shown(found: Any) -> None:
    events = found.here.events_of(2)
    number = int(events.index[(events["date"] >= "2020-01-02") & (events["action"] != "none")][0])
    reason = runs.why(found, 2, number)
    assert reason is not None
    assert (reason.world, reason.event, reason.action) == (2, number, events["action"].iloc[number])
    there = runs.weighed(found, 2, "2020-01-05")
    assert {each.actor for each in there} >= {"us", "iran", "iraq_government", "kataib_hezbollah"}


def test_a_run_that_is_killed_half_way_leaves_nothing_and_the_next_one_runs(
    wanted: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = dataclasses.replace(wanted, worlds=2, seed=99)

    def killed(*_: object, **__: object) -> Any:
        raise RunUnfinished("a worker process was ended from outside")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(comparison, "run_blocks", killed)
        with pytest.raises(RunUnfinished):
            runs.run(few)
    assert runs.run(few).worlds == 2
