"""The record's coverage varied: how much likelier each draw is if more, or fewer, attacks are missing from it than is judged.

Each month's probability p that an attack is in the record (`calibration/record/reporting.csv`) is a judgement. It is varied both
ways: half as many missing, 1 - p becomes (1 - p) / 2; and twice as many, though never more than `MOST_MISSING` if fewer were
judged. The record is replayed under each, one step ahead as in the fit; the new log likelihood less the judged one is the log
weight of a draw. Other terms of the fit do not know of coverage and cancel out. What worlds report is as complete as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.machine import Machine
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.evidence import Evidence, load_evidence
from sim.record.reporting import Reporting
from sim.results.draws import is_draw
from sim.scenario import Scenario, load_scenario
from sim.types import Floats, Ints
from sim.workers import in_order

MOST_MISSING = 0.9
CHANGES: dict[str, Callable[[float], float]] = {
    "as judged": lambda missing: missing,
    "half as many attacks missing from the record": lambda missing: missing / 2,
    "twice as many attacks missing from the record": lambda missing: max(min(2 * missing, MOST_MISSING), missing),
}
WARM_UP = 120
"""Days before the fitted ones, as in the fit (`calibration.fit.likelihood`)."""


@dataclass(frozen=True)
class Replay:
    """A stretch of draws whose record is to be replayed under a change of coverage."""

    scenario: Scenario
    parameters: Parameters
    n: int
    change: str


def coverage_weights(parameters: Parameters, draws: Ints, machine: Machine) -> dict[str, Floats]:
    """Log weights of some draws under each change, shape `(draws,)`; none where nobody says to which days they were fitted.

    Parameters
    ----------
    draws
        Rows of the parameters' draws.
    """
    if parameters.origin.fitted_to is None:
        return {}
    scenario = _replayed(*parameters.origin.fitted_to)
    stretches = [draws[first : first + machine.block] for first in range(0, len(draws), machine.block)]
    tasks = [Replay(scenario, _rows(parameters, each), len(each), change) for change in CHANGES for each in stretches]
    with closing(in_order(log_likelihood, tasks, machine)) as results:
        found = list(results)
    whole = [np.concatenate(found[first : first + len(stretches)]) for first in range(0, len(found), len(stretches))]
    return {change: whole[at] - whole[0] for at, change in enumerate(CHANGES) if at}


def _replayed(since: date, until: date) -> Scenario:
    """The documented history over the days that the draws were fitted to."""
    return load_scenario("documented").edit(start=since, end=until, warm_up=WARM_UP)


def _rows(parameters: Parameters, rows: Ints) -> Parameters:
    return parameters.with_values({n: v[rows] if is_draw(v) else v for n, v in parameters.values.items()})  # type: ignore[index]


def log_likelihood(task: Replay) -> Floats:
    """Natural logarithm of the probability that each draw gives to the record, shape `(draws,)`."""
    evidence = with_missing(load_evidence(), task.change)
    model = EscalationModel(task.scenario, task.n, 0, parameters=task.parameters, evidence=evidence, keep_log=False)
    for _ in model.run():
        pass
    model.close()
    whole = sum(np.broadcast_to(np.asarray(value, dtype=np.float64), (task.n,)) for value in model.log_probability.values())
    return np.asarray(whole)


def with_missing(evidence: Evidence, change: str) -> Evidence:
    """Evidence whose months are covered as a change says."""
    judged = evidence.reporting
    by_month = {key: 1 - CHANGES[change](1 - probability) for key, probability in judged.by_month.items()}
    return replace(evidence, reporting=Reporting(by_month, judged.basis))
