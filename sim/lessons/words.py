"""Names of actors and acts as a class reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STATES = {
    "us": "Washington", "iran": "Tehran", "iraq_government": "Baghdad", "kurdistan": "the Kurdistan region",
    "us_logistics": "a supply convoy", "none": "", "militia": "a militia", "gulf_shipping": "ships in the Gulf",
}  # fmt: skip
ACTS = {
    "attack_base": "attacks a base or mission with Americans",
    "attack_convoy": "bombs a supply convoy",
    "assault_embassy": "leads a crowd into the American embassy",
    "announce_truce": "announces that attacks stop",
    "end_truce": "declares a truce over",
    "threaten": "threatens attacks",
    "launch_missiles": "fires missiles at an American base",
    "strike_in_iraq": "fires at targets in Iraq that are not American",
    "attack_shipping": "attacks or seizes ships in the Gulf",
    "order_restraint": "tells the militias to hold fire",
    "order_pressure": "tells the militias to step up attacks",
    "strike": "strikes sites of",
    "counter_fire": "fires back at once at",
    "kill_leader": "kills a leader of",
    "strike_iran": "strikes Iranian soil",
    "sanction": "lists or sanctions",
    "warn": "warns",
    "reinforce": "sends troops or air defence, or pulls out staff",
    "draw_down": "cuts troops or hands over a base",
    "condemn_us": "condemns an American act",
    "condemn_militia": "condemns an attack",
    "raid": "raids a militia or arrests its men",
    "release": "lets detained men go",
    "broker_truce": "mediates between militias and Americans",
    "move_expulsion": "moves to end the foreign troop presence",
    "warn_militia": "warns a militia that a strike is coming",
}
AT = ("strike", "counter_fire", "kill_leader", "sanction", "warn")
"""Acts that are said with whom they hit."""
SMALL = {"al", "in", "of", "and"}
TOLLS = {
    "us_killed": ("American killed", "Americans killed"),
    "us_wounded": ("American wounded", "Americans wounded"),
    "militia_killed": ("militiaman killed", "militiamen killed"),
}
"""By column of the event table, one and several."""


def actor(name: str) -> str:
    """An actor, a group or a target by its name: `Kataib Hezbollah` for `kataib_hezbollah`.

    >>> actor("asaib_ahl_al_haq"), actor("us"), actor("pmf")
    ('Asaib Ahl al-Haq', 'Washington', 'PMF')
    """
    if name in STATES:
        return STATES[name]
    if len(name) <= 4 and name != "badr":
        return name.upper()
    words = [word if word in SMALL else word.capitalize() for word in name.split("_")]
    return " ".join(words).replace(" al ", " al-")


def act(who: str, action: str, target: str) -> str:
    """What was done, as a clause: `Washington strikes sites of Kataib Hezbollah`."""
    whom = " " + actor(target) if action in AT else ""
    return f"{actor(who)} {ACTS[action]}{whom}".rstrip()


def event(row: Mapping[Any, Any]) -> str:
    """A row of the event table as a sentence without its end: what was done, how often, with what toll."""
    times = f", {row['count']} times" if row["count"] > 1 else ""
    toll = "".join(f", {row[name]} {words[row[name] > 1]}" for name, words in TOLLS.items() if row[name])
    return f"{act(str(row['actor']), str(row['action']), str(row['target']))}{times}{toll}"
