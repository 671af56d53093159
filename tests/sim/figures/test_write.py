"""The figures: they exist as PNG and SVG, are as wide as the page, and the same comparison gives the same bytes."""

from __future__ import annotations

import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import pytest

from sim.comparison import Comparison, arms_alone, run_arms
from sim.figures import write
from sim.figures.style import DPI, FORMATS, NARROW, save_as, settings
from sim.figures.write import CAPTIONS, _numbered, pages, provenance, write_figures
from sim.machine import Machine
from sim.parameters import load_parameters
from sim.record.evidence import load_evidence
from sim.scenario import load_scenario

TWICE = """
import hashlib, sys
from pathlib import Path
from sim import compare, load_scenario
from sim.figures.write import write_figures
arm = load_scenario("no_soleimani_strike").edit(start="2019-12-25", end="2020-01-15", warm_up=5, interventions=())
comparison = compare([load_scenario("documented"), arm], worlds=3, seed=3, params="point")
write_figures(comparison, Path(sys.argv[1]), formats=("png", "svg", "pdf"))
for path in sorted(Path(sys.argv[1]).iterdir()):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def size(path: Path) -> tuple[int, int]:
    header = path.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", header[16:24])
    return width, height


def test_the_figures_are_there_legible_on_a_telephone_and_small(comparison: Comparison, tmp_path: Path) -> None:
    paths = write_figures(comparison, tmp_path / "new" / "figures")
    assert list(dict.fromkeys(path.stem.partition("_")[0] for path in paths)) == list(CAPTIONS)
    assert {"timeline_2", "difference_2", "ladder_2"} <= {path.stem for path in paths}, "a page for each arm"
    for path in paths:
        width, height = size(path)
        assert width == NARROW * DPI
        assert 500 < height < 2500
        root = ET.parse(path.with_suffix(".svg")).getroot()
        across, high = (float(root.attrib[side].removesuffix("pt")) for side in ("width", "height"))
        assert abs(high / across - height / width) < 0.002, "the same picture"
        assert max(path.stat().st_size, path.with_suffix(".svg").stat().st_size) < 300_000


def test_same_comparison_same_bytes_and_no_setting_left_behind(comparison: Comparison, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    for name in ("a", "b"):
        write_figures(comparison, tmp_path / name, formats=FORMATS)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert {path.rpartition(".")[2] for path in files} == set(FORMATS)
    for name in files:
        bytes_of = (tmp_path / "a" / name).read_bytes()
        assert bytes_of == (tmp_path / "b" / name).read_bytes()
        assert not any(word in bytes_of for word in (b"Software", b"dc:date", b"Matplotlib v", b"CreationDate"))
    assert dict(mpl.rcParams) == before


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", TWICE, str(tmp_path / name)], env={"PYTHONHASHSEED": name}, capture_output=True, check=True
        ).stdout
        for name in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == 3 * len(CAPTIONS)


def test_a_run_by_itself_has_a_timeline_and_a_ladder(tmp_path: Path) -> None:
    short = load_scenario("documented").edit(start="2020-01-03", end="2020-01-03", warm_up=3)
    alone = run_arms(arms_alone([short]), 2, 1, load_parameters(), Machine(1, 10, None), command="run")
    assert [path.stem for path in write_figures(alone, tmp_path)] == ["timeline", "ladder"]


def test_any_letters_are_drawn_without_a_warning(tmp_path: Path) -> None:
    for place, title in enumerate(
        ("Costs $5 and $10, a $\\foo$ b" * 7, "没有袭击", "لا ضربة אין", "W" * 200, "a\u0301 \u202e b")
    ):
        scenario = load_scenario("documented").edit(
            start="2020-01-01", end="2020-01-09", branch="2020-01-02", warm_up=3, title=title, question=title * 2
        )
        alone = run_arms(arms_alone([scenario]), 2, 1, load_parameters(), Machine(1, 10, None), command="run")
        for path in write_figures(alone, tmp_path / str(place)):
            assert size(path)[1] < 2500


def test_every_figure_has_a_caption(comparison: Comparison, tmp_path: Path) -> None:
    assert {path.stem.partition("_")[0] for path in write_figures(comparison, tmp_path, formats=["png"])} == set(CAPTIONS)
    assert {path.suffix for path in tmp_path.iterdir()} == {".png"}


def test_pages_of_one_arm_and_of_chosen_measures(comparison: Comparison) -> None:
    with settings():
        found = dict(pages(comparison, load_evidence(), arm="no_k1_death", measures=["us_strikes", "us_killed"]))
    assert list(found) == list(CAPTIONS)
    assert len(found["difference"].figure.axes) == 2
    assert [axes.get_title("left") for axes in found["timeline"].figure.axes if axes.get_title("left")] == [
        "Days with a US strike"
    ]
    assert len(found["ladder"].figure.axes) == 4, "beside the reference"


def test_one_figure_alone_is_drawn_as_it_is_among_all(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself and after the others a page has the same bytes; what is not asked for is not drawn."""
    evidence = load_evidence()
    with settings():
        among = [save_as(page, tmp_path / f"{name}.png") for name, page in pages(comparison, evidence)]
        for figure in CAPTIONS:
            with monkeypatch.context() as patch:
                for other in set(CAPTIONS) - {figure}:
                    patch.setattr(write, other, lambda *_: pytest.fail("it is not asked for"))
                drawn = dict(pages(comparison, evidence, figure=figure))
            assert list(drawn) == [path.stem for path in among if path.stem.partition("_")[0] == figure]
            for name, page in drawn.items():
                alone = save_as(page, tmp_path / f"alone_{name}.png")
                for suffix in (".png", ".svg"):
                    assert alone.with_suffix(suffix).read_bytes() == (tmp_path / f"{name}{suffix}").read_bytes()


def test_many_scenarios_continue_on_numbered_pages() -> None:
    assert list(_numbered("timeline", "abcde", 2)) == [("timeline", "ab"), ("timeline_2", "cd"), ("timeline_3", "e")]


def test_the_foot_says_worlds_seed_and_record(comparison: Comparison) -> None:
    evidence = load_evidence()
    text = f"12 worlds, seed 3; record up to 3 December 2024 (sha256 {evidence.record_sha256[:8]})."
    assert provenance(comparison, evidence) == text
