"""What is added up block by block is what NumPy finds in whole tables: measures, bands by day, rungs by week."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.results import Span
from sim.results.digest import BANDS, MISSING, RUNNING, Digest
from sim.types import Ints
from sim.vocabulary.ladder import RUNGS
from sim.vocabulary.measures import MEASURES
from tests.sim.results.made import block, cut

START = date(2020, 1, 1)
COLUMNS = ("attack_base", "attack_convoy", "strike", "rung", "us_killed")


def days(first: int, last: int) -> Span:
    return Span(START + timedelta(days=first), START + timedelta(days=last))


def digest_of(columns: dict[str, Ints], span: Span, step: int, n_draws: int = 3) -> Digest:
    made = Digest("s", span, n_draws)
    for first, part in cut(columns, step):
        made.add(block("s", str(START), part, list({days(0, 0), span}), first_world=first, n_draws=n_draws))
    return made


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Ints], int, int, int]:
    """Columns of some worlds and days, the first and last day of a span among them, and the size of a block."""
    worlds, n_days = draw(st.integers(1, 9)), draw(st.integers(2, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    top = draw(st.sampled_from([1, 3, 40, 3000]))
    columns = {name: rng.integers(0, top, (worlds, n_days)) * (rng.random((worlds, n_days)) < 0.3) for name in COLUMNS}
    columns["rung"] = rng.integers(0, len(RUNGS), (worlds, n_days))
    first = draw(st.integers(0, n_days - 1))
    return columns, first, draw(st.integers(first, n_days - 1)), draw(st.integers(1, 9))


@settings(max_examples=50)
@given(cases())
def test_it_says_what_numpy_says_of_the_whole_tables(case: tuple[dict[str, Ints], int, int, int]) -> None:
    columns, first, last, step = case
    found = digest_of(columns, days(first, last), step)
    inside = {name: of[:, first : last + 1] for name, of in columns.items()}
    worlds, n_days = inside["rung"].shape
    assert found.worlds == worlds
    for name in RUNNING:
        totals = inside[MEASURES[name].column].cumsum(axis=1)
        np.testing.assert_array_equal(found.running(name), np.quantile(totals, BANDS, axis=0, method="inverted_cdf"))
    assert found.measures["us_killed"].mean == pytest.approx(inside["us_killed"].sum(axis=1).mean())
    highest = inside["rung"].max(axis=1)
    np.testing.assert_allclose(found.peaks, np.bincount(highest, minlength=len(RUNGS)) / worlds)
    weeks, shares = found.weekly_shares
    assert list(weeks) == [np.datetime64(START) + first + 7 * at for at in range(max(n_days // 7, 1))]
    for at in range(len(weeks)):
        peaks = inside["rung"][:, 7 * at : 7 * at + 7].max(axis=1)
        np.testing.assert_allclose(shares[:, at], np.bincount(peaks, minlength=len(RUNGS)) / worlds)


@settings(max_examples=50)
@given(cases())
def test_it_is_the_same_whatever_the_blocks(case: tuple[dict[str, Ints], int, int, int]) -> None:
    columns, first, last, step = case
    parts, whole = (digest_of(columns, days(first, last), size) for size in (step, 100))
    for name in RUNNING:
        np.testing.assert_array_equal(parts.running(name), whole.running(name))
    np.testing.assert_array_equal(parts.weekly_shares[1], whole.weekly_shares[1])
    np.testing.assert_array_equal(parts.peaks, whole.peaks)
    for name, of in whole.measures.items():
        assert (parts.measures[name].values.tolist(), parts.measures[name].counts.tolist()) == (
            of.values.tolist(),
            of.counts.tolist(),
        )
        np.testing.assert_equal(parts.measures[name].standard_error, of.standard_error)


def test_measures_are_given_back_by_world_with_a_mark_for_none() -> None:
    strikes = np.array([[0, 0, 2], [0, 0, 0]])
    made = Digest("s", days(1, 2), 1)
    values = made.add(block("s", str(START), {"strike": strikes}, [days(1, 2)]))
    table = dict(zip(MEASURES, values.T.tolist(), strict=True))
    assert (table["us_strikes"], table["days_to_first_us_strike"]) == ([2, 0], [1, MISSING])
    assert made.measures["days_to_first_us_strike"].n == 1


def test_a_world_that_runs_away_takes_no_table_of_all_numbers_up_to_its_own() -> None:
    """30,000 attacks a day for 400 days are 12 million: a table of them by day would take 19 GB."""
    runaway = np.ones((3, 400), dtype=np.int64)
    runaway[1] = 30_000
    made = digest_of({"attack_base": runaway}, days(0, 399), 2)
    assert made.running("attacks_on_us")[:, -1].tolist() == [400, 400, 400, 12_000_000, 12_000_000]


def test_when_no_more_blocks_come_what_it_said_stays() -> None:
    rng = np.random.default_rng(3)
    made = digest_of({"attack_base": rng.integers(0, 9, (20, 30))}, days(0, 29), 7)
    before = made.running("attacks_on_us")
    made.close()
    np.testing.assert_array_equal(made.running("attacks_on_us"), before)
