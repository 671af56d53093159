"""A small lesson for tests: three settings, three weeks, few worlds."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from sim.lessons import reading
from sim.lessons.reading import Read, load_lesson
from sim.lessons.worlds import Worlds, run_lesson
from sim.parameter_files import choose
from sim.paths import SCENARIOS
from sim.scenario import load_scenario

SHIPPED = SCENARIOS / "lessons"
WORLDS, SEED = 6, 7
TEXT = """\
title: A test
order: 1
question: Does it work?
aims: [To see that it does]
plan: [{minutes: 5, what: Read}, {minutes: 20, what: Bet}, {minutes: 20, what: Talk}]
read_aloud: Rockets fell.
bet:
  ask: Fewer or more?
  measure: attacks_on_us
  setting: never
  options:
    - {says: less, label: Fewer, agrees: "yes, {less}", differs: "no, {less}"}
    - {says: same, label: As many, agrees: "yes, {same}", differs: "no, {same}"}
    - {says: more, label: More, agrees: "yes, {more}", differs: "no, {more} of {record}, {median} ({low} to {high})"}
lever:
  title: When Washington strikes
  start: 2019-12-20
  branch: 2019-12-29
  end: 2020-01-12
  reference: as_it_was
  settings:
    - {id: as_it_was, label: As it was, says: Nothing changes.}
    - id: never
      label: Never
      says: No strike.
      interventions:
        - remove_event: 2019-12-29-us-airstrike
        - remove_event: 2019-12-29-us-airstrike-2
        - forbid: {actor: us, decision: strike, from: 2019-12-29}
    - id: badr
      label: Badr
      says: Another group is struck.
      interventions:
        - edit_event: {id: 2019-12-29-us-airstrike, target_group: badr}
        - edit_event: {id: 2019-12-29-us-airstrike-2, target_group: badr}
watch: [attacks_on_us, us_strikes, peak_rung]
discussion: {reactions: [How was it?], description: [What was it?], analysis: [Why?], application: [Where else?]}
sources: [2019-12-29-us-airstrike, schelling-1966]
limits: [It is a test.]
artefacts: [It has six worlds.]
"""
"""As a file of `scenarios/lessons/` has it."""


def written(folder: Path, text: str = TEXT, name: str = "made") -> Path:
    """A file with this text."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@lru_cache(maxsize=1)
def made_in(folder: Path) -> Worlds:
    """The small lesson, run."""
    return run_lesson(read_in(folder), WORLDS, SEED, choose("posterior"))


def read_in(folder: Path) -> Read:
    """The small lesson, read."""
    with pytest.MonkeyPatch.context() as patch:
        remember_little(patch)
        return load_lesson(written(folder))


def remember_little(patch: pytest.MonkeyPatch) -> None:
    """Let the worlds of lessons remember two months before their first day: three weeks need no year."""
    patch.setattr(reading, "load_scenario", lambda name: load_scenario(name).edit(warm_up=60))
