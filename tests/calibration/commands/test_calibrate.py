"""`escalation calibrate`: what it writes and where, with the fit itself replaced by draws made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from calibration import lazy
from calibration.commands.calibrate import calibrate
from calibration.fit import posterior
from calibration.fit.parameter_space import default_space
from calibration.fit.posterior import InferenceData, Plan

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


def test_the_command_writes_posterior_draws_and_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[Plan] = []

    def fitted(plan: Plan, checkpoints: Path, **how: object) -> InferenceData:
        plans.append(plan)
        return drawn()

    monkeypatch.setattr(posterior, "fit", fitted)
    app = typer.Typer()
    app.command()(calibrate)
    words = ["--out", str(tmp_path), "--runs", str(RUNS), "--particles", str(PARTICLES), "--seed", "5"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert plans == [Plan(runs=RUNS, particles=PARTICLES, seed=5)]
    assert {path.name for path in tmp_path.iterdir()} == {"posterior.nc", "draws.parquet", "posterior.csv"}
    checks = pd.read_csv(tmp_path / "posterior.csv")
    assert list(checks.columns) == ["parameter", "r_hat", "ess_bulk", "inclusion", "inclusion_low", "inclusion_high"]
    assert set(checks["parameter"]) == set(default_space().names)
    assert checks["parameter"].iloc[0] == WORST
    assert f"worst split R-hat {checks['r_hat'].max():.3f} ({WORST})" in " ".join(result.stderr.split())
    assert f"smallest bulk ESS {checks['ess_bulk'].min():.0f}" in " ".join(result.stderr.split())
    assert len(pd.read_parquet(tmp_path / "draws.parquet")) == RUNS * PARTICLES
