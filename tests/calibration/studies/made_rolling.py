"""Made-up scores of two rolling years, noisy enough to have intervals, for tests of the table and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from calibration.forecasts.scores import RULES
from calibration.forecasts.series import SERIES
from calibration.studies.rolling_scores import Judged, tabulate

DAYS = 60
YEARS = [(str(year), (date(year, 1, 1), date(year, 1, 1) + timedelta(days=DAYS - 1))) for year in (2023, 2024)]
BASELINES = ("constant", "mutual_hawkes")


def made_table(leads: Mapping[str, float], *, silent: tuple[str, ...] = (), noise: float = 0.01) -> pd.DataFrame:
    """The table of two years in two variants.

    Parameters
    ----------
    leads
        By series, how far the rules are ahead of the mutual Hawkes process, nats a day; elsewhere 0.02. The constant is 0.05
        behind that process in every series.
    silent
        Series in which nothing came in the second year.
    """
    years = [_year(leads, noise, seed) for seed in (1, 2)]
    counts = [_counts(()), _counts(silent)]
    return tabulate(YEARS, {"plain": years, "contexts_known": years}, counts)


def _year(leads: Mapping[str, float], noise: float, seed: int) -> Judged:
    rng = np.random.default_rng(seed)
    level = {name: -0.5 + noise * rng.standard_normal(DAYS) for name in SERIES}
    by = {
        "constant": {name: level[name] - 0.05 for name in SERIES},
        "mutual_hawkes": level,
        RULES: {name: level[name] + leads.get(name, 0.02) + noise * rng.standard_normal(DAYS) for name in SERIES},
    }
    return {
        model: {name: np.column_stack([log, np.full(DAYS, 0.2), np.full(DAYS, 0.1)]) for name, log in by_series.items()}
        for model, by_series in by.items()
    }


def _counts(silent: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {name: np.bincount([] if name in silent else [5], minlength=DAYS) for name in SERIES}
