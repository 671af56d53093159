"""Rule variants score the same acts as the whole rules, past and future add up, and every mechanism has one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.fit.likelihood import log_likelihood
from calibration.fit.parameter_space import default_space
from calibration.studies.rule_variants import RULE_VARIANTS, WHOLE_RULES, Likelihood, RuleVariant, Split, replayed
from sim.vocabulary.mechanisms import MECHANISMS

SPLIT = Split(date(2019, 12, 1), date(2020, 1, 20), date(2020, 1, 11))


def test_the_whole_rules_are_the_likelihood_of_the_calibration() -> None:
    space = default_space()
    theta = 0.3 * space.prior_draws(3, np.random.default_rng(3))
    whole = Likelihood.of(WHOLE_RULES, space, SPLIT)
    assert not whole.own_rule
    total = whole.parts(theta).sum(axis=1)
    before = Likelihood.of(WHOLE_RULES, space, SPLIT.past()).parts(theta).sum(axis=1)
    assert total == pytest.approx(log_likelihood(theta, (SPLIT.first, SPLIT.last)))
    assert np.all(total < before)
    assert whole.future(theta[:1]).shape == (10,)
    assert whole.future(theta[:1]).sum() == pytest.approx(total[0] - before[0])


@pytest.mark.parametrize("name", ["raids", "mobilisation", "gaza_war"])
def test_variants_score_the_same_acts(name: str) -> None:
    space = default_space()
    theta = 0.3 * space.prior_draws(2, np.random.default_rng(4))
    variant = Likelihood.of(RuleVariant(name, (name,)), space, SPLIT)
    ends = np.stack([end.sum(axis=1) for end in np.split(variant.ends(theta), 2, axis=1)], axis=1)
    assert ends[:, 0] == pytest.approx(log_likelihood(theta, (SPLIT.first, SPLIT.last)))
    assert ends[:, 1] == pytest.approx(variant.parts(theta).sum(axis=1))
    before = Likelihood.of(RuleVariant(name, (name,)), space, SPLIT.past()).parts(theta).sum(axis=1)
    assert variant.future(theta[:1]).sum() == pytest.approx(ends[0, 1] - before[0])
    if name == "mobilisation":  # nobody marches after the funerals of December 2019
        assert np.all(ends[:, 1] < ends[:, 0] - 2)
    elif name == "gaza_war":
        assert ends[:, 1] == pytest.approx(ends[:, 0], abs=1e-9)
    else:
        assert variant.own_rule == {"raid", "release"}


def test_what_is_said_of_a_decision_that_is_left_out_is_scored_by_its_own_rule_too() -> None:
    """The raid of 26 June 2020 and the release three days later have links; the first of them lies in the future here."""
    split = Split(date(2020, 6, 20), date(2020, 6, 30), date(2020, 6, 25))
    space, raids = default_space(), RuleVariant("raids", ("raids",))
    theta = 0.3 * space.prior_draws(2, np.random.default_rng(4))
    assert {"links/raid", "links/release"} <= replayed(space.parameters(theta), 2, split).halves.keys()
    variant = Likelihood.of(raids, space, split)
    whole, without = np.split(variant.ends(theta), 2, axis=1)
    assert without.shape == variant.parts(theta).shape
    assert without.sum(axis=1) == pytest.approx(variant.parts(theta).sum(axis=1))
    before = Likelihood.of(raids, space, split.past()).parts(theta).sum(axis=1)
    assert variant.future(theta[:1]).sum() == pytest.approx(without[0].sum() - before[0])
    assert whole.sum(axis=1) == pytest.approx(log_likelihood(theta, (split.first, split.last)))


def test_every_mechanism_has_a_variant() -> None:
    assert {name for variant in RULE_VARIANTS for name in variant.off} == set(MECHANISMS)
    assert len({variant.name for variant in RULE_VARIANTS}) == len(RULE_VARIANTS)


def test_the_past_ends_where_the_future_begins() -> None:
    past = SPLIT.past()
    assert (past.first, past.last) == (date(2019, 12, 1), date(2020, 1, 10))
    assert past.past() == past


def test_days_of_the_future_add_up_to_its_half_and_the_halves_to_the_whole() -> None:
    space = default_space()
    theta = 0.3 * space.prior_draws(2, np.random.default_rng(5))
    both = replayed(space.parameters(theta), 2, SPLIT, daily=True)
    for name, half in both.halves.items():
        assert both.daily[name].shape == (10, 2)
        assert both.daily[name].sum(axis=0) == pytest.approx(half[:, 1], abs=1e-9), name
    total = np.sum([half.sum(axis=1) for half in both.halves.values()], axis=0)
    assert total == pytest.approx(log_likelihood(theta, (SPLIT.first, SPLIT.last)))
    assert not replayed(space.parameters(theta), 2, SPLIT).daily
