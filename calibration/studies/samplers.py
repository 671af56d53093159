"""`python -m calibration.studies.samplers`: which sampler gets more out of the same work, emcee or the walk by blocks?

All see the same parameters, the same window and about the same number of vectors scored by the replay likelihood, and all start
from one cloud that tempering has carried to the posterior, so that nobody's time on the way there counts. emcee (Foreman-Mackey
et al. 2013) moves an ensemble by stretches, half of it at a time; the walk proposes to all parameters at once, or block by block.

What is compared is the integrated autocorrelation time of the worst parameter, in steps, as emcee estimates it (Goodman and Weare
2010), and the effective samples a second that follow from it: walkers over autocorrelation time over seconds a step. Seconds are
the processor's, so that other work on the machine counts for nobody. A chain shorter than 50 autocorrelation times underestimates
them: its effective samples are then too many.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from calibration import program as door
from calibration.fit.blocks import PartsOf, Sweep, sweep, touched, whole
from calibration.fit.likelihood import parts_on
from calibration.fit.parameter_space import default_space
from calibration.fit.smc import Cloud, chains, guide, temper, walk
from calibration.reference import REFERENCE
from sim.errors import InputError
from sim.types import Floats

WINDOW = date(2019, 7, 1), date(2020, 6, 30)
"""A year of the training window, so that the comparison costs minutes."""
OUT = REFERENCE / "samplers.csv"
SETTLE = 12
"""Sweeps after the last power, before the comparison begins."""
COLUMNS = ("sampler", "vectors", "seconds", "steps", "autocorrelation_time", "times_as_long", "ess_per_second")


def started(parts_of: PartsOf, d: int, walkers: int, rng: np.random.Generator) -> tuple[Cloud, Sweep]:
    """A cloud in the posterior, and the blocks that it moved by."""
    rounds = sweep(touched(parts_of, d, rng))
    cloud = temper(parts_of, rng.standard_normal((walkers, d)), rng, sweep=rounds, moves=1)
    around = guide(cloud, rounds)
    for _ in range(SETTLE):
        walk(cloud, parts_of, rng, rounds, around)
    return cloud, rounds


def by_emcee(cloud: Cloud, parts_of: PartsOf, seed: int, batches: int) -> Floats:
    """As many steps as batches: each scores every walker once."""
    emcee: Any = importlib.import_module("emcee")

    def log_probability(theta: Floats) -> Floats:
        return np.asarray(parts_of(theta).reshape(len(theta), -1).sum(axis=1) - 0.5 * (theta**2).sum(axis=1))

    sampler = emcee.EnsembleSampler(*cloud.x.shape, log_probability, vectorize=True)
    sampler.random_state = np.random.RandomState(seed).get_state()
    sampler.run_mcmc(cloud.x, batches)
    return np.asarray(sampler.get_chain()).swapaxes(0, 1)


def by_walk(cloud: Cloud, parts_of: PartsOf, seed: int, batches: int, *, rounds: Sweep) -> Floats:
    """As many sweeps as the batches allow: each scores every particle once a round."""
    rng = np.random.default_rng(seed)
    own = Cloud(cloud.x.copy(), cloud.parts.copy(), power=1.0)
    for _ in range(SETTLE):  # finds its step sizes; not kept
        walk(own, parts_of, rng, rounds, guide(own, rounds))
    return chains(own, parts_of, rng, max(batches // len(rounds), 1), sweep=rounds)[0]


def autocorrelation_time(draws: Floats) -> Floats:
    """Steps between independent draws, by parameter, shape `(d,)`; `draws` has shape `(walkers, steps, d)`."""
    emcee: Any = importlib.import_module("emcee")
    return np.asarray(emcee.autocorr.integrated_time(draws.swapaxes(0, 1), tol=0, quiet=True))


def compared(parts_of: PartsOf, d: int, walkers: int, batches: int, seed: int) -> pd.DataFrame:
    """All samplers on one target whose prior is standard normal in `d` dimensions.

    Returns
    -------
    One row for each, columns `COLUMNS`: vectors scored and seconds, the steps they made, the autocorrelation time of the worst
    parameter in steps, how many times as long the chain is, and effective samples a second.
    """
    cloud, rounds = started(parts_of, d, walkers, np.random.default_rng(seed))
    samplers: dict[str, Callable[[Cloud, PartsOf, int, int], Floats]] = {
        "emcee": by_emcee,
        "walk, all at once": partial(by_walk, rounds=whole(d, cloud.parts.shape[1])),
        "walk, by blocks": partial(by_walk, rounds=rounds),
    }
    return pd.DataFrame(
        [_row(name, sampler, cloud, parts_of, seed, batches) for name, sampler in samplers.items()], columns=list(COLUMNS)
    )


def _row(
    name: str, sampler: Callable[[Cloud, PartsOf, int, int], Floats], cloud: Cloud, parts_of: PartsOf, seed: int, batches: int
) -> tuple[object, ...]:
    vectors = 0

    def counted(theta: Floats) -> Floats:
        nonlocal vectors
        vectors += len(theta)
        return parts_of(theta)

    began = time.process_time()
    draws = sampler(cloud, counted, seed, batches)
    seconds = time.process_time() - began
    walkers, steps, _ = draws.shape
    worst = float(autocorrelation_time(draws).max())
    return name, vectors, seconds, steps, worst, steps / worst, walkers * steps / worst / seconds


def samplers(
    walkers: Annotated[
        int, typer.Option(min=2, max=door.MOST, help="Walkers, or particles; two or more for each parameter.")
    ] = 512,
    batches: Annotated[int, typer.Option(min=20, max=door.MOST, help="Batches that each sampler may score.")] = 600,
    seed: Annotated[int, typer.Option(help="Seed of all.", callback=door.a_small_seed)] = 7,
    out: door.Table = OUT,
) -> None:
    """Compare emcee with the walk, by blocks and not: effective samples a second in the posterior, on the same work."""
    space = default_space()
    least = 2 * len(space.names)
    if walkers < least:
        raise InputError(f"--walkers {walkers} is too few for emcee; allowed: {least} or more, two for each parameter")
    table = compared(parts_on(WINDOW, space), len(space.names), walkers, batches, seed)
    out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(out, index=False, float_format="%.4g", lineterminator="\n")
    typer.echo(table.to_string(index=False, float_format=lambda value: f"{value:.4g}"))


if __name__ == "__main__":
    door.run(samplers)
