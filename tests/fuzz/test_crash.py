"""The short form of the crash matrix, in one process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.fuzz.crash.__main__ import IN_SHORT, Section
from tests.structure import ROOT


@pytest.fixture(scope="module")
def matrix() -> dict[str, Section]:
    """What became of each section."""
    words = [sys.executable, "-m", "tests.fuzz.crash", "--short", "--json"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    found: dict[str, Section] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("section", IN_SHORT)
def test_nothing_is_lost_or_left(section: str, matrix: dict[str, Section]) -> None:
    found = matrix[section]
    assert found["tried"] > 0
    assert not found["failed"], "\n".join(f"{name}: {why[1]}" for name, why in found["failed"].items())
