"""A batch on a Dask cluster of this machine, one worker of which is killed half-way, is that of one process, to the byte."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from sim.batches.asked import make_batch
from sim.batches.keeping import Home
from sim.machine import LOCAL, Machine
from sim.results.folders import BLOCKS, partial_of
from tests.made_batches import CALM, DRAWS, KNOWN, contents, written

BATCH = make_batch([KNOWN, CALM], [], 8, (7, 8), DRAWS)
WAIT = 120.0


def workers() -> list[int]:
    """The processes in which workers of a cluster of this process run."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = path.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid() and b"spawn_main" in path.joinpath("cmdline").read_bytes():
                found.append(int(path.name))
        except (OSError, ValueError):  # it ended meanwhile
            continue
    return sorted(found)


class Killer(threading.Thread):
    """Kills a worker once some blocks are kept; says how many were, and which workers there were."""

    def __init__(self, blocks: Path, after: int) -> None:
        super().__init__(daemon=True)
        self.blocks, self.after = blocks, after
        self.kept, self.before = 0, list[int]()

    def run(self) -> None:
        end = time.monotonic() + WAIT
        while self.kept < self.after and time.monotonic() < end:
            self.kept = len(list(self.blocks.glob("*.json")))
            time.sleep(0.005)
        self.before = workers()
        os.kill(self.before[0], signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # distributed closes some of its sockets late
def test_a_worker_killed_half_way_changes_nothing(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    written(tmp_path / "alone", BATCH, block=8)
    out = tmp_path / "out"
    killer = Killer(partial_of(out) / BLOCKS, 3)
    killer.start()
    Home(out, BATCH, Machine(2, 1, LOCAL)).write(lambda name, pace: None)
    killer.join()
    assert 3 <= killer.kept < 2 * 2 * 8, "it was killed while there was work"
    assert len(killer.before) == 2
    assert contents(out) == contents(tmp_path / "alone")
    assert workers() == [], "the cluster is closed"
    assert not partial_of(out).exists()
