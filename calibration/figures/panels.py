"""What several figures share: small multiples on a page, and the colours of for and against."""

from __future__ import annotations

from matplotlib.axes import Axes

from sim.figures.style import ARM_COLOURS, Sheet

BLUE, VERMILION = ARM_COLOURS[:2]
"""The two of the palette that differ most in every kind of colour vision."""


def panels(
    page: Sheet, n: int, across: int, *, sides: tuple[float, float], above: float, below: float, gaps: tuple[float, float]
) -> list[Axes]:
    """Axes of `n` small multiples, row by row.

    Parameters
    ----------
    across
        Panels in a row.
    sides
        Left and right end, as shares of the page's width.
    above, below
        Room for the titles of the first row and the ticks of the last, in inches.
    gaps
        Between rows and between columns, in heights and widths of a panel.
    """
    inch = 1 / page.figure.get_figheight()
    grid = page.figure.add_gridspec(
        -(-n // across), across, left=sides[0], right=sides[1], top=page.top - above * inch, bottom=page.bottom + below * inch,
        hspace=gaps[0], wspace=gaps[1],
    )  # fmt: skip
    return [page.figure.add_subplot(grid[index // across, index % across]) for index in range(n)]
