"""A few tasks for each worker are under way, as workers come and go, and results come in order."""

from __future__ import annotations

import pytest

from sim.under_way import AHEAD, few_at_once


@pytest.mark.parametrize("workers", [[1], [3], [0], [1, 4, 2, 0, 5]])
def test_never_more_than_a_few_for_each_worker_and_none_twice(workers: list[int]) -> None:
    submitted: list[int] = []
    counts = iter(workers)
    now = [0]

    def there() -> int:
        now[0] = next(counts, now[0])
        return now[0]

    def submit(task: int) -> int:
        submitted.append(task)
        return task

    taken = []
    for done in few_at_once(submit, range(20), there, lambda task: task):
        taken.append(done)
        assert len(submitted) - len(taken) < AHEAD * max(*workers, 1, 1)
    assert taken == submitted == list(range(20))


def test_nothing_is_submitted_before_it_is_asked_for() -> None:
    submitted: list[int] = []
    results = few_at_once(submitted.append, range(9), lambda: 1, lambda done: done)
    assert not submitted
    next(results)
    assert submitted == [0, 1]
    results.close()
    assert submitted == [0, 1]
