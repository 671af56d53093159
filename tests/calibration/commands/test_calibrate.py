"""`escalation calibrate`: what it writes and where, with the fit itself replaced by draws made here."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration import lazy, program
from calibration.commands.calibrate import calibrate
from calibration.fit import posterior, posterior_files
from calibration.fit.parameter_space import default_space
from calibration.fit.posterior import InferenceData, Plan
from calibration.pages.fit_blocks import checks_of
from calibration.reference import REFERENCE
from sim.parameter_files import choose
from sim.paths import ROOT, Posterior
from sim.record.windows import load_windows
from sim.results import manifest

RUNS, PARTICLES = 3, 64
WORST = "militia.branching"


def drawn() -> InferenceData:
    """Draws of the prior, as a fit would return them; the runs disagree on one parameter."""
    space, rng = default_space(), np.random.default_rng(1)
    values = space.values(space.prior_draws(RUNS * PARTICLES, rng)).reshape(RUNS, PARTICLES, -1)
    values[0, :, space.names.index(WORST)] *= 0.5
    draws = {name: values[:, :, i] for i, name in enumerate(space.names)}
    likes = rng.standard_normal((RUNS, PARTICLES))
    return lazy.arviz().from_dict(posterior=draws, sample_stats={"lp_likelihood": likes})


@pytest.fixture
def folders() -> list[Path]:
    """Where each fit kept its checkpoints."""
    return []


@pytest.fixture
def plans(tmp_path: Path, folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans that were fitted, each in no time; the working folder is an empty one."""
    asked: list[Plan] = []

    def fitted(plan: Plan, checkpoints: Path, **how: object) -> InferenceData:
        asked.append(plan)
        folders.append(checkpoints)
        return drawn()

    monkeypatch.setattr(posterior, "fit", fitted)
    monkeypatch.chdir(tmp_path)
    return asked


def calibrated(*words: str) -> int:
    """Exit code of the command."""
    return program.call(calibrate, ["--runs", str(RUNS), "--particles", str(PARTICLES), *words])


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_command_writes_posterior_draws_checks_and_manifest(
    tmp_path: Path, plans: list[Plan], capsys: pytest.CaptureFixture[str]
) -> None:
    assert calibrated("--out", "fit", "--seed", "5", "--window", "train") == 0
    assert plans == [Plan(runs=RUNS, particles=PARTICLES, seed=5)]
    written = contents(tmp_path / "fit")
    assert written.keys() == {"posterior.nc", "draws.parquet", "posterior.csv", "manifest.json"}
    checks = pd.read_csv(tmp_path / "fit" / "posterior.csv")
    assert list(checks.columns) == ["parameter", "r_hat", "ess_bulk", "inclusion", "inclusion_low", "inclusion_high"]
    assert set(checks["parameter"]) == set(default_space().names)
    assert checks["parameter"].iloc[0] == WORST
    said = " ".join(capsys.readouterr().err.split())
    assert f"worst split R-hat {checks['r_hat'].max():.3f} ({WORST})" in said
    assert f"smallest bulk ESS {checks['ess_bulk'].min():.0f}" in said
    manifest = json.loads(written["manifest.json"])
    assert (manifest["command"], manifest["seed"], manifest["plan"]["particles"]) == ("calibrate", 5, PARTICLES)
    assert (manifest["window"], manifest["plan"]["window"]) == ("train", ["2018-09-01", "2022-12-31"])
    assert {"incidents.csv", "rules"} <= manifest["inputs"].keys()
    assert {"python", "numpy", "arviz"} <= manifest["versions"].keys()
    assert manifest["outputs"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in written.items() if name != "manifest.json"
    }


def test_what_is_said_at_the_end_can_be_used(tmp_path: Path, plans: list[Plan], capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrated() == 0
    (line,) = (line for line in capsys.readouterr().err.splitlines() if "--params" in line)
    assert line.endswith("--params results/posterior/whole/draws.parquet")
    used = choose(line.rpartition("--params ")[2])
    assert np.shape(used.values[WORST]) == (RUNS * PARTICLES,)
    assert used.origin.days == "2018-09-01:2024-12-31"


def test_each_window_has_its_days_and_folders_of_its_own(tmp_path: Path, plans: list[Plan], folders: list[Path]) -> None:
    """By default the whole record; a fit of one window neither goes on from the other's checkpoints nor replaces it."""
    windows = load_windows()
    for words, window in {(): "whole", ("--window", "train"): "train"}.items():
        assert calibrated(*words) == 0
        assert plans[-1].window == (windows[window].since, windows[window].until)
        written = tmp_path / "results" / "posterior" / window
        assert json.loads((written / "manifest.json").read_text())["window"] == window
        assert folders[-1] == Path("results") / "calibration" / window
        assert choose(written / "draws.parquet").origin.fitted_to == plans[-1].window
    assert len(set(folders)) == 2


def test_nothing_is_written_beside_the_users_own_results(tmp_path: Path, plans: list[Plan]) -> None:
    """By default too: the project's own posterior, or that of an installed package, stays as it is."""
    own = [path for which in Posterior for path in (which.runs, which.draws, REFERENCE / checks_of(which))]
    before = {path: path.stat().st_mtime_ns for path in own}
    assert calibrated() == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {path.parts[0] for path in map(Path, contents(tmp_path))} == {"results"}


def test_a_fit_is_replaced_only_if_asked_for(tmp_path: Path, plans: list[Plan], capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrated("--out", "fit") == 0
    before = contents(tmp_path)
    assert calibrated("--out", "fit", "--seed", "9") == 2
    assert "--force" in capsys.readouterr().err
    assert len(plans) == 1
    assert contents(tmp_path) == before
    assert calibrated("--out", "fit", "--seed", "9", "--force") == 0
    assert json.loads((tmp_path / "fit" / "manifest.json").read_text())["seed"] == 9


@pytest.mark.parametrize("step", ["diagnose", "save", "write_manifest", "to_csv"])
def test_a_failure_at_the_end_leaves_the_fit_that_was_there(
    step: str, tmp_path: Path, plans: list[Plan], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calibrated("--out", "fit") == 0
    before = contents(tmp_path)

    def full(*anything: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    where = {"diagnose": posterior, "save": posterior_files, "write_manifest": manifest, "to_csv": pd.DataFrame}
    monkeypatch.setattr(where[step], step, full)
    assert calibrated("--out", "fit", "--force") == 3
    assert "No space left on device" in capsys.readouterr().err.splitlines()[-1]
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--out", "mine"], "mine holds something else than a run"),
        (["--out", "mine", "--force"], "mine holds something else than a run"),
        (["--out", "mine/text"], "there is a file of this name; allowed: a folder"),
        (["--out", "mine/text/x"], "cannot write there"),
        (["--out", "."], "the folder you are in"),
        (["--window", "hole"], "unknown window to fit to 'hole'; did you mean 'whole'? Allowed: whole, train"),
        (["--window", "test"], "unknown window to fit to 'test'"),
        (["--out", "a", "--checkpoints", "a"], "allowed: two folders side by side"),
        (["--out", "a", "--checkpoints", "a/b"], "allowed: two folders side by side"),
        (["--out", "a/b", "--checkpoints", "a"], "allowed: two folders side by side"),
    ],
)
def test_what_can_be_refused_is_refused_before_the_fit(
    words: list[str], says: str, tmp_path: Path, plans: list[Plan], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "text").write_text("mine")
    assert calibrated(*words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert plans == []
    assert contents(tmp_path) == {"mine/text": b"mine"}


def test_make_posterior_takes_a_fit_as_the_projects_own() -> None:
    """The one place that writes the project's posterior; every file goes where the code looks for it."""
    done = subprocess.run(
        ["make", "--dry-run", "posterior"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "MAKEFLAGS": ""},
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    fits = [line for line in lines if line[1:2] == ["calibrate"]]
    folders = {line[line.index("--window") + 1]: Path(line[line.index("--out") + 1]) for line in fits}
    assert len(fits) == len(folders) == len(set(folders.values())) == 2
    copied = {}
    for *paths, target in (line[1:] for line in lines if line[:1] == ["cp"]):
        copied |= {ROOT / target / (Path(path).name if target.endswith("/") else ""): Path(path) for path in paths}
    expected = {}
    for which in Posterior:
        expected |= {path: folders[which] / path.name for path in (which.runs, which.draws)}
        expected[REFERENCE / checks_of(which)] = folders[which] / "posterior.csv"
    assert copied == expected
    assert all(lines.index(line) < min(at for at, other in enumerate(lines) if other[:1] == ["cp"]) for line in fits)
