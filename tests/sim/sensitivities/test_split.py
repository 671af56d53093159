"""The variance split finds known shares: variants that repeat, variants that never do, and no variant at all."""

from __future__ import annotations

import numpy as np
import pytest

from sim.estimates.variance import NOT_TOLD_APART, ONE_VECTOR, TOLD_APART
from sim.sensitivities.split import CHANCE, HARDLY, LEAST_DIFFERING, PARAMETERS, SAME, VARIANTS, Split, columns_of, split
from sim.types import Bools, Floats, Ints


def worlds(variant: Floats, n: int, rng: np.random.Generator, parameters: float = 1.0, luck: float = 2.0) -> tuple[Floats, Ints]:
    """A stochastic simulator with known variances: the variant's part, a normal value of each draw, normal luck of each world."""
    of_draw = variant + rng.normal(0, np.sqrt(parameters), len(variant))
    draws = np.repeat(np.arange(len(variant)), n)
    return of_draw[draws] + rng.normal(0, np.sqrt(luck), len(draws)), draws


def holds(found: Split, **truth: float) -> list[bool]:
    rows = {row.factor: row for row in found.rows}
    names = {"chance": CHANCE, "parameters": PARAMETERS, "variants": VARIANTS}
    return [rows[names[name]].low <= share <= rows[names[name]].high for name, share in truth.items()]


def repeating(draws: int, rng: np.random.Generator) -> tuple[Bools, Floats]:
    """Two terms that interact: a variant adds 0, 2, 2 or 0, so that variants have variance 1 and terms alone none."""
    included = rng.random((draws, 2)) < 0.5
    return included, np.asarray(2.0 * (included[:, 0] ^ included[:, 1]), dtype=np.float64)


def unique(draws: int, rng: np.random.Generator) -> tuple[Bools, Floats]:
    """Forty terms, of which two add 1.5 and 1 where they are in: variance (1.5^2 + 1) / 4; hardly a variant stands twice."""
    included = rng.random((draws, 40)) < 0.5
    return included, np.asarray(1.5 * included[:, 0] + 1.0 * included[:, 1], dtype=np.float64)


def test_variants_that_repeat_are_classes() -> None:
    hits = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        included, variant = repeating(160, rng)
        values, draws = worlds(variant, 4, rng)
        hits += holds(split("us_killed", values, draws, included, rng), chance=0.5, parameters=0.25, variants=0.25)
    assert np.mean(hits) > 0.8, "intervals of 90 %"


def test_variants_that_never_repeat_are_told_by_their_terms() -> None:
    variance = (1.5**2 + 1.0) / 4
    hits, found = [], []
    for seed in range(12):
        rng = np.random.default_rng(100 + seed)
        included, variant = unique(240, rng)
        values, draws = worlds(variant, 4, rng)
        one = split("us_killed", values, draws, included, rng)
        whole = 3.0 + variance
        hits += holds(one, chance=2 / whole, parameters=1 / whole, variants=variance / whole)
        found.append(next(row.index for row in one.rows if row.factor == VARIANTS))
    assert np.mean(hits) > 0.8
    assert np.mean(found) == pytest.approx(variance / (3 + variance), abs=0.03), "no bias from forty columns"


def test_luck_is_not_counted_as_parameters() -> None:
    rng = np.random.default_rng(3)
    included = rng.random((200, 3)) < 0.5
    values, draws = worlds(np.zeros(200), 2, rng, parameters=0.0, luck=9.0)
    rows = {row.factor: row for row in split("us_killed", values, draws, included, rng).rows}
    assert rows[CHANCE].index > 0.85, "draws' means differ by luck alone, which leaves 4.5 in their variance"
    assert rows[VARIANTS].low == 0
    assert rows[PARAMETERS].low == 0


def test_shares_are_of_one_whole() -> None:
    rng = np.random.default_rng(5)
    included, variant = repeating(200, rng)
    values, draws = worlds(variant, 3, rng)
    found = split("us_killed", values, draws, included, rng)
    shares = {row.factor: row.index for row in found.rows}
    assert shares[CHANCE] + shares[PARAMETERS] + shares[VARIANTS] == pytest.approx(1)
    assert found.variance == pytest.approx(4, abs=0.8)


def test_units_that_share_luck_are_left_out_together() -> None:
    rng = np.random.default_rng(6)
    included, variant = repeating(80, rng)
    values, draws = worlds(variant, 3, rng)
    alone, together = (
        split("us_killed", values, draws, included, np.random.default_rng(1), units) for units in (None, np.arange(80) // 40)
    )
    assert [row.index for row in alone.rows] == [row.index for row in together.rows]
    assert [row.low for row in alone.rows] != [row.low for row in together.rows]


def test_too_few_draws_for_the_terms_do_not_tell_variants() -> None:
    rng = np.random.default_rng(7)
    included = rng.random((60, 40)) < 0.5
    assert columns_of(included) is None
    values, draws = worlds(np.zeros(60), 4, rng)
    rows = {row.factor: row for row in split("us_killed", values, draws, included, rng).rows}
    assert np.isnan(rows[VARIANTS].index)
    assert np.isnan(rows[PARAMETERS].low)
    assert 0.4 < rows[CHANCE].index < 0.9


def test_columns_are_classes_or_terms() -> None:
    few = np.array([[True], [False]] * 6)
    columns = columns_of(few)
    assert columns is not None
    assert columns.shape == (12, 1)
    terms = np.random.default_rng(8).random((64, 12)) < 0.5
    terms[:, 11] = terms[:, 0]
    terms[:, 10] = True
    columns = columns_of(terms)
    assert columns is not None
    assert columns.shape == (64, 10), "a term that stands twice, and one that is always there, say nothing of their own"


@pytest.mark.parametrize(("n_draws", "says"), [(40, NOT_TOLD_APART), (1, ONE_VECTOR)])
def test_what_cannot_be_told_apart_is_said(n_draws: int, says: str) -> None:
    draws = np.arange(40) % n_draws
    found = split("us_killed", np.arange(40.0), draws, np.ones((n_draws, 1), dtype=bool), np.random.default_rng(1))
    assert found.says == says
    assert all(np.isnan(row.index) for row in found.rows)


@pytest.mark.parametrize(("deaths", "says"), [(0, SAME), (LEAST_DIFFERING - 1, HARDLY), (LEAST_DIFFERING, TOLD_APART)])
def test_a_measure_that_hardly_moves_has_no_shares(deaths: int, says: str) -> None:
    values = np.zeros(120)
    values[:deaths] = 1
    found = split("us_killed", values, np.tile(np.arange(40), 3), np.ones((40, 1), dtype=bool), np.random.default_rng(1))
    assert found.says == says
    assert np.isnan(found.rows[0].index) == (says != TOLD_APART)
