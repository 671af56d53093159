"""`python -m calibration.studies.rolling`: rules against baselines on rolling origins, neither having seen the days it forecasts.

For each year of `ORIGINS` the posterior is fitted anew to the days before it. This is where structure and priors are chosen and
rule variants weighed: the test window is for the final score alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from calibration import program
from calibration.fit.likelihood import TRAIN
from calibration.fit.posterior import Plan, fit, table_of
from calibration.forecasts.baseline_forecasts import Forecasts, Refit, Variant, baseline_forecasts
from calibration.forecasts.forecast import Forecast, join
from calibration.forecasts.inputs import DateRange, without_war
from calibration.forecasts.rule_forecasts import rule_forecaster
from calibration.forecasts.scores import RULES, observed, tabulate
from calibration.forecasts.series import SERIES
from calibration.reference import REFERENCE
from sim.commands.options import Jobs, records
from sim.machine import check_jobs
from sim.parameters import Parameters, load_parameters
from sim.paths import RESULTS
from sim.record.evidence import Evidence, load_evidence
from sim.types import Ints

ORIGINS: tuple[DateRange, ...] = tuple((date(year, 1, 1), date(year, 12, 31)) for year in (2020, 2021, 2022))
"""Years inside the training window."""
NEARLY_POISSON = 1e7
"""Size of a negative binomial that differs from Poisson by less than any score shows."""
VARIANT: Variant = "plain"
"""One is enough: no war that baselines are given lies in these years."""
DRAWS = 512


@dataclass(frozen=True)
class Comparison:
    """Forecasts of all origins, joined day by day, and what was documented.

    Attributes
    ----------
    forecasts
        By model, then by series; each of all days.
    counts
        By series, shape `(days,)`.
    """

    forecasts: Forecasts
    counts: Mapping[str, Ints]

    def table(self) -> pd.DataFrame:
        """Scores of the rules and of every baseline."""
        return tabulate({VARIANT: self.forecasts}, self.counts)


def fitted_before(
    day: date, plan: Plan, checkpoints: Path, *, jobs: int = 2, progress: Callable[[str], None] = lambda text: None
) -> Parameters:
    """Posterior draws of the rules fitted to the days before one, every particle a draw."""
    past = Plan(**{**vars(plan), "window": (TRAIN[0], day - timedelta(days=1))})
    draws = table_of(fit(past, checkpoints / f"before_{day}", jobs=jobs, progress=progress))
    base = load_parameters()
    return base.replace({str(name): np.clip(draws[name].to_numpy(), *base.entry(str(name)).bounds) for name in draws.columns})


def fitted_before_each(
    origins: Iterable[DateRange], plan: Plan, checkpoints: Path, *, jobs: int = 2
) -> dict[DateRange, Parameters]:
    """By origin, posterior draws of the rules fitted to the days before it; says how far it is."""
    check_jobs(jobs)
    draws = {}
    for window in origins:
        program.say(f"fitting the days before {window[0]}")
        draws[window] = fitted_before(window[0], plan, checkpoints, jobs=jobs, progress=program.say)
    return draws


def compared(
    rules: Mapping[DateRange, Mapping[str, Parameters]],
    evidence: Evidence | None = None,
    switch_off: Mapping[str, tuple[str, ...]] | None = None,
    refit: Refit = "none",
) -> Comparison:
    """The baselines and one or several versions of the rules on the windows that are the keys of `rules`.

    Parameters
    ----------
    rules
        By window, then by the version's name, its parameters.
    switch_off
        By version, mechanisms it leaves out.
    refit
        Whether everybody learns from the window month by month (`baseline_forecasts`, `rule_forecasts`).
    """
    evidence = without_war(load_evidence() if evidence is None else evidence)
    parts: list[Forecasts] = []
    for window, versions in rules.items():
        forecasts = baseline_forecasts(window, evidence, refit, (VARIANT,))[VARIANT]
        for name, parameters in versions.items():
            forecasts[name] = dict(rule_forecaster(parameters, refit, (switch_off or {}).get(name, ()))(window, evidence))
        parts.append(forecasts)
    counts = [observed(window, evidence) for window in rules]
    return Comparison(_whole(parts), {name: np.concatenate([count[name] for count in counts]) for name in SERIES})


def _whole(parts: list[Forecasts]) -> Forecasts:
    """Every model's forecasts of all spans."""
    return {model: {name: _joined([part[model][name] for part in parts]) for name in SERIES} for model in parts[0]}


def _joined(parts: list[Forecast]) -> Forecast:
    """One forecast of all spans; a Poisson part among negative binomials gets a size so large that it stays Poisson."""
    if any(part.sizes is not None for part in parts):
        parts = [part if part.sizes is not None else _as_negative_binomial(part) for part in parts]
    return join(parts)


def _as_negative_binomial(part: Forecast) -> Forecast:
    return Forecast(part.means, np.full(part.means.shape[1], NEARLY_POISSON), part.once, part.weights)


def rolling(
    particles: Annotated[int, typer.Option(min=64, max=program.MOST, help="Particles in each of two runs.")] = DRAWS,
    final_moves: Annotated[int, typer.Option(min=0, max=program.MOST, help="pCN moves after the last power.")] = 8,
    jobs: Jobs = 2,
    out: Annotated[
        Path | None, typer.Option(help="Table to write.", show_default="results/reference/", callback=program.a_file)
    ] = None,
    work: program.Work = RESULTS / "rolling",
    spikes: Annotated[bool, typer.Option(help="Whether weights may be zero; if not, every term is included.")] = True,
    monthly: Annotated[bool, typer.Option("--monthly", help="Refit month by month.")] = False,
) -> None:
    """Fit the rules before each year of 2020 to 2022, and score that year."""
    plan = Plan(runs=2, particles=particles, final_moves=final_moves, spikes=spikes)
    work = work if spikes else work / "no_spikes"
    fitted = fitted_before_each(ORIGINS, plan, work, jobs=jobs)
    table = compared({window: {RULES: draws} for window, draws in fitted.items()}, refit="monthly" if monthly else "none").table()
    out = out or REFERENCE / f"scores_rolling{'_monthly' if monthly else ''}{'' if spikes else '_no_spikes'}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(records(table), indent=2) + "\n", encoding="utf-8", newline="\n")
    shown = table.loc[table["model"] == RULES, ["series", "log_score", "crps", "best_baseline", "difference", "low", "high"]]
    typer.echo(shown.to_string(index=False, float_format=lambda value: f"{value:.4f}"))


if __name__ == "__main__":
    program.run(rolling)
