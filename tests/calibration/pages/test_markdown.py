"""Numbers, cells and tables as the pages print them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.pages.markdown import cell, plain, short, table


def test_numbers_have_three_digits_and_hardly_ever_an_exponent() -> None:
    assert [short(x) for x in (0.0, 1e-5, 0.0003, 0.5)] == ["0", "1e-5", "0.0003", "0.5"]
    assert [short(x) for x in (365.0, 5000.0, 1e6)] == ["365", "5,000", "1e6"]


def test_cells_are_what_a_reader_wants() -> None:
    assert [cell(value) for value in (None, np.nan, True, False, 7, 0.12345, "word")] == [
        "-",
        "-",
        "yes",
        "no",
        "7",
        "0.123",
        "word",
    ]


def test_bars_inside_a_cell_are_escaped() -> None:
    assert table(("a",), [["x|y"]]) == "| a |\n| --- |\n| x\\|y |\n"


def test_a_frame_is_printed_without_its_index() -> None:
    frame = pd.DataFrame({"name": ["a", "b"], "value": [1.0, None]}, index=[5, 6])
    assert plain(frame) == "| name | value |\n| --- | --- |\n| a | 1 |\n| b | - |\n"
