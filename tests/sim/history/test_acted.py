"""Where something was done: entries of whatever is common, by world or by group, in the rows and worlds named."""

from __future__ import annotations

import numpy as np

from sim.history.acted import Acted
from sim.worlds import nonzero

COUNTS = np.array([[0.0, 2.0, 0.0], [1.0, 0.0, 3.0]])


def acted() -> Acted:
    return Acted.of(COUNTS, np.array([5.0, 6.0, 7.0]), nonzero(COUNTS, (2, 3)))


def test_it_goes_author_by_author_and_takes_what_stands_there() -> None:
    here = acted()
    assert (here.rows.tolist(), here.worlds.tolist()) == ([0, 1, 1], [1, 0, 2])
    assert (here.counts.tolist(), here.first.tolist()) == ([2.0, 1.0, 3.0], [6.0, 5.0, 7.0])


def test_a_state_or_parameter_there() -> None:
    here = acted()
    assert here.at(0.5) == 0.5
    assert np.asarray(here.at(np.array([10.0, 20.0, 30.0]))).tolist() == [20.0, 10.0, 30.0]
    assert np.asarray(here.at(np.array([[1.0], [2.0]]))).tolist() == [1.0, 2.0, 2.0]
    assert np.asarray(here.at(COUNTS)).tolist() == here.counts.tolist()
