"""Which single terms does the record support? The posterior probability that each is included in the rules.

A weight with a `spike` in its file is zero with that prior probability: its term is then not included, and the rules are a
variant of themselves. Every draw of the posterior is one variant or another, so that what runs and forecasts average over is
weighed by how well each foretold the record (Bayesian model averaging; spike and slab, Mitchell and Beauchamp 1988). The Bayes
factor of a term is the posterior odds of its inclusion over the prior odds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.parameters import Parameters, load_parameters

STRONG, POSITIVE = 20.0, 3.0
"""Bayes factors from which Kass and Raftery (1995) speak of strong and of positive evidence."""
COLUMNS = ("weight", "meaning", "inclusion", "low", "high", "bayes_factor", "the record")


def tabulate(checks: pd.DataFrame, parameters: Parameters | None = None) -> pd.DataFrame:
    """One row per weight that may be zero, the best supported first.

    Parameters
    ----------
    checks
        Indexed by parameter, with `inclusion`, `inclusion_low`, `inclusion_high` (see `calibration.fit.posterior.diagnose`).

    Returns
    -------
    Columns `COLUMNS`: `inclusion` is the posterior probability that the term is included, `low` and `high` the least and the most
    of the independent runs; `bayes_factor` is infinite where no draw goes without the term.
    """
    base = load_parameters() if parameters is None else parameters
    with_spike = checks.dropna(subset="inclusion").sort_values("inclusion", ascending=False, kind="stable")
    rows = []
    for name, row in with_spike.iterrows():
        entry = base.entry(str(name))
        factor = bayes_factor(float(row["inclusion"]), entry.spike)
        shares = row["inclusion"], row["inclusion_low"], row["inclusion_high"]
        rows.append((str(name), entry.meaning, *shares, factor, verdict(factor)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def bayes_factor(inclusion: float, spike: float) -> float:
    """How many times more probable the record is with the term than without it.

    Parameters
    ----------
    inclusion
        Posterior probability of the term.
    spike
        Prior probability that it is left out.

    >>> round(bayes_factor(0.9, 0.5), 6)
    9.0
    """
    odds = np.inf if inclusion == 1.0 else inclusion / (1.0 - inclusion)
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
