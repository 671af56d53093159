"""Work on a Dask cluster: in order, a few tasks at a time, and one line where nobody is there to do it or it is gone."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

import pytest

from sim import clusters
from sim.errors import InputError, RunUnfinished
from sim.machine import LOCAL, Machine
from sim.under_way import AHEAD
from sim.workers import in_order


def pid_of(_: int) -> int:
    return os.getpid()


def slow_at_one(task: int) -> int:
    time.sleep(0.5 * (task == 1))
    return task


def test_no_cluster_is_started_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_own_cluster", None)
    assert list(in_order(pid_of, [], Machine(2, scheduler=LOCAL))) == []


def test_a_cluster_of_this_machine_has_a_worker_for_each_job_and_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    @contextmanager
    def own(n: int) -> Iterator[str]:
        made.append(n)
        yield "there"
        made.append("closed")

    monkeypatch.setattr(clusters, "_own_cluster", own)
    monkeypatch.setattr(clusters, "_client", lambda address: made.append(address) or Cluster(2))
    assert list(in_order(abs, [1, -2, 3], Machine(2, scheduler=LOCAL))) == [1, 2, 3]
    assert list(in_order(abs, [1, -2], Machine(9, scheduler=LOCAL))) == [1, 2]
    assert made == [2, "there", "closed"] * 2


def test_a_cluster_of_this_machine_is_closed_when_nobody_asks_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []

    @contextmanager
    def own(n: int) -> Iterator[str]:
        try:
            yield "there"
        finally:
            closed.append(n)

    monkeypatch.setattr(clusters, "_own_cluster", own)
    monkeypatch.setattr(clusters, "_client", lambda _: Cluster(2))
    results = in_order(abs, [1, 2], Machine(2, scheduler=LOCAL))
    assert (next(results), closed) == (1, [])
    results.close()
    assert closed == [2]


class Cluster:
    """Stands for a Dask client: futures are done when they are asked for, or never."""

    def __init__(self, *threads: int | Exception) -> None:
        self.threads, self.submitted, self.closed = list(threads), 0, False

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def nthreads(self) -> dict[str, int]:
        """The first of what was given, the last for good."""
        now = self.threads.pop(0) if len(self.threads) > 1 else self.threads[0]
        if isinstance(now, Exception):
            raise now
        return {"a": now} if now else {}

    def submit(self, work: Callable[[Any], Any], task: object, *, pure: bool) -> Future:
        assert not pure
        self.submitted += 1
        return Future(work, task)


class Future:
    """Done at once, unless it is to wait."""

    status = "pending"

    def __init__(self, work: Callable[[Any], Any], task: object) -> None:
        self.work, self.task = work, task

    def result(self, timeout: float) -> object:
        if self.task == "never":
            time.sleep(timeout)
            raise TimeoutError
        if isinstance(self.task, Exception):
            self.status = "error"
            raise self.task
        return self.work(self.task)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Generator[Any]]:
    """Do tasks on a cluster that is given."""
    monkeypatch.setattr(clusters, "LOOK", 0.01)

    def run(cluster: Cluster, tasks: Any) -> Generator[Any]:
        monkeypatch.setattr(clusters, "_client", lambda _: cluster)
        return in_order(lambda task: task, tasks, Machine(scheduler="tcp://there:1"))

    return run


def test_no_more_than_a_few_tasks_for_each_worker_are_under_way(on: Callable[..., Generator[Any]]) -> None:
    cluster = Cluster(3)
    results = on(cluster, range(50))
    for taken in range(50):
        assert next(results) == taken
        assert cluster.submitted == min(taken + AHEAD * 3, 50)
    assert list(results) == []
    assert cluster.closed


@pytest.mark.parametrize("threads", [(4, 1), (4, 0), (0, 4), (4, 0, 1, 0, 3), (0,)])
def test_nothing_is_lost_when_workers_come_and_go(threads: tuple[int, ...], on: Callable[..., Generator[Any]]) -> None:
    """With more under way than the workers that are left can have, none is added and none is skipped."""
    assert list(on(Cluster(*threads), range(20))) == list(range(20))


def test_a_cluster_without_workers_is_said_once_and_given_up(
    on: Callable[..., Generator[Any]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(clusters, "SAY_AFTER", 0.05)
    monkeypatch.setattr(clusters, "GIVE_UP_AFTER", 0.3)
    cluster, begun = Cluster(0), time.monotonic()
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(RunUnfinished, match="no worker has been connected to tcp://there:1 for 0"),
    ):
        list(on(cluster, ["never"]))
    assert time.monotonic() - begun >= 0.3
    assert [record.getMessage() for record in caplog.records] == [
        "no worker is connected to tcp://there:1; waiting for one, up to 0 seconds"
    ]
    assert cluster.closed


def test_a_worker_that_is_at_work_is_waited_for(
    on: Callable[..., Generator[Any]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(clusters, "SAY_AFTER", 0.05)
    monkeypatch.setattr(clusters, "GIVE_UP_AFTER", 0.1)
    cluster = Cluster(*[1] * 40, 0)
    begun = time.monotonic()
    with pytest.raises(RunUnfinished):
        list(on(cluster, ["never"]))
    assert time.monotonic() - begun > 0.4, "forty looks found a worker; only then the wait began"


def test_work_that_takes_too_long_for_itself_is_not_waited_for_without_end(on: Callable[..., Generator[Any]]) -> None:
    with pytest.raises(TimeoutError, match="its own"):
        list(on(Cluster(1), [TimeoutError("its own")]))


@pytest.mark.parametrize("error", [OSError("Timed out trying to connect"), CancelledError()])
def test_a_cluster_that_is_gone_is_said_in_one_line(error: Exception, on: Callable[..., Generator[Any]]) -> None:
    for cluster, tasks in ((Cluster(1, error), ["never"]), (Cluster(error), [1]), (Cluster(1), [CancelledError()])):
        with pytest.raises(RunUnfinished, match="the cluster at tcp://there:1 does not answer any more"):
            list(on(cluster, tasks))


def test_a_task_over_which_workers_end_is_a_run_that_stopped(on: Callable[..., Generator[Any]]) -> None:
    """Dask gives it up after a few; it is no failure of the task's own."""
    killed = pytest.importorskip("distributed").KilledWorker("task", None, 3)
    with pytest.raises(RunUnfinished, match="worker after worker ended over one task"):
        list(on(Cluster(1), [1, killed]))


def test_a_failure_of_the_work_on_a_cluster_is_what_it_is(on: Callable[..., Generator[Any]]) -> None:
    with pytest.raises(InputError, match="of no use"):
        list(on(Cluster(1), [1, InputError("of no use")]))


@pytest.mark.parametrize(
    "address",
    [
        "nonsense://nowhere",
        "",
        "x",
        "tcp://[::1",
        "ucx://127.0.0.1:1",
        "tcp://127.0.0.1:1",
        "127.0.0.1:99999",
        "a\0b",
        "é" * 99 + ":1",
    ],
)
def test_an_address_that_is_none_is_wrong_input(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No client is made for it: one that finds nobody may wait for ever as it is taken apart."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(distributed, "Client", None)
    with pytest.raises(InputError, match="no Dask scheduler answers") as caught:
        list(in_order(pid_of, [1], Machine(scheduler=address)))
    assert "NoneType" not in str(caught.value.__cause__)


def test_without_dask_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"install it with: pip install 'escalation-simulator\[cluster\]'"):
        list(in_order(pid_of, [1], Machine(scheduler="tcp://127.0.0.1:1")))


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # distributed closes some of its sockets late
def test_a_true_cluster_gives_results_in_order() -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        assert list(in_order(slow_at_one, range(9), Machine(scheduler=cluster.scheduler_address))) == list(range(9))
