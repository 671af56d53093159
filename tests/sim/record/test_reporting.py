"""Reporting probabilities: every month is judged, and a wrong cell is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import RecordError
from sim.record.reporting import PARTLY_REPORTED, Reporting, load_reporting

TABLE = load_reporting()


@pytest.fixture(scope="module")
def table() -> Reporting:
    return TABLE


def days(first: str, last: str) -> np.ndarray:
    return np.arange(first, last, dtype="datetime64[D]")


def test_every_month_of_the_record_is_judged_for_both_series(table: Reporting) -> None:
    months = np.arange("2018-05", "2025-01", dtype="datetime64[M]")
    assert set(table.by_month) == {(series, month) for series in PARTLY_REPORTED for month in months}
    assert all(len(text) > 10 for text in table.basis.values())


def test_one_outside_the_table(table: Reporting) -> None:
    span = days("2018-04-29", "2018-05-03")
    assert table.probability("attack_base", span).tolist() == [1.0, 1.0, 0.9, 0.9]
    assert (table.probability("attack_convoy", days("2025-01-01", "2025-04-01")) == 1.0).all()


def test_numbers_the_notes_state(table: Reporting) -> None:
    at = {(series, str(month)): value for (series, month), value in table.by_month.items()}
    assert at["attack_base", "2022-05"] == pytest.approx(1 / 7, abs=0.01)  # 1 of 7: the worst month
    assert at["attack_convoy", "2022-01"] == pytest.approx(9 / 29, abs=0.01)
    assert at["attack_convoy", "2022-03"] == pytest.approx(1 / 10)
    assert all(at["attack_base", f"2021-{month:02}"] == 1.0 for month in range(1, 8))


@given(st.lists(st.integers(min_value=17000, max_value=20500), min_size=1))
def test_order_of_days_does_not_matter(numbers: list[int]) -> None:
    table = TABLE
    span = np.array(numbers, dtype="datetime64[D]")
    found = table.probability("attack_base", span)
    assert found.shape == span.shape
    assert ((found > 0) & (found <= 1)).all()
    assert (found == [table.probability("attack_base", span[i : i + 1])[0] for i in range(len(span))]).all()


def test_unknown_series(table: Reporting) -> None:
    with pytest.raises(RecordError, match="unknown series 'attack_bases'; did you mean 'attack_base'"):
        table.probability("attack_bases", days("2020-01-01", "2020-01-02"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2020-13,attack_base,0.5,why", "column month: '2020-13' is not a month"),
        ("2020-01-01,attack_base,0.5,why", "column month"),
        ("2020-01,bases,0.5,why", "column series: unknown series 'bases'"),
        ("2020-01,attack_base,0,why", r"column probability: 0.0 is outside \(0, 1\]"),
        ("2020-01,attack_base,1.01,why", "column probability"),
        ("2020-01,attack_base,nan,why", "column probability"),
        ("2020-01,attack_base,half,why", "column probability: 'half' is not a number"),
        ("2020-01,attack_base,0.5,", "column basis: empty"),
        ("2020-01,attack_base,0.5", "3 cells where the header has 4 columns"),
        ("2019-12,attack_base,0.5,why", "2019-12 stands twice for attack_base"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(tmp_path: Path, row: str, expected: str) -> None:
    path = tmp_path / "reporting.csv"
    path.write_text(f"month,series,probability,basis\n2019-12,attack_base,0.5,why\n{row}\n", encoding="utf-8")
    with pytest.raises(RecordError, match=expected) as caught:
        load_reporting(path)
    assert "reporting.csv:3:" in str(caught.value)
