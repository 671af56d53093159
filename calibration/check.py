"""Do the rules bring about what is documented? Every target against the 95 % interval of what the model predicts.

A band is the central 95 % predictive interval over worlds: luck, and parameters where each world has its own. It is no confidence
interval of a mean, so that about one target in twenty may miss by luck alone, fewer where counts are small and bands coarse.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from calibration.days import documented, predict, watch
from calibration.targets import Target, Targets, combined, load_targets
from sim.ensemble import for_worlds
from sim.errors import InputError, unknown
from sim.model import EscalationModel
from sim.parameters import Parameters, load_parameters
from sim.record.evidence import load_evidence
from sim.scenario import Scenario
from sim.types import Floats

COLUMNS = ("id", "source", "in_fit", "observed", "predicted", "low", "high", "passed", "expected_miss", "limit", "kind", "title")
TAILS = (0.025, 0.975)
WORLDS = 500
DEFINED = 0.05
"""A statistic that has a value in fewer worlds than this share, such as a lag where almost no answer comes, is a miss."""
Values = dict[tuple[str, str], Floats]
"""By target and run, the statistic in each world, shape `(worlds,)`."""


def check(
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
        One value or an array of draws each; world w takes draw w, and after the last the first again.
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

    Raises
    ------
    InputError
        For an unknown id, or a number of worlds or seed out of range.
    """
    whole = _chosen(load_targets() if targets is None else targets, only)
    if worlds < 1 or seed < 0:
        raise InputError(f"worlds is {worlds} and seed {seed}; allowed: 1 or more worlds, a seed of 0 or more")
    values = for_worlds(parameters or load_parameters(), worlds)
    runs = sorted({run for target in whole.targets for run in target.runs}, key=lambda run: whole.runs[run].since)
    scenarios = {run: whole.runs[run].scenario(run, switch_off) for run in runs}
    tasks = [delayed(_predicted)(whole, run, scenarios[run], values, worlds, seed) for run in runs]
    done = Parallel(n_jobs=jobs)(tasks) if jobs != 1 else [function(*given) for function, given, _ in tasks]
    predicted: Values = {key: value for part in done for key, value in part.items()}
    seen = observed(whole)
    return pd.DataFrame([_row(whole, target, predicted, seen[target.id]) for target in whole.targets], columns=list(COLUMNS))


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
    kept = tuple(target for target in targets.targets if not only or target.id in only)
    return targets.model_copy(update={"targets": kept})


def _predicted(targets: Targets, run: str, scenario: Scenario, parameters: Parameters, worlds: int, seed: int) -> Values:
    """Carry out one run and take from it what its targets ask for."""
    model = EscalationModel(scenario, worlds, seed, parameters=parameters)
    days = predict(model, np.random.default_rng(seed)) if targets.runs[run].kind == "replay" else watch(model)
    model.close()
    return {(target.id, run): targets.value(target, run, days) for target in targets.targets if run in target.runs}


def _row(targets: Targets, target: Target, predicted: Values, seen: float) -> dict[str, object]:
    values = combined(target, [predicted[target.id, run] for run in target.runs])
    finite = values[np.isfinite(values)]
    low, mean, high = band(finite) if finite.size else (np.nan, np.nan, np.nan)
    limit = np.inf if target.limit is None else target.limit
    return {
        "id": target.id,
        "source": "; ".join(target.sources),
        "in_fit": target.in_fit,
        "observed": seen,
        "predicted": mean,
        "low": low,
        "high": high,
        "passed": bool(finite.size >= DEFINED * values.size and low <= seen <= high and high <= limit),
        "expected_miss": target.expected_miss,
        "limit": target.limit,
        "kind": targets.kind(target),
        "title": target.title,
    }


def band(values: Floats) -> tuple[float, float, float]:
    """Lower end, mean and upper end of the central 95 % of some values; the ends are values that occur."""
    low, high = np.quantile(values, TAILS, method="inverted_cdf")
    return float(low), float(values.mean()), float(high)
