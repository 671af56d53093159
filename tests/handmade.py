"""A small record made by hand: 100 days, some sixty acts of many kinds, and what is said of them, as plain data so that two
programs can read it.

`tests.straight_line` reads the plain data; `evidence()` turns the same data into what the model takes. Nothing here happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from sim.parameters import Parameters, load_parameters
from sim.record.acts import Act, TruceTerms, day_number
from sim.record.contexts import Contexts, Series, Span, Step, Term
from sim.record.evidence import Evidence
from sim.record.links import Link, Links
from sim.record.reporting import Reporting
from sim.scenario import Scenario

START = date(2021, 1, 1)
DAYS = 100
KH, AAH, HN, KSS, BADR = "kataib_hezbollah", "asaib_ahl_al_haq", "harakat_al_nujaba", "kataib_sayyid_al_shuhada", "badr"
OTHERS = ("kataib_imam_ali", "ansar_allah_al_awfiya", "thar_allah", "liwa_al_tafuf", "saraya_al_salam")
ALL = (KH, AAH, HN, KSS, BADR, *OTHERS)
COMMITTEE = tuple(group for group in ALL if group != "saraya_al_salam")
"""Whom a truce for all binds."""
ROCKETEERS = (KH, AAH, HN, KSS)


@dataclass(frozen=True)
class Row:
    """One act: its day (0 is the first), its author or "", who it may have been, and its marks.

    `told_with` is another act, by day and decision, that the same row of a record tells: they have one id.
    """

    day: int
    actor: str
    decision: str
    marks: dict[str, float] = field(default_factory=dict)
    may_be: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    spares_convoys: bool = True
    until: int | None = None
    while_context: str = ""
    told_with: tuple[int, str] | None = None
    unstated: tuple[str, ...] = ()


def in_place(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, those of attacks and sieges that are not abroad in Iraq."""
    force = ("attack_base", "attack_convoy", "assault_embassy")
    return tuple(
        replace(row, marks={"in_iraq": 1.0, **row.marks}) if row.decision in force and "abroad" not in row.marks else row
        for row in rows
    )


ABROAD, DRONE, UNKNOWN = {"abroad": 1.0}, {"drone": 1.0}, ("drone",)
ROWS = (
    Row(1, "", "attack_base", may_be=ALL),
    Row(2, "iran", "order_pressure"),
    Row(3, KH, "attack_base"),
    Row(3, "", "attack_base", ABROAD, may_be=ROCKETEERS),
    Row(4, "", "attack_convoy", may_be=(AAH, "thar_allah")),
    Row(6, "us", "warn"),
    Row(8, "iran", "attack_shipping"),
    Row(9, HN, "threaten"),
    Row(11, "", "attack_base", {"wounding": 1.0, "us_wounded": 3.0}, may_be=ROCKETEERS),
    Row(12, "us", "sanction"),
    Row(14, KH, "attack_base", {"lethal": 1.0, "us_killed": 1.0, "us_wounded": 4.0}),
    Row(16, "iraq_government", "warn_militia"),
    Row(16, "us", "strike", {"hit_kataib_hezbollah": 1.0, "in_iraq": 1.0, "militia_killed": 20.0}),
    Row(16, "us", "strike", {"hit_kataib_hezbollah": 0.5, "hit_kataib_imam_ali": 0.5, "militia_killed": 5.0}),
    Row(16, "iraq_government", "condemn_us"),
    Row(17, "iraq_government", "condemn_us"),
    Row(17, "us", "warn"),
    Row(18, KH, "assault_embassy"),
    Row(18, KH, "threaten"),
    Row(19, "us", "reinforce"),
    Row(21, "us", "kill_leader", {"hit_kataib_hezbollah": 1.0, "in_iraq": 1.0, "of_commander": 1.0, "militia_killed": 5.0}),
    Row(23, "iraq_government", "move_expulsion"),
    Row(25, "iran", "launch_missiles", {"us_killed": 1.0, "us_wounded": 90.0}),
    Row(26, "iran", "order_restraint"),
    Row(28, "us", "strike", {"militia_killed": 2.0}),
    Row(29, "us", "strike_iran", {"iran_killed": 30.0}),
    Row(30, "", "attack_base", {"lethal": 1.0, "us_killed": 2.0, **ABROAD, **DRONE}, may_be=(KH, HN)),
    Row(30, "us", "strike", {"hit_harakat_al_nujaba": 1.0}, unstated=("militia_killed",)),
    Row(30, "us", "warn"),
    Row(30, "iraq_government", "condemn_militia"),
    Row(30, "us", "counter_fire", {"militia_killed": 2.0}),
    Row(31, "", "threaten", may_be=(KH, HN)),
    Row(33, "iraq_government", "broker_truce"),
    Row(33, HN, "announce_truce", scope=(HN,), told_with=(33, "broker_truce")),
    Row(36, "", "announce_truce", may_be=(AAH, KSS), scope=COMMITTEE, until=52, spares_convoys=False),
    Row(40, "", "attack_convoy", may_be=ALL),
    Row(40, "", "attack_convoy", may_be=ALL),
    Row(41, "iran", "strike_in_iraq"),
    Row(45, "us", "draw_down"),
    Row(47, "iraq_government", "condemn_militia"),
    Row(50, AAH, "attack_base", DRONE),
    Row(55, KH, "announce_truce", scope=(KH,), while_context="gaza_truce"),
    Row(60, "iraq_government", "raid", {"hit_kataib_hezbollah": 1.0}),
    Row(61, "", "threaten", may_be=ROCKETEERS),
    Row(62, "iraq_government", "raid", {"unnamed": 1.0}),
    Row(64, "iraq_government", "release", {"hit_kataib_hezbollah": 1.0}),
    Row(66, HN, "announce_truce", scope=COMMITTEE),
    Row(67, "iraq_government", "raid", {f"hit_{AAH}": 0.5, f"hit_{KSS}": 0.5}),
    Row(69, "iraq_government", "release", {"unnamed": 1.0}),
    Row(
        70,
        "us",
        "strike",
        {"hit_liwa_al_tafuf": 1.0, "in_iraq": 1.0, "militia_killed": 1.0, "soldiers_hit": 1.0, "iraqi_forces_killed": 3.0},
    ),
    Row(71, "", "assault_embassy", may_be=("liwa_al_tafuf", BADR)),
    Row(72, "iraq_government", "release", {f"hit_{AAH}": 0.5, f"hit_{KSS}": 0.5}),
    Row(73, "iraq_government", "release", {f"hit_{KH}": 1.0}),
    Row(74, AAH, "end_truce", scope=(AAH,)),
    Row(80, "", "attack_base", ABROAD, may_be=ROCKETEERS, unstated=UNKNOWN),
    Row(81, "iran", "order_pressure"),
    Row(83, "", "attack_convoy", {"wounding": 1.0, "us_wounded": 1.0}, may_be=(HN, KSS)),
    Row(86, "us", "reinforce"),
    Row(86, "", "attack_base", {"wounding": 1.0, "us_wounded": 2.0, **DRONE}, may_be=ALL),
    Row(86, "us", "counter_fire", {"hit_badr": 1.0, "in_iraq": 1.0, "militia_killed": 1.0}),
    Row(87, "", "threaten", may_be=ALL),
    Row(88, "us", "draw_down"),
    Row(72, "iraq_government", "condemn_us"),
    Row(74, "iraq_government", "move_expulsion"),
    Row(90, "us", "kill_leader", {"hit_harakat_al_nujaba": 1.0, "in_iraq": 1.0, "militia_killed": 2.0}),
    Row(92, "", "end_truce", may_be=ALL, scope=COMMITTEE),
    Row(95, KSS, "attack_base"),
)
ROWS = in_place(ROWS)


class Said(NamedTuple):
    """What one source says of one act: both acts by day, decision and, of several, number; or the cause as a link words it."""

    answer: tuple[int, str] | tuple[int, str, int]
    cause: tuple[int, str] | tuple[int, str, int] | str
    by: str


SAID = (
    # of the same day, in an earlier part of it
    Said((16, "condemn_us"), (16, "strike", 1), "actor"),
    Said((30, "strike"), (30, "attack_base"), "actor"),
    Said((30, "condemn_militia"), (30, "attack_base"), "opponent"),
    Said((86, "counter_fire"), (86, "attack_base"), "source"),
    Said((30, "counter_fire"), (30, "attack_base"), "opponent"),
    # a row that is two acts, and of which only something without a row is said: the one answers the other, that the world outside
    Said((33, "announce_truce"), "missing:2021-02-01:visit", "source"),
    # of the same day, but in no earlier part of it: no rule can answer that, so that the reason lies outside the model
    Said((16, "warn_militia"), (16, "condemn_us"), "actor"),
    # two voices, two causes, one of them of two merged rows
    Said((17, "warn"), (14, "attack_base"), "source"),
    Said((17, "warn"), (11, "attack_base"), "opponent"),
    Said((21, "kill_leader"), (18, "assault_embassy"), "actor"),
    Said((21, "kill_leader"), (14, "attack_base"), "source"),
    Said((18, "assault_embassy"), (16, "strike"), "source"),
    Said((18, "threaten"), (16, "strike", 1), "actor"),
    Said((16, "strike", 1), (14, "attack_base"), "actor"),
    # contexts: in force, no longer in force, one that no motive of this decision rests on, and one beside an act
    Said((8, "attack_shipping"), "context:maximum_pressure", "actor"),
    Said((50, "attack_base"), "context:gaza_war", "source"),
    Said((3, "attack_base"), "context:missions_attacked", "source"),
    Said((41, "strike_in_iraq"), "context:unrest_in_iran", "actor"),
    Said((66, "announce_truce"), "context:gaza_truce", "source"),
    Said((70, "strike"), "context:gaza_war", "source"),
    Said((95, "attack_base"), "context:gaza_war", "source"),
    Said((95, "attack_base"), (90, "kill_leader"), "source"),
    Said((87, "threaten"), "context:withdrawal_talks", "opponent"),
    Said((86, "reinforce"), "context:anniversary", "source"),
    Said((86, "attack_base"), (21, "kill_leader"), "source"),
    # authors who are not named
    Said((31, "threaten"), (30, "strike"), "source"),
    Said((30, "attack_base"), (28, "strike"), "source"),
    Said((71, "assault_embassy"), (70, "strike"), "source"),
    Said((40, "attack_convoy", 1), (28, "strike"), "source"),
    # memories that forget, and promises
    Said((64, "release"), (60, "raid"), "actor"),
    Said((72, "release"), (67, "raid"), "source"),
    Said((73, "release"), (62, "raid"), "source"),
    Said((92, "end_truce"), (66, "announce_truce"), "actor"),
    Said((74, "end_truce"), (36, "announce_truce"), "actor"),
    # through others: a vote, an order, a warning
    Said((88, "draw_down"), (23, "move_expulsion"), "source"),
    Said((33, "broker_truce"), (26, "order_restraint"), "source"),
    Said((83, "attack_convoy"), (81, "order_pressure"), "source"),
    Said((26, "order_restraint"), (21, "kill_leader"), "actor"),
    Said((29, "strike_iran"), (25, "launch_missiles"), "actor"),
    # our own order in time, a row that is no decision, an event without a row, an act that no rule answers so
    Said((47, "condemn_militia"), (40, "attack_convoy"), "sequence"),
    Said((30, "warn"), "missing:2021-01-30:speech", "opponent"),
    Said((61, "threaten"), "context:protests", "actor"),
    Said((80, "attack_base"), "missing:2021-03-20:speech", "source"),
    Said((19, "reinforce"), "hand-other", "actor"),
    Said((12, "sanction"), "missing:2021-01-10:speech", "actor"),
    Said((12, "sanction"), (4, "attack_convoy"), "source"),
    Said((45, "draw_down"), (41, "strike_in_iraq"), "source"),
)
"""What is said of the acts; not all of it names what a rule can answer."""

NAMED = tuple(replace(row, actor=row.actor or row.may_be[0], may_be=()) for row in ROWS)
"""The same record with an author for every act."""

# First and last day of each span; the level is 1 within.
SPANS = {
    "maximum_pressure": (0, 44),
    "patron_liability": (5, 99),
    "protests": (7, 34),
    "caretaker_government": (0, 10),
    "sadr_standoff": (75, 85),
    "unrest_in_iran": (38, 43),
    "framework_government": (58, 99),
    "gaza_war": (48, 99),
    "gaza_truce": (53, 62),
    "anniversary": (84, 97),
    "withdrawal_talks": (86, 92),
    "withdrawal_dated": (20, 36),
    "us_transition": (22, 45),
    "attack_drones": (20, 99),
    "missions_attacked": (2, 4),
}
ISRAELI_DAYS = (10, 39, 39, 72)
OFFICES = {
    "administration": ((0, "trump"), (46, "biden")),
    "government": ((0, "abadi"), (13, "abdul_mahdi"), (35, "kadhimi"), (58, "sudani")),
    "commander": ((0, "soleimani"), (21, "qaani")),
}
# February 2021 is covered in part; the other months in full.
REPORTED = {("attack_base", 2): 0.8, ("attack_convoy", 2): 0.5}


def calendar(day: int) -> date:
    """The date of a day."""
    return START + timedelta(days=day)


def number_of(day: int, decision: str, which: int = 0, rows: Sequence[Row] = ROWS) -> int:
    """The number of a row, of several of that day and decision the one asked for."""
    return [number for number, row in enumerate(rows) if (row.day, row.decision) == (day, decision)][which]


def id_of(row: Row, rows: Sequence[Row] = ROWS) -> int:
    """The number that stands in its id: its own, or that of the act it is told with."""
    return (
        next(n for n, each in enumerate(rows) if each is row) if row.told_with is None else number_of(*row.told_with, rows=rows)
    )


def act(row: Row, number: int) -> Act:
    """The model's form of a row."""
    terms = None
    if row.decision in ("announce_truce", "end_truce"):
        deadline = float("inf") if row.until is None else float(day_number(calendar(row.until)))
        terms = TruceTerms(dict.fromkeys(row.scope, 1.0), row.spares_convoys, deadline, row.while_context)
    return Act(
        f"hand-{number}",
        day_number(calendar(row.day)),
        row.actor,
        row.may_be or (row.actor,),
        row.decision,
        in_place((row,))[0].marks,
        terms=terms,
        unstated=row.unstated,
    )


def contexts(spans: dict[str, tuple[int, int]] | None = None, israeli: tuple[int, ...] = ISRAELI_DAYS) -> Contexts:
    """The model's form of the contexts."""
    said = {"meaning": "made by hand", "sources": ["none"]}
    made = tuple(
        Span.model_validate({"name": name, "from": calendar(first), "until": calendar(last), **said})
        for name, (first, last) in (SPANS if spans is None else spans).items()
    )
    terms = {
        role: tuple(Term.model_validate({"holder": holder, "from": calendar(day), "sources": ["none"]}) for day, holder in held)
        for role, held in OFFICES.items()
    }
    troops = Series(
        unit="troops", meaning="made by hand", steps=[Step.model_validate({"from": START, "value": 5200, "sources": ["none"]})]
    )
    dated = {"israeli_strike": np.array([np.datetime64(calendar(day), "D") for day in israeli], dtype="datetime64[D]")}
    return Contexts(made, {"troops_in_iraq": troops}, terms, dated)


def links(said: Sequence[Said] = SAID) -> Links:
    """The model's form of what is said."""

    def name(what: tuple[int, str] | tuple[int, str, int] | str) -> str:
        return what if isinstance(what, str) else f"hand-{id_of(ROWS[number_of(*what)])}"

    return Links(tuple(Link(name(each.answer), name(each.cause), each.by, "sole", "both", "") for each in said))


def evidence(rows: tuple[Row, ...] = ROWS, facts: Contexts | None = None, said: Sequence[Said] = ()) -> Evidence:
    """The model's form of the whole; what is said is said of `ROWS`."""
    by_month = {(series, np.datetime64(f"2021-{month:02d}", "M")): p for (series, month), p in REPORTED.items()}
    acts = tuple(act(row, id_of(row, rows)) for row in rows)
    return Evidence(acts, contexts() if facts is None else facts, Reporting(by_month, {}), "made by hand", {}, links(said))


def scenario(days: int = DAYS, **changes: object) -> Scenario:
    """All the days, documented, without a warm-up."""
    whole = {
        "name": "handmade", "title": "Made by hand", "question": "none", "start": START, "end": calendar(days - 1), "warm_up": 0,
    }  # fmt: skip
    return Scenario.from_dict({**whole, **changes})


# Numbers that the traces calculate with. They are round, and stay what they are when the project's own are fitted anew.
PINNED = {
    "militia.base_attacks": 0.03, "militia.branching": 0.7, "militia.solidarity": 0.5, "militia.reprisal": 1.4,
    "militia.revenge": 4.0,
    "militia.gaza_attacks": 0.4, "militia.pressed_attacks": 0.06, "militia.convoy_attacks": 0.03, "militia.truce_hold": 1.5,
    "militia.truce_breach": 0.3, "militia.truce_half_life": 90.0, "militia.order_hold": 1.0, "militia.fear": 0.06,
    "militia.raid_hold": 0.8, "militia.raid_half_life": 90.0, "militia.street_hold": 0.2, "militia.own_government_hold": 1.0,
    "militia.posture_hold": 0.3, "militia.march_floor": 1e-5, "militia.funeral_march": 0.3, "militia.funeral_half_life": 1.0,
    "militia.truce_floor": 0.0004, "militia.unmet_end": 0.004, "militia.killed_end": 0.3, "militia.gaza_truce": 0.05,
    "militia.threats": 0.008, "militia.threats_per_blow": 0.6, "militia.gaza_threats": 0.03, "militia.threat_half_life": 2.0,
    "militia.threats_at_once": 0.3, "militia.talks_threats": 0.02, "militia.talks_end": 0.004, "militia.friendly_truce": 0.001,
    "militia.truces_per_death": 0.1, "militia.alarm_half_life": 3.0, "militia.mediated_truce": 0.2,
    "militia.mediation_half_life": 4.0, "militia.mediated_at_once": 0.3, "militia.anniversary_attacks": 0.05,
    "scene.momentum_half_life": 10.0, "scene.convoy_half_life": 12.0, "scene.reprisal_half_life": 2.0,
    "scene.harassment_half_life": 14.0,
    "scene.fear_half_life": 20.0, "scene.revenge_half_life": 20.0, "scene.sovereignty_half_life": 45.0,
    "scene.order_half_life": 30.0,
    "scene.grudge_half_life": 730.0,
    "scene.exposure_half_life": 730.0, "scene.draw_down_share": 0.12, "scene.israeli_half_life": 10.0,
    "iran.authority": 0.9, "iran.authority_successor": 0.3, "iran.bounding": 0.4, "iran.launches_per_commander": 0.8,
    "iran.launch_floor": 1e-5, "iran.vengeance_half_life": 2.0, "iran.sea_attacks": 0.0005,
    "iran.sea_attacks_under_pressure": 0.01,
    "iran.underestimation": 0.8, "iran.surprise_half_life": 365.0, "iran.caution_half_life": 5.0, "iran.order_floor": 0.0003,
    "iran.orders_from_protests": 0.004, "iran.caution_per_death": 0.3, "iran.caution_per_blow": 0.08, "iran.border_fire": 0.002,
    "iran.unrest_fire": 0.1, "iran.fire_per_israeli_strike": 0.03,
    "iran.caution_per_attack": 0.005, "iran.caution_per_warning": 0.03, "iran.pressure_per_blow": 0.03,
    "iran.orders_in_transition": 0.005,
    "iran.orders_under_pressure": 0.002,
    "us.force_floor": 0.0002, "us.strikes_per_lethal_attack": 0.8, "us.same_night_share": 0.15, "us.answer_half_life": 1.5,
    "us.strikes_per_wounding_attack": 0.08, "us.strikes_per_siege": 0.2, "us.siege_half_life": 2.0, "us.strikes_per_attack": 0.03,
    "us.tolerance_trump": 2.5, "us.tolerance_biden": 0.5, "us.spare_baghdad": 0.1, "us.sanctions": 0.005,
    "us.sanctions_pressure": 0.6,
    "militia.halt_followed": 0.4, "militia.gaza_pause_hold": 0.6, "militia.campaign_left": 0.3, "scene.halt_half_life": 110.0,
    "militia.protest_attacks": 0.03, "militia.talks_attacks": 0.025,
    "militia.mission_attacks": 0.2, "us.draw_down_hold": 0.7,
    "militia.threats_per_sanction": 0.08, "iran.caution_per_sanction": 0.03, "iran.pressure_per_sanction": 0.04,
    "iraq_government.raids_per_warning": 0.015,
    "iran.launches_per_strike": 0.7, "iran.launches_per_dead": 0.01, "iran.sea_attacks_per_strike": 0.4,
    "iran.orders_per_provocation": 0.006, "iran.sea_attacks_per_provocation": 0.004, "iran.boldness_half_life": 25.0,
    "iran.orders_per_strike": 0.3, "militia.attacks_per_strike_on_iran": 5.0, "militia.threats_per_strike_on_iran": 1.5,
    "scene.patron_half_life": 6.0,
    "marks.lethal": 0.02, "marks.lethal_drone": 0.03, "marks.wounding": 0.035, "marks.wounding_drone": 0.06,
    "marks.drones_stopped": 0.5, "marks.drone_share": 0.35, "marks.drone_share_in_gaza_war": 0.55, "marks.abroad": 0.15,
    "marks.abroad_under_friends": 0.6, "marks.place_inertia": 0.3, "marks.more_dead": 0.6, "marks.wounded": 7.0,
    "marks.salvo_lethal": 0.15, "us.in_iraq_trump": 0.7, "us.in_iraq_biden": 0.35, "us.militia_killed_in_iraq": 6.0,
    "us.militia_killed_abroad": 4.0, "us.answer_to_death": 1.5, "us.soldiers_hit": 0.12, "us.more_soldiers_killed": 3.0,
    "us.notice_saves": 0.5, "us.counter_fire_in_iraq": 0.12, "us.militia_killed_per_counter_fire": 1.5,
    "us.more_dead_per_killing": 2.0, "us.commander_share_trump": 0.5, "us.commander_share_biden": 0.1,
    "us.strikes_per_drone": 0.02, "us.warnings_per_border_fire": 0.03, "us.counter_fire_per_attack_abroad": 0.1,
    "iraq_government.protests_per_soldiers_hit": 0.3, "iraq_government.expulsions_per_soldiers_hit": 0.1,
    "us.counter_fire_floor": 0.0005, "us.counter_fire_per_attack": 0.02, "us.counter_fire_half_life": 0.5,
    "us.counter_fire_at_once": 0.75, "us.counter_fire_on_crews": 0.003, "us.war_per_salvo": 0.2,
    "us.prompt_strikes_per_attack": 0.02, "us.alarm_half_life": 3.0, "us.alarm_at_once": 0.3, "us.sanction_half_life": 7.0,
    "us.sanctions_per_attack": 0.02, "us.deployments": 0.006, "us.deployments_per_attack": 0.02,
    "us.deployments_at_anniversary": 0.02,
    "us.killings_per_siege": 0.25, "us.killing_floor": 5e-5, "us.attribution_accuracy": 0.6, "us.draw_downs": 0.004,
    "us.draw_downs_per_vote": 0.8, "us.posture_half_life": 45.0, "us.blame_half_life": 30.0, "us.warnings": 0.004,
    "us.liability_warnings": 0.015, "us.warnings_per_attack": 0.015, "us.war_floor": 1e-6, "us.war_per_death": 0.5,
    "iraq_government.protest_floor": 0.001, "iraq_government.protests_per_strike": 0.7, "iraq_government.protest_half_life": 0.5,
    "iraq_government.protests_at_once": 0.5, "iraq_government.rebukes": 0.004, "iraq_government.rebukes_per_attack": 0.05,
    "iraq_government.rebukes_at_once": 0.4, "iraq_government.inquiry_half_life": 5.0, "iraq_government.mediation_floor": 0.0003,
    "iraq_government.mediation_half_life": 4.0, "iraq_government.notice_half_life": 1.0,
    "iraq_government.mediations_per_warning": 0.04,
    "iraq_government.mediations_per_death": 0.1, "iraq_government.mediations_per_order": 0.1,
    "iraq_government.mediations_when_dated": 0.002, "iraq_government.arrests_at_once": 0.1,
    "iraq_government.expulsions_per_move": 0.2, "iraq_government.expulsions_per_truce": 0.1,
    "iraq_government.expulsions_per_siege": 0.15, "militia.march_hold": 0.9, "militia.promise_half_life": 12.0,
    "iraq_government.raid_floor": 0.0002, "iraq_government.raids_per_attack_abadi": 0.001,
    "iraq_government.rebuke_half_life": 2.0,
    "iraq_government.raids_per_attack_abdul_mahdi": 0.002, "iraq_government.raids_per_attack_kadhimi": 0.02,
    "iraq_government.raids_per_attack_sudani": 0.004, "iraq_government.releases": 0.04,
    "iraq_government.releases_under_threat": 0.08,
    "iraq_government.detention_half_life": 60.0, "iraq_government.force_half_life": 5.0,
    "iraq_government.expulsion_floor": 0.0003,
    "iraq_government.expulsions_per_breach": 0.004, "iraq_government.expulsions_per_leader": 0.4,
    "iraq_government.vote_half_life": 2.0, "iraq_government.protests_per_blow_on_state": 0.3,
    "iraq_government.ties_spare": 0.5, "militia.unpaid_hold": 0.6, "militia.threats_for_pay": 0.04,
}  # fmt: skip

TRAITS = ("share_of_bases", "share_of_convoys", "share_of_gaza", "obedience", "blame", "on_payroll")
_BY_GROUP = {
    KH: (0.45, 0.30, 0.45, 0.8, 0.55, 1.0), AAH: (0.12, 0.30, 0.00, 0.5, 0.08, 1.0), HN: (0.16, 0.12, 0.30, 0.6, 0.14, 0.8),
    KSS: (0.13, 0.10, 0.15, 0.7, 0.13, 1.0), BADR: (0.01, 0.01, 0.00, 0.7, 0.01, 1.0),
    "kataib_imam_ali": (0.04, 0.05, 0.03, 0.6, 0.02, 0.5), "ansar_allah_al_awfiya": (0.04, 0.05, 0.05, 0.7, 0.02, 0.0),
    "thar_allah": (0.02, 0.05, 0.00, 0.5, 0.01, 0.5), "liwa_al_tafuf": (0.02, 0.01, 0.02, 0.6, 0.03, 1.0),
    "saraya_al_salam": (0.01, 0.01, 0.00, 0.0, 0.01, 0.5),
}  # fmt: skip
PINNED |= {f"{group}.{trait}": value for group, row in _BY_GROUP.items() for trait, value in zip(TRAITS, row, strict=True)}


def pinned(**changes: float) -> Parameters:
    """The project's parameters with the pinned numbers; `changes` are named with `__` for the dot."""
    more = {name.replace("__", "."): value for name, value in changes.items()}
    return load_parameters().replace({**PINNED, **more})
