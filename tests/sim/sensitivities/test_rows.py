"""The table has the contract's columns, and what is not known is no number."""

from __future__ import annotations

import numpy as np

from sim.sensitivities.rows import COLUMNS, DIFFERENCE, SHARE, Row, of_kind, table_of, unknown


def test_columns_are_those_of_the_contract() -> None:
    assert COLUMNS == ("measure", "factor", "kind", "index", "low", "high")
    table = table_of([Row("us_killed", "chance", SHARE, 0.5, 0.4, 0.6), unknown("us_killed", "parameters", SHARE)])
    assert tuple(table.columns) == COLUMNS
    assert table["index"].tolist()[0] == 0.5
    assert np.isnan(table["high"].iloc[1])
    assert tuple(table_of([]).columns) == COLUMNS


def test_rows_of_a_kind_and_a_measure() -> None:
    rows = [Row(m, "x", kind, 1, 1, 1) for m in ("us_killed", "raids") for kind in (SHARE, DIFFERENCE)]
    assert of_kind(rows, DIFFERENCE, "raids") == [rows[3]]
