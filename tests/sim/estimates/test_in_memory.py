"""Effects in memory are those of the folder that the same comparison writes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim import effects, simulate
from sim.api import compare
from sim.comparison import Comparison
from sim.errors import InputError
from sim.estimates.in_memory import estimate_of
from sim.estimates.pairing import counts_of
from sim.run_results import ComparisonResult
from tests.sim.estimates.conftest import CALM, KNOWN, PARAMS, SAME

WORLDS = 12


@pytest.fixture(scope="module")
def found() -> ComparisonResult:
    short = [each.edit(end="2020-01-10") for each in (KNOWN, CALM, SAME)]
    return compare(short, WORLDS, params=PARAMS)


def test_they_are_those_of_its_folder(found: ComparisonResult, tmp_path: Path) -> None:
    counts = {name: counts_of(run.daily) for name, run in found.runs.items()}
    here = estimate_of(found, counts, {name: run.events for name, run in found.runs.items()})
    found.save(tmp_path / "kept")
    there = effects(tmp_path / "kept")
    pd.testing.assert_frame_equal(here.table, there.table)
    pd.testing.assert_frame_equal(here.monthly, there.monthly)
    assert (here.reference, here.arms) == ("known", ["calm", "same"])


def test_a_run_alone_has_none() -> None:
    alone: Comparison = simulate(KNOWN.edit(end="2019-12-25"), 2, params="point").comparison
    with pytest.raises(InputError, match="a run alone has no effects"):
        estimate_of(alone, {}, {})
