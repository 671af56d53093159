"""One fault of a scenario, and the order in which several are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sim.errors import ScenarioError, unknown
from sim.scenario.files import Merged
from sim.yaml_lines import KeyPath


class Fault(NamedTuple):
    """One thing that is wrong, where, and what would be right."""

    key_path: KeyPath
    message: str
    missing: bool = False

    def below(self, above: KeyPath) -> Fault:
        """The same fault of something that itself lies at `above`."""
        return self._replace(key_path=(*above, *self.key_path))

    def error(self, merged: Merged) -> ScenarioError:
        """The fault with its file and line; of a file that was extended, it says by which, for it may be right by itself."""
        (file, line), own = merged.locate(self.key_path), merged.documents[0].file
        message = self.message if file == own else f"{self.message} (read for {own}, which extends this)"
        return ScenarioError(message, file=file, line=line)


def listed(key_path: KeyPath, kind: str, names: Iterable[str], allowed: Iterable[str]) -> Iterator[Fault]:
    """A fault for each name of a list that does not exist."""
    for at, name in enumerate(names):
        if name not in allowed:
            yield Fault((*key_path, at), unknown(kind, name, allowed))


def worst(faults: list[Fault], merged: Merged | None) -> Fault:
    """The fault to report: in the child's own file first, what is missing last, then by line."""
    if merged is None:
        return min(faults, key=lambda fault: fault.missing)
    own = merged.documents[0].file

    def order(fault: Fault) -> tuple[bool, bool, int]:
        file, line = merged.locate(fault.key_path)
        return file != own, fault.missing, line

    return min(faults, key=order)


def by_line(faults: list[Fault], merged: Merged) -> list[Fault]:
    """Each fault once, by file, the child's own first, and line."""
    files = [document.file for document in merged.documents]

    def order(fault: Fault) -> tuple[int, int]:
        file, line = merged.locate(fault.key_path)
        return files.index(file), line

    return sorted(dict.fromkeys(faults), key=order)
