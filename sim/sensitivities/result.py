"""An answer of `sensitivity` as Python programs and notebooks get it: a table, a figure, sentences, a folder to keep."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.errors import InputError, unknown
from sim.figures.shares import shares
from sim.figures.style import settings
from sim.sensitivities.answering import Answer
from sim.sensitivities.saving import save_answer, ties_table
from sim.sensitivities.words import sentences


class SensitivityResult:
    """What drives the measures of a scenario or a folder.

    `table` has a row for each measure, factor and kind of index (see `sim.sensitivities.rows`); `dependence` says how far the
    posterior ties groups of parameters, which the indices take to be independent; `words` are the sentences.

    >>> found = sensitivity("no_soleimani_strike")
    >>> found.table[found.table["kind"] == "share of variance"]
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.table: pd.DataFrame = answer.table
        self.dependence: pd.DataFrame = ties_table(answer)
        self.words: list[str] = sentences(answer)

    def plot(self, measure: str | None = None) -> Figure:
        """Bars with intervals for a measure, by default the first; raises `InputError` for one that there is not."""
        name = self._answer.measures[0] if measure is None else measure
        if name not in self._answer.measures:
            raise InputError(unknown("measure", name, self._answer.measures))
        with settings():
            return shares(self._answer, [name]).figure

    def save(self, folder: str | Path, *, force: bool = False) -> None:
        """Write the folder that `escalation sensitivity` writes; raises `InputError` if it may not be written there."""
        save_answer(self._answer, Path(folder), force=force)

    def __repr__(self) -> str:
        about = self._answer.about
        of = "level" if about["reference"] is None else f"effect against {about['reference']}"
        return f"<sensitivity of the {of} of {about['scenario']}: {about['draws']} draws, {len(self._answer.measures)} measures>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the sentences."""
        return "".join(f"<p>{html.escape(line)}</p>" for line in self.words)
