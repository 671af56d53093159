"""One day of one peer world: who did what how often, with what marks, and the rung it reached."""

from __future__ import annotations

from collections import defaultdict

RUNG = {
    "attack_base": 2, "attack_convoy": 2, "assault_embassy": 5, "end_truce": 1, "threaten": 1, "launch_missiles": 8,
    "strike_in_iraq": 3, "attack_shipping": 3, "order_pressure": 1, "strike": 6, "kill_leader": 7, "strike_iran": 8,
    "counter_fire": 2, "sanction": 1, "warn": 1, "reinforce": 1,
}  # fmt: skip
WAR_WITHIN_DAYS = 7


class Day:
    """What happened on one day.

    Attributes
    ----------
    counts
        Acts by decision, and dead and wounded.
    hits, mourned
        American strikes and killings by the group hit; those of them that left dead on Iraqi soil.
    raided, released
        The group whose men were taken, and the one whose men were let go; "" for none.
    bases_in_iraq, bases_abroad, drones
        Attacks on bases by where they fell; those of them flown by drones.
    lethal, wounding
        Attacks that killed Americans; that wounded without killing.
    unseen_bases, unseen_convoys
        Attacks expected to be missing from the record.
    on_soil, soldiers_hit
        Strikes and killings on Iraqi soil; days of strikes that killed Iraqi soldiers or policemen.
    crews_killed, fire_on_soil, iran_killed
        Dead of counter-fire; whether it fell on Iraqi soil; Iranian dead of strikes on Iran.
    truces, ends
        Announcements: the group, and whether it spoke for all.
    """

    __slots__ = (
        "bases_abroad", "bases_in_iraq", "commander_killed", "counts", "crews_killed", "drones", "ends", "fire_on_soil", "hits",
        "iran_killed", "killed_by_salvo", "lethal", "mourned", "on_soil", "raided", "released", "soldiers_hit", "truces",
        "unseen_bases", "unseen_convoys", "wounded_in_attacks", "wounding",
    )  # fmt: skip

    def __init__(self) -> None:
        self.counts: dict[str, int] = defaultdict(int)
        self.hits: dict[str, int] = {}
        self.mourned: dict[str, int] = {}
        self.raided = self.released = ""
        self.bases_in_iraq = self.bases_abroad = self.drones = 0
        self.lethal = self.wounding = self.wounded_in_attacks = self.killed_by_salvo = self.on_soil = self.soldiers_hit = 0
        self.unseen_bases = self.unseen_convoys = 0.0
        self.crews_killed = self.iran_killed = 0
        self.commander_killed = self.fire_on_soil = False
        self.truces: list[tuple[str, bool]] = []
        self.ends: list[tuple[str, bool]] = []

    def attacks(self) -> int:
        """On bases and on convoys."""
        return self.counts["attack_base"] + self.counts["attack_convoy"]

    def violence_in_iraq(self) -> int:
        """What Americans suffer on Iraqi soil: attacks on bases there, convoys bombed, sieges."""
        return self.bases_in_iraq + self.counts["attack_convoy"] + self.counts["assault_embassy"]

    def blows(self) -> int:
        """Strikes and killings."""
        return self.counts["strike"] + self.counts["kill_leader"]

    def rung(self) -> int:
        """The highest rung of the day's acts, lifted by blood; open war is for the model to see."""
        rung = max((RUNG.get(name, 0) for name, n in self.counts.items() if n), default=0)
        if self.lethal:
            return max(rung, 4)
        return max(rung, 3) if self.wounded_in_attacks or self.crews_killed else rung


def felt(carried: float, today: float, at_once: float) -> float:
    """The level of a memory of which a share is answered on the very day: `today` is what has happened so far."""
    return carried + at_once * (today - carried)


class WarWatch:
    """Remembers when Iran and the United States last fired on each other's soil or troops."""

    def __init__(self) -> None:
        self.salvo = self.strike_on_iran = -10_000

    def rung(self, today: Day, number: int) -> int:
        """The day's rung: 9 if it is direct fire and both have fired within a week."""
        if today.counts["launch_missiles"]:
            self.salvo = number
        if today.counts["strike_iran"]:
            self.strike_on_iran = number
        rung = today.rung()
        both = number - min(self.salvo, self.strike_on_iran) <= WAR_WITHIN_DAYS
        return 9 if both and rung >= 8 else rung
