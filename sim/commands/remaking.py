"""What `reproduce` does for each command: a command whose module has a function `again` can be run again from its folder."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.commands.options import check_work, progress_over
from sim.errors import NAME, InputError, cut
from sim.machine import Machine

if TYPE_CHECKING:
    from sim.parameters import Parameters

AGAIN = "again"
ALLOWED = "what run, compare, batch, sweep, effects, sensitivity or ahead wrote"
DRAWN = ("figures/", "report.html")
"""Pictures and pages, whose bytes depend on the code and the libraries that draw them too."""


@dataclass(frozen=True)
class Given:
    """What the user gives because a folder does not hold it, or it has moved; None where nothing is given.

    Attributes
    ----------
    of
        The folder that effects or a sensitivity were made of.
    record, contexts
        The files that a look ahead was made from.
    """

    of: Path | None = None
    record: Path | None = None
    contexts: Path | None = None


@dataclass(frozen=True)
class Remade:
    """A folder that is to be written again.

    Attributes
    ----------
    about
        Its manifest.
    folder, into
        Where it lies, and an empty folder for all but the manifest.
    parameters
        Those that it states; None where it was made from other folders.
    yes
        Whether hours of work are meant.
    """

    about: Mapping[str, Any]
    folder: Path
    into: Path
    parameters: Parameters | None
    machine: Machine
    yes: bool
    given: Given

    @property
    def known_parameters(self) -> Parameters:
        """The parameters; raises `InputError` for a manifest that states none."""
        if self.parameters is None:
            raise InputError("its manifest states no parameters; allowed: the manifest that was written", file=self.folder)
        return self.parameters

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats in which its figures were drawn; of one that has none, any will do."""
        from sim.figures.style import FORMATS

        figures = [file for file in self.about["outputs"] if is_drawn(file)]
        return tuple(name for name in FORMATS if any(file.endswith(f".{name}") for file in figures))


def is_drawn(name: str) -> bool:
    """Whether a file is a figure or the report, also of a sweep that lies in the folder of a batch."""
    return name.startswith(DRAWN) or f"/{DRAWN[0]}" in name


Again = Callable[[Remade], None]


def again_of(command: str, file: Path) -> Again:
    """What writes a command's folder again; raises `InputError` if there is no such thing."""
    from sim.commands.lazy_group import LazyGroup

    known = LazyGroup(name="escalation").commands.get(command)
    target = getattr(known, "target", "")
    found: Again | None = getattr(importlib.import_module(target.partition(":")[0]), AGAIN, None) if target else None
    if found is None:
        raise InputError(f"command: {cut(command, NAME)!r} is not run again; allowed: {ALLOWED}", file=file)
    return found


def refuse_what_does_not_go(command: str, given: Given) -> None:
    """Refuse files and folders that have nothing to say to a command."""
    takes = {"of": ("effects", "sensitivity"), "record": ("ahead",), "contexts": ("ahead",)}
    for option, commands in takes.items():
        if getattr(given, option) is not None and command not in commands:
            raise InputError(f"--{option} does not go with what {command} wrote; allowed: with {' or '.join(commands)}")


# Folders of runs ------------------------------------------------------------------------------------------------------------


def run_again(made: Remade) -> None:
    """A run or a comparison."""
    from sim.commands.writing import arms_for, write_run
    from sim.results.runs import scenarios_of

    about, scenarios = made.about, scenarios_of(made.about, made.folder)
    check_work(scenarios, about["worlds"], made.machine, made.into, yes=made.yes)
    with progress_over(scenarios, about["worlds"]) as progress:
        write_run(
            made.into, about["command"], arms_for(about["command"], scenarios), about["worlds"], about["seed"],
            made.known_parameters, made.machine, progress, provenance=dict(about), formats=made.formats,
        )  # fmt: skip


# Folders that were made from others -----------------------------------------------------------------------------------------


def source_of(made: Remade) -> Path:
    """The folder that a result was made of.

    Raises
    ------
    InputError
        If it is not where the manifest says, or another one lies there.
    """
    return _found(made.about["of"], made.folder, made.given.of)


def beside_of(made: Remade) -> list[Path]:
    """The folders beside it that effects took their range over; errors are those of `source_of`."""
    return [_found(stated, made.folder, None, "in its place") for stated in made.about.get("beside", [])]


def _found(stated: Mapping[str, Any], folder: Path, instead: Path | None, where: str = "in its place or by --of") -> Path:
    from sim.results.manifest import SELF, folder_of, read_any_manifest

    if instead is None and not stated.get("folder"):
        raise InputError("its manifest does not say where that lies which it was made of; allowed: --of FOLDER", file=folder)
    path = folder / stated["folder"] if instead is None else folder_of(instead)
    allowed = f"allowed: the folder that it was made of, {where}"
    try:
        found = read_any_manifest(path)
    except InputError as error:
        raise InputError(f"it was made of a folder that cannot be read ({error}); {allowed}", file=folder) from error
    if found.get(SELF) != stated["sha256"]:
        raise InputError(f"this is not the folder that it was made of: the manifest has another hash; {allowed}", file=path)
    return path
