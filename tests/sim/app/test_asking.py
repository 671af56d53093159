"""What views ask for is made once, for all sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.app import runs
from sim.app.asking import asked, bet_asked
from sim.app.runs import Asked
from sim.app.state import State
from sim.app.worlds import Ran
from tests.sim.app.pages import opened


def test_what_is_run_depends_on_the_lever_and_not_on_what_is_looked_at(state: State) -> None:
    assert asked(replace(state, view="play", measure="us_killed", day="2020-01-05", event=3)) is asked(state)
    assert asked(state.turned("branch", "2020-01-03")).key != asked(state).key
    assert bet_asked(state.turned("branch", "2020-01-03")).key == asked(state).key


def test_worlds_and_reasons_are_not_made_twice(state: State, found: Ran, wanted: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(state, view="actors", world="1", day="2020-01-04")
    for name in ("run", "weighed"):
        monkeypatch.setattr(runs, name, lambda *_: pytest.fail("it is there"))
    opened(state, view="actors", world="1", day="2020-01-04")
