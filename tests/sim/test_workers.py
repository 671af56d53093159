"""Work is done in order, a few tasks at a time, by processes that end with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim import workers
from sim.errors import InputError, RunUnfinished
from sim.machine import Machine
from sim.paths import ROOT
from sim.under_way import AHEAD
from sim.workers import Pool, in_order


def started(folder: Path) -> int:
    return len(list(folder.glob("task-*")))


class Noted:
    """Work that leaves a file for each task begun, and gives the task back; some take a while, one may fail."""

    def __init__(self, folder: Path, *, slow: int = -1, wrong: int = -1) -> None:
        self.folder, self.slow, self.wrong = folder, slow, wrong

    def __call__(self, task: int) -> int:
        (self.folder / f"task-{task}").touch()
        if task == self.slow:
            time.sleep(0.5)
        if task == self.wrong:
            raise InputError("of no use", file="x.yaml")
        return task


def pid_of(_: int) -> int:
    return os.getpid()


# Here and in processes


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs: int, tmp_path: Path) -> None:
    assert list(in_order(Noted(tmp_path, slow=0), range(7), Machine(jobs))) == list(range(7))
    assert list(in_order(Noted(tmp_path), [], Machine(jobs))) == []
    assert list(in_order(Noted(tmp_path), [3], Machine(jobs))) == [3]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_comes_in_its_turn_as_what_it_is(jobs: int, tmp_path: Path) -> None:
    results = in_order(Noted(tmp_path, wrong=2), range(20), Machine(jobs))
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(InputError, match=r"x\.yaml: of no use"):
        next(results)
    assert started(tmp_path) <= 3 + AHEAD * jobs
    assert list(in_order(Noted(tmp_path), range(3), Machine(jobs))) == [0, 1, 2], "and they can be had again"


@pytest.mark.parametrize("jobs", [1, 2])
def test_finished_results_do_not_pile_up(jobs: int, tmp_path: Path) -> None:
    """All 40 had been worked on before the second was asked for."""
    results = in_order(Noted(tmp_path), range(40), Machine(jobs))
    for taken in range(1, 4):
        next(results)
        time.sleep(0.3)
        assert started(tmp_path) <= taken - 1 + AHEAD * jobs
    results.close()


# Processes that are kept


class Ends:
    """Work that kills the process that does it."""

    def __call__(self, _: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0


class Sleeps:
    """Work that takes a while and says who did it."""

    def __call__(self, task: int) -> int:
        time.sleep(0.3)
        return os.getpid()


def test_processes_are_kept_from_one_run_to_the_next_and_end_with_the_pool() -> None:
    with Pool(2) as pool:
        machine = Machine(pool=pool)
        before = set(in_order(Sleeps(), range(4), machine))
        assert set(in_order(Sleeps(), range(4), machine)) == before
        assert len(before) == 2
        assert os.getpid() not in before
    for number in before:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_a_process_that_is_ended_from_outside_is_told_and_replaced(tmp_path: Path) -> None:
    with Pool(1) as pool:
        with pytest.raises(RunUnfinished, match="was ended from outside"):
            list(pool.in_order(Ends(), [1]))
        assert list(pool.in_order(Noted(tmp_path), range(3))) == [0, 1, 2]
        with pytest.raises(InputError, match="of no use"):
            list(pool.in_order(Noted(tmp_path, wrong=1), range(3)))
        assert pool.submit(Noted(tmp_path), 7).result() == 7, "a task that fails leaves its process as it was"


def test_a_process_that_ended_while_it_had_nothing_to_do_is_replaced_and_nobody_need_be_told(tmp_path: Path) -> None:
    with Pool(1) as pool:
        (worker,) = pool.in_order(Sleeps(), [1])
        os.kill(worker, signal.SIGKILL)
        end = time.monotonic() + 10
        while any(each.is_alive for each in pool._alive):
            assert time.monotonic() < end
            time.sleep(0.01)
        assert list(pool.in_order(Noted(tmp_path), range(2))) == [0, 1]


def test_who_gives_up_takes_back_what_nobody_has_begun(tmp_path: Path) -> None:
    with Pool(1) as pool:
        results = pool.in_order(Noted(tmp_path, slow=1), range(40))
        assert next(results) == 0
        results.close()
        assert pool.submit(Noted(tmp_path), 40).result() == 40, "it does not wait for the others"
        assert started(tmp_path) <= 2 + AHEAD


def test_as_many_processes_as_there_are_tasks_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    real = workers._Worker
    monkeypatch.setattr(workers, "_Worker", lambda: made.append(1) or real())
    assert list(in_order(Noted(tmp_path), range(2), Machine(1024))) == [0, 1]
    assert len(made) == 2
    assert list(in_order(Noted(tmp_path), range(2), Machine(-1))) == [0, 1]


def end(_: int) -> None:
    os._exit(9)


def test_a_worker_that_is_killed_is_a_run_that_stopped() -> None:
    with pytest.raises(RunUnfinished, match="a worker process was ended from outside"):
        list(in_order(end, range(5), Machine(2)))


class Unpicklable(Exception):
    """Cannot be made again from its arguments."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__("only one")


def odd(task: int) -> object:
    if task == 0:
        return (lambda: 1) if task else open(os.devnull)  # noqa: PTH123
    raise Unpicklable(1, 2)


@pytest.mark.parametrize("task", [0, 1])
def test_what_cannot_be_sent_back_is_a_failure_and_no_wait(task: int) -> None:
    with pytest.raises((TypeError, RunUnfinished)):
        list(in_order(odd, [task, task], Machine(2)))


def large(task: bytes) -> bytes:
    return task


def test_tasks_and_results_larger_than_a_pipe_pass_and_hold_nothing_up_when_stopped() -> None:
    """A process pool that is stopped with such tasks under way may wait for ever for its pipe to be read."""
    tasks = [bytes([at]) * 3_000_000 for at in range(8)]
    assert list(in_order(large, tasks, Machine(2))) == tasks
    for taken in range(3):
        results = in_order(large, tasks, Machine(2))
        for _ in range(taken):
            next(results)
        results.close()


def test_no_worker_outlives_its_work(tmp_path: Path) -> None:
    results = in_order(pid_of, range(4), Machine(2))
    pids = [next(results) for _ in range(4)]
    results.close()
    assert os.getpid() not in pids
    assert alive(pids) == []
    assert alive(list(in_order(pid_of, range(4), Machine(2)))) == []


def alive(pids: list[int]) -> list[int]:
    """Those that run, zombies not counted."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.append(pid)
    return found


LONG = """
import os, sys, time
from pathlib import Path
from sim.machine import Machine
from sim.workers import in_order

def work(task):
    Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER, f"pid-{os.getpid()}").touch()
    time.sleep(60)

FOLDER = %r
if __name__ == "__main__":
    try:
        list(in_order(work, range(9), Machine(2)))
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        raise SystemExit(3)
"""


@contextmanager
def parent(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A process with two workers that have begun something long, and the workers."""
    script = LONG % str(folder)
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            pids = within(30, lambda: [int(path.name[4:]) for path in folder.glob("pid-*")], lambda found: len(found) == 2)
            yield process, pids
        finally:
            for pid in alive([process.pid, *[int(path.name[4:]) for path in folder.glob("pid-*")]]):
                os.kill(pid, signal.SIGKILL)


def within(seconds: float, ask: Callable[[], list[int]], right: Callable[[list[int]], bool]) -> list[int]:
    """What is found once it is right; fails if that takes longer."""
    end = time.monotonic() + seconds
    while not right(found := ask()):
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    with parent(tmp_path) as (process, pids):
        process.kill()
        process.wait()
        within(5, lambda: alive(pids), lambda left: not left)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("group", [False, True])
def test_workers_end_at_once_with_a_parent_that_is_interrupted(group: bool, tmp_path: Path) -> None:
    """By a signal to it alone, or as a terminal sends it: to all of them."""
    with parent(tmp_path) as (process, pids):
        if group:
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=15)
        assert (process.returncode, out) == (3, "interrupted\n")
        assert "Traceback" not in err
        assert alive(pids) == []
