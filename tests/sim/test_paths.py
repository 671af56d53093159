"""Where the project's own data lies."""

from __future__ import annotations

import importlib.util
import shutil
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
        (paths.POSTERIORS, "whole/draws.parquet"),
        (paths.POSTERIORS, "train/posterior.nc"),
    ],
)
def test_it_is_there_from_whatever_folder_one_stands_in(
    folder: Path, holds: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert folder.is_absolute()
    assert (folder / holds).is_file()


def test_installed_results_lie_where_the_user_stands_and_not_among_the_packages(tmp_path: Path) -> None:
    (tmp_path / "site-packages" / "sim").mkdir(parents=True)
    shutil.copy(paths.__file__, tmp_path / "site-packages" / "sim" / "paths.py")
    found = importlib.util.spec_from_file_location("installed_paths", tmp_path / "site-packages" / "sim" / "paths.py")
    assert found is not None
    assert found.loader is not None
    installed = importlib.util.module_from_spec(found)
    found.loader.exec_module(installed)
    assert installed.RECORD.is_relative_to(tmp_path / "site-packages")
    assert str(installed.RESULTS) == "results"


def test_each_posterior_has_its_own_folder_named_like_its_window() -> None:
    for posterior in paths.Posterior:
        assert (posterior.draws, posterior.runs) == tuple(
            paths.POSTERIORS / str(posterior) / name for name in ("draws.parquet", "posterior.nc")
        )
    assert list(paths.Posterior) == ["whole", "train"]
