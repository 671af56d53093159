"""Only a few tasks more than there are workers are under way at once, so that results which nobody has fetched do not pile up."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 2
"""Tasks under way for each worker, counting those that are done and not yet fetched."""


def few_at_once(
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
