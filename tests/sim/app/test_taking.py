"""What is taken away: the figures of the commands, tables that can be read again, a lesson as its command writes it."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.app import taking
from sim.lessons import reading
from tests.sim.lessons.made import written


@pytest.mark.parametrize("figure", taking.FIGURES)
def test_pictures_are_pictures(found: Any, figure: str) -> None:
    assert taking.picture(found, figure, "png").startswith(b"\x89PNG")
    svg = taking.picture(found, figure, "svg").decode()
    assert svg.startswith("<?xml")
    assert "</svg>" in svg


def test_tables_can_be_read_again(found: Any) -> None:
    frames = {label: pd.read_csv(io.BytesIO(make(found))) for label, make in taking.TABLES.items()}
    effects, worlds, events = frames.values()
    assert set(effects["scenario"]) == {"small", "documented"}
    assert worlds["attacks_on_us"].tolist() == found.here.running("attacks_on_us")[:, -1].tolist()
    assert (worlds["attacks_on_us"] - worlds["attacks_on_us_reference"]).tolist() == found.apart("attacks_on_us").tolist()
    assert len(events) == len(found.here.all_events())


def test_a_lesson_is_the_file_of_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "COLLECTION", dataclasses.replace(reading.COLLECTION, home=tmp_path))
    written(tmp_path)
    shares: list[float] = []
    page = taking.lesson_file("made", 2, 7, shares.append)
    assert page.startswith("<!doctype html>")
    assert 'content="escalation lesson"' in page
    assert shares == sorted(shares)
    assert shares[-1] == 1
