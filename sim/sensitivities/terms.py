"""What each doubted term of the rules does: draws that have it in, less draws that have it out.

That needs no run more: the worlds are there. It is not the term alone: what goes along with it in the posterior, as a weight that
has to do its work where it is out, goes along here too. To switch a mechanism off in every draw would leave the others' values as
they were fitted beside it, and take a run for each term.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.results.distribution import INTERVAL
from sim.sensitivities.rows import DIFFERENCE, Row
from sim.types import Bools, Floats

LEAST = 10
"""Draws with a term, and without it, from which on it is told of."""


def doubted(included: Bools) -> Bools:
    """The terms that enough draws have in and enough have out, shape `(terms,)` from `(draws, terms)`."""
    ins = included.sum(axis=0)
    enough: Bools = (ins >= LEAST) & (len(included) - ins >= LEAST)
    return enough


def term_rows(measure: str, names: Sequence[str], means: Floats, included: Bools) -> list[Row]:
    """The difference of each doubted term, the largest against its error first; 90 % intervals (Welch 1947).

    Parameters
    ----------
    names
        The terms, by the parameter that weighs them.
    means
        The measure's mean over the worlds of each draw, shape `(draws,)`.
    included
        Shape `(draws, terms)`.
    """
    from scipy.stats import t

    found: list[tuple[float, Row]] = []
    for at in map(int, np.flatnonzero(doubted(included))):
        with_it, without = means[included[:, at]], means[~included[:, at]]
        parts = [float(side.var(ddof=1)) / len(side) for side in (with_it, without)]
        error, apart = np.sqrt(sum(parts)), float(with_it.mean() - without.mean())
        if error == 0:
            found.append((0.0, Row(measure, names[at], DIFFERENCE, apart, apart, apart)))
            continue
        freedom = sum(parts) ** 2 / sum(p**2 / (len(s) - 1) for p, s in zip(parts, (with_it, without), strict=True))
        reach = float(t.ppf(INTERVAL[1], freedom)) * error
        found.append((abs(apart) / error, Row(measure, names[at], DIFFERENCE, apart, apart - reach, apart + reach)))
    return [row for _, row in sorted(found, key=lambda one: -one[0])]
