"""The targets are sound, the check compares like with like, and a rule broken on purpose makes it fail."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from calibration.commands.check import check_targets, verdict
from calibration.fit.posterior import load_draws
from calibration.targets.check import COLUMNS, Done, _row, band, check, missed, observed
from calibration.targets.daily_counts import documented, predict, watch
from calibration.targets.targets import Target, Targets, combined, load_targets
from sim.actors.militia import Militia
from sim.errors import CheckFailed, InputError, RecordError, RunUnfinished, ScenarioError
from sim.model import EscalationModel
from sim.parameter_files import choose
from sim.parameters import load_parameters
from sim.paths import RECORD
from sim.record.evidence import load_evidence
from sim.record.windows import load_windows
from sim.scenario import load_scenario

TARGETS = load_targets()
ALL = TARGETS.targets
DOCUMENTS = (
    "Pro-Iranian protesters target U.S. embassy in Iraq (Jerusalem Post, 31 December 2019)",
    "Iraq raids Iranian-backed militia (MEOG, 1 July 2020)",
    "US hits key allies in Iraq (February 2024)",
)
CHEAP = "burst-after-june-strikes"


def ids(target: Target) -> str:
    return target.id


# The file ----------------------------------------------------------------------------------------------------------------


def test_there_are_enough_targets_of_every_kind_and_some_are_held_out() -> None:
    assert len(ALL) >= 25
    assert {TARGETS.kind(target) for target in ALL} == {"replay", "free", "branched"}
    assert sum(not target.in_fit for target in ALL) >= 8
    assert set(TARGETS.runs) == {run for target in ALL for run in target.runs}


def test_the_observed_values_are_those_of_the_record() -> None:
    found = observed(TARGETS)
    for target in ALL:
        assert found[target.id] == pytest.approx(target.observed, rel=1e-3, abs=1e-6), target.id


@pytest.mark.parametrize("target", [target for target in ALL if target.stated], ids=ids)
def test_the_record_agrees_with_the_figure_its_source_states(target: Target) -> None:
    assert target.stated is not None
    assert abs(target.observed - target.stated.value) <= target.stated.tolerance


@pytest.mark.parametrize("target", ALL, ids=ids)
def test_in_fit_says_whether_every_day_lies_in_the_span_of_the_fit(target: Target) -> None:
    train = load_windows()["train"]
    spans = [TARGETS.span(target, run) for run in target.runs]
    assert target.in_fit == all(train.since <= since and until <= train.until for since, until in spans)


@pytest.mark.parametrize("target", ALL, ids=ids)
def test_every_source_is_a_row_a_total_a_section_of_the_notes_or_a_document(target: Target) -> None:
    for source in target.sources:
        assert is_known(source), source


def is_known(source: str) -> bool:
    """Whether a source resolves."""
    if source.startswith("totals "):
        return is_total(source)
    if source.startswith("notes "):
        section = source.removeprefix("notes ")
        return section == "of all periods" or f"\n## {section}\n" in (RECORD / "NOTES.md").read_text()
    return source in load_evidence().rows or source in DOCUMENTS


def is_total(source: str) -> bool:
    """Whether `totals FROM..UNTIL COUNT, who` is a row of the totals."""
    found = re.match(r"totals (\S+)\.\.([\d-]+)(?: (\S+))?,", source)
    assert found, source
    since, until, count = found.groups()
    with (RECORD / "totals.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["window_start"] == since and row["window_end"] == until]
    return any(count is None or row["count"] == count for row in rows)


def test_a_source_that_does_not_exist_is_seen() -> None:
    assert not is_known("2019-12-27-nobody-rocket-attack")
    assert not is_known("totals 2019-05-01..2020-10-22 3, FDD")
    assert not is_known("notes on nothing")


GOOD = """runs:
  r: {kind: free, from: 2020-01-01, until: 2020-02-01}
targets:
  - id: a
    title: t
    sources: [s]
    runs: [r]
    statistic: count
    arguments: {series: [raid]}
    observed: 1
    in_fit: true
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("statistic: count", "statistic: cuont", 8, "did you mean 'count'"),
        ("runs: [r]", "runs: [q]", 7, "unknown run 'q'"),
        ("[raid]", "[riad]", 9, "did you mean 'raid'"),
        ("{series: [raid]}", "{serie: [raid]}", 9, "did you mean 'series'"),
        ("{series: [raid]}", "{}", 9, "series is missing"),
        ("    in_fit", "    until: 2020-03-01\n    in_fit", 4, "allowed: 2020-01-01 to 2020-02-01"),
        ("kind: free", "kind: fre", 2, "kind"),
        ("in_fit: true", "in_fit: true\n    limits: 1", 12, "did you mean 'limit'"),
    ],
)
def test_a_wrong_file_is_one_line_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text(GOOD)
    assert load_targets(path).targets[0].id == "a"
    broken = tmp_path / "broken.yaml"
    broken.write_text(GOOD.replace(old, new))
    with pytest.raises(RecordError) as error:
        load_targets(broken)
    assert f"broken.yaml:{line}:" in str(error.value)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


# Like with like ----------------------------------------------------------------------------------------------------------


def test_the_record_read_from_its_rows_is_the_record_a_documented_model_lives_through() -> None:
    scenario = load_scenario("documented").edit(start=dt.date(2019, 12, 20), end=dt.date(2020, 3, 20), warm_up=0)
    lived, read = watch(EscalationModel(scenario)), documented(load_evidence(), "2019-12-20", "2020-03-20")
    assert (lived.dates == read.dates).all()
    for name, counts in read.counts.items():
        np.testing.assert_allclose(lived.of(name), counts, atol=1e-5, err_msg=name)
    assert read.of("lethal_attack").sum() == 2
    assert read.of("strike_on_iraqi_soil").sum() == 2


def test_a_replay_predicts_the_rates_of_the_rules_and_leaves_the_documented_past_alone() -> None:
    worlds = 400
    scenario = load_scenario("documented").edit(start=dt.date(2020, 8, 1), end=dt.date(2020, 9, 30), warm_up=60)
    model, expected = EscalationModel(scenario, worlds), 0.0
    while model.running:
        model.step()
        if model.clock > model.schedule.warm_up:
            expected += float(model.documented.pool_totals["attack_base"][1])
    days = predict(EscalationModel(scenario, worlds), np.random.default_rng(3))
    drawn = days.of("attack_base").sum(axis=0)
    assert abs(drawn.mean() - expected) < 4 * drawn.std() / np.sqrt(worlds)


def soils(**values: float) -> tuple[float, float, float, bool]:
    """Ends and mean of the band of the shift to Syria, and whether it is met, with some probabilities of Iraqi soil."""
    set_to = load_parameters().replace({f"us.in_iraq_{name}": value for name, value in values.items()})
    row = check(set_to, 400, only=["shift-to-syria"]).iloc[0]
    return float(row["low"]), float(row["predicted"]), float(row["high"]), bool(row["passed"])


def test_the_shift_to_syria_is_missed_by_one_probability_for_both_administrations_and_by_a_shift_the_other_way() -> None:
    low, mean, high, met = soils(trump=0.7, biden=0.35)
    assert met
    assert mean == pytest.approx(0.35, abs=0.06)
    assert low < mean < high
    assert not soils(trump=0.35, biden=0.35)[3]
    assert not soils(trump=0.7, biden=0.7)[3]
    assert not soils(trump=0.35, biden=0.7)[3]
    assert soils(trump=1.0, biden=0.0)[:3] == (1.0, 1.0, 1.0)


def test_a_replay_knows_what_was_documented_beside_what_it_predicts() -> None:
    scenario = load_scenario("documented").edit(start=dt.date(2021, 1, 1), end=dt.date(2021, 6, 30), warm_up=60)
    days = predict(EscalationModel(scenario, 50), np.random.default_rng(3))
    record = documented(load_evidence(), "2021-01-01", "2021-06-30")
    for name in ("attack_base", "strike", "lethal_attack"):
        np.testing.assert_allclose(days.known.of(name), np.repeat(record.of(name), 50, axis=1), err_msg=name)
    assert not np.allclose(days.of("strike"), days.known.of("strike"))
    assert (days.of("strike_on_iraqi_soil") <= days.known.of("strike")).all()


def test_a_branched_run_remembers_the_documented_days_before_it() -> None:
    scenario = TARGETS.runs["after_taji"].scenario("after_taji")
    model = EscalationModel(scenario)
    while model.day < 18333:  # 12 March 2020
        model.step()
    assert str(model.days[model.clock - 1]) == "2020-03-12"
    assert model.us.deaths.level > 0


def test_runs_are_put_together_without_those_that_have_no_value() -> None:
    values = [np.array([1.0, np.nan, np.nan]), np.array([3.0, 4.0, np.nan])]
    target = ALL[0]
    np.testing.assert_allclose(combined(target.model_copy(update={"combine": "sum"}), values), [4, 4, np.nan])
    np.testing.assert_allclose(combined(target.model_copy(update={"combine": "mean"}), values), [2, 4, np.nan])


def test_a_band_holds_the_central_95_in_100() -> None:
    assert band(np.arange(1.0, 1001.0)) == (25.0, 500.5, 975.0)
    assert band(np.array([2.0])) == (2.0, 2.0, 2.0)
    assert band(np.r_[np.zeros(97), np.ones(3)])[2] == 1.0
    assert band(np.r_[np.zeros(98), np.ones(2)])[2] == 0.0


# The check -----------------------------------------------------------------------------------------------------------------


def test_the_check_gives_a_row_for_each_target_and_neither_jobs_nor_a_second_run_change_it() -> None:
    only = [CHEAP, "attacks-january-2020"]
    once = check(worlds=20, seed=3, only=only)
    assert list(once.columns) == list(COLUMNS)
    assert set(once["id"]) == set(only)
    assert (once["low"] <= once["predicted"]).all()
    pd.testing.assert_frame_equal(once, check(worlds=20, seed=3, only=only, jobs=2))
    assert not once["predicted"].equals(check(worlds=20, seed=4, only=only)["predicted"])


def test_world_w_takes_draw_w_of_the_parameters() -> None:
    draws = load_parameters().replace({"militia.base_attacks": np.array([0.0, 1.0])})
    alone = [check(draws.rows(at, at + 1), 20, only=["attacks-late-2021"]).iloc[0] for at in (0, 1)]
    both = check(draws, 20, only=["attacks-late-2021"]).iloc[0]
    assert alone[0]["high"] < alone[1]["low"]
    assert both["low"] <= alone[0]["high"] < alone[1]["low"] <= both["high"]
    assert alone[0]["predicted"] < both["predicted"] < alone[1]["predicted"]


def test_wrong_input_is_said_in_one_line() -> None:
    with pytest.raises(InputError, match="did you mean 'deaths-answered'"):
        check(only=["death-answered"])
    with pytest.raises(InputError, match="1 or more worlds"):
        check(worlds=0)
    with pytest.raises(ScenarioError, match="red_line"):
        check(switch_off=("red_lin",), only=[CHEAP])


def test_a_known_miss_is_no_failure_but_no_pass_either() -> None:
    table = pd.DataFrame({"id": ["a", "b", "c"], "passed": [True, False, False], "expected_miss": ["", "because", ""]})
    assert missed(table) == ["c"]
    assert [verdict(True, ""), verdict(True, "because"), verdict(False, "because"), verdict(False, "")] == [
        "pass", "pass", "MISS (known)", "MISS",
    ]  # fmt: skip


def with_target(name: str, **changes: object) -> Targets:
    """The targets, of which only one, with some of its fields changed."""
    kept = next(target for target in ALL if target.id == name)
    return TARGETS.model_copy(update={"targets": (kept.model_copy(update=changes),)})


def test_an_interval_that_is_merely_wide_does_not_pass() -> None:
    assert check(worlds=20, targets=with_target(CHEAP)).iloc[0]["passed"]
    high = float(check(worlds=20, targets=with_target(CHEAP)).iloc[0]["high"])
    assert check(worlds=20, targets=with_target(CHEAP, limit=high)).iloc[0]["passed"]
    assert not check(worlds=20, targets=with_target(CHEAP, limit=high - 1)).iloc[0]["passed"]


def test_how_many_worlds_have_a_value_is_said() -> None:
    table = check(worlds=20, only=["k1-to-strikes", CHEAP]).set_index("id")
    assert 0.3 < table.loc["k1-to-strikes", "defined"] < 1.0
    assert table.loc[CHEAP, "defined"] == 1.0


def test_a_calm_is_missed_if_more_fire_may_come_than_before_it() -> None:
    """The limits of the calms are the record's own pace before each of them."""
    record = documented(load_evidence(), "2018-09-01", "2024-02-29")
    paces = {
        "attacks-under-truce-2020": ("attack_base", "2020-07-01", "2020-09-30"),
        "attacks-late-2021": ("attack_base", "2021-01-01", "2021-07-25"),
        "calm-under-own-government": ("attack_base", "2018-09-01", "2022-12-31"),
        "convoys-under-own-government": ("attack_convoy", "2018-09-01", "2022-12-31"),
        "zero-in-gaza-truce": ("attack_base", "2023-10-17", "2023-11-23"),
        "near-zero-after-stand-down": ("attack_base", "2023-10-17", "2024-02-04"),
    }
    for target in (target for target in ALL if target.id in paces):
        series, since, until = paces[target.id]
        before = record.span(since, until)
        first, last = TARGETS.span(target, target.runs[0])
        pace = float(before.of(series).sum()) / len(before.dates) * ((last - first).days + 1)
        assert target.limit == pytest.approx(pace, abs=0.6), target.id


def test_a_lag_that_almost_no_world_has_is_a_miss() -> None:
    never = {"series": ["strike_iran"]}
    row = check(worlds=20, targets=with_target("k1-to-strikes", arguments=never)).iloc[0]
    assert not row["passed"]


# Rules broken on purpose -----------------------------------------------------------------------------------------------------


def test_without_the_red_line_american_deaths_go_unanswered_and_the_check_fails() -> None:
    names = ["deaths-answered"]
    fitted = choose()
    assert missed(check(fitted, 100, only=names)) == []
    assert missed(check(fitted, 100, only=names, switch_off=("red_line",))) == names


def embolden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Swap deterrence's sign: strikes make militias bolder."""
    rule = Militia.fear

    def emboldened(self: Militia) -> object:
        return -1.0 * rule(self)

    emboldened.note = rule.note  # type: ignore[attr-defined]
    monkeypatch.setattr(Militia, "fear", emboldened)


def test_with_the_sign_of_deterrence_swapped_histories_explode_and_the_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["largest-burst", "monthly-overdispersion"]
    parameters = load_parameters().replace({"militia.fear": 0.2})  # at the point value, near zero, its sign hardly matters
    assert missed(check(parameters, 60, only=names)) == []
    embolden(monkeypatch)
    assert "largest-burst" in missed(check(parameters, 60, only=names))


def test_a_run_without_bound_is_a_miss_of_its_targets_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    draws, only = load_draws(40), ["largest-burst", "attacks-replayed-2019", "longest-calm"]
    assert missed(check(draws, 40, only=only)) == []
    embolden(monkeypatch)
    table = check(draws, 40, only=only).set_index("id")
    assert missed(table.reset_index()) == ["longest-calm", "largest-burst"]
    lost = table.loc["largest-burst"]
    assert np.isnan(lost["predicted"])
    assert lost["defined"] == 0.0
    assert not lost["informative"]
    assert "rates have no bound" in lost["stopped"]
    assert table.loc["attacks-replayed-2019", "stopped"] == ""


def test_a_target_of_several_runs_is_missed_if_one_of_them_has_no_bound() -> None:
    target = next(target for target in ALL if target.id == "mean-answer-time")
    done = [Done(run, {(target.id, run): np.array([4.0, 5.0])}) for run in target.runs]
    assert _row(TARGETS, target, done, 4.4)["passed"]
    row = _row(TARGETS, target, [*done[1:], Done(target.runs[0], {}, "rates have no bound")], 4.4)
    assert not row["passed"]
    assert row["defined"] == 0.0


def test_a_run_that_stops_for_another_reason_stops_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(model: object) -> None:
        raise RunUnfinished("interrupted")

    monkeypatch.setattr("calibration.targets.check.watch", interrupted)
    with pytest.raises(RunUnfinished, match="interrupted"):
        check(worlds=2, only=[CHEAP])


# The command -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.command()(check_targets)
    return app


def test_the_command_prints_records_with_the_agreed_columns(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["--worlds", "20", "--jobs", "1", "--only", CHEAP, "--json"])
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert list(row)[:8] == ["id", "source", "in_fit", "observed", "predicted", "low", "high", "passed"]
    assert row["passed"] is True
    assert row["defined"] == 1.0
    assert row["stopped"] == ""


def test_the_command_fails_when_a_target_is_missed(app: typer.Typer) -> None:
    arguments = ["--worlds", "20", "--jobs", "1", "--only", "k1-to-strikes", "--switch-off", "red_line"]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, CheckFailed)
    assert result.exception.exit_code == 1
    assert "MISS" in result.stdout
    assert "0 of 1 targets passed" in result.stdout
    assert "k1-to-strikes" in str(result.exception)
