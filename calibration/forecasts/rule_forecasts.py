"""The rules' forecasts of a window, as a mixture over parameter draws."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from calibration.forecasts.baseline_forecasts import Refit
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.inputs import DateRange, days_in
from calibration.forecasts.predictive import expectations, reweighted
from calibration.forecasts.scores import Forecaster
from sim.parameter_files import n_draws
from sim.parameters import Parameters
from sim.record.evidence import Evidence
from sim.record.windows import load_windows


def rule_forecaster(parameters: Parameters, refit: Refit = "none", switch_off: tuple[str, ...] = ()) -> Forecaster:
    """What `calibration.forecasts.scores.all_forecasts` asks of the rules.

    Parameters
    ----------
    parameters
        Numbers, or arrays with one entry per draw.
    refit
        `none`: all draws weigh the same throughout; `monthly`: at the start of each month they are weighed anew by how probable
        they made what has been shown so far of the series (`predictive.reweighted`): of the window, and of the days between
        those that they were fitted to and it, which baselines have learnt from too; draws that do not say to which they were
        are taken to have seen the training window.
    switch_off
        Mechanisms to leave out.
    """
    n = n_draws(parameters)

    def forecasts(window: DateRange, evidence: Evidence) -> Mapping[str, Forecast]:
        fitted_to = parameters.origin.fitted_to
        unseen = (load_windows()["train"].until if fitted_to is None else fitted_to[1]) + timedelta(days=1)
        since = unseen if refit == "monthly" and window[0] > unseen else window[0]
        days = days_in((since, window[1]))
        first = (window[0] - since).days
        by_series = {}
        for name, one in expectations((since, window[1]), parameters, n, evidence, switch_off).items():
            weights = reweighted(one.logs, days)[first:] if refit == "monthly" else None
            by_series[name] = Forecast(one.means[first:], one.sizes, one.once, weights)
        return by_series

    return forecasts
