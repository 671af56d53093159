"""The exact replay likelihood: thousands of parameter vectors for one pass over the days.

The log likelihood of a vector is the sum, over the days of a window and over all decisions, of the log probability of what the
record documents, given everything before it (one step ahead). See `sim.history.documented.Documented`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from calibration.fit.parameter_space import Space, default_space
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.evidence import Evidence, load_evidence
from sim.record.windows import load_windows
from sim.scenario import Scenario, load_scenario
from sim.types import Floats

TRAIN = (date(2018, 9, 1), date(2022, 12, 31))
BLOCK = 1024
WARM_UP = 120
IMPOSSIBLE = -1e6
"""Stands for a log likelihood of minus infinity, so that differences stay numbers."""


def replay_scenario(window: tuple[date, date] = TRAIN, switch_off: tuple[str, ...] = ()) -> Scenario:
    """The documented scenario cut to a window, memories warmed up on the days before it.

    A window may go beyond the project's own record; whether the evidence covers it is then for the caller to see to.
    """
    cut = {"start": window[0], "end": window[1], "warm_up": WARM_UP, "switch_off": list(switch_off)}
    return load_scenario("documented").edit(check=window[1] <= load_windows()["record"].until, **cut)


def log_likelihoods(parameters: Parameters, n: int, scenario: Scenario, evidence: Evidence | None = None) -> dict[str, Floats]:
    """Log likelihood by decision of `n` parameter vectors, each of shape `(n,)`."""
    model = EscalationModel(scenario, worlds=n, rng=0, parameters=parameters, evidence=evidence, keep_log=False)
    for _ in model.run():
        pass
    model.close()
    return {name: np.broadcast_to(np.asarray(value, dtype=np.float64), (n,)) for name, value in model.log_probability.items()}


def log_likelihood(
    theta: Floats,
    window: tuple[date | str, date | str] = TRAIN,
    record: Path | None = None,
    contexts: Path | None = None,
    *,
    space: Space | None = None,
    switch_off: tuple[str, ...] = (),
    jobs: int = 1,
) -> Floats:
    """Log likelihood of each parameter vector on a window of a record.

    Parameters
    ----------
    theta
        Unconstrained coordinates without a unit, shape `(n, n_parameters)` (see `calibration.fit.parameter_space`).
    window
        First and last day, both included, as dates or in the form 2020-01-31.
    record, contexts
        Files with the project's columns and keys; by default the project's own.
    switch_off
        Mechanisms to leave out.
    jobs
        Processes; the result does not depend on them.

    Returns
    -------
    Nats, summed over the days of the window and over all decisions, shape `(n,)`; minus infinity where the record is impossible.
    """
    space = default_space() if space is None else space
    first, last = (day if isinstance(day, date) else date.fromisoformat(day) for day in window)
    scenario = replay_scenario((first, last), switch_off)
    theta = np.atleast_2d(theta)
    blocks = [theta[i : i + BLOCK] for i in range(0, len(theta), BLOCK)]
    if jobs == 1:
        return np.concatenate([_total(block, space, scenario, record, contexts) for block in blocks])
    return np.concatenate(Parallel(n_jobs=jobs)(delayed(_total)(block, space, scenario, record, contexts) for block in blocks))


def without_contexts(evidence: Evidence, names: Iterable[str]) -> Evidence:
    """The same evidence with some dated contexts never in force; names that it does not have are passed over."""
    contexts = evidence.contexts
    for name in names:
        if name in contexts.names:
            contexts = contexts.with_span(name, 0.0, date(1970, 1, 1))
    return replace(evidence, contexts=contexts)


def parts_on(
    window: tuple[date, date], space: Space, switch_off: tuple[str, ...] = (), unknown: tuple[str, ...] = ()
) -> Callable[[Floats], Floats]:
    """The log likelihood decision by decision, `(n, n_parameters) -> (n, decisions)`; what is impossible counts `IMPOSSIBLE`.

    Contexts of which nothing is known (`unknown`) are never in force.
    """
    scenario = replay_scenario(window, switch_off)
    evidence = without_contexts(load_evidence(), unknown) if unknown else None

    def parts(theta: Floats) -> Floats:
        by_decision = log_likelihoods(space.parameters(theta), len(theta), scenario, evidence)
        columns = np.stack(list(by_decision.values()), axis=1)
        return np.maximum(np.nan_to_num(columns, nan=IMPOSSIBLE, neginf=IMPOSSIBLE), IMPOSSIBLE)

    return parts


def _total(theta: Floats, space: Space, scenario: Scenario, record: Path | None, contexts: Path | None) -> Floats:
    by_decision = log_likelihoods(space.parameters(theta), len(theta), scenario, load_evidence(record, contexts))
    total = np.sum(list(by_decision.values()), axis=0)
    return np.where(np.isfinite(total), total, -np.inf)
