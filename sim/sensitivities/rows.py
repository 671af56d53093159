"""The table of `sensitivity`: one row for each measure, factor and kind of index.

=================== ========================================================================================================
`measure`           a measure of `sim.vocabulary.measures`; of the effective share, which is no measure's, `all`
`factor`            what is varied: `chance`, `parameters`, `rule variants`; a group of parameters; a doubted term; a prior
`kind`              `share of variance`, `first order`, `total order`, `difference`, `shift` or `effective share`
`index`             the estimate: a share of one, or in the measure's own unit for `difference` and `shift`; NaN for none
`low`, `high`       90 % interval
=================== ========================================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

import pandas as pd

SHARE, FIRST, TOTAL = "share of variance", "first order", "total order"
DIFFERENCE, SHIFT, EFFECTIVE = "difference", "shift", "effective share"
EVERY = "all"
"""Stands for a measure where a row is about none in particular."""


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    measure: str
    factor: str
    kind: str
    index: float
    low: float
    high: float


COLUMNS = tuple(field.name for field in fields(Row))
"""The contract's columns, in order."""


def unknown(measure: str, factor: str, kind: str) -> Row:
    """A row of what cannot be estimated."""
    return Row(measure, factor, kind, math.nan, math.nan, math.nan)


def table_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as a table."""
    return pd.DataFrame([astuple(row) for row in rows], columns=list(COLUMNS))


def of_kind(rows: Iterable[Row], kind: str, measure: str) -> list[Row]:
    """The rows of a kind and a measure, in their order."""
    return [row for row in rows if row.kind == kind and row.measure == measure]
