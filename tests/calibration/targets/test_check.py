"""The check compares like with like, says what is missed, and fails when a rule is broken on purpose."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from calibration.fit.judging import parameters_to_judge
from calibration.reference import REFERENCE
from calibration.targets.check import (
    COLUMNS,
    RunResult,
    _chosen,
    _predicted,
    _row,
    band,
    evaluate_targets,
    evaluate_variants,
    missed,
    observed,
)  # fmt: skip
from calibration.targets.targets import TargetRun, Targets, load_targets
from sim.actors.militia import Militias
from sim.errors import InputError, RunUnfinished, ScenarioError
from sim.parameter_files import for_worlds
from sim.parameters import Origin, load_parameters
from sim.paths import Posterior
from tests.calibration.posteriors import days_of

TARGETS = load_targets()
ALL = TARGETS.targets
CHEAP = "burst-after-june-strikes"
LAST = {"early": date(2020, 1, 20), "late": date(2020, 2, 15)}


def test_a_band_holds_the_central_95_in_100() -> None:
    assert band(np.arange(1.0, 1001.0)) == (25.0, 500.5, 975.0)
    assert band(np.array([2.0])) == (2.0, 2.0, 2.0)
    assert band(np.r_[np.zeros(97), np.ones(3)])[2] == 1.0
    assert band(np.r_[np.zeros(98), np.ones(2)])[2] == 0.0


def with_target(name: str, **changes: object) -> Targets:
    """The targets, of which only one, with some of its fields changed."""
    kept = next(target for target in ALL if target.id == name)
    return TARGETS.model_copy(update={"targets": (kept.model_copy(update=changes),)})


def soils(*pairs: tuple[float, float]) -> list[tuple[float, float, float, bool]]:
    """Ends and mean of the band of the shift to Syria, and whether it is met, with each of some probabilities of Iraqi soil under
    Trump and Biden: 400 worlds of one replay for each, of the days from the first strike to the last."""
    name, run = "shift-to-syria", "record"
    days = TargetRun.model_validate({"kind": "replay", "from": "2019-12-20", "until": "2023-03-31"})
    asked = with_target(name, until=days.until).model_copy(update={"runs": {run: days}})
    trump, biden = np.transpose(pairs)
    set_to = load_parameters().replace({"us.in_iraq_trump": trump, "us.in_iraq_biden": biden})
    worlds = 400 * len(pairs)
    (done,) = _predicted(asked, run, [days.scenario(run).edit(warm_up=30)], for_worlds(set_to, worlds), worlds, 7)
    found = []
    for at in range(len(pairs)):
        own = RunResult(run, {(name, run): done.values[name, run][at :: len(pairs)]})
        row = _row(asked, asked.targets[0], [own], observed(asked)[name])
        found.append((float(row["low"]), float(row["predicted"]), float(row["high"]), bool(row["passed"])))  # type: ignore[arg-type]
    return found


def test_the_shift_to_syria_is_missed_by_a_shift_the_other_way() -> None:
    """Two days and four: one probability p for both shows 0.75 with p^2 (q^4 + 4 p q^3), at most 7.6 %, so it is not missed."""
    (low, mean, high, met), same, other_way, certain = soils((0.7, 0.35), (0.4, 0.4), (0.35, 0.7), (1.0, 0.0))
    assert met
    assert mean == pytest.approx(0.35, abs=0.06)
    assert low < mean < high
    assert same[3]
    assert not other_way[3]
    assert certain[:3] == (1.0, 1.0, 1.0)


# The check -----------------------------------------------------------------------------------------------------------------


def test_the_check_gives_a_row_for_each_target_and_neither_jobs_nor_a_second_run_change_it() -> None:
    only = [CHEAP, "attacks-january-2020"]
    once = evaluate_targets(worlds=20, seed=3, only=only)
    assert list(once.columns) == list(COLUMNS)
    assert set(once["id"]) == set(only)
    assert (once["low"] <= once["predicted"]).all()
    pd.testing.assert_frame_equal(once, evaluate_targets(worlds=20, seed=3, only=only, jobs=2))
    assert not once["predicted"].equals(evaluate_targets(worlds=20, seed=4, only=only)["predicted"])


def test_a_replay_ends_with_the_last_day_that_is_asked_for_and_its_days_are_the_same() -> None:
    """Two months of a replay, and the first of them alone."""
    until = _chosen(TARGETS, ["attacks-replayed-2019", "answers-early-2021", CHEAP]).runs
    assert (until["record"].until, until["after_june_strikes"]) == (date(2021, 6, 30), TARGETS.runs["after_june_strikes"])
    assert _chosen(TARGETS, ()).runs == TARGETS.runs
    days = TargetRun.model_validate({"kind": "replay", "from": "2019-12-20", "until": "2020-02-15"})
    early, late = (
        with_target("attacks-replayed-2019", id=name, since=None, until=last).targets[0] for name, last in LAST.items()
    )
    both, one = (TARGETS.model_copy(update={"targets": each, "runs": {"record": days}}) for each in ((early, late), (early,)))
    whole, cut = (evaluate_targets(worlds=20, targets=targets) for targets in (both, one))
    pd.testing.assert_frame_equal(whole[:1], cut)
    assert whole["predicted"].is_monotonic_increasing
    assert whole["predicted"].nunique() == 2


def test_world_w_takes_draw_w_of_the_parameters() -> None:
    draws = load_parameters().replace({"militia.base_attacks": np.array([0.0, 3.0]), "militia.branching": 0.0})
    alone = [evaluate_targets(draws.rows(at, at + 1), 20, only=[CHEAP]).iloc[0] for at in (0, 1)]
    both = evaluate_targets(draws, 20, only=[CHEAP]).iloc[0]
    assert alone[0]["high"] < alone[1]["low"]
    assert both["low"] <= alone[0]["high"] < alone[1]["low"] <= both["high"]
    assert alone[0]["predicted"] < both["predicted"] < alone[1]["predicted"]


def test_wrong_input_is_said_in_one_line() -> None:
    with pytest.raises(InputError, match="did you mean 'deaths-answered'"):
        evaluate_targets(only=["death-answered"])
    with pytest.raises(InputError, match="1 or more worlds"):
        evaluate_targets(worlds=0)
    with pytest.raises(ScenarioError, match="red_line"):
        evaluate_targets(switch_off=("red_lin",), only=[CHEAP])


def test_a_known_miss_is_no_failure_but_no_pass_either() -> None:
    table = pd.DataFrame({"id": ["a", "b", "c"], "passed": [True, False, False], "expected_miss": ["", "because", ""]})
    assert missed(table) == ["c"]


def test_an_interval_that_is_merely_wide_does_not_pass() -> None:
    without = evaluate_targets(worlds=20, targets=with_target(CHEAP)).iloc[0]
    assert without["passed"]
    limits = {"at-its-end": without["high"], "below-it": without["high"] - 1}
    both = [with_target(CHEAP, id=name, limit=limit).targets[0] for name, limit in limits.items()]
    table = evaluate_targets(worlds=20, targets=TARGETS.model_copy(update={"targets": tuple(both)}))
    assert table["passed"].tolist() == [True, False]


def test_how_many_worlds_have_a_value_is_said() -> None:
    table = evaluate_targets(worlds=20, only=["k1-to-strikes", CHEAP]).set_index("id")
    assert 0.3 < table.loc["k1-to-strikes", "defined"] < 1.0
    assert table.loc[CHEAP, "defined"] == 1.0


def test_a_lag_that_almost_no_world_has_is_a_miss() -> None:
    never = {"series": ["strike_iran"]}
    row = evaluate_targets(worlds=20, targets=with_target("k1-to-strikes", arguments=never)).iloc[0]
    assert not row["passed"]


# Rules broken on purpose -----------------------------------------------------------------------------------------------------


def test_without_the_red_line_american_deaths_go_unanswered_and_the_check_fails() -> None:
    names = ["deaths-answered"]
    whole, without = evaluate_variants([(), ("red_line",)], parameters_to_judge(), 100, only=names)
    assert missed(whole) == []
    assert missed(without) == names


@pytest.mark.parametrize(
    ("off", "name"), [("reprisal", "attacks-after-force"), ("truces", "stand-down-replayed")], ids=["reprisal", "halts"]
)
def test_without_reprisal_or_halts_the_check_fails(off: str, name: str) -> None:
    whole, without = evaluate_variants([(), (off,)], parameters_to_judge(), 100, only=[name])
    assert missed(whole) == []
    assert missed(without) == [name]


def test_with_a_campaign_that_nothing_ends_the_check_fails() -> None:
    phases, endless = parameters_to_judge(), {"militia.campaign_left": 1.0, "militia.halt_followed": 0.0}
    only = ["stand-down-cut"]
    assert missed(evaluate_targets(phases, 100, only=only)) == []
    assert missed(evaluate_targets(phases.replace(endless), 100, only=only)) == only


def embolden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Swap deterrence's sign: strikes make militias bolder."""
    rule = Militias.fear

    def emboldened(self: Militias) -> object:
        return -1.0 * rule(self)

    emboldened.note = rule.note  # type: ignore[attr-defined]
    monkeypatch.setattr(Militias, "fear", emboldened)


def ended(day: date, *names: str) -> Targets:
    """These targets alone, of free runs that end on a day."""
    free = TARGETS.runs["free"].model_copy(update={"until": day})
    found = (each.model_copy(update={"until": day}) if each.runs == ("free",) else each for each in ALL if each.id in names)
    return TARGETS.model_copy(update={"runs": {**TARGETS.runs, "free": free}, "targets": tuple(found)})


def test_with_the_sign_of_deterrence_swapped_histories_explode_and_the_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ended(date(2020, 12, 31), "largest-burst", "monthly-overdispersion")
    parameters = load_parameters().replace({"militia.fear": 0.2})  # at the point value, near zero, its sign hardly matters
    assert missed(evaluate_targets(parameters, 60, targets=asked)) == []
    embolden(monkeypatch)
    assert "largest-burst" in missed(evaluate_targets(parameters, 60, targets=asked))


def test_a_run_without_bound_is_a_miss_of_its_targets_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = for_worlds(parameters_to_judge(), 40).replace({"militia.fear": 0.2})  # in the draws it hardly matters
    asked = ended(date(2021, 12, 31), "largest-burst", "attacks-replayed-2019", "longest-calm")
    assert missed(evaluate_targets(draws, 40, targets=asked)) == []
    embolden(monkeypatch)
    table = evaluate_targets(draws, 40, targets=asked).set_index("id")
    assert missed(table.reset_index()) == ["longest-calm", "largest-burst"]
    lost = table.loc["largest-burst"]
    assert np.isnan(lost["predicted"])
    assert lost["defined"] == 0.0
    assert not lost["informative"]
    assert "rates have no bound" in lost["stopped"]
    assert table.loc["attacks-replayed-2019", "stopped"] == ""


def test_a_target_of_several_runs_is_missed_if_one_of_them_has_no_bound() -> None:
    target = next(target for target in ALL if target.id == "mean-answer-time")
    done = [RunResult(run, {(target.id, run): np.array([4.0, 5.0])}) for run in target.runs]
    assert _row(TARGETS, target, done, 4.4)["passed"]
    row = _row(TARGETS, target, [*done[1:], RunResult(target.runs[0], {}, "rates have no bound")], 4.4)
    assert not row["passed"]
    assert row["defined"] == 0.0


def test_a_run_that_stops_for_another_reason_stops_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(model: object) -> None:
        raise RunUnfinished("interrupted")

    monkeypatch.setattr("calibration.targets.check.watch", interrupted)
    with pytest.raises(RunUnfinished, match="interrupted"):
        evaluate_targets(worlds=2, only=[CHEAP])


def test_what_is_held_out_follows_from_the_days_that_the_parameters_were_fitted_to() -> None:
    """The halves of 2019 and of 2023-24: what followed the strikes of June 2021 ends in 2021, the truce in Gaza does not."""
    only = [CHEAP, "zero-in-gaza-truce"]
    in_fit = {}
    for posterior in Posterior:
        fitted = load_parameters().coming_from(Origin(posterior, days_of(posterior)))
        in_fit[posterior] = evaluate_targets(fitted, 2, only=only)["in_fit"].tolist()
    assert in_fit == {Posterior.WHOLE: [True, True], Posterior.TRAIN: [True, False]}
    assert evaluate_targets(load_parameters(), 2, only=only)["in_fit"].tolist() == [True, False]


def test_the_committed_check_is_of_these_targets() -> None:
    """Pages take titles, limits and reasons from it: one that is older than the targets would tell what was said before."""
    kept = {row["id"]: row for row in json.loads((REFERENCE / "check.json").read_text(encoding="utf-8"))}
    said = ("title", "in_fit", "limit", "expected_miss")
    assert {one.id: [getattr(one, name) for name in said] for one in ALL} == {
        each: [row[name] for name in said] for each, row in kept.items()
    }
    assert {one.id for one in ALL if one.expected_miss} == {each for each, row in kept.items() if not row["passed"]}
