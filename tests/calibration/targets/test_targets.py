"""The file of targets: sound, sourced, in agreement with the record; a broken one is refused with file and line."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest

from calibration.targets.answered import answers_of
from calibration.targets.check import observed
from calibration.targets.daily_counts import documented
from calibration.targets.targets import Target, TargetRun, combined, load_targets
from sim.errors import RecordError
from sim.model import EscalationModel
from sim.paths import RECORD
from sim.record.evidence import load_evidence
from sim.record.windows import load_windows
from sim.vocabulary.decisions import DECISIONS
from tests.handmade import evidence

TARGETS = load_targets()
ALL = TARGETS.targets
RECORDED = documented(load_evidence(), "2018-09-01", "2024-12-31")
DOCUMENTS = (
    "Pro-Iranian protesters target U.S. embassy in Iraq (Jerusalem Post, 31 December 2019)",
    "Iraq raids Iranian-backed militia (MEOG, 1 July 2020)",
    "US hits key allies in Iraq (February 2024)",
)


def ids(target: Target) -> str:
    return target.id


def test_there_are_enough_targets_of_every_kind_and_some_are_held_out() -> None:
    assert len(ALL) >= 60
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
    assert target.in_fit == TARGETS.within(target, train.since, train.until)


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
    if source.startswith("links of "):
        answer, cause = source.removeprefix("links of ").split(" after ")
        return bool(RECORDED.of(answers_of(answer, cause)).any())
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
    assert not is_known("links of launch_missiles after attack_base")


def test_every_pair_of_decisions_with_three_answers_has_its_lag() -> None:
    pairs = [(answer, cause) for answer in DECISIONS for cause in DECISIONS]
    lags = [target.arguments for target in ALL if target.statistic == "answer_lag"]
    assert {(*each["series"], *each["to"]) for each in lags} == {
        pair for pair in pairs if RECORDED.of(answers_of(*pair)).sum() >= 3
    }


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
        ("[raid]", "[attack_abroad]", 9, "attack_abroad in a run of kind free; allowed: in a replay alone"),
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


def test_a_calm_is_missed_if_more_fire_may_come_than_before_it() -> None:
    """The limits of the calms are the record's own pace before each of them."""
    wave, trained = ("2023-10-17", "2024-02-04"), ("2018-09-01", "2022-12-31")
    paces = {
        "calm-2018-19-replayed": ("attack_base", *trained),
        "pause-2021-replayed": ("attack_base", "2021-01-01", "2021-07-25"),
        "calm-own-government-replayed": ("attack_base", *trained),
        "gaza-truce-replayed": ("attack_base", "2023-10-17", "2023-11-23"),
        "stand-down-replayed": ("attack_base", *wave),
        "spring-2024-replayed": ("attack_base", *wave),
        "summer-2024-replayed": ("attack_base", "2024-02-05", "2024-04-22"),
        "convoys-end-2022": ("attack_convoy", "2022-01-01", "2022-08-31"),
        "convoys-in-wave": ("attack_convoy", *trained),
        "attacks-under-truce-2020": ("attack_base", "2020-07-01", "2020-09-30"),
        "attacks-late-2021": ("attack_base", "2021-01-01", "2021-07-25"),
        "calm-under-own-government": ("attack_base", "2018-09-01", "2022-12-31"),
        "convoys-under-own-government": ("attack_convoy", "2018-09-01", "2022-12-31"),
        "zero-in-gaza-truce": ("attack_base", "2023-10-17", "2023-11-23"),
        "near-zero-after-stand-down": ("attack_base", "2023-10-17", "2024-02-04"),
    }
    assert set(paces) <= {target.id for target in ALL}
    for target in (target for target in ALL if target.id in paces):
        series, since, until = paces[target.id]
        before = RECORDED.span(since, until)
        first, last = TARGETS.span(target, target.runs[0])
        pace = float(before.of(series).sum()) / len(before.dates) * ((last - first).days + 1)
        assert target.limit == pytest.approx(pace, abs=0.6), target.id


# Runs --------------------------------------------------------------------------------------------------------------------------


def run(kind: str) -> TargetRun:
    return TargetRun.model_validate({"kind": kind, "from": "2020-03-12", "until": "2020-04-01"})


def test_each_kind_of_run_has_the_scenario_it_promises() -> None:
    replay, free, branched = (run(kind).scenario("r", ("red_line",)) for kind in ("replay", "free", "branched"))
    assert {scenario.end for scenario in (replay, free, branched)} == {dt.date(2020, 4, 1)}
    assert [list(scenario.switch_off) for scenario in (replay, free, branched)] == [["red_line"]] * 3
    assert (replay.start, replay.branch) == (dt.date(2020, 3, 12), None)
    assert (free.start, free.branch, free.luck, free.warm_up) == (dt.date(2020, 3, 12), dt.date(2020, 3, 12), "fresh", 365)
    assert (branched.start, branched.branch) == (dt.date(2020, 3, 11), dt.date(2020, 3, 12))


def test_a_branched_run_remembers_the_documented_days_before_it() -> None:
    scenario = TARGETS.runs["after_taji"].scenario("after_taji")
    model = EscalationModel(scenario, parameters="point")
    while model.day < 18333:  # 12 March 2020
        model.step()
    assert str(model.days[model.clock - 1]) == "2020-03-12"
    assert model.us.deaths.level > 0


def test_runs_are_put_together_without_those_that_have_no_value() -> None:
    values = [np.array([1.0, np.nan, np.nan]), np.array([3.0, 4.0, np.nan])]
    target = ALL[0]
    np.testing.assert_allclose(combined(target.model_copy(update={"combine": "sum"}), values), [4, 4, np.nan])
    np.testing.assert_allclose(combined(target.model_copy(update={"combine": "mean"}), values), [2, 4, np.nan])


def made_up(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = GOOD.replace("2020-01-01, until: 2020-02-01", "2021-01-01, until: 2021-01-31").replace("[raid]", "[strike]")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / f"{abs(hash(text))}.yaml"  # a file is read once, by its name
    path.write_text(text)
    return path


def test_a_target_counts_the_days_it_names_and_a_lag_from_the_eve_of_its_run(tmp_path: Path) -> None:
    """Strikes of the record made by hand fall on 17, 29 and 31 January."""
    days = documented(evidence(), "2021-01-01", "2021-01-31")
    late = "    since: 2021-01-18\n    in_fit"
    for changes, expected in (((), 3), ((("    in_fit", late),), 2), ((("statistic: count", "statistic: lag"),), 17)):
        targets = load_targets(made_up(tmp_path, *changes))
        (target,) = targets.targets
        assert targets.value(target, "r", days).tolist() == [expected]
        assert targets.span(target, "r")[1] == dt.date(2021, 1, 31)


def test_a_target_is_untouched_by_a_fit_of_other_days_only(tmp_path: Path) -> None:
    targets = load_targets(made_up(tmp_path))
    (target,) = targets.targets
    fits = [
        ("2020-01-01", "2020-12-31"),
        ("2020-01-01", "2021-01-01"),
        ("2021-01-31", "2021-03-01"),
        ("2021-02-01", "2021-03-01"),
    ]
    untouched = [targets.untouched(target, dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in fits]
    assert untouched == [True, False, False, True]
