"""The levels that a scenario may set: how much of something there is, as a share of what was documented."""

from __future__ import annotations

from typing import NamedTuple

AS_DOCUMENTED = 1.0
"""The share where no scenario says otherwise."""


class Level(NamedTuple):
    """What a level stands for.

    Attributes
    ----------
    meaning
        As a part of a sentence: `From 2020-01-02 MEANING ...`.
    most
        The highest share that rules tell apart from lower ones.
    of_place
        Whether it is that of one place alone, so that acts there follow it and acts elsewhere do not.
    """

    meaning: str
    most: float
    of_place: bool = False


LEVELS: dict[str, Level] = {
    "presence_in_iraq": Level("the presence of Americans in Iraq (troops, contractors and missions)", 1.0, of_place=True),
    "presence_in_syria": Level(
        "the presence of Americans in Syria and Jordan (troops, contractors and missions)", 1.0, of_place=True
    ),
    "salaries": Level("the pay of the groups on Baghdad's payroll", 1.0),
}
"""By name. No rule reads more than was documented: what a larger presence would draw is not known."""
