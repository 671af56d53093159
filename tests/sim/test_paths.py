"""Where the project's own data lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import paths


@pytest.mark.parametrize(
    ("folder", "holds"),
    [
        (paths.ROOT, "sim/model.py"),
        (paths.PARAMETERS, "militia.yaml"),
        (paths.SCENARIOS, "documented.yaml"),
        (paths.RECORD, "incidents.csv"),
        (paths.RESULTS, "reference/effects.csv"),
        (paths.POSTERIOR_DRAWS.parent, "draws.parquet"),
    ],
)
def test_it_is_there_from_whatever_folder_one_stands_in(
    folder: Path, holds: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert folder.is_absolute()
    assert (folder / holds).is_file()
