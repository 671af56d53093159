"""Which days each arm is counted over, the reference moved to the same, and all of it run in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from sim.api import compare
from sim.comparison import Comparison, arms_against, arms_alone, run_arms
from sim.errors import InputError
from sim.machine import Machine
from sim.parameters import load_parameters
from sim.results import Block, Span
from sim.results.spans import counted_span, reported_span
from sim.results.tabulation import Arm
from sim.scenario import Scenario, load_scenario

SPAN = {"start": "2019-12-20", "end": "2020-02-20", "warm_up": 20}
STRIKE = {"remove_event": "2020-01-03-us-targeted-killing"}
DOCUMENTED = load_scenario("documented")


def arm(name: str, *interventions: object, **changes: object) -> Scenario:
    fields = {**SPAN, "branch": "2020-01-02", **changes}
    return DOCUMENTED.edit(name=name, interventions=interventions, **fields)


def spans(arms: Sequence[Arm]) -> list[tuple[str, list[str]]]:
    return [(each.scenario.name, [str(span) for span in each.spans]) for each in arms]


# Which days are counted


def test_each_scenario_by_itself_is_counted_over_its_own_days() -> None:
    assert spans(arms_alone([arm("a"), DOCUMENTED.edit(**SPAN), arm("b", branch="2020-02-01")])) == [
        ("a", ["2020-01-02 to 2020-02-20"]),
        ("documented", ["2019-12-20 to 2020-02-20"]),
        ("b", ["2020-02-01 to 2020-02-20"]),
    ]


def test_a_documented_reference_is_moved_to_the_arms_days_and_counted_over_each() -> None:
    arms = arms_against([DOCUMENTED, arm("a"), arm("b", start="2020-02-01", end="2020-03-31", branch="2020-03-01"), arm("c")])
    assert spans(arms) == [
        ("documented", ["2020-01-02 to 2020-02-20", "2020-03-01 to 2020-03-31"]),
        ("a", ["2020-01-02 to 2020-02-20"]),
        ("b", ["2020-03-01 to 2020-03-31"]),
        ("c", ["2020-01-02 to 2020-02-20"]),
    ]
    assert reported_span(arms[0].scenario) == Span(date(2019, 12, 20), date(2020, 3, 31))


def test_a_documented_reference_that_is_too_short_is_run_over_all_the_arms_days() -> None:
    reference, _ = arms_against([DOCUMENTED.edit(start="2020-01-05", end="2020-01-10", warm_up=10), arm("a")])
    assert reported_span(reference.scenario) == Span(date(2019, 12, 20), date(2020, 2, 20))


def test_a_simulated_reference_is_run_on_to_the_last_day() -> None:
    reference, _ = arms_against([arm("free", branch="2019-12-20", luck="fresh"), arm("a", end="2020-06-30")])
    assert reported_span(reference.scenario) == Span(date(2019, 12, 20), date(2020, 6, 30))
    assert reference.spans == (Span(date(2020, 1, 2), date(2020, 6, 30)),)
    longer, _ = arms_against([arm("free", end="2020-12-31"), arm("a")])
    assert longer.scenario.end == date(2020, 12, 31), "one that reports them already is left as it is"


def test_a_reference_that_does_not_report_the_days_is_refused_in_one_line() -> None:
    late = arm("late", start="2020-02-01", branch="2020-02-01")
    with pytest.raises(InputError) as caught:
        arms_against([late, arm("a")])
    assert str(caught.value) == (
        "a is counted over 2020-01-02 to 2020-02-20, but the reference late reports 2020-02-01 to 2020-02-20; "
        "allowed: a reference that reports these days, such as documented"
    )


def test_a_reference_is_not_run_on_beyond_what_it_changes() -> None:
    ban = {"forbid": {"actor": "us", "decision": "strike", "from": "2020-01-02", "until": "2020-01-15", "because": "a test"}}
    banned = load_scenario("documented").edit(
        name="banned", start="2019-12-20", end="2020-01-15", branch="2020-01-02", interventions=[ban]
    )
    longer = banned.edit(name="longer", end="2020-03-31", interventions=[])
    with pytest.raises(InputError, match="the reference banned reports 2019-12-20 to 2020-01-15"):
        arms_against([banned, longer])
    (open_ended,) = [{"forbid": {key: value for key, value in ban["forbid"].items() if key != "until"}}]
    reference, _ = arms_against([banned.edit(interventions=[open_ended]), longer])
    assert reference.scenario.end == longer.end


def test_free_run_is_a_reference_for_arms_of_any_span() -> None:
    arms = arms_against([load_scenario(name) for name in ("free_run", "no_gaza_war", "no_k1_death")])
    assert list(arms[0].spans) == [counted_span(load_scenario(name)) for name in ("no_gaza_war", "no_k1_death")]
    assert arms[0].scenario == load_scenario("free_run")


SHIPPED = ("no_soleimani_strike", "no_gaza_war", "no_k1_death", "kadhimi_raids_hold", "tower_22_intercepted")


@pytest.mark.parametrize("reference", ["documented", "free_run", "own"])
def test_what_was_moved_once_is_not_moved_again(reference: str) -> None:
    """`reproduce` decides anew which days are counted, from the scenarios that a manifest states."""
    first = arm("own", branch="2019-12-20", start="2019-12-20", luck="fresh") if reference == "own" else load_scenario(reference)
    others = [arm("a"), arm("b", end="2020-12-01")] if reference == "own" else [load_scenario(name) for name in SHIPPED]
    once = arms_against([first, *others])
    stated = [Scenario.from_dict({**each.scenario.as_dict()}) for each in once]
    again = arms_against(stated)
    assert again == once
    assert [each.scenario.text for each in again] == [each.scenario.text for each in once]


def test_a_comparison_needs_two() -> None:
    for few in ([], [arm("a")]):
        with pytest.raises(InputError, match="two scenarios or more, the reference first"):
            arms_against(few)
    with pytest.raises(InputError, match="two scenarios or more"):
        compare(["documented"], worlds=2)


def test_a_name_counts_once() -> None:
    with pytest.raises(InputError, match="a is named twice; allowed: each scenario once"):
        arms_alone([arm("a"), arm("b"), arm("a", branch="2020-01-05")])
    with pytest.raises(InputError, match="documented is named twice"):
        arms_against([DOCUMENTED, DOCUMENTED])
    with pytest.raises(InputError, match="a is named twice"):
        compare([DOCUMENTED, arm("a"), arm("a")], worlds=2)


# Run


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(["documented", arm("inert"), arm("no_strike", STRIKE, end="2020-03-20")], worlds=10)


def test_runs_keep_their_own_days_and_the_reference_all_of_them(comparison: Comparison) -> None:
    assert {name: len(run.daily) for name, run in comparison.runs.items()} == {
        "documented": 10 * 92, "inert": 10 * 63, "no_strike": 10 * 92,
    }  # fmt: skip
    assert {name: len(run.worlds) for name, run in comparison.runs.items()} == {"documented": 20, "inert": 10, "no_strike": 10}
    assert [scenario.name for scenario in comparison.scenarios] == ["documented", "inert", "no_strike"]
    assert comparison.is_paired


def test_worlds_are_equal_before_the_branch(comparison: Comparison) -> None:
    first, *others = (run.daily[run.daily["date"] < "2020-01-02"].drop(columns="scenario") for run in comparison.runs.values())
    assert all(first.reset_index(drop=True).equals(other.reset_index(drop=True)) for other in others)


def test_the_removed_killing_is_counted_over_the_arms_own_days(comparison: Comparison) -> None:
    assert comparison.effects is not None
    rows = comparison.effects.set_index(["scenario", "until", "measure"])
    assert rows.loc[("documented", "2020-02-20", "leaders_killed"), "mean"] == 1
    assert rows.loc[("documented", "2020-02-20", "us_strikes"), "mean"] == 0
    assert rows.loc[("documented", "2020-03-20", "us_strikes"), "mean"] == 1, "13 March 2020, after the killings at Taji"
    assert rows.loc[("no_strike", "2020-03-20", "leaders_killed"), "difference"] < 0
    assert ("no_strike", "2020-02-20", "leaders_killed") not in rows.index


def test_the_summary_has_the_numbers_of_the_effects(comparison: Comparison) -> None:
    assert comparison.effects is not None
    keys = ["scenario", "since", "until", "measure"]
    means = [table.set_index(keys)["mean"].sort_index() for table in (comparison.effects, comparison.summary)]
    pd.testing.assert_series_equal(*means, check_exact=True)


def test_the_manifest_states_the_scenarios_as_they_were_run(comparison: Comparison) -> None:
    assert comparison.manifest["command"] == "compare"
    assert list(comparison.manifest["scenarios"]) == ["documented", "inert", "no_strike"]
    assert comparison.manifest["scenarios"]["documented"] == comparison.scenarios[0].text
    assert "end: 2020-03-20" in comparison.manifest["scenarios"]["documented"]


def test_a_run_is_not_compared_and_a_sink_takes_the_tables() -> None:
    taken: list[Block] = []
    arms, parameters = arms_alone([arm("a"), arm("b")]), load_parameters()
    found = run_arms(arms, 5, 7, parameters, Machine(block=2), command="batch", sink=taken.append)
    assert (found.effects, found.is_paired, dict(found.runs)) == (None, False, {})
    assert [(block.scenario, block.first_world, block.worlds) for block in taken] == [
        (name, first, size) for name in ("a", "b") for first, size in ((0, 2), (2, 2), (4, 1))
    ]
    kept = run_arms(arms, 5, 7, parameters, Machine(), command="batch")
    assert kept.summary.equals(found.summary)
    assert set(kept.runs) == {"a", "b"}


def test_blocks_that_are_there_already_are_not_run_again() -> None:
    taken: list[Block] = []
    told: list[str] = []
    arms, parameters = arms_against([arm("a"), arm("b")]), load_parameters()
    whole = run_arms(arms, 4, 7, parameters, Machine(block=2), command="compare", sink=taken.append)
    ready, machine = [block for block in taken if block.scenario == "a"], Machine(block=2)
    assert len(ready) == 2
    again = run_arms(
        arms, 4, 7, parameters, machine, lambda name, _: told.append(name), command="compare", ready=ready
    )  # fmt: skip
    assert told == ["b", "b"]
    assert set(again.runs) == {"a", "b"}
    pd.testing.assert_frame_equal(again.summary, whole.summary)
    assert again.effects is not None
    pd.testing.assert_frame_equal(again.effects, whole.effects)


def test_work_under_way_ends_when_a_sink_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk must not leave workers at work on what nobody waits for."""
    from sim import comparison as module

    closed: list[str] = []

    def blocks(*args: object, **named: object) -> object:
        try:
            yield from real(*args, **named)
        finally:
            closed.append("closed")

    real = module.run_blocks
    monkeypatch.setattr(module, "run_blocks", blocks)

    def full(_: Block) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space") as caught:
        run_arms(arms_alone([arm("a")]), 4, 7, load_parameters(), Machine(block=2), command="run", sink=full)
    assert closed == ["closed"], "while the failure still holds on to where it happened"
    assert caught.value.errno == 28
