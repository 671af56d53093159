"""A group of commands known by name and one sentence; the module of a command is imported when somebody wants more of it."""

from __future__ import annotations

import importlib
from importlib.metadata import entry_points
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from sim.commands import COMMANDS

EXTENSIONS = "escalation.commands"
"""The entry points by which other packages add commands: functions that take `LazyGroup.add`."""


class LazyCommand(TyperCommand):
    """A name and a sentence; it becomes the command itself when words are to be parsed, for a call, its help or completion.

    Parameters
    ----------
    target
        `module:function`, a function as Typer takes it.
    """

    def __init__(self, name: str, sentence: str, target: str) -> None:
        super().__init__(name, help=sentence)
        self.target = target

    def load(self) -> Any:
        """Import the function and make it a command."""
        module, _, function = self.target.partition(":")
        app = typer.Typer(add_completion=False)
        app.command(self.name)(getattr(importlib.import_module(module), function))
        return typer.main.get_command(app)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the command itself: whatever is done next, is done by it."""
        return self.load().make_context(info_name, args, parent, **extra)


class LazyGroup(TyperGroup):
    """The commands of `sim`, then those that other packages add, in the order of help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, sentence, target in COMMANDS:
            self.add(name, sentence, target)
        for extension in entry_points(group=EXTENSIONS):  # the calibration's commands: `sim` knows of them by name only
            extension.load()(self.add)

    def add(self, name: str, sentence: str, target: str) -> None:
        """Add a command."""
        self.commands[name] = LazyCommand(name, sentence, target)
