"""The figures of a comparison as files: timeline, ladder and paired difference.

The same comparison gives the same bytes: no date and no software name is written, and no global state of matplotlib is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from sim.comparison import Comparison
from sim.figures.compared import arms, everything, reference_of
from sim.figures.difference import difference
from sim.figures.ladder import ladder
from sim.figures.lettering import BOX, legible
from sim.figures.series import last_day
from sim.figures.style import USUAL, Sheet, save_as, settings
from sim.figures.timeline import timeline
from sim.record.evidence import Evidence, load_evidence
from sim.results.digest import RUNNING

T = TypeVar("T")

CAPTIONS = {
    "timeline": "Running totals over the days counted: the record; of the simulated worlds the median, half of all, and 90 %.",
    "ladder": "The highest rung of the escalation ladder that each world reached, and the highest rung week by week.",
    "difference": "The paired difference: each world of a scenario minus the same world of the reference, with the same luck.",
}
"""What each figure shows, by the first word of its file's name."""


def write_figures(
    comparison: Comparison, folder: Path, *, evidence: Evidence | None = None, formats: Sequence[str] = USUAL
) -> list[Path]:
    """Write the figures of a comparison into a folder, which is made if need be; returns the paths of the PNG files.

    `timeline`, `ladder` and, if scenarios were compared, `difference`, each in every format (`sim.figures.style.formats_of`). A
    page of `timeline` or `difference` has room for one scenario, one of `ladder` for two; the others follow in `timeline_2` and
    so on.
    """
    evidence = load_evidence() if evidence is None else evidence
    folder.mkdir(parents=True, exist_ok=True)
    with settings():
        return [save_as(page, folder / f"{name}.png", formats) for name, page in pages(comparison, evidence)]


def pages(
    comparison: Comparison,
    evidence: Evidence,
    *,
    arm: str | None = None,
    measures: Sequence[str] = (),
    figure: str | None = None,
) -> Iterator[tuple[str, Sheet]]:
    """The pages by the names of their files.

    Parameters
    ----------
    arm
        The only scenario that is shown (`ladder`: beside the reference); default: all.
    measures
        What `timeline` and `difference` show; default: every running total, and what each scenario watches.
    figure
        The only one that is drawn, by its name in `CAPTIONS`; default: all.
    """
    for name, draw in _to_draw(comparison, evidence, arm, measures):
        if figure in (None, name.partition("_")[0]):
            yield name, draw()


def _to_draw(
    comparison: Comparison, evidence: Evidence, arm: str | None, measures: Sequence[str]
) -> Iterator[tuple[str, Callable[[], Sheet]]]:
    """Every page by its name, and what draws it."""
    foot, worlds = provenance(comparison, evidence), comparison.tabulation.worlds
    found = [replace(one, chosen=tuple(measures)) for one in arms(comparison) if arm in (None, one.scenario.name)]
    spans = {one.span for one in found}
    totals = [name for name in RUNNING if name in measures] or RUNNING
    for name, shown in _numbered("timeline", found, 1):
        reference = reference_of(comparison, shown[0]) if comparison.is_paired else None
        yield name, partial(timeline, shown[0], worlds, evidence, foot, reference, totals)
    both = [one for one in everything(comparison) if one.span in spans and (not one.place or arm in (None, one.scenario.name))]
    for name, shown in _numbered("ladder", both, 2):
        yield name, partial(ladder, shown, worlds, foot)
    if comparison.is_paired:
        for name, shown in _numbered("difference", found, 1):
            yield name, partial(difference, comparison, shown[0], worlds, foot)


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
