"""Time one thing in processor time and print one line of JSON: `python tests/bench/measure.py free_run@512`.

The code measured is that of the working directory, which may be another checkout of the project than this file's; the peer is
always the one beside this file. Each thing is prepared anew, untimed, then timed; the best and the median of a few repeats tell.
"""

from __future__ import annotations

import functools
import gc
import json
import resource
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
SINCE = date(2018, 9, 1)
SIX_YEARS = 2008
"""Days of the free run."""
EARLY = 30
"""Days of a free run before the timed ones: by then something has happened in most worlds."""
DAYS = {1: 400, 64: 400, 512: 400, 4096: 200, 16384: 50}
"""Timed days of a free run, by its worlds."""
MICRO, MILLI = 1e6, 1e3
Run = Callable[[], object]


@dataclass(frozen=True)
class Job:
    """One thing to time: `prepare` gives what is run, `amount` is how many units one run has, `scale` seconds to the unit."""

    prepare: Callable[[], Run]
    amount: float
    unit: str
    scale: float = MICRO
    repeats: int = 3


# The one place that knows how the checkouts' modules lie ---------------------------------------------------------------------


def parameters(worlds: int) -> Any:
    """Draws of the posterior, one for each world, after the last the first again."""
    try:
        from sim.parameter_files import choose
    except ImportError:  # a checkout of November 2026
        from sim.results.parameter_files import choose  # type: ignore[no-redef]

    drawn = choose("posterior")
    return drawn.replace(
        {name: np.resize(value, worlds) for name, value in drawn.values.items() if isinstance(value, np.ndarray)}
    )


def escalation_model(name: str, days: int, worlds: int, *, keep_log: bool = True) -> Any:
    """A model of a scenario cut to its first days."""
    from sim import EscalationModel, load_scenario

    scenario = load_scenario(name).edit(end=SINCE + timedelta(days=days - 1))
    return EscalationModel(scenario, worlds=worlds, rng=1, parameters=parameters(worlds), keep_log=keep_log)


def weigh_everybody(model: Any) -> None:
    """Every actor weighs its decisions for the day the model has come to."""
    for actor in getattr(model, "actors", None) or model.cast:
        actor.decide()


def log_likelihood(theta: Any, window: tuple[date, date]) -> Any:
    """The replay likelihood of parameter vectors, shape `(vectors,)`."""
    from calibration import log_likelihood

    return log_likelihood(theta, window)


def prior_draws(vectors: int) -> Any:
    """Coordinates drawn from the prior, shape `(vectors, n_parameters)`."""
    from calibration import prior_draws as draws

    return draws(vectors, np.random.default_rng(1))


# The things ------------------------------------------------------------------------------------------------------------------


def stepping(model: Any, days: int) -> Run:
    """Step a model so many days further, and let it go."""

    def run() -> None:
        for _ in range(days):
            model.step()
        model.close()

    return run


def free_run(worlds: int) -> Job:
    """A day of the free run, log and daily table included, under a draw of the posterior for each world."""
    days = DAYS[worlds]

    def prepare() -> Run:
        model = escalation_model("free_run", EARLY + days, worlds)
        for _ in range(EARLY):
            model.step()
        return stepping(model, days)

    return Job(prepare, worlds * days, "us a world-day")


def decide(worlds: int, times: int = 100, days: int = 300) -> Job:
    """Weighing the decisions of all actors on one day some way into the free run."""

    @functools.cache
    def prepare() -> Run:
        model = escalation_model("free_run", days + 1, worlds, keep_log=False)
        for _ in range(days):
            model.step()

        def run() -> None:
            for _ in range(times):
                weigh_everybody(model)

        return run

    return Job(prepare, times, "us a call", repeats=7)


def main_job(worlds: int = 200) -> Job:
    """The project's main comparison, tables included."""

    def prepare() -> Run:
        from sim import compare

        return lambda: compare(["documented", "no_soleimani_strike"], worlds=worlds, seed=7)

    return Job(prepare, 1, "s", scale=1.0)


def replay(vectors: int = 512, days: int = 400) -> Job:
    """A day of the documented scenario with its warm-up, scored under a draw of the posterior for each world."""
    return Job(
        lambda: stepping(escalation_model("documented", days, vectors, keep_log=False), days), vectors * days, "us a vector-day"
    )


def likelihood(vectors: int = 2048, days: int = 1200) -> Job:
    """The replay likelihood of vectors drawn from the prior."""
    since = date(2019, 9, 1)
    window = since, since + timedelta(days=days - 1)

    def prepare() -> Run:
        theta = prior_draws(vectors)
        return lambda: log_likelihood(theta, window)

    return Job(prepare, vectors, "ms a vector", scale=MILLI)


def peer(worlds: int = 16) -> Job:
    """A day of the peer's free run, one model after another, each under its own draw of the posterior."""
    days = DAYS[1]

    def prepare() -> Run:
        from peer import PeerModel, calendar, draw

        values, facts = parameters(worlds).values, calendar(SINCE, EARLY + days)
        models = [PeerModel(draw(values, world), facts, seed=world) for world in range(worlds)]
        for model in models:
            for _ in range(EARLY):
                model.step()

        def run() -> None:
            for model in models:
                stepping(model, days)()

        return run

    return Job(prepare, worlds * days, "us a world-day", repeats=5)


def block(size: int, worlds: int = 4096) -> Job:
    """A year of the free run in blocks of so many worlds, tables included: by this the default block was chosen."""
    until = SINCE + timedelta(days=364)

    def prepare() -> Run:
        from sim import load_scenario, simulate

        scenario = load_scenario("free_run").edit(end=until)
        return lambda: simulate(scenario, worlds, 7, block=size)

    return Job(prepare, worlds * 365, "us a world-day", repeats=1)


def memory(worlds: int) -> Job:
    """`escalation run free_run`, as a person calls it, one process: by its peak the memory is known."""

    def prepare() -> Run:
        from sim.cli import call

        def run() -> None:
            with tempfile.TemporaryDirectory() as folder:
                call(["run", "free_run", "--worlds", str(worlds), "--jobs", "1", "--out", f"{folder}/out", "--yes"])

        return run

    return Job(prepare, worlds * SIX_YEARS, "us a world-day", repeats=1)


JOBS: dict[str, Job] = {
    **{f"free_run@{worlds}": free_run(worlds) for worlds in DAYS},
    **{f"decide@{worlds}": decide(worlds) for worlds in (1, 64, 512)},
    **{f"block@{size}": block(size) for size in (256, 512, 1024, 2048, 4096)},
    **{f"memory@{worlds}": memory(worlds) for worlds in (2000, 16000)},
    "main_job": main_job(),
    "replay": replay(),
    "likelihood": likelihood(),
    "peer": peer(),
}


def measured(job: Job) -> dict[str, Any]:
    """Best and median cost of a unit."""
    costs = []
    for _ in range(job.repeats):
        run = job.prepare()
        gc.collect()
        begin = time.process_time()
        run()
        costs.append((time.process_time() - begin) * job.scale / job.amount)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "unit": job.unit, "best": min(costs), "median": statistics.median(costs), "repeats": job.repeats, "peak_mb": round(peak),
    }  # fmt: skip


def main() -> None:
    """Measure what the command line names, with the working directory's code."""
    names = sys.argv[1:]
    if not names or not set(names) <= JOBS.keys():
        sys.exit(f"usage: python measure.py NAME...; names: {', '.join(JOBS)}")
    sys.path[:] = [str(Path.cwd()), str(HERE), *(place for place in sys.path if place != str(HERE))]
    warnings.simplefilter("ignore")  # Mesa's own, of what its next version will change
    import sim

    for name in names:
        line = {"name": name, **measured(JOBS[name]), "checkout": str(Path(sim.__file__).parent.parent)}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
