"""The table of parameters: the committed page is current, holds everything, and says what fitting did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from calibration.fit.parameter_space import POOLED, certain, default_space, is_share, quantile, score
from calibration.fit.shrinkage import movements
from calibration.pages.parameters_page import PAGE, current, page, prior, short, table
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


def test_coordinates_undo_the_quantiles_of_every_prior() -> None:
    x = np.array([-1.5, 0.0, 0.7])
    for name in filter(lambda name: not is_share(name), default_space().names):
        entry = load_parameters().entry(name)
        value = quantile(entry, x)
        inside = (value > entry.bounds[0]) & (value < entry.bounds[1])
        assert score(entry, value, np.random.default_rng(1))[inside] == pytest.approx(x[inside], abs=1e-6)


def test_coordinates_undo_the_values_and_shares_add_up_to_one() -> None:
    space, rng = default_space(), np.random.default_rng(5)
    x = space.prior_draws(40, rng)
    values = space.values(x)
    back = space.values(space.coordinates(values, rng))
    assert back == pytest.approx(values, rel=1e-6, abs=1e-9)
    for trait in POOLED:
        members = [place for place, name in enumerate(space.names) if name.endswith(f".{trait}")]
        assert len(members) == len(MILITIAS)
        assert values[:, members].sum(axis=1) == pytest.approx(np.ones(40))


def test_groups_stray_as_far_as_their_spread_says() -> None:
    space = default_space()
    x = np.zeros((3, len(space.names)))
    assert space.values(x)[0, space.names.index("badr.share_of_bases")] == pytest.approx(0.01)
    place, spread = (space.names.index(name) for name in ("badr.share_of_bases", "groups.spread_of_bases"))
    x[1:, place] = 1.0
    x[2, spread] = 2.0
    values = space.values(x)
    for row in (1, 2):  # by hand: 0.01 e^s against the 0.99 of the others
        grown = 0.01 * np.exp(values[row, spread])
        assert values[row, place] == pytest.approx(grown / (grown + 0.99))
    assert values[2, spread] > values[1, spread]


def test_draws_from_the_prior_have_not_moved_and_narrow_ones_have() -> None:
    entry = load_parameters().entry("militia.reprisal")
    grid = norm.ppf((np.arange(2000) + 0.5) / 2000)
    frame = pd.DataFrame({"militia.reprisal": quantile(entry, grid)})
    still = movements(frame).loc["militia.reprisal"]
    assert (still["shift"], still["width"], still["gain"]) == pytest.approx((0.0, 1.0, 0.0), abs=0.01)
    moved = movements(pd.DataFrame({"militia.reprisal": quantile(entry, 1.0 + 0.1 * grid)})).loc["militia.reprisal"]
    assert (moved["shift"], moved["width"]) == pytest.approx((1.0, 0.1), abs=0.01)
    assert moved["gain"] == pytest.approx(0.5 * (0.01 + 1 - 1) - np.log(0.1), abs=0.02)


def test_a_weight_that_may_be_zero_is_so_as_often_as_its_spike_says_and_else_like_its_slab() -> None:
    entry = load_parameters().entry("militia.reprisal")
    assert (entry.spike, entry.prior) == (0.5, {"exponential": (1.5,)})
    assert quantile(entry, np.array([-3.0, -0.01, 0.0])).tolist() == [0.0, 0.0, 0.0]
    assert quantile(entry, norm.ppf([0.75, 0.95])) == pytest.approx(1.5 * np.log([2.0, 10.0]))  # the slab's halves and tenths
    assert quantile(entry, np.array([1e-9]))[0] == pytest.approx(0.0, abs=1e-8)  # no jump
    plain = certain(default_space()).base.entry("militia.reprisal")
    assert quantile(plain, np.zeros(1)) == pytest.approx(1.5 * np.log(2.0))


def test_zeros_come_back_as_coordinates_from_all_over_the_spike() -> None:
    entry = load_parameters().entry("militia.reprisal")
    x = score(entry, np.zeros(4000), np.random.default_rng(2))
    assert x.max() < 0.0
    assert x.mean() == pytest.approx(-np.sqrt(2.0 / np.pi), abs=0.05)  # a normal cut at zero
    assert x.std() == pytest.approx(np.sqrt(1.0 - 2.0 / np.pi), abs=0.05)


def test_how_often_a_weight_is_there_stands_in_the_page() -> None:
    text = page(load_parameters(), pd.DataFrame({"militia.reprisal": [0.0, 1.0, 2.0, 1.5]}), SOURCES)
    (line,) = [line for line in text.splitlines() if line.startswith("| `reprisal` |")]
    assert "| 0 with probability 0.5, else exponential, mean 1.5 |" in line
    assert "| 0.75 |" in line


def test_numbers_priors_and_cells_as_they_are_printed() -> None:
    assert [short(x) for x in (0.0, 1e-5, 0.0003, 0.5)] == ["0", "1e-5", "0.0003", "0.5"]
    assert [short(x) for x in (365.0, 5000.0, 1e6)] == ["365", "5,000", "1e6"]
    assert prior(load_parameters().entry("militia.branching")) == "Beta(4, 2)"
    assert prior(load_parameters().entry("iran.surprise_half_life")) == "log-normal, median 365, log sd 0.5"
    assert table(("a",), [["x|y"]]) == "| a |\n| --- |\n| x\\|y |\n"
