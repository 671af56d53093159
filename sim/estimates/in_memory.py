"""Effects of a comparison that was kept in memory: the same tables as of its folder, without writing it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from sim.comparison import Comparison
from sim.errors import InputError
from sim.estimates.edited import edits_between, own_part
from sim.estimates.estimating import Estimate, about_of
from sim.estimates.folders import Opened
from sim.estimates.pairing import Months, Pair, by_month, over, values_of
from sim.estimates.table import effect_rows, effect_table, month_rows, month_table
from sim.record.evidence import load_evidence
from sim.results.per_world import Counts
from sim.results.spans import Span
from sim.scenario import Scenario
from sim.types import Ints


def estimate_of(comparison: Comparison, counts: Mapping[str, Counts], events: Mapping[str, pd.DataFrame]) -> Estimate:
    """The effects of what `compare` ran.

    Parameters
    ----------
    comparison
        Of a reference and others.
    counts
        By scenario its daily table as arrays (`sim.estimates.pairing.counts_of`), at least over the days that are counted.
    events
        By scenario its table of events, at least the columns `sim.estimates.edited.COLUMNS`.

    Raises
    ------
    InputError
        If there is no reference in it.
    """
    if not comparison.is_paired:
        raise InputError("a run alone has no effects; allowed: a comparison, whose first scenario is the reference")
    reference, *others = comparison.tabulation.arms
    rows, months = [], []
    for span in reference.spans:
        alone = _pair(comparison, reference.scenario, None, span, counts, events)
        against = [
            _pair(comparison, arm.scenario, reference.scenario, span, counts, events) for arm in others if span in arm.spans
        ]
        for pair in (alone, *against):
            rows += list(effect_rows(pair))
            months += list(month_rows(pair))
    n_draws = comparison.tabulation.n_draws
    opened = Opened(Path(), comparison.manifest, comparison.scenarios, reference.scenario.name, n_draws)
    return Estimate(opened, effect_table(rows), month_table(months))


def _pair(
    comparison: Comparison,
    scenario: Scenario,
    reference: Scenario | None,
    span: Span,
    counts: Mapping[str, Counts],
    events: Mapping[str, pd.DataFrame],
) -> Pair:
    """A scenario beside the reference, or the reference alone."""
    worlds, n_draws = comparison.tabulation.worlds, comparison.tabulation.n_draws
    draws: Ints = np.arange(worlds, dtype=np.int64) % n_draws
    ours, about = over(counts[scenario.name], span), about_of(scenario, reference or scenario)
    if reference is None:
        return Pair(scenario.name, scenario.name, span, values_of(ours), None, draws, n_draws, about=about)
    theirs = over(counts[reference.name], span)
    edits = edits_between(scenario, reference, load_evidence())
    own = own_part(events[scenario.name], events[reference.name], edits, span, 0, worlds)
    names, days, values = by_month(ours)
    months = Months(names, days, values, by_month(theirs)[2])
    return Pair(
        scenario.name, reference.name, span, values_of(ours), values_of(theirs), draws, n_draws, own, months, about
    )  # fmt: skip
