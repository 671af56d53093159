"""How a command is called: an exit code for every ending, and one line for whatever fails."""

from __future__ import annotations

import sys
from typing import Annotated

import pytest
import typer

from sim import cli
from sim.commands import calling
from sim.errors import LONGEST, CheckFailed, InputError, RunUnfinished

ENDINGS: dict[str, tuple[BaseException, int, str]] = {
    "input": (InputError("wrong word", file="a.yaml", line=3), 2, "a.yaml:3: wrong word"),
    "check": (CheckFailed("two missed"), 1, "two missed"),
    "run": (RunUnfinished("half is safe"), 3, "half is safe"),
    "bug": (ZeroDivisionError("by\nzero"), 3, "not finished: ZeroDivisionError: by zero (--debug shows where)"),
    "interrupted": (KeyboardInterrupt(), 3, "not finished: interrupted"),
    "exit": (typer.Exit(2), 2, ""),
    "stopped": (SystemExit(4), 4, ""),
    "stopped_well": (SystemExit(), 0, ""),
}
app = typer.Typer(add_completion=False)


@app.command()
def end(how: str, number: Annotated[int, typer.Option()] = 1) -> None:
    if how in ENDINGS:
        raise ENDINGS[how][0]
    sys.stdout.write(f"{how} {number}\n")


@pytest.mark.parametrize("how", ENDINGS)
def test_every_ending_has_its_code_and_at_most_one_line(how: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, code, line = ENDINGS[how]
    assert calling.call(app, [how]) == code
    captured = capsys.readouterr()
    assert captured.err.strip() == line
    assert captured.out == ""


def test_what_goes_well_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert calling.call(app, ["fine", "--number", "5"]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("fine 5\n", "")


@pytest.mark.parametrize("words", [["--debug", "bug"], ["bug", "--debug"], ["bug", "--number", "--debug", "5"]])
def test_debug_stands_anywhere_and_shows_the_traceback(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert calling.call(app, words) == 3
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "raise ENDINGS[how][0]" in shown
    assert shown.rstrip().endswith("(--debug shows where)")


@pytest.mark.parametrize(
    ("words", "says"), [(["fine", "--number", "five"], "--number"), ([], "how"), (["fine", "--nonsense"], "--nonsense")]
)
def test_wrong_words_are_one_line(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert calling.call(app, words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


@pytest.mark.parametrize(
    "words",
    [["x" * 5000, "--nonsense"], ["fine", "--number", "9" * 5000 + "x"], ["fine", "--" + "y" * 5000], ["a", "b\x1b[2J\n" * 300],
     ["fine", "--number", "Usage:\n" * 300], ["a", "\ud800"]],
)  # fmt: skip
def test_whatever_is_typed_the_line_is_bounded(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert calling.call(app, words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert len(line) <= LONGEST
    assert line.isprintable()


def test_the_line_of_any_failure_is_bounded() -> None:
    for error in (ValueError("x" * 9999), ValueError("a\nb\x07\ud800"), InputError("y" * 9999), RunUnfinished("z\n" * 999)):
        _, line = calling.code_and_line(error)
        assert len(line) <= LONGEST
        assert line.isprintable()
    assert calling.code_and_line(ValueError("x" * 9999))[1].endswith("xxx (--debug shows where)")


def test_a_group_without_a_command_prints_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.call([]) == 2
    assert "escalation [OPTIONS] COMMAND" in capsys.readouterr().out


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "how_to_install", lambda error: f"install {error.name}")
    assert calling.code_and_line(ModuleNotFoundError(name="arviz")) == (2, "install arviz")
