"""The posterior: fitted by tempering in independent runs, which must agree (`posterior_files` keeps it).

`fit` is the work of `escalation calibrate`. Each run carries particles of its own from the prior to the posterior; it saves after
every power and every few of the final moves, so an interrupted calibration goes on where it stopped, to the same posterior: the
random numbers of each stage are keyed by the seed, the run and the stage. More final moves may be asked for later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from calibration import lazy
from calibration.fit.blocks import check_independence, find_dependence, sweep_of
from calibration.fit.checkpoints import keep, kept
from calibration.fit.ess import next_power
from calibration.fit.likelihood import TRAIN, parts_on
from calibration.fit.parameter_space import Space, default_space, with_fixed, without_spikes
from calibration.fit.smc import Particles, fit_proposal, pcn_move, resample
from sim.errors import InputError
from sim.parameters import Origin, load_parameters
from sim.results.provenance import input_hashes
from sim.types import Floats

SEED = 20181231
TARGET_ESS = 0.5
"""Share of the particles that the effective sample size keeps at each power."""
WIDER = 1.1
"""Standard deviations of the final moves' proposal over those of the particles: above one, so that none sticks in a tail."""
FINAL_STAGE = 900
"""The stage of the final moves, after the last power; a checkpoint adds how many were made."""
SAVED_EVERY = 4
"""Final moves from one checkpoint to the next."""
DEPENDENCE = 999
"""Stands for a run where it is found which decision depends on which parameter: the same for all runs."""
InferenceData = Any
"""`arviz.InferenceData`, whose classes carry no types."""


@dataclass(frozen=True)
class Plan:
    """How hard to work.

    Attributes
    ----------
    runs
        Independent ones; their agreement is the check of convergence.
    particles
        In each run.
    moves, final_moves
        pCN moves after each power, and after the last.
    kept
        Draws in the files.
    window
        First and last day that the rules are fitted to.
    spikes
        Whether priors have their spikes, so that weights may be zero; if not, every term is included.
    unknown
        Dated contexts of which the fit knows nothing, such as a war.
    fixed
        Parameters that are not fitted but have these values, by full name: rules without a term, or with less of a structure.
    """

    runs: int = 4
    particles: int = 1024
    moves: int = 1
    final_moves: int = 12
    kept: int = 1000
    seed: int = SEED
    window: tuple[date, date] = TRAIN
    switch_off: tuple[str, ...] = ()
    spikes: bool = True
    unknown: tuple[str, ...] = ()
    fixed: tuple[tuple[str, float], ...] = ()

    @property
    def space(self) -> Space:
        """The coordinates of the fit."""
        space = default_space() if self.spikes else without_spikes(default_space())
        return with_fixed(space, dict(self.fixed)) if self.fixed else space


def fit(plan: Plan, checkpoints: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None) -> InferenceData:
    """Fit the posterior; resumes from the checkpoints if they were written under the same plan.

    Returns
    -------
    One chain per run, one draw per particle, natural values; the runs' log evidence stands in the attributes.
    """
    return _inference_data(plan, independent_runs(plan, checkpoints, jobs=jobs, progress=progress))


def independent_runs(
    plan: Plan, checkpoints: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None
) -> list[Particles]:
    """The particles of every run; resumes as `fit` does."""
    checkpoints.mkdir(parents=True, exist_ok=True)
    paths = [checkpoints / f"run_{index}.npz" for index in range(plan.runs)]
    say_where_runs_go_on(plan, paths, progress)
    work = (delayed(one_run)(plan, index, path) for index, path in enumerate(paths))
    finished: list[Particles] = []
    for particles in Parallel(n_jobs=jobs, return_as="generator")(work):
        finished.append(particles)
        progress(f"run {len(finished)} of {plan.runs}: log evidence {particles.log_evidence:.1f}")
    return finished


def say_where_runs_go_on(plan: Plan, paths: Sequence[Path], say: Callable[[str], None]) -> None:
    """A line for each run if any left a checkpoint, a damaged or lost one by name; raises `InputError` for another plan's."""
    if not any(path.exists() for path in paths):
        return
    for index, path in enumerate(paths):
        particles, _, final = _resume(path, plan, index)
        if final is not None:
            made = final.made
            where = "is done" if made == plan.final_moves else f"goes on from final move {made} of {plan.final_moves}"
        elif particles is not None:
            where = f"goes on from power {particles.power:.3g}"
        else:
            where = f"begins anew: {path} {'is damaged or was changed' if path.exists() else 'is not there'}"
        say(f"run {index + 1} of {plan.runs} {where}")


def one_run(plan: Plan, index: int, checkpoint: Path) -> Particles:
    """Carry particles from the prior to the posterior, and move them there until copies have parted."""
    space = plan.space
    parts_of = parts_on(plan.window, space, plan.switch_off, plan.unknown)
    sweep = sweep_of(find_dependence(parts_of, len(space.names), _generator(plan, DEPENDENCE, 0)))
    particles, stage, final = _resume(checkpoint, plan, index)
    if particles is None:
        start = space.prior_draws(plan.particles, _generator(plan, index, 0))
        particles = Particles(start, parts_of(start))
        _save(checkpoint, plan, index, particles, stage)
    while particles.power < 1.0:
        stage += 1
        rng = _generator(plan, index, stage)
        resample(particles, next_power(particles.log_like, particles.power, TARGET_ESS), rng)
        for _ in range(plan.moves):
            pcn_move(particles, parts_of, rng, sweep, fit_proposal(particles, sweep))
        _save(checkpoint, plan, index, particles, stage)
    final = final or _Final(0, particles.x.copy(), _generator(plan, index, FINAL_STAGE))
    if final.made < plan.final_moves:
        proposal = fit_proposal(replace(particles, x=final.origin), sweep, WIDER)  # it stays, so that the target is invariant
    while final.made < plan.final_moves:
        pcn_move(particles, parts_of, final.rng, sweep, proposal, tune=False)
        final.made += 1
        if final.made % SAVED_EVERY == 0 or final.made == plan.final_moves:
            _save(checkpoint, plan, index, particles, FINAL_STAGE + final.made, final)
    check_independence(parts_of, particles.x, particles.parts)
    return particles


@dataclass
class _Final:
    """The moves after the last power: how many were made, where they began, and the generator as they left it."""

    made: int
    origin: Floats
    rng: np.random.Generator

    def arrays(self) -> dict[str, np.ndarray]:
        """What a checkpoint keeps of it."""
        state: Any = self.rng.bit_generator.state
        words = [*state["state"]["counter"], *state["state"]["key"], *state["buffer"]]
        words += [state["buffer_pos"], state["has_uint32"], state["uinteger"]]
        return {"origin": self.origin, "generator": np.array(words, dtype=np.uint64)}

    @classmethod
    def of(cls, saved: Mapping[str, np.ndarray], made: int) -> _Final:
        """From what a checkpoint keeps."""
        words, bits = saved["generator"], np.random.Philox()
        state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": words[:4], "key": words[4:6]},
            "buffer": words[6:10],
            **{name: int(word) for name, word in zip(("buffer_pos", "has_uint32", "uinteger"), words[10:], strict=True)},
        }
        bits.state = state
        return cls(made, saved["origin"], np.random.Generator(bits))


def _generator(plan: Plan, index: int, stage: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=np.array([plan.seed, 1000 * index + stage], dtype=np.uint64)))


def _save(path: Path, plan: Plan, index: int, particles: Particles, stage: int, final: _Final | None = None) -> None:
    """Write the particles whole or not at all."""
    numbers = np.array([particles.power, particles.log_evidence, stage])
    key = np.array(_key(plan, index))
    arrays = {"x": particles.x, "parts": particles.parts, "steps": particles.steps, "numbers": numbers, "key": key}
    keep(path, arrays | ({} if final is None else final.arrays()))


def _resume(path: Path, plan: Plan, index: int) -> tuple[Particles | None, int, _Final | None]:
    """Particles, stage and final moves as they were saved; None if nothing was, or it is not as it was written."""
    saved = kept(path)
    if saved is None:
        return None, 0, None
    if str(saved["key"]) != _key(plan, index):
        raise InputError(
            f"{path} was written under another plan, or with other parameters, record or rules; remove it to begin anew"
        )
    power, evidence, stage = saved["numbers"]
    particles = Particles(saved["x"], saved["parts"], float(power), float(evidence), steps=saved["steps"])
    final = _Final.of(saved, int(stage) - FINAL_STAGE) if "generator" in saved else None
    if final is not None and final.made > plan.final_moves:
        raise InputError(f"{path} holds {final.made} final moves; allowed: as many or more, or another folder of checkpoints")
    return particles, int(stage), final


def _key(plan: Plan, index: int) -> str:
    """What a fit depends on: its plan, priors and parameters, the record with all that is coded of it, and the rules.

    Not how many final moves there are to be: more may be asked for.
    """
    space = plan.space
    return repr((asdict(replace(plan, final_moves=0)), index, space.priors(), space.base.sha256(), input_hashes()))


def _inference_data(plan: Plan, runs: list[Particles]) -> InferenceData:
    space = plan.space
    values = np.stack([space.values(run.x) for run in runs]).astype(np.float32)
    likes = np.stack([run.log_like for run in runs]).astype(np.float32)
    data = lazy.arviz().from_dict(
        posterior={name: values[:, :, i] for i, name in enumerate(space.names)}, sample_stats={"lp_likelihood": likes}
    )
    data.posterior.attrs = {  # in place of the time and the version that ArviZ puts there: the same fit is the same bytes
        "log_evidence": [run.log_evidence for run in runs],
        "seed": plan.seed,
        "window": Origin(fitted_to=plan.window).days,
        "switch_off": ",".join(plan.switch_off),
        "inputs": json.dumps({**input_hashes(), "parameters": space.base.sha256()}, sort_keys=True),
    }
    return data


def diagnose(data: InferenceData) -> pd.DataFrame:
    """Rank-normalised split R-hat and bulk effective sample size of every parameter, runs as chains (ArviZ), worst first.

    Particles of a run have no order in time; copies made in resampling lay side by side before the final moves.

    Returns
    -------
    Indexed by parameter: `r_hat`, `ess_bulk`, and `inclusion`, the posterior probability that a weight that may be zero is not,
    with `inclusion_low` and `inclusion_high`, the least and the most of the runs (NaN where it may not).
    """
    arviz = lazy.arviz()
    names = [str(name) for name in data.posterior.data_vars]
    rhat, ess = arviz.rhat(data.posterior), arviz.ess(data.posterior, method="bulk")
    frame = pd.DataFrame({"r_hat": [float(rhat[n]) for n in names], "ess_bulk": [float(ess[n]) for n in names]}, index=names)
    with_spike = [name for name in load_parameters().with_spike if name in names]
    shares = np.array([(data.posterior[name].values > 0).mean(axis=1) for name in with_spike]).reshape(len(with_spike), -1)
    inclusion = {"inclusion": shares.mean(axis=1), "inclusion_low": shares.min(axis=1), "inclusion_high": shares.max(axis=1)}
    frame = frame.join(pd.DataFrame(inclusion, index=with_spike))
    return frame.sort_values("r_hat", ascending=False)


def table_of(data: InferenceData) -> pd.DataFrame:
    """All draws in natural values, one column for each parameter, run after run."""
    return pd.DataFrame({str(n): data.posterior[n].values.reshape(-1) for n in data.posterior.data_vars})
