"""`python -m calibration.studies.stacking`: which terms help to foresee, and would stacking weigh variants otherwise?

A draw of the posterior is one variant of the rules: some terms are included, others are not. The posterior weighs variants by how
probable they make the record that was fitted; stacking (Yao, Vehtari, Simpson and Gelman 2018) weighs them by how well they
forecast days that were not. Both are asked here of one term after another, on the rolling origins inside the training window
(`rolling`): the draws with the term against the draws without it, on days that none of them has seen, in the series whose
forecast the term changes: in the others the two differ by the luck of the draws alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

from calibration import program
from calibration.fit.posterior import Plan
from calibration.forecasts.bootstrap import block_means
from calibration.forecasts.inputs import DateRange, without_war
from calibration.forecasts.rule_forecasts import rule_forecaster
from calibration.forecasts.scores import observed
from calibration.reference import REFERENCE
from calibration.studies.rolling import DRAWS, TRAINING_ORIGINS, fitted_before_each
from sim.commands.options import Jobs
from sim.parameter_files import n_draws
from sim.parameters import Parameters
from sim.paths import RESULTS
from sim.record.evidence import Evidence, load_evidence
from sim.types import Bools, Floats

FEW = 50
"""Draws needed both with and without a term, at every origin, for a comparison."""
HARDLY = 0.05
"""Nats, all days of a window together, by less than which a term does not change a series' forecasts to speak of."""
SPLITS = 100
"""Random halves of the draws that say how far two halves differ by chance."""
SEED = 2018
COLUMNS = ("weight", "inclusion", "ahead", "error", "series", "stacked", "gain", "gain_error")


@dataclass(frozen=True)
class Origin:
    """Forecasts of one year by draws fitted to the days before it.

    Attributes
    ----------
    logs
        By series, log probability of each day's count under each draw, shape `(days, n)`.
    included
        By weight, whether each draw has its term, shape `(n,)`.
    changes
        By weight, whether its term changes the forecast of each series, in the order of `logs`, shape `(series,)`.
    """

    logs: Mapping[str, Floats]
    included: Mapping[str, Bools]
    changes: Mapping[str, Bools]

    @classmethod
    def of(cls, window: DateRange, parameters: Parameters, evidence: Evidence) -> Origin:
        """Forecast a window one day ahead under every draw."""
        counts = observed(window, evidence)
        logs = {name: one.by_draw(counts[name]) for name, one in rule_forecaster(parameters)(window, evidence).items()}
        n = n_draws(parameters)
        included = {name: np.broadcast_to(np.asarray(parameters.values[name]) > 0.0, (n,)) for name in parameters.with_spike}
        return cls(logs, included, changes(window, parameters, evidence))

    def halves(self, chosen: Bools) -> Floats:
        """Log probability of each day's count by the chosen draws and by the others, shape `(series, days, 2)`."""
        return np.stack([np.stack([_mixed(logs[:, half]) for half in (chosen, ~chosen)], axis=1) for logs in self.logs.values()])

    @cached_property
    def luck(self) -> Floats:
        """By how much one random half of the draws is ahead of the other, nats, shape `(SPLITS, series)`."""
        rng, n = np.random.default_rng(SEED), next(iter(self.logs.values())).shape[1]
        ranks = (rng.permutation(n) for _ in range(SPLITS))
        return np.stack([by_series(self.halves(rank < n // 2)).sum(axis=1) for rank in ranks])

    def noise(self, weight: str, series: Bools) -> float:
        """Standard deviation of the same for parts as large as those with and without a term: variances go with 1 / draws."""
        included = self.included[weight]
        n, n_with = len(included), int(included.sum())
        by_luck = float(self.luck[:, series].sum(axis=1).std())
        return by_luck * float(np.sqrt((1.0 / n_with + 1.0 / (n - n_with)) * n / 4.0))


def changes(window: DateRange, parameters: Parameters, evidence: Evidence) -> dict[str, Bools]:
    """Which forecasts of a window each term changes, found by trying: every term included, then one at a time left out.

    Returns
    -------
    By weight, one entry per series, in the order of the forecasts.
    """
    weights = parameters.with_spike
    values: dict[str, Any] = {name: _typical(parameters, name) for name in parameters.names}
    for vector, name in enumerate(weights, start=1):
        values[name] = np.where(np.arange(len(weights) + 1) == vector, 0.0, values[name])
    counts = observed(window, evidence)
    logs = [one.by_draw(counts[name]) for name, one in rule_forecaster(parameters.replace(values))(window, evidence).items()]
    moved = np.stack([np.abs(log - log[:, :1]).sum(axis=0) > HARDLY for log in logs])
    return {name: moved[:, vector] for vector, name in enumerate(weights, start=1)}


def _typical(parameters: Parameters, name: str) -> float:
    """A parameter's mean over the draws; of a weight that may be zero, over those in which it is not."""
    value = np.atleast_1d(np.asarray(parameters.values[name], dtype=np.float64))
    included = value[value > 0.0] if parameters.entry(name).spike > 0.0 else value
    return float(included.mean()) if included.size else float(parameters.entry(name).value)


def tabulate(origins: Sequence[Origin]) -> pd.DataFrame:
    """One row for each term that enough draws have and lack and that changes a forecast, the most helpful first.

    Only the series that it changes are compared.

    Returns
    -------
    Columns `COLUMNS`: `inclusion`, the posterior probability of the term, mean over the origins; `ahead`, log score of the draws
    with it less that of those without, nats over all days; `series`, the one that has most of the difference; `stacked`, the
    probability that stacking gives the term; `gain`, what stacking adds to the log score of the later origins if its weight comes
    from the earlier ones alone. Each `error` is a standard error: the scatter over blocks of days and that over draws.
    """
    rows = []
    for weight in origins[0].included:
        flags = [origin.included[weight] for origin in origins]
        if min(min(included.sum(), (~included).sum()) for included in flags) < FEW:
            continue
        changed = np.any([origin.changes[weight] for origin in origins], axis=0)
        if not changed.any():
            continue
        halves = [origin.halves(included)[changed] for origin, included in zip(origins, flags, strict=True)]
        difference = np.concatenate([by_series(half) for half in halves], axis=1)
        noise = np.array([origin.noise(weight, changed) for origin in origins])
        most = np.array(list(origins[0].logs))[changed][int(np.argmax(np.abs(difference.sum(axis=1))))]
        inclusion = [float(included.mean()) for included in flags]
        gains, moved = _forward(halves, inclusion)
        rows.append((
            weight, float(np.mean(inclusion)), *_total(difference.sum(axis=0), noise), most, stacking_weight(halves),
            *_total(gains, moved * noise[1:]),
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("ahead", ascending=False, kind="stable", ignore_index=True)


def by_series(halves: Floats) -> Floats:
    """By how much the first half is ahead, shape `(series, days)`."""
    return np.asarray(halves[..., 0] - halves[..., 1])


def stacking_weight(halves: Sequence[Floats]) -> float:
    """Weight of the first half that maximises the log score of the mixture over all days and series that are given."""

    def loss(weight: float) -> float:
        return -sum(float(stacked(half, weight).sum()) for half in halves)

    return float(minimize_scalar(loss, bounds=(0.0, 1.0), method="bounded").x)


def stacked(halves: Floats, weight: float) -> Floats:
    """Log score of each day, the series together, if the first half weighs `weight`; shape `(days,)`.

    Parameters
    ----------
    halves
        As `Origin.halves` returns them.
    """
    return np.asarray(logsumexp(halves, axis=2, b=np.array([weight, 1.0 - weight])).sum(axis=0))


def _forward(halves: Sequence[Floats], inclusion: Sequence[float]) -> tuple[Floats, Floats]:
    """Daily gains at each origin but the first of a weight stacked before it, and how far each weight moved."""
    weights = [stacking_weight(halves[:k]) for k in range(1, len(halves))]
    later = list(zip(halves[1:], weights, inclusion[1:], strict=True))
    gains = [stacked(half, weight) - stacked(half, share) for half, weight, share in later]
    return np.concatenate(gains), np.array([abs(weight - share) for _, weight, share in later])


def _mixed(logs: Floats) -> Floats:
    """Log of the mean probability over draws, shape `(days,)`."""
    return np.asarray(logsumexp(logs, axis=1) - np.log(logs.shape[1]))


def _total(days: Floats, noise: Floats) -> tuple[float, float]:
    """Sum over days and its standard error, from blocks of days and from the draws' noise of each origin."""
    return float(days.sum()), float(np.hypot(len(days) * block_means(days).std(), np.linalg.norm(noise)))


def stacking(
    particles: Annotated[int, typer.Option(min=64, max=program.MOST, help="Particles in each of two runs.")] = DRAWS,
    final_moves: Annotated[int, typer.Option(min=0, max=program.MOST, help="pCN moves after the last power.")] = 8,
    jobs: Jobs = 2,
    out: program.Table = REFERENCE / "stacking.csv",
    work: program.Work = RESULTS / "rolling",
) -> None:
    """Compare the draws with and without each term on 2020 to 2022."""
    plan, evidence = Plan(runs=2, particles=particles, final_moves=final_moves), without_war(load_evidence())
    fitted = fitted_before_each(TRAINING_ORIGINS, plan, work, jobs=jobs)
    table = tabulate([Origin.of(window, parameters, evidence) for window, parameters in fitted.items()])
    program.write(table, out, "%.3f")
    typer.echo(table.round(2).to_string(index=False))


if __name__ == "__main__":
    program.run(stacking)
