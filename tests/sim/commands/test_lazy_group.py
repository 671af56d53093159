"""Commands known by name and one sentence: what is imported when, and that nothing of a command is lost by it."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner

import calibration.commands
from sim import commands
from sim.commands.lazy_group import LazyGroup

TABLE = (*commands.COMMANDS, *calibration.commands.COMMANDS)


@pytest.mark.parametrize(("name", "sentence", "target"), TABLE, ids=[name for name, _, _ in TABLE])
def test_the_sentence_is_the_first_of_the_function(name: str, sentence: str, target: str) -> None:
    module, _, function = target.partition(":")
    text = inspect.getdoc(getattr(importlib.import_module(module), function))
    assert text is not None
    assert " ".join(text.split("\n\n")[0].split()) == sentence
    assert "\n\nExample: escalation " + name in text


def test_every_module_of_commands_is_in_the_table() -> None:
    for package in (commands, calibration.commands):
        (folder,) = package.__path__
        targets = {target.partition(":")[0].rpartition(".")[2] for _, _, target in package.COMMANDS}
        others = {
            "__init__", "options", "writing", "calling", "extras", "lazy_group", "interrupts", "export", "stored_events",
            "run_causes", "necessity", "score_ahead", "remaking", "pacing", "html_files", "seat_play",
        }  # fmt: skip
        assert {path.stem for path in Path(folder).glob("*.py")} - others == targets


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[typer.Typer]:
    """A program with one command, `greet`, in a module that nobody has imported."""
    (tmp_path / "late_greeting.py").write_text(
        "import typer\n"
        "def greet(name: str, loud: bool = False) -> None:\n"
        '    """Greet somebody.\n\n    Example: greet Ann\n    """\n'
        "    typer.echo(name.upper() if loud else name)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("sim.commands.lazy_group.COMMANDS", (("greet", "Greet somebody.", "late_greeting:greet"),))
    monkeypatch.setattr("sim.commands.lazy_group.entry_points", lambda group: [])
    app = typer.Typer(cls=LazyGroup)
    app.callback()(lambda: None)
    yield app
    sys.modules.pop("late_greeting", None)


def test_the_list_imports_nothing(late: typer.Typer) -> None:
    shown = CliRunner().invoke(late, ["--help"])
    assert shown.exit_code == 0
    assert "Greet somebody." in shown.output
    assert "late_greeting" not in sys.modules


def test_a_call_and_its_help_are_those_of_the_command(late: typer.Typer) -> None:
    assert CliRunner().invoke(late, ["greet", "Ann", "--loud"]).output == "ANN\n"
    shown = CliRunner().invoke(late, ["greet", "--help"]).output
    assert "--loud" in shown
    assert "Example: greet Ann" in shown
    wrong = CliRunner().invoke(late, ["greet"])
    assert wrong.exit_code == 2


def test_the_nearest_name_is_proposed(late: typer.Typer) -> None:
    wrong = CliRunner().invoke(late, ["great"])
    assert wrong.exit_code == 2
    assert "greet" in wrong.output
    assert "late_greeting" not in sys.modules


def test_options_of_a_command_complete(late: typer.Typer) -> None:
    env = {"_ROOT_COMPLETE": "complete_bash", "COMP_WORDS": "root greet --lo", "COMP_CWORD": "2"}
    assert CliRunner().invoke(late, [], prog_name="root", env=env).output.split() == ["--loud"]


def test_other_packages_add_commands(late: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        def load(self) -> object:
            return lambda add: add("again", "Once more.", "late_greeting:greet")

    monkeypatch.setattr("sim.commands.lazy_group.entry_points", lambda group: [Point()] if group == "escalation.commands" else [])
    assert "Once more." in CliRunner().invoke(late, ["--help"]).output
    assert CliRunner().invoke(late, ["again", "Ann"]).output == "Ann\n"


def test_the_calibration_registers_its_commands_without_importing_them() -> None:
    added: list[tuple[str, str, str]] = []
    calibration.commands.register(lambda *entry: added.append(entry))
    assert tuple(added) == calibration.commands.COMMANDS
    assert isinstance(calibration.commands, ModuleType)
