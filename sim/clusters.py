"""Work done on a Dask cluster: one that is there, or one of this machine that is started for it; what is said when it is gone."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any, TypeVar

from sim.errors import InputError, RunUnfinished
from sim.machine import Machine
from sim.under_way import few_at_once

T = TypeVar("T")
R = TypeVar("R")
log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between two looks at who is still there."""
SAY_AFTER, GIVE_UP_AFTER = 10.0, 120.0
"""Seconds without a worker after which a line says so, and after which the run stops."""


def on_cluster(work: Callable[[T], R], tasks: Sequence[T], address: str) -> Generator[R]:
    """From a Dask cluster whose workers have this project installed."""
    with _client(address) as client:
        yield from few_at_once(
            lambda task: client.submit(work, task, pure=False),
            tasks,
            lambda: _threads(client, address),
            lambda future: _result(future, client, address),
        )


def on_own_cluster(work: Callable[[T], R], tasks: Sequence[T], machine: Machine) -> Generator[R]:
    """From a Dask cluster of this machine, started for that; none is started for no task."""
    if tasks:
        with _own_cluster(min(machine.processes, len(tasks))) as address:
            yield from on_cluster(work, tasks, address)


@contextmanager
def _own_cluster(workers: int) -> Iterator[str]:
    """The address of a cluster of so many processes, of one thread each; a worker that is killed is replaced.

    How much memory is needed was asked beforehand (`sim.workload`), so that Dask neither pauses a worker nor ends it.
    """
    make: Any = _dask().LocalCluster
    quiet = {"dashboard_address": None, "silence_logs": logging.CRITICAL}
    with make(n_workers=workers, threads_per_worker=1, processes=True, memory_limit=0, **quiet) as cluster:
        yield str(cluster.scheduler_address)


def _dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise InputError("--scheduler needs Dask; install it with: pip install 'escalation-simulator[cluster]'") from error
    return distributed


def _client(address: str) -> Any:
    """Connect; whether anybody listens is asked first, since a client of Dask that finds nobody does not always end."""
    make: Any = _dask().Client
    from distributed.comm.addressing import get_address_host_port

    try:
        if not address.startswith("inproc://"):
            socket.create_connection(get_address_host_port(address, strict=True), timeout=10).close()
        return make(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TypeError, AssertionError, OverflowError) as error:  # what Dask has for addresses that are none
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
        except Exception as error:
            if type(error).__name__ == "KilledWorker":
                raise RunUnfinished("worker after worker ended over one task, as systems do that run out of memory") from error
            raise
        without = time.monotonic() - seen
        if _threads(client, address):
            seen, said = time.monotonic(), False
        elif without >= GIVE_UP_AFTER:
            raise RunUnfinished(f"no worker has been connected to {address} for {GIVE_UP_AFTER:.0f} seconds")
        elif without >= SAY_AFTER and not said:
            log.warning("no worker is connected to %s; waiting for one, up to %.0f seconds", address, GIVE_UP_AFTER)
            said = True
