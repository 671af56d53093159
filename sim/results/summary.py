"""The summary of worlds: mean, median and intervals of every measure, from exact distributions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.results.distribution import Distribution
from sim.results.spans import Span
from sim.vocabulary.measures import MEASURES

QUANTILES = {"median": 0.5, "low_90": 0.05, "low_50": 0.25, "high_50": 0.75, "high_90": 0.95}
"""Quantiles are values that occurred in a world: counts stay whole."""


def summary_rows(scenario: str, span: Span, measures: Mapping[str, Distribution]) -> list[dict[str, Any]]:
    """One row per measure; `worlds` are those that have a value: `days_to_first_*` have none where nothing came."""
    return [
        {
            "scenario": scenario,
            "measure": name,
            "unit": MEASURES[name].unit,
            "since": str(span.since),
            "until": str(span.until),
            "worlds": of.n,
            "mean": of.mean,
            **dict(zip(QUANTILES, of.quantiles(tuple(QUANTILES.values())), strict=True)),
        }
        for name, of in measures.items()
    ]
