"""Who reads what: the kinds of actors that have a part in a mechanism, and the parameters, contexts and levels that only
mechanisms read.

A test takes the tables from the rules themselves (`tests.term_reads`). A parameter that is not in `READ_WHILE` is read whatever
is switched off; a context that is in neither table is read by no rule.
"""

from __future__ import annotations

from collections.abc import Collection

FELT_BY: dict[str, tuple[str, ...]] = {
    "momentum": ("militia",),
    "solidarity": ("militia",),
    "dispersion": ("militia",),
    "reprisal": ("militia",),
    "fear": ("militia",),
    "mobilisation": ("militia",),
    "decapitation": ("militia", "iran"),
    "red_line": ("us",),
    "harassment": ("us",),
    "counter_fire": ("us",),
    "retaliation_delay": ("iran", "us"),
    "direct_duel": ("militia", "iran", "us"),
    "patron_liability": ("us",),
    "patron_orders": ("militia", "iran"),
    "underestimation": ("iran",),
    "attribution": ("us",),
    "double_bind": ("us", "iraq_government"),
    "raids": ("militia", "iraq_government"),
    "posture": ("militia", "us"),
    "protest_rivalry": ("militia", "iran"),
    "gaza_war": ("militia",),
    "truces": ("militia", "iraq_government"),
    "israeli_strikes": ("militia", "iran"),
    "own_government": ("militia",),
    "state_ties": ("militia", "iraq_government"),
    "diplomacy": ("us",),
}
"""The kinds of actors for which alone each mechanism can be switched off: those whose own rules have a part in it."""
WHOLE = {
    "dispersion": "the groups share one day's circumstances",
    "retaliation_delay": "the wish to avenge a leader builds up in what everybody can see, one pace for all",
}
"""Mechanisms that no single group can be without, and why."""
READ_WHILE: dict[tuple[str, ...], str] = {
    ("momentum",): "militia.branching militia.convoy_branching scene.convoy_half_life",
    ("momentum", "counter_fire"): "scene.momentum_half_life",
    ("momentum solidarity", "solidarity reprisal"): "militia.solidarity",
    ("dispersion",): "militia.base_dispersion militia.convoy_dispersion",
    ("reprisal",): (
        "militia.convoy_reprisal militia.reprisal militia.threat_half_life militia.threats_at_once militia.threats_per_blow "
        "militia.threats_per_sanction scene.reprisal_half_life"
    ),
    ("fear",): "militia.fear scene.fear_half_life",
    ("mobilisation",): "militia.funeral_half_life militia.funeral_march militia.march_hold militia.promise_half_life",
    ("decapitation",): ("iran.launches_per_commander militia.anniversary_attacks militia.revenge scene.revenge_half_life"),
    ("decapitation", "direct_duel"): "iran.vengeance_half_life",
    ("decapitation", "posture"): "context:anniversary scene.grudge_half_life",
    ("decapitation truces",): "militia.killed_end",
    ("red_line",): (
        "us.killings_per_lethal_attack us.killings_per_siege us.siege_half_life us.strikes_per_lethal_attack "
        "us.strikes_per_siege us.strikes_per_wounding_attack us.war_per_death us.warnings_per_death"
    ),
    ("red_line", "harassment"): "us.same_night_share",
    ("red_line", "harassment", "direct_duel"): "us.answer_half_life",
    ("red_line", "harassment", "patron_liability", "posture"): "us.alarm_at_once us.alarm_half_life",
    ("harassment",): (
        "us.killings_per_attack us.prompt_strikes_per_attack us.strikes_per_attack us.strikes_per_drone "
        "us.tolerance_* us.warnings_per_attack"
    ),
    ("harassment", "posture"): "scene.harassment_half_life",
    ("counter_fire",): (
        "us.counter_fire_at_once us.counter_fire_half_life us.counter_fire_on_crews us.counter_fire_per_attack "
        "us.counter_fire_per_attack_abroad"
    ),
    ("direct_duel",): (
        "iran.launches_per_dead iran.launches_per_strike iran.sea_attacks_per_strike militia.attacks_per_strike_on_iran "
        "militia.threats_per_strike_on_iran scene.patron_half_life us.war_per_salvo"
    ),
    ("patron_orders", "direct_duel"): "*.obedience",
    ("direct_duel patron_orders",): "iran.orders_per_strike",
    ("patron_liability",): (
        "context:patron_liability us.commander_share_* us.liability_warnings us.sanction_half_life us.sanctions_per_attack "
        "us.warnings_per_border_fire"
    ),
    ("patron_orders",): (
        "context:us_transition iran.bounding iran.caution_half_life iran.caution_per_attack iran.caution_per_blow "
        "iran.caution_per_death iran.caution_per_sanction iran.caution_per_warning iran.order_floor iran.orders_in_transition "
        "iran.orders_under_pressure iran.pressure_per_blow iran.pressure_per_sanction militia.order_hold militia.pressed_attacks "
        "scene.order_half_life"
    ),
    ("patron_orders protest_rivalry",): "iran.orders_from_protests",
    ("patron_orders truces",): "militia.ordered_truce",
    ("underestimation",): (
        "iran.boldness_half_life iran.sea_attacks_per_provocation iran.sea_attacks_under_pressure iran.surprise_half_life "
        "iran.underestimation"
    ),
    ("patron_orders underestimation",): "iran.orders_per_provocation",
    ("attribution",): "us.attribution_accuracy",
    ("double_bind",): (
        "iraq_government.expulsion_floor iraq_government.expulsions_per_breach iraq_government.expulsions_per_leader "
        "iraq_government.expulsions_per_move iraq_government.expulsions_per_siege "
        "iraq_government.expulsions_per_soldiers_hit iraq_government.expulsions_per_truce iraq_government.notice_floor "
        "iraq_government.notices_per_death iraq_government.protest_floor iraq_government.protest_half_life "
        "iraq_government.protests_at_once iraq_government.protests_per_soldiers_hit "
        "iraq_government.protests_per_strike iraq_government.rebuke_half_life "
        "iraq_government.rebukes iraq_government.rebukes_at_once iraq_government.rebukes_per_attack "
        "iraq_government.vote_half_life"
    ),
    ("double_bind", "truces"): "iraq_government.mediation_half_life iraq_government.notice_half_life",
    ("double_bind", "truces own_government", "diplomacy"): "scene.sovereignty_half_life",
    ("double_bind posture",): "us.draw_downs_per_vote us.posture_half_life",
    ("raids",): (
        "iraq_government.arrests_at_once iraq_government.force_half_life iraq_government.inquiry_half_life "
        "iraq_government.raid_floor iraq_government.raids_per_attack_* iraq_government.raids_per_warning "
        "iraq_government.releases iraq_government.releases_under_threat militia.raid_half_life militia.raid_hold"
    ),
    ("posture",): (
        "level:presence_in_iraq level:presence_in_syria "
        "militia.posture_hold scene.draw_down_share scene.exposure_half_life us.deployments us.deployments_at_anniversary "
        "us.deployments_per_attack us.deployments_per_blow us.deployments_per_death us.draw_down_hold us.draw_downs "
        "us.draw_downs_per_attack"
    ),
    ("protest_rivalry",): (
        "context:missions_attacked context:protests context:sadr_standoff context:unrest_in_iran iran.unrest_fire "
        "militia.mission_attacks militia.protest_attacks militia.street_hold"
    ),
    ("gaza_war",): "militia.gaza_attacks militia.gaza_pause_hold militia.gaza_threats",
    ("gaza_war", "truces"): "context:gaza_truce",
    ("gaza_war truces",): "militia.campaign_left militia.gaza_truce",
    ("truces",): (
        "context:withdrawal_dated context:withdrawal_talks iraq_government.mediation_floor iraq_government.mediations_per_death "
        "iraq_government.mediations_per_order iraq_government.mediations_per_warning iraq_government.mediations_when_dated "
        "militia.alarm_half_life militia.halt_followed scene.halt_half_life militia.mediated_at_once militia.mediated_truce "
        "militia.mediation_half_life militia.talks_attacks militia.talks_end "
        "militia.talks_threats militia.truce_breach militia.truce_floor militia.truce_half_life militia.truce_hold "
        "militia.truces_per_death militia.unmet_end"
    ),
    ("truces own_government",): "militia.embarrassed_truce militia.friendly_truce",
    ("israeli_strikes",): (
        "context:israeli_strike iran.fire_per_israeli_strike militia.israeli_attacks militia.threats_per_israeli_strike "
        "scene.israeli_half_life"
    ),
    ("own_government",): "militia.own_government_hold",
    ("state_ties",): "*.on_payroll iraq_government.ties_spare level:salaries militia.threats_for_pay militia.unpaid_hold",
    ("double_bind state_ties",): "iraq_government.protests_per_blow_on_state",
    ("diplomacy",): "us.spare_baghdad",
}
"""By the readers, each with the mechanisms that must all be on for it to read, what they read; `*` is any group or holder."""
ALWAYS_READ = ("maximum_pressure", "gaza_war", "attack_drones", "framework_government")
"""Contexts that are read whatever is switched off: by standing sanctions, by the names that attacks are claimed under, and by the
weapon and the place of an attack."""
PRIORS_ONLY = "groups."
"""What the names of parameters begin with that only shape the priors of the groups' traits."""
LINKS_ONLY = "links."
"""What the names of parameters begin with that only weigh what sources say of documented acts."""
_CONTEXT, _LEVEL = "context:", "level:"


def contexts_read() -> tuple[str, ...]:
    """The dated contexts that some rule reads, by name."""
    named = (name.removeprefix(_CONTEXT) for names in READ_WHILE.values() for name in names.split() if name.startswith(_CONTEXT))
    return tuple(sorted({*ALWAYS_READ, *named}))


def mechanisms_of_context(name: str, off: Collection[str]) -> tuple[str, ...]:
    """The mechanisms whose being off leaves a context without a reader; empty if it is read."""
    return _missing(f"{_CONTEXT}{name}", off)


def mechanisms_of_level(name: str, off: Collection[str]) -> tuple[str, ...]:
    """The mechanisms whose being off leaves a level (`sim.vocabulary.levels`) without a reader; empty if it is read."""
    return _missing(f"{_LEVEL}{name}", off)


def mechanisms_of_parameter(name: str, groups: Collection[str], off: Collection[str]) -> tuple[str, ...]:
    """The mechanisms whose being off leaves a parameter without a reader; empty if it is read. `groups` are the militias."""
    owner, _, trait = name.partition(".")
    return _missing(f"*.{trait}" if owner in groups else name, off)


def _missing(wanted: str, off: Collection[str]) -> tuple[str, ...]:
    for readers, names in READ_WHILE.items():
        if any(wanted == name or (name.endswith("_*") and wanted.startswith(name[:-1])) for name in names.split()):
            missing = [[mechanism for mechanism in reader.split() if mechanism in off] for reader in readers]
            return tuple(dict.fromkeys(each for part in missing for each in part)) if all(missing) else ()
    return ()
