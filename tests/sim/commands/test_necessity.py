"""`escalation causes FOLDER --outcome`: counted again by hand from the stored tables, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sim.cli import call
from sim.commands.necessity import sentence
from sim.explain.necessity import Estimate
from sim.scenario import load_scenario

KILLING = "2020-01-03-us-targeted-killing"
UNTIL = "2020-01-31"


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two simulated arms from 28 December 2019 on, the second without American strikes, in forty worlds."""
    folder = tmp_path_factory.mktemp("simulated")
    free = load_scenario("documented").edit(
        name="free", start="2019-12-26", end=UNTIL, branch="2019-12-28", luck="fresh", warm_up=10
    )
    never = {"forbid": {"actor": "us", "decision": "strike", "from": "2019-12-28", "until": UNTIL}}
    for scenario in (free, free.edit(name="held", interventions=[never])):
        (folder / f"{scenario.name}.yaml").write_text(scenario.text)
    out = folder / "out"
    words = (str(folder / "free.yaml"), str(folder / "held.yaml"))
    assert call(["compare", *words, "--worlds", "40", "--params", "point", "--out", str(out)]) == 0
    return out


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert call(["causes", *words, "--json"]) == 0
    (only,) = json.loads(capsys.readouterr().out)
    return dict(only)


def by_hand(folder: Path, column: str, scenario: str, since: str) -> pd.Series[float]:
    daily = pd.read_parquet(folder / "daily.parquet")
    own = daily[(daily["scenario"] == scenario) & (daily["date"] >= since)]
    return own.groupby("world")[column].sum()


def test_the_killing_and_the_missiles(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the scenario removes is the event, unless another is named; here it is the same one."""
    found = told(capsys, str(compared), "--outcome", "launch_missiles >= 1")
    assert found["event"] == f"what calm removes ({KILLING})"
    assert (found["arm"], found["n_worlds"], found["p_event"], found["p_outcome"]) == ("without the event", 12, 1.0, 1.0)
    without = by_hand(compared, "launch_missiles", "calm", "2020-01-02") >= 1
    necessity, sufficiency, both = found["estimates"]
    assert necessity["value"] == both["value"] == pytest.approx(1 - without.mean())
    assert sufficiency["value"] is None
    assert found["is_constant"] is True
    named = told(capsys, str(compared), "--event", KILLING, "--outcome", "launch_missiles >= 1")
    assert [each["value"] for each in named["estimates"]] == [each["value"] for each in found["estimates"]]


def test_days_before_the_branch_do_not_count(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An American was killed on 27 December, before the branch on 2 January."""
    assert by_hand(compared, "us_killed", "known", "2019-12-20").max() > 0
    found = told(capsys, str(compared), "--outcome", "us_killed >= 1")
    assert found["p_outcome"] == float((by_hand(compared, "us_killed", "known", "2020-01-02") > 0).mean())


def test_two_simulated_arms_by_hand(simulated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, str(simulated), "--event", "us_strikes >= 1", "--outcome", "attack_base >= 3")
    since = "2019-12-28"
    event = by_hand(simulated, "strike", "free", since) >= 1
    factual, without = (by_hand(simulated, "attack_base", name, since) >= 3 for name in ("free", "held"))
    among = event & factual
    assert 0 < among.sum() < 40
    necessity = found["estimates"][0]
    assert (necessity["n_worlds"], necessity["value"]) == (among.sum(), pytest.approx((~without)[among].mean()))
    assert necessity["bound_low"] - 1e-9 <= necessity["value"] <= necessity["bound_high"] + 1e-9
    assert found["n_prevented"] == int((event & ~factual & without).sum())
    assert found["n_otherwise"] == int((~event & (without != factual)).sum()) == 0
    assert (found["p_outcome_in_arm"], found["changes"]) == (float(without.mean()), ["forbid"])


def test_what_the_factual_arm_has_can_be_the_threshold(simulated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, str(simulated), "--event", "us_strikes >= 1", "--outcome", "attack_base >= factual")
    assert found["p_outcome"] == 1.0
    event = by_hand(simulated, "strike", "free", "2019-12-28") >= 1
    free, held = (by_hand(simulated, "attack_base", name, "2019-12-28") for name in ("free", "held"))
    assert found["estimates"][0]["value"] == pytest.approx((held < free)[event].mean())


def test_an_arm_that_adds_the_event_says_whether_it_suffices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = load_scenario("documented").edit(name="known", start="2021-01-10", end="2021-02-10", warm_up=10)
    killed = {"add_event": {"date": "2021-01-15", "actor": "us", "action": "targeted_killing", "target": "iran"}}
    struck = known.edit(name="struck", branch="2021-01-15", interventions=[killed])
    for scenario in (known, struck):
        (tmp_path / f"{scenario.name}.yaml").write_text(scenario.text)
    out, files = tmp_path / "out", [str(tmp_path / f"{name}.yaml") for name in ("known", "struck")]
    assert call(["compare", *files, "--worlds", "12", "--params", "point", "--out", str(out)]) == 0
    found = told(capsys, str(out), "--outcome", "condemn_us >= 1")
    came = by_hand(out, "condemn_us", "struck", "2021-01-15") >= 1
    assert came.any()
    necessity, sufficiency, both = found["estimates"]
    assert (found["arm"], found["event"]) == ("with the event", "what struck adds")
    assert necessity["value"] is None
    assert sufficiency["value"] == both["value"] == pytest.approx(came.mean())


def test_a_table_sentences_and_what_they_rest_on(compared: Path, simulated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert call(["causes", str(simulated), "--event", "us_strikes >= 1", "--outcome", "attack_base >= 3"]) == 0
    shown = capsys.readouterr().out
    assert "held is the arm without the event, free the factual one" in shown
    assert "fresh luck, coupling causes" in shown
    assert "if the event never prevents the outcome" in shown
    assert "no arm adds the event" in shown
    assert "the bounds then meet" not in shown
    assert call(["causes", str(compared), "--outcome", "launch_missiles >= 1", "--outcome", "move_expulsion >= 1"]) == 0
    shown = capsys.readouterr().out
    assert "abducted luck, coupling causes" in shown
    assert "the bounds then meet" in shown
    assert shown.count("would not have come without it") == 2


def test_a_probability_in_words() -> None:
    known = Estimate("PN", 40, 0.75, 0.6, 0.9, 0.7, 0.7, 1.0)
    assert sentence(known, "the strike", "us_killed >= 1") == (
        "Where the strike and us_killed >= 1 came, us_killed >= 1 would not have come without it: in 75 % of 40 worlds "
        "(95 %: 60 % to 90 %); without the pairing, 70 % to 100 %."
    )
    nowhere = Estimate("PS", 0, *[None] * 6)
    assert sentence(nowhere, "the strike", "us_killed >= 1").startswith("PS is not known here: in no world did both stay away")


REFUSALS = {
    "no condition": (("--outcome", "launch_missiles"), "is no condition"),
    "no count": (("--outcome", "launch_missile >= 1"), "did you mean 'launch_missiles'"),
    "no event": (("--outcome", "us_killed >= 1", "--event", KILLING[:-1]), f"did you mean '{KILLING}'"),
    "an event that stays": (
        ("--outcome", "us_killed >= 1", "--event", "2019-12-29-us-airstrike"), "needed: in some of the first and in none"
    ),
    "an event as in the factual arm": (("--outcome", "us_killed >= 1", "--event", "strike >= factual"), "is no event"),
    "the reference": (("--outcome", "us_killed >= 1", "--scenario", "known"), "known is the reference itself"),
    "no scenario": (("--outcome", "us_killed >= 1", "--scenario", "calmm"), "did you mean 'calm'"),
    "a decision": (("--outcome", "us_killed >= 1", "--decision", "warn"), "--decision does not go with --outcome"),
    "a world": (("--outcome", "us_killed >= 1", "--world", "1"), "--world does not go with --outcome"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_told_is_one_line(what: str, compared: Path, refused: Callable[..., str]) -> None:
    words, said = REFUSALS[what]
    assert said in refused("causes", str(compared), *words)


def test_an_event_that_nobody_named_is_asked_for(simulated: Path, refused: Callable[..., str]) -> None:
    assert "held against free does not say which event is meant" in refused(
        "causes", str(simulated), "--outcome", "us_killed >= 1"
    )


def test_an_outcome_of_the_record_is_refused(refused: Callable[..., str]) -> None:
    assert "--outcome does not go with --record" in refused("causes", "--record", "--outcome", "us_killed >= 1")


def test_a_table_without_some_worlds_is_one_line(compared: Path, tmp_path: Path, refused: Callable[..., str]) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(compared, copy)
    table = pq.read_table(copy / "daily.parquet")
    pq.write_table(table.filter(pc.less(table["world"], 10)), copy / "daily.parquet")
    said = refused("causes", str(copy), "--outcome", "attack_base >= 1")
    assert "it holds days of 10 of 12 worlds of known" in said


def test_a_broken_table_is_one_line(compared: Path, tmp_path: Path, refused: Callable[..., str]) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(compared, copy)
    (copy / "daily.parquet").write_bytes(b"PAR1")
    assert "a table is missing or broken" in refused("causes", str(copy), "--outcome", "attack_base >= 1")
