"""What the tests of the page share: work done here in place of other processes, and one small scenario that all of them run."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from importlib.util import find_spec
from typing import Any

import pytest

from sim.scenario import load_scenario

if find_spec("streamlit") is None or find_spec("plotly") is None:
    collect_ignore_glob = ["*.py"]
    SMALL = ""
else:
    SMALL = (
        load_scenario("documented")
        .edit(
            name="small", title="A small one", question="Does it work?", start="2019-12-20", end="2020-01-12", warm_up=10,
            branch="2020-01-02", interventions=[{"remove_event": "2020-01-03-us-targeted-killing"}],
            watch=["attacks_on_us", "us_killed", "peak_rung"],
        )
        .text
    )  # fmt: skip
WORLDS = 12


class Here:
    """In place of `sim.workers.Pool`: what is asked for is done at once, by whoever asks."""

    def in_order(self, work: Callable[[Any], Any], tasks: Sequence[Any]) -> Generator[Any]:
        for task in tasks:
            yield work(task)

    def submit(self, work: Callable[[Any], Any], task: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(task))
        except Exception as error:  # noqa: BLE001  it is raised where the result is asked for
            future.set_exception(error)
        return future

    def close(self) -> None:
        pass


@pytest.fixture(scope="package", autouse=True)
def _here() -> Iterator[None]:
    from sim.app import runs
    from sim.app.views import bet

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "pool", Here)
        patch.setattr(bet, "ahead", lambda wanted: None)
        yield


@pytest.fixture(scope="package")
def state(_here: None) -> Any:
    """The small scenario as a file of one's own, with a bet placed."""
    from sim.app.state import State

    return State(kind="file", text=SMALL, bet="less", worlds=WORLDS)


@pytest.fixture(scope="package")
def wanted(state: Any) -> Any:
    from sim.app.asking import asked

    return asked(state)


@pytest.fixture(scope="package")
def found(wanted: Any) -> Any:
    """Its worlds, where every view finds them too."""
    from sim.app import runs
    from sim.app.remembering import RUNS

    return RUNS.get(wanted.key, lambda: runs.run(wanted), lambda made: made.nbytes)
