"""The figures of a comparison as PNG files: timeline, ladder and paired difference.

The same comparison gives the same bytes: no date and no software name is written, and no global state of matplotlib is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from sim.comparison import Comparison
from sim.figures.compared import arms, n_worlds, watched
from sim.figures.difference import difference
from sim.figures.ladder import ladder
from sim.figures.series import last_day
from sim.figures.style import Sheet, save, settings
from sim.figures.timeline import timeline
from sim.record.evidence import Evidence, load_evidence

T = TypeVar("T")
PER_PAGE = 2

CAPTIONS = {
    "timeline": "Running totals of the record and of the simulated worlds: the median world, half of all, and 90 % of all.",
    "ladder": "The highest rung of the escalation ladder that each world reached, and the highest rung week by week.",
    "difference": "The paired difference: each world of a scenario minus the same world of the reference, with the same luck.",
}
"""What each figure shows, by the first word of its file's name."""


def write_figures(
    comparison: Comparison, folder: Path, *, evidence: Evidence | None = None, seed: int | None = None
) -> list[Path]:
    """Write the figures of a comparison into a folder, which is made if need be, and return their paths.

    `timeline.png`, `ladder.png` and, if scenarios were compared, `difference.png`; with more than two scenarios against the
    reference the first and the last continue in `timeline_2.png`, `difference_2.png` and so on.
    """
    evidence = load_evidence() if evidence is None else evidence
    folder.mkdir(parents=True, exist_ok=True)
    with settings():
        return [save(page, folder / f"{name}.png") for name, page in _pages(comparison, evidence, seed)]


def _pages(comparison: Comparison, evidence: Evidence, seed: int | None) -> Iterator[tuple[str, Sheet]]:
    foot = provenance(comparison, evidence, seed)
    for name, shown in _numbered("timeline", arms(comparison)):
        yield name, timeline(comparison, shown, evidence, foot)
    yield "ladder", ladder(comparison, foot)
    if len(comparison.scenarios) > 1 and watched(comparison):
        for name, shown in _numbered("difference", arms(comparison)):
            yield name, difference(comparison, shown, foot)


def _numbered(name: str, items: Sequence[T]) -> Iterator[tuple[str, Sequence[T]]]:
    """Pages of at most `PER_PAGE` items, the first under the bare name."""
    for page, start in enumerate(range(0, len(items), PER_PAGE), start=1):
        yield name if page == 1 else f"{name}_{page}", items[start : start + PER_PAGE]


def provenance(comparison: Comparison, evidence: Evidence, seed: int | None = None) -> str:
    """Worlds, seed, last day and hash of the record, in one line."""
    if seed is None:
        seed = comparison.runs[comparison.scenarios[-1].name].manifest.get("seed")
    luck = "" if seed is None else f", seed {seed}"
    end = last_day(evidence)
    return f"{n_worlds(comparison):,} worlds{luck}; record up to {end.day} {end:%B %Y} (sha256 {evidence.record_sha256[:8]})."
