"""What comes next? The kind of each act, foreseen by the rules, by the baselines and by a first-order Markov chain.

Forecasts of counts say it by their expectations: given that an act falls on a day, it is of kind s in proportion to the expected
count of s on that day (exact for competing Poisson processes). The Markov chain goes by the kind of the last act of an earlier
day and learns on every day, as the memories of the others do. The order within a day is not documented: its acts stand by id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from calibration.forecasts.baseline_forecasts import Forecasts
from calibration.forecasts.bootstrap import mean_and_interval
from calibration.forecasts.forecast import Forecast
from calibration.forecasts.series import ONCE, SERIES
from sim.errors import InputError
from sim.record.evidence import Evidence
from sim.types import Floats, Ints

MARKOV = "markov_chain"
LEAST = 20
"""Acts that a Markov chain needs to be fitted."""
LOG_BOUNDS = (-3.0, 6.0)
COLUMNS = ("model", "n_acts", "log_score", "against_markov", "low", "high")


@dataclass(frozen=True)
class ActSequence:
    """Acts of the scored series, day by day.

    Attributes
    ----------
    days
        `datetime64[D]`, shape `(acts,)`, never falling.
    kinds
        Index in `SERIES`, shape `(acts,)`.
    """

    days: NDArray[np.datetime64]
    kinds: Ints

    def between(self, first: np.datetime64, last: np.datetime64) -> Ints:
        """Indices of the acts from one day to another, both included."""
        return np.flatnonzero((self.days >= first) & (self.days <= last))


def sequence(evidence: Evidence) -> ActSequence:
    """All acts of the scored series, day by day; what is forecast at most once a day counts once a day."""
    seen: set[tuple[int, str]] = set()
    acts = []
    for act in sorted(evidence.acts, key=lambda act: act.day):
        key = (act.day, act.decision)
        if act.decision in SERIES and not act.added and not (act.decision in ONCE and key in seen):
            seen.add(key)
            acts.append(act)
    days = np.array([act.day for act in acts], dtype="datetime64[D]")
    return ActSequence(days, np.array([SERIES.index(act.decision) for act in acts], dtype=np.int64))


def chain_scores(acts: ActSequence, indices: Ints) -> Floats:
    """Log probability of the kind of some acts, given by their indices, under a Markov chain fitted to all acts of earlier days.

    Given the kind of the last act of an earlier day, the kinds are a Dirichlet-multinomial about the overall shares so far, whose
    weight has the largest marginal likelihood on these acts. One number for each index, shape `(n,)`.
    """
    scores = np.empty(len(indices))
    table, fitted = np.empty(0), -1
    for row, act in enumerate(indices):
        n_earlier = int(np.searchsorted(acts.days, acts.days[act]))  # acts of earlier days
        if n_earlier < LEAST:
            raise InputError(f"{n_earlier} acts before {acts.days[act]}; a Markov chain needs {LEAST} or more")
        if fitted != n_earlier:
            table, fitted = transition_table(acts.kinds[:n_earlier]), n_earlier
        scores[row] = np.log(table[acts.kinds[n_earlier - 1], acts.kinds[act]])
    return scores


def transition_table(kinds: Ints) -> Floats:
    """Probability of the next kind given the last, shape `(kinds, kinds)`; rows add up to one."""
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
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def shares(kinds: Ints) -> Floats:
    """Share of each kind, half an act added to each (Jeffreys)."""
    counts = np.bincount(kinds, minlength=len(SERIES)) + 0.5
    return np.asarray(counts / counts.sum())


def forecast_scores(forecasts: Mapping[str, Forecast], days: NDArray[np.datetime64], acts: ActSequence, indices: Ints) -> Floats:
    """Log share of each act's kind among the expected counts of its day, one for each index, shape `(n,)`."""
    expected = np.stack([forecasts[name].mean() for name in SERIES], axis=1)
    rows = (acts.days[indices] - days[0]).astype(np.int64)
    return np.asarray(np.log(expected[rows, acts.kinds[indices]] / expected[rows].sum(axis=1)))


def tabulate(forecasts: Forecasts, days: NDArray[np.datetime64], evidence: Evidence) -> pd.DataFrame:
    """Mean log probability of the kind of each act in a window, best first.

    Parameters
    ----------
    forecasts
        By model and series, of the window's `days`.

    Returns
    -------
    Columns `COLUMNS`; `against_markov` is the difference to the Markov chain, with a 95 % moving-block interval over acts.
    """
    acts = sequence(evidence)
    indices = acts.between(days[0], days[-1])
    chain = chain_scores(acts, indices)
    scores = {MARKOV: chain}
    scores |= {model: forecast_scores(by_series, days, acts, indices) for model, by_series in forecasts.items()}
    rows = [(model, len(indices), float(values.mean()), *_against(values, chain)) for model, values in scores.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("log_score", ascending=False, kind="stable")


def _against(values: Floats, chain: Floats) -> Sequence[float]:
    ahead = values - chain
    return mean_and_interval(ahead) if np.any(ahead) else (0.0, 0.0, 0.0)
