"""`python -m calibration.*`: wrong input is one line and exit code 2 before any work begins, any other failure one line and 3."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import pytest
import typer

from calibration import program
from calibration.commands.calibrate import calibrate
from calibration.figures.__main__ import figures
from calibration.pages import parameters_page as tables
from calibration.pages import report
from calibration.pages.report import PAGE
from calibration.studies import (
    ablation,
    coverage,
    evaluate,
    extrapolation,
    free_run,
    optimum,
    questions,
    recovery,
    rivals,
    rolling,
    samplers,
    stacking,
    target_sensitivity,
)
from sim.errors import CheckFailed, InputError
from sim.model import EscalationModel

PROGRAMS: dict[str, Callable[..., Any]] = {
    "evaluate": evaluate.evaluate, "rolling": rolling.rolling, "recovery": recovery.main, "optimum": optimum.optimum,
    "ablation": ablation.main, "samplers": samplers.samplers, "extrapolation": extrapolation.main, "stacking": stacking.stacking,
    "target_sensitivity": target_sensitivity.main, "report": report.report, "tables": tables.main, "figures": figures,
    "calibrate": calibrate, "coverage": coverage.main, "free_run": free_run.main, "questions": questions.main,
    "rivals": rivals.rivals,
}  # fmt: skip
HUGE = "99999999999999999999999"
FOLDER, FILE = "somewhere", "file.txt"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working folder but for a file and a folder, in which nothing may change, and no model may take a step."""

    def began(self: EscalationModel) -> None:
        raise AssertionError("work has begun")

    monkeypatch.setattr(EscalationModel, "step", began)
    monkeypatch.chdir(tmp_path)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FILE).write_text("mine")
    yield tmp_path
    assert {path.name for path in tmp_path.rglob("*")} == {FOLDER, FILE}
    assert (tmp_path / FILE).read_text() == "mine"


def refused(command: Callable[..., Any], words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The line with which a program refuses its input."""
    code = program.call(command, words)
    printed = capsys.readouterr()
    assert code == 2, printed.err
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    return line


EVALUATE = ["evaluate", "--why", "none", "--window"]
WRONG = [
    ([*EVALUATE, "2023-01-01:2023-01-05"], "has 5 days; allowed: 7 or more"),
    ([*EVALUATE, "test", "--jobs", "0"], "jobs is 0; allowed: 1 to 1024, or -1"),
    ([*EVALUATE, "test", "--out", FILE], f"{FILE}: there is a file of this name; allowed: a folder"),
    ([*EVALUATE, "test", "--out", f"{FILE}/x"], "is no folder"),
    (["rolling", "--jobs", "0"], "jobs is 0"),
    (["rolling", "--out", FOLDER], f"{FOLDER}: there is a folder of this name; allowed: a file"),
    (["rolling", "--work", FILE], "allowed: a folder"),
    (["rolling", "--particles", HUGE], "--particles"),
    (["recovery", "--seed", "-1"], "seed is -1"),
    (["recovery", "--seed", HUGE], f"seed is {HUGE}"),
    (["recovery", "--jobs", "-2"], "jobs is -2"),
    (["recovery", "--out", FOLDER], "allowed: a file"),
    (["recovery", "--work", FILE], "allowed: a folder"),
    (["coverage", "--seed", "-1"], "seed is -1"),
    (["coverage", "--jobs", "0"], "jobs is 0"),
    (["coverage", "--worlds", "5"], "--worlds"),
    (["coverage", "--records", "0"], "--records"),
    (["coverage", "--coupling", "inverse"], "--coupling"),
    (["coverage", "--out", FOLDER], "allowed: a file"),
    (["coverage", "--work", FILE], "allowed: a folder"),
    (["optimum", "--out", f"{FILE}/x.csv"], "cannot write there"),
    (["optimum", "--seed", "4294967296"], "allowed: 0 to 4294967295"),
    (["ablation", "--only", "nonsense"], "--only: unknown rule variant 'nonsense'"),
    (["ablation", "--only", "feer"], "did you mean 'fear'"),
    (["ablation", "--only", "whole"], "--only: unknown rule variant 'whole'"),
    (["ablation", "--seed", "-1"], "seed is -1"),
    (["ablation", "--jobs", "0"], "jobs is 0"),
    (["ablation", "--out", FOLDER], "allowed: a file"),
    (["ablation", "--work", FILE], "allowed: a folder"),
    (["samplers", "--walkers", "100"], "two for each parameter"),
    (["samplers", "--seed", "4294967296"], "allowed: 0 to 4294967295"),
    (["samplers", "--out", f"{FILE}/x.csv"], "cannot write there"),
    (["extrapolation", "--seed", HUGE], f"seed is {HUGE}"),
    (["extrapolation", "--worlds", HUGE], "--worlds"),
    (["extrapolation", "--params", "postrior"], "is none of"),
    (["extrapolation", "--out", FOLDER], "allowed: a file"),
    (["questions", "--seed", HUGE], f"seed is {HUGE}"),
    (["questions", "--worlds", HUGE], "--worlds"),
    (["questions", "--params", "postrior"], "is none of"),
    (["questions", "--out", FOLDER], "allowed: a file"),
    (["questions", "no_gaza_wars"], "did you mean 'no_gaza_war'"),
    (["questions", "documented"], "documented extends no scenario"),
    (["free_run", "--jobs", "0"], "jobs is 0"),
    (["free_run", "--worlds", "0"], "--worlds"),
    (["free_run", "--params", "postrior"], "is none of"),
    (["free_run", "--out", FOLDER], "allowed: a file"),
    (["report", "--folder", "missing"], "missing: there is no table in this folder"),
    (["report", "--folder", FOLDER, "--page", str(PAGE)], "there is no table in this folder"),
    (["report", "--page", "missing.md"], "there is no such page"),
    (["report", "--page", FOLDER], "allowed: a file"),
    (["figures", "--out", FILE], "allowed: a folder"),
    (["figures", "--jobs", "0"], "jobs is 0"),
    (["figures", "--only", "inclusoin"], "did you mean 'inclusion'"),
    (["stacking", "--jobs", "0"], "jobs is 0"),
    (["stacking", "--final-moves", "-1"], "--final-moves"),
    (["target_sensitivity", "--params", "postrior"], "is none of"),
    (["target_sensitivity", "--worlds", "0"], "--worlds"),
    (["calibrate", "--seed", "-1"], "seed is -1"),
    (["calibrate", "--seed", "4294967296"], "allowed: 0 to 4294967295"),
    (["calibrate", "--jobs", "0"], "jobs is 0"),
    (["calibrate", "--checkpoints", "/dev/null"], "/dev/null: there is a file of this name"),
    (["calibrate", "--checkpoints", FOLDER, "--out", FILE], "allowed: a folder"),
    (["calibrate", "--runs", "2000"], "--runs"),
    (["tables", "--out", "x"], "--out"),
]


@pytest.mark.parametrize(("words", "says"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_wrong_input_is_one_line_before_any_work(
    words: list[str], says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says in refused(PROGRAMS[words[0]], words[1:], capsys)


@pytest.mark.usefixtures("few_baselines")
def test_a_short_window_is_evaluated_if_refit_monthly(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [*EVALUATE[1:], "2023-01-01:2023-01-05", "--monthly", "--out", FOLDER]
    assert program.call(evaluate.evaluate, words) == 3
    assert "work has begun" in capsys.readouterr().err
    (folder / FOLDER / "scorings.csv").unlink()  # a look is logged before it is taken


def test_a_page_that_is_no_text_is_wrong_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.md").write_bytes(b"\xff\xfe\x00")
    assert "no text in UTF-8" in refused(report.report, ["--page", str(tmp_path / "page.md")], capsys)


def failing(kind: Annotated[str, typer.Option()]) -> None:
    """Fail in one of several ways."""
    raise {
        "input": InputError("wrong"), "check": CheckFailed("missed"), "full": OSError(28, "No space left on device"),
        "odd": ValueError("two\nlines"), "ctrl_c": KeyboardInterrupt(),
    }[kind]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "code", "says"),
    [
        ("input", 2, "wrong"),
        ("check", 1, "missed"),
        ("full", 3, "not finished: OSError: [Errno 28] No space left on device (--debug shows where)"),
        ("odd", 3, "not finished: ValueError: two lines (--debug shows where)"),
        ("ctrl_c", 3, "not finished: interrupted"),
    ],
)
def test_every_failure_is_one_line_and_its_code(kind: str, code: int, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.call(failing, ["--kind", kind]) == code
    assert capsys.readouterr().err.strip() == says


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.call(failing, ["--debug", "--kind", "odd"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_a_program_that_ends_well_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.call(lambda: program.say("done"), []) == 0
    assert capsys.readouterr().err == "done\n"


def test_help_says_how_it_is_called_and_how_to_see_more() -> None:
    """The real program, from outside."""
    words = [sys.executable, "-m", "calibration.pages.parameters_page", "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "python -m calibration.pages.parameters_page" in done.stdout
    assert "--debug" in done.stdout


@pytest.mark.parametrize(("seed", "fits"), [(None, True), (0, True), (2**32 - 1, True), (-1, False), (2**32, False)])
def test_a_small_seed_is_one_that_an_older_generator_takes(seed: int | None, fits: bool) -> None:
    if fits:
        assert program.a_small_seed(seed) == seed
    else:
        with pytest.raises(InputError, match=f"seed is {seed}; allowed: 0 to 4294967295"):
            program.a_small_seed(seed)


def test_what_is_to_be_written_is_checked_and_handed_on(tmp_path: Path) -> None:
    assert program.a_file(None) is None
    assert program.a_folder(None) is None
    assert program.a_file(tmp_path / "table.csv") == tmp_path / "table.csv"
    assert program.a_folder(tmp_path / "new") == tmp_path / "new"
    assert not list(tmp_path.iterdir())
    with pytest.raises(InputError, match="allowed: a file"):
        program.a_file(tmp_path)


def test_a_table_has_four_digits_and_its_folder_need_not_be_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "table.csv"
    program.write(pd.DataFrame({"name": ["a", "b"], "share": [0.123456, None]}), path)
    assert path.read_bytes() == b"name,share\na,0.1235\nb,\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_table_that_cannot_be_written_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    program.write(pd.DataFrame({"name": ["a"]}), path)

    def stops(frame: pd.DataFrame, file: Path, **how: object) -> None:
        file.write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(pd.DataFrame, "to_csv", stops)
    with pytest.raises(KeyboardInterrupt):
        program.write(pd.DataFrame({"name": ["b"]}), path)
    assert path.read_bytes() == b"name\na\n"
    assert list(tmp_path.iterdir()) == [path]
