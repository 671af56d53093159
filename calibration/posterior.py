"""The posterior: fitted by tempering, checked by chains, kept as an ArviZ file small enough for git.

`fit` is the work of `escalation calibrate`. It saves after every power, so an interrupted calibration goes on where it stopped,
to the same posterior: the random numbers of each stage are keyed by the seed and the stage.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.likelihood import TRAIN, log_likelihood
from calibration.sampler import Cloud, chains, gaussian, next_power, resample, walk
from calibration.space import Space, default_space
from sim.errors import InputError
from sim.parameters import Parameters
from sim.paths import ROOT
from sim.types import Floats

InferenceData = Any
"""`arviz.InferenceData`, whose classes carry no types."""

POSTERIOR = ROOT / "calibration" / "posterior" / "posterior.nc"
SEED = 20181231
KEEP = 0.5


@dataclass(frozen=True)
class Plan:
    """How hard to work.

    Attributes
    ----------
    particles
        In the cloud, and later chains.
    moves
        Steps of the walk after each power.
    steps
        Steps of every chain at the end.
    kept
        Draws in the file.
    """

    particles: int = 1024
    moves: int = 3
    steps: int = 24
    kept: int = 1000
    seed: int = SEED


def fit(plan: Plan, checkpoint: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None) -> InferenceData:
    """Fit the posterior on the training window; resumes from `checkpoint` if it was written under the same plan."""
    space = default_space()

    def like(theta: Floats) -> Floats:
        return log_likelihood(theta, TRAIN, space=space, jobs=jobs)

    cloud, stage = _resume(checkpoint, plan, space)
    if cloud is None:
        start = space.prior_draws(plan.particles, _generator(plan, 0))
        cloud = Cloud(start, like(start))
        _save(checkpoint, plan, space, cloud, stage)
    while cloud.power < 1.0:
        stage += 1
        rng = _generator(plan, stage)
        resample(cloud, next_power(cloud, KEEP), rng)
        mean, factor = gaussian(cloud.x)
        rates = [walk(cloud, like, rng, mean, factor) for _ in range(plan.moves)]
        _save(checkpoint, plan, space, cloud, stage)
        progress(f"power {cloud.power:.5f} of 1, log evidence {cloud.log_evidence:.1f}, accepted {np.mean(rates):.2f}")
    draws, log_likes = chains(cloud, like, _generator(plan, 10_000), plan.steps, progress)
    return _inference_data(space, plan, draws, log_likes, cloud.log_evidence)


def _generator(plan: Plan, stage: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=np.array([plan.seed, stage], dtype=np.uint64)))


def _save(path: Path, plan: Plan, space: Space, cloud: Cloud, stage: int) -> None:
    """Write the cloud whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part.npz")
    np.savez(
        part,
        x=cloud.x,
        log_like=cloud.log_like,
        numbers=np.array([cloud.power, cloud.log_evidence, cloud.step, stage]),
        key=np.array(_key(plan, space)),
    )
    part.replace(path)


def _resume(path: Path, plan: Plan, space: Space) -> tuple[Cloud | None, int]:
    if not path.exists():
        return None, 0
    with np.load(path) as saved:
        if str(saved["key"]) != _key(plan, space):
            raise InputError(f"{path} was written under another plan or other parameters; remove it to begin anew")
        power, evidence, step, stage = saved["numbers"]
        return Cloud(saved["x"], saved["log_like"], float(power), float(evidence), float(step)), int(stage)


def _key(plan: Plan, space: Space) -> str:
    return repr((asdict(plan), space.names, space.base.sha256()))


def _inference_data(space: Space, plan: Plan, draws: Floats, log_likes: Floats, log_evidence: float) -> InferenceData:
    """Every chain's last steps, natural values; `kept` draws are thinned from all chains for the file."""
    arviz: Any = importlib.import_module("arviz")
    n, steps, d = draws.shape
    values = space.values(draws.reshape(n * steps, d)).reshape(n, steps, d)
    data = {name: values[:, :, i].astype(np.float32) for i, name in enumerate(space.names)}
    found = arviz.from_dict(posterior=data, sample_stats={"lp": log_likes.astype(np.float32)})
    found.posterior.attrs.update(
        log_evidence=log_evidence, seed=plan.seed, train=f"{TRAIN[0]}:{TRAIN[1]}", particles=n, steps=steps
    )
    return found


def diagnose(found: InferenceData) -> dict[str, tuple[float, float]]:
    """Split R-hat and bulk effective sample size of every parameter.

    Rank-normalised, as ArviZ computes them, over all chains: one per particle, none of which exchanged anything since the last
    resampling.
    """
    arviz: Any = importlib.import_module("arviz")
    rhat = arviz.rhat(found.posterior)
    ess = arviz.ess(found.posterior, method="bulk")
    return {str(name): (float(rhat[name]), float(ess[name])) for name in found.posterior.data_vars}


def thin(found: InferenceData, kept: int, seed: int) -> InferenceData:
    """`kept` draws from the last steps of distinct chains, as one chain, for the file."""
    arviz: Any = importlib.import_module("arviz")
    chains_, steps = found.posterior.sizes["chain"], found.posterior.sizes["draw"]
    rng = np.random.default_rng(seed)
    which = rng.permutation(chains_)[:kept] if kept <= chains_ else rng.integers(0, chains_, kept)
    when = rng.integers(steps // 2, steps, which.size)
    data = {str(name): np.asarray(found.posterior[name].values[which, when])[None] for name in found.posterior.data_vars}
    small = arviz.from_dict(posterior=data)
    small.posterior.attrs.update(found.posterior.attrs)
    return small


def load_draws(n: int | None = None, path: Path = POSTERIOR) -> Parameters:
    """Posterior draws as parameters with one entry per world, shape `(n,)`; draws repeat in order if there are fewer than `n`."""
    arviz: Any = importlib.import_module("arviz")
    if not path.exists():
        raise InputError(f"there is no posterior at {path}; build it with `escalation calibrate`, or use --params point")
    found = arviz.from_netcdf(path).posterior
    names = [str(name) for name in found.data_vars]
    columns = {name: found[name].values.reshape(-1).astype(np.float64) for name in names}
    kept = len(next(iter(columns.values())))
    rows = np.arange(kept if n is None else n) % kept
    base = default_space().base
    bounded = {name: np.clip(column[rows], *base.entry(name).bounds) for name, column in columns.items()}
    return base.replace(bounded)
