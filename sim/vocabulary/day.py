"""The four parts of a day: which decision is taken when, so that a later part sees what the earlier ones did.

The order is chosen from the links of the record that lie on one day (`calibration/record/links.csv`; those that are mere
sequence left out): an answer stands after what it answered. `tests/sim/vocabulary/test_day.py` counts them.
"""

from __future__ import annotations

PARTS: dict[str, tuple[str, ...]] = {
    "words": ("order_restraint", "order_pressure", "broker_truce"),
    "blows": (
        "announce_truce",
        "end_truce",
        "attack_base",
        "attack_convoy",
        "assault_embassy",
        "launch_missiles",
        "strike_in_iraq",
        "attack_shipping",
    ),
    "answers": ("counter_fire", "strike", "kill_leader", "strike_iran", "draw_down"),
    "reactions": (
        "warn_militia",
        "condemn_us",
        "condemn_militia",
        "raid",
        "release",
        "move_expulsion",
        "threaten",
        "warn",
        "sanction",
        "reinforce",
    ),
}
"""Decisions by the part of the day in which they are taken, in the order of the day.

=========== ===================================================================================================================
`words`     words that bind: Tehran's orders, Baghdad's mediation
`blows`     blows from below: truces, attacks and marches of the militias; Iran fires
`answers`   Washington answers by force, knowing the day's attacks
`reactions` Baghdad notices, condemns, raids, moves; militias threaten; Washington warns, punishes and moves troops
=========== ===================================================================================================================
"""

PART_OF: dict[str, str] = {decision: part for part, decisions in PARTS.items() for decision in decisions}
"""The part of the day in which a decision is taken."""


PLACE: dict[str, int] = {decision: place for place, decisions in enumerate(PARTS.values()) for decision in decisions}
"""The place among the parts of the day of the one in which a decision is taken."""


def comes_before(earlier: str, later: str) -> bool:
    """Whether a decision is taken in an earlier part of the day than another, so that the other can answer it the same day."""
    return PLACE[earlier] < PLACE[later]
