"""How well forecasts are calibrated: coverage, the probability integral transform, and strikes within a week."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from calibration.contest import Forecasts, Variant
from calibration.forecast import Forecast
from calibration.series import SERIES
from sim.types import Floats, Ints

HORIZON = 7
BINS = 10


def pit_histogram(forecast: Forecast, counts: Ints, bins: int = BINS) -> Floats:
    """Heights of the non-randomised transform's histogram, one for each bin, one on average (Czado, Gneiting and Held 2009)."""
    u = np.linspace(0.0, 1.0, bins + 1)
    ends = forecast.pit(counts)
    width = np.maximum(ends[:, 1:] - ends[:, :1], 1e-12)
    return np.asarray(np.diff(np.clip((u - ends[:, :1]) / width, 0.0, 1.0).mean(axis=0)) * bins)


def within(forecast: Forecast, days: int = HORIZON) -> Floats:
    """Probability of at least one act from each day to `days - 1` days later, as if each draw's rate stayed as it is today.

    Exact only for a constant rate: a forecast whose rate moves fast is flattered or punished by the freezing. Where futures
    can be simulated, hand `brier` their share instead. Shape `(days,)`.
    """
    draws = -np.expm1(days * forecast.log_scores_by_draw(np.zeros(len(forecast), dtype=np.int64)))
    weights = np.full(draws.shape, 1.0 / draws.shape[1]) if forecast.weights is None else forecast.weights
    return np.asarray((draws * weights).sum(axis=1))


def happened(counts: Ints, days: int = HORIZON) -> Floats:
    """1 where an act falls on a day or in the `days - 1` after it; only days whose horizon lies in the window; shape `(n,)`."""
    return np.asarray(np.lib.stride_tricks.sliding_window_view(counts, days).sum(axis=1) > 0, dtype=np.float64)


def brier(probabilities: Floats, counts: Ints, days: int = HORIZON) -> float:
    """Mean squared error of the probability of an act within `days` days; lower is better."""
    outcome = happened(counts, days)
    return float(np.mean((probabilities[: len(outcome)] - outcome) ** 2))


def diagnose(found: Mapping[Variant, Forecasts], counts: Mapping[str, Ints]) -> pd.DataFrame:
    """One row per series, model and variant.

    Columns: `coverage_50`, `coverage_90` (share of days whose count lies in the central interval: at least the level for a
    well-calibrated count), `pit_distance` (largest distance of the transform's distribution from uniform),
    `expected`, `observed` (acts in the window), `brier_7` (an act within seven days, `within`).
    """
    rows = []
    for variant, forecasts in found.items():
        for model, by_series in forecasts.items():
            for series in SERIES:
                forecast, n = by_series[series], counts[series]
                rows.append({"series": series, "model": model, "variant": variant, **_checks(forecast, n)})
    return pd.DataFrame(rows)


def _checks(forecast: Forecast, counts: Ints) -> dict[str, float]:
    heights = pit_histogram(forecast, counts)
    return {
        "coverage_50": float(forecast.covered(counts, 0.5).mean()),
        "coverage_90": float(forecast.covered(counts, 0.9).mean()),
        "pit_distance": float(np.max(np.abs(np.cumsum(heights - 1.0) / len(heights)))),
        "expected": float(forecast.mean().sum()),
        "observed": float(counts.sum()),
        "brier_7": brier(within(forecast), counts) if len(counts) >= HORIZON else float("nan"),
    }
