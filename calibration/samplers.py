"""`python -m calibration.samplers`: which sampler gets more out of the same work, emcee or the tempered walk?

Both see the same parameters, the same window and the same number of vectors scored by the replay likelihood, and both start in
the prior. emcee (Foreman-Mackey et al. 2013) moves an ensemble by stretches, half of it at a time, and drops the first half of
its steps; the tempered walk, by blocks or with all parameters at once, spends its first part on the way from the prior and the
rest on chains. Effective samples are ArviZ's
bulk ESS of the worst parameter, over the seconds of the whole run.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from calibration import lazy
from calibration.blocks import PartsOf, sweep, touched, whole
from calibration.likelihood import parts_on
from calibration.reference import REFERENCE
from calibration.sampler import chains, temper
from calibration.space import default_space
from sim.errors import InputError
from sim.types import Floats

WINDOW = date(2019, 7, 1), date(2020, 6, 30)
"""A year of the training window, so that the comparison costs minutes."""
OUT = REFERENCE / "samplers.csv"
LEAST_STEPS = 8
Run = tuple[Floats, float]
"""Draws of shape `(chains, steps, d)` and the seconds of the whole run."""


class _Counted:
    """A likelihood that knows how many vectors it has scored."""

    def __init__(self, function: PartsOf) -> None:
        self.function, self.vectors = function, 0

    def __call__(self, theta: Floats) -> Floats:
        self.vectors += len(theta)
        return self.function(theta)


def run_emcee(parts_of: PartsOf, start: Floats, batches: int, seed: int) -> Run:
    """As many steps as batches, the first of them dropped by half; `start` has shape `(walkers, d)`."""
    emcee: Any = importlib.import_module("emcee")

    def log_probability(theta: Floats) -> Floats:
        return np.asarray(parts_of(theta).reshape(len(theta), -1).sum(axis=1) - 0.5 * (theta**2).sum(axis=1))

    began = time.perf_counter()
    sampler = emcee.EnsembleSampler(*start.shape, log_probability, vectorize=True)
    sampler.random_state = np.random.RandomState(seed).get_state()
    sampler.run_mcmc(start, batches - 1)
    seconds = time.perf_counter() - began
    return np.asarray(sampler.get_chain(discard=(batches - 1) // 2)).swapaxes(0, 1), seconds


def run_tempered(parts_of: PartsOf, start: Floats, batches: int, seed: int, *, by_blocks: bool = True) -> Run:
    """From the prior to the posterior, then chains until the batches are used up.

    Raises
    ------
    InputError
        If the way to the posterior leaves fewer than `LEAST_STEPS` batches.
    """
    rng, counted, began = np.random.default_rng(seed), _Counted(parts_of), time.perf_counter()
    d, n_parts = start.shape[1], parts_of(start[:1]).reshape(1, -1).shape[1]
    rounds = sweep(touched(counted, d, rng)) if by_blocks else whole(d, n_parts)
    cloud = temper(counted, start, rng, sweep=rounds, moves=1 if by_blocks else 4)
    spent = -(-counted.vectors // len(start))
    steps = (batches - spent) // len(rounds)
    if steps < LEAST_STEPS:
        needed = spent + LEAST_STEPS * len(rounds)
        raise InputError(f"{batches} batches are too few: {spent} lead to the posterior; allowed: {needed} or more")
    draws, _ = chains(cloud, counted, rng, steps, sweep=rounds)
    return draws, time.perf_counter() - began


def compared(parts_of: PartsOf, d: int, walkers: int, batches: int, seed: int) -> pd.DataFrame:
    """All samplers on one target whose prior is standard normal in `d` dimensions.

    Returns
    -------
    One row for each: `sampler`, `vectors` scored, `seconds`, `draws` kept, `ess` (bulk, worst parameter), `r_hat` (worst),
    `ess_per_second`.
    """
    start = np.random.default_rng(seed).standard_normal((walkers, d))
    found = []
    samplers: dict[str, Callable[[PartsOf, Floats, int, int], Run]] = {
        "emcee": run_emcee,
        "tempered walk, all at once": partial(run_tempered, by_blocks=False),
        "tempered walk, by blocks": run_tempered,
    }
    for name, sampler in samplers.items():
        counted = _Counted(parts_of)
        draws, seconds = sampler(counted, start.copy(), batches, seed)
        ess, r_hat = quality(draws)
        found.append((name, counted.vectors, seconds, draws.shape[0] * draws.shape[1], ess, r_hat, ess / seconds))
    return pd.DataFrame(found, columns=["sampler", "vectors", "seconds", "draws", "ess", "r_hat", "ess_per_second"])


def quality(draws: Floats) -> tuple[float, float]:
    """Bulk effective sample size and split R-hat of the worst parameter; `draws` has shape `(chains, steps, d)`."""
    arviz = lazy.arviz()
    found = arviz.from_dict(posterior={"x": draws}).posterior
    return float(arviz.ess(found, method="bulk")["x"].min()), float(arviz.rhat(found)["x"].max())


def samplers(
    walkers: Annotated[int, typer.Option(min=2, help="Walkers, or particles; emcee needs two for each parameter.")] = 512,
    batches: Annotated[int, typer.Option(min=20, help="Batches that each sampler may score.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Seed of both.")] = 7,
    out: Annotated[Path, typer.Option(help="Table to write.")] = OUT,
) -> None:
    """Compare emcee with the tempered walk, by blocks and not: effective samples a second on the same work."""
    space = default_space()
    table = compared(parts_on(WINDOW, space), len(space.names), walkers, batches, seed)
    out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(out, index=False, float_format="%.4g", lineterminator="\n")
    typer.echo(table.to_string(index=False, float_format=lambda value: f"{value:.4g}"))


if __name__ == "__main__":
    from calibration.door import run

    run(samplers)
