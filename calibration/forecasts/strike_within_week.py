"""How probable is an American strike within seven days? For the rules by simulated futures, for the baselines from their rates.

Each day of a window the record is taken as known up to the evening before. The rules then run on for a week with fresh luck, one
world for each parameter draw. A baseline's chance that nothing happens follows from its own rates while nothing happens, which
is exact for a process that feeds on its own past; a second series is kept at the rate expected on the first day, and where all
series are read, the others at the mean of their last month. The rules know
the contexts of the week ahead (a truce with its end, Israeli strikes; the war in Gaza and its pause in the variant
`contexts_known` alone); the baselines of strikes know none, but what they expect of attacks in that variant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from calibration.baselines.fitting import Fitted, SeriesData, fit_best
from calibration.baselines.registry import EXCITER, baselines
from calibration.forecasts.ahead import scenario_ahead
from calibration.forecasts.baseline_forecasts import Forecasts, Variant, all_days, series_data, training_days
from calibration.forecasts.bootstrap import interval
from calibration.forecasts.diagnostics import HORIZON, happens_within
from calibration.forecasts.inputs import DateRange, without_war
from calibration.forecasts.scores import RULES, observed
from sim.model import EscalationModel
from sim.parameter_files import for_worlds
from sim.parameters import Parameters
from sim.record.evidence import Evidence
from sim.types import Floats

STRIKE = "strike"
RECENT = 30
"""Days by whose mean other series go on during the week."""
WORLDS = 800
COLUMNS = ("variant", "model", "n_days", "brier", "share_of_days", "low", "high")


def chances(
    window: DateRange,
    parameters: Parameters,
    evidence: Evidence,
    forecasts: Mapping[Variant, Forecasts],
    worlds: int = WORLDS,
    jobs: int = 2,
) -> dict[Variant, dict[str, Floats]]:
    """By variant, then by model, the chance of a strike within a week, for each day whose week lies in the window.

    `forecasts` are those of the baselines on the window; the Hawkes process of attacks says how the second series goes on.
    """
    known: dict[Variant, Evidence] = {"plain": without_war(evidence), "contexts_known": evidence}
    fitted = _fitted(window, evidence)
    return {
        variant: {
            RULES: rule_chances(window, parameters, known[variant], worlds, jobs),
            **baseline_chances(window, evidence, by_model["hawkes"][EXCITER[STRIKE]].mean(), fitted),
        }
        for variant, by_model in forecasts.items()
    }


def rule_chances(window: DateRange, parameters: Parameters, evidence: Evidence, worlds: int = WORLDS, jobs: int = 2) -> Floats:
    """Share of worlds in which the United States strikes within a week, for each day whose week lies in the window."""
    values = for_worlds(parameters, worlds)
    starts = [window[0] + timedelta(days=offset) for offset in range((window[1] - window[0]).days - HORIZON + 2)]
    shares = Parallel(n_jobs=jobs)(delayed(_share)(day, values, evidence, worlds) for day in starts)
    return np.array(shares)


def _share(day: date, parameters: Parameters, evidence: Evidence, worlds: int) -> float:
    scenario = scenario_ahead(day - timedelta(days=1), HORIZON)
    model = EscalationModel(scenario, worlds, rng=day.toordinal(), parameters=parameters, evidence=evidence)
    for _ in model.run():
        pass
    daily = model.event_log.daily_table()
    model.close()
    struck = daily[daily["date"] >= str(day)].groupby("world")[STRIKE].sum().to_numpy() > 0
    return float(struck.mean())


def _fitted(window: DateRange, evidence: Evidence) -> list[Fitted]:
    """Every baseline, fitted to the training days before the window; contexts are nothing to those of strikes."""
    days = all_days(window)
    since, until, _ = training_days(days, window)
    data = series_data(evidence, days)[STRIKE].until(until)
    return [fit_best(model, data, since) for model in baselines(STRIKE)]


def baseline_chances(window: DateRange, evidence: Evidence, exciter: Floats, fitted: Sequence[Fitted]) -> dict[str, Floats]:
    """The same for every baseline, fitted to the days before the window.

    Parameters
    ----------
    exciter
        Expected count of the second series on each day of the window, shape `(days,)`; during the week it stays at that of the
        first day.
    fitted
        The baselines, as fitted to these days.
    """
    days = all_days(window)
    data = series_data(evidence, days)[STRIKE]
    *_, first = training_days(days, window)
    starts = range(first, len(days) - HORIZON + 1)
    return {
        each.model.name: np.array([_chance(each, data, day, float(exciter[day - first])) for day in starts]) for each in fitted
    }


def _chance(fitted: Fitted, data: SeriesData, day: int, exciter: float) -> float:
    """Probability of an act in the week from `day` on: one less that of none, along the path on which there is none."""
    before, stop = data.until(day), day + HORIZON
    path = SeriesData(
        np.concatenate([before.counts, np.zeros(HORIZON)]),
        data.reported[:stop],
        data.covariate[:stop],
        np.concatenate([before.exciter, np.full(HORIZON, exciter)]),
        data.once,
        None
        if before.others is None
        else np.vstack([before.others, np.tile(before.others[-RECENT:].mean(axis=0), (HORIZON, 1))]),
    )
    nothing = fitted.forecast(path).days(slice(day, None)).log_score(np.zeros(HORIZON, dtype=np.int64))
    return float(-np.expm1(nothing.sum()))


def tabulate(chances: Mapping[Variant, Mapping[str, Floats]], window: DateRange, evidence: Evidence) -> pd.DataFrame:
    """Brier scores, best first in each variant.

    Returns
    -------
    Columns `COLUMNS`; `share_of_days` is that of days after which a strike came within the week; `low` and `high` are the 95 %
    moving-block interval of a baseline's Brier score less that of the rules: above zero, the rules are better.
    """
    outcome = happens_within(observed(window, evidence)[STRIKE])
    return pd.concat([_ranked(variant, by_model, outcome) for variant, by_model in chances.items()], ignore_index=True)


def _ranked(variant: Variant, by_model: Mapping[str, Floats], outcome: Floats) -> pd.DataFrame:
    errors = {name: (values - outcome) ** 2 for name, values in by_model.items()}
    rows = []
    for name, error in errors.items():
        worse = error - errors[RULES]
        low, high = interval(worse) if np.any(worse) else (np.nan, np.nan)
        rows.append((variant, name, len(outcome), float(error.mean()), float(outcome.mean()), low, high))
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("brier", kind="stable")
