"""The figures: they exist, are as wide as the page, and the same comparison gives the same bytes; a warning fails the test."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl

from sim.figures.write import CAPTIONS, _numbered, provenance, write_figures
from sim.record.evidence import load_evidence


def size(path: Path) -> tuple[int, int]:
    header = path.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", header[16:24])
    return width, height


def test_the_figures_are_there_and_as_wide_as_the_page(comparison: Any, tmp_path: Path) -> None:
    paths = write_figures(comparison, tmp_path / "new" / "figures")
    assert [path.name for path in paths] == [f"{name}.png" for name in CAPTIONS]
    for path in paths:
        width, height = size(path)
        assert width == 1440
        assert 500 < height < 2500


def test_same_comparison_same_bytes_and_no_setting_left_behind(comparison: Any, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    first, second = (write_figures(comparison, tmp_path / name, seed=3) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert all(b"Software" not in path.read_bytes() for path in first)
    assert dict(mpl.rcParams) == before


def test_a_run_by_itself_has_a_timeline_and_a_ladder(comparison: Any, tmp_path: Path) -> None:
    alone = replace(comparison, scenarios=comparison.scenarios[:1], effects=None)
    assert [path.stem for path in write_figures(alone, tmp_path)] == [name for name in CAPTIONS if name != "difference"]


def test_every_figure_has_a_caption(comparison: Any, tmp_path: Path) -> None:
    assert {path.stem for path in write_figures(comparison, tmp_path)} == set(CAPTIONS)


def test_many_scenarios_continue_on_numbered_pages() -> None:
    assert list(_numbered("timeline", "abcde")) == [("timeline", "ab"), ("timeline_2", "cd"), ("timeline_3", "e")]


def test_the_foot_says_worlds_seed_and_record(comparison: Any) -> None:
    evidence = load_evidence()
    text = f"12 worlds, seed 3; record up to 22 February 2024 (sha256 {evidence.record_sha256[:8]})."
    assert provenance(comparison, evidence) == text
    assert provenance(comparison, evidence, seed=9) == text.replace("seed 3", "seed 9")
