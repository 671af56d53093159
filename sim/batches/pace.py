"""How fast a batch goes, and how long the rest of it will take."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Counts worlds as they come, those that were there already apart: they cost nothing, and say nothing of the rest.

    A world of six years costs more than one of a month, so that the time left goes by simulated days (`sim.workload.work_of`).

    Parameters
    ----------
    worlds, work
        Of the whole batch: how many worlds, and what they cost.
    clock
        Seconds; for tests.
    """

    def __init__(self, worlds: int, work: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.worlds, self._work, self._clock = worlds, work, clock
        self.done, self._fresh = 0, 0
        self._work_done, self._work_fresh = 0.0, 0.0
        self._begun = clock()

    def add(self, worlds: int, cost: float, *, fresh: bool) -> None:
        """So many more worlds are there, each of this cost; `fresh` if they were run just now."""
        self.done += worlds
        self._work_done += worlds * cost
        if fresh:
            self._fresh += worlds
            self._work_fresh += worlds * cost

    @property
    def rate(self) -> float | None:
        """Worlds a second, of those that were run; None before the first."""
        seconds = self._clock() - self._begun
        return self._fresh / seconds if self._fresh and seconds > 0 else None

    @property
    def left(self) -> float | None:
        """Seconds that the rest takes if it goes on like this; None before the first was run."""
        if not self._fresh:
            return None
        return max(self._work - self._work_done, 0.0) * (self._clock() - self._begun) / self._work_fresh
