"""docs/extending.md is followed to the letter in a copy of the project; what it promises is there, and nothing else was done.

The page's blocks are all that is put into the copy (`tests.recipe`). What a copy then shows is seen from a process of its own
(`tests.extended`), with the tools that anybody has.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from sim.cli import call
from sim.vocabulary.decisions import MILITIAS
from tests import extended
from tests.recipe import commands, sections, steps
from tests.structure import ROOT, faults_of

PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
SECTIONS = sections(PAGE)
COPIED = ("sim", "calibration", "scenarios", "tests", "docs")
NO_STEPS = {"A longer record", "What to run afterwards"}
MOTIVE = "A motive or a restraint, with a new memory"
NOT_NEEDED = ("__pycache__", "*.png", "posterior.nc")


def followed(root: Path, *names: str) -> Path:
    """A copy of the project in which the steps of these sections are done, in the order of the page."""
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(*NOT_NEEDED))
    for name in ("pyproject.toml", ".gitignore"):
        shutil.copy(ROOT / name, root / name)
    for step in (step for name in names for step in steps(SECTIONS[name])):
        step.follow(root)
    return root


def seen(root: Path, *looks: str) -> dict[str, Any]:
    """What these looks see in a copy."""
    words = [sys.executable, "-W", "error", "-m", "tests.extended", ",".join(looks), str(root / "looks")]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found.pop("code") == str(root)
    return found


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A copy in which the whole page is followed, and what is seen there of the sections without a copy of their own."""
    root = followed(tmp_path_factory.mktemp("everything"), *SECTIONS)
    yield root, seen(root, "decision", "intervention", "calibration", "figure")
    shutil.rmtree(root)


# The page -------------------------------------------------------------------------------------------------------------------


def test_every_section_has_steps_and_the_table_at_the_top_names_it() -> None:
    assert {name for name, text in SECTIONS.items() if not list(steps(text))} == NO_STEPS
    anchors = re.findall(r"\(#([a-z-]+)\)", PAGE)
    assert set(anchors) == {re.sub("[^a-z -]", "", name.lower()).replace(" ", "-") for name in SECTIONS}


def test_every_command_that_it_names_is_there() -> None:
    lines = [line for text in SECTIONS.values() for line in commands(text)]
    spoken = re.findall(r"`(?:escalation|python -m) [^`]+`", SECTIONS["What to run afterwards"])
    words = [line.strip("`").split() for line in (*lines, *spoken)]
    assert len(words) > 25
    for module in {each[2] for each in words if each[0] == "python"}:
        assert find_spec(module) is not None, module
    for command in {each[1] for each in words if each[0] == "escalation"}:
        assert call([command, "--help"]) == 0, command
    for path in {word for each in words for word in each if word.startswith("tests/")}:
        assert (ROOT / path).exists(), path


def test_every_file_and_target_that_it_names_is_there() -> None:
    made = {step.file for text in SECTIONS.values() for step in steps(text) if step.how == "new"}
    named = set(re.findall(r"`((?:sim|calibration|scenarios|tests|docs)/[\w./]+\.\w+)`", PAGE))
    assert {name for name in named - made if not (ROOT / name).is_file()} == set()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{target}: " in makefile for target in re.findall(r"`make (\w+)`", PAGE))


# A militia ------------------------------------------------------------------------------------------------------------------


def test_a_militia_added_by_the_page_is_an_agent_that_takes_part(tmp_path: Path) -> None:
    group = extended.GROUP
    assert group not in MILITIAS
    found = seen(followed(tmp_path, "A militia"), "militia")["militia"]
    assert found["agents"].count(group) == 1
    assert len(found["agents"]) == len(MILITIAS) + 1 + 3
    assert set(found["rates"]) == {"attack_base", "attack_convoy", "assault_embassy", "announce_truce", "end_truce", "threaten"}
    assert all(rate > 0 for rate in found["rates"].values())
    # A hundredth of a few attacks a year, in 512 years.
    assert found["attacks"]["attack_base"] > 5
    assert found["attacks"]["attack_convoy"] > 5
    assert found["claims"] == ["", "ashab_al_kahf"]
    # Shares sum to one in every world, those of the posterior too, which does not know the group.
    assert found["drawn"] == ["share_of_bases", "share_of_convoys"]
    assert found["share"] == 0.01
    for trait, sums in found["sums"].items():
        assert len(sums) == (6 if trait in found["drawn"] else 1)
        assert sums == pytest.approx([1.0] * len(sums), abs=1e-6), trait
    # Scenarios know it.
    assert found["removed"][0] == 0
    assert found["misspelt"][0] == 2
    assert f"did you mean '{group}'" in found["misspelt"][2]
    assert found["added"] == 2


# A motive with a memory, of a new mechanism ------------------------------------------------------------------------------------


def test_a_motive_added_by_the_page_works_when_its_event_happens_and_can_be_switched_off_and_traced(tmp_path: Path) -> None:
    found = seen(followed(tmp_path, "A mechanism", MOTIVE), "motive")["motive"]
    (row,) = found["rules"]
    assert (row["actor"], row["decision"], row["role"], row["mechanism"]) == ("militia", "attack_convoy", "motive", "impunity")
    assert (row["sentence"][:27], row["source"]) == ("Men whom Baghdad lets go sh", "record-notes-2020")
    before = [each for each in found["days"] if each[0] <= "2020-06-29"]
    after = [each for each in found["days"] if each[0] > "2020-06-29"]
    assert len(before) == 15
    assert all(value == 0.0 and rate == off for _, value, rate, off in before)
    # Half-life 10 and one release: a share of 0.30 x (1 - d) on the first day, and d of the day before on each day after it.
    d = 2**-0.1
    assert [value for _, value, _, _ in after] == pytest.approx([0.30 * (1 - d) * d**lag for lag in range(len(after))])
    assert all(rate > off for _, _, rate, off in after)
    assert found["motives_off"] == ["standing_will_on_roads", "momentum_on_roads", "reprisal_on_roads", "pressed_on_roads"]
    assert found["share"] > 0
    assert found["parents"] == [["2020-06-29", "release"]]
    assert found["taken"][0] == 0
    assert "did you mean 'impunity'" in found["refused"][2]


# A measure --------------------------------------------------------------------------------------------------------------------


def test_a_measure_added_by_the_page_is_in_every_table_and_may_be_watched(tmp_path: Path) -> None:
    found = seen(followed(tmp_path, "A measure"), "measure")["measure"]
    code, printed, told = found["done"]
    assert code == 0, told
    assert "\nThreats " in printed
    assert sum(found["worlds"]) > 0
    assert found["worlds"] == found["counted"]
    assert found["rows"] == {"summary": 2, "effects": 2}
    assert found["report"]


# Everything at once -------------------------------------------------------------------------------------------------------------


def test_a_decision_added_by_the_page_is_coded_scored_and_taken(everything: tuple[Path, dict[str, Any]]) -> None:
    found = everything[1]["decision"]
    assert [row["decision"] for (row,) in found["rules"]] == [extended.DECISION] * 2
    assert found["documented"] == ["2024-01-16"]
    assert found["scored"] < 0
    assert found["worlds"] == 8  # after the missiles that the scenario adds, in every world
    assert found["daily"] >= 8
    assert "iranian_fire" in found["causes"]


def test_a_kind_of_intervention_added_by_the_page_is_obeyed_and_checked(everything: tuple[Path, dict[str, Any]]) -> None:
    found = everything[1]["intervention"]
    assert found["held"] == 0
    assert min(found["before"], found["after"]) > 0
    assert found["schema"]
    assert found["wrong"][0] == 2
    assert "did you mean 'from'" in found["wrong"][2]


def test_a_target_a_baseline_and_a_figure_added_by_the_page_are_there(everything: tuple[Path, dict[str, Any]]) -> None:
    found = everything[1]["calibration"]
    target = found["target"]
    assert target["observed"] == pytest.approx(28 / 30)  # two days with attacks in thirty
    assert 0 <= target["low"] <= target["high"] <= 1
    assert (target["in_fit"], target["kind"]) == (False, "branched")
    assert found["baselines"][-1] == "last_month"
    counts, rates = found["counts"], found["rates"]
    assert rates[150] == pytest.approx((sum(counts[120:150]) + 1.0) / (30 + 1.0 / 0.5))
    assert found["fitted"] == ["pull", "rate"]
    code, size = found["figure"]
    assert code == 0
    assert size > 3_000


def test_a_figure_a_question_and_a_lesson_added_by_the_page_are_shown(everything: tuple[Path, dict[str, Any]]) -> None:
    found = everything[1]["figure"]
    assert found["done"][0] == 0, found["done"][2]
    assert found["figures"] == [
        f"{name}.{kind}" for name in ("difference", "ladder", "timeline", "toll") for kind in ("png", "svg")
    ]
    assert found["caption"]
    assert found["lesson"][0] == 0, found["lesson"][2]
    assert "no_siege" in found["lessons"]
    assert found["question"].startswith("If Washington answered wounded Americans")
    assert [item["set"]["value"] for item in found["set"]] == [0.8]


def test_what_the_page_adds_stands_in_its_place_and_is_clean(everything: tuple[Path, dict[str, Any]]) -> None:
    root, _ = everything
    old, new = faults_of(ROOT), faults_of(root)
    assert {kind: sorted(set(faults) - set(old[kind])) for kind, faults in new.items()} == {kind: [] for kind in new}
    files = sorted({step.file for text in SECTIONS.values() for step in steps(text) if step.file.endswith(".py")})
    for words in (["check"], ["format", "--check"]):
        done = subprocess.run(["ruff", *words, *files], cwd=root, capture_output=True, text=True, check=False, env=with_tools())
        assert done.returncode == 0, done.stdout


def with_tools() -> dict[str, str]:
    """The environment in which what is installed beside this Python is found."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


FAST = (
    "tests/sim/actors/test_battery.py::test_the_table_of_weights_names_every_term",
    "tests/sim/actors/test_battery.py::test_weights_that_may_be_zero_are_those_of_mechanisms",
    "tests/sim/actors/test_battery.py::test_every_decision_of_the_vocabulary_has_a_rule",
    "tests/sim/actors/test_militia.py::test_men_let_go_bring_convoy_bombs",
    "tests/sim/record/test_schema.py",
    "tests/sim/scenario/interventions",
    "tests/sim/vocabulary/test_measures.py",
    "tests/sim/vocabulary/test_readers.py",
    "tests/sim/vocabulary/test_mechanisms.py::test_the_table_names_every_mechanism",
    "tests/sim/test_parameters.py::test_shares_sum_to_one",
    "tests/calibration/baselines/test_registry.py",
    "tests/calibration/targets/test_targets.py::test_the_observed_values_are_those_of_the_record",
)


def test_the_tables_that_tests_keep_are_the_pages_to_extend(everything: tuple[Path, dict[str, Any]]) -> None:
    root, _ = everything
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FAST]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout
