"""What every result has in Python: a figure, a folder, one line in words, and a small table with its caveat in a notebook."""

from __future__ import annotations

import html
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.errors import InputError, cut, unknown
from sim.vocabulary.measures import MEASURES, in_order
from sim.wording import percents

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CAVEAT = "A statement of the model: no source can say what would have happened, and no interval says how wrong the rules may be."
RECORDED = "Nothing here is simulated: every world is the record."
MOST_ROWS = 20
"""Of a table that a notebook shows."""
LONGEST = 118
"""Letters of a result in one line."""
NONE = "\N{EN DASH}"
Measures = Sequence[str] | str | None


class Result(ABC):
    """What all can do that `simulate`, `compare`, `sweep` and `effects` return: be drawn, kept, and shown."""

    @abstractmethod
    def plot(self, name: str = "", *, measures: Measures = None) -> Figure:
        """A figure, the same that the command draws."""

    @abstractmethod
    def save(self, folder: str | Path, *, force: bool = False, format: str | Sequence[str] | None = None) -> None:
        """Write the folder that the command writes.

        Parameters
        ----------
        force
            Whether it may replace a result of ours that is there.
        format
            Of the figures beside PNG: `svg` (default), `pdf`, or both.

        Raises
        ------
        InputError
            If it may not be written there, or there is no such format; nothing half-written is left.
        """

    @abstractmethod
    def _line(self) -> str:
        """What it is, in one line."""

    @abstractmethod
    def _title(self) -> str:
        """What it is called."""

    @abstractmethod
    def _rows(self) -> pd.DataFrame:
        """What a notebook shows: words and numbers as text."""

    @abstractmethod
    def _notes(self) -> Iterable[str]:
        """What has to be said with it; the last is the caveat."""

    def __repr__(self) -> str:
        return f"<{cut(' '.join(self._line().split()), LONGEST - 2)}>"

    def _repr_html_(self) -> str:
        return small_page(self._title(), self._rows(), self._notes())


def small_page(title: str, rows: pd.DataFrame, notes: Iterable[str]) -> str:
    """A title, a table of at most `MOST_ROWS` rows, and what has to be said with it; nothing in it is markup of others."""
    left = len(rows) - MOST_ROWS
    more = [f"and {left} more"] if left > 0 else []
    table = rows.head(MOST_ROWS).to_html(index=False, border=0, escape=True, justify="left")
    said = "".join(f"<p>{html.escape(note)}</p>" for note in (*more, *notes) if note)
    return f"<p><b>{html.escape(title)}</b></p>{table}{said}"


def chosen(measures: Measures, allowed: Iterable[str], where: str) -> list[str]:
    """The measures that are asked for, in their order; all that are allowed for None.

    Raises
    ------
    InputError
        For one that is not there, or none at all.
    """
    there = in_order(allowed)
    if measures is None:
        return there
    names = [measures] if isinstance(measures, str) else list(measures)
    for name in names:
        if name not in there:
            raise InputError(unknown(f"measure of {where}", name, there))
    if not names:
        raise InputError(f"no measure is named; allowed: {', '.join(there)}")
    return in_order(names)


def effect_row(name: str, row: Mapping[Any, Any], reference: float) -> dict[str, str]:
    """A measure's effect as text: means, difference, 90 % of worlds, in how many it is lower, the same, higher."""
    from sim.figures.style import number, signed  # they come with what draws, which simulating does not need

    def text(key: str, sign: bool = False) -> str:
        value = float(row[key])
        return NONE if math.isnan(value) else signed(value) if sign else number(value)

    known = not math.isnan(row["difference"])
    return {
        "measure": MEASURES[name].label,
        "reference": NONE if math.isnan(reference) else number(reference),
        "mean": text("mean"),
        "difference": text("difference", sign=True),
        "90 % of worlds": f"{text('difference_low', sign=True)} to {text('difference_high', sign=True)}" if known else NONE,
        "lower / same / higher in": " / ".join(percents(row["p_less"], row["p_same"], row["p_more"])) if known else NONE,
    }
