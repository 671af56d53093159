"""Priors varied: those that hold at least as much as the record does, made wider and narrower; and how likely doubted terms were.

On the scale on which a parameter's prior is a standard normal, z = Phi^-1(F(value)), its posterior's variance says what the
record has added. A prior is **strong** where that variance is at least half of the prior's own: then it weighs as much as the
record. Wider and narrower is that scale's standard deviation times `WIDER` or `NARROWER`, that is the density to the power 0.64
or 1.56 (power-scaling, Kallioinen et al. 2024, Statistics and Computing 34:57). Of a weight that may be zero it is
the prior of the weight if it is there. Shares of the armed groups have no prior of their own and are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.parameters import POOLED, Entry
from sim.priors import slab_score
from sim.types import Bools, Floats

WIDER, NARROWER = 1.25, 0.8
STRONG = 0.5
"""Of the prior's variance that the posterior keeps."""
MOST = 4
"""Strong priors that are varied: those whose parameter goes along most with the first measure."""
LIKELIER, LESS_LIKELY = 0.55, 0.45
"""Prior probability of every doubted term that it is there, in place of its own: of sixty terms at once, little is much."""


def scores(entry: Entry, values: Floats) -> Floats:
    """The standard normal score of each value under the prior, shape `(draws,)`; NaN of a zero that is the spike's."""
    return np.where((entry.spike > 0) & (values == 0), np.nan, slab_score(entry, values))


def strong_priors(entries: Mapping[str, Entry], draws: Mapping[str, Floats], answer: Floats) -> list[str]:
    """The names of strong priors, those first whose parameter goes along most with the answer.

    Parameters
    ----------
    draws, answer
        Of each draw, shape `(draws,)`: values by name, and the mean of the first measure.
    """
    from scipy.stats import rankdata

    found = {}
    for name, values in draws.items():
        if POOLED in entries[name].prior:
            continue
        known = ~np.isnan(z := scores(entries[name], values))
        if known.sum() < 3 or not np.ptp(z[known]) > 0 or z[known].var(ddof=1) < STRONG or not np.ptp(answer[known]) > 0:
            continue
        found[name] = abs(float(np.corrcoef(rankdata(z[known]), rankdata(answer[known]))[0, 1]))
    return sorted(found, key=lambda name: -found[name])


def prior_weights(entries: Mapping[str, Entry], draws: Mapping[str, Floats], names: Sequence[str]) -> dict[str, Floats]:
    """Log weights of each draw with one prior wider or narrower, by what is changed, shape `(draws,)`."""
    return {
        f"prior of {name}, {word}": _log_ratio(scores(entries[name], draws[name]), scale)
        for name in names
        for word, scale in (("wider", WIDER), ("narrower", NARROWER))
    }


def _log_ratio(z: Floats, scale: float) -> Floats:
    """Log density of a normal score with standard deviation `scale` over the standard one; 0 in the spike."""
    return np.where(np.isnan(z), 0.0, 0.5 * z**2 * (1 - scale**-2) - np.log(scale))


def inclusion_weights(entries: Mapping[str, Entry], names: Sequence[str], included: Bools) -> dict[str, Floats]:
    """Log weights with all the doubted terms of a list likelier, or less likely, to be there at first.

    Parameters
    ----------
    names, included
        The terms, and which of them each draw has in, shape `(draws, terms)`.
    """
    spikes = np.array([entries[name].spike for name in names])
    return {
        f"doubted terms there with {100 * chance:.0f} %": np.where(
            included, np.log(chance / (1 - spikes)), np.log((1 - chance) / spikes)
        ).sum(axis=1)
        for chance in (LIKELIER, LESS_LIKELY)
    }
