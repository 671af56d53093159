"""The posterior: resumed to the same numbers whatever happened to its checkpoints; what is committed is what was fitted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration import lazy
from calibration.fit import likelihood, posterior
from calibration.fit.likelihood import TRAIN, WARM_UP, log_likelihoods, replay_scenario
from calibration.fit.parameter_space import POOLED, default_space
from calibration.fit.posterior import InferenceData, Plan, diagnose, fit, independent_runs
from calibration.fit.prior_only import names_of
from calibration.fit.smc import Particles, pcn_move
from calibration.pages.fit_blocks import checks_of
from calibration.reference import REFERENCE
from sim.errors import InputError
from sim.parameters import load_parameters, parse_days
from sim.paths import Posterior
from sim.record.windows import load_windows
from sim.vocabulary.decisions import MILITIAS

PLAN = Plan(runs=2, particles=64, final_moves=1, kept=32, window=(date(2018, 9, 1), date(2018, 9, 10)))
pytestmark = pytest.mark.usefixtures("short_memories")


@pytest.fixture(scope="module")
def runs(short_memories: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Particles]]:
    """The folder of two finished runs, and what they gave before anything was read back."""
    folder = tmp_path_factory.mktemp("runs")
    return folder, independent_runs(PLAN, folder, jobs=1)


@pytest.fixture(scope="module")
def whole(runs: tuple[Path, list[Particles]], tmp_path_factory: pytest.TempPathFactory) -> InferenceData:
    """The fit of the same plan, which goes on from those runs."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(runs[0], folder, dirs_exist_ok=True)
    return fit(PLAN, folder, jobs=1)


def test_an_interrupted_fit_resumes_to_the_same_posterior(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: InferenceData
) -> None:
    calls = iter(range(1000))

    def interrupted(*arguments: object, **how: object) -> float:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return pcn_move(*arguments, **how)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(posterior, "pcn_move", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fit(PLAN, tmp_path / "broken", jobs=1)
    resumed = fit(PLAN, tmp_path / "broken", jobs=1)
    for name in whole.posterior.data_vars:
        np.testing.assert_array_equal(whole.posterior[name].values, resumed.posterior[name].values)
    assert whole.posterior.attrs["log_evidence"] == resumed.posterior.attrs["log_evidence"]


def more(final_moves: int) -> Plan:
    """One run with other final moves."""
    return Plan(**{**vars(PLAN), "runs": 1, "final_moves": final_moves})


def test_more_final_moves_go_on_from_those_made_as_if_asked_for_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (at_once,) = independent_runs(more(7), tmp_path / "at_once", jobs=1)
    (first,) = independent_runs(more(3), tmp_path / "later", jobs=1)
    calls = iter(range(1000))

    def interrupted(*arguments: object, **how: object) -> float:
        if next(calls) == 3:  # after the sixth; four and no more were saved since the third
            raise KeyboardInterrupt
        return pcn_move(*arguments, **how)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(posterior, "pcn_move", interrupted)
        with pytest.raises(KeyboardInterrupt):
            independent_runs(more(7), tmp_path / "later", jobs=1)
    lines: list[str] = []
    (later,) = independent_runs(more(7), tmp_path / "later", jobs=1, progress=lines.append)
    assert lines[0] == "run 1 of 1 goes on from final move 4 of 7"
    np.testing.assert_array_equal(later.x, at_once.x)
    assert not np.array_equal(first.x, at_once.x)
    with pytest.raises(InputError, match="holds 7 final moves; allowed: as many or more"):
        independent_runs(more(6), tmp_path / "later", jobs=1)


def changed(path: Path) -> None:
    """Other numbers in a file that is otherwise whole."""
    with np.load(path) as saved:
        arrays = {**saved, "x": saved["x"] + 0.01}
    np.savez(path, **arrays)  # type: ignore[arg-type]


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-50]),
    "empty": lambda path: path.write_bytes(b""),
    "a flipped bit": lambda path: path.write_bytes(path.read_bytes()[:2000] + b"?" + path.read_bytes()[2001:]),
    "other numbers": changed,
    "deleted": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_run_again_from_its_beginning_and_said(
    damage: str, tmp_path: Path, runs: tuple[Path, list[Particles]]
) -> None:
    folder, (first, second) = runs
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    DAMAGES[damage](tmp_path / "run_1.npz")
    lines: list[str] = []
    again = independent_runs(PLAN, tmp_path, jobs=1, progress=lines.append)
    for run, other in zip((first, second), again, strict=True):
        np.testing.assert_array_equal(run.x, other.x)
        assert run.log_evidence == other.log_evidence
    what = "is not there" if damage == "deleted" else "is damaged or was changed"
    assert lines[:2] == ["run 1 of 2 is done", f"run 2 of 2 begins anew: {tmp_path / 'run_1.npz'} {what}"]


def test_another_plans_checkpoint_is_refused_before_any_run_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: tuple[Path, list[Particles]]
) -> None:
    shutil.copytree(runs[0], tmp_path, dirs_exist_ok=True)
    (tmp_path / "run_0.npz").unlink()
    monkeypatch.setattr(posterior, "one_run", None)
    with pytest.raises(InputError, match=r"run_1\.npz was written under another plan"):
        fit(Plan(**{**vars(PLAN), "moves": 2}), tmp_path, jobs=1)


def test_the_runs_say_how_often_a_weight_is_not_zero() -> None:
    rng = np.random.default_rng(1)
    values = rng.exponential(size=(2, 50))
    values[0, :10] = values[1, :20] = 0.0
    draws = {"militia.fear": values, "militia.branching": rng.uniform(size=(2, 50))}
    table = diagnose(lazy.arviz().from_dict(posterior=draws))
    assert table.loc["militia.fear", ["inclusion", "inclusion_low", "inclusion_high"]].tolist() == pytest.approx([0.7, 0.6, 0.8])
    assert np.isnan(table.loc["militia.branching", "inclusion"])


def test_without_spikes_no_weight_of_the_fit_can_be_zero() -> None:
    plan = Plan(spikes=False)
    assert plan.space.base.with_spike == ()
    assert Plan().space.base.with_spike
    assert plan.space.names == Plan().space.names


def test_blocks_that_were_wrongly_taken_for_independent_stop_the_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "find_dependence", lambda parts_of, d, rng: np.eye(d, 25, dtype=bool))
    with pytest.raises(RuntimeError, match="independent and are not"):
        fit(Plan(**{**vars(PLAN), "runs": 1}), tmp_path, jobs=1)


@pytest.mark.parametrize("which", Posterior)
def test_the_committed_draws_are_of_todays_parameters_and_within_bounds(which: Posterior) -> None:
    table, base = pd.read_parquet(which.draws), load_parameters()
    assert list(table.columns) == [*default_space().names, *names_of(base)]
    assert len(table) >= 999
    for name in table.columns:
        low, high = base.entry(name).bounds
        assert table[name].between(low - 1e-6, high + 1e-6).all(), name
    for trait in POOLED:
        total = sum(table[f"{group}.{trait}"] for group in MILITIAS)
        assert total.to_numpy() == pytest.approx(np.ones(len(table)), abs=1e-5)


@pytest.mark.parametrize("which", Posterior)
def test_the_committed_posterior_was_fitted_with_these_rules_to_this_record(
    which: Posterior, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log likelihood of its draws is what the replay of its days says today; draws are kept with seven digits.

    Rows, rules of coding and contexts of days after the window may come in without a new fit: they do not reach it, which the
    likelihood shows. The file states the days and the hashes of what it was fitted to.
    """
    monkeypatch.setattr(likelihood, "WARM_UP", WARM_UP)
    kept = lazy.arviz().from_netcdf(which.runs)
    first = {str(name): kept.posterior[name].values[:, 0].astype(np.float64) for name in kept.posterior.data_vars}
    base = load_parameters()
    drawn = base.replace({name: np.clip(values, *base.entry(name).bounds) for name, values in first.items()})
    now = sum(
        log_likelihoods(
            drawn, kept.posterior.sizes["chain"], replay_scenario(parse_days(kept.posterior.attrs["window"]))
        ).values()
    )
    assert now == pytest.approx(kept.sample_stats["lp_likelihood"].values[:, 0], abs=0.02)
    inputs = json.loads(kept.posterior.attrs["inputs"])
    assert {"incidents.csv", "coding.yaml", "contexts.yaml", "reporting.csv", "rules", "parameters"} <= set(inputs)


def test_unless_told_otherwise_a_plan_is_of_the_training_window() -> None:
    """Studies that judge forecasts fit their own rules; no later day may slip into them."""
    train = load_windows()["train"]
    assert Plan().window == TRAIN == (train.since, train.until)


@pytest.mark.parametrize("which", Posterior)
def test_the_draws_kept_agree_with_the_inclusion_probabilities_among_all_particles(which: Posterior) -> None:
    inclusion = pd.read_csv(REFERENCE / checks_of(which)).set_index("parameter")["inclusion"].dropna()
    kept = (pd.read_parquet(which.draws)[list(inclusion.index)] > 0).mean()
    assert len(inclusion) > 50
    assert (kept - inclusion).abs().max() < 0.06  # four standard errors of a share among 1,000


NOT_YET = pytest.mark.xfail(strict=True, reason="us.siege_half_life at 1.031, 102 effective samples: more final moves are needed")


@pytest.mark.parametrize("which", [pytest.param(each, marks=[NOT_YET] if each is Posterior.WHOLE else []) for each in Posterior])
def test_what_was_fitted_converged(which: Posterior) -> None:
    """Split R-hat of at most 1.01 and 400 bulk effective samples for every parameter, among all particles."""
    table = pd.read_csv(REFERENCE / checks_of(which))
    assert set(table["parameter"]) == set(default_space().names)
    assert table["r_hat"].max() <= 1.01
    assert table["ess_bulk"].min() >= 400
