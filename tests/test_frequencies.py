"""What is simulated comes as often as the rates say: chi-square over at least 20,000 world-days, fixed seed, p > 1e-4."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.model import EscalationModel
from sim.scenario import Scenario
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.mechanisms import MECHANISMS
from tests.handmade import KH, Row, calendar, evidence, pinned, scenario
from tests.runs import counts, finish

SEED = 20260101
WORLDS, DAYS = 1000, 25
LEAST = 1e-4


def free(days: int = DAYS, off: tuple[str, ...] = tuple(MECHANISMS), **changes: object) -> Scenario:
    """A free run in which only standing rates are left, unless less is switched off."""
    start = calendar(50)  # no partial reporting, no maximum pressure
    plan = {
        "start": start,
        "end": calendar(49 + days),
        "branch": start,
        "luck": "fresh",
        "contexts": "none",
        "reporting": "complete",
    }
    return scenario(**{**plan, "switch_off": off, **changes})  # type: ignore[arg-type]


def simulated(plan: Scenario, worlds: int = WORLDS, **values: float) -> EscalationModel:
    return finish(EscalationModel(plan, worlds=worlds, rng=SEED, parameters=pinned(**values), evidence=evidence(())))


def p_value(sample: np.ndarray, probabilities: np.ndarray) -> float:
    """Chi-square of whole numbers 0, 1, 2, ... against their probabilities; cells of fewer than five expected are joined."""
    n = sample.size
    top = next(k for k in range(len(probabilities)) if n * (1 - probabilities[: k + 1].sum()) < 5)
    cells = np.append(probabilities[:top], 1 - probabilities[:top].sum())
    observed = np.bincount(np.minimum(sample.astype(int), top).ravel(), minlength=top + 1)
    return float(stats.chisquare(observed, n * cells).pvalue)


UP_TO = np.arange(60)


@pytest.mark.parametrize("rate", [0.03, 0.4, 3.0])
def test_poisson_counts(rate: float) -> None:
    model = simulated(free(), militia__base_attacks=rate)
    assert p_value(counts(model, "attack_base"), stats.poisson.pmf(UP_TO, rate)) > LEAST


@pytest.mark.parametrize(("rate", "shape"), [(0.4, 0.7), (1.5, 3.5), (2.0, 0.3)])
def test_counts_under_a_days_frailty_are_negative_binomial(rate: float, shape: float) -> None:
    off = tuple(name for name in MECHANISMS if name != "dispersion")
    model = simulated(free(off=off), militia__base_attacks=rate, militia__base_dispersion=shape)
    assert p_value(counts(model, "attack_base"), stats.nbinom.pmf(UP_TO, shape, shape / (shape + rate))) > LEAST


def test_one_groups_counts_are_negative_binomial_with_its_own_mean_and_the_shape_of_all() -> None:
    off = tuple(name for name in MECHANISMS if name != "dispersion")
    model = simulated(free(off=off), militia__base_attacks=2.0, militia__base_dispersion=1.5)
    events = model.event_log.events()
    mine = events[(events["actor"] == KH) & (events["action"] == "attack_base")]
    table = np.zeros((DAYS, WORLDS))
    day = (mine["date"].to_numpy().astype("datetime64[D]") - model.days[0]).astype(int)
    np.add.at(table, (day, mine["world"].to_numpy()), mine["count"].to_numpy())
    assert p_value(table, stats.nbinom.pmf(UP_TO, 1.5, 1.5 / (1.5 + 2.0 * 0.45))) > LEAST


def test_days_are_independent_where_nothing_remembers() -> None:
    table = np.minimum(counts(simulated(free(), militia__base_attacks=0.5), "attack_base"), 2)
    pairs = np.zeros((3, 3))
    np.add.at(pairs, (table[:-1].ravel(), table[1:].ravel()), 1)
    assert stats.chi2_contingency(pairs).pvalue > LEAST


def test_luck_differs_between_groups_and_decisions() -> None:
    model = simulated(free(), militia__base_attacks=2.0, militia__convoy_attacks=2.0)
    roads, bases = counts(model, "attack_convoy").ravel(), counts(model, "attack_base").ravel()
    assert abs(np.corrcoef(roads, bases)[0, 1]) < 4 / np.sqrt(roads.size)


@pytest.mark.parametrize(("name", "key"), [("sanction", "us__sanctions"), ("attack_shipping", "iran__sea_attacks")])
@pytest.mark.parametrize("rate", [0.01, 0.8])
def test_once_a_day_decisions_happen_with_probability_one_minus_exp(name: str, key: str, rate: float) -> None:
    table = counts(simulated(free(), **{key: rate}), name)
    assert table.max() == 1
    happens = 1 - np.exp(-rate)
    assert p_value(table, np.append([1 - happens, happens], np.zeros(2))) > LEAST


# Marks --------------------------------------------------------------------------------------------------------------------


def test_dead_and_wounded_of_attacks() -> None:
    """One attack at most of a group a day and world, so that each line of the log is one attack (counts above one are left
    out)."""
    numbers = {"marks__lethal": 0.1, "marks__wounding": 0.2, "marks__more_dead": 0.6, "marks__wounded": 4.0}
    events = simulated(free(), militia__base_attacks=1.0, **numbers).event_log.events()
    attacks = events[(events["action"] == "attack_base") & (events["count"] == 1)]
    assert len(attacks) > 19_000
    dead, wounded = attacks["us_killed"].to_numpy(), attacks["us_wounded"].to_numpy()
    kinds = np.where(dead > 0, 2, np.where(wounded > 0, 1, 0))
    assert p_value(kinds, np.array([0.7, 0.2, 0.1, 0.0])) > LEAST
    # Beyond the first, dead and wounded are geometric with means 0.6 and 4 - 1.
    assert p_value(dead[dead > 0] - 1, stats.geom.pmf(UP_TO + 1, 1 / 1.6)) > LEAST
    hurt = wounded[wounded > 0]
    assert (wounded[dead > 0] > 0).all()
    assert p_value(hurt - 1, stats.geom.pmf(np.arange(1, 400), 1 / 4.0)) > LEAST


def test_several_attacks_of_a_day_have_marks_of_their_own() -> None:
    """Two attacks of one group: lethal both, one or none as two independent draws would have it."""
    events = simulated(free(), militia__base_attacks=2.0, marks__lethal=0.3, marks__more_dead=0.0).event_log.events()
    two = events[(events["action"] == "attack_base") & (events["count"] == 2)]
    assert len(two) > 2000
    assert p_value(two["us_killed"].to_numpy(), stats.binom.pmf(np.arange(5), 2, 0.3)) > LEAST


def test_groups_hit_by_strikes_follow_belief_and_can_be_the_wrong_ones() -> None:
    """Kataib Hezbollah alone attacked; six strikes in ten follow the attack, the rest standing blame."""
    attacks = tuple(Row(day, KH, "attack_base") for day in range(45, 50))
    start = calendar(50)
    plan = scenario(
        start=calendar(40), end=start, branch=start, luck="fresh", reporting="complete",
        switch_off=tuple(name for name in MECHANISMS if name != "attribution"),
    )  # fmt: skip
    worlds = 30_000
    model = EscalationModel(plan, worlds=worlds, rng=SEED, parameters=pinned(us__force_floor=1.0), evidence=evidence(attacks))
    events = finish(model).event_log.events()
    strikes = events[events["action"] == "strike"]
    expected = np.array([0.6 * (group == KH) + 0.4 * pinned().values[f"{group}.blame"] for group in MILITIAS])
    observed = np.array([(strikes["target"] == group).sum() for group in MILITIAS])
    assert observed.sum() == len(strikes) > 18_000
    assert observed[MILITIAS.index("liwa_al_tafuf")] > 0
    assert float(stats.chisquare(observed, expected * len(strikes)).pvalue) > LEAST


def test_a_share_of_strikes_falls_on_iraqi_soil() -> None:
    plan = free(days=1)
    tuned = pinned(us__force_floor=1.0, us__in_iraq_biden=0.35)
    model = EscalationModel(plan, worlds=30_000, rng=SEED, parameters=tuned, evidence=evidence(()))
    model.step()
    struck = np.asarray(model.last.total("strike"))
    soil = np.asarray(model.last.total_mark("in_iraq", "strike"))
    assert p_value(soil[struck > 0], np.array([0.65, 0.35, 0.0, 0.0])) > LEAST


def test_abducted_luck_is_uniform_over_what_it_might_have_been() -> None:
    """A world's luck, given what happened, is as wide as the probability of that: so counterfactual draws are fair overall.

    Doubling a rate under luck abducted from Poisson counts gives Poisson counts at the doubled rate.
    """
    from sim.history import chance

    rng = np.random.default_rng(SEED)
    n, rate = 40_000, 0.7
    seen = rng.poisson(rate, n).astype(float)
    again = np.asarray(chance.draw_count(2 * rate, chance.abduct_count(seen, np.full(n, rate), rng.uniform(size=n))))
    assert (again >= seen).all()
    assert p_value(again, stats.poisson.pmf(UP_TO, 2 * rate)) > LEAST
    same = np.asarray(chance.draw_count(np.full(n, rate), chance.abduct_count(seen, np.full(n, rate), rng.uniform(size=n))))
    assert np.array_equal(same, seen)
    happened = (rng.uniform(size=n) < 1 - np.exp(-0.3)).astype(float)
    once = np.asarray(chance.draw_once(0.6, chance.abduct_once(happened, 0.3, rng.uniform(size=n))))
    assert (once >= happened).all()
    assert p_value(once, np.array([np.exp(-0.6), 1 - np.exp(-0.6), 0.0, 0.0])) > LEAST


def test_abducted_frailty_given_its_count_is_the_exact_posterior() -> None:
    """Drawn first from the prior, then counts, then again given the counts: the second is distributed as the first."""
    from sim.history import chance

    rng = np.random.default_rng(SEED)
    shape, mean, n = 1.7, 0.9, 40_000
    prior = chance.frailty(shape, rng.uniform(size=n))
    count = rng.poisson(prior * mean).astype(float)
    posterior = chance.frailty(shape, rng.uniform(size=n), count, mean)
    assert stats.kstest(prior, stats.gamma(shape, scale=1 / shape).cdf).pvalue > LEAST
    assert stats.kstest(posterior, stats.gamma(shape, scale=1 / shape).cdf).pvalue > LEAST
    assert np.corrcoef(posterior, count)[0, 1] > 0.3
