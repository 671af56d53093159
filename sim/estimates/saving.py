"""The folder of effects: tables, figures, a report and a manifest, whoever asks for it.

======================= ==================================================================================================
`effects.csv`           a row for each scenario or point and measure (`sim.estimates.table`)
`effects_monthly.csv`   the same month by month; not of a sweep, which keeps no days
`figures/`              `effect`, `effect_2` ..., `monthly`, `monthly_2` ..., as PNG and SVG (or `--format`)
`report.html`           one page that needs nothing else
`manifest.json`         which folders all was made from, by where they lie and the hashes of their manifests
======================= ==================================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.estimates.estimating import Estimate
from sim.estimates.variance import TOLD_APART
from sim.estimates.words import answer, asked, beyond_of, drawn, measures_of, range_of, spread, title_of
from sim.figures.style import USUAL, number, signed
from sim.figures.write_effects import CAPTIONS, MOST_PAGES, write_effect_figures
from sim.page import picture, template
from sim.results.folders import new_folder
from sim.results.manifest import SELF, source_of, write_manifest
from sim.results.provenance import code_hash, commit, drawn_by, input_hashes, versions
from sim.results.tables import EFFECTS, write_csv
from sim.vocabulary.measures import MEASURES
from sim.wording import percents

NONE = "\N{EN DASH}"
MONTHLY, BEYOND, FIGURES, REPORT = "effects_monthly.csv", "beyond_the_record.csv", "figures", "report.html"
COMMAND = "effects"
CODE = "estimates"
"""The folder of the code that makes the tables."""


def save_effects(estimate: Estimate, folder: Path, *, force: bool = False, formats: Sequence[str] = USUAL) -> None:
    """Write everything, whole or not at all.

    Raises
    ------
    InputError
        If the folder holds something already; with `force` it may replace a result of ours.
    """
    with new_folder(folder, force=force) as partial:
        write_effects(estimate, partial, formats)
        write_manifest(partial, manifest_of(estimate, folder))


def write_effects(estimate: Estimate, folder: Path, formats: Sequence[str] = USUAL) -> None:
    """Write everything but the manifest into a folder that is there."""
    write_csv(estimate.table, folder / EFFECTS)
    if len(estimate.monthly):
        write_csv(estimate.monthly, folder / MONTHLY)
        write_csv(beyond_table(estimate), folder / BEYOND)
    shown = [drawn(estimate, arm) for arm in estimate.arms[:MOST_PAGES]]
    figures = write_effect_figures(shown, folder / FIGURES, formats)
    write_page(estimate, folder / REPORT, figures)


def beyond_table(estimate: Estimate) -> pd.DataFrame:
    """Where each arm leaves what the record shows.

    Returns
    -------
    Columns `scenario`, `date`, `measure` (one, two joined by `&`, or `any`) and `share`: of the worlds, those whose last 30 days
    hold more of it on this day than the record ever shows; only days on which there is such a world.
    """
    rows = []
    for arm, beyond in estimate.beyond.items():
        days = pd.date_range(estimate.rows_of(arm)["since"].iloc[0], periods=len(beyond.shares())).strftime("%Y-%m-%d")
        for name in beyond.counts:
            shares = beyond.shares(name).tolist()
            rows += [(arm, day, name, share) for day, share in zip(days, shares, strict=True) if share]
    return pd.DataFrame(rows, columns=["scenario", "date", "measure", "share"])


def manifest_of(estimate: Estimate, folder: Path) -> dict[str, Any]:
    """What the tables in `folder` were made from."""
    return {
        "command": COMMAND,
        "of": source_of(estimate.opened.manifest, estimate.opened.folder, folder),
        "beside": [source_of(each.manifest, each.folder, folder) for each in estimate.beside],
        "reference": estimate.opened.reference,
        "inputs": {**input_hashes(), CODE: code_hash(CODE)},
        "versions": versions(),
        "drawn_by": drawn_by(),
        "commit": commit(),
    }


# The page ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A line of an arm's table, ready to print."""

    label: str
    unit: str
    reference: str
    mean: str
    difference: str
    error: str
    parameters: str
    worlds: str
    couplings: str
    sides: str
    lost: str
    own: str
    followed: str
    shape: str


@dataclass(frozen=True)
class Arm:
    """An arm: its title, what is said of it, its lines."""

    title: str
    question: str
    answer: str
    asked: str
    beyond: str
    contrast: str
    rows: list[Row]


def write_page(estimate: Estimate, path: Path, figures: Sequence[Path]) -> None:
    """Write the report, with the figures inside."""
    opened = estimate.opened
    provenance = [
        ("Folder", f"{opened.manifest['command']}, manifest sha256 {opened.manifest[SELF]}"),
        ("Worlds", f"{opened.worlds:,}"),
        ("Seed", ", ".join(map(str, opened.seeds))),
        ("Draws of the parameters", f"{opened.n_draws:,}"),
        ("Commit", str(opened.manifest.get("commit") or "not stated")),
        ("Versions", ", ".join(f"{name} {version}" for name, version in opened.manifest["versions"].items())),
    ]
    shown = estimate.arms[:MOST_PAGES]
    text = template("effects.html.j2").render(
        title="How large are the effects, and how sure?",
        reference=title_of(estimate, estimate.reference),
        arms=[_arm(estimate, arm) for arm in shown],
        more=len(estimate.arms) - len(shown),
        spread=spread(estimate),
        ranged=range_of(estimate),
        apart=bool((estimate.table["spread"] == TOLD_APART).any()),
        worlds=f"{opened.worlds:,}",
        pictures=[picture(figure, CAPTIONS) for figure in figures],
        provenance=provenance,
    )
    path.write_text(text, encoding="utf-8")


def _arm(estimate: Estimate, arm: str) -> Arm:
    rows = estimate.rows_by_measure(arm)
    contrast = str(next(iter(rows.values()))["contrast"])
    return Arm(
        title_of(estimate, arm),
        estimate.scenario_of(arm).question,
        _unbroken(answer(estimate, arm)),
        asked(estimate, arm),
        beyond_of(estimate, arm),
        f"Contrast: {contrast}." if contrast else "",
        [row_of(rows[name], name) for name in measures_of(estimate, arm)],
    )


def row_of(row: pd.Series, name: str) -> Row:
    """A line of the table, in words; what there is not is a dash."""

    def text(key: str, form: Any = number) -> str:
        return NONE if pd.isna(row[key]) else str(form(float(row[key])))

    def between(low: str, high: str) -> str:
        return NONE if pd.isna(row[low]) else f"{text(low, signed)} to {text(high, signed)}"

    sides = percents(row["p_less"], row["p_same"], row["p_more"])
    return Row(
        label=MEASURES[name].label,
        unit=MEASURES[name].unit,
        reference=text("reference_mean"),
        mean=text("mean"),
        difference=text("difference", signed),
        error=text("standard_error"),
        parameters=between("effect_low", "effect_high"),
        worlds=between("difference_low", "difference_high"),
        couplings=between("coupling_low", "coupling_high"),
        sides=NONE if "-" in sides else _unbroken(" / ".join(sides)),
        lost=NONE if pd.isna(row["p_lost"]) else _unbroken(f"{100 * float(row['p_lost']):.0f} %"),
        own=text("own", signed),
        followed=text("followed", signed),
        shape=str(row["shape"]) or NONE,
    )


def _unbroken(text: str) -> str:
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
