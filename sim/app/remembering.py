"""What was made once and is shown again: shared by all sessions, made once at a time, and never more than fits."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """Results by what they depend on, shared by all sessions; what was looked at longest ago goes first.

    Two who ask for the same at once have it made once: the second waits. If the first gives up, the second makes it.
    """

    def __init__(self, most: float) -> None:
        self._most, self._kept = most, OrderedDict[Any, tuple[Any, int]]()
        self._lock, self._making = threading.Lock(), dict[Any, threading.Event]()

    def get(self, key: Any, make: Callable[[], T], size: Callable[[T], int], waiting: Callable[[], None] = lambda: None) -> T:
        """The result, made if it is not there.

        Parameters
        ----------
        size
            Bytes of a result.
        waiting
            Called again and again while somebody else makes it; may raise, to give up.
        """
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found: T = self._kept[key][0]
                    return found
                being_made = self._making.get(key)
                if being_made is None:
                    made = self._making[key] = threading.Event()
                    break
            while not being_made.wait(0.2):
                waiting()
        try:
            result = make()
            self._keep(key, result, size(result))
            return result
        finally:
            with self._lock:
                del self._making[key]
            made.set()

    def ahead(self, key: Any, make: Callable[[], T], size: Callable[[T], int]) -> threading.Thread | None:
        """Begin to make a result that will be asked for, unless it is there or being made; a failure is theirs who ask."""
        with self._lock:
            if key in self._kept or key in self._making:
                return None

        def work() -> None:
            with suppress(Exception):
                self.get(key, make, size)

        begun = threading.Thread(target=work, daemon=True)
        begun.start()
        return begun

    def __contains__(self, key: object) -> bool:
        with self._lock:
            return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return sum(size for _, size in self._kept.values())

    def _keep(self, key: Any, result: Any, size: int) -> None:
        with self._lock:
            self._kept[key] = (result, size)
            while self.size > self._most and len(self._kept) > 1:
                self._kept.popitem(last=False)


RUNS = Memory(300e6)
"""Worlds; what is shown in a session is held by nobody else."""
DETAILS = Memory(30e6)
"""Explanations and panels, some 50 kB each."""
DETAIL = 50_000
