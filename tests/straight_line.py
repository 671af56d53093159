"""The whole rate system again, in plain Python: floats, dictionaries, loops over days; no recursion, no arrays.

Written from the docstrings of the rules to check the model against. Whatever is felt is kept as a table, act by act, of what each
past act is worth today (`Felt`): a memory is the sum of its table, and what share of a motive is owed to the acts that a source
names is read off it. Truces are explicit dates. Shares nothing with `sim` but the names of decisions and parameters.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from tests.handmade import ALL, ISRAELI_DAYS, OFFICES, REPORTED, ROWS, SPANS, Row, Said, calendar, id_of, number_of

Values = Mapping[str, float]
Felt = dict[int, float]
"""What each past act, by its number, is worth today."""
UNSEEN = -1
"""Stands in a `Felt` for all the acts that the record missed."""

DAY = (
    ("order_restraint", "order_pressure", "broker_truce", "warn_militia"),
    (
        *("announce_truce", "end_truce", "attack_base", "attack_convoy", "assault_embassy"),
        *("launch_missiles", "strike_in_iraq", "attack_shipping"),
    ),
    ("counter_fire", "strike", "kill_leader", "strike_iran", "draw_down"),
    (
        *("condemn_us", "condemn_militia", "raid", "release", "move_expulsion"),
        *("threaten", "warn", "sanction", "reinforce"),
    ),
)
"""Who is heard when: a part of the day knows what the parts before it did."""
POOLED = ("attack_base", "attack_convoy", "assault_embassy", "announce_truce", "end_truce", "threaten")
ATTACKS = ("attack_base", "attack_convoy")
BLOWS = ("strike", "kill_leader")
VOICES = ("actor", "source", "opponent")
PRETEXTS = 30


@dataclass
class Deed:
    """What happened on a day: an act of a group, or all that a state did of one kind.

    `by` is what part of it each group did, as the rules of its day have it.
    """

    number: int
    day: int
    decision: str
    rows: tuple[Row, ...]
    marks: dict[str, float]
    by: dict[str, float] = field(default_factory=dict)

    def hit(self, group: str) -> float:
        return self.marks.get(f"hit_{group}", 0.0)

    @property
    def on_a_group(self) -> float:
        return sum(self.hit(group) for group in ALL)

    def binds(self, group: str) -> bool:
        return group in self.rows[0].scope


@dataclass(frozen=True)
class Motive:
    """`weight` times what is felt; the weight alone for a standing will (`felt` is None) and for one that rests on a context.

    Momentum is `unspoken`: nobody ever gives it as a reason.
    """

    weight: float
    felt: Felt | None = None
    during: str = ""
    unspoken: bool = False

    @property
    def value(self) -> float:
        return self.weight * (1.0 if self.felt is None else sum(self.felt.values()))


Table = dict[str, tuple[list[Motive], float]]
"""By decision: its motives, and what holds it back."""


def rate_of(motives: Sequence[Motive], hold: float) -> float:
    return sum(motive.value for motive in motives) * math.exp(-hold)


def joined(*tables: tuple[float, Felt]) -> Felt:
    """Weighed sums, act by act."""
    result: Felt = defaultdict(float)
    for weight, felt in tables:
        for number, worth in felt.items():
            result[number] += weight * worth
    return dict(result)


def once_a_part(method: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what several terms of a part of the day need; only to save time."""

    @functools.wraps(method)
    def kept(self: Straight, *args: object) -> Any:
        key = (method.__name__, args)
        if key not in self.kept:
            self.kept[key] = method(self, *args)
        return self.kept[key]

    return kept


def deeds_of(rows: Sequence[Row]) -> list[Deed]:
    """What happened day by day. All that a state did of one kind on one day is one act: the groups hit share the blow, casualties
    add up, and facts of the day (soil, whose leader) count once.
    """
    found: list[tuple[Row, ...]] = [(row,) for row in rows if row.decision in POOLED]
    of_states = sorted((row for row in rows if row.decision not in POOLED), key=lambda row: (row.day, row.decision))
    found += [tuple(group) for _, group in groupby(of_states, key=lambda row: (row.day, row.decision))]
    return [Deed(number, of[0].day, of[0].decision, of, marks_of(of)) for number, of in enumerate(found)]


def marks_of(rows: tuple[Row, ...]) -> dict[str, float]:
    if len(rows) == 1:
        return rows[0].marks
    marks: dict[str, float] = defaultdict(float)
    for row in rows:
        for name, value in row.marks.items():
            marks[name] += value
    whole = sum(value for name, value in marks.items() if name.startswith("hit_"))
    shared = {name: value / whole for name, value in marks.items() if name.startswith("hit_")}
    facts = {name: min(marks[name], 1.0) for name in ("in_iraq", "of_commander", "soldiers_hit")}
    return {**marks, **shared, **facts}


class Straight:
    """One pass over the days under one parameter vector.

    `log_probability` is the sum by decision (of what is said of its acts under `links/DECISION`), `rates[day][actor, decision]`
    the rates of each day.
    """

    def __init__(
        self, p: Values, days: int, rows: Sequence[Row] = ROWS, *, complete: bool = False, said: Collection[Said] = ()
    ) -> None:
        self.p, self.rows, self.complete, self.said = p, rows, complete, said
        self.table: dict[tuple[int, str], list[Deed]] = defaultdict(list)
        for deed in deeds_of(rows):
            self.table[deed.day, deed.decision].append(deed)
        self.deeds: list[Deed] = []  # what everybody has heard of
        self.kept: dict[Any, Any] = {}
        self.unseen: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self.log_probability: dict[str, float] = defaultdict(float)
        self.rates: list[dict[tuple[str, str], float]] = []
        for t in range(days):
            self.t = t
            self.rates.append({})
            for part in DAY:
                self.live_through(part)

    def live_through(self, part: Sequence[str]) -> None:
        """Everybody decides and is scored; then everybody hears of it."""
        self.kept.clear()
        for decision in (name for name in part if name in POOLED):
            self.score_militias(decision)
        for actor, table in (("iran", self.iran()), ("us", self.us()), ("iraq_government", self.baghdad())):
            for decision in (name for name in part if name in table):
                self.score_state(actor, decision, table[decision])
        self.deeds += [deed for decision in part for deed in self.table[self.t, decision]]

    # What happened --------------------------------------------------------------------------------------------------------

    def felt(self, worth: Callable[[int], float], amount: Callable[[Deed], float], *decisions: str) -> Felt:
        """What each act so far is worth, by how many days ago it was; none of it where it has no part in it."""
        known = ((deed, amount(deed)) for deed in self.deeds if deed.decision in decisions)
        return {deed.number: n * worth(self.t - deed.day) for deed, n in known if n}

    def decay(self, half_life: str) -> float:
        h = self.p[half_life]
        return math.exp(-math.log(2.0) / h) if h > 0 else 0.0

    def answer(self, half_life: str, stages: int = 1, at_once: str = "") -> Callable[[int], float]:
        """A kernel of mass one: a share on the very day, the rest by stages from the day after."""
        d, s = self.decay(half_life), self.p[at_once] if at_once else 0.0

        def worth(lag: int) -> float:
            if lag == 0:
                return s
            return (1 - s) * ((1 - d) * d ** (lag - 1) if stages == 1 else lag * (1 - d) ** 2 * d ** (lag - 1))

        return worth

    def fading(self, half_life: str) -> Callable[[int], float]:
        """A trace of peak one, from the day after."""
        d = self.decay(half_life)
        return lambda lag: d ** (lag - 1) if lag else 0.0

    def undone(self, felt: Felt, decision: str, frees: Callable[[Deed], float]) -> Felt:
        """What is felt of acts that no later act of this kind, up to yesterday, has undone: to `frees`, not nothing."""
        ends = [deed.day for deed in self.deeds if deed.decision == decision and deed.day < self.t and frees(deed)]
        days = {deed.number: deed.day for deed in self.deeds}
        return {number: worth for number, worth in felt.items() if not any(day >= days[number] for day in ends)}

    def each(self, worth: Callable[[int], float], *decisions: str) -> Felt:
        return self.felt(worth, lambda deed: 1.0, *decisions)

    def marked(self, worth: Callable[[int], float], mark: str, *decisions: str) -> Felt:
        return self.felt(worth, lambda deed: deed.marks.get(mark, 0.0), *decisions)

    def israeli(self) -> float:
        """Felt from the day after, like every event."""
        d = self.decay("scene.israeli_half_life")
        return sum((1 - d) * d ** (self.t - day - 1) for day in ISRAELI_DAYS if day < self.t)

    def on(self, name: str, day: int | None = None) -> float:
        first, last = SPANS[name]
        return 1.0 if first <= (self.t if day is None else day) <= last else 0.0

    def office(self, role: str) -> str:
        return [holder for day, holder in OFFICES[role] if day <= self.t][-1]

    def reported(self, decision: str) -> float:
        return 1.0 if self.complete else REPORTED.get((decision, calendar(self.t).month), 1.0)

    # What everybody sees --------------------------------------------------------------------------------------------------

    @once_a_part
    def harassment(self) -> Felt:
        return self.each(self.answer("scene.harassment_half_life"), *ATTACKS)

    @once_a_part
    def sovereignty(self) -> Felt:
        return self.marked(self.fading("scene.sovereignty_half_life"), "in_iraq", *BLOWS)

    @once_a_part
    def grudge(self) -> Felt:
        return self.marked(self.fading("scene.grudge_half_life"), "of_commander", "kill_leader")

    @once_a_part
    def revenge(self) -> Felt:
        return self.each(self.answer("scene.revenge_half_life"), "kill_leader")

    @once_a_part
    def bred(self, group: str, decision: str, half_life: str) -> Felt:
        """Attacks of a group, the unseen ones at their expectation."""
        worth = self.answer(half_life)
        seen = self.felt(worth, lambda deed: deed.by.get(group, 0.0), decision)
        missed = sum(n * worth(self.t - day) for day, n in self.unseen[group, decision].items() if day < self.t)
        return seen | ({UNSEEN: missed} if missed else {})

    @once_a_part
    def patron_struck(self) -> Felt:
        return self.each(self.answer("scene.patron_half_life"), "strike_iran")

    @once_a_part
    def attacks_of_all(self) -> Felt:
        return joined(*((1.0, self.bred(group, "attack_base", "scene.momentum_half_life")) for group in ALL))

    # Truces, by dates -----------------------------------------------------------------------------------------------------

    @once_a_part
    def firmness(self, group: str, on_convoys: bool) -> float:
        level = 0.0
        for row in self.rows:
            if row.decision != "announce_truce" or row.day >= self.t or group not in row.scope:
                continue
            if on_convoys and not row.spares_convoys:
                continue
            ends = [r for r in self.rows if r.decision == "end_truce" and group in r.scope and row.day <= r.day < self.t]
            if ends:
                continue
            if row.until is not None:
                force = 1.0 if self.t <= row.until else 0.0
            elif row.while_context:
                force = min(self.on(row.while_context, day) for day in range(row.day + 1, self.t + 1))
            else:
                force = self.decay("militia.truce_half_life") ** (self.t - row.day - 1)
            level = max(level, force * self.unbroken(group, row.day))
        return level

    def unbroken(self, group: str, since: int) -> float:
        """What the group's own attacks on bases, after the day of the announcement, have left of a truce."""
        own: dict[int, float] = defaultdict(float)
        for deed in self.deeds:
            if deed.decision == "attack_base" and since < deed.day < self.t:
                own[deed.day] += deed.by.get(group, 0.0)
        return math.prod(1 - self.p["militia.truce_breach"] * min(n, 1.0) for n in own.values())

    # Tehran's grip --------------------------------------------------------------------------------------------------------

    @once_a_part
    def underestimation(self) -> float:
        surprise = self.each(self.fading("iran.surprise_half_life"), *BLOWS)
        return self.p["iran.underestimation"] / (1.0 + sum(surprise.values()))

    def commander_dead(self) -> bool:
        return any(deed.marks.get("of_commander") and deed.day < self.t for deed in self.deeds)

    def authority(self) -> float:
        return self.p["iran.authority_successor" if self.commander_dead() else "iran.authority"]

    @once_a_part
    def orders(self, decision: str) -> Felt:
        return self.each(self.fading("scene.order_half_life"), decision)

    def grip(self) -> float:
        """On clients who are told to hold: authority, or at least the bounds that a weak commander can set."""
        a = self.authority()
        return a + (1 - a) * self.p["iran.bounding"]

    # Militias -------------------------------------------------------------------------------------------------------------

    def lead(self, row: Row) -> float:
        """How far the groups that a row binds lead: their shares of attacks as against the largest, no more than in full."""
        largest = max(self.p[f"{group}.share_of_bases"] for group in ALL)
        return min(sum(self.p[f"{group}.share_of_bases"] for group in row.scope) / largest, 1.0)

    def halts(self) -> list[Row]:
        """Truces without a stated end before today, but for those before a war that has begun since."""
        open_ended = [r for r in self.rows if r.decision == "announce_truce" and r.until is None and not r.while_context]
        first = SPANS["gaza_war"][0]
        return [row for row in open_ended if row.day < self.t and not row.day < first <= self.t]

    def halted(self) -> float:
        fading = self.decay("scene.halt_half_life")
        return sum(self.lead(row) * fading ** (self.t - row.day - 1) for row in self.halts())

    def campaign(self) -> float:
        left, on = self.p["militia.campaign_left"], math.prod(1 - self.lead(row) for row in self.halts())
        return self.on("gaza_war") * (1 - self.on("gaza_truce")) * (left + (1 - left) * on)

    def blow_on(self, group: str) -> Callable[[Deed], float]:
        """A group's part of a blow: what hit it, and by standing blame its share of what hit no group."""
        return lambda deed: deed.hit(group) + self.p[f"{group}.blame"] * max(1.0 - deed.on_a_group, 0.0)

    def mixed(self, own: Felt, everyones: Felt, share: float) -> Felt:
        s = self.p["militia.solidarity"]
        return joined((1 - s, own), (s * share, everyones))

    @once_a_part
    def mourning(self, group: str) -> Felt:
        """Blows that left dead to bury, on Iraqi soil."""

        def dead(deed: Deed) -> float:
            return deed.hit(group) if deed.marks.get("militia_killed") and deed.marks.get("in_iraq") else 0.0

        return self.felt(self.answer("militia.funeral_half_life", stages=2), dead, *BLOWS)

    @once_a_part
    def holds(self, g: str) -> float:
        p = self.p
        raided = self.felt(self.fading("militia.raid_half_life"), lambda deed: deed.hit(g), "raid")
        raided = self.undone(raided, "release", lambda deed: deed.hit(g))
        fear = self.each(self.fading("scene.fear_half_life"), *BLOWS)
        return (
            self.order_hold(g)
            + p["militia.fear"] * sum(fear.values())
            + p["militia.raid_hold"] * sum(raided.values())
            + p["militia.street_hold"] * max(self.on("protests"), self.on("sadr_standoff"))
        )

    @once_a_part
    def open_in_iraq(self) -> float:
        """Of the American targets, after hand-overs and cuts, as far as they are not spared for a government of friends."""
        lost = self.each(self.fading("scene.exposure_half_life"), "draw_down")
        gone = self.p["militia.posture_hold"] * self.p["scene.draw_down_share"] * sum(lost.values())
        return math.exp(-gone - self.p["militia.own_government_hold"] * self.on("framework_government") * (1 - self.campaign()))

    @once_a_part
    def drawn_abroad(self) -> float:
        """Where attacks would fall if all targets were there."""
        p, recently = self.p, self.answer("scene.momentum_half_life")
        here, there = (sum(self.marked(recently, mark, "attack_base").values()) for mark in ("in_iraq", "abroad"))
        standing = p["marks.abroad_under_friends" if self.on("framework_government") else "marks.abroad"]
        return (p["marks.place_inertia"] * standing + there) / (p["marks.place_inertia"] + here + there)

    def reach(self) -> float:
        return self.drawn_abroad() + (1 - self.drawn_abroad()) * self.open_in_iraq()

    def order_hold(self, g: str) -> float:
        held = sum(self.orders("order_restraint").values())
        return self.p["militia.order_hold"] * self.p[f"{g}.obedience"] * self.grip() * held

    @once_a_part
    def militia(self, g: str) -> Table:
        return {**self.attacks(g), **self.truces(g), "threaten": (self.threats(g), 0.0)}

    def attacks(self, g: str) -> Table:
        p = self.p
        bases, roads, umbrella = p[f"{g}.share_of_bases"], p[f"{g}.share_of_convoys"], p[f"{g}.share_of_gaza"]
        reprisal, hold, truce = self.answer("scene.reprisal_half_life"), self.holds(g), p["militia.truce_hold"]
        struck, all_struck = self.felt(reprisal, self.blow_on(g), *BLOWS), self.each(reprisal, *BLOWS)
        pressed = p["militia.pressed_attacks"] * p[f"{g}.obedience"] * self.authority()

        def breeding(decision: str, half_life: str, share: float) -> Felt:
            everyones = joined(*((1.0, self.bred(group, decision, half_life)) for group in ALL))
            return self.mixed(self.bred(g, decision, half_life), everyones, share)

        base = [
            Motive(p["militia.base_attacks"] * bases),
            Motive(p["militia.branching"], breeding("attack_base", "scene.momentum_half_life", bases), unspoken=True),
            Motive(p["militia.reprisal"], self.mixed(struck, all_struck, bases)),
            Motive(p["militia.revenge"] * bases, self.revenge()),
            Motive(p["militia.anniversary_attacks"] * bases * self.on("anniversary"), self.grudge(), "anniversary"),
            Motive(p["militia.gaza_attacks"] * umbrella * self.campaign(), during="gaza_war"),
            Motive(p["militia.israeli_attacks"] * bases * self.israeli()),
            Motive(pressed * bases, self.orders("order_pressure")),
            Motive(p["militia.attacks_per_strike_on_iran"] * bases * p[f"{g}.obedience"], self.patron_struck()),
            Motive(p["militia.protest_attacks"] * bases * self.on("protests"), during="protests"),
            Motive(p["militia.talks_attacks"] * bases * self.on("withdrawal_talks"), during="withdrawal_talks"),
            Motive(p["militia.mission_attacks"] * bases * self.on("missions_attacked"), during="missions_attacked"),
        ]
        pause = p["militia.gaza_pause_hold"] * self.on("gaza_war") * self.on("gaza_truce")
        halted = p["militia.halt_followed"] * self.halted()
        convoy = [
            Motive(p["militia.convoy_attacks"] * roads),
            Motive(p["militia.convoy_branching"], breeding("attack_convoy", "scene.convoy_half_life", roads), unspoken=True),
            Motive(p["militia.convoy_reprisal"], self.mixed(struck, all_struck, roads)),
            Motive(pressed * roads, self.orders("order_pressure")),
        ]
        march = [Motive(p["militia.march_floor"] * bases), Motive(p["militia.funeral_march"], self.mourning(g))]
        moved = self.each(self.fading("militia.promise_half_life"), "move_expulsion")
        return {
            "attack_base": (base, hold + halted + pause + truce * self.firmness(g, False) - math.log(self.reach())),
            "attack_convoy": (convoy, hold + truce * self.firmness(g, True) - math.log(self.open_in_iraq())),
            "assault_embassy": (march, self.order_hold(g) + p["militia.march_hold"] * sum(moved.values())),
        }

    def truces(self, g: str) -> Table:
        p, bases = self.p, self.p[f"{g}.share_of_bases"]
        mediated = self.each(self.answer("militia.mediation_half_life", at_once="militia.mediated_at_once"), "broker_truce")
        killed = self.marked(self.answer("militia.alarm_half_life"), "lethal", *ATTACKS)
        promised = self.felt(self.fading("militia.truce_half_life"), lambda deed: float(deed.binds(g)), "announce_truce")
        friends = self.on("framework_government")
        announce = [
            Motive(bases * p["militia.truce_floor"]),
            Motive(bases * p["militia.mediated_truce"], mediated),
            Motive(bases * p["militia.ordered_truce"] * self.grip(), self.orders("order_restraint")),
            Motive(bases * p["militia.truces_per_death"], killed),
            Motive(bases * p["militia.embarrassed_truce"] * friends, self.sovereignty(), "framework_government"),
            Motive(bases * p["militia.friendly_truce"] * friends, during="framework_government"),
            Motive(bases * p["militia.gaza_truce"] * self.on("gaza_truce"), during="gaza_truce"),
        ]
        end = [
            Motive(bases * p["militia.truce_floor"]),
            Motive(p["militia.unmet_end"], self.undone(promised, "end_truce", lambda deed: deed.binds(g))),
            Motive(bases * p["militia.killed_end"], self.revenge()),
            Motive(bases * p["militia.talks_end"] * self.on("withdrawal_talks"), during="withdrawal_talks"),
        ]
        return {"announce_truce": (announce, 0.0), "end_truce": (end, 0.0)}

    def threats(self, g: str) -> list[Motive]:
        p, bases = self.p, self.p[f"{g}.share_of_bases"]
        soon = self.answer("militia.threat_half_life", at_once="militia.threats_at_once")
        mine = joined((1.0, self.felt(soon, self.blow_on(g), *BLOWS)), (1.0, self.felt(soon, lambda d: d.hit(g), "counter_fire")))
        fire_on_groups = self.felt(soon, lambda deed: deed.on_a_group, "counter_fire")
        outrage = self.mixed(mine, joined((1.0, self.each(soon, *BLOWS)), (1.0, fire_on_groups)), bases)
        return [
            Motive(p["militia.threats"] * bases),
            Motive(p["militia.threats_per_blow"], outrage),
            Motive(p["militia.threats_per_sanction"] * bases, self.each(self.answer("militia.threat_half_life"), "sanction")),
            Motive(p["militia.threats_per_israeli_strike"] * bases * self.israeli()),
            Motive(p["militia.gaza_threats"] * p[f"{g}.share_of_gaza"] * self.on("gaza_war"), during="gaza_war"),
            Motive(p["militia.talks_threats"] * bases * self.on("withdrawal_talks"), during="withdrawal_talks"),
            Motive(p["militia.threats_per_strike_on_iran"] * bases, self.patron_struck()),
        ]

    # States ---------------------------------------------------------------------------------------------------------------

    def iran(self) -> Table:
        p, bold, caution = self.p, self.underestimation(), self.answer("iran.caution_half_life")
        vengeance = self.answer("iran.vengeance_half_life", stages=2)
        struck = self.each(vengeance, "strike_iran")
        borne = self.each(self.answer("iran.boldness_half_life"), *ATTACKS, "attack_shipping")
        unrest, pressure = self.on("unrest_in_iran"), self.on("maximum_pressure")
        motives = {
            "launch_missiles": [
                Motive(p["iran.launch_floor"]),
                Motive(p["iran.launches_per_commander"], self.marked(vengeance, "of_commander", "kill_leader")),
                Motive(p["iran.launches_per_strike"], struck),
                Motive(p["iran.launches_per_dead"], self.marked(vengeance, "iran_killed", "strike_iran")),
            ],
            "strike_in_iraq": [
                Motive(p["iran.border_fire"]),
                Motive(p["iran.unrest_fire"] * unrest, during="unrest_in_iran"),
                Motive(p["iran.fire_per_israeli_strike"] * self.israeli()),
            ],
            "attack_shipping": [
                Motive(p["iran.sea_attacks"]),
                Motive(p["iran.sea_attacks_under_pressure"] * pressure * bold, during="maximum_pressure"),
                Motive(p["iran.sea_attacks_per_strike"], struck),
                Motive(p["iran.sea_attacks_per_provocation"] * bold, borne),
            ],
            "order_restraint": [
                Motive(p["iran.order_floor"]),
                Motive(p["iran.caution_per_death"] * (1 - bold), self.marked(caution, "lethal", *ATTACKS)),
                Motive(p["iran.caution_per_attack"] * (1 - bold), self.each(caution, "attack_base")),
                Motive(p["iran.caution_per_warning"], self.each(caution, "warn")),
                Motive(p["iran.caution_per_sanction"], self.each(caution, "sanction")),
                Motive(p["iran.caution_per_blow"], self.each(caution, *BLOWS)),
                Motive(p["iran.orders_in_transition"] * self.on("us_transition"), during="us_transition"),
            ],
            "order_pressure": [
                Motive(p["iran.order_floor"]),
                Motive(p["iran.orders_from_protests"] * self.on("protests") * bold, during="protests"),
                Motive(p["iran.orders_under_pressure"] * pressure, during="maximum_pressure"),
                Motive(p["iran.pressure_per_sanction"], self.each(caution, "sanction")),
                Motive(p["iran.pressure_per_blow"], self.each(caution, *BLOWS)),
                Motive(p["iran.orders_per_strike"], struck),
                Motive(p["iran.orders_per_provocation"] * bold, borne),
            ],
        }
        return {decision: (terms, 0.0) for decision, terms in motives.items()}

    def us(self) -> Table:
        spared = self.p["us.spare_baghdad"] * sum(self.sovereignty().values())
        put_off = self.p["us.draw_down_hold"] * sum(self.harassment().values())
        holds = {"strike": spared, "kill_leader": spared, "draw_down": put_off}
        motives = {**self.force(), **self.words_and_posture()}
        return {decision: (terms, holds.get(decision, 0.0)) for decision, terms in motives.items()}

    def force(self) -> dict[str, list[Motive]]:
        p = self.p
        two, one = (self.answer("us.answer_half_life", stages, "us.same_night_share") for stages in (2, 1))
        deaths, wounds = self.marked(two, "lethal", *ATTACKS), self.marked(one, "wounding", *ATTACKS)
        sieges = self.each(self.answer("us.siege_half_life"), "assault_embassy")
        unhurried = self.answer("us.answer_half_life", stages=2)
        salvo = self.marked(unhurried, "us_killed", "launch_missiles")
        back = self.answer("us.counter_fire_half_life", at_once="us.counter_fire_at_once")
        here, there = self.marked(back, "in_iraq", "attack_base"), self.marked(back, "abroad", "attack_base")
        not_borne = math.exp(-p[f"us.tolerance_{self.office('administration')}"])
        return {
            "strike": [
                Motive(p["us.force_floor"]),
                Motive(p["us.strikes_per_lethal_attack"], deaths),
                Motive(p["us.strikes_per_wounding_attack"], wounds),
                Motive(p["us.strikes_per_siege"], sieges),
                Motive(p["us.prompt_strikes_per_attack"] * not_borne, self.each(one, *ATTACKS)),
                Motive(p["us.strikes_per_drone"] * not_borne, self.marked(one, "drone", "attack_base")),
                Motive(p["us.strikes_per_attack"] * not_borne, self.harassment()),
            ],
            "counter_fire": [
                Motive(p["us.counter_fire_floor"]),
                Motive(p["us.counter_fire_per_attack"], here),
                Motive(p["us.counter_fire_per_attack_abroad"], there),
                Motive(p["us.counter_fire_on_crews"] * sum(self.attacks_of_all().values())),
            ],
            "kill_leader": [
                Motive(p["us.killing_floor"]),
                Motive(p["us.killings_per_siege"], sieges),
                Motive(p["us.killings_per_lethal_attack"], deaths),
                Motive(p["us.killings_per_attack"] * not_borne, self.harassment()),
            ],
            "strike_iran": [
                Motive(p["us.war_floor"]),
                Motive(p["us.war_per_death"], salvo),
                Motive(p["us.war_per_salvo"], self.each(unhurried, "launch_missiles")),
            ],
        }

    def words_and_posture(self) -> dict[str, list[Motive]]:
        p, liable = self.p, self.on("patron_liability")
        alarm = self.answer("us.alarm_half_life", at_once="us.alarm_at_once")
        alarms = self.each(alarm, *ATTACKS)
        worst = joined((1.0, self.marked(alarm, "lethal", *ATTACKS)), (1.0, self.each(alarm, "assault_embassy")))
        clients = self.each(self.answer("us.sanction_half_life"), *ATTACKS)
        standing = p["us.sanctions"] * (1 + p["us.sanctions_pressure"] * self.on("maximum_pressure"))
        return {
            "sanction": [Motive(standing), Motive(p["us.sanctions_per_attack"] * liable, clients, "patron_liability")],
            "warn": [
                Motive(p["us.warnings"]),
                Motive(p["us.warnings_per_attack"], alarms),
                Motive(p["us.warnings_per_death"], worst),
                Motive(p["us.liability_warnings"] * liable, alarms, "patron_liability"),
                Motive(p["us.warnings_per_border_fire"], self.each(alarm, "strike_in_iraq")),
            ],
            "reinforce": [
                Motive(p["us.deployments"]),
                Motive(p["us.deployments_per_attack"], alarms),
                Motive(p["us.deployments_per_death"], worst),
                Motive(p["us.deployments_per_blow"], self.each(alarm, "kill_leader", "launch_missiles", "strike_iran")),
                Motive(p["us.deployments_at_anniversary"] * self.on("anniversary"), self.grudge(), "anniversary"),
            ],
            "draw_down": [
                Motive(p["us.draw_downs"]),
                Motive(p["us.draw_downs_per_vote"], self.each(self.answer("us.posture_half_life"), "move_expulsion")),
                Motive(p["us.draw_downs_per_attack"], self.harassment()),
            ],
        }

    def detained(self) -> Felt:
        """Men held, group by group and those of no known group; a release lets go the men of the groups it names."""
        worth = self.fading("iraq_government.detention_half_life")
        held = (self.undone(self.felt(worth, whom, "raid"), "release", whom) for whom in self.prisoners())
        return joined(*((1.0, felt) for felt in held))

    def on_the_state(self, deed: Deed) -> float:
        """The part of a blow that falls on groups on the payroll."""
        return sum(deed.hit(group) * self.p[f"{group}.on_payroll"] for group in ALL)

    def prisoners(self) -> Iterator[Callable[[Deed], float]]:
        yield lambda deed: deed.marks.get("unnamed", 0.0)
        for group in ALL:
            yield lambda deed, group=group: deed.hit(group)  # type: ignore[misc]

    def baghdad(self) -> Table:
        p = {name.partition(".")[2]: value for name, value in self.p.items() if name.startswith("iraq_government.")}

        def soon(half_life: str, at_once: str = "") -> Callable[[int], float]:
            return self.answer(f"iraq_government.{half_life}", at_once=at_once and f"iraq_government.{at_once}")

        violence = (*ATTACKS, "assault_embassy")
        threats = self.each(self.fading("iraq_government.force_half_life"), "threaten")
        mediation = soon("mediation_half_life")
        deaths = self.marked(soon("notice_half_life"), "lethal", *ATTACKS)
        protest = "protest_half_life", "protests_at_once"
        condemned = self.marked(soon(*protest), "in_iraq", *BLOWS)
        on_soil = self.marked(soon("vote_half_life"), "in_iraq", "kill_leader")
        rebuked = self.marked(soon("rebuke_half_life", "rebukes_at_once"), "in_iraq", *violence)
        soldiers = self.marked(soon("protest_half_life", "protests_at_once"), "soldiers_hit", "strike")
        lost = self.marked(soon("vote_half_life"), "soldiers_hit", "strike")
        raids = p[f"raids_per_attack_{self.office('government')}"]
        motives = {
            "condemn_us": [
                Motive(p["protest_floor"]),
                Motive(p["protests_per_strike"], condemned),
                Motive(p["protests_per_soldiers_hit"], soldiers),
                Motive(p["protests_per_blow_on_state"], self.felt(soon(*protest), self.on_the_state, *BLOWS)),
            ],
            "condemn_militia": [Motive(p["rebukes"]), Motive(p["rebukes_per_attack"], rebuked)],
            "raid": [
                Motive(p["raid_floor"]),
                Motive(raids, self.marked(soon("inquiry_half_life", "arrests_at_once"), "in_iraq", *violence)),
                Motive(p["raids_per_warning"], self.each(soon("inquiry_half_life"), "warn")),
            ],
            "release": [
                Motive(p["raid_floor"]),
                Motive(p["releases"] + p["releases_under_threat"] * sum(threats.values()), self.detained()),
            ],
            "broker_truce": [
                Motive(p["mediation_floor"]),
                Motive(p["mediations_per_warning"], self.each(mediation, "warn")),
                Motive(p["mediations_per_death"], deaths),
                Motive(p["mediations_per_order"], self.each(mediation, "order_restraint")),
                Motive(p["mediations_when_dated"] * self.on("withdrawal_dated"), during="withdrawal_dated"),
            ],
            "move_expulsion": [
                Motive(p["expulsion_floor"]),
                Motive(p["expulsions_per_breach"], self.sovereignty()),
                Motive(p["expulsions_per_leader"], on_soil),
                Motive(p["expulsions_per_soldiers_hit"], lost),
                Motive(p["expulsions_per_move"], self.each(soon("vote_half_life"), "move_expulsion")),
                Motive(p["expulsions_per_truce"], self.each(mediation, "announce_truce")),
                Motive(p["expulsions_per_siege"], self.each(soon("vote_half_life"), "assault_embassy")),
            ],
            "warn_militia": [Motive(p["notice_floor"]), Motive(p["notices_per_death"], deaths)],
        }
        return {decision: (terms, 0.0) for decision, terms in motives.items()}

    # Scores ---------------------------------------------------------------------------------------------------------------

    def score_militias(self, decision: str) -> None:
        rates = {g: rate_of(*self.militia(g)[decision]) for g in ALL}
        self.rates[self.t].update({(g, decision): rate for g, rate in rates.items()})
        deeds = self.table[self.t, decision]
        everyone, seen = sum(rates.values()), self.reported(decision)
        self.log_probability[decision] += self.log_count(decision, len(deeds), everyone * seen)
        for deed in deeds:
            (row,) = deed.rows
            able = {g: rates[g] for g in (row.may_be or (row.actor,))}
            self.log_probability[decision] += math.log(sum(able.values()) / everyone)
            deed.by = {g: rate / sum(able.values()) for g, rate in able.items()}
            self.score_marks(deed)
            self.hear(deed, {g: self.militia(g)[decision][0] for g in ALL})
        if seen < 1.0:
            for g in ALL:
                self.unseen[g, decision][self.t] += rates[g] * (1 - seen)

    def log_count(self, decision: str, n: int, mean: float) -> float:
        names = {"attack_base": "militia.base_dispersion", "attack_convoy": "militia.convoy_dispersion"}
        return log_negative_binomial(n, mean, self.p[names[decision]]) if decision in names else log_poisson(n, mean)

    def score_state(self, actor: str, decision: str, table: tuple[list[Motive], float]) -> None:
        rate = self.rates[self.t][actor, decision] = rate_of(*table)
        deeds = self.table[self.t, decision]
        self.log_probability[decision] += math.log(1.0 - math.exp(-rate)) if deeds else -rate
        for deed in deeds:
            self.score_marks(deed, table[0])
            self.hear(Deed(**{**vars(deed), "by": {actor: 1.0}}), {actor: table[0]})

    # Marks ----------------------------------------------------------------------------------------------------------------

    def score_marks(self, deed: Deed, motives: Sequence[Motive] = ()) -> None:
        """Where it fell, with what, and whom it harmed, as far as the record states it."""
        unstated = {name for row in deed.rows for name in row.unstated if all(name in each.unstated for each in deed.rows)}
        if deed.decision == "attack_base":
            chances = self.attack_marks(deed.marks, "drone" not in unstated)
        elif deed.decision == "launch_missiles":
            chances = [either(deed.marks.get("us_killed", 0.0) > 0, self.p["marks.salvo_lethal"])]
        elif deed.decision in ("strike", "counter_fire", "kill_leader"):
            chances = self.fire_marks(deed, motives, "militia_killed" not in unstated)
        else:
            return
        self.log_probability[f"marks/{deed.decision}"] += sum(math.log(chance) for chance in chances)

    def attack_marks(self, marks: Mapping[str, float], weapon_known: bool) -> list[float]:
        p, abroad = self.p, self.drawn_abroad() / self.reach()
        drone = p["marks.drone_share_in_gaza_war" if self.on("gaza_war") else "marks.drone_share"] * self.on("attack_drones")
        by_weapon = []
        for ending, chance, through in (("_drone", drone, 1 - p["marks.drones_stopped"]), ("", 1 - drone, 1.0)):
            kills, wounds = p[f"marks.lethal{ending}"] * through, p[f"marks.wounding{ending}"] * through
            wounds = min(wounds, 1 - kills)
            harm = kills if marks.get("lethal") else wounds if marks.get("wounding") else 1 - kills - wounds
            by_weapon.append(chance * harm)
        chances = [either(marks.get("abroad", 0.0) > 0, abroad)]
        chances.append(by_weapon[0 if marks.get("drone") else 1] if weapon_known else sum(by_weapon))
        if marks.get("lethal") and marks.get("us_killed"):
            chances.append(geometric(marks["us_killed"] - 1, p["marks.more_dead"]))
        if marks.get("wounding"):
            chances.append(geometric(marks["us_wounded"] - 1, p["marks.wounded"] - 1))
        return chances

    def fire_marks(self, deed: Deed, motives: Sequence[Motive], dead_known: bool) -> list[float]:
        p, marks, us = self.p, deed.marks, self.office("administration")
        in_iraq, dead, values = marks.get("in_iraq", 0.0) > 0, marks.get("militia_killed", 0.0), [m.value for m in motives]
        if deed.decision == "counter_fire":
            soil = (values[1] + p["us.counter_fire_in_iraq"] * (values[0] + values[3])) / sum(values)
            chances, mean = [either(in_iraq, soil)], p["us.militia_killed_per_counter_fire"]
        elif deed.decision == "kill_leader":
            reach = p[f"us.commander_share_{us}"] * self.on("patron_liability") * (not self.commander_dead())
            chances, mean = [either(marks.get("of_commander", 0.0) > 0, reach)], p["us.more_dead_per_killing"]
            dead = max(dead - 1, 0)
        else:
            noticed = sum(self.each(self.fading("scene.notice_half_life"), "warn_militia").values())
            noticed = min(noticed + len(self.table[self.t, "warn_militia"]), 1.0)
            mean = p["us.militia_killed_in_iraq" if in_iraq else "us.militia_killed_abroad"]
            mean *= (1 + p["us.answer_to_death"] * values[1] / sum(values)) * (1 - p["us.notice_saves"] * noticed)
            chances, soldiers = [either(in_iraq, p[f"us.in_iraq_{us}"])], marks.get("iraqi_forces_killed", 0.0)
            if in_iraq:
                chances.append(either(soldiers > 0, p["us.soldiers_hit"]))
                chances += [geometric(soldiers - 1, p["us.more_soldiers_killed"])] if soldiers else []
        if dead_known:
            chances.append(geometric(dead, mean))
        if deed.decision != "counter_fire" and deed.on_a_group:
            chances.append(sum(self.belief(group) for group in ALL if deed.hit(group)))
        return chances

    def belief(self, group: str) -> float:
        """Washington's: recent attacks as attributed, mixed with standing blame."""
        fading = self.fading("us.blame_half_life")
        blamed = {g: sum(self.felt(fading, lambda deed, g=g: deed.by.get(g, 0.0), *ATTACKS).values()) for g in ALL}  # type: ignore[misc]
        seen, accuracy = sum(blamed.values()), self.p["us.attribution_accuracy"]
        standing = self.p[f"{group}.blame"]
        return accuracy * blamed[group] / seen + (1 - accuracy) * standing if seen > 1e-9 else standing

    # What is said of them -------------------------------------------------------------------------------------------------

    def hear(self, deed: Deed, motives: Mapping[str, Sequence[Motive]]) -> None:
        """log(c share + (1 - c) / M) for what is said of an act, if anything is.

        If no motive of anybody who takes this decision rests on what is named, the act is said to come from outside the model.
        """
        said = [each for each in self.said if each.by in VOICES and self.id_of(each.answer) in self.ids(deed)]
        if not said:
            return
        named = {self.id_of(each.cause) for each in said if not isinstance(each.cause, str)} | self.ids(deed)
        numbers = {known.number for known in self.deeds if self.ids(known) & named}
        texts = {each.cause for each in said if isinstance(each.cause, str)}
        contexts = {name for name in SPANS if f"context:{name}" in texts}
        spoken = {author: [motive for motive in of_one if not motive.unspoken] for author, of_one in motives.items()}
        inside = any(self.owed(motive, numbers, contexts) for of_one in spoken.values() for motive in of_one)

        def share(of_one: Sequence[Motive]) -> float:
            parts = (m.value * self.owed(m, numbers, contexts) if inside else m.value * (m.felt is None) for m in of_one)
            return sum(parts) / sum(m.value for m in of_one)

        c = self.p["links.credibility_actor" if any(each.by == "actor" for each in said) else "links.credibility_source"]
        lately = sum(known.day >= self.t - PRETEXTS for known in self.deeds)
        whole = sum(part * share(spoken[author]) for author, part in deed.by.items())
        self.log_probability[f"links/{deed.decision}"] += math.log(c * whole + (1 - c) / max(lately, 1))

    def id_of(self, what: tuple[int, str] | tuple[int, str, int]) -> int:
        return id_of(self.rows[number_of(*what, rows=self.rows)], self.rows)

    def ids(self, deed: Deed) -> set[int]:
        """Those of the rows that tell of it."""
        return {id_of(row, self.rows) for row in deed.rows}

    def owed(self, motive: Motive, numbers: Collection[int], contexts: Collection[str]) -> float:
        """The share of a motive that is owed to the acts, or to the context, that are named."""
        if motive.during in contexts and self.on(motive.during):
            return 1.0
        felt = motive.felt or {}
        named = sum(worth for number, worth in felt.items() if number in numbers)
        return named / sum(felt.values()) if named else 0.0


def either(happened: bool, chance: float) -> float:
    return chance if happened else 1 - chance


def geometric(n: float, mean: float) -> float:
    """By the definition: (1 - q) q^n with mean q / (1 - q)."""
    q = mean / (1 + mean)
    return (1 - q) * q**n


def log_poisson(n: int, mean: float) -> float:
    """By the definition: exp(-mean) mean^n / n!."""
    return -mean + n * math.log(mean) - math.log(math.factorial(n))


def log_negative_binomial(n: int, mean: float, size: float) -> float:
    """By the definition, as a product: choose(n + size - 1, n) (size / (size + mean))^size (mean / (size + mean))^n."""
    choose = sum(math.log((size + k) / (k + 1)) for k in range(n))
    return choose + size * math.log(size / (size + mean)) + n * math.log(mean / (size + mean))
