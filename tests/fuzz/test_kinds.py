"""The short hunt: the same few cases of every kind each time. `make fuzz` is the long one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from sim import run_folders
from tests.fuzz.base import base_run
from tests.fuzz.hunt import hunt
from tests.fuzz.kinds import KINDS

CASES = {
    "scenarios": 80,
    "parameters": 35,
    "records": 50,
    "links": 50,
    "manifests": 60,
    "events": 50,
    "posteriors": 20,
    "commands": 90,
}


DRAWN = 4
"""Runs of each kind whose pictures are drawn, which takes longer than all else; the long hunt draws all."""


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some runs their pictures are those of another run."""
    draw, left = run_folders.write_figures, iter(range(DRAWN))

    def write_figures(comparison: Any, folder: Path, **how: Any) -> list[Path]:
        if next(left, None) is not None:
            return draw(comparison, folder, **how)
        shutil.copytree(base_run() / "figures", folder)
        return sorted(folder.glob("*.png"))

    base_run()
    monkeypatch.setattr(run_folders, "write_figures", write_figures)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_promise_holds(name: str) -> None:
    tally = hunt(KINDS[name], CASES[name], None, always=False)
    found = (f"{fault.message}\n{fault.case.shown()}" for fault in tally.faults.values())
    assert not tally.faults, "\n\n".join(found)
    assert tally.cases >= CASES[name]
    assert {0, 2} <= tally.codes.keys(), f"cases of one sort only: {dict(tally.codes)}"
