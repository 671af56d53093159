"""The space of the fit: quantiles and scores undo each other, spikes have their mass, shares add up to one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import norm

from calibration.fit.parameter_space import (
    NOT_IN_THE_LIKELIHOOD,
    POOLED,
    Space,
    default_space,
    is_share,
    prior_draws,
    quantile,
    score,
    with_fixed,
    without_spikes,
)
from sim.errors import InputError
from sim.parameters import Entry, load_parameters
from sim.types import Floats
from sim.vocabulary.decisions import MILITIAS

OWN_PRIOR = [name for name in default_space().names if not is_share(name)]


def reference(entry: Entry, p: Floats) -> Floats:
    """Quantiles of a prior without its spike, by SciPy's own distributions."""
    ((family, arguments),) = entry.prior.items()
    distribution = {
        "beta": lambda: stats.beta(*arguments),
        "lognormal": lambda: stats.lognorm(arguments[1], scale=np.exp(arguments[0])),
        "exponential": lambda: stats.expon(scale=arguments[0]),
        "halfnormal": lambda: stats.halfnorm(scale=arguments[0]),
    }[family]()
    return np.clip(distribution.ppf(p), *entry.bounds)


def test_a_value_is_the_quantile_of_its_prior_spike_and_slab() -> None:
    x = np.linspace(-4.0, 4.0, 41)
    families = set()
    for name in OWN_PRIOR:
        entry = load_parameters().entry(name)
        families |= set(entry.prior)
        slab = np.maximum((norm.cdf(x) - entry.spike) / (1.0 - entry.spike), 0.0)
        assert quantile(entry, x) == pytest.approx(reference(entry, slab), rel=1e-6, abs=1e-9), name
    assert families == {"beta", "lognormal", "exponential", "halfnormal"}


@given(st.sampled_from(OWN_PRIOR), st.lists(st.floats(-4.0, 4.0), min_size=2, max_size=8))
def test_values_rise_with_their_coordinates_and_stay_within_bounds(name: str, x: list[float]) -> None:
    entry = load_parameters().entry(name)
    values = quantile(entry, np.sort(x))
    assert (np.diff(values) >= 0).all()
    assert (values >= entry.bounds[0]).all()
    assert (values <= entry.bounds[1]).all()


@pytest.mark.parametrize("x", [-40.0, -38.0, -30.0, -24.0, -21.0])
def test_a_value_far_out_is_a_number_wherever_a_heavy_tailed_proposal_may_draw_it(x: float) -> None:
    for name in filter(lambda name: not is_share(name), default_space().names):
        entry = load_parameters().entry(name)
        least = max(entry.bounds[0], 1e-3 * max(entry.value, 1.0))
        assert entry.bounds[0] <= quantile(entry, np.array([x]))[0] <= least, name


def test_coordinates_undo_the_quantiles_of_every_prior() -> None:
    x = np.array([-1.5, 0.0, 0.7])
    for name in filter(lambda name: not is_share(name), default_space().names):
        entry = load_parameters().entry(name)
        value = quantile(entry, x)
        inside = (value > entry.bounds[0]) & (value < entry.bounds[1])
        assert score(entry, value, np.random.default_rng(1))[inside] == pytest.approx(x[inside], abs=1e-6)


def test_coordinates_undo_the_values_and_shares_add_up_to_one() -> None:
    space, rng = default_space(), np.random.default_rng(5)
    x = space.prior_draws(40, rng)
    values = space.values(x)
    back = space.values(space.coordinates(values, rng))
    assert back == pytest.approx(values, rel=1e-6, abs=1e-9)
    for trait in POOLED:
        members = [i for i, name in enumerate(space.names) if name.endswith(f".{trait}")]
        assert len(members) == len(MILITIAS)
        assert values[:, members].sum(axis=1) == pytest.approx(np.ones(40))


def test_groups_stray_as_far_as_their_spread_says() -> None:
    space = default_space()
    x = np.zeros((3, len(space.names)))
    assert space.values(x)[0, space.names.index("badr.share_of_bases")] == pytest.approx(0.01)
    share, spread = (space.names.index(name) for name in ("badr.share_of_bases", "groups.spread_of_bases"))
    x[1:, share] = 1.0
    x[2, spread] = 2.0
    values = space.values(x)
    for row in (1, 2):  # by hand: 0.01 e^s against the 0.99 of the others
        grown = 0.01 * np.exp(values[row, spread])
        assert values[row, share] == pytest.approx(grown / (grown + 0.99))
    assert values[2, spread] > values[1, spread]


def test_a_weight_that_may_be_zero_is_so_as_often_as_its_spike_says_and_else_like_its_slab() -> None:
    entry = load_parameters().entry("militia.reprisal")
    assert (entry.spike, entry.prior) == (0.5, {"exponential": (1.5,)})
    assert quantile(entry, np.array([-3.0, -0.01, 0.0])).tolist() == [0.0, 0.0, 0.0]
    assert quantile(entry, norm.ppf([0.75, 0.95])) == pytest.approx(1.5 * np.log([2.0, 10.0]))  # the slab's halves and tenths
    assert quantile(entry, np.array([1e-9]))[0] == pytest.approx(0.0, abs=1e-8)  # no jump
    plain = without_spikes(default_space()).base.entry("militia.reprisal")
    assert quantile(plain, np.zeros(1)) == pytest.approx(1.5 * np.log(2.0))


def test_zeros_come_back_as_coordinates_from_all_over_the_spike() -> None:
    entry = load_parameters().entry("militia.reprisal")
    x = score(entry, np.zeros(4000), np.random.default_rng(2))
    assert x.max() < 0.0
    assert x.mean() == pytest.approx(-np.sqrt(2.0 / np.pi), abs=0.05)  # a normal cut at zero
    assert x.std() == pytest.approx(np.sqrt(1.0 - 2.0 / np.pi), abs=0.05)


def test_the_mass_of_each_spike_is_the_prior_probability_of_a_zero() -> None:
    space = default_space()
    grid = norm.ppf((np.arange(2000) + 0.5) / 2000)
    values = space.values(np.repeat(grid[:, None], len(space.names), axis=1))
    for name in space.base.with_spike:
        zeros = (values[:, space.names.index(name)] == 0.0).mean()
        assert zeros == pytest.approx(space.base.entry(name).spike, abs=1e-3), name
    assert len(space.base.with_spike) > 50


def test_parameters_of_a_batch_have_one_entry_for_each_row() -> None:
    space = default_space()
    theta = space.prior_draws(3, np.random.default_rng(6))
    parameters = space.parameters(theta)
    for i, name in enumerate(space.names):
        assert np.array_equal(np.asarray(parameters.values[name]), space.values(theta)[:, i])
    kept = set(space.base.names) - set(space.names)
    assert kept
    assert all(parameters.values[name] == space.base.values[name] for name in kept)


def test_the_prior_density_is_that_of_independent_standard_normals() -> None:
    theta = np.array([[0.0, 0.0], [1.0, -2.0]])
    assert Space.log_prior(theta) == pytest.approx([-np.log(2 * np.pi), -np.log(2 * np.pi) - 2.5])


def test_floors_marks_and_traits_that_are_not_pooled_are_not_free() -> None:
    for name in default_space().names:
        assert not name.startswith(NOT_IN_THE_LIKELIHOOD)
        assert default_space().base.entry(name).source != "floor"
        owner, _, trait = name.partition(".")
        assert owner not in MILITIAS or trait in POOLED


def test_without_spikes_priors_read_otherwise_and_parameters_are_the_same() -> None:
    space = default_space()
    plain = without_spikes(space)
    assert plain.names == space.names
    assert plain.base.values == space.base.values
    different = {name for name, words in plain.priors().items() if words != space.priors()[name]}
    assert different == set(space.base.with_spike)


def test_a_batch_of_another_shape_is_refused() -> None:
    with pytest.raises(InputError, match=f"2 columns; allowed: {len(default_space().names)}"):
        default_space().values(np.zeros((1, 2)))


def test_draws_of_the_prior_are_standard_normal() -> None:
    draws = prior_draws(400, np.random.default_rng(7))
    assert draws.shape == (400, len(default_space().names))
    assert draws.mean() == pytest.approx(0.0, abs=0.02)
    assert draws.std() == pytest.approx(1.0, abs=0.02)


def test_a_fixed_parameter_keeps_its_value_and_the_others_theirs() -> None:
    space, name = default_space(), "militia.branching"
    fixed = with_fixed(space, {name: 0.25})
    theta = prior_draws(3, 1)
    values = space.parameters(theta).values
    at = space.names.index(name)
    found = fixed.parameters(np.delete(theta, at, axis=1)).values
    assert found[name] == 0.25
    assert all(np.array_equal(found[other], values[other]) for other in values if other != name)
    with pytest.raises(InputError, match=r"militia\.branching"):
        with_fixed(space, {"militia.branchng": 0.25})
