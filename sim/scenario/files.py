"""Scenario files: find one by name, follow `extends`, merge parent and child, and remember which line said what."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import NAME, ScenarioError, cut, unknown
from sim.paths import SCENARIOS
from sim.untrusted import is_file, shown
from sim.yaml_lines import Document, KeyPath, read_document

SUFFIXES = (".yaml", ".yml")
LESSONS, SEATS = SCENARIOS / "lessons", SCENARIOS / "seats"
"""Lessons and seats, which are no scenarios: folders of these names are left out wherever scenarios are looked for."""
FIRST = ("documented", "free_run")
"""Listed before the others: every comparison begins with them."""
CHAIN = 5
"""Files that extend each other in a row."""
OWN = ("theme", "answer")
"""Keys of one question alone, which a scenario that extends it does not take over."""
MOST_SEEN = 20_000
"""Files and folders that are looked through for scenarios."""


@dataclass(frozen=True)
class Merged:
    """The resolved keys of a scenario and where each was written.

    Attributes
    ----------
    data
        Keys of the child over keys of its parents, `interventions` joined, `extends` gone, `name` set.
    documents
        The child's file, then its parent's, and so on; `paths` are the same files.
    origin
        For each key the document that stated it.
    items
        For each intervention the document and its position there.
    """

    data: dict[str, Any]
    documents: tuple[Document, ...]
    paths: tuple[Path, ...]
    origin: dict[str, Document]
    items: tuple[tuple[Document, int], ...]

    @property
    def parent(self) -> Merged | None:
        """What the child extends, as it was read with it; None if it extends nothing."""
        chain = list(zip(self.paths, self.documents, strict=True))
        return _laid(chain[1:]) if len(chain) > 1 else None

    def locate(self, key_path: KeyPath) -> tuple[str, int]:
        """File and line of a value of `data`; of the child's first line if nobody wrote it."""
        if key_path[:1] == ("interventions",) and len(key_path) > 1 and self.items:
            document, at = self.items[int(key_path[1])]
            return document.file, document.line(("interventions", at, *key_path[2:]))
        document = self.origin.get(str(key_path[0]), self.documents[0]) if key_path else self.documents[0]
        return document.file, document.line(key_path)


def scenario_paths(folder: Path | None = None) -> dict[str, Path]:
    """The scenario files of a folder and its subfolders by name: `documented` and `free_run` first."""
    root = SCENARIOS if folder is None else folder
    files = [path for path in _below(root) if path.suffix in SUFFIXES and is_file(path)]
    files.sort(key=lambda path: (len(path.parts), path.stem not in FIRST, path.as_posix()))
    paths: dict[str, Path] = {}
    for path in files:
        paths.setdefault(path.stem, path)
    return paths


def _below(root: Path) -> Iterator[Path]:
    """What lies in a folder and its subfolders, as far as it may be seen; links to folders are not followed."""
    seen = 0
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = [name for name in subfolders if name not in (LESSONS.name, SEATS.name)]
        seen += len(subfolders) + len(files)
        if seen > MOST_SEEN:
            message = f"there are more than {MOST_SEEN:,} files in it; allowed: a folder of scenarios"
            raise ScenarioError(message, file=shown(root))
        yield from (Path(folder, name) for name in files)


def find_scenario(name: str | Path, folder: Path | None = None) -> Path:
    """The file of a scenario named, or the file itself if a path is given."""
    path = Path(name)
    if path.suffix in SUFFIXES:
        return path
    paths = scenario_paths(folder)
    if str(name) not in paths:
        raise ScenarioError(unknown("scenario", str(name), paths))
    return paths[str(name)]


def merge(path: Path) -> Merged:
    """Read a file and everything it extends, and lay the child's keys over its parents'.

    Raises
    ------
    ScenarioError
        If a file cannot be read, a parent does not exist, or the chain runs in a circle.
    """
    return _laid(_chain(path))


def _laid(chain: Sequence[tuple[Path, Document]]) -> Merged:
    """The keys of files, each over those of the next."""
    data: dict[str, Any] = {}
    origin: dict[str, Document] = {}
    interventions: list[Any] = []
    items: list[tuple[Document, int]] = []
    for _, document in reversed(chain):
        for key, value in document.data.items():
            if key not in OWN or document is chain[0][1]:
                data[key], origin[key] = value, document
        own = _interventions(document)
        interventions += own
        items += [(document, at) for at in range(len(own))]
    own_name = chain[0][1].data.get("name", chain[0][0].stem)
    data.pop("extends", None)
    data |= {"interventions": interventions, "name": own_name}
    origin["name"] = chain[0][1]
    return Merged(data, tuple(d for _, d in chain), tuple(p for p, _ in chain), origin, tuple(items))


def _chain(path: Path) -> list[tuple[Path, Document]]:
    """The file, its parent, its parent's parent, and so on."""
    chain = [(path, read_document(path))]
    while "extends" in chain[-1][1].data:
        parent = _parent(*chain[-1])
        if parent.resolve() in [seen.resolve() for seen, _ in chain]:
            circle = " -> ".join(p.stem for p in [*(seen for seen, _ in chain), parent])
            raise _refuse_parent(chain[0][1], f"circular extends: {circle}; allowed: a chain that ends")
        if len(chain) == CHAIN:
            raise _refuse_parent(chain[-1][1], f"this is file {CHAIN} of a chain of extends; allowed: {CHAIN} files at most")
        chain.append((parent, read_document(parent)))
    return chain


def _parent(path: Path, document: Document) -> Path:
    """The file that `extends` names: beside the file that says so, else among the project's own scenarios."""
    name = document.data["extends"]
    if not isinstance(name, str):
        raise _refuse_parent(
            document, f"extends is {cut(repr(name), NAME)}; allowed: the name of one scenario, such as documented"
        )
    for folder, suffix in itertools.product((path.parent, SCENARIOS), ("", *SUFFIXES)):
        parent = folder / f"{name}{suffix}"
        if parent.suffix in SUFFIXES and is_file(parent):
            return parent
    above = "../" if name.startswith("../") else ""
    beside = sorted(p.stem for p in (path.parent / above).glob("*") if p.suffix in SUFFIXES and p.stem != path.stem)
    own = sorted(p.stem for p in SCENARIOS.glob("*.yaml") if p.stem not in beside)
    raise _refuse_parent(document, unknown("scenario to extend", name, [*(above + other for other in beside), *own]))


def _refuse_parent(document: Document, message: str) -> ScenarioError:
    return ScenarioError(message, file=document.file, line=document.line(("extends",)))


def _interventions(document: Document) -> list[Any]:
    value = document.data.get("interventions")
    if value is None:
        return []
    if not isinstance(value, list):
        message = "interventions must be a list, each item on a line beginning with `- `"
        raise ScenarioError(message, file=document.file, line=document.line(("interventions",)))
    return value
