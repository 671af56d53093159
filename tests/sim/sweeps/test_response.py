"""What a point adds up to: means, quantiles and differences of made-up worlds, checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from sim.results.digest import MISSING
from sim.sweeps.response import DIFFERENCE, Response
from sim.vocabulary.measures import NEVER_DOCUMENTED

NAMES = ("attacks_on_us", "days_to_first_attack")


def table(attacks: list[int], days: list[float], draws: list[int]) -> pa.Table:
    never = {name: np.arange(len(draws)) for name in NEVER_DOCUMENTED}
    return pa.table({"attacks_on_us": attacks, "days_to_first_attack": days, "draw": draws, **never})


REFERENCE = np.array([[1, 3], [2, MISSING], [3, 5], [4, 6]])
ATTACKS, DAYS = [2, 2, 6, 4], [3.0, 1.0, math.nan, 9.0]


def test_means_quantiles_and_differences_by_hand() -> None:
    point = Response(NAMES, 1, REFERENCE)
    point.add(table(ATTACKS, DAYS, [0] * 4))
    attacks, days = point.rows()
    assert (attacks["worlds"], attacks["mean"], attacks["low"], attacks["high"]) == (4, 3.5, 2, 6)
    assert attacks["mean_standard_error"] == pytest.approx(math.sqrt((2 * 1.5**2 + 2.5**2 + 0.5**2) / 3 / 4))
    differences = [1, 0, 3, 0]
    assert (attacks["pairs"], attacks["difference"], attacks["difference_low"], attacks["difference_high"]) == (4, 1, 0, 3)
    assert attacks["difference_standard_error"] == pytest.approx(np.std(differences, ddof=1) / 2)
    assert (attacks["p_more"], attacks["p_less"], attacks["p_same"]) == (0.5, 0, 0.5)
    assert (days["worlds"], days["pairs"]) == (3, 2), "a world counts for a difference if it has a value at both points"
    assert days["difference"] == 1.5


def test_the_errors_know_which_worlds_share_a_draw() -> None:
    point = Response(NAMES, 2, REFERENCE)
    point.add(table([1, 5, 1, 5], DAYS, [0, 1, 0, 1]))
    attacks = point.rows()[0]
    assert attacks["mean_standard_error"] == pytest.approx(math.sqrt(2 * (4**2 + 4**2)) / 4), "two clusters, sums apart by 4"


def test_pieces_come_to_the_same() -> None:
    whole, parts = Response(NAMES, 1, REFERENCE), Response(NAMES, 1, REFERENCE)
    whole.add(table(ATTACKS, DAYS, [0] * 4))
    for first in range(4):
        parts.add(table(ATTACKS[first : first + 1], DAYS[first : first + 1], [0]))
    assert str(parts.rows()) == str(whole.rows())


def test_the_reference_has_no_difference_and_gives_its_values() -> None:
    point = Response(NAMES, 1, None)
    assert point.add(table(ATTACKS, DAYS, [0] * 4)).tolist() == [[2, 3], [2, 1], [6, MISSING], [4, 9]]
    assert all(math.isnan(row[key]) for row in point.rows() for key in DIFFERENCE)


def test_what_the_record_never_shows_is_added_up_unwatched() -> None:
    point = Response(NAMES, 1, REFERENCE)
    point.add(table(ATTACKS, DAYS, [0] * 4))
    point.add(table(ATTACKS[:0], DAYS[:0], []))
    assert point.undocumented() == dict.fromkeys(NEVER_DOCUMENTED, 1.5)
