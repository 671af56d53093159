"""What comes next? The kind of each act in the order documented, foreseen by the rules and by a first-order Markov chain.

Forecasts of counts say it by their expectations: given that an act falls on a day, it is of kind s in proportion to the expected
count of s on that day (exact for competing Poisson processes). The Markov chain knows the kind of the act before, on the same day
too, which the others do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from calibration.bootstrap import interval
from calibration.contest import Forecasts
from calibration.forecast import Forecast
from calibration.series import SERIES
from sim.record.evidence import Evidence
from sim.types import Floats, Ints

MARKOV, SHARES = "markov_chain", "overall_shares"
LOG_BOUNDS = (-3.0, 6.0)
COLUMNS = ("model", "n_acts", "log_score", "against_markov", "low", "high")


@dataclass(frozen=True)
class Course:
    """Acts of the scored series in the order documented.

    Attributes
    ----------
    days
        `datetime64[D]`, shape `(acts,)`, never falling.
    kinds
        Place in `SERIES`, shape `(acts,)`.
    """

    days: NDArray[np.datetime64]
    kinds: Ints

    def between(self, first: np.datetime64, last: np.datetime64) -> Ints:
        """Places of the acts from one day to another, both included."""
        return np.flatnonzero((self.days >= first) & (self.days <= last))


def sequence(evidence: Evidence) -> Course:
    """All acts of the scored series; those of one day in the order of the record."""
    acts = sorted((act for act in evidence.acts if act.decision in SERIES and not act.added), key=lambda act: act.day)
    days = np.array([act.day for act in acts], dtype="datetime64[D]")
    return Course(days, np.array([SERIES.index(act.decision) for act in acts], dtype=np.int64))


@dataclass(frozen=True)
class MarkovChain:
    """Probability of the next kind given the last, shape `(kinds, kinds)`, rows add up to one."""

    table: Floats

    @classmethod
    def fit(cls, kinds: Ints) -> MarkovChain:
        """Posterior mean under a Dirichlet prior about the overall shares, its weight by maximum marginal likelihood."""
        n = len(SERIES)
        counts = np.zeros((n, n))
        np.add.at(counts, (kinds[:-1], kinds[1:]), 1.0)
        overall = shares(kinds)

        def loss(log_weight: float) -> float:
            prior = np.exp(log_weight) * overall
            gained = gammaln(counts + prior) - gammaln(prior)
            total = gammaln(prior.sum()) - gammaln(counts.sum(axis=1) + prior.sum())
            return -float(gained.sum() + total.sum())

        weight = np.exp(float(minimize_scalar(loss, bounds=LOG_BOUNDS, method="bounded").x))
        table = counts + weight * overall
        return cls(table / table.sum(axis=1, keepdims=True))

    def log_score(self, kinds: Ints, places: Ints) -> Floats:
        """Log probability of the kinds at some places, each given the one before it; shape `(places,)`."""
        return np.asarray(np.log(self.table[kinds[places - 1], kinds[places]]))


def shares(kinds: Ints) -> Floats:
    """Share of each kind, half an act added to each (Jeffreys)."""
    counts = np.bincount(kinds, minlength=len(SERIES)) + 0.5
    return np.asarray(counts / counts.sum())


def foreseen(forecasts: Mapping[str, Forecast], days: NDArray[np.datetime64], acts: Course, places: Ints) -> Floats:
    """Log share of each act's kind among the expected counts of its day, shape `(places,)`."""
    expected = np.stack([forecasts[name].mean() for name in SERIES], axis=1)
    rows = (acts.days[places] - days[0]).astype(np.int64)
    return np.asarray(np.log(expected[rows, acts.kinds[places]] / expected[rows].sum(axis=1)))


def tabulate(
    forecasts: Forecasts, days: NDArray[np.datetime64], evidence: Evidence, trained: tuple[np.datetime64, np.datetime64]
) -> pd.DataFrame:
    """Mean log probability of the kind of each act in a window, best first.

    Parameters
    ----------
    forecasts
        By model and series, of the window's `days`.
    trained
        First and last day that the Markov chain is fitted to.

    Returns
    -------
    Columns `COLUMNS`; `against_markov` is the difference to the Markov chain, with a 95 % moving-block interval over acts.
    """
    acts = sequence(evidence)
    places = acts.between(days[0], days[-1])
    past = acts.kinds[acts.between(*trained)]
    chain = MarkovChain.fit(past).log_score(acts.kinds, places)
    scores = {MARKOV: chain, SHARES: np.log(shares(past))[acts.kinds[places]]}
    scores |= {model: foreseen(by_series, days, acts, places) for model, by_series in forecasts.items()}
    rows = [(model, len(places), float(values.mean()), *_against(values, chain)) for model, values in scores.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("log_score", ascending=False, kind="stable")


def _against(values: Floats, chain: Floats) -> Sequence[float]:
    ahead = values - chain
    return (float(ahead.mean()), *interval(ahead)) if np.any(ahead) else (0.0, 0.0, 0.0)
