"""The figures of a comparison as PNG and SVG files: timeline, ladder and paired difference.

The same comparison gives the same bytes: no date and no software name is written, and no global state of matplotlib is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from sim.comparison import Comparison
from sim.figures.compared import arms, everything, reference_of
from sim.figures.difference import difference
from sim.figures.ladder import ladder
from sim.figures.lettering import BOX, legible
from sim.figures.series import last_day
from sim.figures.style import Sheet, save_both, settings
from sim.figures.timeline import timeline
from sim.record.evidence import Evidence, load_evidence

T = TypeVar("T")

CAPTIONS = {
    "timeline": "Running totals over the days counted: the record; of the simulated worlds the median, half of all, and 90 %.",
    "ladder": "The highest rung of the escalation ladder that each world reached, and the highest rung week by week.",
    "difference": "The paired difference: each world of a scenario minus the same world of the reference, with the same luck.",
}
"""What each figure shows, by the first word of its file's name."""


def write_figures(comparison: Comparison, folder: Path, *, evidence: Evidence | None = None) -> list[Path]:
    """Write the figures of a comparison into a folder, which is made if need be; returns the paths of the PNG files.

    `timeline`, `ladder` and, if scenarios were compared, `difference`, each as PNG and as SVG. A page of `timeline` or
    `difference` has room for two scenarios, one of `ladder` for four; the others follow in `timeline_2` and so on.
    """
    evidence = load_evidence() if evidence is None else evidence
    folder.mkdir(parents=True, exist_ok=True)
    with settings():
        return [save_both(page, folder / f"{name}.png") for name, page in _pages(comparison, evidence)]


def _pages(comparison: Comparison, evidence: Evidence) -> Iterator[tuple[str, Sheet]]:
    foot, worlds = provenance(comparison, evidence), comparison.tabulation.worlds
    for name, shown in _numbered("timeline", arms(comparison), 2):
        references = [reference_of(comparison, one) for one in shown] if comparison.is_paired else None
        yield name, timeline(shown, worlds, evidence, foot, references)
    for name, shown in _numbered("ladder", everything(comparison), 4):
        yield name, ladder(shown, worlds, foot)
    if comparison.is_paired:
        for name, shown in _numbered("difference", arms(comparison), 2):
            yield name, difference(comparison, shown, worlds, foot)


def _numbered(name: str, items: Sequence[T], most: int) -> Iterator[tuple[str, Sequence[T]]]:
    """Pages of at most so many items, the first under the bare name."""
    for page, start in enumerate(range(0, len(items), most), start=1):
        yield name if page == 1 else f"{name}_{page}", items[start : start + most]


def provenance(comparison: Comparison, evidence: Evidence) -> str:
    """Worlds, seed, last day and hash of the record, in one line; and what a box stands for, if letters are missing."""
    end = last_day(evidence)
    texts = [text for scenario in comparison.scenarios for text in (scenario.title, scenario.question)]
    boxes = f" {BOX} stands for a letter that this font lacks." if any(BOX in legible(text) for text in texts) else ""
    return (
        f"{comparison.tabulation.worlds:,} worlds, seed {comparison.manifest['seed']}; "
        f"record up to {end.day} {end:%B %Y} (sha256 {evidence.record_sha256[:8]}).{boxes}"
    )
