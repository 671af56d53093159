"""Where work is done: here, in several processes, or on a Dask cluster; results come in the order of the tasks.

Only a few tasks more than there are workers are under way at once, counting those that are done and not yet fetched, so that
results do not pile up. Workers end with the process that started them, however it ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Self, TypeVar

from sim.clusters import on_cluster, on_own_cluster
from sim.errors import RunUnfinished
from sim.machine import LOCAL, Machine
from sim.under_way import few_at_once

T = TypeVar("T")
R = TypeVar("R")

LOOK = 1.0
"""Seconds between two looks at who is still there."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
"""Of a process, which shares the cores with the others."""


def in_order(work: Callable[[T], R], tasks: Sequence[T], machine: Machine) -> Generator[R]:
    """The results of a function that can be pickled, task by task; closing it stops what is under way.

    Raises
    ------
    InputError
        If no cluster answers at the address.
    RunUnfinished
        If a worker process was ended from outside; if the cluster has had no worker for `sim.clusters.GIVE_UP_AFTER` seconds, is
        gone, or gave a task up because worker after worker ended over it.
    """
    if machine.scheduler == LOCAL:
        return on_own_cluster(work, tasks, machine)
    if machine.scheduler is not None:
        return on_cluster(work, tasks, machine.scheduler)
    if machine.pool is not None:
        return machine.pool.in_order(work, tasks)
    if machine.jobs == 1 or len(tasks) < 2:
        return (work(task) for task in tasks)
    return _in_processes(work, tasks, machine.processes)


# Processes ------------------------------------------------------------------------------------------------------------------


def _in_processes(work: Callable[[T], R], tasks: Sequence[T], processes: int) -> Generator[R]:
    workers = [_Worker() for _ in range(min(processes, len(tasks)))]
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def do(task: T) -> R:
        worker = idle.get()
        try:
            return worker.do(work, task)
        finally:
            idle.put(worker)

    hands = ThreadPoolExecutor(len(workers))
    try:
        yield from few_at_once(lambda task: hands.submit(do, task), tasks, lambda: len(workers), lambda done: done.result())
    finally:  # not even a second of work that nobody waits for
        for worker in workers:
            worker.kill()
        hands.shutdown(cancel_futures=True)


class Pool:
    """Processes that are kept between runs, for a program that runs often: a page, a notebook.

    Several threads may use it at once: their tasks are done in the order in which they were asked for. A process that is ended
    from outside is replaced, and who waited for it is told.

    >>> with Pool(2) as pool:
    ...     run_arms(arms, 300, 7, parameters, Machine(block=150, pool=pool), command="compare")
    """

    def __init__(self, jobs: int) -> None:
        self._jobs, self._idle = jobs, SimpleQueue[_Worker | None]()
        for _ in range(jobs):
            self._idle.put(None)
        self._alive: list[_Worker] = []
        self._making = threading.Lock()  # two threads that import joblib at once find halves of it
        self._hands = ThreadPoolExecutor(jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, work: Callable[[T], R], task: T) -> Future[R]:
        """Ask for one result; its exceptions are those of the work, or `RunUnfinished`."""
        return self._hands.submit(self._do, work, task)

    def in_order(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[R]:
        """The results task by task; closing it takes back what no process has begun."""
        asked: list[Future[R]] = []

        def submit(task: T) -> Future[R]:
            asked.append(self.submit(work, task))
            return asked[-1]

        try:
            yield from few_at_once(submit, tasks, lambda: self._jobs, lambda done: done.result())
        finally:
            for future in asked:
                future.cancel()

    def close(self) -> None:
        """End the processes, whatever they do; nothing can be asked for afterwards."""
        self._hands.shutdown(wait=False, cancel_futures=True)
        for worker in self._alive[:]:
            worker.kill()

    def _do(self, work: Callable[[T], R], task: T) -> R:
        worker = self._idle.get()
        if worker is not None and not worker.is_alive:  # it was ended while it had nothing to do: nobody waited for it
            self._alive.remove(worker)
            worker = None
        try:
            if worker is None:
                with self._making:
                    worker = _Worker()
                self._alive.append(worker)
            return worker.do(work, task)
        except RunUnfinished:
            if worker is not None:
                worker.kill()
                self._alive.remove(worker)
            worker = None  # the next task has a new one
            raise
        finally:
            self._idle.put(worker)


class _Worker:
    """A process that does one task at a time, and ends with this one.

    Process pools take more in hand: those of the standard library need a guarded main module, those of loky do not always end
    when they are told to while tasks wait.
    """

    def __init__(self) -> None:
        from joblib.externals.loky.backend import get_context

        context = get_context("loky")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, os.getpid()), daemon=True, env=ONE_THREAD)
        self._process.start()
        theirs.close()

    def do(self, work: Callable[[T], R], task: T) -> R:
        """The result of a task, or its exception; `RunUnfinished` if the process ends before."""
        from joblib.externals.loky.backend.reduction import dumps

        try:
            self._connection.send_bytes(dumps((work, task)))
            value, error = self._connection.recv()
        except (EOFError, OSError) as gone:
            raise RunUnfinished("a worker process was ended from outside, as systems do that run out of memory") from gone
        if error is not None:
            raise error
        result: R = value
        return result

    @property
    def is_alive(self) -> bool:
        """Whether the process is there still."""
        return bool(self._process.is_alive())

    def kill(self) -> None:
        """End it, whatever it does; who waits for it is told."""
        if self.is_alive:
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()


def _serve(connection: Connection, parent: int) -> None:
    """Do what is asked until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells us too, but the parent decides
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            connection.send(_done(connection.recv_bytes()))


def _done(asked: bytes) -> tuple[Any, Exception | None]:
    """The result of a pickled task, or its exception."""
    try:
        work, task = pickle.loads(asked)
        return work(task), None
    except Exception as error:  # noqa: BLE001  it is raised again where it was asked for
        return None, error


def _end_with(parent: int) -> None:
    """End this process once its parent is another: the old one was killed and could not see to it."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)
