"""The table of parameters: the committed page is current, holds everything, and says what fitting did."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from calibration.fit.parameter_space import POOLED
from calibration.pages.parameters_page import PAGE, current, page, prior, write
from sim.parameters import load_parameters
from sim.vocabulary.decisions import MILITIAS

SOURCES = {entry.source: {"title": "T", "kind": "data"} for entry in load_parameters().entries.values()}


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == current(), (
        "out of date; rebuild with `python -m calibration.pages.parameters_page`"
    )


def test_every_parameter_and_every_group_stands_in_the_page() -> None:
    text = page(load_parameters(), None, SOURCES)
    for name in load_parameters().names:
        assert f"`{name.partition('.')[2]}`" in text
    assert all(f"| `{group}` |" in text for group in MILITIAS)
    assert "No posterior has been fitted yet" in text


def test_the_posterior_is_shown_where_there_is_one() -> None:
    text = page(load_parameters(), pd.DataFrame({"militia.branching": np.linspace(0.4, 0.6, 101)}), SOURCES)
    (line,) = [line for line in text.splitlines() if line.startswith("| `branching` |")]
    assert "| 0.5 (0.41 to 0.59) |" in line
    assert "101 draws of 1 parameters" in text


def test_the_inclusion_probability_of_a_weight_stands_in_the_page() -> None:
    text = page(load_parameters(), pd.DataFrame({"militia.reprisal": [0.0, 1.0, 2.0, 1.5]}), SOURCES)
    (line,) = [line for line in text.splitlines() if line.startswith("| `reprisal` |")]
    assert "| 0 with probability 0.5, else exponential, mean 1.5 |" in line
    assert "| 0.75 |" in line


def test_groups_have_a_table_of_the_posterior_of_their_shares() -> None:
    shares = {f"{group}.{trait}": np.linspace(0.1, 0.3, 101) for group in MILITIAS for trait in POOLED}
    text = page(load_parameters(), pd.DataFrame(shares), SOURCES)
    cell = "0.200 (0.110 to 0.290)"
    assert f"| `{MILITIAS[0]}` | " + " | ".join([cell] * len(POOLED)) + " |" in text


def test_a_group_that_came_after_the_fit_has_a_dash() -> None:
    shares = {f"{group}.{trait}": np.linspace(0.1, 0.3, 101) for group in MILITIAS[1:] for trait in POOLED}
    text = page(load_parameters(), pd.DataFrame(shares), SOURCES)
    assert f"| `{MILITIAS[0]}` | - | - |" in text
    assert f"| `{MILITIAS[1]}` | 0.200 (0.110 to 0.290) |" in text


def test_priors_in_words() -> None:
    assert prior(load_parameters().entry("militia.branching")) == "Beta(4, 2)"
    assert prior(load_parameters().entry("iran.surprise_half_life")) == "log-normal, median 365, log sd 0.5"


def test_the_page_is_written_as_it_is(tmp_path: Path) -> None:
    assert write(tmp_path / "page.md").read_text(encoding="utf-8") == current()
