"""The posterior: fitted by tempering in independent islands, which must agree, and kept as files small enough for git.

`fit` is the work of `escalation calibrate`. Each island is a cloud of particles carried from the prior to the posterior on its
own; it saves after every power, so an interrupted calibration goes on where it stopped, to the same posterior: the random numbers
of each stage are keyed by the seed, the island and the stage.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from calibration.fit.blocks import check, touched
from calibration.fit.blocks import sweep as sweep_of
from calibration.fit.likelihood import TRAIN, parts_on
from calibration.fit.parameter_space import Space, certain, default_space
from calibration.fit.smc import Cloud, guide, next_power, resample, walk
from sim.errors import InputError
from sim.parameters import Parameters, load_parameters
from sim.paths import POSTERIOR_DRAWS, ROOT
from sim.results.provenance import input_hashes

POSTERIOR = ROOT / "calibration" / "posterior" / "posterior.nc"
SEED = 20181231
KEEP = 0.5
WIDER = 1.1
"""The guide of what settles, in standard deviations of the cloud: wider than the target, so that no particle sticks in a tail."""
LAST = 900
"""The stage at which an island settles, after the last power."""
InferenceData = Any
"""`arviz.InferenceData`, whose classes carry no types."""


@dataclass(frozen=True)
class Plan:
    """How hard to work.

    Attributes
    ----------
    islands
        Independent clouds; their agreement is the check of convergence.
    particles
        In each cloud.
    moves, settle
        Sweeps of the walk after each power, and after the last.
    kept
        Draws in the files.
    doubt
        Whether weights may be zero (their spikes); if not, every term is taken to be there.
    """

    islands: int = 4
    particles: int = 1024
    moves: int = 1
    settle: int = 12
    kept: int = 1000
    seed: int = SEED
    window: tuple[date, date] = TRAIN
    switch_off: tuple[str, ...] = ()
    doubt: bool = True

    @property
    def space(self) -> Space:
        """The coordinates of the fit."""
        return default_space() if self.doubt else certain(default_space())


def fit(plan: Plan, checkpoints: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None) -> InferenceData:
    """Fit the posterior; resumes from the checkpoints if they were written under the same plan.

    Returns
    -------
    One chain per island, one draw per particle, natural values; the islands' log evidence stands in the attributes.
    """
    return _inference_data(plan, islands(plan, checkpoints, jobs=jobs, progress=progress))


def islands(plan: Plan, checkpoints: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None) -> list[Cloud]:
    """Every island's cloud; resumes as `fit` does."""
    checkpoints.mkdir(parents=True, exist_ok=True)
    work = (delayed(island)(plan, index, checkpoints / f"island_{index}.npz") for index in range(plan.islands))
    clouds: list[Cloud] = []
    for cloud in Parallel(n_jobs=jobs, return_as="generator")(work):
        clouds.append(cloud)
        progress(f"island {len(clouds)} of {plan.islands}: log evidence {cloud.log_evidence:.1f}")
    return clouds


def island(plan: Plan, index: int, checkpoint: Path) -> Cloud:
    """Carry one cloud from the prior to the posterior, and let it settle there."""
    space = plan.space
    parts_of = parts_on(plan.window, space, plan.switch_off)
    sweep = sweep_of(touched(parts_of, len(space.names), _generator(plan, 999, 0)))  # the same for all islands
    cloud, stage = _resume(checkpoint, plan, index)
    if cloud is None:
        start = space.prior_draws(plan.particles, _generator(plan, index, 0))
        cloud = Cloud(start, parts_of(start))
        _save(checkpoint, plan, index, cloud, stage)
    while cloud.power < 1.0 or stage < LAST:
        stage += 1
        rng = _generator(plan, index, stage)
        if cloud.power < 1.0:
            resample(cloud, next_power(cloud, KEEP), rng)
            for _ in range(plan.moves):
                walk(cloud, parts_of, rng, sweep, guide(cloud, sweep))
        else:
            stage, around = LAST, guide(cloud, sweep, WIDER)  # kept while it settles, so that the target is invariant
            for _ in range(plan.settle):
                walk(cloud, parts_of, rng, sweep, around, tune=False)
        _save(checkpoint, plan, index, cloud, stage)
    check(parts_of, cloud.x, cloud.parts)
    return cloud


def _generator(plan: Plan, index: int, stage: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=np.array([plan.seed, 1000 * index + stage], dtype=np.uint64)))


def _save(path: Path, plan: Plan, index: int, cloud: Cloud, stage: int) -> None:
    """Write the cloud whole or not at all."""
    part = path.with_name(f"{path.name}.part.npz")
    numbers = np.array([cloud.power, cloud.log_evidence, stage])
    np.savez(part, x=cloud.x, parts=cloud.parts, steps=cloud.steps, numbers=numbers, key=np.array(_key(plan, index)))
    part.replace(path)


def _resume(path: Path, plan: Plan, index: int) -> tuple[Cloud | None, int]:
    if not path.exists():
        return None, 0
    with np.load(path) as saved:
        if str(saved["key"]) != _key(plan, index):
            raise InputError(
                f"{path} was written under another plan, or with other parameters, record or rules; remove it to begin anew"
            )
        power, evidence, stage = saved["numbers"]
        return Cloud(saved["x"], saved["parts"], float(power), float(evidence), steps=saved["steps"]), int(stage)


def _key(plan: Plan, index: int) -> str:
    """What a fit depends on: its plan, priors and parameters, the record with all that is coded of it, and the rules."""
    space = plan.space
    return repr((asdict(plan), index, space.priors(), space.base.sha256(), input_hashes()))


def _inference_data(plan: Plan, clouds: list[Cloud]) -> InferenceData:
    arviz: Any = importlib.import_module("arviz")
    space = plan.space
    values = np.stack([space.values(cloud.x) for cloud in clouds]).astype(np.float32)
    likes = np.stack([cloud.log_like for cloud in clouds]).astype(np.float32)
    found = arviz.from_dict(
        posterior={name: values[:, :, i] for i, name in enumerate(space.names)}, sample_stats={"lp_likelihood": likes}
    )
    found.posterior.attrs.update(
        log_evidence=[cloud.log_evidence for cloud in clouds],
        seed=plan.seed,
        window=f"{plan.window[0]}:{plan.window[1]}",
        switch_off=",".join(plan.switch_off),
        inputs=json.dumps({**input_hashes(), "parameters": space.base.sha256()}, sort_keys=True),
    )
    return found


def diagnose(found: InferenceData) -> pd.DataFrame:
    """Rank-normalised split R-hat and bulk effective sample size of every parameter, islands as chains (ArviZ), worst first.

    Particles of an island have no order in time; copies made in resampling lay side by side before the island settled.

    Returns
    -------
    Indexed by parameter: `r_hat`, `ess_bulk`, and `there`, the posterior probability that a weight that may be zero is not, with
    `there_low` and `there_high`, the least and the most of the islands (NaN where it may not).
    """
    arviz: Any = importlib.import_module("arviz")
    names = [str(name) for name in found.posterior.data_vars]
    rhat, ess = arviz.rhat(found.posterior), arviz.ess(found.posterior, method="bulk")
    frame = pd.DataFrame({"r_hat": [float(rhat[n]) for n in names], "ess_bulk": [float(ess[n]) for n in names]}, index=names)
    doubted = [name for name in load_parameters().doubted if name in names]
    shares = np.array([(found.posterior[name].values > 0).mean(axis=1) for name in doubted]).reshape(len(doubted), -1)
    of_islands = {"there": shares.mean(axis=1), "there_low": shares.min(axis=1), "there_high": shares.max(axis=1)}
    frame = frame.join(pd.DataFrame(of_islands, index=doubted))
    return frame.sort_values("r_hat", ascending=False)


def keep(found: InferenceData, plan: Plan, netcdf: Path = POSTERIOR, draws: Path = POSTERIOR_DRAWS) -> None:
    """Write `kept` draws, the same number from each island, as an ArviZ file and as the table that `--params posterior` reads.

    The ArviZ file also holds each draw's log likelihood, by which a posterior of other rules or another record is known.
    """
    arviz: Any = importlib.import_module("arviz")
    rng = np.random.default_rng(plan.seed)
    chains, particles = found.posterior.sizes["chain"], found.posterior.sizes["draw"]
    rows = np.sort(rng.permutation(particles)[: plan.kept // chains])
    small = arviz.from_dict(
        posterior={str(n): found.posterior[n].values[:, rows] for n in found.posterior.data_vars},
        sample_stats={"lp_likelihood": found.sample_stats["lp_likelihood"].values[:, rows]},
    )
    small.posterior.attrs.update(found.posterior.attrs)
    netcdf.parent.mkdir(parents=True, exist_ok=True)
    small.to_netcdf(netcdf, engine="h5netcdf")
    table_of(small).sample(frac=1.0, random_state=plan.seed).to_parquet(draws, index=False, compression="zstd")


def table_of(found: InferenceData) -> pd.DataFrame:
    """All draws in natural values, one column for each parameter, island after island."""
    return pd.DataFrame({str(n): found.posterior[n].values.reshape(-1) for n in found.posterior.data_vars})


def load_draws(n: int | None = None, path: Path = POSTERIOR_DRAWS) -> Parameters:
    """Posterior draws as parameters with one entry per world, shape `(n,)`; after the last draw the first again."""
    if not path.exists():
        raise InputError(f"there is no posterior at {path}; build it with `escalation calibrate`, or use --params point")
    table = pd.read_parquet(path)
    rows = np.arange(len(table) if n is None else n) % len(table)
    base = load_parameters()
    columns = {str(name): table[name].to_numpy(dtype=np.float64)[rows] for name in table.columns}
    return base.replace({name: np.clip(column, *base.entry(name).bounds) for name, column in columns.items()})
