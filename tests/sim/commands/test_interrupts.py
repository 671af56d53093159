"""Ctrl-C and SIGTERM within a command: one `KeyboardInterrupt`, when it can be raised; afterwards handlers are as before."""

from __future__ import annotations

import importlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from sim.commands import calling, interrupts
from sim.commands.interrupts import SIGNALS, handled


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Whatever happens, both signals do afterwards what they did."""
    before = {number: signal.getsignal(number) for number in (*SIGNALS, signal.SIGALRM)}
    yield
    assert {number: signal.getsignal(number) for number in before} == before


@pytest.mark.parametrize("number", SIGNALS)
def test_either_is_a_keyboard_interrupt(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), handled():
        signal.raise_signal(number)


@pytest.mark.parametrize("number", SIGNALS)
def test_both_end_a_command_with_the_same_code_and_line(number: signal.Signals, capsys: pytest.CaptureFixture[str]) -> None:
    app = typer.Typer(add_completion=False)

    @app.command()
    def work() -> None:
        signal.raise_signal(number)

    assert calling.call(app, []) == 3
    assert capsys.readouterr().err == "not finished: interrupted\n"


def test_a_second_one_does_not_disturb_the_tidying_up() -> None:
    tidied = []

    def stopped() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            for number in SIGNALS:
                signal.raise_signal(number)
            tidied.append(True)

    with pytest.raises(KeyboardInterrupt), handled():
        stopped()
    assert tidied == [True]


def test_one_that_comes_when_patience_is_over_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(interrupts, "PATIENCE", -1.0)
    monkeypatch.setattr(interrupts.os, "_exit", ended.append)  # type: ignore[attr-defined]
    with handled():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    assert ended == [3]
    assert capfd.readouterr().err == "not finished: interrupted\n"


def test_one_that_comes_during_an_import_waits_for_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries written in C print it, swallow it, or say that something could not be imported."""
    (tmp_path / "slow_to_import.py").write_text(
        "import signal, time\nsignal.raise_signal(signal.SIGINT)\nfor _ in range(20):\n    time.sleep(0.005)\nwhole = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    def importing() -> None:
        importlib.import_module("slow_to_import")
        time.sleep(5.0)

    with pytest.raises(KeyboardInterrupt), handled():
        importing()
    assert sys.modules.pop("slow_to_import").whole


def test_what_is_ignored_stays_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with handled():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_leaves_them_alone() -> None:
    seen: list[object] = []

    def elsewhere() -> None:
        with handled():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]
