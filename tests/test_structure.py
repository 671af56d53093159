"""The order of the house: what may lie where, and who may import whom. Each check is also tried on a planted fault."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from tests.structure import (
    LAYERS,
    LONGEST,
    ROOT,
    Layers,
    Place,
    Room,
    faults_of,
    import_graph,
    is_command_line,
    main,
    modules,
    place_of,
    plan,
    prints,
    sources,
    strangers,
)

PIN = re.compile(r'[a-z0-9-]+==[0-9][0-9a-z.]*(; python_version (<|>=) "3\.\d+")?')
SMALL: Layers = {
    "calibration": ((Room("studies", "", ("studies",)),),),
    "sim": (
        (Room("interface", "", ("__init__", "cli")),),
        (Room("model", "", ("model",)),),
        (Room("actors", "", ("actors",)), Room("history", "", ("history",))),
        (Room("decision", "", ("decision",)),),
        (Room("base", "", ("types", "history.chance")),),
    ),
}
SOUND = {
    ".gitignore": "",
    "calibration/studies/recovery.py": "from sim import Model\n",
    "sim/__init__.py": "from sim.model import Model\n",
    "sim/cli.py": "import sim\n",
    "sim/model.py": "from sim import actors\nfrom sim.history.sampled import Sampled\nimport numpy\n",
    "sim/actors/__init__.py": "from sim.actors.base import Actor\n",
    "sim/actors/base.py": "from ..decision import Decision\n",
    "sim/history/__init__.py": "",
    "sim/history/sampled.py": "from sim.history.chance import draw\n",
    "sim/history/chance.py": "from ..types import Number\n",
    "sim/decision.py": "def f():\n    from . import types\n",
    "sim/types.py": "",
    "tests/calibration/studies/test_recovery.py": "",
    "tests/sim/test_cli.py": "",
    "tests/sim/test_model.py": "",
    "tests/sim/test_decision.py": "",
    "tests/sim/test_types.py": "",
    "tests/sim/actors/test_base.py": "",
    "tests/sim/history/test_sampled.py": "",
    "tests/sim/history/test_chance.py": "",
}
"""A small tree without a fault, and its layers."""


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write a small tree of files."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


# What lies where -------------------------------------------------------------------------------------------------------


def test_the_top_level_holds_only_what_the_house_plan_names() -> None:
    assert strangers(ROOT) == []


def test_a_stray_file_at_the_top_level_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, {".gitignore": ".venv/\n*.egg-info/\n", "notes.txt": "", ".venv/x": "", "a.egg-info/x": "", "sim/x.py": ""})
    assert strangers(tmp_path) == ["notes.txt"]


def test_only_the_command_line_prints() -> None:
    silent = {module: path for module, path in modules(ROOT).items() if not is_command_line(module)}
    assert silent
    assert {module: found for module, path in silent.items() if (found := prints(ast.parse(path.read_text())))} == {}


def test_a_print_is_seen_and_a_console_is_not() -> None:
    assert prints(ast.parse("x = 1\nif x:\n    print(x)\nconsole.print(x)\n")) == [3]
    assert is_command_line("sim.commands.run")
    assert is_command_line("sim.cli")
    assert not is_command_line("sim.model")


def test_the_folder_of_reference_results_is_named_once() -> None:
    paths = [path for _, path in sources(ROOT, "calibration") if 'RESULTS / "reference"' in path.read_text()]
    assert paths == [ROOT / "calibration" / "reference.py"]


# Layers, circles, lengths, mirrors ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    return faults_of(ROOT)


@pytest.mark.parametrize("kind", [
    "import circles", "upward imports", "type-only imports of sim.model from below", f"modules over {LONGEST} lines",
    "modules without their mirror in tests/", "modules in no layer", "names in LAYERS without a module",
])  # fmt: skip
def test_the_code_keeps_to_the_plan(kind: str, found: dict[str, list[str]]) -> None:
    assert found[kind] == []


def test_every_kind_of_fault_is_looked_for(found: dict[str, list[str]]) -> None:
    assert len(found) == 7
    assert len(import_graph(ROOT)) > 100


def test_layers_stand_in_the_order_of_the_design() -> None:
    down = ("commands.run", "report", "figures.style", "comparison", "ensemble", "model", "history.marks", "environment", "scene",
            "tally", "decision", "parameters", "errors")  # fmt: skip
    depths = [place.depth for name in down if (place := place_of(f"sim.{name}")) is not None]
    assert len(depths) == len(down)
    assert depths == sorted(set(depths))
    assert place_of("sim.actors.militia") == Place(depths[6], "actors")
    assert place_of("calibration.forecasts.forecast") != place_of("calibration.forecasts.scores")
    assert place_of("sim.nowhere") is None


def test_each_room_says_what_it_is_for() -> None:
    text = "\n".join(plan())
    rooms = [room for stack in LAYERS.values() for layer in stack for room in layer]
    assert all(room.purpose and f"{', '.join(room.holds)}: {room.purpose}" in text for room in rooms)


def test_a_sound_tree_has_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plant(tmp_path, SOUND)
    assert main(tmp_path, SMALL) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "   4  history         history: " in lines
    assert "   4  actors          actors: " in lines
    assert [line for line in lines if line[:1].isdigit()] == [f"0 {kind}" for kind in faults_of(tmp_path, SMALL)]


MODEL_FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sim.model import Model\n"
PLANTED = {
    "upward, directly": (
        {"sim/decision.py": "from sim.actors.base import Actor\n"},
        {"import circles": ["circle: sim.actors.base, sim.decision"],
         "upward imports": ["sim.decision (decision) imports sim.actors.base (actors)"]},
    ),
    "upward, late and relative, from the package itself": (
        {"sim/history/sampled.py": "def f():\n    from ..model import Model\n"},
        {"import circles": ["circle: sim.history.sampled, sim.model"],
         "upward imports": ["sim.history.sampled (history) imports sim.model (model)"]},
    ),
    "upward, to the package itself": (
        {"sim/types.py": "from sim import Model\n"},
        {"import circles": ["circle: sim, sim.actors, sim.actors.base, sim.decision, sim.history.chance, sim.history.sampled, "
                            "sim.model, sim.types"],
         "upward imports": ["sim.types (base) imports sim (interface)"]},
    ),
    "sideways": (
        {"sim/history/sampled.py": "import sim.actors.base\n"},
        {"upward imports": ["sim.history.sampled (history) imports sim.actors.base (actors)"]},
    ),
    "from one package up to the other": (
        {"sim/cli.py": "def f():\n    import calibration.studies.recovery\n"},
        {"upward imports": ["sim.cli (interface) imports calibration.studies.recovery (studies)"]},
    ),
    "a file in a folder whose file stands lower": (
        {"sim/history/chance.py": "from .sampled import Sampled\n"},
        {"import circles": ["circle: sim.history.chance, sim.history.sampled"],
         "upward imports": ["sim.history.chance (base) imports sim.history.sampled (history)"]},
    ),
    "a circle for types within one room": (
        {"sim/actors/base.py": "import typing\nif typing.TYPE_CHECKING:\n    from sim.actors import Actor\n"},
        {"import circles": ["circle: sim.actors, sim.actors.base"]},
    ),
    "the model for its type": (
        {"sim/types.py": MODEL_FOR_TYPES},
        {"import circles": ["circle: sim.actors, sim.actors.base, sim.decision, sim.history.chance, sim.history.sampled, "
                            "sim.model, sim.types"],
         "upward imports": ["sim.types (base) imports sim.model (model)"],
         "type-only imports of sim.model from below": ["sim.types imports sim.model under TYPE_CHECKING"]},
    ),
    "the model for its type, from above": ({"sim/cli.py": MODEL_FOR_TYPES}, {}),
    "a long module": (
        {"sim/types.py": "x = 1\n" * (LONGEST + 1)}, {f"modules over {LONGEST} lines": [f"sim.types has {LONGEST + 1} lines"]},
    ),
    "a module just not too long": ({"sim/types.py": "x = 1\n" * LONGEST}, {}),
    "no mirror": (
        {"sim/history/pools.py": ""},
        {"modules without their mirror in tests/": ["sim/history/pools.py has no tests/sim/history/test_pools.py"]},
    ),
    "a mirror elsewhere": (
        {"sim/history/pools.py": "", "tests/sim/test_pools.py": ""},
        {"modules without their mirror in tests/": ["sim/history/pools.py has no tests/sim/history/test_pools.py"]},
    ),
    "no mirror needed": ({"sim/actors/__main__.py": "x = 1\n"}, {}),
    "no layer": (
        {"sim/luck.py": "from sim.model import Model\n", "tests/sim/test_luck.py": ""},
        {"modules in no layer": ["sim.luck stands in no layer: add it to LAYERS in tests/structure.py"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_is_seen_and_nothing_else(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, expected = PLANTED[what]
    plant(tmp_path, {**SOUND, **files})
    assert {kind: faults for kind, faults in faults_of(tmp_path, SMALL).items() if faults} == expected
    assert main(tmp_path, SMALL) == int(bool(expected))
    printed = capsys.readouterr().out
    assert all(f"\n    {fault}\n" in printed for faults in expected.values() for fault in faults)


def test_a_layer_of_something_that_is_gone_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, {name: text for name, text in SOUND.items() if "cli" not in name})
    found = faults_of(tmp_path, SMALL)
    assert found["names in LAYERS without a module"] == ["sim.cli is not there: take it out of LAYERS in tests/structure.py"]


def test_sim_imports_nothing_from_calibration() -> None:
    asked = [(module, one.name) for module, ones in import_graph(ROOT).items() if module.startswith("sim") for one in ones]
    assert asked
    assert [pair for pair in asked if not pair[1].startswith("sim")] == []


# Versions --------------------------------------------------------------------------------------------------------------


def project() -> dict[str, object]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert isinstance(table, dict)
    return table


def pins() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_constraints_hold_names_and_versions_only() -> None:
    assert [line for line in pins() if not PIN.fullmatch(line)] == []
    assert not re.search(r"://|www\.|@|--", (ROOT / "constraints.txt").read_text())


@pytest.mark.parametrize("line", ["a @ https://example.org/a.whl", "--find-links ./wheels", "a>=1", "a", "a==1 -e ."])
def test_anything_else_is_no_pin(line: str) -> None:
    assert not PIN.fullmatch(line)


@pytest.mark.parametrize("python", ["3.11", "3.12"])
def test_every_dependency_has_one_pin_within_its_bounds(python: str) -> None:
    table = project()
    extras = table["optional-dependencies"]
    needed = table["dependencies"]
    assert isinstance(extras, dict)
    assert isinstance(needed, list)
    pinned: dict[str, list[str]] = {}
    for line in pins():
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate({"python_version": python}):
            pinned.setdefault(canonicalize_name(pin.name), []).append(next(iter(pin.specifier)).version)
    for text in [*needed, *(text for group in extras.values() for text in group)]:
        want = Requirement(text)
        if want.marker is not None and not want.marker.evaluate({"python_version": python}):
            continue
        found = pinned.get(canonicalize_name(want.name), [])
        assert len(found) == 1, f"{want.name} has {len(found)} pins on Python {python}"
        assert want.specifier.contains(found[0]), f"{want} is pinned to {found[0]}"


def test_the_citation_names_the_version_of_the_package() -> None:
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert str(citation["version"]) == project()["version"]
    assert citation["license"] == project()["license"]
