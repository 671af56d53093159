"""The program `escalation` as a whole: its help, its version, completion, exit codes, and how little it loads to answer."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app, call
from sim.paths import ROOT
from sim.scenario import load_scenario

COMMANDS = (
    "run", "compare", "batch", "sweep", "effects", "sensitivity", "scenarios", "validate", "schema", "record", "rules", "explain",
    "causes", "lesson", "reproduce",
)  # fmt: skip
CALIBRATION = ("calibrate", "score", "check")
HEAVY = ("numpy", "pandas", "scipy", "mesa", "matplotlib", "pyarrow", "pydantic", "arviz")


def outside(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real program, in a process of its own."""
    environment = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-m", "sim.cli", *words], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    assert all(name in shown.output for name in (*COMMANDS, *CALIBRATION, "--version", "--install-completion", "--debug"))


@pytest.mark.parametrize("name", [*COMMANDS, *CALIBRATION])
def test_every_command_has_help_with_an_example(name: str) -> None:
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0
    assert f"Example: escalation {name}" in shown.output
    assert f"Usage: escalation {name}" in shown.output or f"Usage: root {name}" in shown.output


@pytest.mark.parametrize("words", [["--help"], ["--version"], *([name, "--help"] for name in ("rules", "record", "reproduce"))])
def test_an_answer_that_needs_no_numbers_loads_no_library_for_them(words: list[str]) -> None:
    heavy = HEAVY if len(words) == 1 else tuple(set(HEAVY) - {"numpy", "pydantic"})
    code = (
        f"import sys\nfrom sim.cli import call\nassert call({words}) == 0\n"
        f"print(sorted(m for m in {heavy} if m in sys.modules), [m for m in sys.modules if m.startswith('calibration.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[] ['calibration.commands']"


@pytest.mark.parametrize("name", ["run", "compare", "batch", "sweep", "effects", "explain", "causes", "lesson"])
def test_the_help_of_a_command_that_runs_loads_no_model(name: str) -> None:
    code = (
        f"import sys\nfrom sim.cli import call\nassert call([{name!r}, '--help']) == 0\n"
        "print(sorted(m for m in ('scipy', 'pandas', 'mesa', 'matplotlib', 'pyarrow', 'arviz') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_package() -> None:
    done = outside("--version")
    assert (done.returncode, done.stdout) == (0, f"escalation {version('escalation-simulator')}\n")


def test_without_words_it_shows_its_help() -> None:
    done = outside()
    assert "Usage: escalation" in done.stdout + done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("escalation s", ["sweep", "sensitivity", "scenarios", "schema", "seat", "score"]),
        ("escalation run no_g", ["no_gaza_war"]),
        ("escalation compare documented free_r", ["free_run"]),
        ("escalation run --wo", ["--worlds"]),
        ("escalation check --switch", ["--switch-off"]),
        ("escalation --ver", ["--version"]),
    ],
)
def test_the_shell_completes(words: str, completed: list[str]) -> None:
    done = outside(_ESCALATION_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(words.count(" ")))
    assert done.stdout.split() == completed
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_and_installed(shell: str, tmp_path: Path) -> None:
    own = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1", "HOME": str(tmp_path)}
    shown = outside("--show-completion", shell, **own)
    assert shown.returncode == 0
    assert "_ESCALATION_COMPLETE=complete_" in shown.stdout
    done = outside("--install-completion", shell, **own)
    assert done.returncode == 0
    assert f"{shell} completion installed in {tmp_path}" in " ".join(done.stdout.split()).replace("/ ", "/")
    assert any("_ESCALATION_COMPLETE" in path.read_text() for path in tmp_path.rglob("*") if path.is_file())


def test_a_wrong_scenario_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "idea.yaml"
    path.write_text(load_scenario("documented").text.replace("warm_up:", "warmup:"))
    done = outside("run", str(path), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{path}:")
    assert "warm_up" in line
    assert not (tmp_path / "out").exists()


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run", "documentd", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nonsense"], "nonsense"),
        (["rnu"], "Did you mean 'run'"),
        (["--nonsense"], "--nonsense"),
        (["check", "--jobs", "0"], "jobs is 0"),
        (["check", "--seed", "99999999999999999999999"], "seed is 99999999999999999999999"),
        (["check", "--worlds", "0"], "worlds is 0"),
        (["calibrate", "--seed", "-1"], "seed is -1; allowed: 0 to 4294967295"),
        (["calibrate", "--jobs", "0"], "jobs is 0"),
        (["calibrate", "--checkpoints", "/dev/null"], "there is a file of this name; allowed: a folder"),
    ],
)
def test_wrong_words_are_one_line(
    words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert says in line
    assert list(tmp_path.iterdir()) == []
