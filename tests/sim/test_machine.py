"""How many worlds, which seed, run where: limits, and the same defaults in Python and on the command line."""

from __future__ import annotations

import inspect

import pytest

from sim import machine
from sim.api import compare, simulate
from sim.commands import batch, run
from sim.commands import compare as compare_command
from sim.errors import InputError
from sim.machine import (
    BLOCK,
    LOCAL,
    MOST_JOBS,
    MOST_SEED,
    MOST_WORLDS,
    Machine,
    check_block,
    check_jobs,
    check_seed,
    check_worlds,
)


@pytest.mark.parametrize("jobs", [-1, 1, 2, MOST_JOBS])
def test_a_number_of_processes(jobs: int) -> None:
    assert check_jobs(jobs) == jobs
    assert Machine(jobs).jobs == jobs


@pytest.mark.parametrize("jobs", [-2, 0, MOST_JOBS + 1])
def test_no_number_of_processes(jobs: int) -> None:
    with pytest.raises(InputError, match=f"jobs is {jobs}; allowed: 1 to 1024, or -1"):
        Machine(jobs)


def test_how_many_processes_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "cpu_count", lambda: 4)
    assert [Machine(jobs).processes for jobs in (1, 3, -1)] == [1, 3, 4]
    assert Machine(3, scheduler=LOCAL).processes == 3
    assert Machine(3, scheduler="tcp://there:1").processes == 1


@pytest.mark.parametrize("seed", [0, 7, MOST_SEED])
def test_a_seed(seed: int) -> None:
    assert check_seed(seed) == seed


@pytest.mark.parametrize("seed", [-1, MOST_SEED + 1])
def test_no_seed(seed: int) -> None:
    with pytest.raises(InputError, match=f"seed is {seed}; allowed: 0 to 9223372036854775807"):
        check_seed(seed)


@pytest.mark.parametrize("number", [1, MOST_WORLDS])
def test_a_number_of_worlds(number: int) -> None:
    assert (check_worlds(number), check_block(number), Machine(block=number).block) == (number,) * 3


@pytest.mark.parametrize("number", [-1, 0, MOST_WORLDS + 1, 10**12])
def test_no_number_of_worlds(number: int) -> None:
    """A block that is larger would stand in a manifest, which is refused for it."""
    with pytest.raises(InputError, match=f"worlds is {number}; allowed: 1 to 1000000"):
        check_worlds(number)
    with pytest.raises(InputError, match=f"block is {number}; allowed: 1 to 1000000 worlds"):
        Machine(block=number)


def test_python_and_the_command_line_have_the_same_defaults() -> None:
    functions = (simulate, compare, run.run, batch.batch, compare_command.compare)
    defaults = [{name: each.default for name, each in inspect.signature(function).parameters.items()} for function in functions]
    shared = ("worlds", "seed", "params", "jobs", "block", "scheduler")
    assert [{name: each[name] for name in shared} for each in defaults] == [
        {"worlds": 1000, "seed": 7, "params": "posterior", "jobs": 1, "block": BLOCK, "scheduler": None}
    ] * 5
