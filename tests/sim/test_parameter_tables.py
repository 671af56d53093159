"""Tables of draws: what is read of them, what other programs left in them, and what is too much."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import parameter_tables
from sim.errors import ParameterError
from sim.parameter_files import choose

NAME = "militia.branching"


def test_columns_that_hold_no_numbers_are_wrong_input(tmp_path: Path) -> None:
    pd.DataFrame({NAME: [{"a": 1}]}).to_parquet(tmp_path / "nested.parquet")
    with pytest.raises(ParameterError, match=r"nested\.parquet: militia\.branching holds struct<.*>; allowed: numbers"):
        choose(tmp_path / "nested.parquet")
    pd.DataFrame({NAME: ["0.1"]}).to_parquet(tmp_path / "text.parquet")
    with pytest.raises(ParameterError, match="string; allowed: numbers"):
        choose(tmp_path / "text.parquet")


@pytest.mark.parametrize("noted", [b"{", b"\xff", b'{"index_columns": ["none"], "columns": []}', b'{"index_columns": 3}', b"[]"])
def test_what_other_programs_note_in_a_table_does_not_count(noted: bytes, tmp_path: Path) -> None:
    table = pa.table({NAME: [0.1, 0.2]}).replace_schema_metadata({b"pandas": noted})
    pq.write_table(table, tmp_path / "a.parquet")
    assert np.asarray(choose(tmp_path / "a.parquet").values[NAME]).tolist() == [0.1, 0.2]


def test_a_selection_of_draws_may_keep_its_row_numbers(tmp_path: Path) -> None:
    draws = pd.DataFrame({NAME: [0.2, 0.1, 0.3, 0.4]})
    draws[draws[NAME] > 0.15].to_parquet(tmp_path / "a.parquet")
    assert "__index_level_0__" in pq.read_schema(tmp_path / "a.parquet").names
    assert np.asarray(choose(tmp_path / "a.parquet").values[NAME]).tolist() == [0.2, 0.3, 0.4]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_rows_and_bytes_are_bounded(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_tables, "ROWS", 20)
    path, draws = tmp_path / f"a.{ending}", pd.DataFrame({NAME: np.full(30, 0.1)})
    draws.to_csv(path, index=False) if ending == "csv" else draws.to_parquet(path)
    with pytest.raises(ParameterError, match="there are too many rows in it; allowed: 20 draws"):
        choose(path)
    monkeypatch.setattr(parameter_tables, "TABLE_BYTES", 100)
    with pytest.raises(ParameterError, match="this file is too large; allowed: at most 100 bytes"):
        choose(path)
