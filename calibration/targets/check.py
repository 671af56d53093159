"""Do the rules bring about what is documented? Every target against the 95 % interval of what the model predicts.

A band is the central 95 % predictive interval over worlds: luck, and parameters where each world has its own. It is no confidence
interval of a mean, so that about one target in twenty may miss by luck alone, fewer where counts are small and bands coarse. A
band that rules out little is called so (`calibration.targets.statistics.informative`).
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from calibration.fit.judging import parameters_to_judge
from calibration.targets import WORLDS
from calibration.targets.daily_counts import documented, predict, watch
from calibration.targets.statistics import informative
from calibration.targets.targets import Target, TargetRun, Targets, combined, load_targets
from sim.errors import InputError, Unbounded, unknown
from sim.machine import check_seed
from sim.model import EscalationModel
from sim.parameter_files import for_worlds
from sim.parameters import Parameters
from sim.record.evidence import load_evidence
from sim.scenario import Scenario
from sim.scenario.schedule import Schedule
from sim.types import Floats

COLUMNS = (
    "id", "source", "in_fit", "observed", "predicted", "low", "high", "passed", "defined", "informative", "expected_miss",
    "limit", "stopped", "kind", "title",
)  # fmt: skip
TAILS = (0.025, 0.975)
DEFINED = 0.05
"""A statistic that has a value in fewer worlds than this share, such as a lag where almost no answer comes, is a miss."""
Values = dict[tuple[str, str], Floats]
"""By target and run, the statistic in each world, shape `(worlds,)`."""


@dataclass(frozen=True)
class RunResult:
    """What one run gives: its targets' statistics, and why it stopped, if it did."""

    run: str
    values: Values
    stopped: str = ""


def evaluate_targets(
    parameters: Parameters | None = None,
    worlds: int = WORLDS,
    seed: int = 7,
    *,
    jobs: int = 1,
    only: Collection[str] = (),
    switch_off: tuple[str, ...] = (),
    targets: Targets | None = None,
) -> pd.DataFrame:
    """Predict every target and compare it with the record.

    Parameters
    ----------
    parameters
        One value or an array of draws each; world w takes draw w, and after the last the first again. By default draws of the
        posterior of the training window.
    jobs
        Processes; they change no number.
    only
        Ids of the targets to check; by default all.
    switch_off
        Mechanisms to leave out, to see which targets notice.

    Returns
    -------
    A row for each target, columns `COLUMNS`; `predicted` is the mean over worlds, `low` and `high` the 95 % interval, `passed`
    whether the record lies in it and it ends below the target's `limit`. A miss that `expected_miss` explains is still a miss.
    `in_fit` says whether the parameters were fitted to all its days: those that they state, else the training window's. `defined`
    is the share of worlds in which the statistic has a value: a lag and its band are conditional on the act coming.
    `informative` says whether the band rules out much; `stopped` why a run has no end, so that all its targets are missed.

    Raises
    ------
    InputError
        For an unknown id, or a number of worlds or seed out of range.
    """
    (table,) = evaluate_variants((switch_off,), parameters, worlds, seed, jobs=jobs, only=only, targets=targets)
    return table


def evaluate_variants(
    variants: Sequence[tuple[str, ...]],
    parameters: Parameters | None = None,
    worlds: int = WORLDS,
    seed: int = 7,
    *,
    jobs: int = 1,
    only: Collection[str] = (),
    targets: Targets | None = None,
) -> list[pd.DataFrame]:
    """A table of `evaluate_targets` for each variant, which is the mechanisms to leave out.

    The documented days before a branch are lived through once for all variants.
    """
    asked = _chosen(load_targets() if targets is None else targets, only)
    if worlds < 1:
        raise InputError(f"worlds is {worlds}; allowed: 1 or more worlds")
    check_seed(seed)
    values = for_worlds(parameters_to_judge() if parameters is None else parameters, worlds)
    runs = sorted({run for target in asked.targets for run in target.runs}, key=lambda run: asked.runs[run].since)
    scenarios = {run: [asked.runs[run].scenario(run, variant) for variant in variants] for run in runs}
    tasks = [delayed(_predicted)(asked, run, scenarios[run], values, worlds, seed) for run in runs]
    by_run: list[list[RunResult]] = (
        Parallel(n_jobs=jobs)(tasks) if jobs != 1 else [function(*arguments) for function, arguments, _ in tasks]
    )
    documented_values = observed(asked)
    fitted_to = values.origin.fitted_to
    return [_table(asked, list(results), documented_values, fitted_to) for results in zip(*by_run, strict=True)]


def _table(
    targets: Targets, results: list[RunResult], documented_values: Mapping[str, float], fitted_to: tuple[date, date] | None
) -> pd.DataFrame:
    rows = []
    for target in targets.targets:
        of_target = [result for result in results if result.run in target.runs]
        in_fit = target.in_fit if fitted_to is None else targets.within(target, *fitted_to)
        rows.append({**_row(targets, target, of_target, documented_values[target.id]), "in_fit": in_fit})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def observed(targets: Targets) -> dict[str, float]:
    """Every target's statistic of the record, by id."""
    since = min(run.since for run in targets.runs.values())
    until = max(run.until for run in targets.runs.values())
    days = documented(load_evidence(), since, until)
    return {
        target.id: float(combined(target, [targets.value(target, run, days) for run in target.runs])[0])
        for target in targets.targets
    }


def missed(table: pd.DataFrame) -> list[str]:
    """Ids of the targets missed without an explanation."""
    return [str(name) for name in table.loc[~table["passed"] & (table["expected_miss"] == ""), "id"]]


def _chosen(targets: Targets, only: Collection[str]) -> Targets:
    ids = [target.id for target in targets.targets]
    for name in only:
        if name not in ids:
            raise InputError(unknown("target", name, ids))
    asked = targets.model_copy(update={"targets": tuple(each for each in targets.targets if not only or each.id in only)})
    return asked.model_copy(update={"runs": {name: _as_far_as_asked(asked, name) for name in targets.runs}})


def _as_far_as_asked(targets: Targets, run: str) -> TargetRun:
    """A run to the last day that counts for a target, if it is a replay: no day of it hangs on later ones.

    One that is simulated goes to its end, for it may turn out there that it has no bound.
    """
    whole, asked = targets.runs[run], [targets.span(target, run)[1] for target in targets.targets if run in target.runs]
    return whole.model_copy(update={"until": max(asked)}) if asked and whole.kind == "replay" else whole


def _predicted(
    targets: Targets, run: str, scenarios: Sequence[Scenario], parameters: Parameters, worlds: int, seed: int
) -> list[RunResult]:
    """Carry out one run under each of some scenarios that differ in what is off, and take from it what its targets ask for."""

    def started(scenario: Scenario) -> EscalationModel:
        return EscalationModel(scenario, worlds, seed, parameters=parameters, keep_log=False)

    if targets.runs[run].kind != "branched":
        return [_run_result(targets, run, started(scenario), seed) for scenario in scenarios]
    start = started(scenarios[0])
    while start.clock < start.schedule.warm_up:
        start.step()
    results = [_run_result(targets, run, _forked(start, scenario), seed) for scenario in scenarios]
    start.close()
    return results


def _forked(model: EscalationModel, scenario: Scenario) -> EscalationModel:
    """A copy of a model on documented days, on which nothing is off yet; it goes on with what another scenario leaves out."""
    shared = (model.evidence, model.evidence.by_day, model.evidence.stated, model.parameters, model.schedule)
    fork = copy.deepcopy(model, {id(each): each for each in shared})
    fork.scenario, fork.schedule = scenario, Schedule(scenario, model.evidence)
    return fork


def _run_result(targets: Targets, run: str, model: EscalationModel, seed: int) -> RunResult:
    """Run a model to its end; no values, if its counts grow without bound."""
    try:
        days = predict(model, np.random.default_rng(seed)) if targets.runs[run].kind == "replay" else watch(model)
    except Unbounded as error:
        return RunResult(run, {}, str(error))
    finally:
        model.close()
    of_run = [target for target in targets.targets if run in target.runs]
    return RunResult(run, {(target.id, run): targets.value(target, run, days) for target in of_run})


def _row(targets: Targets, target: Target, results: list[RunResult], documented_value: float) -> dict[str, object]:
    stopped = "; ".join(result.stopped for result in results if result.stopped)
    values = np.full(1, np.nan) if stopped else combined(target, [result.values[target.id, result.run] for result in results])
    finite = values[np.isfinite(values)]
    low, mean, high = band(finite) if finite.size else (np.nan, np.nan, np.nan)
    limit = np.inf if target.limit is None else target.limit
    parts = len(target.runs) if target.combine == "sum" else 1
    return {
        "id": target.id,
        "source": "; ".join(target.sources),
        "in_fit": target.in_fit,
        "observed": documented_value,
        "predicted": mean,
        "low": low,
        "high": high,
        "passed": bool(finite.size >= DEFINED * values.size and low <= documented_value <= high and high <= limit),
        "defined": finite.size / values.size,
        "informative": informative(target.statistic, documented_value, low, high, parts),
        "expected_miss": target.expected_miss,
        "limit": target.limit,
        "stopped": stopped,
        "kind": targets.kind(target),
        "title": target.title,
    }


def band(values: Floats) -> tuple[float, float, float]:
    """Lower end, mean and upper end of the central 95 % of some values; the ends are values that occur."""
    low, high = np.quantile(values, TAILS, method="inverted_cdf")
    return float(low), float(values.mean()), float(high)
