"""Tables and numbers as the pages print them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars inside a cell are escaped."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def plain(frame: pd.DataFrame) -> str:
    """A data frame as a Markdown table, numbers with three significant digits, gaps as dashes."""
    return table([str(name) for name in frame.columns], [[cell(value) for value in row] for row in frame.to_numpy(dtype=object)])


def cell(value: object) -> str:
    """One value as a reader wants it."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return short(float(value)) if isinstance(value, int | float) else str(value)


def short(value: float) -> str:
    """Three significant digits, without exponents between 0.0001 and a million."""
    text = f"{value:.3g}"
    return f"{value:,.0f}" if "e+" in text and abs(value) < 1e6 else text.replace("e-0", "e-").replace("e+0", "e")
