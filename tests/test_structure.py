"""The order of the house: what may lie where, and who may import whom. Each check is also tried on a planted fault."""

from __future__ import annotations

import ast
import fnmatch
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("sim", "calibration")
ALLOWED = {
    "pyproject.toml", "README.md", "Makefile", "constraints.txt", "LICENSE", "CITATION.cff", "CHANGELOG.md",
    "sim", "scenarios", "calibration", "results", "tests", "docs", ".ci", ".git", ".gitignore", ".gitattributes",
    "PKG-INFO",  # in an sdist
}  # fmt: skip
LONGEST = 500
PIN = re.compile(r'[a-z0-9-]+==[0-9][0-9a-z.]*(; python_version (<|>=) "3\.\d+")?')

# Layers from the top down; a module may import its own layer and those below. A module not named here belongs to no layer,
# but what it imports counts for whoever imports it.
LAYERS = (
    ("cli", "commands", "app"),
    ("api",),
    ("report",),
    ("comparison", "ensemble"),
    ("model",),
    ("actors",),
    ("decision",),
    ("parameter_files", "parameters", "machine", "luck", "vocabulary", "errors", "types", "paths", "lazy"),
)
HEIGHT = {name: -depth for depth, names in enumerate(LAYERS) for name in names}


# What the checks are made of -------------------------------------------------------------------------------------------


def strangers(root: Path) -> list[str]:
    """Names at the top level that are neither allowed nor ignored by git."""
    ignored = [line.rstrip("/") for line in (root / ".gitignore").read_text().splitlines() if line and line[0] not in "#!"]
    names = sorted(path.name for path in root.iterdir() if path.name not in ALLOWED)
    return [name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)]


def sources(root: Path, package: str) -> Iterator[tuple[str, Path]]:
    """Dotted name and path of every module of a package."""
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def is_command_line(module: str) -> bool:
    """Whether a module talks to a person at a terminal."""
    return bool({"cli", "commands", "__main__"} & set(module.split(".")[1:]))


def prints(tree: ast.AST) -> list[int]:
    """Lines that call the builtin `print`."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    return [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]


def is_for_types_only(node: ast.AST) -> bool:
    """Whether a statement is `if TYPE_CHECKING:`, whose imports never run."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def imports(node: ast.AST, module: str, *, is_package: bool) -> Iterator[str]:
    """Dotted names that a module imports when it runs, inside functions too; relative imports are resolved."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            up = module.split(".")[: len(module.split(".")) - child.level + is_package] if child.level else []
            base = ".".join([*up, *([child.module] if child.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.If) and is_for_types_only(child):
            yield from imports(ast.Module(body=child.orelse, type_ignores=[]), module, is_package=is_package)
        else:
            yield from imports(child, module, is_package=is_package)


def import_graph(root: Path, package: str) -> dict[str, set[str]]:
    """For every module of a package, the names it imports: modules of that package, and everything else as written."""
    return {
        module: set(imports(ast.parse(path.read_text()), module, is_package=path.name == "__init__.py"))
        for module, path in sources(root, package)
    }


def reachable(graph: dict[str, set[str]], start: str) -> dict[str, str]:
    """Modules that importing `start` pulls in, each with the module that asked for it. The package's own door is left out."""
    seen: dict[str, str] = {}
    door, waiting = start.partition(".")[0], [start]
    while waiting:
        module = waiting.pop()
        for name in sorted(graph[module] & graph.keys() - {door, start, *seen}):
            seen[name] = module
            waiting.append(name)
    return seen


def is_of(name: str, package: str) -> bool:
    """Whether a dotted name is a package or lies in it."""
    return name.partition(".")[0] == package


def height(module: str) -> int | None:
    """The layer of a module of `sim`, the higher the nearer to the user; None outside the layers."""
    parts = module.split(".")
    return HEIGHT.get(parts[1]) if len(parts) > 1 else None


def upward(graph: dict[str, set[str]]) -> list[str]:
    """Imports that point up, directly or through a module outside the layers."""
    faults = []
    for module in sorted(graph):
        own = height(module)
        for name, asker in reachable(graph, module).items():
            above = height(name)
            if own is not None and above is not None and above > own:
                faults.append(f"{module} imports {name}" + (f" (through {asker})" if asker != module else ""))
    return faults


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


def test_no_module_is_longer_than_500_lines() -> None:
    lengths = {module: len(path.read_text().splitlines()) for package in PACKAGES for module, path in sources(ROOT, package)}
    assert {module: length for module, length in lengths.items() if length > LONGEST} == {}


def test_only_the_command_line_prints() -> None:
    modules = [pair for package in PACKAGES for pair in sources(ROOT, package) if not is_command_line(pair[0])]
    assert modules
    assert {module: found for module, path in modules if (found := prints(ast.parse(path.read_text())))} == {}


def test_a_print_is_seen_and_a_console_is_not() -> None:
    assert prints(ast.parse("x = 1\nif x:\n    print(x)\nconsole.print(x)\n")) == [3]
    assert is_command_line("sim.commands.run")
    assert is_command_line("sim.cli")
    assert not is_command_line("sim.model")


def test_the_folder_of_reference_results_is_named_once() -> None:
    paths = [path for _, path in sources(ROOT, "calibration") if 'RESULTS / "reference"' in path.read_text()]
    assert paths == [ROOT / "calibration" / "reference.py"]


# Who imports whom ------------------------------------------------------------------------------------------------------


def test_sim_imports_nothing_from_calibration() -> None:
    graph = import_graph(ROOT, "sim")
    assert graph
    assert [(module, name) for module, names in graph.items() for name in names if is_of(name, "calibration")] == []


def test_imports_point_down_the_layers() -> None:
    assert upward(import_graph(ROOT, "sim")) == []


def test_imports_that_point_up_are_seen_directly_lazily_relatively_and_through_others(tmp_path: Path) -> None:
    plant(tmp_path, {
        "sim/__init__.py": "from sim.model import Model\n",
        "sim/vocabulary/decisions.py": "def f():\n    from sim.decision import Decision\n",
        "sim/decision.py": "import sim.helper\n",
        "sim/helper.py": "from sim import actors\n",
        "sim/actors/__init__.py": "",
        "sim/actors/base.py": "from ..model import Model\n",
        "sim/model.py": "from sim.actors import base\nfrom sim import Model\n",
        "sim/luck.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sim.model import Model\n",
    })  # fmt: skip
    assert upward(import_graph(tmp_path, "sim")) == [
        "sim.actors.base imports sim.model",
        "sim.decision imports sim.actors (through sim.helper)",
        "sim.vocabulary.decisions imports sim.decision",
        "sim.vocabulary.decisions imports sim.actors (through sim.helper)",
    ]


def test_calibration_named_inside_sim_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, {"sim/__init__.py": "", "sim/a.py": "def f():\n    import calibration.forecasts.scores\n"})
    assert [name for name in import_graph(tmp_path, "sim")["sim.a"] if is_of(name, "calibration")] == [
        "calibration.forecasts.scores"
    ]
    assert not is_of("sim.calibration_page", "calibration")


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
