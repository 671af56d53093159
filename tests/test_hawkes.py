"""The rules nest a Hawkes process: with all but baseline and momentum off, base attacks score as a likelihood written apart from
the model."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.record.acts import day_number
from sim.record.evidence import Evidence, load_evidence
from sim.scenario import load_scenario
from sim.vocabulary.decisions import MILITIAS
from sim.vocabulary.mechanisms import MECHANISMS
from tests.straight_line import log_negative_binomial, log_poisson

BARE = tuple(name for name in MECHANISMS if name != "momentum")
BUNCHED = tuple(name for name in BARE if name != "dispersion")
TOLERANCE = 1e-9
WARM_UP = 365


def value(name: str) -> float:
    return float(load_parameters().values[name])


def nameless() -> Evidence:
    """The real record with every militia's name struck out: only counts remain."""
    real = load_evidence()
    acts = tuple(dataclasses.replace(a, actor="", candidates=MILITIAS) if a.candidates else a for a in real.acts)
    return dataclasses.replace(real, acts=acts)


def documented(evidence: Evidence, off: tuple[str, ...], **settings: float) -> float:
    """What the model gives the documented base attacks."""
    scenario = load_scenario("documented").edit(switch_off=off, reporting="complete", warm_up=WARM_UP)
    model = EscalationModel(scenario, evidence=evidence, parameters=load_parameters().replace(settings))
    for _ in model.run():
        pass
    return float(np.asarray(model.log_probability["attack_base"]))


def counts(evidence: Evidence) -> dict[int, int]:
    """Base attacks by day, days counted from the first reported one; the warm-up has negative days."""
    first = int(np.datetime64("2018-09-01", "D").astype(int))
    days: dict[int, int] = {}
    for act in evidence.acts:
        if act.decision == "attack_base" and act.day >= first - WARM_UP:
            days[act.day - first] = days.get(act.day - first, 0) + 1
    return days


def last_day() -> int:
    """The last day that is scored; the record goes on beyond it."""
    return day_number(load_scenario("documented").end)


def hawkes_means(events: dict[int, int], branching: float, half_life: float) -> list[float]:
    """Expected attacks of each reported day: mu + branching x double sum of (1 - d) d^(lag - 1)."""
    d = 0.5 ** (1.0 / half_life)
    days = last_day() - int(np.datetime64("2018-09-01", "D").astype(int)) + 1
    excited = (sum(n * (1 - d) * d ** (day - past - 1) for past, n in events.items() if past < day) for day in range(days))
    return [value("militia.base_attacks") + branching * level for level in excited]


@pytest.mark.parametrize(("branching", "half_life"), [(0.7, 10.0), (0.35, 3.0)])
def test_counts_alone_are_a_poisson_hawkes_process(branching: float, half_life: float) -> None:
    evidence = nameless()
    events = counts(evidence)
    means = hawkes_means(events, branching, half_life)
    expected = sum(log_poisson(events.get(day, 0), mean) for day, mean in enumerate(means))
    settings = {"militia.branching": branching, "scene.momentum_half_life": half_life}
    assert documented(evidence, BARE, **settings) == pytest.approx(expected, abs=TOLERANCE)


def test_with_dispersion_each_day_is_negative_binomial() -> None:
    evidence = nameless()
    events = counts(evidence)
    means = hawkes_means(events, value("militia.branching"), value("scene.momentum_half_life"))
    size = value("militia.base_dispersion")
    expected = sum(log_negative_binomial(events.get(day, 0), mean, size) for day, mean in enumerate(means))
    assert documented(evidence, BUNCHED) == pytest.approx(expected, abs=TOLERANCE)


def test_the_real_record_adds_only_how_likely_its_named_authors_were() -> None:
    """Without solidarity each group breeds its own attacks: a multivariate Hawkes process, its unnamed events shared by rate."""
    real = load_evidence()
    events = counts(real)
    branching, d = value("militia.branching"), 0.5 ** (1.0 / value("scene.momentum_half_life"))
    means = hawkes_means(events, branching, value("scene.momentum_half_life"))
    expected = sum(log_poisson(events.get(day, 0), mean) for day, mean in enumerate(means))

    first = int(np.datetime64("2018-09-01", "D").astype(int))
    acts = [act for act in real.acts if act.decision == "attack_base" and first - WARM_UP <= act.day <= last_day()]
    done: list[tuple[int, str, float]] = []
    for act in acts:
        day = act.day - first
        rate = {
            group: value("militia.base_attacks") * value(f"{group}.share_of_bases")
            + branching * sum(w * (1 - d) * d ** (day - past - 1) for past, who, w in done if who == group and past < day)
            for group in MILITIAS
        }
        able = sum(rate[group] for group in act.candidates)
        done += [(day, group, rate[group] / able) for group in act.candidates]
        if day >= 0:
            expected += math.log(able / sum(rate.values()))
    assert documented(real, BARE) == pytest.approx(expected, abs=TOLERANCE)
