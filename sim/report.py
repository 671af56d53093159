"""The report of a comparison: one HTML file that needs nothing else, for a reader who knows neither code nor model."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from sim.comparison import Comparison
from sim.extrapolation import beyond_the_record
from sim.figures.compared import Shown, arms, effect, reference_of, total
from sim.figures.series import last_day
from sim.figures.style import number, plain_day, signed
from sim.figures.write import CAPTIONS
from sim.page import picture, template
from sim.parameters import Entry, Origin, Parameters
from sim.record.evidence import Evidence, load_evidence
from sim.scenario import Scenario, differences, parent_of
from sim.scenario.contrast import contrast_sentence
from sim.scenario.differences import WORDS_ONLY
from sim.told_worlds import ToldWorld
from sim.vocabulary.measures import MEASURES
from sim.wording import percents

ASSUMED = (
    "Actors follow the rules of the model: the rate of each act is a sum of motives times a product of restraints.",
    "Until the branch day all is as documented. From then on a documented act happens where what it answered is still there, and "
    "further acts come as the rules have it; each world has a luck of its own, the same in every scenario.",
    "What the scenario does not change (wars elsewhere, elections, protests, Israeli strikes) happens as it did.",
    "The simulated acts are those that would have been reported: months that the record covers only in part stay thinned.",
)
NOT_IDENTIFIED = (
    "Most attacks name no author; which group did what is a distribution over the possible authors, not a finding.",
    "Killed leaders, launches by Iran and stormed embassies are rare; what follows from them rests on very few cases.",
    "Whether fear of American force restrains militias: strikes follow attacks, and the record cannot part the two.",
    "A difference between two scenarios is a statement of the model. No source can say what would have happened.",
)


@dataclass(frozen=True)
class Row:
    """A line of the table of effects, ready to print."""

    label: str
    unit: str
    reference: str
    level: str
    difference: str
    interval: str
    sides: str


@dataclass(frozen=True)
class Total:
    """A line of the table of a scenario by itself, ready to print."""

    label: str
    unit: str
    mean: str
    median: str
    half: str
    most: str


@dataclass(frozen=True)
class Arm:
    """A scenario: its answer, which contrast that is, where it leaves the record, its lines of the table (`rows` against a
    reference, else `totals`), what it changes in another.
    """

    scenario: Scenario
    days: str
    answer: str
    contrast: str
    beyond: str
    rows: list[Row]
    totals: list[Total]
    parent: str
    changes: list[str]
    reasons: list[str]


def write_report(
    comparison: Comparison,
    path: Path,
    figures: Sequence[Path],
    *,
    parameters: Parameters,
    manifest: Mapping[str, Any],
    evidence: Evidence | None = None,
    told: Mapping[str, Sequence[ToldWorld]] = MappingProxyType({}),
) -> Path:
    """Write the report to a file, with the figures inside, and return its path.

    Parameters
    ----------
    figures
        The files of `sim.figures.write.write_figures`.
    parameters
        Those of the run, for their hash and status.
    manifest
        Of the run: its seed, commit and versions are stated.
    evidence
        Whose last day and hash are stated; by default the project's own.
    told
        By the scenario's name the worlds that are told one by one (`sim.told_worlds.told_worlds`).
    """
    evidence = load_evidence() if evidence is None else evidence
    text = template("report.html.j2").render(
        title=_title(comparison),
        arms=[_arm(comparison, one, parameters) for one in arms(comparison)],
        reference=comparison.scenarios[0],
        compared=comparison.is_paired,
        simulated=any(one.is_simulated for one in arms(comparison)),
        worlds=f"{comparison.tabulation.worlds:,}",
        pictures=[picture(figure, CAPTIONS) for figure in figures],
        told=told,
        assumed=ASSUMED,
        weak=NOT_IDENTIFIED,
        single_source=_without_source(parameters),
        n_parameters=len(parameters.names),
        n_drawn=n_drawn(parameters),
        drawn_from=_drawn_from(parameters.origin),
        provenance=_provenance(comparison, evidence, parameters, manifest),
    )
    path.write_text(text, encoding="utf-8")
    return path


def _title(comparison: Comparison) -> str:
    shown = arms(comparison)
    return shown[0].scenario.question if len(shown) == 1 else "What would have been different?"


def n_drawn(parameters: Parameters) -> int:
    """How many parameters have a value of their own in each world, such as draws of the posterior."""
    return sum(isinstance(value, np.ndarray) for value in parameters.values.values())


def _drawn_from(origin: Origin) -> str:
    """What the draws are, by the days of the record that they were fitted to."""
    if origin.fitted_to is None:
        return "draws that were given"
    since, until = origin.fitted_to
    return f"draws of the posterior that the record of {since:%B %Y} to {until:%B %Y} allows"


def _without_source(parameters: Parameters) -> list[tuple[str, Entry]]:
    """Parameters that state that no source stands behind them, or that the record does not identify them."""
    pattern = re.compile(r"no source|not identified|does not identify")
    return [(name, e) for name, e in parameters.entries.items() if pattern.search(f"{e.source} {e.meaning}")]


# The answer -----------------------------------------------------------------------------------------------------------------


def answer(comparison: Comparison, one: Shown, parameters: Parameters) -> str:
    """A few careful sentences on the first watched measure: what was counted, the means, the difference and how sure it is."""
    name = one.scenario.watch[0]
    row = effect(comparison, one, name) if comparison.is_paired and one.place else None
    model = "the fitted model" if n_drawn(parameters) else "the model with hand-set parameters"
    if row is None:
        which = "them" if one.is_simulated else "it"
        return f"{_alone(comparison, one, name, model)} There is no reference to compare {which} with."
    reference = effect(comparison, reference_of(comparison, one), name)
    assert reference is not None, name
    measure, against = f"“{MEASURES[name].label}”", comparison.scenarios[0].title
    if pd.isna(row["difference"]):
        both = f"both under “{one.scenario.title}” and under “{against}”"
        return f"In {model}, no world has a value of {measure}, {_counted(one)}, {both}."
    mean, low, high = (float(row[key]) for key in ("difference", "difference_low", "difference_high"))
    levels = f"{number(row['mean'])} under “{one.scenario.title}” and {number(reference['mean'])} under “{against}”"
    return (
        f"In {model}, the mean of {measure}, {_counted(one)}, is {levels}. {_paired(name, int(row['worlds']))} is {signed(mean)} "
        f"(90 % of worlds: {signed(low)} to {signed(high)}): {_sides(row)}. {_verdict(row, low, high)}"
    )


def _alone(comparison: Comparison, one: Shown, name: str, model: str) -> str:
    """What was counted in a scenario by itself."""
    row, measure = total(comparison, one, name), f"“{MEASURES[name].label}”"
    if not one.is_simulated:
        value = "has no value" if math.isnan(row["mean"]) else f"is {number(row['mean'])}"
        return (
            f"In the record, {measure}, {_counted(one)}, {value}. Nothing in this scenario is simulated: all worlds are the same."
        )
    worlds = f"{comparison.tabulation.worlds:,} worlds of “{one.scenario.title}”"
    if math.isnan(row["mean"]):
        return f"In {model}, none of {worlds} has a value of {measure}, {_counted(one)}."
    return (
        f"In {model}, the mean of {measure}, {_counted(one)}, is {number(row['mean'])} over {worlds} "
        f"(90 % of worlds: {number(row['low_90'])} to {number(row['high_90'])})."
    )


def _counted(one: Shown) -> str:
    since, until = one.span
    return f"counted on {plain_day(since)}" if since == until else f"counted from {plain_day(since)} to {plain_day(until)}"


def _paired(name: str, worlds: int) -> str:
    """What the mean difference is taken over: it need not be that of the means where some worlds have no value."""
    return (
        "The difference" if MEASURES[name].always_known else f"In the {worlds:,} worlds that have a value in both, the difference"
    )


def _sides(row: pd.Series) -> str:
    less, more, same = percents(row["p_less"], row["p_more"], row["p_same"])
    return f"the number is lower in {less} of the worlds, higher in {more}, the same in {same}"


def _verdict(row: pd.Series, low: float, high: float) -> str:
    if row["p_same"] == 1:
        return "The two do not differ in any world."
    if low <= 0 <= high:
        return "The interval holds zero: in single worlds luck can undo or reverse this difference."
    return "The interval does not hold zero: luck alone seldom undoes this difference."


# The table and the scenario -------------------------------------------------------------------------------------------------


def _arm(comparison: Comparison, one: Shown, parameters: Parameters) -> Arm:
    rows = [row for name in one.watched if (row := _row(comparison, one, name)) is not None]
    totals = [] if comparison.is_paired else [_total(comparison, one, name) for name in one.watched]
    scenario, parent = one.scenario, parent_of(one.scenario)
    changed = [] if parent is None else differences(scenario, parent)
    changes = [change.words for change in changed if change.key not in WORDS_ONLY]
    reasons = [str(because) for item in scenario.interventions if (because := getattr(item, "because", None))]
    contrast = contrast_sentence(scenario, comparison.scenarios[0]) if comparison.is_paired else ""
    said = answer(comparison, one, parameters).replace(" %", "\N{NO-BREAK SPACE}%")
    beyond, extends = beyond_the_record(comparison, one), "" if parent is None else parent.name
    return Arm(scenario, _counted(one), said, contrast, beyond, rows, totals, extends, changes, reasons)


def _total(comparison: Comparison, one: Shown, name: str) -> Total:
    row, about = total(comparison, one, name), MEASURES[name]
    half, most = (
        "none" if math.isnan(row["mean"]) else f"{number(row[low])} to {number(row[high])}"
        for low, high in (("low_50", "high_50"), ("low_90", "high_90"))
    )
    return Total(about.label, about.unit, _or_none(row["mean"], number), _or_none(row["median"], number), half, most)


def _row(comparison: Comparison, one: Shown, name: str) -> Row | None:
    effects, reference = effect(comparison, one, name), effect(comparison, reference_of(comparison, one), name)
    if effects is None or reference is None:
        return None
    values = {key: _or_none(effects[key], signed) for key in ("difference", "difference_low", "difference_high")}
    known = not pd.isna(effects["difference"])
    return Row(
        label=MEASURES[name].label,
        unit=MEASURES[name].unit,
        reference=_or_none(reference["mean"], number),
        level=_or_none(effects["mean"], number),
        difference=values["difference"],
        interval=f"{values['difference_low']} to {values['difference_high']}" if known else "none",
        sides=" / ".join(percents(effects["p_less"], effects["p_same"], effects["p_more"])) if known else "none",
    )


def _or_none(value: float, form: Callable[[float], str]) -> str:
    return "none" if math.isnan(value) else form(float(value))


def _provenance(
    comparison: Comparison, evidence: Evidence, parameters: Parameters, manifest: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """What the numbers were made from, line by line."""
    return [
        ("Worlds", f"{comparison.tabulation.worlds:,}"),
        ("Seed", str(manifest["seed"])),
        ("Record", f"up to {plain_day(last_day(evidence))}, sha256 {evidence.record_sha256}"),
        ("Parameters", f"{len(parameters.names)}, sha256 {parameters.sha256()}"),
        ("Commit", str(manifest.get("commit") or "not stated")),
        ("Versions", ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())),
    ]
