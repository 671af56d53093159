"""How well forecasts are calibrated: coverage and the probability integral transform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from calibration.forecasts.baseline_forecasts import Forecasts, Variant
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.scores import ALL
from calibration.forecasts.series import SERIES
from sim.types import Floats, Ints

HORIZON = 7
BINS = 10
BIN_NAMES = tuple(f"bin_{number}" for number in range(1, BINS + 1))
"""Columns of a table of transforms."""


def pit_histogram(forecast: Forecast, counts: Ints, bins: int = BINS) -> Floats:
    """Heights of the non-randomised transform's histogram, one for each bin, one on average (Czado, Gneiting and Held 2009)."""
    u = np.linspace(0.0, 1.0, bins + 1)
    ends = forecast.pit(counts)
    width = np.maximum(ends[:, 1:] - ends[:, :1], 1e-12)
    return np.asarray(np.diff(np.clip((u - ends[:, :1]) / width, 0.0, 1.0).mean(axis=0)) * bins)


def happens_within(counts: Ints, days: int = HORIZON) -> Floats:
    """1 where an act falls on a day or in the `days - 1` after it; only days whose horizon lies in the window; shape `(n,)`."""
    return np.asarray(np.lib.stride_tricks.sliding_window_view(counts, days).sum(axis=1) > 0, dtype=np.float64)


def pit_table(forecasts: Mapping[str, Forecast], counts: Mapping[str, Ints]) -> pd.DataFrame:
    """Heights of the transform's histogram by series.

    Returns
    -------
    One row per series: `series`, `observed` and `expected` (acts in the window), and `BIN_NAMES` (heights, one on average).
    """
    rows = []
    for name in SERIES:
        heights = pit_histogram(forecasts[name], counts[name])
        bins = dict(zip(BIN_NAMES, heights, strict=True))
        rows.append({"series": name, "observed": counts[name].sum(), "expected": forecasts[name].mean().sum(), **bins})
    return pd.DataFrame(rows)


def _distance(heights: Floats) -> float:
    return float(np.max(np.abs(np.cumsum(heights - 1.0) / len(heights))))


def coverage_table(by_variant: Mapping[Variant, Forecasts], counts: Mapping[str, Ints]) -> pd.DataFrame:
    """One row per series (and `all`), model and variant.

    Columns: `coverage_50`, `coverage_90` (share of days whose count lies in the central interval: at least the level for a
    well-calibrated count), `pit_distance` (largest distance of the transform's distribution from uniform),
    `expected`, `observed` (acts in the window). In `all`, the days of every series count alike.
    """
    rows = []
    for variant, forecasts in by_variant.items():
        for model, by_series in forecasts.items():
            for series, names in {**{name: (name,) for name in SERIES}, ALL: SERIES}.items():
                checks = _checks([(by_series[name], counts[name]) for name in names])
                rows.append({"series": series, "model": model, "variant": variant, **checks})
    return pd.DataFrame(rows)


def _checks(pairs: Sequence[tuple[Forecast, Ints]]) -> dict[str, float]:
    """Of the forecasts of as many days each, together."""
    return {
        "coverage_50": float(np.mean([forecast.covered(counts, 0.5) for forecast, counts in pairs])),
        "coverage_90": float(np.mean([forecast.covered(counts, 0.9) for forecast, counts in pairs])),
        "pit_distance": _distance(np.mean([pit_histogram(forecast, counts) for forecast, counts in pairs], axis=0)),
        "expected": float(sum(forecast.mean().sum() for forecast, _ in pairs)),
        "observed": float(sum(counts.sum() for _, counts in pairs)),
    }
