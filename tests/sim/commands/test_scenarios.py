"""`escalation scenarios`, `validate` and `schema`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli import call
from sim.errors import LONGEST
from sim.paths import ROOT, SCENARIOS
from sim.scenario import list_scenarios, load_scenario


def test_every_scenario_is_listed_with_its_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["scenarios", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    shipped = list_scenarios()
    assert [row["name"] for row in rows] == [scenario.name for scenario in shipped]
    assert [row["question"] for row in rows] == [scenario.question for scenario in shipped]
    gaza = next(row for row in rows if row["name"] == "no_gaza_war")
    assert gaza["extends"] == "documented"
    assert (gaza["theme"], gaza["answer"]) == ("Gaza, 2023-24", list(load_scenario("no_gaza_war").answer))
    assert gaza["branch"] == str(load_scenario("no_gaza_war").branch)
    assert gaza["file"] == str(SCENARIOS / "no_gaza_war.yaml")


def test_a_pipe_gets_a_wide_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["scenarios"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(any(line.startswith(name) for line in lines) for name in ("documented", "free_run", "no_gaza_war"))
    assert 95 < max(map(len, lines)) <= 110


def test_what_a_scenario_changes(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["scenarios", "--diff", "no_soleimani_strike"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "no_soleimani_strike against documented"
    assert "  Days from 2020-01-02 are simulated; none was." in shown
    killing = "The targeted killing of 3 January 2020 at Baghdad International Airport (us, kill_leader) does not happen."
    assert f"  {killing}" in shown
    assert call(["scenarios", "--diff", "no_soleimani_strike", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    told = list(dict.fromkeys(f"  {row['words']}" for row in rows if row["key"] != "name"))
    assert told == shown[1:]
    assert {
        "key": "interventions", "line": "interventions: + remove_event: 2020-01-03-us-targeted-killing", "words": killing,
    } in rows  # fmt: skip
    assert rows[-1]["line"] == "contrast: events"
    assert call(["scenarios", "--diff", "documented"]) == 0
    assert capsys.readouterr().out == "documented extends no other scenario\n"


def test_one_wrong_file_does_not_hide_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = load_scenario("documented").text
    (tmp_path / "good.yaml").write_text(text)
    (tmp_path / "wrong.yaml").write_text(text.replace("warm_up:", "warmup:"))
    assert call(["scenarios", "--folder", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1].startswith("documented")
    (line,) = captured.err.splitlines()
    assert line.startswith(f"{tmp_path / 'wrong.yaml'}:")


def test_validate_says_of_each_file_whether_it_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = load_scenario("documented").text
    for name in ("good", "also_good"):
        (tmp_path / f"{name}.yaml").write_text(text.replace("name: documented", f"name: {name}"))
    good = [str(tmp_path / "good.yaml"), str(tmp_path)]
    assert call(["validate", *good]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{tmp_path / name}.yaml: right" for name in ("good", "also_good", "good")]
    (tmp_path / "wrong.yaml").write_text(text.replace("switch_off: []", "switch_off: [fera]"))
    (tmp_path / "note.txt").write_text("")
    assert call(["validate", *good[:1], str(tmp_path / "wrong.yaml"), str(tmp_path / "note.txt")]) == 2
    captured = capsys.readouterr()
    assert captured.out == f"{good[0]}: right\n"
    first, second = captured.err.splitlines()
    assert first.startswith(f"{tmp_path / 'wrong.yaml'}:")
    assert "did you mean 'fear'" in first
    assert second == f"{tmp_path / 'note.txt'}: this is not a scenario file; allowed: a name ending in .yaml or .yml"


def test_validate_tells_every_fault_of_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = load_scenario("no_gaza_war").text
    (tmp_path / "a.yaml").write_text(text.replace("luck:", "luk:").replace("switch_off: []", "switch_off: [fera, memry]"))
    (tmp_path / "b.yaml").write_text("title: [\n")
    (tmp_path / "c.yaml").write_text(text.replace("end: 2024-02-29", "end: 2024-02-30"))
    assert call(["validate", *(str(tmp_path / f"{name}.yaml") for name in "abc")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [Path(line.split(":")[0]).name for line in lines] == ["a.yaml"] * 3 + ["b.yaml", "c.yaml"]
    assert [int(line.split(":")[1]) for line in lines[:3]] == sorted(int(line.split(":")[1]) for line in lines[:3])
    assert {says for says in ("'luk'", "'fera'", "'memry'") if any(says in line for line in lines[:3])} == {
        "'luk'",
        "'fera'",
        "'memry'",
    }
    assert "end is '2024-02-30'" in lines[4]


LONG = "x" * 300


@pytest.mark.parametrize("path", [LONG, f"nosuchfile/{LONG}", f"{LONG}/{LONG}.yaml", "\ud800", "a\nb.yaml", "/dev/zero", "/dev"])
@pytest.mark.parametrize(
    "words", [["validate"], ["run"], ["scenarios", "--folder"], ["scenarios", "--diff"], ["run", "free_run", "--params"]]
)
def test_any_path_is_refused_in_one_line(words: list[str], path: str, refused: Callable[..., str]) -> None:
    line = refused(*words, path)
    assert line.isprintable()
    assert len(line) <= LONGEST


def test_a_file_of_any_name_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / os.fsdecode(b"\xff\n.yaml")
    path.write_text(load_scenario("documented").text)
    assert call(["validate", str(path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path}/\\udcff .yaml: right\n"


def test_the_schema_is_the_one_that_ships(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["schema"]) == 0
    assert capsys.readouterr().out == (SCENARIOS / "schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [["validate", "."], ["scenarios", "--folder", "missing"], ["scenarios", "--folder", "missing", "--diff", "documented"]],
)
def test_a_folder_without_scenarios_is_refused(words: list[str], refused: Callable[..., str]) -> None:
    assert "there is no scenario file" in refused(*words)


def test_the_list_needs_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys\nfrom sim.cli import call\nassert call(['scenarios']) == 0\n"
        "print([m for m in ('scipy', 'pandas', 'mesa', 'matplotlib', 'pyarrow', 'arviz') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"
