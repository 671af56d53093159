"""The quantities that a policy's condition may name: what can be counted, and over how many days.

A condition knows what the decision that it is about knows: the days before, and the earlier parts of the day
(`sim.vocabulary.day`).

======================= ================================================================================================
`count(X, n)`           acts X on today so far and the n - 1 days before: in n days, today the last of them
`days_since(X)`         days since the last X: 0 for one of today, 1 for one of yesterday; without end if there was none
`us_killed(n)`          people in n days, today the last of them; so are the others of `PEOPLE`
`context(NAME)`         today's level of a dated context; 0 where it is not in force
`scene.NAME`            the level of a memory of the public scene (`sim.scene.Scene`), as it was when the day began
======================= ================================================================================================
"""

from __future__ import annotations

from sim.vocabulary.decisions import DECISIONS

_ATTACKS = ("attack_base", "attack_convoy")
ACTS: dict[str, tuple[tuple[str, ...], str]] = {
    **{decision: ((decision,), "") for decision in DECISIONS},
    "attack": (_ATTACKS, ""),
    "lethal_attack": (_ATTACKS, "lethal"),
    "wounding_attack": (_ATTACKS, "wounding"),
    "attack_in_iraq": (("attack_base",), "in_iraq"),
    "attack_abroad": (("attack_base",), "abroad"),
    "drone_attack": (("attack_base",), "drone"),
}
"""What `count` and `days_since` may name: decisions and the mark of them that counts (empty: each act counts). A lethal attack
killed an American or an ally; `attack_in_iraq`, `attack_abroad` (Syria or Jordan) and `drone_attack` are attacks on bases."""
PEOPLE = ("us_killed", "us_wounded", "militia_killed", "iraqi_forces_killed")
"""Marks that are numbers of people, whatever act brought them about; `days_since` may name them too."""
FUNCTIONS = ("count", "days_since", *PEOPLE, "context")
SCENE = "scene."
"""What the name of a memory of the public scene begins with."""
MOST_DAYS = 366
"""Days over which anything can be counted."""


def of(what: str) -> tuple[tuple[str, ...], str]:
    """The decisions and the mark that are counted; of people those of every decision, which is an empty tuple."""
    return ((), what) if what in PEOPLE else ACTS[what]
