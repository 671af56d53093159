"""Running: designs, arms and blocks are put together right; a toy in place of the model has indices that are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from sim.ensemble import Task
from sim.errors import InputError
from sim.machine import Machine
from sim.parameters import Parameters
from sim.scenario import load_scenario
from sim.sensitivities.rows import FIRST, SHARE, TOTAL
from sim.sensitivities.running import Question, plan_of, run, tasks_of
from sim.sensitivities.split import CHANCE, PARAMETERS, VARIANTS
from tests.made_sweeps import three_weeks

BRANCHING = "militia.branching"


def toy(task: Task) -> pa.Table:
    """Attacks: standard scores of two parameters, twice and once, and luck that is the same in all designs, by world."""
    whole = three_weeks()
    x, y = (np.asarray(task.parameters.values[name]) for name in ("us.tolerance_trump", BRANCHING))
    place = np.arange(task.first_world, task.first_world + task.worlds)
    luck = np.random.default_rng(task.seed).normal(size=10_000)[place]
    level = 2 * (np.log(x) - 0.2) / 0.4 + (y - 0.4) / 0.1 + 2 * luck
    arm = 0.0 if task.scenario.name == whole.name else 5.0 + 3 * luck
    return pa.table({"attacks_on_us": level + arm, "peak_rung": np.full(task.worlds, 3)})


@pytest.fixture
def question(posterior: Parameters) -> Question:
    """Three groups, two of which move the toy: both parameters have a known spread, independent of all others."""
    rng = np.random.default_rng(11)
    n = 700
    values = {
        **{name: value[:n] if isinstance(value, np.ndarray) else value for name, value in posterior.values.items()},
        "us.tolerance_trump": np.exp(0.2 + 0.4 * rng.standard_normal(n)),
        BRANCHING: np.clip(0.4 + 0.1 * rng.standard_normal(n), 0, 0.95),
    }
    groups = ["tolerance=us.tolerance_trump", f"branching={BRANCHING}"]
    return Question(three_weeks(), posterior.with_values(values), None, 300, 4, 7, groups, coverage=False)


@pytest.fixture
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.sensitivities.running.worlds_of", toy)


@pytest.mark.usefixtures("_toy")
def test_known_shares_and_indices_are_found_through_the_whole_run(question: Question) -> None:
    """Variances 4 and 1 of parameters, 4 of luck; the doubted terms do nothing."""
    seen: list[int] = []
    found = run(question, Machine(block=500), lambda _, worlds: seen.append(worlds))
    assert sum(seen) == found.about["runs"] == 5 * 1200
    shares = {row.factor: row for row in found.of(SHARE, "attacks_on_us")}
    assert shares[CHANCE].low <= 4 / 9 <= shares[CHANCE].high
    assert shares[PARAMETERS].low <= 5 / 9 <= shares[PARAMETERS].high
    assert shares[VARIANTS].low < 0.02
    for kind in (FIRST, TOTAL):
        rows = {row.factor: row for row in found.of(kind, "attacks_on_us")}
        assert rows["tolerance"].index == pytest.approx(0.8, abs=0.12)
        assert rows["branching"].index == pytest.approx(0.2, abs=0.12)
        assert rows["the rest"].index == pytest.approx(0, abs=0.02)


@pytest.mark.usefixtures("_toy")
def test_an_effect_is_paired_world_by_world(question: Question) -> None:
    """Against a scenario that differs by 5 and more luck, what both share is gone: parameters have nothing in the effect."""
    other = three_weeks().edit(name="other", title="Other", luck="fresh", coupling="causes")
    asked = Question(other, question.parameters, three_weeks(), 40, 4, 7, question.groups, coverage=False)
    found = run(asked, Machine(block=60))
    assert found.means["attacks_on_us"] == pytest.approx(5, abs=1.0)
    assert found.variances["attacks_on_us"] == pytest.approx(9, rel=0.4)
    shares = {row.factor: row for row in found.of(SHARE, "attacks_on_us")}
    assert shares[CHANCE].index > 0.85
    assert found.about["reference"] == "short"
    assert not found.of(FIRST, "attacks_on_us") or np.isnan(found.of(FIRST, "attacks_on_us")[0].index)


@pytest.mark.usefixtures("_toy")
def test_a_documented_reference_is_run_once_and_moves_the_level_alone(question: Question) -> None:
    asked = Question(question.scenario, question.parameters, None, 30, 2, 7, question.groups, coverage=False)
    known = load_scenario("documented")
    level, effect = run(asked, Machine()), run(replace(asked, reference=known), Machine())
    made = plan_of(asked)
    assert len(list(tasks_of(replace(asked, reference=known), made, Machine()))) == len(made.names)
    assert effect.means["attacks_on_us"] != pytest.approx(level.means["attacks_on_us"])
    ours, theirs = ([row.index for row in each.of(SHARE, "attacks_on_us")] for each in (effect, level))
    assert ours[:2] == pytest.approx(theirs[:2])
    assert effect.about["runs"] == level.about["runs"]


@pytest.mark.usefixtures("_toy")
def test_no_result_depends_on_the_block(question: Question) -> None:
    asked = Question(question.scenario, question.parameters, None, 30, 2, 7, question.groups, coverage=False)
    one, other = (run(asked, Machine(block=block)).table for block in (17, 512))
    assert one.equals(other)


def test_worlds_have_the_same_luck_in_every_design(question: Question) -> None:
    asked = Question(question.scenario, question.parameters, None, 20, 2, 7, question.groups, coverage=False)
    made = plan_of(asked)
    tasks = list(tasks_of(asked, made, Machine(block=16)))
    assert len(tasks) == 5 * 3
    assert [(task.first_world, task.worlds) for task in tasks[:3]] == [(0, 16), (16, 16), (32, 8)]
    assert {task.seed for task in tasks} == {7}
    assert {task.spans for task in tasks} == {(asked.span,)}


def test_a_scenario_that_watches_days_alone_is_refused(question: Question) -> None:
    days = load_scenario("documented").edit(name="days", watch=["days_to_first_attack"])
    with pytest.raises(InputError, match="watches no measure that every world has"):
        plan_of(Question(days, question.parameters))
