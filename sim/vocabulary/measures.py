"""What a run reports: the measures a scenario may ask to watch, each with what it counts.

An entry here is all that a measure needs: the tables of a run and their types, summaries, effects, figures, the keys of a
scenario's `watch` and the schema for editors derive from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

How = Literal["total", "highest", "first_day"]
DAYS_TO = "days_to_"
"""Begins the name of every measure that counts the days to a first day; the rest of the name is that of the date itself."""


@dataclass(frozen=True)
class Measure:
    """A number that each world has.

    Attributes
    ----------
    label, unit
        Its name in a figure, and what it counts.
    meaning
        One line.
    how
        What is made of a column of the daily table: its `total` or its `highest` value over the days counted, or the number of
        days before the `first_day` on which it is not zero (none in a world where that never comes).
    column
        A decision, `us_killed`, `us_wounded`, `militia_killed`, `iraqi_forces_killed` or `rung`.
    """

    label: str
    unit: str
    meaning: str
    how: How
    column: str

    @property
    def always_known(self) -> bool:
        """Whether every world has a value: a whole number, never empty."""
        return self.how != "first_day"


MEASURES: dict[str, Measure] = {
    "attacks_on_us": Measure(
        "Attacks on US sites", "attacks", "attacks by militias on bases and missions that house Americans", "total", "attack_base"
    ),
    "convoy_attacks": Measure(
        "Convoy attacks", "attacks", "attacks by militias on supply convoys run for the coalition", "total", "attack_convoy"
    ),
    "us_killed": Measure("Americans killed", "people", "US soldiers and contractors killed, by any actor", "total", "us_killed"),
    "us_wounded": Measure(
        "Americans wounded",
        "people",
        "US soldiers and contractors wounded; brain injuries are under-counted",
        "total",
        "us_wounded",
    ),
    "us_strikes": Measure(
        "Days with a US strike",
        "days",
        "days with announced US strikes on sites of militias or of the Guards in Iraq or Syria; counter-fire is counted apart",
        "total",
        "strike",
    ),
    "counter_fire": Measure(
        "Days with US counter-fire",
        "days",
        "days on which US or coalition forces fired back at launch points or launch crews",
        "total",
        "counter_fire",
    ),
    "leaders_killed": Measure("Leaders killed", "killings", "US killings of a leader by name", "total", "kill_leader"),
    "militia_killed": Measure("Militiamen killed", "people", "members of militias killed by US acts", "total", "militia_killed"),
    "iraqi_forces_killed": Measure(
        "Iraqi soldiers killed", "people", "Iraqi soldiers and policemen killed by US strikes", "total", "iraqi_forces_killed"
    ),
    "embassy_assaults": Measure("Embassy assaults", "assaults", "crowds led into the US embassy", "total", "assault_embassy"),
    "iran_launches": Measure(
        "Iranian launches at US bases", "launches", "missile or drone launches by Iran at US bases", "total", "launch_missiles"
    ),
    "strikes_on_iran": Measure(
        "US strikes on Iran", "days", "days with a US strike on Iranian soil; none in the record", "total", "strike_iran"
    ),
    "truces": Measure(
        "Truces announced", "truces", "announcements that attacks stop, whatever their scope", "total", "announce_truce"
    ),
    "raids": Measure("Iraqi raids", "raids", "raids and arrests of militiamen by the Iraqi government", "total", "raid"),
    "expulsion_moves": Measure(
        "Moves to expel US troops",
        "moves",
        "acts of Baghdad towards ending the foreign troop presence",
        "total",
        "move_expulsion",
    ),
    "peak_rung": Measure("Highest rung", "rung", "highest rung of the escalation ladder reached, 0 to 9", "highest", "rung"),
    "days_to_first_attack": Measure(
        "Days to the first attack",
        "days",
        "from the first simulated day to the first attack on a US site; empty if none",
        "first_day",
        "attack_base",
    ),
    "days_to_first_us_strike": Measure(
        "Days to the first US strike",
        "days",
        "from the first simulated day to the first announced US strike; empty if none",
        "first_day",
        "strike",
    ),
}

NEVER_DOCUMENTED = {"strikes_on_iran": "the United States strike Iran"}
"""Measures of what the record does not hold, with the act in words."""
DEFAULT_WATCH = ("attacks_on_us", "us_killed", "us_strikes", "militia_killed", "peak_rung")


def sides_of(measure: str) -> tuple[str, str, str]:
    """How a world is called that has less of a measure than another, as much, more."""
    return ("lower", "as high", "higher") if MEASURES[measure].how == "highest" else ("fewer", "as many", "more")


def in_every_world(watch: Iterable[str]) -> tuple[str, ...]:
    """Of these measures those that every world has, in this order; attacks where there is none, as of first days alone."""
    return tuple(name for name in watch if MEASURES[name].always_known) or ("attacks_on_us",)


def in_order(names: Iterable[str]) -> list[str]:
    """These measures, each once, in the order in which they are defined."""
    wanted = set(names)
    return [name for name in MEASURES if name in wanted]
