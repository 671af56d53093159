"""The scenarios that ship with the project, their schema, and the commands that list and check them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML
from typer.testing import CliRunner

from sim.commands.scenarios import scenarios, schema, validate
from sim.errors import InputError
from sim.paths import SCENARIOS
from sim.scenario import Scenario, list_scenarios, load_scenario, parent_of
from sim.scenario.files import LESSONS, scenario_paths
from sim.scenario.interventions import KINDS, EditEvent, RemoveEvent
from sim.scenario.schema import json_schema, schema_text
from sim.vocabulary.decisions import ACTORS, DECISIONS
from sim.vocabulary.measures import MEASURES
from tests.structure import ROOT

FILES = scenario_paths()
WANTED = {
    "documented", "free_run", "no_soleimani_strike", "no_k1_death", "no_december_2019_strikes", "kadhimi_raids_hold",
    "strong_quds_force", "no_gaza_war", "tower_22_intercepted", "strike_on_iran", "strike_for_every_death", "k1_in_february",
    "trump_second_term_2021", "kadhimi_stays", "soleimani_retires_2019", "salaries_stopped", "no_october_2019_protests",
    "all_troops_leave_2020", "only_syria_is_left", "half_the_troops_leave", "erbil_spared", "no_deaths_at_taji", "free_from_2021",
    "no_drones", "interception_doubled", "every_attack_answered", "no_attack_answered", "one_attack_in_twelve_answered",
    "washington_blames_asaib", "k1_fired_by_asaib", "muhandis_spared", "no_expulsion_vote", "no_embassy_siege",
    "missiles_kill_americans", "no_missiles_in_january", "strike_on_iran_in_place_of_the_killing", "deal_of_2015_intact",
    "orders_to_hold_unheeded", "kataib_hezbollah_disarmed", "a_raid_for_every_attack", "asaib_keeps_the_truce",
    "truce_tied_to_a_timetable", "gaza_cease_fire_holds", "no_strike_on_al_saidi", "no_strike_on_al_saadi",
    "no_suspension_in_january_2024", "no_strikes_in_february_2024",
}  # fmt: skip

app = typer.Typer()
app.command()(scenarios)
app.command()(validate)
app.command()(schema)
runner = CliRunner()


def test_the_scenarios_that_were_promised_are_there() -> None:
    assert set(FILES) >= WANTED
    assert list(FILES)[:2] == ["documented", "free_run"]


def test_names_are_unique_over_all_folders() -> None:
    assert len(FILES) == len(list(SCENARIOS.glob("*.yaml")))


@pytest.mark.parametrize("name", FILES)
def test_every_scenario_is_right_in_every_name(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.question.endswith("?")
    assert scenario.sources


@pytest.mark.parametrize("name", FILES)
def test_every_file_points_editors_at_the_schema(name: str) -> None:
    first = FILES[name].read_text(encoding="utf-8").splitlines()[0]
    head, _, target = first.partition("$schema=")
    assert head == "# yaml-language-server: "
    assert (FILES[name].parent / target).resolve() == SCENARIOS / "schema.json"


@pytest.mark.parametrize("name", sorted(set(FILES) - {"documented"}))
def test_every_counterfactual_asks_its_own_question_and_says_why(name: str) -> None:
    scenario = load_scenario(name)
    parent = parent_of(scenario)
    assert parent is not None
    assert (scenario.question, scenario.title) != (parent.question, parent.title)
    assert "\n# " in FILES[name].read_text(encoding="utf-8")


def test_what_the_headline_scenarios_change() -> None:
    documented, free = load_scenario("documented"), load_scenario("free_run")
    assert documented.is_documented
    assert (documented.start, documented.end) == (date(2018, 9, 1), date(2024, 2, 29))
    assert free.is_free
    assert (free.start, free.end) == (documented.start, documented.end)
    strike = load_scenario("no_soleimani_strike")
    assert RemoveEvent(id="2020-01-03-us-targeted-killing") in strike.interventions
    assert strike.branch == date(2020, 1, 2)
    (edit,) = load_scenario("no_k1_death").interventions
    assert isinstance(edit, EditEvent)
    assert edit.changes == {"us_killed": 0, "us_wounded": 0}


# What the documentation shows


def shown_items() -> list[dict[str, Any]]:
    """The interventions that `docs/model.md` shows, in its table and below."""
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    section = text.partition("### What a scenario may change")[2].partition("\n### ")[0]
    lines = [line.rpartition("| `- ")[2].removesuffix("` |") for line in section.splitlines() if "| `- " in line]
    blocks = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    yaml = YAML(typ="safe", pure=True)
    return [*(yaml.load(line) for line in lines), *(item for block in blocks for item in yaml.load(block))]


def test_every_kind_is_shown_with_an_example_that_is_right() -> None:
    items = shown_items()
    assert {next(iter(item)) for item in items} == set(KINDS)
    for item in items:
        whole = {"name": "s", "title": "T", "question": "Q?", "start": "2019-10-01", "end": "2024-02-29", "branch": "2019-12-27"}
        assert len(Scenario.from_dict({**whole, "interventions": [item]}).interventions) == 1


# Schema


def test_the_committed_schema_is_current() -> None:
    committed = (SCENARIOS / "schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "run: escalation schema > scenarios/schema.json"


def test_the_schema_knows_every_key_kind_and_name() -> None:
    whole = json_schema()
    assert set(whole["properties"]) == {*Scenario.model_fields, "extends"}
    assert set(whole["$defs"]) == set(KINDS)
    assert whole["$defs"]["forbid"]["properties"]["actor"]["enum"] == list(ACTORS)
    assert whole["$defs"]["forbid"]["properties"]["decision"]["enum"] == list(DECISIONS)
    assert whole["$defs"]["forbid"]["required"] == ["actor", "decision", "from"]
    assert whole["properties"]["watch"]["items"]["enum"] == list(MEASURES)
    assert "since" not in schema_text()


# Commands


def test_the_list_shows_every_name_and_question() -> None:
    result = runner.invoke(app, ["scenarios", "--json"])
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert {row["name"] for row in rows} == set(FILES)
    assert all(row["question"] for row in rows)
    table = runner.invoke(app, ["scenarios"])
    assert table.exit_code == 0
    assert all(name[:12] in table.stdout for name in FILES)


@pytest.mark.parametrize(
    ("name", "line", "contrast"),
    [
        ("strike_for_every_death", "for sure on days on which days_since(us_killed) <= 2; on other days never.", "rules"),
        ("k1_in_february", "at K-1 base, Kirkuk (kataib_hezbollah, attack_base) happens on 20 February 2020 instead.", "events"),
    ],
)
def test_a_difference_says_what_a_policy_asks_and_where_an_event_moves(name: str, line: str, contrast: str) -> None:
    out = runner.invoke(app, ["scenarios", "--diff", name]).stdout
    assert line in out
    assert f"The difference is of the {contrast}" in out.splitlines()[-1]


def test_the_difference_of_a_scenario_against_its_parent() -> None:
    result = runner.invoke(app, ["scenarios", "--diff", "no_soleimani_strike"])
    assert result.exit_code == 0
    out = result.stdout.splitlines()
    assert out[0] == "no_soleimani_strike against documented"
    assert "  Days from 2020-01-02 are simulated; none was." in out
    killing = "The targeted killing of 3 January 2020 at Baghdad International Airport (us, kill_leader) does not happen."
    assert f"  {killing}" in out
    assert out[-1] == "  The difference is of the events and circumstances that the scenario changes."
    assert "extends no other" in runner.invoke(app, ["scenarios", "--diff", "documented"]).stdout
    as_json = runner.invoke(app, ["scenarios", "--diff", "free_run", "--json"])
    records = json.loads(as_json.stdout)
    assert {"key": "branch", "line": "branch: none -> 2018-09-01", "words": "Every day is simulated."} in records
    assert records[-1]["line"] == "contrast: luck"
    assert records[-1]["words"] == "The difference is of luck, which the two do not share."


def test_a_difference_of_an_unknown_scenario_is_the_users_mistake() -> None:
    result = runner.invoke(app, ["scenarios", "--diff", "no_suleimani_strike"])
    assert isinstance(result.exception, InputError)
    assert "did you mean 'no_soleimani_strike'" in str(result.exception)


def test_validate_prints_one_line_for_each_fault_of_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text("title: T\nquestion: Q?\nstart: 2020-01-01\nend: 2020-02-01\n", encoding="utf-8")
    Path("bad.yaml").write_text("title: T\nqestion: Q?\n", encoding="utf-8")
    Path("worse.txt").write_text("", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    result = runner.invoke(app, ["validate", "good.yaml", "bad.yaml", "worse.txt", "none.yaml"])
    assert result.exit_code == 2
    bad = result.stderr.splitlines()
    assert [line.split(" ")[0] for line in bad] == ["bad.yaml:1:", "bad.yaml:1:", "bad.yaml:2:", "worse.txt:", "none.yaml:"]
    assert "lacks the key 'start'" in bad[0]
    assert "lacks the key 'end'" in bad[1]
    assert "did you mean 'question'" in bad[2], "so that nobody is told that it is missing"
    assert result.stdout.splitlines() == ["good.yaml: right"]
    assert sorted(tmp_path.iterdir()) == before


def test_validate_takes_a_folder() -> None:
    result = runner.invoke(app, ["validate", str(SCENARIOS)])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(FILES)


def test_validate_reads_a_lesson_as_one(tmp_path: Path) -> None:
    result = runner.invoke(app, ["validate", str(LESSONS), str(LESSONS / "who_fired.yaml")])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(list(LESSONS.glob("*.yaml"))) + 1
    (tmp_path / "lessons").mkdir()
    bad = tmp_path / "lessons" / "bad.yaml"
    bad.write_text("titel: T\n", encoding="utf-8")
    result = runner.invoke(app, ["validate", str(bad)])
    assert result.exit_code == 2
    assert f"{bad}:1: unknown key 'titel'; did you mean 'title'" in result.stderr


def test_a_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("title: T\nquestion: Q?\nstart: 2020-01-01\nend: 2020-02-01\n", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("titel: T\n", encoding="utf-8")
    result = runner.invoke(app, ["scenarios", "--json", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert [row["name"] for row in json.loads(result.stdout)] == ["good"]
    assert result.stderr.startswith(str(tmp_path / "bad.yaml"))
    with pytest.raises(InputError):
        list_scenarios(tmp_path)


def test_the_schema_command_prints_the_committed_file() -> None:
    result = runner.invoke(app, ["schema"])
    assert result.exit_code == 0
    assert result.stdout == (SCENARIOS / "schema.json").read_text(encoding="utf-8")
