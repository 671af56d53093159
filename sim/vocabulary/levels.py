"""The levels that a scenario may set: how much of something there is, as a share of what was documented."""

from __future__ import annotations

AS_DOCUMENTED = 1.0
"""The share where no scenario says otherwise, and the highest: what more of it would bring no rule knows."""
LEVELS: dict[str, str] = {
    "presence_in_iraq": "the presence of Americans in Iraq (troops, contractors and missions)",
    "presence_in_syria": "the presence of Americans in Syria and Jordan (troops, contractors and missions)",
    "salaries": "the pay of the groups on Baghdad's payroll",
}
"""By name, what each stands for, as a part of a sentence: `From 2020-01-02 MEANING ...`."""
OF_PLACE = ("presence_in_iraq", "presence_in_syria")
"""Levels of one place alone: acts there follow them, acts elsewhere do not."""
