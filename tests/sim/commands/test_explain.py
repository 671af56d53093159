"""`escalation explain`: why an event of a stored run happened."""

from __future__ import annotations

import dataclasses
import itertools
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.cli import call
from sim.commands.explain import tree_of
from sim.commands.options import print_wide
from sim.explain.chain import Step
from sim.explain.explanation import Explanation, MotiveShare, RestraintFactor
from sim.explain.parents import Parent
from sim.order import CERTAIN
from sim.record.links import SPEAKERS, WORDS
from sim.vocabulary.ladder import RUNGS


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert call(["explain", *words]) == 0
    return capsys.readouterr().out


def listed(capsys: pytest.CaptureFixture[str], run: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(answer(capsys, str(run), "--world", "2", "--json"))
    assert rows
    return rows


def test_the_list_is_of_the_log_of_that_world(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = pd.read_parquet(compared / "events.parquet")
    log = events[(events["scenario"] == "calm") & (events["world"] == 2)].reset_index(drop=True)
    rows = listed(capsys, compared)
    for row in rows:
        stored = log.loc[row["event"]]
        assert (row["date"], row["actor"], row["rung"]) == (str(stored["date"].date()), stored["actor"], stored["rung"])
    assert max(row["rung"] for row in rows) == log["rung"].max()
    shown = answer(capsys, str(compared), "--world", "2")
    assert "calm, world 2" in shown
    assert f"{rows[0]['rung']} {RUNGS[int(str(rows[0]['rung']))]}"[:12] in shown
    assert "known, world 0" in answer(capsys, str(compared), "--scenario", "known")


def test_an_event_by_number_and_by_name_is_the_same(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = listed(capsys, compared)[-1]
    by_number = json.loads(answer(capsys, str(compared), "--world", "2", "--event", str(row["event"]), "--json"))
    assert (by_number["date"], by_number["actor"], by_number["action"]) == (row["date"], row["actor"], row["action"])
    named = ["--date", str(row["date"]), "--actor", str(row["actor"]), "--action", str(row["action"])]
    assert json.loads(answer(capsys, str(compared), "--world", "2", *named, "--json")) == by_number


def test_the_tree_names_motives_with_shares_and_restraints_with_factors(
    compared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = str(listed(capsys, compared)[-1]["event"])
    why = json.loads(answer(capsys, str(compared), "--world", "2", "--event", event, "--json"))
    shown = " ".join(answer(capsys, str(compared / "manifest.json"), "--world", "2", "--event", event).split())
    assert f"{why['date']}: {why['actor']}, {why['action']}" in shown
    assert f"rate {why['rate']:.4f} a day" in shown
    assert "restraints, with the factor" in shown
    leading = max(why["motives"], key=lambda motive: motive["share"])
    assert f"{leading['share']:.0%} {leading['name']}" in shown
    for restraint in why["restraints"]:
        assert restraint["name"] in shown
        assert (f"x {restraint['factor']:.2f} {restraint['name']}" in shown) is (restraint["factor"] <= 0.995)


def test_the_chain_of_causes_is_that_of_the_stored_events(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The missiles of January 2020, asked for by number: each step is an event of the log, with the cause that it has there."""
    events = pd.read_parquet(compared / "events.parquet")
    log = events[(events["scenario"] == "known") & (events["world"] == 3)].reset_index(drop=True)
    number = int(log.index[log["action"] == "launch_missiles"][0])
    words = [str(compared), "--scenario", "known", "--world", "3", "--event", str(number)]
    why = json.loads(answer(capsys, *words, "--json"))
    assert (why["event"], why["cause"], why["answered"]) == (number, log["cause"][number], log["cause_event"][number])
    assert len(why["chain"]) > 2
    for step, after in itertools.zip_longest(why["chain"], why["chain"][1:]):
        row = log.iloc[step["event"]]
        assert (step["date"], step["actor"], step["action"]) == (str(row["date"].date()), row["actor"], row["action"])
        assert (step["motive"], step["record_id"]) == (row["cause"], row["record_id"])
        assert step["answers"] == (None if after is None else after["event"])
    shown = " ".join(answer(capsys, *words).replace("│", "").split())
    assert f"in this world it came from {why['cause']}: {why['chain'][0]['sentence']}" in shown
    assert f"which answered event {why['answered']}: {why['chain'][1]['date']}" in shown


def told(**changes: Any) -> Explanation:
    step = Step(0, date(2020, 1, 1), "badr", "attack_base", "us", "", "will", "standing", "", False, "Why.", None)
    motives = tuple(
        MotiveShare(name, "act", 0.1, prior, share, "Why.", "source", parents)
        for name, prior, share, parents in (
            ("will", 0.996, 0.996, ()),
            ("anger", 0.2, 0.0, (Parent(3, date(2020, 1, 1), "us", "strike", "badr", 0, 0.25),)),
            ("grief", 0.004, 0.004, ()),
        )
    )
    restraints = tuple(RestraintFactor(name, factor, "Not.", "source") for name, factor in (("fear", 0.4), ("orders", 0.996)))
    whole = Explanation(
        "x",
        0,
        date(2020, 1, 1),
        "badr",
        "badr",
        "attack_base",
        0,
        "",
        "drawn",
        1,
        0.25,
        "will",
        None,
        (step,),
        motives,
        restraints,
    )
    return dataclasses.replace(whole, **changes)


def lines(capsys: pytest.CaptureFixture[str], why: Explanation) -> list[str]:
    print_wide(tree_of(why))
    return [line.strip("│├└─ ") for line in capsys.readouterr().out.splitlines()]


def test_every_line_of_the_tree(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, told()) == [
        "2020-01-01: badr, attack_base, x, world 0, drawn",
        "in this world it came from will: Why. A standing will, which answers nothing.",
        "rate 0.2500 a day: about once in 4 days, had things stayed as they were",
        "how sure: what it may have come from, with the probability of each",
        "100% will Why. [source]",
        "0% anger (20% by the rules alone) Why. [source]",
        "event 3: 2020-01-01 us, strike on badr, the same day; 25% of what is felt",
        "next to nothing: grief",
        "restraints, with the factor that each leaves of the rate",
        "x 0.40 fear Not. [source]",
        "not at work: orders",
    ]


def test_what_a_policy_was_certain_to_do_has_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    shown = " ".join(lines(capsys, told(rate=CERTAIN)))
    assert "a policy that leaves nothing to chance: it was certain that day" in shown
    assert "about once in" not in shown


def test_what_is_switched_off_for_the_actor_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, told(switched_off=("momentum", "raids")))[-1] == "switched off for badr that day: momentum, raids"


def test_an_author_who_is_not_named_is_said_to_be_the_likeliest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "weighed as badr, the likeliest" in lines(capsys, told(actor="unknown_militia"))[1]


def test_what_sources_say_is_told_with_who_said_it(capsys: pytest.CaptureFixture[str], compared: Path) -> None:
    named = ["--scenario", "known", "--date", "2019-12-29", "--actor", "us", "--action", "strike"]
    why = json.loads(answer(capsys, str(compared), *named, "--json"))
    assert why["said"][0] == {
        "act": "2019-12-29-us-airstrike",
        "cause": "2019-12-27-kataib-hezbollah-rocket-attack",
        "said_by": "actor",
        "strength": "sole",
    }
    shown = " ".join(answer(capsys, str(compared), *named).split())
    assert "what sources say it answered; a stated reason may be a pretext" in shown
    assert "2019-12-27-kataib-hezbollah-rocket-attack, said by the actor itself, sole" in shown
    assert set(SPEAKERS) == set(WORDS["said_by"])


def test_a_run_of_other_rules_is_refused(compared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = str(listed(capsys, compared)[-1]["event"])
    shutil.copytree(compared, tmp_path / "old")
    manifest = json.loads((tmp_path / "old" / "manifest.json").read_text())
    manifest["seed"] += 1
    (tmp_path / "old" / "manifest.json").write_text(json.dumps(manifest))
    assert call(["explain", str(tmp_path / "old"), "--world", "2", "--event", event]) == 2
    assert "changed since" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--event", "99999"], "there is no event 99999"),
        (["--world", "12"], "there is no world 12; allowed: 0 to 11"),
        (["--actor", "us"], "together"),
        (["--date", "2020-01", "--actor", "us", "--action", "strike"], "--date '2020-01' is not a day; write YYYY-MM-DD"),
        (["--date", "", "--actor", "us", "--action", "strike"], "--date '' is not a day"),
        (["--event", "1", "--date", "2020-01-01"], "leave out --date"),
        (["--scenario", "calmm"], "did you mean 'calm'"),
    ],
)
def test_what_is_refused(words: list[str], says: str, compared: Path, refused: Callable[..., str]) -> None:
    assert says in refused("explain", str(compared), *words)


def test_a_folder_that_is_no_run_is_refused(refused: Callable[..., str]) -> None:
    assert "there is no such file" in refused("explain", ".")


def scenario_text(manifest: dict[str, Any], change: Callable[[str], object]) -> dict[str, Any]:
    """The scenarios of a manifest with the text of the last changed."""
    return {**manifest["scenarios"], "calm": change(manifest["scenarios"]["calm"])}


EDITS: dict[str, Callable[[dict[str, Any]], object]] = {
    "nothing": lambda manifest: None,
    "a list": lambda manifest: [manifest],
    **{f"no {key}": lambda m, key=key: {k: v for k, v in m.items() if k != key} for key in ("seed", "worlds", "scenarios")},
    **{f"worlds {value!r}": lambda m, value=value: {**m, "worlds": value} for value in ("x", 5.7, 0, -3, 10**30, None, True)},
    **{f"seed {value!r}": lambda m, value=value: {**m, "seed": value} for value in ("x", 5.7, -3, 10**30, None)},
    "scenarios as a list": lambda m: {**m, "scenarios": list(m["scenarios"].values())},
    "no scenario": lambda m: {**m, "scenarios": {}},
    "a scenario that is no text": lambda m: {**m, "scenarios": scenario_text(m, lambda text: 5)},
    "a scenario that is no YAML": lambda m: {**m, "scenarios": scenario_text(m, lambda text: "{[")},
    "a scenario with a wrong day": lambda m: {
        **m,
        "scenarios": scenario_text(m, lambda text: text.replace("2020-01", "2020-13")),
    },
    "parameters null": lambda m: {**m, "parameters": None},
    "outputs null": lambda m: {**m, "outputs": None},
    "a value out of bounds": lambda m: {**m, "parameters": {**m["parameters"], "values": {"militia.fear": 1e9}, "draws": None}},
    "a value that is none": lambda m: {**m, "parameters": {**m["parameters"], "values": {"militia.fear": float("nan")}}},
    "an unknown parameter": lambda m: {**m, "parameters": {**m["parameters"], "values": {"militia.fere": 0.1}}},
}  # type: ignore[dict-item, misc]


@pytest.mark.parametrize("what", EDITS)
def test_an_edited_manifest_is_one_line_that_names_it(
    what: str, compared: Path, tmp_path: Path, refused: Callable[..., str]
) -> None:
    shutil.copytree(compared, tmp_path / "edited")
    file = tmp_path / "edited" / "manifest.json"
    file.write_text(json.dumps(EDITS[what](json.loads(file.read_text()))))
    assert str(tmp_path / "edited") in refused("explain", str(tmp_path / "edited"), "--world", "2", "--event", "1")


@pytest.mark.parametrize("file", ["manifest.json", "events.parquet", "parameters.parquet"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_lost_or_broken_file_is_one_line_that_names_it(
    file: str, content: bytes | None, compared: Path, tmp_path: Path, refused: Callable[..., str]
) -> None:
    shutil.copytree(compared, tmp_path / "edited")
    (tmp_path / "edited" / file).unlink()
    if content is not None:
        (tmp_path / "edited" / file).write_bytes(content)
    assert file in refused("explain", str(tmp_path / "edited"), "--world", "2", "--event", "1")


def test_the_chain_is_a_table_and_a_graph(compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = max(listed(capsys, compared), key=lambda each: str(each["date"]))
    number = str(row["event"])
    asked = (str(compared), "--world", "2", "--event", number)
    table = json.loads(answer(capsys, *asked, "--format", "table", "--json"))
    whole = json.loads(answer(capsys, *asked, "--json"))
    assert [each["event"] for each in table] == [step["event"] for step in whole["chain"]]
    assert table[0]["share"] == pytest.approx(next(m["share"] for m in whole["motives"] if m["name"] == whole["cause"]))
    assert table[0]["act"].split(",")[0] in answer(capsys, *asked, "--format", "table")
    assert f"e{number} [shape=box" in answer(capsys, *asked, "--format", "graph")
    assert answer(capsys, *asked, "--format", "mermaid").startswith("flowchart LR")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--format", "picture"), "unknown form 'picture'"),
        (("--event", "0", "--format", "graph", "--json"), "leave it out with --format graph"),
    ],
)
def test_a_form_that_there_is_not(compared: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str) -> None:
    assert call(["explain", str(compared), *words]) == 2
    assert says in capsys.readouterr().err
