"""What a run reports: the measures a scenario may ask to watch."""

from __future__ import annotations

from typing import NamedTuple


class Measure(NamedTuple):
    """How a measure is named in a figure, its unit, and what it counts in one world."""

    label: str
    unit: str
    meaning: str


MEASURES: dict[str, Measure] = {
    "attacks_on_us": Measure("Attacks on US sites", "attacks", "attacks by militias on bases and missions that house Americans"),
    "convoy_attacks": Measure("Convoy attacks", "attacks", "attacks by militias on supply convoys run for the coalition"),
    "us_killed": Measure("Americans killed", "people", "US soldiers and contractors killed, by any actor"),
    "us_wounded": Measure("Americans wounded", "people", "US soldiers and contractors wounded; brain injuries are under-counted"),
    "us_strikes": Measure("US strikes", "strikes", "US strikes on sites of militias or of the Guards in Iraq or Syria"),
    "leaders_killed": Measure("Leaders killed", "killings", "US killings of a leader by name"),
    "militia_killed": Measure("Militiamen killed", "people", "members of militias killed by US acts"),
    "embassy_assaults": Measure("Embassy assaults", "assaults", "crowds led into the US embassy"),
    "iran_launches": Measure("Iranian launches at US bases", "launches", "missile or drone launches by Iran at US bases"),
    "truces": Measure("Truces announced", "truces", "announcements that attacks stop, whatever their scope"),
    "raids": Measure("Iraqi raids", "raids", "raids and arrests of militiamen by the Iraqi government"),
    "expulsion_moves": Measure("Moves to expel US troops", "moves", "acts of Baghdad towards ending the foreign troop presence"),
    "peak_rung": Measure("Highest rung", "rung", "highest rung of the escalation ladder reached, 0 to 9"),
    "days_to_first_attack": Measure(
        "Days to the first attack", "days", "from the first simulated day to the first attack on a US site; empty if none"
    ),
    "days_to_first_us_strike": Measure(
        "Days to the first US strike", "days", "from the first simulated day to the first US strike; empty if none"
    ),
}

DEFAULT_WATCH = ("attacks_on_us", "us_killed", "us_strikes", "militia_killed", "peak_rung")
