"""Flat forecasts of every series, and counts drawn from a flat rate."""

from __future__ import annotations

import numpy as np

from calibration.forecasts.forecast import Forecast
from calibration.forecasts.series import ONCE, SERIES

N = 300


def flat(rate: float, days: int = N) -> dict[str, Forecast]:
    return {name: Forecast(np.full((days, 1), rate), once=name in ONCE) for name in SERIES}


def counts(rate: float, seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {name: rng.binomial(1, -np.expm1(-rate), N) if name in ONCE else rng.poisson(rate, N) for name in SERIES}
