"""What a run will cost is guessed before anything is taken: it grows as work does, and is refused beyond what a machine has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim import workload
from sim.errors import InputError
from sim.machine import Machine
from sim.scenario import Scenario, load_scenario
from sim.workload import LONGEST, Workload, check, estimate, in_words, installed_memory, work_of

FREE, BRANCHED = load_scenario("free_run"), load_scenario("no_soleimani_strike")
HERE = Machine()


def cost(*scenarios: Scenario, worlds: int = 1000, machine: Machine = HERE, kept: int = 1) -> Workload:
    return estimate(scenarios or (FREE,), worlds, machine, kept)


def test_time_and_disk_grow_with_worlds_and_memory_with_blocks_alone() -> None:
    one, ten = cost(), cost(worlds=10_000)
    assert ten.seconds == pytest.approx(10 * one.seconds)
    assert ten.disk == pytest.approx(10 * one.disk)
    assert ten.memory == one.memory
    assert cost(machine=Machine(block=1024), worlds=10_000).memory > one.memory
    assert cost(worlds=10).memory < one.memory


def test_time_and_disk_grow_with_scenarios_and_days() -> None:
    both = cost(FREE, BRANCHED)
    assert both.seconds == pytest.approx(cost(FREE).seconds + cost(BRANCHED).seconds)
    assert both.disk == pytest.approx(cost(FREE).disk + cost(BRANCHED).disk)
    assert both.memory == max(cost(FREE).memory, cost(BRANCHED).memory)
    assert cost(BRANCHED.edit(warm_up=0)).seconds < cost(BRANCHED).seconds
    assert cost(BRANCHED.edit(luck="fresh")).seconds < cost(BRANCHED).seconds
    assert cost(FREE.edit(warm_up=0)).seconds == cost(FREE).seconds, "a free run has no days before"
    assert cost(kept=2).disk == 2 * cost().disk


def test_each_point_of_a_sweep_counts_though_all_have_one_name_and_no_table_of_days() -> None:
    points = cost(BRANCHED, BRANCHED.edit(luck="fresh"), BRANCHED, kept=0)
    assert points.seconds == pytest.approx(2 * cost(BRANCHED).seconds + cost(BRANCHED.edit(luck="fresh")).seconds)
    assert points.disk == 0


def test_processes_share_the_time_as_far_as_there_are_cores_and_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workload.os, "cpu_count", lambda: 4)
    one, four, many, all_of_them = (cost(worlds=100_000, machine=Machine(jobs)) for jobs in (1, 4, 64, -1))
    assert four.seconds == pytest.approx(one.seconds / 4)
    assert many.seconds == four.seconds
    assert all_of_them == four
    assert four.memory > 4 * one.memory, "each has its block, and finished ones wait"
    assert cost(worlds=512, machine=Machine(64)) == cost(worlds=512)
    assert cost(worlds=100_000, machine=Machine(scheduler="tcp://there:1")).memory == one.memory
    assert cost(worlds=100_000, machine=Machine(4, scheduler="local")) == four


def test_a_world_costs_its_days_those_before_the_branch_too() -> None:
    assert work_of(FREE) == len(FREE.days)
    assert work_of(BRANCHED) == pytest.approx(1.3 * (len(BRANCHED.days) + BRANCHED.warm_up))
    assert work_of(BRANCHED.edit(luck="fresh")) == len(BRANCHED.days) + BRANCHED.warm_up


@pytest.mark.parametrize(("seconds", "words"), [(40.0, "40 s"), (89.0, "89 s"), (720.0, "12 min"), (9000.0, "2.5 h")])
def test_times_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_it_is_about_what_was_measured() -> None:
    """Seconds of a processor, bytes of memory and of disk of one run each, without what comes before and after the worlds."""
    for scenario, worlds, seconds, memory, disk in ((FREE, 1024, 18.3, 843e6, 3.9e6), (BRANCHED, 1024, 6.5, 441e6, 0.6e6)):
        guess = cost(scenario, worlds=worlds)
        assert 0.9 < guess.seconds / seconds < 2
        assert 0.9 < guess.memory / memory < 2
        assert 0.9 < guess.disk / disk < 2.2


SMALL = Workload(60, 1e9, 1e6)


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (Workload(LONGEST + 1, 1e9, 1e6), "about 2.0 h, 1.0 GB of memory and 1 MB of disk: more than 2.0 h; allowed"),
        (
            Workload(60, 9e9, 1e6),
            r"about 60 s, 9.0 GB of memory and 1 MB of disk: most of this machine's memory \(10.0 GB\); allowed",
        ),
        (Workload(60, 1e9, 9e9), r"9.0 GB of disk: most of the free disk \(10.0 GB\); allowed: fewer worlds or days, or --yes"),
        (Workload(1e6, 1e12, 1e12), "more than 2.0 h, most of this machine's memory .*, most of the free disk"),
    ],
)
def test_too_much_is_refused_in_one_line_unless_it_is_meant(
    work: Workload, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workload, "installed_memory", lambda: 10e9)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(20_000_000_000, 10_000_000_000, 10_000_000_000))
    check(SMALL, tmp_path / "not" / "yet", yes=False)
    with pytest.raises(InputError, match=says) as caught:
        check(work, tmp_path / "not" / "yet", yes=False)
    assert "\n" not in str(caught.value)
    check(work, tmp_path, yes=True)


def test_a_machine_that_does_not_say_how_much_it_has_refuses_nothing_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 1e8 < installed_memory() < 1e15

    def unknown(_: str) -> int:
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr(workload.os, "sysconf", unknown)
    assert installed_memory() == float("inf")
    check(Workload(60, 1e15, 1e6), tmp_path, yes=False)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "y/" * 3000])
def test_a_path_that_is_none_is_for_others_to_refuse(name: str, tmp_path: Path) -> None:
    check(SMALL, tmp_path / name, yes=False)


def test_where_nothing_can_be_known_of_a_disk_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    check(SMALL, Path("out"), yes=False)


def test_a_million_worlds_are_not_run_unasked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this would take about"):
        check(cost(worlds=1_000_000), tmp_path, yes=False)
    check(cost(worlds=1000), tmp_path, yes=False)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (Workload(89, 4e8, 5e8), "about 89 s, 400 MB of memory and 0.5 GB of disk"),
        (Workload(90, 5e8, 1e6), "about 2 min, 0.5 GB of memory and 1 MB of disk"),
        (Workload(3600, 1.26e9, 0), "about 1.0 h, 1.3 GB of memory and 0 MB of disk"),
    ],
)
def test_how_it_is_said(work: Workload, words: str) -> None:
    assert str(work) == words
