"""`python -m calibration.studies.optimum`: do the posterior and an optimum that was found without it agree?

CMA-ES (Hansen and Ostermeier 2001), which asks for no gradient, climbs the log posterior from the middle of the prior. It shares
with the posterior nothing but the likelihood, so that a sampler stuck in the wrong place would be found out: the optimum would
lie in the tails of many parameters. Both are those of the training window.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from calibration import program
from calibration.fit.likelihood import TRAIN, log_likelihood
from calibration.fit.parameter_space import Space, default_space
from calibration.fit.shrinkage import fitted_draws
from calibration.reference import REFERENCE
from sim.errors import InputError
from sim.paths import Posterior
from sim.types import Floats

OUT = REFERENCE / "optimum.csv"
STEP = 0.5
"""First step size, in standard deviations of the prior."""
COLUMNS = ("parameter", "optimum", "median", "rank")


def climb(
    log_posterior: Callable[[Floats], Floats],
    d: int,
    generations: int,
    size: int,
    seed: int,
    progress: Callable[[str], None] = lambda text: None,
) -> tuple[Floats, float]:
    """The highest point of a function of a batch, `(n, d) -> (n,)`, from the origin; returns it and its value."""
    cma: Any = importlib.import_module("cma")
    options = {"popsize": size, "seed": seed, "verbose": -9, "maxiter": generations}
    search = cma.CMAEvolutionStrategy(np.zeros(d), STEP, options)
    while not search.stop():
        population = search.ask()
        search.tell(population, (-log_posterior(np.array(population))).tolist())
        if search.countiter % 20 == 0:
            progress(f"generation {search.countiter}: {-search.best.f:.2f}")
    top = np.asarray(search.result.xfavorite)
    return top, float(log_posterior(top[None])[0])


def compared(space: Space, optimum: Floats, draws: pd.DataFrame) -> pd.DataFrame:
    """Where in the posterior the optimum lies.

    Returns
    -------
    One row per parameter, columns `COLUMNS`: its value at the optimum, the posterior median, and the share of draws below the
    optimum (equal ones, as zeros of a weight whose term is left out, count half), the most extreme first.
    """
    values = space.values(optimum[None])[0]
    table = draws[list(space.names)].to_numpy(dtype=np.float64)
    frame = pd.DataFrame(
        {
            "parameter": list(space.names),
            "optimum": values,
            "median": np.median(table, axis=0),
            "rank": (0.5 * (table < values) + 0.5 * (table <= values)).mean(axis=0),
        }
    )
    return frame.iloc[np.argsort(-np.abs(frame["rank"] - 0.5), kind="stable")].reset_index(drop=True)


def optimum(
    generations: Annotated[int, typer.Option(min=10, max=program.MOST, help="Generations at most.")] = 300,
    size: Annotated[int, typer.Option(min=8, max=program.MOST, help="Vectors in each.")] = 384,
    seed: Annotated[int, typer.Option(min=1, help="Seed of the search.", callback=program.a_small_seed)] = 11,
    out: program.Table = OUT,
) -> None:
    """Climb the log posterior without gradients, and say where in the posterior the optimum lies."""
    draws, space = fitted_draws(Posterior.TRAIN.draws), default_space()
    if draws is None:
        raise InputError("there is no posterior to compare with; fit it with `make posterior`")
    missing = [name for name in space.names if name not in draws]
    if missing:
        raise InputError(f"the posterior has no draws of {', '.join(missing)}; fit it anew with `make posterior`")

    def log_posterior(x: Floats) -> Floats:
        density = log_likelihood(x, TRAIN, space=space) - 0.5 * (x**2).sum(axis=1)
        return np.asarray(np.maximum(density, -1e9))

    best, height = climb(log_posterior, len(space.names), generations, size, seed, program.say)
    table = compared(space, best, draws)
    program.write(table, out)
    inside = float(table["rank"].between(0.05, 0.95).mean())
    own = log_posterior(space.coordinates(draws[list(space.names)].to_numpy(dtype=np.float64), np.random.default_rng(seed)))
    typer.echo(f"log posterior at the optimum {height:.1f}, at the best of {len(own):,} draws {own.max():.1f}")
    typer.echo(f"the optimum lies in the central 90 % of the posterior for {inside:.0%} of {len(table)} parameters")
    typer.echo(table.head(8).to_string(index=False, float_format=lambda value: f"{value:.3g}"))


if __name__ == "__main__":
    program.run(optimum)
