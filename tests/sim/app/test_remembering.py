"""What is remembered has an end, is made once for all who ask at once, and is made by the next where the first gives up."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.app.remembering import Memory


def size(text: str) -> int:
    return len(text)


def test_what_was_looked_at_longest_ago_goes_first() -> None:
    memory = Memory(10)
    for key in "ab":
        memory.get(key, lambda key=key: key * 4, size)
    memory.get("a", lambda: pytest.fail("it is there"), size)
    memory.get("c", lambda: "cccc", size)
    assert ["a" in memory, "b" in memory, "c" in memory] == [True, False, True]
    assert (len(memory), memory.size) == (2, 8)


def test_what_is_larger_than_all_room_is_kept_alone() -> None:
    memory = Memory(10)
    memory.get("a", lambda: "a", size)
    assert memory.get("b", lambda: "b" * 50, size) == "b" * 50
    assert len(memory) == 1


def test_two_hundred_results_take_no_more_room_than_fits() -> None:
    memory = Memory(100)
    for key in range(200):
        memory.get(key, lambda: "x" * 7, size)
        assert memory.size <= 100


def test_it_is_made_once_for_all_who_ask_at_once() -> None:
    memory, made, waited = Memory(100), [], []

    def make() -> str:
        made.append(1)
        time.sleep(0.5)
        return "x"

    with ThreadPoolExecutor(5) as hands:
        asked = [hands.submit(memory.get, "key", make, size, lambda: waited.append(1)) for _ in range(5)]
    assert [each.result() for each in asked] == ["x"] * 5
    assert made == [1]
    assert waited


def test_where_the_first_gives_up_the_next_makes_it() -> None:
    memory, begun, go_on = Memory(100), threading.Event(), threading.Event()

    def give_up() -> str:
        begun.set()
        go_on.wait(10)
        raise KeyboardInterrupt  # as Streamlit stops a page: no ordinary exception

    with ThreadPoolExecutor(2) as hands:
        first = hands.submit(memory.get, "key", give_up, size)
        begun.wait(10)
        second = hands.submit(memory.get, "key", lambda: "made", size)
        go_on.set()
        assert second.result() == "made"
        assert isinstance(first.exception(), KeyboardInterrupt)


def test_what_will_be_asked_for_is_begun_once_and_its_failure_is_theirs_who_ask() -> None:
    memory, made = Memory(100), []
    begun = memory.ahead("key", lambda: made.append(1) or "x", size)
    assert begun is not None
    assert memory.get("key", lambda: "y", size) == "x"
    begun.join()
    assert memory.ahead("key", lambda: "z", size) is None
    assert made == [1]
    wrong = memory.ahead("other", lambda: size(1 / 0), size)  # type: ignore[arg-type]
    assert wrong is not None
    wrong.join()
    with pytest.raises(ZeroDivisionError):
        memory.get("other", lambda: str(1 / 0), size)
