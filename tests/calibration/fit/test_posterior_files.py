"""The posterior on disk: small, the same bytes for the same fit, and the same draws in both files."""

from __future__ import annotations

import re
import resource
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calibration import lazy, program
from calibration.fit.parameter_space import default_space
from calibration.fit.posterior import InferenceData, Plan, diagnose, fit, table_of
from calibration.fit.posterior_files import read_posterior, save
from calibration.fit.prior_only import names_of
from calibration.pages import report
from sim import paths
from sim.errors import InputError
from sim.parameter_files import choose, fitted_to, prior_only
from sim.parameters import load_parameters
from sim.paths import Posterior
from sim.record.windows import load_windows
from sim.types import Floats

PLAN = Plan(runs=2, particles=64, final_moves=1, kept=32, window=(date(2018, 9, 1), date(2018, 9, 10)))


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole")


@pytest.fixture(scope="module")
def whole(short_memories: None, checkpoints: Path) -> InferenceData:
    return fit(PLAN, checkpoints, jobs=1)


def likelihoods(data: InferenceData) -> set[tuple[float, float]]:
    """Every draw's branching with its log likelihood."""
    columns = data.posterior["militia.branching"].values, data.sample_stats["lp_likelihood"].values
    return set(zip(*(column.ravel().tolist() for column in columns), strict=True))


def test_what_is_kept_is_small_and_can_be_used(tmp_path: Path, whole: InferenceData) -> None:
    save(whole, PLAN, tmp_path / "posterior.nc", tmp_path / "draws.parquet")
    table = pd.read_parquet(tmp_path / "draws.parquet")
    assert table.shape == (32, len(default_space().names) + len(names_of(load_parameters())))
    assert not set(names_of(load_parameters())) & set(diagnose(whole).index), "they are not told as fitted"
    assert likelihoods(lazy.arviz().from_netcdf(tmp_path / "posterior.nc")) <= likelihoods(whole)
    used = choose(tmp_path / "draws.parquet")
    assert np.asarray(used.values["militia.branching"]).shape == (32,)
    assert used.origin.fitted_to == PLAN.window
    checks = diagnose(whole)
    assert checks["r_hat"].is_monotonic_decreasing
    assert len(checks) == len(default_space().names)


def test_a_disk_that_is_full_is_known_before_the_library_writes(tmp_path: Path, whole: InferenceData) -> None:
    """HDF5 would bring the process down; the files of a process are limited here to some bytes, as a full disk would."""
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, was[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            save(whole, PLAN, tmp_path / "posterior.nc", tmp_path / "draws.parquet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
    assert list(tmp_path.iterdir()) == []


def test_two_keepings_of_the_same_fit_have_the_same_bytes(tmp_path: Path, checkpoints: Path, whole: InferenceData) -> None:
    save(whole, PLAN, tmp_path / "a.nc", tmp_path / "a.parquet")
    time.sleep(1.1)  # a time to the second would show
    shutil.copytree(checkpoints, tmp_path / "again")
    save(fit(PLAN, tmp_path / "again", jobs=1), PLAN, tmp_path / "b.nc", tmp_path / "b.parquet")
    for kind in ("nc", "parquet"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes(), kind
    assert lazy.arviz().from_netcdf(tmp_path / "a.nc").posterior.attrs["window"] == "2018-09-01:2018-09-10"


def test_a_draw_that_is_rounded_over_its_bound_can_still_be_used(tmp_path: Path) -> None:
    base = load_parameters()
    name = next(n for n, entry in base.entries.items() if float(np.float32(entry.bounds[1])) > entry.bounds[1])
    high = base.entry(name).bounds[1]
    draws = lazy.arviz().from_dict(
        posterior={name: np.full((1, 4), high, dtype=np.float32)}, sample_stats={"lp_likelihood": np.zeros((1, 4))}
    )
    save(draws, Plan(runs=1, kept=4), tmp_path / "a.nc", tmp_path / "a.parquet")
    assert choose(tmp_path / "a.parquet").values[name] == pytest.approx(np.full(4, high), rel=1e-6)


# Read with suspicion ----------------------------------------------------------------------------------------------------------

NAME, OTHER = "militia.fear", "militia.branching"


def made(
    draws: dict[str, Any] | None = None, likes: Any = None, groups: tuple[str, ...] = ("posterior", "sample_stats")
) -> InferenceData:
    """A posterior of two parameters, two runs and five particles, with something changed."""
    flat = np.full((2, 5), 0.25, dtype=np.float32)
    parts = {
        "posterior": {NAME: flat, OTHER: flat, **(draws or {})},
        "sample_stats": {"lp_likelihood": flat if likes is None else likes},
    }
    data = lazy.arviz().from_dict(**{group: parts[group] for group in groups})
    if "posterior" in groups:
        data.posterior.attrs["log_evidence"] = [-1.0, -2.0]
    return data


def with_evidence(value: object) -> InferenceData:
    data = made()
    data.posterior.attrs["log_evidence"] = value
    return data


FAULTS: dict[str, tuple[Callable[[], InferenceData], str]] = {
    "another parameter": (lambda: made({"militia.fere": np.ones((2, 5))}), "did you mean 'militia.fear'"),
    "no draws": (lambda: made(groups=("sample_stats",)), "it has no group posterior"),
    "no likelihood": (lambda: made(groups=("posterior",)), "it has no group sample_stats"),
    "more particles than likelihoods": (lambda: made(likes=np.ones((2, 4))), "has the shape"),
    "one run": (lambda: made({NAME: np.ones((1, 5)), OTHER: np.ones((1, 5))}, np.ones((1, 5))), "two runs or more"),
    "a matrix for each draw": (lambda: made({NAME: np.ones((2, 5, 3))}), "has the shape (2, 5, 3)"),
    "whole numbers": (lambda: made({NAME: np.ones((2, 5), dtype=int)}), "something else than finite numbers"),
    "texts": (lambda: made({NAME: np.full((2, 5), "x")}), "something else than finite numbers"),
    "a gap": (lambda: made({NAME: np.full((2, 5), np.nan)}), "something else than finite numbers"),
    "an infinite likelihood": (lambda: made(likes=np.full((2, 5), -np.inf)), "something else than finite numbers"),
    "evidence in words": (lambda: with_evidence("high"), "its log evidence is no number"),
}


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    made().to_netcdf(tmp_path / "a.nc", engine="h5netcdf")
    data = read_posterior(tmp_path / "a.nc")
    assert np.asarray(data.posterior[NAME].values).tolist() == [[0.25] * 5] * 2
    (tmp_path / "a.nc").unlink()
    assert float(data.sample_stats["lp_likelihood"].values.sum()) == 2.5  # all in memory


@pytest.mark.parametrize("what", FAULTS)
def test_what_no_fit_wrote_is_one_line_that_names_the_file(what: str, tmp_path: Path) -> None:
    make, says = FAULTS[what]
    make().to_netcdf(tmp_path / "a.nc", engine="h5netcdf")
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        read_posterior(tmp_path / "a.nc")
    assert "a.nc" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\x89HDF\r\n\x1a\n", b"CDF\x01", b"no file", "half", "group", "folder"])
def test_a_broken_file_is_one_line_that_names_it(content: bytes | str, tmp_path: Path) -> None:
    file = tmp_path / "a.nc"
    made().to_netcdf(file, engine="h5netcdf")
    whole = file.read_bytes()
    file.unlink()
    if content == "folder":
        file.mkdir()
    elif content == "group":
        file.write_bytes(whole.replace(b"sample_stats", b"sample_stuts"))
    else:
        file.write_bytes(whole[: len(whole) // 2] if isinstance(content, str) else content)
    with pytest.raises(InputError, match=r"a\.nc: ") as caught:
        read_posterior(file)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("file", ["posterior.nc", "draws.parquet"])
def test_the_report_of_a_broken_posterior_is_one_line_and_exit_code_2(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(paths.POSTERIORS, tmp_path / "posterior")
    monkeypatch.setattr(paths, "POSTERIORS", tmp_path / "posterior")
    broken = Posterior.WHOLE.draws.with_name(file)
    broken.write_bytes(broken.read_bytes()[:1000])
    page = f"{report.OPEN.format('posterior')}\nas it was\n{report.CLOSE.format('posterior')}\n"
    (tmp_path / "page.md").write_text(page)
    assert program.call(report.report, ["--page", str(tmp_path / "page.md")]) == 2
    assert (tmp_path / "page.md").read_text() == page
    (line,) = capsys.readouterr().err.splitlines()
    assert file in line


def in_order(table: pd.DataFrame) -> Floats:
    """All rows, sorted by every column from the first on; shape `(draws, parameters)`."""
    return table.sort_values(list(table.columns)).to_numpy()


@pytest.mark.parametrize("which", Posterior)
def test_the_committed_files_are_small_and_hold_the_same_draws_of_the_same_days(which: Posterior) -> None:
    assert which.runs.stat().st_size < 2_000_000
    assert which.draws.stat().st_size < 2_000_000
    data = lazy.arviz().from_netcdf(which.runs)
    table, other = pd.read_parquet(which.draws).drop(columns=list(prior_only(which.draws))), table_of(data)
    assert set(table.columns) == set(other.columns)
    np.testing.assert_array_equal(in_order(table), in_order(other[table.columns]))
    assert data.posterior.attrs["window"] == choose(which).origin.days


@pytest.mark.parametrize("which", list(Posterior))
def test_each_committed_posterior_was_fitted_to_the_window_it_is_named_after(which: Posterior) -> None:
    window = load_windows()[which]
    assert fitted_to(which.draws) == (window.since, window.until)
