"""The figures of a sweep as files: a response for each name, and the tornado."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.figures.response import response
from sim.figures.style import USUAL, Sheet, save_as, settings
from sim.figures.swept import foot_of
from sim.figures.tornado import tornado
from sim.record.evidence import Evidence, load_evidence
from sim.sweeps.running import Sweep

MOST_RESPONSES = 12
"""Names of which a response is drawn; a design of a hundred has its tornado and its tables."""


def write_sweep_figures(
    sweep: Sweep, folder: Path, *, evidence: Evidence | None = None, formats: Sequence[str] = USUAL
) -> list[Path]:
    """Write `tornado` and `response`, `response_2` and so on in every format; returns the paths of the PNG files."""
    evidence = load_evidence() if evidence is None else evidence
    folder.mkdir(parents=True, exist_ok=True)
    with settings():
        return [save_as(page, folder / f"{name}.png", formats) for name, page in _pages(sweep, foot_of(sweep, evidence))]


def _pages(sweep: Sweep, foot: str) -> Iterator[tuple[str, Sheet]]:
    """The responses in the order of the design's names."""
    for at in range(min(len(sweep.plan.design.factors), MOST_RESPONSES)):
        yield "response" if at == 0 else f"response_{at + 1}", response(sweep, at, foot)
    yield "tornado", tornado(sweep, foot)
