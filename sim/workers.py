"""Where work is done: here, in several processes, or on a Dask cluster; results come in the order of the tasks.

Only a few tasks more than there are workers are under way at once, counting those that are done and not yet fetched, so that
results do not pile up. Workers end with the process that started them, however it ends.
"""

from __future__ import annotations

import itertools
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from sim.errors import InputError, RunUnfinished
from sim.machine import Machine

T = TypeVar("T")
R = TypeVar("R")
log = logging.getLogger(__name__)

AHEAD = 2
"""Tasks under way for each worker."""
LOOK = 1.0
"""Seconds between two looks at who is still there."""
SAY_AFTER, GIVE_UP_AFTER = 10.0, 120.0
"""Seconds without a worker after which a line says so, and after which the run stops."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
"""Of a process, which shares the cores with the others."""


def in_order(work: Callable[[T], R], tasks: Sequence[T], machine: Machine) -> Generator[R]:
    """The results of a function that can be pickled, task by task; closing it stops what is under way.

    Raises
    ------
    InputError
        If no cluster answers at the address.
    RunUnfinished
        If the cluster has had no worker for `GIVE_UP_AFTER` seconds, or is gone.
    """
    if machine.scheduler is not None:
        return _on_cluster(work, tasks, machine.scheduler)
    if machine.jobs == 1 or len(tasks) < 2:
        return (work(task) for task in tasks)
    return _in_processes(work, tasks, machine.jobs)


def _few_at_once(
    submit: Callable[[T], Any], tasks: Sequence[T], workers: Callable[[], int], result: Callable[[Any], R]
) -> Generator[R]:
    """Results in order, at most `AHEAD` tasks for each worker being under way."""
    rest, under_way = iter(tasks), deque[Any]()
    while True:
        ahead = max(AHEAD * max(workers(), 1) - len(under_way), 0)
        under_way.extend(submit(task) for task in itertools.islice(rest, ahead))
        if not under_way:
            return
        yield result(under_way.popleft())


# Processes ------------------------------------------------------------------------------------------------------------------


def _in_processes(work: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Generator[R]:
    import joblib
    from joblib.externals.loky import get_reusable_executor

    workers, left = min(joblib.cpu_count() if jobs == -1 else jobs, len(tasks)), len(tasks)
    executor = get_reusable_executor(max_workers=workers, env=ONE_THREAD)

    def result(future: Any) -> Any:
        nonlocal left
        value = future.result()
        left -= 1
        return value

    try:
        yield from _few_at_once(lambda task: executor.submit(_watched, work, task, os.getpid()), tasks, lambda: workers, result)
    except BaseException:
        if left:  # not even a second of work that nobody waits for
            executor.shutdown(wait=True, kill_workers=True)
        raise


def _watched(work: Callable[[T], R], task: T, parent: int) -> R:
    """Do a task in a worker that ends with its parent."""
    if not any(thread.name == _end_with.__name__ for thread in threading.enumerate()):
        threading.Thread(target=_end_with, args=(parent,), name=_end_with.__name__, daemon=True).start()
    return work(task)


def _end_with(parent: int) -> None:
    """End this process once its parent is another: the old one was killed and could not see to it."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


# A cluster ------------------------------------------------------------------------------------------------------------------


def _on_cluster(work: Callable[[T], R], tasks: Sequence[T], address: str) -> Generator[R]:
    """From a Dask cluster whose workers have this project installed."""
    with _client(address) as client:
        yield from _few_at_once(
            lambda task: client.submit(work, task, pure=False),
            tasks,
            lambda: _threads(client, address),
            lambda future: _result(future, client, address),
        )


def _client(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise InputError("--scheduler needs Dask; install it with: pip install 'escalation-simulator[cluster]'") from error
    make: Any = distributed.Client
    try:
        return make(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TypeError, AssertionError) as error:  # what Dask has for addresses that are none
        raise InputError(f"no Dask scheduler answers at {address!r}; allowed: an address such as tcp://127.0.0.1:8786") from error


def _threads(client: Any, address: str) -> int:
    """How many tasks the cluster's workers can do at once; raises `RunUnfinished` if it is gone."""
    try:
        return sum(client.nthreads().values())
    except (OSError, CancelledError) as error:
        raise RunUnfinished(f"the cluster at {address} does not answer any more") from error


def _result(future: Any, client: Any, address: str) -> Any:
    """Wait for one result; say so if there is nobody to work on it, and give up after a while."""
    seen, said = time.monotonic(), False
    while True:
        try:
            return future.result(timeout=LOOK)
        except CancelledError as error:
            raise RunUnfinished(f"the cluster at {address} does not answer any more") from error
        except TimeoutError:
            if future.status == "error":  # it was the work that took too long for itself
                raise
        without = time.monotonic() - seen
        if _threads(client, address):
            seen, said = time.monotonic(), False
        elif without >= GIVE_UP_AFTER:
            raise RunUnfinished(f"no worker has been connected to {address} for {GIVE_UP_AFTER:.0f} seconds")
        elif without >= SAY_AFTER and not said:
            log.warning("no worker is connected to %s; waiting for one, up to %.0f seconds", address, GIVE_UP_AFTER)
            said = True
