"""EscalationModel is an ordinary Mesa model, and its worlds do not depend on how they are run; a day can be read again."""

from __future__ import annotations

import copy
import gc
import inspect
import pickle
import warnings
import weakref
from collections.abc import Callable
from datetime import date
from typing import Any

import mesa
import numpy as np
import pytest

from sim.actors import Actor, Group
from sim.errors import ParameterError
from sim.event_log import DAILY
from sim.model import EscalationModel, alone
from sim.parameter_files import POSTERIOR, choose
from sim.reporters import COUNTED
from sim.scenario import Scenario, load_scenario
from sim.vocabulary.decisions import ACTORS, MILITIAS, decisions_of
from sim.worlds import at
from tests.handmade import START, evidence, pinned, scenario
from tests.runs import counts, finish, span
from tests.runs import rates as rates_by_world

SHORT = load_scenario("free_run").edit(name="short", end="2018-12-31")


def finished(scenario: Scenario | str, **options: Any) -> EscalationModel:
    return finish(EscalationModel(scenario, **options))


def test_it_steps_and_stops() -> None:
    model = finished(SHORT, worlds=1, rng=1)
    assert model.steps == len(SHORT.days)
    assert not model.running


def test_the_agents_are_the_actors() -> None:
    model = EscalationModel(SHORT, parameters="point")
    assert {agent.name for agent in model.agents} == set(ACTORS)
    assert all(isinstance(agent, mesa.Agent | Actor) for agent in model.agents)
    assert len(model.agents_by_type[Group]) == 10


def test_the_data_collector_has_a_row_a_day() -> None:
    frame = finished(SHORT, worlds=1, rng=1).datacollector.get_model_vars_dataframe()
    assert len(frame) == len(SHORT.days)
    assert frame["date"].iloc[0] == "2018-09-01"
    assert frame["date"].iloc[-1] == "2018-12-31"
    assert frame["attack_base"].sum() > 0
    assert frame["authority"].between(0, 1).all()


SEEDS: dict[str, dict[str, Any]] = {
    "parameters": {"parameters": {"rng": [1, 2]}},
    "iterations": {"iterations": 2},
    "rng": {"rng": [1, 2]},
}
"""How one asks Mesa for several seeds: before 3.5 as a parameter, then by its own word; by iterations always, with a warning."""


def batch(how: str, **parameters: Any) -> list[dict[str, Any]]:
    """Rows of `mesa.batch_run`, its default of a last row for each run; skipped where this version has no such word."""
    takes = inspect.signature(mesa.batch_run).parameters
    if (how == "rng") is not ("rng" in takes) and how != "iterations":
        pytest.skip("another version of Mesa")
    asked = {**SEEDS[how], "parameters": {**SEEDS[how].get("parameters", {}), **parameters}}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The `iterations` keyword argument is deprecated", DeprecationWarning)
        rows: list[dict[str, Any]] = mesa.batch_run(EscalationModel, display_progress=False, **asked)
    return rows


@pytest.mark.parametrize("how", SEEDS)
@pytest.mark.parametrize("worlds", [1, 3])
def test_batch_run_returns_the_totals_of_each_run(how: str, worlds: int) -> None:
    rows = batch(how, scenario=[SHORT], worlds=worlds)
    assert len(rows) == 2
    for row in rows:
        whole = finished(SHORT, worlds=worlds, rng=row["seed"]).event_log.daily.sum(axis=0).mean(axis=1)
        for name in (*COUNTED, "us_killed"):
            assert row[f"cum_{name}"] == pytest.approx(whole[DAILY.index(name)])
        assert row["date"] == "2018-12-31"
        assert 0 <= row["authority"] <= 1
    assert rows[0]["cum_attack_base"] > 0
    if how != "iterations":
        assert [row["seed"] for row in rows] == [1, 2]


def test_batch_run_takes_parameters_as_plain_dicts() -> None:
    rows = batch("iterations", scenario=[SHORT], parameters=[{"militia.base_attacks": 0.0}, {"militia.base_attacks": 1.0}])
    calm, fierce = (sum(row["cum_attack_base"] for row in rows[start::2]) for start in (0, 1))
    assert calm < fierce
    with pytest.raises(ParameterError, match="militia"):
        EscalationModel(SHORT, parameters={"militia.fere": 0.0})


def test_without_a_seed_it_is_any_and_says_which() -> None:
    seeds = {EscalationModel(SHORT, rng=None).seed for _ in range(4)}
    assert len(seeds) == 4
    one = finished(SHORT, rng=None, worlds=3)
    assert np.array_equal(finished(SHORT, rng=one.seed, worlds=3).event_log.daily, one.event_log.daily)


def branched() -> Scenario:
    """Documented days, then simulated ones beside their factual twin, with groups, truces and a warm-up."""
    removed = {"remove_event": "2020-01-03-us-targeted-killing"}
    documented = load_scenario("documented").edit(start="2019-12-20", end="2020-02-01", warm_up=10)
    return documented.edit(name="branched", branch="2020-01-02", interventions=[removed])


def rates(model: EscalationModel) -> dict[tuple[str, str], Any]:
    """Every decision's rate as it was weighed last."""
    return {key: np.asarray(decision.rate) for key, decision in model.decisions().items()}


COPIES: dict[str, Callable[[EscalationModel], EscalationModel]] = {
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("how", COPIES)
@pytest.mark.parametrize("worlds", [1, 3])
@pytest.mark.parametrize("steps", [0, 1, 30])
def test_a_copied_model_goes_on_as_it_would_have(worlds: int, steps: int, how: str) -> None:
    """Day by day the same rates and counts, from the first day, half-way, and after the branch; the two share nothing."""
    model = EscalationModel(branched(), worlds, rng=3)
    for _ in range(steps):
        model.step()
    again = COPIES[how](model)
    first: list[dict[tuple[str, str], Any]] = []
    while model.running:
        model.step()
        first.append(rates(model))
    for expected in first:
        assert again.running
        again.step()
        found = rates(again)
        assert found.keys() == expected.keys()
        assert all(np.array_equal(found[key], rate) for key, rate in expected.items())
    assert not again.running
    assert np.array_equal(again.event_log.daily, model.event_log.daily)
    assert again.event_log.events().equals(model.event_log.events())
    assert again.datacollector.get_model_vars_dataframe().equals(model.datacollector.get_model_vars_dataframe())
    assert {n: np.asarray(v).tolist() for n, v in again.log_probability.items()} == {
        n: np.asarray(v).tolist() for n, v in model.log_probability.items()
    }


def test_two_default_runs_are_equal() -> None:
    assert finished(SHORT).event_log.events().equals(finished(SHORT).event_log.events())


@pytest.mark.parametrize("name", ["free_run", "no_soleimani_strike"])
def test_a_world_does_not_depend_on_its_neighbours(name: str) -> None:
    """World 37 alone, in a block that starts at it, and among fifty: the same days and the same events."""
    scenario = SHORT
    if name == "no_soleimani_strike":
        remove = {"remove_event": "2020-01-03-us-targeted-killing"}
        scenario = load_scenario(name).edit(start="2019-12-20", end="2020-02-28", warm_up=60, interventions=[remove])
    many = finished(scenario, worlds=50, rng=5)
    alone = finished(scenario, worlds=1, rng=5, first_world=37)
    block = finished(scenario, worlds=13, rng=5, first_world=37)
    assert np.array_equal(many.event_log.daily[:, :, 37:38], alone.event_log.daily)
    assert np.array_equal(many.event_log.daily[:, :, 37:], block.event_log.daily)
    events = many.event_log.events()
    ours = events[events["world"] == 37].reset_index(drop=True)
    assert ours.equals(alone.event_log.events().reset_index(drop=True))


def test_a_world_by_itself_has_the_draw_and_the_luck_of_its_number() -> None:
    by_itself = finish(alone(SHORT, 5, 9, choose(POSTERIOR)))
    among_others = finished(SHORT, worlds=2, rng=5, first_world=8).event_log.events()
    theirs = among_others[among_others["world"] == 9].reset_index(drop=True)
    assert len(theirs)
    assert theirs.equals(by_itself.event_log.events().reset_index(drop=True))


def test_another_seed_is_another_run() -> None:
    a, b = finished(SHORT, worlds=20, rng=1), finished(SHORT, worlds=20, rng=2)
    assert not np.array_equal(a.event_log.daily, b.event_log.daily)


def test_parameters_may_differ_by_world() -> None:
    """World 0 at the default, world 1 with a higher standing will: world 0 is as if alone, world 1 sees more attacks."""
    model = EscalationModel(SHORT, worlds=2, rng=3, parameters="point")
    base = float(model.parameters.values["militia.base_attacks"])
    mixed = model.parameters.replace({"militia.base_attacks": np.array([base, 20 * base])})
    plain, both = finished(SHORT, worlds=2, rng=3, parameters="point"), EscalationModel(SHORT, worlds=2, rng=3, parameters=mixed)
    finish(both)
    assert np.array_equal(plain.event_log.daily[:, :, 0], both.event_log.daily[:, :, 0])
    assert both.event_log.daily[:, 0, 1].sum() > plain.event_log.daily[:, 0, 1].sum()


def test_the_log_covers_reported_days_only() -> None:
    """Warm-up days build memories; they are neither logged nor scored."""
    scenario = load_scenario("documented").edit(start="2019-12-27", end="2019-12-31", warm_up=30)
    model = finished(scenario)
    events = model.event_log.events()
    assert events["date"].min() >= np.datetime64("2019-12-27")
    assert model.event_log.daily.shape[0] == 5
    alone = {name: float(np.asarray(value)) for name, value in model.log_probability.items()}
    assert alone["strike_iran"] == pytest.approx(-5 * float(model.parameters.values["us.war_floor"]))


def test_a_closed_model_can_be_freed() -> None:
    """A calibration runs thousands of models; Mesa's own table of agents must not keep them."""
    model = finished(SHORT, worlds=1, rng=1)
    watch = weakref.ref(model)
    model.close()
    del model
    gc.collect()
    assert watch() is None


def test_a_model_without_a_log_scores_the_same() -> None:
    scenario = load_scenario("documented").edit(start="2019-12-01", end="2020-01-31", warm_up=30)
    plain, lean = finished(scenario, parameters="point"), finish(EscalationModel(scenario, keep_log=False, parameters="point"))
    assert lean.event_log.daily.shape[0] == 0
    assert {n: float(np.asarray(v)) for n, v in lean.log_probability.items()} == {
        n: float(np.asarray(v)) for n, v in plain.log_probability.items()
    }


# A day read again ---------------------------------------------------------------------------------------------------------

TAJI = date(2020, 3, 11)
"""Rockets kill two Americans and a Briton at Taji; the United States may answer in the same night."""


@pytest.fixture
def taji() -> EscalationModel:
    return finish(EscalationModel(span(TAJI, 1), keep_log=False, parameters="point"))


def strike_rate(model: EscalationModel) -> float:
    """Weighed anew."""
    return at(model.decisions()["us", "strike"].weigh(), 0)


def test_as_decided_the_rate_is_the_one_that_was_scored(taji: EscalationModel) -> None:
    scored = at(taji.documented.ledger["strike"].rate, 0)
    with taji.as_decided():
        assert strike_rate(taji) == pytest.approx(scored, rel=1e-12)


def test_as_decided_contexts_are_those_of_the_day_itself() -> None:
    """The war in Gaza begins on the second day of these; the day after the first it is not on yet."""
    model = EscalationModel(span(date(2023, 10, 6), 3), parameters="point")
    model.step()
    while str(model.days[model.clock - 1]) != "2023-10-06":
        model.step()
    assert model.context("gaza_war") == 1.0  # the model stands at the next day
    with model.as_decided():
        assert model.context("gaza_war") == 0.0


def test_the_clock_is_left_as_it_stood_whatever_happens_inside(taji: EscalationModel) -> None:
    clock = taji.clock
    with taji.as_decided():
        assert taji.clock == clock - 1
    with pytest.raises(KeyError), taji.as_decided():
        taji.documented.ledger["no such decision"]
    assert taji.clock == clock


# What others ask ----------------------------------------------------------------------------------------------------------


def test_running_yields_each_day_once_it_is_stepped() -> None:
    model = EscalationModel(SHORT.edit(end="2018-09-05"), parameters="point")
    for number, day in enumerate(model.run(), start=1):
        assert model.clock == number
        assert str(day) == f"2018-09-{number:02d}"
    assert number == 5
    assert list(model.run()) == []


def test_every_decision_is_found_by_its_author_and_name_with_the_author_s_own_rate() -> None:
    model = EscalationModel(scenario(3), worlds=2, parameters=pinned(), evidence=evidence())
    model.step()
    decisions = model.decisions()
    assert set(decisions) == {(actor, name) for actor in ACTORS for name in decisions_of(actor)}
    for (actor, name), decision in decisions.items():
        assert (decision.actor, decision.name) == (actor, name)
        assert np.shape(decision.rate) in ((), (2,))
        assert actor in model.owner_of(decision).names
    own = {key: np.broadcast_to(decision.rate, (2,)).tolist() for key, decision in decisions.items()}
    assert own == {key: rate.tolist() for key, rate in rates_by_world(model).items()}, "and many tests read them by a shorter way"
    together = {decision.name: decision for decision in model.militias.decisions}
    for row, group in enumerate(MILITIAS):
        assert np.array_equal(decisions[group, "threaten"].rate, np.broadcast_to(together["threaten"].rate, (10, 2))[row, 0])


def test_a_decision_s_owner_is_whose_rules_it_follows() -> None:
    model = EscalationModel(scenario(3), parameters=pinned(), evidence=evidence())
    decisions = model.decisions()
    assert model.owner_of(decisions["badr", "threaten"]) is model.militias
    assert model.owner_of(model.militias.decisions[0]) is model.militias
    assert model.owner_of(decisions["us", "strike"]) is model.us
    assert model.owner_of(decisions["iran", "order_pressure"]) is model.iran
    assert model.owner_of(decisions["iraq_government", "raid"]) is model.iraq


def test_a_forbidden_group_has_no_rate_and_the_others_keep_theirs() -> None:
    forbid = {"forbid": {"actor": "badr", "decision": "threaten", "from": START}}
    plan = scenario(3, branch=START, interventions=[forbid])
    model = EscalationModel(plan, parameters=pinned(), evidence=evidence())
    free = EscalationModel(plan.edit(interventions=[]), parameters=pinned(), evidence=evidence())
    model.step()
    free.step()
    ours, theirs = model.decisions(), free.decisions()
    assert ours["badr", "threaten"].rate == 0.0
    assert all(ours[key].rate == theirs[key].rate > 0 for key in ours if key != ("badr", "threaten"))


def test_a_state_acts_once_a_day_whatever_is_added() -> None:
    strike = {"add_event": {"date": "2020-01-10", "actor": "us", "action": "strike", "target": "militia"}}
    model = EscalationModel(
        span(date(2020, 1, 5), 8, branch="2020-01-06", interventions=[strike, strike]), worlds=10, parameters="point"
    )
    assert (counts(finish(model), "strike")[5] == 1).all()
