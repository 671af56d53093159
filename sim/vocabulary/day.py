"""The four parts of a day: which decision is taken when, so that a later part sees what the earlier ones did.

The order is chosen from the links of the record that lie on one day (`calibration/record/links.csv`; those that are mere
sequence left out): an answer stands after what it answered. `tests/sim/vocabulary/test_day.py` counts them.
"""

from __future__ import annotations

PARTS: dict[str, tuple[str, ...]] = {
    "words": ("order_restraint", "order_pressure", "broker_truce", "warn_militia"),
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

Baghdad's notice stands before the strike that it is about: on 29 December 2019 the prime minister was told shortly
beforehand (row 2019-12-29-us-warning) and warned the militias (jpost-2019-12-31), so that it saves men on the very day.

=========== ===================================================================================================================
`words`     words that bind: Tehran's orders, Baghdad's mediation and its notice to the militias
`blows`     blows from below: truces, attacks and marches of the militias; Iran fires
`answers`   Washington answers by force, knowing the day's attacks
`reactions` Baghdad condemns, raids, moves; militias threaten; Washington warns, punishes and moves troops
=========== ===================================================================================================================
"""

PART_OF: dict[str, str] = {decision: part for part, decisions in PARTS.items() for decision in decisions}
"""The part of the day in which a decision is taken."""


PLACE: dict[str, int] = {decision: place for place, decisions in enumerate(PARTS.values()) for decision in decisions}
"""The place among the parts of the day of the one in which a decision is taken."""


def comes_before(earlier: str, later: str) -> bool:
    """Whether a decision is taken in an earlier part of the day than another, so that the other can answer it the same day."""
    return PLACE[earlier] < PLACE[later]
