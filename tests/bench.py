"""What a day costs: `make bench`, or `python -m tests.bench`.

Machines differ and are shared, so the figures to quote are the ratios within one run. The project's bounds are 2.5 microseconds a
world-day for 4,096 worlds on the documented scenario, 1.5 milliseconds a day for one world, and 5 milliseconds for the likelihood
of one parameter vector on 1,200 days, where 2,048 are scored at a time. On the documented scenario with
one set of parameters nothing sets the worlds apart, so states are single numbers; with a vector for each world they are arrays.
"""

from __future__ import annotations

import sys
import time
import warnings
from datetime import date, timedelta

import mesa
import numpy as np

from calibration.fit.likelihood import log_likelihood
from calibration.fit.parameter_space import default_space
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.scenario import load_scenario

WORLDS = 4096
DAYS = 400
REPEATS = 3


def cost(name: str, worlds: int, parameters: Parameters | None = None) -> float:
    """Seconds a day, the best of a few repeats, over the scenario's first days (warm-up included)."""
    best = np.inf
    for _ in range(REPEATS):
        model = EscalationModel(name, worlds=worlds, rng=1, parameters=parameters)
        begin = time.perf_counter()
        for _ in range(DAYS):
            model.step()
        best = min(best, (time.perf_counter() - begin) / DAYS)
    return best


def spread(worlds: int) -> Parameters:
    """Every rate and weight 20 % up or down, its own in each world: what a sampler's walkers cost."""
    rng = np.random.default_rng(1)
    plain = load_parameters()
    factors = {
        name: np.clip(value * rng.uniform(0.8, 1.2, worlds), *plain.entry(name).bounds) for name, value in plain.values.items()
    }
    return plain.replace(factors)


def batch_cost() -> float:
    """Seconds a world-day through `mesa.batch_run`, one model a world."""
    scenario = load_scenario("documented").edit(start="2019-09-01", end="2019-12-31", warm_up=0)
    days = len(scenario.days)
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mesa.batch_run(EscalationModel, {"scenario": [scenario], "rng": list(range(5))}, max_steps=days, display_progress=False)
    return (time.perf_counter() - begin) / (5 * days)


def scoring_cost(vectors: int = 2048, days: int = 1200) -> float:
    """Seconds for the replay likelihood of one parameter vector on a window of so many days."""
    space, since = default_space(), date(2019, 9, 1)
    theta = space.prior_draws(vectors, np.random.default_rng(1))
    begin = time.perf_counter()
    log_likelihood(theta, (since, since + timedelta(days=days - 1)), space=space)
    return (time.perf_counter() - begin) / vectors


def main() -> None:
    """Print the table."""
    documented = cost("documented", WORLDS)
    rows = [
        ("documented, one world", 1e3 * cost("documented", 1), "ms a day", "bound 1.5"),
        ("documented, 4,096 worlds", 1e6 * documented / WORLDS, "us a world-day", "bound 2.5"),
        (
            "documented, 4,096 parameter vectors",
            1e6 * cost("documented", WORLDS, spread(WORLDS)) / WORLDS,
            "us a world-day",
            "bound 2.5",
        ),
        ("free run, 4,096 worlds", 1e6 * cost("free_run", WORLDS) / WORLDS, "us a world-day", ""),
        ("likelihood, 1,200 days, 2,048 vectors", 1e3 * scoring_cost(), "ms a vector", "bound 5"),
        ("mesa.batch_run, one model a world", 1e6 * batch_cost(), "us a world-day", ""),
    ]
    for label, figure, unit, bound in rows:
        sys.stdout.write(f"{label:40s} {figure:10.3f} {unit:15s} {bound}\n")
    sys.stdout.write(f"{'batch_run against 4,096 worlds':40s} {rows[-1][1] / rows[1][1]:10.0f} times\n")
    sys.stdout.write(f"{'batch_run against 4,096 vectors':40s} {rows[-1][1] / rows[2][1]:10.0f} times\n")


if __name__ == "__main__":
    main()
