"""The space that calibration moves in: the free parameters on an unconstrained scale.

A coordinate x has a standard normal prior; the parameter's value is the x-quantile of its own prior, `F^-1(Phi(x))`. So every
prior of `sim/parameters/*.yaml` becomes the same one, bounds hold by construction, and a sampler needs no Jacobian.

The groups' shares of attacks are pooled in part: logistic-normal about the shares set by hand, the spread common to all groups,

    share_g = hand_g exp(spread x_g) / sum_h hand_h exp(spread x_h),        x_g standard normal

(Aitchison 1986). An x common to all groups changes nothing: its posterior is its prior.

A weight that may be zero (`spike` in its file) is zero below the coordinate that leaves this much probability below it, and goes
on from there continuously (spike and slab; Mitchell and Beauchamp 1988): rules with and without a term lie in one space, and the
posterior weighs them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri
from scipy.stats import norm

from sim.errors import InputError, unknown
from sim.parameters import Entry, Parameters, load_parameters
from sim.priors import EDGE, SMALLEST, slab_score
from sim.types import Floats
from sim.vocabulary.decisions import MILITIAS

NOT_IN_THE_LIKELIHOOD = (
    "marks.general_truce",
    "marks.raid_hits_author",
    "militia.front_name_claims",
    "militia.umbrella_claims",
    "us.war_",
    "iran.launches_per_strike",
    "iran.launches_per_dead",
    "iran.sea_attacks_per_strike",
    "iran.orders_per_strike",
    "militia.attacks_per_strike_on_iran",
    "militia.threats_per_strike_on_iran",
    "scene.patron_half_life",
    "militia.unpaid_hold",
    "militia.threats_for_pay",
    "iraq_government.ties_spare",
)
"""Parameters of marks and of what never happened: no count depends on them while the record is replayed."""
POOLED = {"share_of_bases": "groups.spread_of_bases", "share_of_convoys": "groups.spread_of_convoys"}
"""Traits whose values the groups share out among them, and the parameter that says how far they may stray."""
FAR = 1e-100
"""Probabilities below this are taken as zero where SciPy's quantiles of a beta prior would be no number."""


@dataclass(frozen=True)
class Space:
    """The free parameters, in order.

    Attributes
    ----------
    names
        Full names, shape `(n_parameters,)`.
    base
        All parameters; those that are not free keep these values.
    """

    names: tuple[str, ...]
    base: Parameters

    def values(self, theta: Floats) -> Floats:
        """Natural values of unconstrained coordinates; both of shape `(n, n_parameters)`.

        Raises
        ------
        InputError
            If the shape does not fit.
        """
        theta = np.atleast_2d(np.asarray(theta, dtype=np.float64))
        if theta.shape[1] != len(self.names):
            raise InputError(f"theta has {theta.shape[1]} columns; allowed: {len(self.names)}, one for each free parameter")
        values = np.empty_like(theta)
        for i, name in enumerate(self.names):
            if i not in self._pooled:
                values[:, i] = quantile(self.base.entry(name), theta[:, i])
        for members, hand, spread in self._pools(values):
            logs = np.log(hand) + spread * theta[:, members]
            weights = np.exp(logs - logs.max(axis=1, keepdims=True))
            values[:, members] = weights / weights.sum(axis=1, keepdims=True)
        return values

    def coordinates(self, values: Floats, rng: np.random.Generator) -> Floats:
        """Coordinates that have these natural values; both of shape `(n, n_parameters)`.

        Shares do not say what is common to their coordinates, nor zeros where in the spike they lie; that is drawn from the
        prior.
        """
        theta = np.empty_like(values)
        for i, name in enumerate(self.names):
            if i not in self._pooled:
                theta[:, i] = score(self.base.entry(name), values[:, i], rng)
        for members, hand, spread in self._pools(values):
            ratios = np.log(np.maximum(values[:, members], SMALLEST) / hand) / spread
            common = rng.standard_normal((len(values), 1)) / np.sqrt(len(members))
            theta[:, members] = ratios - ratios.mean(axis=1, keepdims=True) + common
        return theta

    @functools.cached_property
    def _pooled(self) -> frozenset[int]:
        return frozenset(i for i, name in enumerate(self.names) if is_share(name))

    def _pools(self, values: Floats) -> Iterator[tuple[list[int], Floats, Floats]]:
        """For each pooled trait that is free: the indices of its members, their shares by hand, the spread of each row."""
        for trait, spread in POOLED.items():
            members = [i for i, name in enumerate(self.names) if name.partition(".")[2] == trait]
            if members:
                hand = np.array([self.base.entry(self.names[i]).value for i in members])
                fixed = np.full(len(values), float(self.base.entry(spread).value))
                column = values[:, self.names.index(spread)] if spread in self.names else fixed
                yield members, hand, column[:, None]

    def parameters(self, theta: Floats) -> Parameters:
        """Parameters with one entry per row of `theta`."""
        values = self.values(theta)
        return self.base.replace({name: np.ascontiguousarray(values[:, i]) for i, name in enumerate(self.names)})

    def prior_draws(self, n: int, rng: np.random.Generator) -> Floats:
        """Draws from the prior, shape `(n, n_parameters)`."""
        return rng.standard_normal((n, len(self.names)))

    def priors(self) -> dict[str, str]:
        """What the files say of each free parameter before the record speaks, in words that change when it does."""
        entries = ((name, self.base.entry(name)) for name in self.names)
        return {name: f"{entry.prior}, spike {entry.spike:g}, {entry.bounds}" for name, entry in entries}

    @staticmethod
    def log_prior(theta: Floats) -> Floats:
        """Log prior density of each row, shape `(n,)`."""
        return np.asarray(norm.logpdf(theta).sum(axis=1))


def quantile(entry: Entry, x: Floats) -> Floats:
    """The value of a parameter whose coordinate is `x` (a standard normal score), cut to its bounds; shape of `x`."""
    ((family, arguments),) = entry.prior.items()
    x = _slab(x, entry.spike)
    if family == "beta":
        a, b = arguments
        below = ndtr(x)
        value = betaincinv(a, b, np.where(below < FAR, 0.0, below))
    elif family == "lognormal":
        value = np.exp(arguments[0] + arguments[1] * x)
    elif family == "exponential":
        value = -arguments[0] * np.log(ndtr(-x))
    else:  # half-normal
        value = -arguments[0] * ndtri(0.5 * ndtr(-x))
    return np.asarray(np.clip(value, *entry.bounds), dtype=np.float64)


def score(entry: Entry, values: Floats, rng: np.random.Generator) -> Floats:
    """The standard normal score of each value under the parameter's prior; the inverse of `quantile`.

    A zero says only that the score lies in the spike: where in it is drawn from the prior.
    """
    x = slab_score(entry, values)
    if entry.spike == 0.0:
        return x
    within = ndtri(np.maximum(entry.spike * rng.uniform(size=np.shape(values)), EDGE))
    return np.where(np.asarray(values) > 0, -ndtri((1.0 - entry.spike) * ndtr(-x)), within)


def _slab(x: Floats, spike: float) -> Floats:
    """The score within the slab of a coordinate; minus infinity, of which every quantile is zero, within the spike."""
    return x if spike == 0.0 else np.asarray(-ndtri(np.minimum(ndtr(-x) / (1.0 - spike), 1.0)))


def is_share(name: str) -> bool:
    """Whether a parameter is a group's share of attacks, which has no prior of its own but is pooled with the others'."""
    return name.partition(".")[2] in POOLED


def without_spikes(space: Space) -> Space:
    """The same parameters under priors without spikes: every term is included, no weight may be zero."""
    entries = {name: entry.model_copy(update={"spike": 0.0}) for name, entry in space.base.entries.items()}
    return Space(space.names, Parameters(entries, space.base.values))


def with_fixed(space: Space, values: Mapping[str, float]) -> Space:
    """The same with some parameters at these values and no longer free; raises `InputError` for one that was not free."""
    for name in values:
        if name not in space.names:
            raise InputError(unknown("free parameter", name, space.names))
    return Space(tuple(name for name in space.names if name not in values), space.base.replace(dict(values)))


@functools.cache
def default_space() -> Space:
    """Every parameter that the likelihood of a replay depends on, but the floors and the groups' traits that are not pooled."""
    base = load_parameters()
    return Space(tuple(name for name in base.names if _is_free(name, base.entry(name))), base)


def prior_draws(n: int, rng: np.random.Generator | int) -> Floats:
    """Draws of all free parameters from the prior, for `calibration.log_likelihood`; `rng` may be a seed.

    Returns
    -------
    Shape `(n, n_parameters)`: unconstrained coordinates without a unit, each standard normal, in the order of
    `default_space().names`; `default_space().values` turns them into values in the parameters' own units.
    """
    return default_space().prior_draws(n, np.random.default_rng(rng))


def _is_free(name: str, entry: Entry) -> bool:
    owner, _, trait = name.partition(".")
    if owner in MILITIAS:
        return trait in POOLED
    return entry.source != "floor" and not name.startswith(NOT_IN_THE_LIKELIHOOD)
