"""`sim.sensitivity` in Python: the same as the command, and refusals as exceptions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.errors import InputError
from sim.sensitivities.running import DRAWS, WORLDS
from tests.made_sweeps import three_weeks


def test_a_scenario_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The question is put together as it is asked; what runs it is told of elsewhere."""
    asked: dict[str, Any] = {}

    def run(question: object, machine: object, progress: object) -> None:
        asked.update(vars(question), machine=machine)
        raise InputError("asked")

    monkeypatch.setattr("sim.sensitivities.running.run", run)
    with pytest.raises(InputError, match="asked"):
        sim.sensitivity(three_weeks(), "documented", draws=30, seed=9, groups=["war=us.*"], coverage=False, block=64)
    assert (asked["scenario"].name, asked["reference"].name) == ("short", "documented")
    assert (asked["draws"], asked["worlds"], asked["seed"], asked["coverage"]) == (30, WORLDS, 9, False)
    assert asked["machine"].block == 64
    with pytest.raises(InputError, match="asked"):
        sim.sensitivity(three_weeks())
    assert (asked["draws"], asked["reference"], asked["coverage"]) == (DRAWS, None, True)


def test_what_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'no_soleimani_strike'"):
        sim.sensitivity("no_soleimani_strik")
    with pytest.raises(InputError, match=r"no such file|not a run's manifest"):
        sim.sensitivity(tmp_path)
