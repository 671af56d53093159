"""`escalation causes`: the table, its records, one act, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest

from sim.cli import call
from sim.commands.causes import KINDS as SHOWN_KINDS
from sim.commands.options import PLAIN_WIDTH
from sim.explain import attribution
from sim.explain.attribution import SUMMARY
from sim.explain.kinds import KINDS, NONE
from sim.parameter_files import n_draws
from sim.parameters import Parameters
from sim.paths import ROOT
from sim.scenario import Scenario

FEW = ("--params", "point")
WINTER = date(2019, 11, 1), date(2020, 1, 31)
"""The days that few draws are averaged over here, for tests that would say the same of the whole record."""
Printed = Callable[..., str]


@pytest.fixture(scope="module", autouse=True)
def _each_attribution_once() -> Iterator[None]:
    """The record is replayed once for each span, number of draws and set of parameters; the tests look at what is made of it.

    The whole record is replayed for the posterior alone.
    """
    kept: dict[tuple[Scenario, int, str], pd.DataFrame] = {}
    attribute = attribution.attribute

    def once(scenario: Scenario, worlds: int, parameters: Parameters) -> pd.DataFrame:
        if min(worlds, n_draws(parameters)) < 3:
            first, last = WINTER
            scenario = scenario.edit(start=first, end=min(last, scenario.end), warm_up=60)
        key = scenario, worlds, parameters.sha256()
        if key not in kept:
            kept[key] = attribute(scenario, worlds, parameters)
        return kept[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution, "attribute", once)
        yield


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    def out(*words: str) -> str:
        assert call(["causes", "--record", *words]) == 0
        return str(capsys.readouterr().out)

    return out


def records(text: str) -> list[dict[str, Any]]:
    return list(json.loads(text))


def test_kinds_are_those_of_the_rule() -> None:
    assert (*KINDS, NONE) == SHOWN_KINDS


def test_records_have_the_columns_of_the_contract(printed: Printed) -> None:
    rows = records(printed("--json"))
    assert all(tuple(row) == SUMMARY for row in rows)
    assert {"decision", "n_documented", "n_linked", "share_standing"} <= set(SUMMARY)
    by_name = {row["decision"]: row for row in rows}
    assert by_name["attack_base"]["n_documented"] > 300
    assert by_name["assault_embassy"]["n_documented"] == by_name["assault_embassy"]["n_linked"] == 1
    assert set(by_name["condemn_us"]["motives"][0]) == {"motive", "kind", "share"}
    assert "strike_iran" not in by_name


def test_the_table_can_be_read_in_110_columns(printed: Printed) -> None:
    shown = printed()
    assert max(map(len, shown.splitlines())) <= PLAIN_WIDTH
    assert "mean over 200 draws" in shown
    assert "mean over 2 draws" in printed("--worlds", "2")
    assert "2018-09-01 to 2024-12-31" in shown
    assert all(
        word in shown for word in ("decision", "acts", "linked", "standing", "context", "leading motives", "measure of ignorance")
    )
    assert "…" not in shown


def test_draws_is_another_name_of_worlds_and_a_fixed_set_is_one(printed: Printed) -> None:
    assert printed("--draws", "2", "--json") == printed("--worlds", "2", "--json")
    assert "one set of parameters" in printed(*FEW)


def test_one_decision_with_all_its_motives(printed: Printed) -> None:
    (row,) = records(printed("--decision", "strike", "--json"))
    assert row["decision"] == "strike"
    shown = printed("--decision", "strike")
    assert "condemn_us" not in shown
    assert sum(each["share"] >= 0.005 for each in row["motives"]) > 3
    assert all(each["motive"] in shown for each in row["motives"] if each["share"] >= 0.005)


def test_one_act_with_its_motives_and_what_sources_say(printed: Printed) -> None:
    (told,) = records(printed("--id", "2019-12-29-us-airstrike-2", "--json", *FEW))
    assert (told["date"], told["actor"], told["decision"]) == ("2019-12-29", "us", "strike")
    assert told["counted_with"] == "2019-12-29-us-airstrike"
    assert sum(each["share"] for each in told["motives"]) == pytest.approx(1.0)
    assert (told["motives"][0]["motive"], told["motives"][0]["kind"]) == ("lethal_provocation", "act")
    assert told["answered"] == "2019-12-27-kataib-hezbollah-rocket-attack"
    assert told["answered_share"] > 0.5
    assert told["said"] == [{"cause": "2019-12-27-kataib-hezbollah-rocket-attack", "said_by": "actor", "strength": "sole"}]
    shown = printed("--id", "2019-12-29-us-airstrike-2", *FEW)
    assert max(map(len, shown.splitlines())) <= PLAIN_WIDTH
    assert all(word in shown for word in ("lethal_provocation", "said by actor, sole", "one act with 2019-12-29-us-airstrike"))
    assert "It most probably answered 2019-12-27-kataib-hezbollah-rocket-attack" in shown


def test_an_act_of_which_nothing_is_said_and_a_row_that_is_two_acts(printed: Printed) -> None:
    assert "  nothing" in printed("--id", "2019-12-27-kataib-hezbollah-rocket-attack", *FEW)
    assert [told["decision"] for told in records(printed("--id", "2019-12-29-us-warning", "--json", *FEW))] == [
        "warn_militia",
        "warn",
    ]


LINE = re.compile(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) % \| (\d+) % \| (\d+) % \| `(\w+)` (\d+) % \|$", re.MULTILINE)


def test_the_table_of_the_documentation_is_what_the_command_gives(printed: Printed) -> None:
    page = (ROOT / "docs" / "calibration-terms.md").read_text(encoding="utf-8")
    section = page.split("## What documented acts came from")[1].split("\n## ")[0]
    told = {line[0]: line[1:] for line in LINE.findall(section)}
    rows = records(printed("--json"))
    assert list(told) == [row["decision"] for row in rows]
    for row in rows:
        n, linked, *shares, motive, leading = told[row["decision"]]
        assert (int(n), int(linked), motive) == (row["n_documented"], row["n_linked"], row["motives"][0]["motive"])
        found = [row["share_standing"], row["share_context"], row["share_act"], row["motives"][0]["share"]]
        assert [float(each) for each in (*shares, leading)] == pytest.approx([100 * share for share in found], abs=0.51)


REFUSALS = {
    "of nothing": ((), "a run's folder, or --record"),
    "of both": (("somewhere", "--record"), "one of the two"),
    "an event of the record": (("--record", "--event", "x"), "--event does not go with --record"),
    "draws of a run": (("somewhere", "--worlds", "3"), "--worlds does not go with a run"),
    "an act of a run": (("somewhere", "--id", "x"), "--id does not go with a run"),
    "both": (("--record", "--id", "x", "--decision", "strike"), "--decision does not go with --id"),
    "no decision": (("--record", "--decision", "strikes"), "did you mean 'strike'"),
    "never documented": (("--record", "--decision", "strike_iran", *FEW), "nobody is documented to strike_iran"),
    "no row": (("--record", "--id", "2019-12-29-us-airstrikes"), "did you mean '2019-12-29-us-airstrike'"),
    "no act": (("--record", "--id", "2018-05-08-us-context"), "is no decision of the model"),
    "not replayed": (("--record", "--id", "2018-05-15-us-sanction"), "allowed: acts from 2018-09-01 to 2024-12-31"),
    "no worlds": (("--record", "--worlds", "0"), "worlds is 0"),
    "no parameters": (("--record", "--params", "none.csv"), "none.csv"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_told_is_one_line(what: str, refused: Callable[..., str]) -> None:
    words, said = REFUSALS[what]
    assert said in refused("causes", *words)
