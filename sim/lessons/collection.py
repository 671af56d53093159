"""A collection of files of one kind, lessons or seats: which there are, one by name or file, all that is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from sim.errors import InputError, ScenarioError, unknown
from sim.scenario.faults import Fault
from sim.scenario.files import SUFFIXES
from sim.untrusted import is_file
from sim.yaml_lines import Document, read_document

T = TypeVar("T")


@dataclass(frozen=True)
class Collection(Generic[T]):
    """Files of one kind.

    Attributes
    ----------
    kind
        What one of them is called.
    home
        The folder of those that ship.
    checked
        What a document holds, and all that is wrong with it; None where it cannot be used.
    """

    kind: str
    home: Path
    checked: Callable[[Path, Document], tuple[T | None, list[Fault]]]

    @property
    def expected(self) -> str:
        """What a file of this kind looks like, in words."""
        return f"a {self.kind} is a list of `key: value` lines, beginning with `title:`"

    def paths(self, folder: Path | None = None) -> dict[str, Path]:
        """The files of a folder, by default those that ship, by name."""
        root = self.home if folder is None else folder
        return {path.stem: path for path in sorted(root.glob("*")) if path.suffix in SUFFIXES and is_file(path)}

    def load(self, name: str | Path, folder: Path | None = None) -> T:
        """One by its name or file.

        Raises
        ------
        InputError
            One line: file, line, what is wrong, what is allowed; `faults` tells all that is wrong.
        """
        path = Path(name)
        if path.suffix not in SUFFIXES:
            known = self.paths(folder)
            if str(name) not in known:
                raise InputError(unknown(self.kind, str(name), known))
            path = known[str(name)]
        document = read_document(path, self.expected)
        found, wrong = self.checked(path, document)
        if wrong or found is None:
            raise _located(min(wrong, key=lambda fault: (fault.missing, document.line(fault.key_path))), document)
        return found

    def faults(self, path: Path) -> list[ScenarioError]:
        """Everything that is wrong with a file, in the order of its lines; empty if it is right."""
        try:
            document = read_document(path, self.expected)
        except ScenarioError as error:
            return [error]
        _, wrong = self.checked(path, document)
        in_order = sorted(dict.fromkeys(wrong), key=lambda fault: document.line(fault.key_path))
        return [_located(fault, document) for fault in in_order]


def _located(fault: Fault, document: Document) -> ScenarioError:
    """A fault with its file and line."""
    return ScenarioError(fault.message, file=document.file, line=document.line(fault.key_path))
