"""`python -m calibration.pages.questions_page`: write `docs/questions.md` from the scenarios and what came of them.

What is changed comes from the scenario's own interventions, its answer from its key `answer`, which a test holds against
`results/reference/questions.csv`, numbers from that table, and how far a question leads from what was fitted from
`results/reference/extrapolation.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import typer

from calibration import program
from calibration.pages.markdown import short
from calibration.reference import read
from calibration.studies import extrapolation
from calibration.studies import questions as study
from sim.extrapolation import told_of
from sim.paths import ROOT
from sim.scenario import Scenario, differences, parent_of
from sim.scenario.differences import WORDS_ONLY
from sim.vocabulary.answers import sentence
from sim.vocabulary.measures import MEASURES, NEVER_DOCUMENTED
from sim.wording import percents, rounded

PAGE = ROOT / "docs" / "questions.md"
THEMES = (
    "Winter of 2019-20", "Where Americans are", "What Washington answers", "Tehran", "Baghdad", "Truces", "Gaza, 2023-24",
    "The record",
)  # fmt: skip
"""Headings of the page, in its order; every scenario that ships stands under one."""
HEAD = """# Questions

Written by `python -m calibration.pages.questions_page` from `scenarios/` and from `results/reference/questions.csv`, which
`python -m calibration.studies.questions` makes; do not edit it by hand.

Each question is set against the scenario that it extends, mostly the documented history, in the same worlds, over the days
named. An answer says *less* or *more* where at least 70 % of the worlds agree, *hardly changed* where as many are the same, or
where the mean moves by less than 5 %; on the rest the rules do not decide, or not by much. Numbers: mean difference,
central 90 % of the worlds, and in how many of them there is less, more, the same. *Beyond the fit*: the share of simulated days
on which something that is remembered stood higher than ever on the days that were fitted, where rules are extrapolated.
`escalation compare documented NAME` runs a question anew, `escalation scenarios --json` lists all of them for programs.
"""
Rows = Sequence[Mapping[Any, Any]]


def page(asked: Sequence[Scenario], effects: pd.DataFrame | None, beyond: pd.DataFrame | None) -> str:
    """The whole page as Markdown.

    Parameters
    ----------
    asked
        What `calibration.studies.questions.questions` gives; each `theme` is one of `THEMES`.
    effects, beyond
        The tables of the studies `questions` and `extrapolation`; None where they have not been run.
    """
    measured = {} if effects is None else {str(name): rows.to_dict("records") for name, rows in effects.groupby("scenario")}
    outside = {} if beyond is None else {str(row["scenario"]): row for row in beyond.to_dict("records")}
    parts = [HEAD, f"{len(asked)} questions.\n"]
    for theme in THEMES:
        of_theme = [scenario for scenario in asked if scenario.theme == theme]
        parts += [f"## {theme}\n"] if of_theme else []
        parts += [_question(each, measured.get(each.name, []), outside.get(each.name)) for each in of_theme]
    return "\n".join(parts)


def _question(scenario: Scenario, rows: Rows, outside: Mapping[Any, Any] | None) -> str:
    """One question with its levers, days, answer, numbers, and how far it leads away."""
    parent = parent_of(scenario)
    against = "" if parent is None else f", against `{parent.name}`"
    lines = [
        f"### {scenario.title}\n",
        f"`{scenario.name}` *{scenario.question}*\n",
        *(f"- {change}" for change in _changes(scenario)),
        f"- Days: {scenario.branch or scenario.start} to {scenario.end}{against}.",
        f"- **Answer.** {sentence(scenario.answer) or 'Not yet run.'}",
        *_numbers(rows),
        f"- {' '.join(filter(None, _how_far(scenario, rows, outside)))}",
    ]
    return "\n".join(lines) + "\n"


def _changes(scenario: Scenario) -> Iterator[str]:
    """What it does to the one that it extends, as sentences; not its days, which are told anyway."""
    parent = parent_of(scenario)
    told = [] if parent is None else differences(scenario, parent)
    yield from (change.words for change in told if change.key not in (*WORDS_ONLY, "start", "end", "branch"))


def _numbers(rows: Rows) -> Iterator[str]:
    known = [row for row in rows if row["worlds"] > 0]
    if known:
        yield f"- Numbers ({known[0]['worlds']:,} worlds): {'; '.join(_number(row) for row in known)}."


def _number(row: Mapping[Any, Any]) -> str:
    low, high = rounded(row["difference_low"], "+"), rounded(row["difference_high"], "+")
    less, more, same = percents(row["p_less"], row["p_more"], row["p_same"])
    label = MEASURES[str(row["measure"])].label
    return f"{label} {rounded(row['difference'], '+')} ({low} to {high}; {less} less, {more} more, {same} the same)"


def _how_far(scenario: Scenario, rows: Rows, outside: Mapping[Any, Any] | None) -> Iterator[str]:
    """How far a question leaves what was fitted, then what the record shows."""
    if outside is None:
        yield "Beyond the fit: not yet measured."
    elif outside["outside"] > 0:
        yield f"Beyond the fit: {short(100 * outside['outside'])} % of days, most often `{outside['memory']}`."
    else:
        yield "Beyond the fit: on no day."
    yield told_of(scenario, {str(row["measure"]): row["mean"] for row in rows if row["measure"] in NEVER_DOCUMENTED})


def current() -> str:
    """The page as it should be now."""
    return page(study.questions(), read(study.OUT), read(extrapolation.OUT))


def write(path: Path = PAGE) -> Path:
    """Write the page and return its path."""
    path.write_text(current(), encoding="utf-8", newline="\n")
    return path


def main() -> None:
    """Write docs/questions.md from the scenarios, the table of their effects, and that of how far they lead."""
    typer.echo(write())


if __name__ == "__main__":
    program.run(main)
