"""`escalation causes FOLDER`: who answered whom in a stored run, the offspring of an event, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.cli import call
from sim.commands.options import PLAIN_WIDTH
from sim.commands.run_causes import _without
from sim.scenario import load_scenario

SIEGE = "2019-12-31-kataib-hezbollah-embassy-assault"
KILLING = "2020-01-03-us-targeted-killing"


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert call(["causes", *words]) == 0
    return str(capsys.readouterr().out)


def records(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    return list(json.loads(printed(capsys, *words, "--json")))


@pytest.fixture
def known(compared: Path) -> pd.DataFrame:
    events = pd.read_parquet(compared / "events.parquet")
    return events[events["scenario"] == "known"].reset_index(drop=True)


def test_who_answered_whom_counts_every_act_of_the_run(
    compared: Path, known: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = records(capsys, str(compared), "--scenario", "known")
    assert all(tuple(row) == ("decision", "motive", "kind", "answered", "mean") for row in rows)
    assert sum(row["mean"] for row in rows) == pytest.approx(known["count"].sum() / 12)
    killed = [row for row in rows if row["decision"] == "kill_leader"]
    assert sum(row["mean"] for row in killed) == pytest.approx(1.0)
    assert {"motive": "siege_killing", "answered": "assault_embassy"}.items() <= killed[0].items()
    assert all(row["answered"] is None for row in rows if row["kind"] != "act")


def test_the_last_scenario_is_shown_and_one_decision_alone_if_it_is_asked_for(
    compared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = printed(capsys, str(compared))
    assert "Who answered whom in calm: acts in a world, mean over 12 worlds" in shown
    assert max(map(len, shown.splitlines())) <= PLAIN_WIDTH
    only = records(capsys, str(compared), "--decision", "warn")
    assert {row["decision"] for row in only} == {"warn"}
    assert "condemn_us" not in printed(capsys, str(compared), "--decision", "warn")


def test_what_is_off_in_a_scenario_is_told(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    off = {"switch_off": {"mechanism": "momentum", "actor": "badr", "from": "2020-01-03"}}
    calm = load_scenario("no_soleimani_strike").edit(switch_off=["fear"], interventions=[off])
    assert _without(calm) == "\nSwitched off: fear, momentum of badr from 2020-01-03"
    assert "Switched off" not in printed(capsys, str(compared))


def test_the_offspring_of_a_documented_act_are_counted_over_the_worlds(
    compared: Path, known: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the siege, by hand: the killing where it answered the siege, the missiles where they answered that killing."""
    (told,) = records(capsys, str(compared), "--scenario", "known", "--event", SIEGE)
    by_name = {row["record_id"]: row["p_descends"] for row in told["acts"]}
    event = known.set_index(["world", "event"])["record_id"]
    answered = {
        (row.world, row.record_id): event.get((row.world, row.cause_event))
        for row in known[known["record_id"].isin([KILLING, "2020-01-08-iran-missile-attack"])].itertuples()
    }
    killed = {world for world in range(12) if answered[world, KILLING] == SIEGE}
    fired = {world for world in killed if answered[world, "2020-01-08-iran-missile-attack"] == KILLING}
    assert killed
    assert by_name[KILLING] == pytest.approx(len(killed) / 12)
    assert by_name["2020-01-08-iran-missile-attack"] == pytest.approx(len(fired) / 12)
    decisions = {row["decision"]: row for row in told["decisions"]}
    assert decisions["kill_leader"]["mean_children"] == pytest.approx(len(killed) / 12)
    assert (told["scenario"], told["n_worlds"]) == ("known", 12)


def test_without_the_killing_nothing_descends_from_it(compared: Path, refused: Callable[..., str]) -> None:
    assert f"unknown event of calm '{KILLING}'" in refused("causes", str(compared), "--event", KILLING)


def test_an_event_by_its_number_is_that_of_one_world(
    compared: Path, known: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    own = known[known["world"] == 4].reset_index(drop=True)
    number = int(own.index[own["record_id"] == SIEGE][0])
    words = (str(compared), "--scenario", "known", "--event", str(number), "--world", "4")
    (told,) = records(capsys, *words)
    direct = own[own["cause_event"] == number]
    assert told["n_worlds"] == 1
    assert sum(row["mean_children"] for row in told["decisions"]) == direct["count"].sum() > 0
    assert f"event {number}) of known: in world 4" in printed(capsys, *words)


def test_the_offspring_are_told_in_two_tables_with_a_warning(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, str(compared), "--scenario", "known", "--event", SIEGE)
    assert f"2019-12-31 kataib_hezbollah, assault_embassy (event {SIEGE}) of known: in 12 of 12 worlds" in shown
    assert KILLING in shown
    assert "might have come without it" in shown


def test_of_what_nothing_descends_from_it_is_said(
    compared: Path, known: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    own = known[known["world"] == 0].reset_index(drop=True)
    last = str(own.index[-1])
    assert "nothing" in printed(capsys, str(compared), "--scenario", "known", "--event", last)
    (told,) = records(capsys, str(compared), "--scenario", "known", "--event", last)
    assert (told["decisions"], told["acts"]) == ([], [])


REFUSALS = {
    "no run": ((".",), "there is no such file"),
    "no scenario": (("--scenario", "calmm"), "did you mean 'calm'"),
    "no row": (("--scenario", "known", "--event", SIEGE[:-1]), f"did you mean '{SIEGE}'"),
    "no number": (("--event", "99999"), "there is no event 99999 in world 0; allowed: 0 to"),
    "no world": (("--event", "1", "--world", "12"), "there is no world 12; allowed: 0 to 11"),
    "a world without an event": (("--world", "1"), "--world goes with --event NUMBER"),
    "a row in one world": (("--event", SIEGE, "--world", "1"), "--world goes with the number of an event"),
    "a decision beside an event": (("--event", "1", "--decision", "warn"), "--decision does not go with --event"),
    "no decision": (("--decision", "warns"), "did you mean 'warn'"),
    "a decision that nobody took": (("--decision", "strike_iran"), "nobody came to strike_iran in any world of calm"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_told_is_one_line(what: str, compared: Path, refused: Callable[..., str]) -> None:
    words, said = REFUSALS[what]
    folder = () if words == (".",) else (str(compared),)
    assert said in refused("causes", *folder, *words)
