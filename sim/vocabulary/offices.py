"""The offices whose holder the rules ask for, and the families of parameters, one for each holder, that they then read."""

from __future__ import annotations

OFFICES: dict[str, tuple[str, ...]] = {
    "administration": ("us.tolerance", "us.commander_share", "us.in_iraq"),
    "government": ("iraq_government.raids_per_attack",),
    "commander": (),
}
"""Of the commander the rules know whether he is the one of the start, who commands, or another, who bounds (`sim.scene`)."""
TITLES = {
    "administration": "the American administration",
    "government": "the Iraqi government",
    "commander": "the command of the Quds Force",
}
"""How people are told of an office."""
