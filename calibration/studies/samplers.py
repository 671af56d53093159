"""`python -m calibration.studies.samplers`: which sampler gets more out of the same work, emcee or pCN moves by blocks?

All see the same parameters, the same window and about the same number of vectors scored by the replay likelihood, and all start
from the same particles that tempering has carried to the posterior, so that nobody's time on the way there counts. emcee
(Foreman-Mackey et al. 2013) moves an ensemble by stretches, half of it at a time; pCN moves propose to all parameters at once, or
block by block.

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

from calibration import lazy, program
from calibration.fit.blocks import PartsOf, Sweep, find_dependence, one_block, sweep_of
from calibration.fit.likelihood import parts_on
from calibration.fit.parameter_space import default_space
from calibration.fit.smc import Particles, chains, fit_proposal, pcn_move, temper
from calibration.reference import REFERENCE
from sim.errors import InputError
from sim.types import Floats

WINDOW = date(2019, 7, 1), date(2020, 6, 30)
"""A year of the training window, so that the comparison costs minutes."""
OUT = REFERENCE / "samplers.csv"
FINAL_MOVES = 12
"""pCN moves after the last power, before the comparison begins."""
Sampler = Callable[[Particles, PartsOf, int, int], Floats]
"""Draws of shape `(walkers, steps, d)` from particles, a likelihood, a seed and how many batches may be scored."""
COLUMNS = ("sampler", "vectors", "seconds", "steps", "autocorrelation_time", "times_as_long", "ess_per_second")


def started(parts_of: PartsOf, d: int, walkers: int, rng: np.random.Generator) -> tuple[Particles, Sweep]:
    """Particles in the posterior, and the blocks that they moved by."""
    sweep = sweep_of(find_dependence(parts_of, d, rng))
    particles = temper(parts_of, rng.standard_normal((walkers, d)), rng, sweep=sweep, moves=1)
    proposal = fit_proposal(particles, sweep)
    for _ in range(FINAL_MOVES):
        pcn_move(particles, parts_of, rng, sweep, proposal)
    return particles, sweep


def by_emcee(particles: Particles, parts_of: PartsOf, seed: int, batches: int) -> Floats:
    """As many steps as batches: each scores every walker once."""
    emcee: Any = importlib.import_module("emcee")

    def log_probability(theta: Floats) -> Floats:
        return np.asarray(parts_of(theta).reshape(len(theta), -1).sum(axis=1) - 0.5 * (theta**2).sum(axis=1))

    sampler = emcee.EnsembleSampler(*particles.x.shape, log_probability, vectorize=True)
    sampler.random_state = np.random.RandomState(seed).get_state()
    sampler.run_mcmc(particles.x, batches)
    return np.asarray(sampler.get_chain()).swapaxes(0, 1)


def by_pcn(particles: Particles, parts_of: PartsOf, seed: int, batches: int, *, sweep: Sweep) -> Floats:
    """As many sweeps as the batches allow: each scores every particle once a round."""
    rng = np.random.default_rng(seed)
    own = Particles(particles.x.copy(), particles.parts.copy(), power=1.0)
    for _ in range(FINAL_MOVES):  # finds its step sizes; not kept
        pcn_move(own, parts_of, rng, sweep, fit_proposal(own, sweep))
    return chains(own, parts_of, rng, max(batches // len(sweep), 1), sweep=sweep)[0]


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
    particles, sweep = started(parts_of, d, walkers, np.random.default_rng(seed))
    samplers: dict[str, Sampler] = {
        "emcee": by_emcee,
        "pCN, all at once": partial(by_pcn, sweep=one_block(d, particles.parts.shape[1])),
        "pCN, by blocks": partial(by_pcn, sweep=sweep),
    }
    return pd.DataFrame(
        [_row(name, sampler, particles, parts_of, seed, batches) for name, sampler in samplers.items()], columns=list(COLUMNS)
    )


def _row(
    name: str,
    sampler: Sampler,
    particles: Particles,
    parts_of: PartsOf,
    seed: int,
    batches: int,
) -> tuple[object, ...]:
    vectors = 0

    def counted(theta: Floats) -> Floats:
        nonlocal vectors
        vectors += len(theta)
        return parts_of(theta)

    began = time.process_time()
    draws = sampler(particles, counted, seed, batches)
    seconds = time.process_time() - began
    walkers, steps, _ = draws.shape
    worst = float(autocorrelation_time(draws).max())
    return name, vectors, seconds, steps, worst, steps / worst, walkers * steps / worst / seconds


def samplers(
    walkers: Annotated[
        int, typer.Option(min=2, max=program.MOST, help="Walkers, or particles; two or more for each parameter.")
    ] = 512,
    batches: Annotated[int, typer.Option(min=20, max=program.MOST, help="Batches that each sampler may score.")] = 600,
    seed: Annotated[int, typer.Option(help="Seed of all.", callback=program.a_small_seed)] = 7,
    out: program.Table = OUT,
) -> None:
    """Compare emcee with pCN moves, by blocks and not: effective samples a second in the posterior, on the same work."""
    lazy.need("emcee")
    space = default_space()
    least = 2 * len(space.names)
    if walkers < least:
        raise InputError(f"--walkers {walkers} is too few for emcee; allowed: {least} or more, two for each parameter")
    table = compared(parts_on(WINDOW, space), len(space.names), walkers, batches, seed)
    program.write(table, out)
    typer.echo(table.to_string(index=False, float_format=lambda value: f"{value:.4g}"))


if __name__ == "__main__":
    program.run(samplers)
