"""Where work is done: here, in several processes, or on a Dask cluster; results come in the order of the tasks.

Only a few tasks more than there are workers are under way at once, so that finished results do not pile up. Workers end with the
process that started them, however it ends.
"""

from __future__ import annotations

import itertools
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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


def in_order(work: Callable[[T], R], tasks: Sequence[T], machine: Machine) -> Iterator[R]:
    """The results of a function that can be pickled, task by task.

    Raises
    ------
    InputError
        If no cluster answers at the address.
    RunUnfinished
        If the cluster has had no worker for `GIVE_UP_AFTER` seconds.
    """
    if machine.scheduler is not None:
        return _on_cluster(work, tasks, machine.scheduler)
    if machine.jobs == 1 or len(tasks) < 2:
        return map(work, tasks)
    return _in_processes(work, tasks, machine.jobs)


# Processes ------------------------------------------------------------------------------------------------------------------


def _in_processes(work: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Iterator[R]:
    import joblib
    from joblib.externals.loky import get_reusable_executor

    parallel = joblib.Parallel(n_jobs=jobs, backend="loky", return_as="generator", batch_size=1, pre_dispatch=f"{AHEAD}*n_jobs")
    try:
        yield from parallel(joblib.delayed(_watched)(work, task, os.getpid()) for task in tasks)
    except BaseException:  # not even a second of work that nobody waits for
        get_reusable_executor().shutdown(wait=True, kill_workers=True)
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


def _on_cluster(work: Callable[[T], R], tasks: Sequence[T], address: str) -> Iterator[R]:
    """From a Dask cluster whose workers have this project installed."""
    try:
        import distributed
    except ImportError as error:
        raise InputError("--scheduler needs Dask; install it with: pip install 'escalation-simulator[cluster]'") from error
    make: Any = distributed.Client
    try:
        client = make(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address!r}; allowed: an address such as tcp://127.0.0.1:8786") from error
    with client:
        rest, under_way = iter(tasks), deque[Any]()
        while True:
            ahead = max(AHEAD * max(sum(client.nthreads().values()), 1) - len(under_way), 0)
            under_way.extend(client.submit(work, task, pure=False) for task in itertools.islice(rest, ahead))
            if not under_way:
                return
            yield _result(under_way.popleft(), client, address)


def _result(future: Any, client: Any, address: str) -> Any:
    """Wait for one result; say so if there is nobody to work on it, and give up after a while."""
    without = 0.0
    while True:
        try:
            return future.result(timeout=LOOK)
        except TimeoutError:
            without = 0.0 if client.nthreads() else without + LOOK
        if without == SAY_AFTER:
            log.warning("no worker is connected to %s; waiting for one, up to %.0f seconds", address, GIVE_UP_AFTER)
        if without >= GIVE_UP_AFTER:
            raise RunUnfinished(f"no worker has been connected to {address} for {GIVE_UP_AFTER:.0f} seconds")
