"""The files of a sweep's figures: a response for each name, up to a number, and the tornado; the same bytes every time."""

from __future__ import annotations

from pathlib import Path

from sim.figures.style import settings
from sim.figures.write_sweep import MOST_RESPONSES, _pages, write_sweep_figures
from sim.sweeps.factors import Factor
from tests.made_sweeps import made

A, B = Factor("a", "number", "a", 0), Factor("b", "number", "b", 0)
GRID = made([A, B], [(x, y) for x in (1.0, 2.0) for y in (0.0, 1.0)], [40.0, 90.0, 50.0, 10.0])


def test_png_and_svg_the_same_every_time(tmp_path: Path) -> None:
    first, second = (write_sweep_figures(GRID, tmp_path / name) for name in ("one", "two"))
    assert [path.name for path in first] == ["response.png", "response_2.png", "tornado.png"]
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes()
        assert one.with_suffix(".svg").read_bytes() == two.with_suffix(".svg").read_bytes()


def test_of_a_hundred_names_a_few_responses_are_drawn() -> None:
    factors = [Factor(f"n{at}", "number", f"n{at}", 0) for at in range(MOST_RESPONSES + 2)]
    sweep = made(factors, [(1.0,) * len(factors), (2.0,) * len(factors)], [1.0, 2.0])
    with settings():
        names = [name for name, _ in _pages(sweep, "foot")]
    assert names == ["response", *(f"response_{at}" for at in range(2, MOST_RESPONSES + 1)), "tornado"]
