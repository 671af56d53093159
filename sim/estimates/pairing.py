"""World by world, what a scenario's worlds and the reference's have of each measure: whole, and month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.results.beyond import Beyond
from sim.results.digest import MISSING
from sim.results.per_world import Counts, measure
from sim.results.spans import Span
from sim.types import Floats, Ints
from sim.vocabulary.measures import MEASURES

MONTHLY = tuple(name for name, about in MEASURES.items() if about.always_known)
"""Measures that a month has: totals, and the highest rung."""


@dataclass(frozen=True)
class Months:
    """Measures `MONTHLY` month by month, of an arm and of the reference, shape `(worlds, months, measures)`.

    `names` are the months, as 2020-01; `days` how many days of each are counted.
    """

    names: tuple[str, ...]
    days: tuple[int, ...]
    values: Ints
    reference: Ints


@dataclass(frozen=True)
class Pair:
    """A scenario, or a point of a design, beside the reference: the same worlds over the same days.

    Attributes
    ----------
    scenario, reference
        Their names in the tables.
    values, reference_values
        Measures by world, shape `(worlds, measures)`, `MISSING` for none; without the latter it is the reference itself.
    draws
        The draw of the parameters that each world has, shape `(worlds,)`; `n_draws` is how many there are to share.
    own
        The scenario's own doing (`sim.estimates.edited`), shape `(worlds, measures)`; None where no events are kept.
    beyond
        On how many days its worlds have more than the record ever shows; None where no days are kept.
    about
        Columns that are the same in all its rows: `estimand`, `coupling`, `contrast`, the point and its values.
    """

    scenario: str
    reference: str
    span: Span
    values: Ints
    reference_values: Ints | None
    draws: Ints
    n_draws: int
    own: Floats | None = None
    months: Months | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    beyond: Beyond | None = None


def counts_of(daily: pd.DataFrame) -> Counts:
    """The daily table of a stretch of worlds as arrays; which days were lethal is not asked."""
    n_days = int((daily["world"] == daily["world"].iloc[0]).sum())
    days = daily["date"].to_numpy()[:n_days].astype("datetime64[D]")
    worlds = daily["world"].to_numpy()[::n_days].astype(np.int64)
    shape = (len(worlds), n_days)
    columns = {about.column: daily[about.column].to_numpy().reshape(shape) for about in MEASURES.values()}
    return Counts(days, worlds, columns, np.zeros(shape, dtype=np.bool_))


def over(counts: Counts, span: Span) -> Counts:
    """The days of a span."""
    return counts.between(np.datetime64(span.since, "D"), np.datetime64(span.until, "D"))


def values_of(counts: Counts) -> Ints:
    """Measures by world over all days of the counts, shape `(worlds, measures)`, `MISSING` for none."""
    values: Ints = measure(counts)[list(MEASURES)].fillna(MISSING).to_numpy(dtype=np.int64)
    return values


def by_month(counts: Counts) -> tuple[tuple[str, ...], tuple[int, ...], Ints]:
    """Names of the months, how many days of each are there, and measures `MONTHLY`, shape `(worlds, months, measures)`."""
    months: NDArray[np.datetime64] = counts.days.astype("datetime64[M]")
    names, begins, days = np.unique(months, return_index=True, return_counts=True)
    values = np.empty((len(counts.worlds), len(names), len(MONTHLY)), dtype=np.int64)
    for place, name in enumerate(MONTHLY):
        about = MEASURES[name]
        add = np.add if about.how == "total" else np.maximum
        values[:, :, place] = add.reduceat(counts.columns[about.column].astype(np.int64), begins, axis=1)
    return tuple(map(str, names)), tuple(int(n) for n in days), values
