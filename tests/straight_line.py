"""The whole rate system again, in plain Python: floats, dictionaries, loops over days; no recursion, no arrays.

Written from the docstrings of the rules to check the model against. Memories are explicit sums over all past days, truces
explicit dates. Shares nothing with `sim` but the parameters' names.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.handmade import ALL, ISRAELI_DAYS, OFFICES, REPORTED, ROWS, SPANS, Row, calendar

Values = Mapping[str, float]
POOLED = ("attack_base", "attack_convoy", "assault_embassy", "announce_truce", "end_truce", "threaten")
BLOWS = ("strike", "kill_leader")


def once_a_day(method: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a sum that several terms of a day need; only to save time."""

    @functools.wraps(method)
    def kept(self: Straight, *args: object, **options: object) -> Any:
        key = (method.__name__, args, tuple(options.items()))
        if key not in self.kept:
            self.kept[key] = method(self, *args, **options)
        return self.kept[key]

    return kept


class Straight:
    """One pass over the days under one parameter vector.

    `log_probability` is the sum by decision, `rates[day][actor, decision]` the rates of each day.
    """

    def __init__(self, p: Values, days: int, rows: Sequence[Row] = ROWS, *, complete: bool = False) -> None:
        self.p = p
        self.table: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in rows:
            self.table[row.day, row.decision].append(row)
        self.rows = rows
        self.kept: dict[Any, Any] = {}
        self.complete = complete
        self.done: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self.unseen: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self.log_probability: dict[str, float] = defaultdict(float)
        self.rates: list[dict[tuple[str, str], float]] = []
        for t in range(days):
            self.t = t
            self.kept.clear()
            self.rates.append({})
            self.score_militias()
            for actor, table in (("iran", self.iran()), ("us", self.us()), ("iraq_government", self.baghdad())):
                self.score_state(actor, table)

    # What happened, day by day --------------------------------------------------------------------------------------------

    def acts(self, day: int, *decisions: str) -> list[Row]:
        return [row for decision in decisions for row in self.table.get((day, decision), [])]

    @once_a_day
    def happened(self, *decisions: str) -> dict[int, float]:
        """Count by past day; a state's decision happens at most once a day."""
        counts: dict[int, float] = defaultdict(float)
        for decision in decisions:
            for day in range(self.t):
                n = len(self.acts(day, decision))
                counts[day] += n if decision in POOLED else min(n, 1)
        return counts

    @once_a_day
    def marked(self, mark: str, *decisions: str, today: bool = False) -> dict[int, float]:
        """Sum of a mark by past day. Facts of a state's day (soil, whose leader) count once however many rows say so."""
        sums: dict[int, float] = defaultdict(float)
        for decision in decisions:
            for day in range(self.t + today):
                value = sum(row.marks.get(mark, 0.0) for row in self.acts(day, decision))
                sums[day] += min(value, 1.0) if mark in ("in_iraq", "of_commander") else value
        return sums

    @once_a_day
    def hits(self, group: str, decision: str) -> dict[int, float]:
        """A group's part of each day's blow: all blows of a day share one."""
        parts: dict[int, float] = defaultdict(float)
        for day in range(self.t):
            rows = self.acts(day, decision)
            whole = sum(v for row in rows for name, v in row.marks.items() if name.startswith("hit_"))
            mine = sum(row.marks.get(f"hit_{group}", 0.0) for row in rows)
            parts[day] = mine / whole if mine else 0.0
        return parts

    # Memories -------------------------------------------------------------------------------------------------------------

    def decay(self, half_life: str) -> float:
        h = self.p[half_life]
        return math.exp(-math.log(2.0) / h) if h > 0 else 0.0

    def kernel(self, half_life: str, events: Mapping[int, float], stages: int = 1) -> float:
        d = self.decay(half_life)
        past = [(self.t - day, n) for day, n in events.items() if day < self.t and n]
        if stages == 1:
            return sum(n * (1 - d) * d ** (lag - 1) for lag, n in past)
        return sum(n * lag * (1 - d) ** 2 * d ** (lag - 1) for lag, n in past)

    def trace(self, half_life: str, events: Mapping[int, float], undone: Mapping[int, float] | None = None) -> float:
        d, level = self.decay(half_life), 0.0
        for day, n in events.items():
            if day < self.t:
                left = math.prod(1 - share for later, share in (undone or {}).items() if day <= later < self.t)
                level += n * left * d ** (self.t - day - 1)
        return level

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

    @once_a_day
    def blows(self) -> dict[int, float]:
        return self.happened(*BLOWS)

    def on_soil(self) -> dict[int, float]:
        return self.marked("in_iraq", *BLOWS)

    @once_a_day
    def sovereignty(self) -> float:
        return self.trace("scene.sovereignty_half_life", self.on_soil())

    @once_a_day
    def harassment(self) -> float:
        return self.kernel("scene.harassment_half_life", self.happened("attack_base", "attack_convoy"))

    # Truces, by dates -----------------------------------------------------------------------------------------------------

    @once_a_day
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
        own = self.done[group, "attack_base"]
        return math.prod(1 - self.p["militia.truce_breach"] * min(own[day], 1.0) for day in sorted(own) if since < day < self.t)

    # Tehran's grip --------------------------------------------------------------------------------------------------------

    @once_a_day
    def underestimation(self) -> float:
        return self.p["iran.underestimation"] / (1.0 + self.trace("iran.surprise_half_life", self.blows()))

    def authority(self) -> float:
        dead = any(self.marked("of_commander", "kill_leader").values())
        return self.p["iran.authority_successor" if dead else "iran.authority"]

    @once_a_day
    def grip_on_pressure(self) -> float:
        return self.authority() * self.trace("scene.order_half_life", self.happened("order_pressure"))

    @once_a_day
    def grip_on_restraint(self) -> float:
        a = self.authority()
        return (a + (1 - a) * self.p["iran.bounding"]) * self.trace("scene.order_half_life", self.happened("order_restraint"))

    # Militias -------------------------------------------------------------------------------------------------------------

    def gaza(self) -> float:
        return self.on("gaza_war") * (1 - self.on("gaza_truce"))

    @once_a_day
    def own_blows(self, group: str) -> dict[int, float]:
        parts: dict[int, float] = defaultdict(float)
        named: dict[int, float] = defaultdict(float)
        for decision in BLOWS:
            for other in ALL:
                for day, n in self.hits(other, decision).items():
                    named[day] += n
                    parts[day] += n if other == group else 0.0
        for day, n in self.blows().items():
            parts[day] += self.p[f"{group}.blame"] * max(n - named[day], 0.0)
        return parts

    def mixed(self, own: float, everyone: float, share: float) -> float:
        s = self.p["militia.solidarity"]
        return (1 - s) * own + s * share * everyone

    @once_a_day
    def everyones(self, decision: str) -> dict[int, float]:
        sums: dict[int, float] = defaultdict(float)
        for group in ALL:
            for day, n in self.with_unseen(group, decision).items():
                sums[day] += n
        return sums

    def with_unseen(self, group: str, decision: str) -> dict[int, float]:
        seen, unseen = self.done[group, decision], self.unseen[group, decision]
        return {day: seen.get(day, 0.0) + unseen.get(day, 0.0) for day in {*seen, *unseen}}

    def holds(self, g: str) -> float:
        p = self.p
        raided = self.trace("militia.raid_half_life", self.hits(g, "raid"), self.happened("release"))
        lost = {day: n * p["scene.draw_down_share"] for day, n in self.happened("draw_down").items()}
        return (
            p["militia.order_hold"] * p[f"{g}.obedience"] * self.grip_on_restraint()
            + p["militia.fear"] * self.trace("scene.fear_half_life", self.blows())
            + p["militia.raid_hold"] * raided
            + p["militia.street_hold"] * max(self.on("protests"), self.on("sadr_standoff"))
            + p["militia.own_government_hold"] * self.on("framework_government") * (1 - self.gaza())
            + p["militia.posture_hold"] * self.trace("scene.exposure_half_life", lost)
        )

    def militia(self, g: str) -> dict[str, float]:
        p = self.p
        bases, roads, umbrella = p[f"{g}.share_of_bases"], p[f"{g}.share_of_convoys"], p[f"{g}.share_of_gaza"]
        struck = self.kernel("scene.reprisal_half_life", self.own_blows(g))
        all_struck = self.kernel("scene.reprisal_half_life", self.blows())
        revenge = self.kernel("scene.revenge_half_life", self.happened("kill_leader"))
        pressed = p["militia.pressed_attacks"] * p[f"{g}.obedience"] * self.grip_on_pressure()

        def breeding(decision: str, half_life: str, share: float) -> float:
            mine = self.kernel(half_life, self.with_unseen(g, decision))
            return self.mixed(mine, self.kernel(half_life, self.everyones(decision)), share)

        base = (
            p["militia.base_attacks"] * bases
            + p["militia.branching"] * breeding("attack_base", "scene.momentum_half_life", bases)
            + p["militia.reprisal"] * self.mixed(struck, all_struck, bases)
            + p["militia.revenge"] * bases * revenge
            + p["militia.gaza_attacks"] * umbrella * self.gaza()
            + p["militia.israeli_attacks"] * bases * self.israeli()
            + pressed * bases
        )
        convoy = (
            p["militia.convoy_attacks"] * roads
            + p["militia.convoy_branching"] * breeding("attack_convoy", "scene.convoy_half_life", roads)
            + p["militia.convoy_reprisal"] * self.mixed(struck, all_struck, roads)
            + pressed * roads
        )
        march = p["militia.march_floor"] * bases + p["militia.funeral_march"] * self.kernel(
            "militia.funeral_half_life", self.own_blows(g), stages=2
        )
        announce = bases * (
            p["militia.truce_floor"]
            + p["militia.mediated_truce"] * self.kernel("militia.mediation_half_life", self.happened("broker_truce"))
            + p["militia.ordered_truce"] * self.grip_on_restraint()
            + p["militia.embarrassed_truce"] * self.on("framework_government") * self.sovereignty()
            + p["militia.gaza_truce"] * self.on("gaza_truce")
        )
        threaten = (
            p["militia.threats"] * bases
            + p["militia.threats_per_blow"] * self.mixed(struck, all_struck, bases)
            + p["militia.threats_per_israeli_strike"] * bases * self.israeli()
            + p["militia.gaza_threats"] * umbrella * self.on("gaza_war")
        )
        end = bases * (p["militia.truce_floor"] + p["militia.killed_end"] * revenge)
        end += p["militia.unmet_end"] * self.firmness(g, False)
        order = p["militia.order_hold"] * p[f"{g}.obedience"] * self.grip_on_restraint()
        hold, truce = self.holds(g), p["militia.truce_hold"]
        return {
            "attack_base": base * math.exp(-hold - truce * self.firmness(g, False)),
            "attack_convoy": convoy * math.exp(-hold - truce * self.firmness(g, True)),
            "assault_embassy": march * math.exp(-order),
            "announce_truce": announce,
            "end_truce": end,
            "threaten": threaten,
        }

    # States ---------------------------------------------------------------------------------------------------------------

    def iran(self) -> dict[str, float]:
        p, bold = self.p, self.underestimation()
        deaths = self.kernel("iran.caution_half_life", self.marked("lethal", "attack_base", "attack_convoy"))
        return {
            "launch_missiles": p["iran.launch_floor"]
            + p["iran.launches_per_commander"]
            * self.kernel("iran.vengeance_half_life", self.marked("of_commander", "kill_leader"), stages=2),
            "strike_in_iraq": p["iran.border_fire"]
            + p["iran.unrest_fire"] * self.on("unrest_in_iran")
            + p["iran.fire_per_israeli_strike"] * self.israeli(),
            "attack_shipping": p["iran.sea_attacks"] + p["iran.sea_attacks_under_pressure"] * self.on("maximum_pressure") * bold,
            "order_restraint": p["iran.order_floor"]
            + p["iran.caution_per_death"] * (1 - bold) * deaths
            + p["iran.caution_per_blow"] * self.kernel("iran.caution_half_life", self.blows()),
            "order_pressure": p["iran.order_floor"]
            + p["iran.orders_from_protests"] * self.on("protests") * bold
            + p["iran.orders_under_pressure"] * self.on("maximum_pressure"),
        }

    def us(self) -> dict[str, float]:
        p, t = self.p, self.t
        attacks = ("attack_base", "attack_convoy")
        lethal, wounding = self.marked("lethal", *attacks, today=True), self.marked("wounding", *attacks, today=True)
        deaths = self.kernel("us.answer_half_life", lethal, stages=2)
        wounds = self.kernel("us.answer_half_life", wounding)
        sieges = self.kernel("us.siege_half_life", self.happened("assault_embassy"))
        dead_by_salvo = self.kernel("us.answer_half_life", self.marked("us_killed", "launch_missiles"), stages=2)
        votes = self.kernel("us.posture_half_life", self.happened("move_expulsion"))
        shocks = self.kernel("us.answer_half_life", self.happened("kill_leader", "launch_missiles"))
        borne = math.exp(-p[f"us.tolerance_{self.office('administration')}"]) * self.harassment()
        spared = math.exp(-p["us.spare_baghdad"] * self.sovereignty())
        per_death, night = p["us.strikes_per_lethal_attack"], p["us.same_night_share"]
        liable = self.on("patron_liability")
        bases = self.kernel("scene.momentum_half_life", self.everyones("attack_base"))
        return {
            "strike": spared
            * (
                p["us.force_floor"]
                + per_death * night * lethal[t]
                + per_death * (1 - night) * deaths
                + p["us.strikes_per_wounding_attack"]
                * ((1 - p["us.same_night_share"]) * wounds + p["us.same_night_share"] * wounding[t])
                + p["us.strikes_per_siege"] * sieges
                + p["us.strikes_per_attack"] * borne
            ),
            "counter_fire": p["us.counter_fire_floor"] + p["us.counter_fire_per_attack"] * len(self.acts(t, "attack_base")),
            "kill_leader": spared
            * (
                p["us.killing_floor"]
                + p["us.killings_per_siege"] * sieges
                + p["us.killings_per_lethal_attack"] * deaths
                + p["us.killings_per_attack"] * borne
            ),
            "strike_iran": p["us.war_floor"] + p["us.war_per_death"] * dead_by_salvo,
            "sanction": p["us.sanctions"] * (1 + p["us.sanctions_pressure"] * self.on("maximum_pressure"))
            + p["us.sanctions_per_attack"] * liable * self.harassment(),
            "warn": p["us.warnings"]
            + p["us.warnings_per_attack"] * self.harassment()
            + p["us.warnings_per_death"] * (deaths + sieges)
            + p["us.liability_warnings"] * liable * bases,
            "reinforce": p["us.deployments"]
            + p["us.deployments_per_death"] * (deaths + sieges)
            + p["us.deployments_per_blow"] * shocks,
            "draw_down": p["us.draw_downs"]
            + p["us.draw_downs_per_vote"] * votes
            + p["us.draw_downs_per_attack"] * self.harassment(),
        }

    def baghdad(self) -> dict[str, float]:
        p = self.p
        violence = self.happened("attack_base", "attack_convoy", "assault_embassy")
        attacks = self.kernel("iraq_government.rebuke_half_life", violence)
        detained = self.trace("iraq_government.detention_half_life", self.happened("raid"), self.happened("release"))
        force = self.trace("iraq_government.force_half_life", self.happened("threaten"))
        deaths = self.marked("lethal", "attack_base", "attack_convoy")
        return {
            "condemn_us": p["iraq_government.protest_floor"]
            + p["iraq_government.protests_per_strike"] * self.kernel("iraq_government.protest_half_life", self.on_soil()),
            "condemn_militia": p["iraq_government.rebukes"] + p["iraq_government.rebukes_per_attack"] * attacks,
            "raid": p["iraq_government.raid_floor"]
            + p[f"iraq_government.raids_per_attack_{self.office('government')}"] * attacks,
            "release": p["iraq_government.raid_floor"]
            + (p["iraq_government.releases"] + p["iraq_government.releases_under_threat"] * force) * detained,
            "broker_truce": p["iraq_government.mediation_floor"]
            + p["iraq_government.mediations_per_warning"]
            * self.kernel("iraq_government.mediation_half_life", self.happened("warn")),
            "move_expulsion": p["iraq_government.expulsion_floor"]
            + p["iraq_government.expulsions_per_breach"] * self.sovereignty()
            + p["iraq_government.expulsions_per_leader"]
            * self.kernel("iraq_government.vote_half_life", self.marked("in_iraq", "kill_leader")),
            "warn_militia": p["iraq_government.notice_floor"]
            + p["iraq_government.notices_per_death"] * self.kernel("iraq_government.notice_half_life", deaths),
        }

    # Scores ---------------------------------------------------------------------------------------------------------------

    def score_militias(self) -> None:
        tables = {g: self.militia(g) for g in ALL}
        for decision in POOLED:
            rates = {g: tables[g][decision] for g in ALL}
            self.rates[self.t].update({(g, decision): rate for g, rate in rates.items()})
            acts = self.acts(self.t, decision)
            everyone, seen = sum(rates.values()), self.reported(decision)
            self.log_probability[decision] += self.log_count(decision, len(acts), everyone * seen)
            for act in acts:
                able = {g: rates[g] for g in (act.may_be or (act.actor,))}
                self.log_probability[decision] += math.log(sum(able.values()) / everyone)
                for g, rate in able.items():
                    self.done[g, decision][self.t] += rate / sum(able.values())
            if seen < 1.0:
                for g in ALL:
                    self.unseen[g, decision][self.t] += rates[g] * (1 - seen)

    def log_count(self, decision: str, n: int, mean: float) -> float:
        names = {"attack_base": "militia.base_dispersion", "attack_convoy": "militia.convoy_dispersion"}
        return log_negative_binomial(n, mean, self.p[names[decision]]) if decision in names else log_poisson(n, mean)

    def score_state(self, actor: str, table: Mapping[str, float]) -> None:
        for decision, rate in table.items():
            self.rates[self.t][actor, decision] = rate
            happened = bool(self.acts(self.t, decision))
            self.log_probability[decision] += math.log(1.0 - math.exp(-rate)) if happened else -rate


def log_poisson(n: int, mean: float) -> float:
    """By the definition: exp(-mean) mean^n / n!."""
    return -mean + n * math.log(mean) - math.log(math.factorial(n))


def log_negative_binomial(n: int, mean: float, size: float) -> float:
    """By the definition, as a product: choose(n + size - 1, n) (size / (size + mean))^size (mean / (size + mean))^n."""
    choose = sum(math.log((size + k) / (k + 1)) for k in range(n))
    return choose + size * math.log(size / (size + mean)) + n * math.log(mean / (size + mean))
