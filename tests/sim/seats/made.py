"""A small seat for tests: two evenings with two options each, a fortnight, a short warm-up, so that a world runs in no time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from sim.parameter_files import choose
from sim.scenario import Scenario, load_scenario
from sim.seats.reading import load_seat
from sim.seats.schema import SeatData
from sim.seats.standing import World
from sim.seats.tree import Tree, grown

SEED, NUMBER = 7, 2
TEXT = """\
title: A test
order: 1
question: Does it work?
actor: us
role: You decide.
read_aloud: Rockets fell.
start: 2019-12-20
day: 2019-12-27
end: 2020-01-10
decides: [strike, kill_leader]
decisions:
  - id: answer
    ask: Do you strike?
    tells: One is dead.
    about: [strike, counter_fire]
    options:
      - id: strike
        label: Strike
        says: In two days.
        historical: true
        orders:
          - policy: {actor: us, decision: strike, when: always, from: day+2, until: day+2}
      - id: wait
        label: Wait
        says: No strike.
        moves: us_strikes
  - id: siege
    from: 2019-12-28
    until: 2020-01-05
    when: days_since(assault_embassy) <= 0
    ask: The embassy is stormed. Do you kill a leader?
    tells: A crowd is inside.
    about: [kill_leader]
    options:
      - id: kill
        label: Kill
        says: In three days.
        historical: true
        orders:
          - policy: {actor: us, decision: kill_leader, when: always, from: day+3, until: day+3}
      - id: spare
        label: Spare
        says: Nobody.
        moves: leaders_killed
watch: [attacks_on_us, us_strikes, leaders_killed, embassy_assaults, peak_rung]
discussion: {reactions: [How was it?], description: [What was it?], analysis: [Why?], application: [Where else?]}
sources: [2019-12-29-us-airstrike, schelling-1966]
limits: [It is a test.]
artefacts: [It is short.]
"""
"""As a file of `scenarios/seats/` has it."""


def written(folder: Path, text: str = TEXT, name: str = "made") -> Path:
    """A file with this text."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@lru_cache(maxsize=1)
def made_in(folder: Path) -> SeatData:
    """The small seat, read."""
    return load_seat(written(folder))


@lru_cache(maxsize=1)
def grown_in(folder: Path) -> Tree:
    """Its tree in six worlds."""
    return grown(made_in(folder), 6, SEED, world().parameters)


@lru_cache(maxsize=1)
def short() -> Scenario:
    """The documented history with a short warm-up."""
    return load_scenario("documented").edit(warm_up=20)


def patched(patch: pytest.MonkeyPatch, base: Callable[[], Scenario]) -> None:
    """Seats stand on this history, in place of the documented one."""
    for module in ("orders", "standing"):
        patch.setattr(f"sim.seats.{module}.documented", base)


@lru_cache(maxsize=1)
def world() -> World:
    """The world that the tests play."""
    return World(SEED, NUMBER, choose("posterior"))
