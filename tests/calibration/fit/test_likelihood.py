"""The documented log-likelihood against a straight-line re-implementation in plain Python, on a record made by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import numpy as np
import pytest

from calibration.fit import likelihood
from calibration.fit.likelihood import log_likelihood
from calibration.fit.parameter_space import default_space, prior_draws
from sim.history.documented import LINKS
from sim.history.mark_scores import MARKS, SCORERS
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.vocabulary.decisions import DECISIONS
from tests.handmade import DAYS, SAID, Said, evidence, scenario
from tests.straight_line import Deed, Motive, Straight

TOLERANCE = 1e-9
VECTORS = 5
SPOKEN_OF = {"broker_truce", *(said.answer[1] for said in SAID if said.by != "sequence")}
"""All decisions of whose acts something is said; the row of a mediation tells of a truce too, of which something is."""


def run(**changes: object) -> EscalationModel:
    """The model over the whole record made by hand, with all that is said of its acts."""
    reporting, said = changes.pop("reporting", "as_recorded"), changes.pop("said", SAID)
    model = EscalationModel(scenario(reporting=reporting), evidence=evidence(said=said), **{"parameters": "point", **changes})  # type: ignore[arg-type]
    for _ in model.run():
        pass
    return model


def defaults() -> dict[str, float]:
    return {name: float(value) for name, value in load_parameters().values.items()}


def moved(seed: int) -> dict[str, float]:
    """Each parameter times a factor in [0.5, 1.5], kept within its bounds; nobody is believed without any doubt."""
    rng = np.random.default_rng(seed)
    values = {}
    for name, value in defaults().items():
        low, high = load_parameters().entry(name).bounds
        high = 0.99 if name.startswith("links.") else high
        values[name] = float(np.clip(value * rng.uniform(0.5, 1.5), low, high))
    return values


def test_the_likelihood_of_a_batch_does_not_depend_on_blocks_or_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    theta = 0.3 * default_space().prior_draws(9, np.random.default_rng(1))
    window = date(2019, 12, 20), date(2020, 1, 10)
    whole = log_likelihood(theta, window)
    assert np.unique(whole).size == 9
    monkeypatch.setattr(likelihood, "BLOCK", 4)
    np.testing.assert_allclose(log_likelihood(theta, window), whole, rtol=1e-13)
    np.testing.assert_allclose(log_likelihood(theta, window, jobs=2), whole, rtol=1e-13)
    np.testing.assert_allclose(log_likelihood(theta[5:6], window), whole[5:6], rtol=1e-13)


@pytest.fixture(scope="module")
def stepped() -> tuple[EscalationModel, list[dict[tuple[str, str], float]]]:
    """The model with default parameters, and its rates of every day."""
    model = EscalationModel(scenario(), evidence=evidence(said=SAID), parameters="point")
    rates = []
    while model.running:
        model.step()
        rates.append({key: float(np.asarray(d.rate)) for key, d in model.decisions().items()})
    return model, rates


@pytest.fixture(scope="module")
def straight_line() -> Straight:
    """The straight line with default parameters and all that is said."""
    return Straight(defaults(), DAYS, said=SAID)


def test_every_decision_scores_as_the_straight_line_does(
    stepped: tuple[EscalationModel, object], straight_line: Straight
) -> None:
    straight = straight_line.log_probability
    ours = stepped[0].log_probability
    assert (
        set(ours)
        == set(straight)
        == {*DECISIONS, *(f"{LINKS}{name}" for name in SPOKEN_OF), *(f"{MARKS}{name}" for name in SCORERS)}
    )
    for decision, value in straight.items():
        assert float(np.asarray(ours[decision])) == pytest.approx(value, abs=TOLERANCE), decision


def test_every_rate_of_every_day_is_that_of_the_straight_line(
    stepped: tuple[object, list[dict[tuple[str, str], float]]], straight_line: Straight
) -> None:
    straight = straight_line.rates
    assert len(stepped[1]) == len(straight) == DAYS
    for day, (ours, theirs) in enumerate(zip(stepped[1], straight, strict=True)):
        assert set(ours) == set(theirs)
        for key, rate in theirs.items():
            assert ours[key] == pytest.approx(rate, rel=1e-10, abs=1e-14), (day, key)


def test_a_record_taken_as_complete() -> None:
    ours = run(reporting="complete", parameters="point").log_probability
    for decision, value in Straight(defaults(), DAYS, complete=True, said=SAID).log_probability.items():
        assert float(np.asarray(ours[decision])) == pytest.approx(value, abs=TOLERANCE), decision


def test_each_world_scores_its_own_parameters() -> None:
    vectors = [moved(seed) for seed in range(VECTORS)]
    stacked = {name: np.array([vector[name] for vector in vectors]) for name in vectors[0]}
    ours = run(worlds=VECTORS, parameters=load_parameters().replace(stacked)).log_probability
    for world, vector in enumerate(vectors):
        for decision, value in Straight(vector, DAYS, said=SAID).log_probability.items():
            got = np.broadcast_to(np.asarray(ours[decision]), (VECTORS,))[world]
            assert got == pytest.approx(value, abs=TOLERANCE), (world, decision)


def test_days_may_be_text_and_a_generator_a_seed() -> None:
    theta = prior_draws(2, 7)
    assert np.array_equal(theta, prior_draws(2, np.random.default_rng(7)))
    days = date(2020, 1, 1), date(2020, 1, 20)
    assert np.array_equal(log_likelihood(theta, ("2020-01-01", "2020-01-20")), log_likelihood(theta, days))


# What is said of the acts -------------------------------------------------------------------------------------------------


class Retold(Straight):
    """One pass of the straight line under the default parameters, whose acts then hear whatever is said of them."""

    def __init__(self) -> None:
        self.moments: list[tuple[int, int, Deed, Mapping[str, Sequence[Motive]]]] = []
        super().__init__(defaults(), DAYS)

    def hear(self, deed: Deed, motives: Mapping[str, Sequence[Motive]]) -> None:
        self.moments.append((self.t, len(self.deeds), deed, motives))

    def links(self, said: Collection[Said]) -> dict[str, float]:
        """What this adds to the log likelihood: every act hears it on its own day, when as much was known as then."""
        everything, self.said, self.log_probability = self.deeds, said, defaultdict(float)
        for day, known, deed, motives in self.moments:
            self.t, self.deeds = day, everything[:known]
            super().hear(deed, motives)
        self.deeds = everything
        return dict(self.log_probability)


@pytest.fixture(scope="module")
def retold() -> Retold:
    return Retold()


def test_a_pass_told_again_hears_what_a_pass_of_its_own_does(retold: Retold, straight_line: Straight) -> None:
    whole = {name: value for name, value in straight_line.log_probability.items() if name.startswith(LINKS)}
    assert retold.links(SAID) == whole
    assert retold.links(()) == {}


Scored = Callable[..., dict[str, float]]


@pytest.fixture
def scored(retold: Retold) -> Scored:
    """What links add to the log likelihood under the default parameters, by decision; the two programs agree on it."""

    def score(*said: Said) -> dict[str, float]:
        ours = {
            name: float(np.asarray(value)) for name, value in run(said=said).log_probability.items() if name.startswith(LINKS)
        }
        assert ours == pytest.approx(retold.links(said), abs=TOLERANCE)
        return {name.removeprefix(LINKS): value for name, value in ours.items()}

    return score


def test_without_links_the_rest_of_the_likelihood_is_the_same(stepped: tuple[EscalationModel, object]) -> None:
    without = run(said=()).log_probability
    assert set(without) == {*DECISIONS, *(f"{MARKS}{name}" for name in SCORERS)}
    for decision, value in without.items():
        assert np.array_equal(value, stepped[0].log_probability[decision]), decision


OUTSIDE = (
    Said((16, "warn_militia"), (16, "condemn_us"), "actor"),  # of the same part of the day
    Said((30, "attack_base"), (30, "strike"), "actor"),  # of a later part of it
    Said((19, "reinforce"), "hand-other", "actor"),  # a row that is no decision
    Said((12, "sanction"), "missing:2021-01-10:speech", "actor"),  # an event without a row
    Said((45, "draw_down"), (41, "strike_in_iraq"), "source"),  # an act that nobody answers so
    Said((70, "strike"), "context:gaza_war", "source"),  # a context that no motive of the decision rests on
    Said((66, "announce_truce"), "context:gaza_truce", "source"),  # one that is no longer in force
    Said((73, "release"), (62, "raid"), "source"),  # an arrest that was undone
    Said((95, "attack_base"), (80, "attack_base"), "source"),  # momentum is never a reason
)


@pytest.mark.parametrize("said", OUTSIDE)
def test_what_no_rule_can_answer_comes_from_outside_the_model(said: Said, scored: Scored) -> None:
    """As if it were said of an event without a row."""
    nowhere = said._replace(cause="missing:2021-01-01:nothing")
    assert list(scored(said)) == [said.answer[1]]
    assert scored(said) == scored(nowhere)


def test_our_own_order_in_time_says_nothing(scored: Scored) -> None:
    assert scored(Said((47, "condemn_militia"), (40, "attack_convoy"), "sequence")) == {}


def test_of_a_row_that_is_two_acts_the_one_may_answer_the_other(scored: Scored) -> None:
    """The truce of the day that it was mediated: what is said of the row itself speaks for the mediation behind it."""
    outside = Said((33, "announce_truce"), "missing:2021-02-01:visit", "source")
    named = outside._replace(cause=(33, "broker_truce"))
    assert set(scored(outside)) == {"announce_truce", "broker_truce"}
    assert scored(outside) == scored(named)


@pytest.mark.parametrize("said", [said for said in SAID if said.answer[1] in ("strike", "threaten", "reinforce", "attack_base")])
def test_each_link_alone_is_scored_as_the_straight_line_does(said: Said, scored: Scored) -> None:
    scored(said)


def test_the_best_voice_speaks_for_all_that_is_named(scored: Scored) -> None:
    by_source, by_foe = Said((17, "warn"), (14, "attack_base"), "source"), Said((17, "warn"), (11, "attack_base"), "opponent")
    by_actor = by_foe._replace(by="actor")
    p, recent = defaults(), 14  # acts told before the reactions of day 17

    def share(credibility: float, said: tuple[Said, ...]) -> float:
        return (np.exp(scored(*said)["warn"]) - (1 - credibility) / recent) / credibility  # type: ignore[no-any-return]

    first, second = (share(p["links.credibility_source"], (each,)) for each in (by_source, by_foe))
    both = share(p["links.credibility_source"], (by_source, by_foe))
    assert both == pytest.approx(first + second, rel=1e-9)
    assert share(p["links.credibility_actor"], (by_source, by_actor)) == pytest.approx(both, rel=1e-9)


def test_a_link_of_a_row_told_with_another_speaks_of_their_one_act(scored: Scored) -> None:
    first, second = (Said((18, "assault_embassy"), (16, "strike", which), "actor") for which in (0, 1))
    assert scored(first) == scored(second) == scored(first, second)
