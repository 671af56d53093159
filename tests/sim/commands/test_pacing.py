"""The progress of a batch: a line at each tenth, with rate and time left; a bar on a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sim.batches.pace import Pace
from sim.commands import pacing
from sim.commands.pacing import in_words, shown_pace


class Clock:
    """Says what it is set to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_line_at_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    pace = Pace(1000, 1000.0, clock)
    with shown_pace() as show:
        for worlds, fresh in [(250, False), (25, True), (50, True), (675, True)]:
            clock.now += worlds / 50 if fresh else 0
            pace.add(worlds, 1.0, fresh=fresh)
            show("calm", pace)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "calm: 250 of 1000 worlds", "calm: 325 of 1000 worlds; 50 a second, 14 s left", "calm: 1000 of 1000 worlds; 50 a second",
    ]  # fmt: skip


def test_nothing_is_said_of_a_rate_before_there_is_one() -> None:
    assert in_words(Pace(10, 10.0, Clock())) == ""


def test_on_a_terminal_it_is_one_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, clock = io.StringIO(), Clock()
    monkeypatch.setattr(pacing, "err", Console(file=stream, force_terminal=True, width=100))
    pace = Pace(10, 10.0, clock)
    with shown_pace() as show:
        clock.now = 2.0
        pace.add(4, 1.0, fresh=True)
        show("calm", pace)
    shown = stream.getvalue()
    assert "calm" in shown
    assert "4/10" in shown
    assert "2 a second, 3 s left" in shown
