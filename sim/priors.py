"""Where a value lies in the prior of its parameter, as a standard normal score."""

from __future__ import annotations

import numpy as np

from sim.parameters import Entry
from sim.types import Floats

EDGE, SMALLEST = 1e-12, 1e-300
"""The least probability whose score is taken, and the least value whose logarithm is."""


def slab_score(entry: Entry, values: Floats) -> Floats:
    """The score of each value under the prior without its spike, of whose zero it says nothing; shape of `values`."""
    from scipy.special import betainc, ndtr, ndtri

    ((family, arguments),) = entry.prior.items()
    if family == "lognormal":
        return np.asarray((np.log(np.maximum(values, SMALLEST)) - arguments[0]) / arguments[1])
    if family == "beta":
        below = betainc(arguments[0], arguments[1], np.clip(values, 0.0, 1.0))
    elif family == "exponential":
        below = -np.expm1(-values / arguments[0])
    else:  # half-normal
        below = 2.0 * ndtr(values / arguments[0]) - 1.0
    return np.asarray(ndtri(np.clip(below, EDGE, 1.0 - EDGE)))
