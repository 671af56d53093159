"""`escalation` from outside, interrupted at any moment: one line, exit code 3, nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from sim.paths import ROOT

SCRIPT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]["escalation"]
MODULE, _, FUNCTION = SCRIPT.partition(":")
BEGUN = f"import os, sys; os.write(1, b'.'); from {MODULE} import {FUNCTION}; sys.exit({FUNCTION}())"
"""As the installed script does it; the byte says that Python itself has started."""
WORDS = ["run", "free_run", "--worlds", "3000", "--params", "point", "--out", "out"]
LINE = re.compile(r"(not finished: )?interrupted(;.*)?")


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """The program in a process of its own, from the moment on when its own code begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", BEGUN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.read(1) == "."
    return process


def interrupted(folder: Path, signals: dict[float, signal.Signals]) -> tuple[int, list[str]]:
    """Exit code and lines on standard error after signals at these times, in seconds."""
    process = started(folder, *WORDS)
    began = time.monotonic()
    for moment, number in signals.items():
        time.sleep(max(0.0, began + moment - time.monotonic()))
        process.send_signal(number)
    _, err = process.communicate(timeout=60)
    return process.returncode, err.splitlines()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", [0.05, 0.2, 0.5, 1.0, 2.5])
def test_interrupted_at_any_moment_it_says_so_in_one_line(moment: float, number: signal.Signals, tmp_path: Path) -> None:
    code, lines = interrupted(tmp_path, {moment: number})
    assert code == 3, lines
    assert len(lines) == 1, lines
    assert LINE.fullmatch(lines[0])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("moment", [0.05, 0.5, 2.5])
def test_a_second_time_and_a_third_change_nothing(moment: float, tmp_path: Path) -> None:
    many = {moment: signal.SIGINT, moment + 0.01: signal.SIGINT, moment + 0.05: signal.SIGTERM, moment + 0.2: signal.SIGINT}
    code, lines = interrupted(tmp_path, many)
    assert code == 3, lines
    assert len(lines) == 1, lines
    assert LINE.fullmatch(lines[0])
    assert list(tmp_path.iterdir()) == []


def test_after_the_end_neither_signal_changes_how_it_ended(tmp_path: Path) -> None:
    code = (
        f"import atexit, os, signal, sys; from {MODULE} import {FUNCTION}\n"
        "atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        f"sys.exit({FUNCTION}())"
    )
    words = [sys.executable, "-c", code, "run", "no_such_scenario"]
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_the_entry_point_imports_nothing_that_takes_time() -> None:
    code = f"import sys; before = set(sys.modules); import {MODULE}; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    ours = [name for name in done.stdout.split() if name.partition(".")[0] == "sim"]
    assert set(ours) <= {"sim", MODULE, "sim.lazy"}
    assert not {"typer", "rich", "numpy", "pandas", "asyncio"} & set(done.stdout.split())


def test_ignored_signals_stay_ignored(tmp_path: Path) -> None:
    """As under `nohup`, or for a background job of a script."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = started(tmp_path, "--version")
    finally:
        signal.signal(signal.SIGINT, before)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_python_m_sim_is_the_same_program() -> None:
    done = subprocess.run([sys.executable, "-m", "sim", "--version"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.startswith("escalation ")
