"""The oracle sees each way of breaking the promise: a command that does it is put in place of ours."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.fuzz import oracle
from tests.fuzz.case import Case
from tests.fuzz.oracle import BrokenError, ask, judge, judge_run, laid_out

Command = Callable[[Sequence[str]], int]
CASE = Case("commands", ("run", "a.yaml"), {"a.yaml": b"x"}, named=("a.yaml",))


def _says(code: int, err: str, out: str = "", write: str = "") -> Command:
    def command(words: Sequence[str]) -> int:
        sys.stderr.write(err)
        sys.stdout.write(out)
        if write:
            Path(write).write_text("half")
        return code

    return command


def _raises(words: Sequence[str]) -> int:
    raise ZeroDivisionError("secret")


def _warns(words: Sequence[str]) -> int:
    warnings.warn("odd", RuntimeWarning, stacklevel=1)
    return 0


def _works(words: Sequence[str]) -> int:
    until = time.process_time() + 0.3
    while time.process_time() < until:
        pass
    return 0


def _hangs(words: Sequence[str]) -> int:
    while True:
        try:
            time.process_time()
        except Exception:  # noqa: BLE001 such a command must be stopped all the same
            continue


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (_raises, "ZeroDivisionError"),
        (_works, "slow run"),
        (_hangs, "slow run"),
        (_warns, "warning RuntimeWarning"),
        (_says(7, "odd\n"), "exit 7 odd"),
        (_says(1, "a.yaml: no\n"), "exit 1 a"),
        (_says(3, "not finished: KeyError: x\n"), "exit 3 KeyError"),
        (_says(3, "s: 2 of 2 worlds\nnot finished: KeyError: x\n"), "exit 3 KeyError"),
        (_says(2, "a.yaml: wrong\nand more\n"), "not one line"),
        (_says(2, ""), "not one line"),
        (_says(2, "this is wrong\n"), "file not named"),
        (_says(2, f"a.yaml: {'x' * 600}\n"), "long line"),
        (_says(2, "a.yaml: \u202eesrever\n"), "unprintable line"),
        (_says(2, "a.yaml: wrong\n", out="{}"), "refused, but printed"),
        (_says(2, "a.yaml: wrong\n", write="out"), "refused, but wrote"),
        (_says(2, "a.yaml: wrong\n", write="../out"), "refused, but wrote"),
        (_says(2, "Traceback (most recent call last):\n"), "traceback"),
    ],
)
def test_what_breaks_the_promise_is_seen(command: Command, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "call", command)
    monkeypatch.setattr(oracle, "SECONDS", 0.2)
    monkeypatch.setattr(oracle, "STOPPED", 0.2)
    with laid_out(CASE) as here, pytest.raises(BrokenError) as broken:
        judge(CASE, ask(CASE.words, here))
    assert broken.value.kind.startswith(fault)


@pytest.mark.parametrize(
    "command", [_says(0, "s: 2 of 2 worlds\n", "fine"), _says(2, "a.yaml:1: wrong\n"), _says(3, "x; rates have no bound\n")]
)
def test_what_keeps_it_is_not(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "call", command)
    with laid_out(CASE) as here:
        judge(CASE, ask(CASE.words, here))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda run: (run / "daily.parquet").unlink(), "stray files"),
        (lambda run: (run / "notes.txt").write_text("mine"), "stray files"),
        (lambda run: (run / "summary.csv").write_text("forged"), "half-written"),
        (lambda run: (run / "manifest.json").write_text("{"), "no manifest"),
    ],
)
def test_a_run_that_is_not_whole_is_seen(change: Callable[[Path], object], fault: str) -> None:
    with laid_out(Case("manifests", (), base=True)) as here:
        judge_run(here / "run", pages=True)
        change(here / "run")
        with pytest.raises(BrokenError) as broken:
            judge_run(here / "run", pages=True)
    assert broken.value.kind == fault


def test_a_case_is_kept_and_read_back() -> None:
    case = Case(
        "events", ("explain", "\udcff", "a\x00"), {"run/x": b"\xff\x00", "run/y": None}, base=True, named=("x",), note="odd"
    )
    assert Case.from_json(case.to_json()) == case
