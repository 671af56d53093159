"""Batches are kept, done again where they were damaged, and named after all that they depend on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from calibration.fit.parameter_space import Space
from calibration.studies.batches import in_batches, study_name
from sim.parameters import load_parameters

made: list[tuple[int, int]] = []


def make(batch: int, size: int) -> pd.DataFrame:
    made.append((batch, size))
    return pd.DataFrame({"record": range(batch * 3, batch * 3 + size), "rank": [0.1234567] * size})


def asked(folder: Path, n: int, lines: list[str]) -> pd.DataFrame:
    made.clear()
    return pd.concat(in_batches(make, n, 3, folder, jobs=1, progress=lines.append), ignore_index=True)


def test_every_record_comes_once_and_finished_batches_are_not_made_again(tmp_path: Path) -> None:
    first = asked(tmp_path / "new", 8, [])
    assert made == [(0, 3), (1, 3), (2, 2)]
    assert list(first["record"]) == list(range(8))
    assert set(first["rank"]) == {0.123457}
    (tmp_path / "new" / "batch_001_3.npz").unlink()
    pd.testing.assert_frame_equal(asked(tmp_path / "new", 8, []), first)
    assert made == [(1, 3)]


def test_a_damaged_batch_is_made_again_and_said(tmp_path: Path) -> None:
    first = asked(tmp_path, 5, [])
    batch = tmp_path / "batch_001_2.npz"
    batch.write_bytes(batch.read_bytes()[:-100])
    lines: list[str] = []
    pd.testing.assert_frame_equal(asked(tmp_path, 5, lines), first)
    assert made == [(1, 2)]
    assert len(lines) == 1
    assert f"{batch} is damaged" in lines[0]


@pytest.mark.parametrize("design", [{"seed": 2}, {"seed": 1, "more": 0}])
def test_a_study_is_named_after_its_design(design: dict[str, int]) -> None:
    space = Space(("militia.base_attacks",), load_parameters())
    name = study_name("recovery", {"seed": 1}, space)
    assert name.startswith("recovery_")
    assert name == study_name("recovery", {"seed": 1}, space)
    assert name != study_name("recovery", design, space)
    assert name != study_name("recovery", {"seed": 1}, Space(("militia.branching",), load_parameters()))
    other = load_parameters().replace({"militia.branching": 0.5})
    assert name != study_name("recovery", {"seed": 1}, Space(("militia.base_attacks",), other))
