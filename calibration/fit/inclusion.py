"""Which single terms does the record support? The posterior probability that the weight of each is not zero.

A weight with a `spike` in its file is zero with that prior probability: its term is then not there, and the rules are a variant
of themselves. Every draw of the posterior is one variant or another, so that what runs and forecasts average over is weighed
by how well each foretold the record (Bayesian model averaging; Mitchell and Beauchamp 1988). The Bayes factor of a term is the
posterior odds that it is there over the prior odds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.parameters import Parameters, load_parameters

STRONG, POSITIVE = 20.0, 3.0
"""Bayes factors from which Kass and Raftery (1995) speak of strong and of positive evidence."""
COLUMNS = ("weight", "meaning", "there", "low", "high", "bayes_factor", "the record")


def tabulate(checks: pd.DataFrame, parameters: Parameters | None = None) -> pd.DataFrame:
    """One row per weight that may be zero, the best supported first.

    Parameters
    ----------
    checks
        Indexed by parameter, with `there`, `there_low`, `there_high` (see `calibration.fit.posterior.diagnose`).

    Returns
    -------
    Columns `COLUMNS`: `there` is the posterior probability that the term is there, `low` and `high` the least and the most of
    the islands; `bayes_factor` is infinite where no draw goes without the term.
    """
    base = load_parameters() if parameters is None else parameters
    doubted = checks.dropna(subset="there").sort_values("there", ascending=False, kind="stable")
    rows = []
    for name, row in doubted.iterrows():
        entry = base.entry(str(name))
        factor = bayes_factor(float(row["there"]), entry.spike)
        rows.append((str(name), entry.meaning, row["there"], row["there_low"], row["there_high"], factor, verdict(factor)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def bayes_factor(there: float, spike: float) -> float:
    """How many times more probable the record is with the term than without it.

    >>> round(bayes_factor(0.9, 0.5), 6)
    9.0
    """
    odds = np.inf if there == 1.0 else there / (1.0 - there)
    return float(odds * spike / (1.0 - spike))


def verdict(factor: float) -> str:
    """A Bayes factor in words."""
    if factor >= STRONG:
        return "speaks strongly for it"
    if factor >= POSITIVE:
        return "speaks for it"
    if factor > 1.0 / POSITIVE:
        return "does not decide"
    return "speaks against it" if factor > 1.0 / STRONG else "speaks strongly against it"
