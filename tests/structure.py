"""The plan of the house: its layers from the top down, and whether the code keeps to them.

`python -m tests.structure` prints the layers and counts what breaks the plan; it ends with 1 if anything does.

What counts as an import: any statement that names a module of the project, wherever it stands. One inside a function, which
runs late, and one under `TYPE_CHECKING`, which never runs, bind the two modules as firmly as any other for who reads them, so
both count, for layers and for circles. A module's name in a string, as tables of commands and of lazily loaded names hold it,
does not. A package's `__init__.py` is imported by whoever names the package or a name that it exports, not by whoever names a
module in it.
"""

from __future__ import annotations

import ast
import fnmatch
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "pyproject.toml", "README.md", "Makefile", "constraints.txt", "LICENSE", "CITATION.cff", "CHANGELOG.md", "CONTRIBUTING.md",
    "mkdocs.yml", "PKG-INFO",
    "sim", "scenarios", "calibration", "results", "tests", "docs", ".ci", ".git", ".gitignore", ".gitattributes",
}  # fmt: skip
LONGEST = 300
MODEL = "sim.model"


@dataclass(frozen=True)
class Room:
    """Modules that may import each other and whatever lies in a lower layer.

    Attributes
    ----------
    holds
        Modules, and folders with all that is in them, named within the package (`history`, `forecasts.forecast`); the longest
        name decides. `__init__` is the package's own.
    """

    name: str
    purpose: str
    holds: tuple[str, ...]


Layers = Mapping[str, tuple[tuple[Room, ...], ...]]

# From the top down, package by package: everything of `calibration` lies above `sim`. Rooms of one layer stand side by side: none
# of them may import another.
LAYERS: Layers = {
    "calibration": (
        (
            Room("commands", "what a person types: calibrate, score, check", ("commands",)),
            Room("figures", "pictures of the posterior, the scores and the targets", ("figures",)),
            Room("interface", "what the package exports", ("__init__",)),
        ),
        (Room("pages", "the pages of docs/ that are made from results", ("pages",)),),
        (Room("studies", "experiments on the model: recovery, ablation, rolling origins", ("studies",)),),
        (
            Room("targets", "documented patterns against what the model predicts", ("targets",)),
            Room("forecasts", "what rules and baselines expected of each day, and proper scores of it", ("forecasts",)),
        ),
        (
            Room("baselines", "rival forecasts without rules", ("baselines",)),
            Room("fit", "from prior and record to posterior", ("fit",)),
        ),
        (Room("forecast", "one series' predictive distributions, whoever made them", ("forecasts.forecast",)),),
        (Room("base", "paths of results, progress, what loads late", ("program", "reference", "lazy")),),
    ),
    "sim": (
        (Room("commands", "what a person types", ("__main__", "cli", "commands")),),
        (Room("app", "the live page", ("app",)),),
        (Room("interface", "what a Python program calls", ("__init__", "api", "asking")),),
        (
            Room("seats", "a seat at the table: choices as a scenario, a world on an evening, the debrief, its page", ("seats",)),
            Room("batches", "scenarios, sweeps and seeds in one plan, one folder, resumable", ("batches",)),
        ),
        (
            Room("report", "one page of HTML about a run or a comparison, its folder, and both in a notebook",
                 ("report", "told_worlds", "run_folders", "run_results")),
            Room("lessons", "what a lesson says, the worlds behind it, its one page", ("lessons",)),
            Room("sweep results", "a sweep in a folder, and in a notebook", ("sweeps.saving", "sweeps.result")),
            Room(
                "sensitivity results", "what drives an answer, in a folder and in a notebook",
                ("sensitivities.saving", "sensitivities.result"),
            ),
            Room(
                "effect results", "effects in a folder, in words, and in a notebook",
                ("estimates.saving", "estimates.result", "estimates.words"),
            ),
        ),
        (
            Room("extrapolation", "where a scenario leaves what the record shows", ("extrapolation",)),
            Room("page", "what every page of HTML shares: its template, why an event happened", ("page", "why", "lessons.words")),
            Room("notebook", "what every result has in Python", ("notebook",)),
        ),
        (Room("figures", "pictures of runs and comparisons", ("figures",)),),
        (Room("sensitivities", "what drives an answer: variance split, indices, terms, priors", ("sensitivities",)),),
        (
            Room("sweeps", "a scenario at the points of a design, in the same worlds", ("sweeps",)),
            Room("estimates", "the effects of any folder, what parameters and what luck have in them", ("estimates",)),
        ),
        (Room("comparison", "arms that share their worlds, and what tells them apart", ("comparison",)),),
        (Room("eves", "models kept on the eve of a branch", ("eves",)),),
        (
            Room("ensemble", "many worlds in blocks, one or several jobs",
              ("ensemble", "attempts", "workers", "clusters", "under_way", "workload")),
            Room("effects", "the table of effects", ("effect_table",)),
        ),
        (
            Room("results", "tables of a run, their folder and manifest", ("results",)),
            Room("chosen worlds", "which worlds are shown one by one", ("chosen_worlds",)),
            Room("explain", "why an event happened", ("explain",)),
        ),
        (Room("model", "the Mesa model: the order of a day", ("model",)),),
        (
            Room("circumstances", "what a model answers from its schedule", ("circumstances",)),
            Room("arms", "where a scenario parts from the record", ("arms",)),
        ),
        (
            Room("histories", "which history a scenario asks for", ("histories",)),
            Room("policies", "what a scenario has done in place of a rule", ("policies",)),
            Room("splits", "groups that split off, and the axis of the groups with them", ("splits",)),
            Room("event log", "what happened, as a table, and what each act answered", ("event_log", "event_texts", "ancestry")),
            Room("Mesa", "what its data collector keeps, and where its versions differ", ("reporters", "mesa_model")),
        ),
        (
            Room("actors", "who wants what: motives and restraints", ("actors",)),
            Room("history", "from rate to outcome: sampled, documented, branched", ("history",)),
            Room("scenario", "what is asked: span, branch, interventions", ("scenario",)),
        ),
        (Room("places", "where there is something to hit", ("places",)),),
        (Room("campaign", "a campaign as a phase, and the halts that end it", ("campaign",)),),
        (Room("environment", "what actors and histories may ask of the model", ("environment",)),),
        (
            Room("scene", "what everybody can see", ("scene",)),
            Room("record", "the documented incidents and contexts", ("record",)),
        ),
        (Room("perception", "which events feed which memory", ("perception", "feed")),),
        (Room("tally", "what happened today", ("tally",)),),
        (
            Room("decision", "rate = sum of motives x product of restraints", ("decision", "binding", "order")),
            Room("luck", "keyed uniforms, a stream for each decision", ("luck",)),
            Room("parameter files", "posterior draws on disk", ("parameter_files", "parameter_tables")),
            Room("priors", "where a value lies in its prior", ("priors",)),
        ),
        (
            Room("memory", "leaky states: kernel and trace", ("memory",)),
            Room("parameters", "numbers with unit, prior, bounds and source", ("parameters",)),
            Room("vocabulary", "what names exist: decisions, mechanisms, measures, rungs", ("vocabulary",)),
        ),
        (
            Room(
                "base", "types, errors, paths, files that people give, and what is asked of one number or one per world",
                ("worlds", "types", "errors", "paths", "untrusted", "yaml_lines", "machine", "lazy", "wording"),
            ),
        ),
    ),
}  # fmt: skip


class Import(NamedTuple):
    """A module that is imported, and whether only a type checker ever sees it."""

    name: str
    type_only: bool


class Place(NamedTuple):
    """Where a module stands: the number of its layer, counted from the top over all packages, and its room there."""

    depth: int
    room: str


Graph = dict[str, set[Import]]


# What lies where -------------------------------------------------------------------------------------------------------


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


def modules(root: Path, layers: Layers = LAYERS) -> dict[str, Path]:
    """Every module of the packages that the layers are of."""
    return {name: path for package in layers for name, path in sources(root, package)}


def too_long(root: Path, layers: Layers = LAYERS) -> list[str]:
    """Modules of more than `LONGEST` lines; data files may be as long as their data."""
    lengths = {name: len(path.read_text().splitlines()) for name, path in modules(root, layers).items()}
    return [f"{name} has {length} lines" for name, length in lengths.items() if length > LONGEST]


def without_test(root: Path, layers: Layers = LAYERS) -> list[str]:
    """Modules whose mirror in tests/ is missing: `sim/a/b.py` has `tests/sim/a/test_b.py`."""
    paths = (path.relative_to(root) for path in modules(root, layers).values() if not path.stem.startswith("__"))
    mirrors = ((path, Path("tests") / path.with_name(f"test_{path.name}")) for path in paths)
    return [f"{path.as_posix()} has no {mirror.as_posix()}" for path, mirror in mirrors if not (root / mirror).exists()]


def is_command_line(module: str) -> bool:
    """Whether a module talks to a person at a terminal."""
    return bool({"cli", "commands", "__main__"} & set(module.split(".")[1:]))


def prints(tree: ast.AST) -> list[int]:
    """Lines that call the builtin `print`."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    return [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]


# Who imports whom ------------------------------------------------------------------------------------------------------


def is_for_types_only(node: ast.AST) -> bool:
    """Whether a statement is `if TYPE_CHECKING:`, whose imports never run."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def named(node: ast.AST, package: list[str], type_only: bool = False) -> Iterator[Import]:
    """What the import statements below a node name, as written but for the dots of relative ones.

    Parameters
    ----------
    package
        Parts of the name of the package that the module lies in.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, type_only) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = [*package[: len(package) + 1 - child.level], *filter(None, [child.module])] if child.level else [child.module]
            yield from (Import(".".join([*map(str, base), alias.name]), type_only) for alias in child.names)
        elif isinstance(child, ast.If) and is_for_types_only(child):
            yield from named(ast.Module(body=child.body, type_ignores=[]), package, True)
            yield from named(ast.Module(body=child.orelse, type_ignores=[]), package, type_only)
        else:
            yield from named(child, package, type_only)


def import_graph(root: Path, layers: Layers = LAYERS) -> Graph:
    """For every module, the modules it imports; what lies outside the packages is left out."""
    known = modules(root, layers)
    graph: Graph = {}
    for module, path in known.items():
        package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        found = (Import(_module_of(one.name, known), one.type_only) for one in named(ast.parse(path.read_text()), package))
        graph[module] = {one for one in found if one.name not in ("", module)}
    return graph


def _module_of(name: str, known: Mapping[str, Path]) -> str:
    """The module that a dotted name is, or is a name in; "" if it is none of the known ones."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def places(layers: Layers = LAYERS) -> dict[str, Place]:
    """Where each name of the layers stands, by its full dotted name."""
    floors = [(package, rooms) for package, stack in layers.items() for rooms in stack]
    return {
        f"{package}.{held}": Place(depth, room.name)
        for depth, (package, rooms) in enumerate(floors, start=1) for room in rooms for held in room.holds
    }  # fmt: skip


def place_of(module: str, layers: Layers = LAYERS) -> Place | None:
    """Where a module stands; None if it stands in no layer."""
    known, name = places(layers), module if "." in module else f"{module}.__init__"
    while name and name not in known:
        name = name.rpartition(".")[0]
    return known.get(name)


def unplaced(graph: Graph, layers: Layers = LAYERS) -> list[str]:
    """Modules that stand in no layer."""
    lost = (module for module in graph if place_of(module, layers) is None)
    return [f"{module} stands in no layer: add it to LAYERS in tests/structure.py" for module in lost]


def stale(graph: Graph, layers: Layers = LAYERS) -> list[str]:
    """Names in the layers that are no module or folder any more."""
    there = {".".join(module.split(".")[:depth]) for module in graph for depth in range(1, module.count(".") + 2)}
    names = (name.removesuffix(".__init__") for name in places(layers))
    return [f"{name} is not there: take it out of LAYERS in tests/structure.py" for name in names if name not in there]


def upward(graph: Graph, layers: Layers = LAYERS) -> list[str]:
    """Imports that point up, or sideways into another room of the same layer."""
    stands = {module: place for module in graph if (place := place_of(module, layers)) is not None}
    pairs = {(module, one.name) for module, found in graph.items() for one in found if {module, one.name} <= stands.keys()}
    wrong = sorted((m, name) for m, name in pairs if stands[m] != stands[name] and stands[name].depth <= stands[m].depth)
    return [f"{module} ({stands[module].room}) imports {name} ({stands[name].room})" for module, name in wrong]


def type_only_from_below(graph: Graph, layers: Layers = LAYERS) -> list[str]:
    """Imports of the model, for its type alone, from modules below it."""
    model = place_of(MODEL, layers)
    asking = (module for module, found in graph.items() if Import(MODEL, True) in found)
    below = (m for m in asking if model and (place := place_of(m, layers)) is not None and place.depth > model.depth)
    return [f"{module} imports {MODEL} under TYPE_CHECKING" for module in below]


def reachable(graph: Graph, start: str) -> set[str]:
    """Modules that importing `start` leads to, itself only if it stands on a circle."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = {one.name for one in graph[waiting.pop()]} - seen
        seen |= new
        waiting += new
    return seen


def circles(graph: Graph) -> list[str]:
    """Sets of modules that all lead to each other by imports, each named once."""
    reach = {module: reachable(graph, module) for module in graph}
    rings = {tuple(sorted(other for other in reach[m] if m in reach[other])) for m in graph if m in reach[m]}
    return ["circle: " + ", ".join(ring) for ring in sorted(rings)]


# What is printed -------------------------------------------------------------------------------------------------------


def faults_of(root: Path, layers: Layers = LAYERS) -> dict[str, list[str]]:
    """Everything that breaks the plan, by what it is."""
    graph = import_graph(root, layers)
    return {
        "import circles": circles(graph),
        "upward imports": upward(graph, layers),
        f"type-only imports of {MODEL} from below": type_only_from_below(graph, layers),
        f"modules over {LONGEST} lines": too_long(root, layers),
        "modules without their mirror in tests/": without_test(root, layers),
        "modules in no layer": unplaced(graph, layers),
        "names in LAYERS without a module": stale(graph, layers),
    }


def plan(layers: Layers = LAYERS) -> Iterator[str]:
    """The layers as lines of text, from the top down; rooms of one layer share its number."""
    for package, stack in layers.items():
        yield package
        for room in (room for rooms in stack for room in rooms):
            depth = places(layers)[f"{package}.{room.holds[0]}"].depth
            yield f"  {depth:2}  {room.name:<16}{', '.join(room.holds)}: {room.purpose}"


def main(root: Path = ROOT, layers: Layers = LAYERS) -> int:
    """Print the plan and what breaks it; 1 if anything does."""
    found = faults_of(root, layers)
    print(*plan(layers), "", sep="\n")
    for kind, faults in found.items():
        print(f"{len(faults)} {kind}", *faults, sep="\n    ")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
