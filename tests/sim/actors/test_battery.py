"""One battery for every actor and decision: shape, sign, direction of each term, silence, re-chunking, sources, and no dead
numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.actors import KINDS, Actor
from sim.decision import Note, Rule
from sim.model import EscalationModel
from sim.parameters import OFFICE_PARAMETERS, load_parameters
from sim.paths import PARAMETERS
from sim.record.evidence import load_evidence
from sim.vocabulary.decisions import MILITIAS, decisions_of
from sim.vocabulary.mechanisms import MECHANISMS
from tests.handmade import NAMED, evidence, scenario
from tests.parameter_reads import unread
from tests.runs import daily_rates, finish
from tests.traces import seen

SIM = PARAMETERS.parent
WORLDS = 6
KEYS = YAML(typ="safe").load((SIM / "sources.yaml").read_text(encoding="utf-8"))
NO_SOURCE = ("no source", "floor")

# The weight of each term: the parameter that the term is proportional to.
WEIGHTS = {
    "militia": {
        "standing_will": "base_attacks", "momentum": "branching", "reprisal": "reprisal", "revenge": "revenge",
        "anniversary": "anniversary_attacks",
        "gaza_campaign": "gaza_attacks", "israeli_strikes": "israeli_attacks", "pressed_by_patron": "pressed_attacks",
        "turn_the_street": "protest_attacks", "press_the_talks": "talks_attacks", "others_halt": "halt_followed",
        "stand_by_the_patron": "attacks_per_strike_on_iran",
        "standing_will_on_roads": "convoy_attacks", "momentum_on_roads": "convoy_branching",
        "reprisal_on_roads": "convoy_reprisal",
        "pressed_on_roads": "pressed_attacks", "truce_on_bases": "truce_hold", "truce_on_convoys": "truce_hold",
        "held_by_patron": "order_hold", "fear": "fear", "raided_by_baghdad": "raid_hold", "street_rivalry": "street_hold",
        "pause_with_gaza": "gaza_pause_hold",
        "own_government": "own_government_hold", "own_government_on_roads": "own_government_hold",
        "fewer_to_hit": "posture_hold", "fewer_to_supply": "posture_hold",
        "unplanned_march": "march_floor", "law_in_hand": "march_hold", "avenge_the_missions": "mission_attacks",
        "funeral_march": "funeral_march", "unprompted_truce": "truce_floor", "mediation": "mediated_truce",
        "patron_calls_halt": "ordered_truce", "avert_the_blow": "truces_per_death",
        "spare_own_government": "embarrassed_truce", "give_friends_time": "friendly_truce", "gaza_pause": "gaza_truce",
        "unprompted_end": "truce_floor", "conditions_unmet": "unmet_end", "leader_killed": "killed_end",
        "talks_drag_on": "talks_end",
        "standing_threat": "threats",
        "threat_after_blow": "threats_per_blow", "threat_after_israel": "threats_per_israeli_strike",
        "threat_over_gaza": "gaza_threats", "threat_over_talks": "talks_threats",
        "threat_after_sanction": "threats_per_sanction",
        "threat_for_the_patron": "threats_per_strike_on_iran",
        "unpaid": "unpaid_hold", "claim_the_pay": "threats_for_pay",
    },
    "iran": {
        "unprompted_launch": "launch_floor", "avenge_commander": "launches_per_commander",
        "heed_sanctions": "caution_per_sanction", "defy_sanctions": "pressure_per_sanction",
        "answer_the_strike": "launches_per_strike", "avenge_the_dead": "launches_per_dead",
        "strike_back_at_sea": "sea_attacks_per_strike", "call_clients_to_arms": "orders_per_strike",
        "standing_border_fire": "border_fire",
        "unrest_at_home": "unrest_fire", "answer_israel": "fire_per_israeli_strike", "standing_sea_harassment": "sea_attacks",
        "maximum_pressure": "sea_attacks_under_pressure", "unprompted_restraint": "order_floor",
        "fear_of_escalation": "caution_per_death", "no_pretext": "caution_per_attack", "heed_warnings": "caution_per_warning",
        "after_the_blow": "caution_per_blow", "outlast_the_term": "orders_in_transition", "unprompted_pressure": "order_floor",
        "divert_protests": "orders_from_protests", "press_under_sanctions": "orders_under_pressure",
        "press_after_blow": "pressure_per_blow",
        "grow_bold": "orders_per_provocation", "grow_bold_at_sea": "sea_attacks_per_provocation",
    },
    "us": {
        "unprompted_fire": "counter_fire_floor", "return_fire": "counter_fire_per_attack",
        "return_fire_abroad": "counter_fire_per_attack_abroad", "drones_not_borne": "strikes_per_drone",
        "warning_for_border_fire": "warnings_per_border_fire",
        "crew_seen_first": "counter_fire_on_crews",
        "unprompted_force": "force_floor", "lethal_provocation": "strikes_per_lethal_attack",
        "wounding": "strikes_per_wounding_attack", "siege": "strikes_per_siege", "prompt_answer": "prompt_strikes_per_attack",
        "accumulated_harassment": "strikes_per_attack",
        "spare_baghdad": "spare_baghdad", "unprompted_killing": "killing_floor", "siege_killing": "killings_per_siege",
        "lethal_killing": "killings_per_lethal_attack", "campaign_killing": "killings_per_attack", "unprompted_war": "war_floor",
        "iranian_killing": "war_per_death", "answer_salvo": "war_per_salvo",
        "standing_sanctions": "sanctions", "sanctions_for_clients": "sanctions_per_attack",
        "standing_warnings": "warnings", "warning_for_harassment": "warnings_per_attack",
        "warning_for_death": "warnings_per_death",
        "patron_answerable": "liability_warnings", "standing_deployments": "deployments",
        "deploy_after_attack": "deployments_per_attack", "deploy_after_death": "deployments_per_death",
        "deploy_after_escalation": "deployments_per_blow", "guard_the_anniversary": "deployments_at_anniversary",
        "standing_draw_down": "draw_downs", "expelled": "draw_downs_per_vote",
        "consolidate": "draw_downs_per_attack", "not_in_weakness": "draw_down_hold",
    },
    "iraq_government": {
        "standing_protest": "protest_floor", "sovereignty_breached": "protests_per_strike",
        "soldiers_killed": "protests_per_soldiers_hit", "soldiers_buried": "expulsions_per_soldiers_hit",
        "state_struck": "protests_per_blow_on_state",
        "standing_rebuke": "rebukes",
        "rebuke_attacks": "rebukes_per_attack", "unprompted_raid": "raid_floor",
        "raid_when_warned": "raids_per_warning", "raid_rocket_crews": "raids_per_attack_kadhimi",
        "unprompted_release": "raid_floor", "release_under_pressure": "releases", "unprompted_mediation": "mediation_floor",
        "mediate_after_warnings": "mediations_per_warning", "mediate_after_death": "mediations_per_death",
        "second_the_patron": "mediations_per_order", "mediate_towards_a_date": "mediations_when_dated",
        "standing_expulsion": "expulsion_floor",
        "sovereignty_cost": "expulsions_per_breach", "leader_killed_on_soil": "expulsions_per_leader",
        "carry_out_the_vote": "expulsions_per_move", "keep_the_bargain": "expulsions_per_truce",
        "promise_a_law": "expulsions_per_siege",
        "unprompted_notice": "notice_floor", "pass_on_notice": "notices_per_death",
    },
}  # fmt: skip

BY_LEVER = ("unpaid", "claim_the_pay")
"""Terms that are nothing on any record: a scenario moves them (`tests.test_levers`)."""

RULES = [(kind, decision, rule) for kind in KINDS for decision, rule in kind.rules.items()]
TERMS = sorted({(kind.kind, term) for kind, _, rule in RULES for term in (*rule.motives, *rule.restraints)})


def note_of(kind: str, term: str) -> Note:
    owner = next(k for k in KINDS if k.kind == kind)
    return getattr(owner, term).note  # type: ignore[no-any-return]


def names_of(kind: str) -> tuple[str, ...]:
    return MILITIAS if kind == "militia" else (kind,)


def moved(worlds: int = WORLDS) -> dict[str, np.ndarray]:
    """Parameters that differ from world to world, each within its bounds."""
    rng, found = np.random.default_rng(5), {}
    for name, entry in load_parameters().entries.items():
        found[name] = np.clip(entry.value * rng.uniform(0.5, 1.5, worlds), *entry.bounds)
    return found


# What a rate is -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "decision", "rule"), RULES, ids=[f"{k.kind}-{d}" for k, d, _ in RULES])
def test_a_rule_is_one_of_its_kinds_decisions_and_has_a_floor(kind: type[Actor], decision: str, rule: Rule) -> None:
    assert decision in decisions_of(names_of(kind.kind)[0])
    notes = [note_of(kind.kind, term) for term in (*rule.motives, *rule.restraints)]
    assert notes[0].mechanism is None  # the floor cannot be switched off: no documented act is impossible
    assert {note.mechanism for note in notes} - {None} <= set(MECHANISMS)
    assert rule.mechanism is None or rule.mechanism in MECHANISMS


def test_every_decision_of_the_vocabulary_has_a_rule() -> None:
    for kind in KINDS:
        assert set(kind.rules) == set(decisions_of(names_of(kind.kind)[0]))


@pytest.fixture(scope="module")
def in_many_worlds() -> EscalationModel:
    return EscalationModel(scenario(), worlds=WORLDS, parameters=load_parameters().replace(moved()), evidence=evidence())


def test_rates_have_one_entry_per_world_and_are_never_negative(in_many_worlds: EscalationModel) -> None:
    def check(model: EscalationModel) -> None:
        for (actor, name), d in model.decisions().items():
            place = (actor, name, model.clock)
            rate = np.asarray(d.rate)
            assert rate.shape == (WORLDS,), place
            assert np.isfinite(rate).all(), place
            assert (rate > 0).all(), place
            for value in (*d.motive_values, *d.restraint_values):
                assert np.asarray(value).shape in ((), (WORLDS,)), place
                assert (np.asarray(value) >= -1e-15).all(), place
            hold = sum((np.asarray(h) for h in d.restraint_values), np.zeros(WORLDS))
            together = sum(np.asarray(v) for v in d.motive_values) * np.exp(-hold)
            assert rate == pytest.approx(together, rel=1e-12), place

    finish(in_many_worlds, check)


# Direction of each term ---------------------------------------------------------------------------------------------------


def test_weights_that_may_be_zero_are_those_of_mechanisms() -> None:
    """All but momentum, which makes the nested Hawkes process, and the war in Gaza, of which the training window says nothing.

    Doubted all the same are whether its pause holds other fire too, and whether a strike that answers a death kills more.
    """
    certain = {None, "momentum", "gaza_war"}
    mechanisms: dict[str, set[str | None]] = {}
    for kind, table in WEIGHTS.items():
        for term, weight in table.items():
            mechanisms.setdefault(f"{kind}.{weight}", set()).add(note_of(kind, term).mechanism)
    expected = {name for name, found in mechanisms.items() if not found & certain}
    doubted = {name for name, entry in load_parameters().entries.items() if entry.spike > 0}
    holders = {name for name in doubted if name.startswith("iraq_government.raids_per_attack_")}
    by_lever = {f"militia.{WEIGHTS['militia'][term]}" for term in BY_LEVER}
    never_happened = {"us.war_per_death", *by_lever, *(name for name, found in mechanisms.items() if "direct_duel" in found)}
    part_of_a_term = {"iraq_government.releases_under_threat", "us.answer_to_death", "militia.gaza_pause_hold"}
    assert doubted - holders - part_of_a_term == expected - holders - never_happened
    assert len(holders) == 4


def test_the_table_of_weights_names_every_term() -> None:
    assert {(kind, term) for kind, table in WEIGHTS.items() for term in table} == set(TERMS)


@pytest.fixture(scope="module")
def weighed() -> dict[tuple[str, str, str], tuple[np.ndarray, np.ndarray]]:
    """One world per weight, in which that weight is half as large again; world 0 as it is. Terms and rates by actor, shape
    (days, worlds)."""
    weights = sorted({f"{kind}.{name}" for kind, table in WEIGHTS.items() for name in table.values()})
    n = len(weights) + 1
    changed = {name: np.full(n, float(load_parameters().values[name])) for name in weights}
    for world, name in enumerate(weights, start=1):
        high = load_parameters().entry(name).bounds[1]
        changed[name][world] = min(1.4 * changed[name][world], high)
        assert changed[name][world] > changed[name][0] > 0, name
    plan = scenario(reporting="complete")
    model = EscalationModel(plan, worlds=n, parameters=load_parameters().replace(changed), evidence=evidence(NAMED))
    days: dict[tuple[str, str, str], list[tuple[np.ndarray, np.ndarray]]] = {}

    def keep(model: EscalationModel) -> None:
        for (actor, name), d in model.decisions().items():
            terms, values = (*d.motives, *d.restraints), (*d.motive_values, *d.restraint_values)
            for (term, _), value in zip(terms, values, strict=True):
                both = np.broadcast_to(np.asarray(value), (n,)), np.broadcast_to(np.asarray(d.rate), (n,))
                days.setdefault((actor, name, term), []).append(both)

    finish(model, keep)
    place = {name: world for world, name in enumerate(weights, start=1)}
    result = {}
    for (actor, decision, term), kept in days.items():
        kind = "militia" if actor in MILITIAS else actor
        world = place[f"{kind}.{WEIGHTS[kind][term]}"]
        result[actor, decision, term] = (
            np.array([[value[0], value[world]] for value, _ in kept]),
            np.array([[rate[0], rate[world]] for _, rate in kept]),
        )
    return result


@pytest.mark.parametrize(("kind", "decision", "rule"), RULES, ids=[f"{k.kind}-{d}" for k, d, _ in RULES])
def test_rates_rise_with_each_motives_weight_and_fall_with_each_restraints(
    kind: type[Actor], decision: str, rule: Rule, weighed: dict[tuple[str, str, str], tuple[np.ndarray, np.ndarray]]
) -> None:
    for term in (*rule.motives, *rule.restraints):
        sign = 1 if term in rule.motives else -1
        rises = []
        for actor in names_of(kind.kind):
            terms, rates = weighed[actor, decision, term]
            assert (terms[:, 1] >= terms[:, 0]).all(), (actor, term)
            assert (sign * (rates[:, 1] - rates[:, 0]) >= 0).all(), (actor, term)
            rises.append((sign * (rates[:, 1] - rates[:, 0]) > 0).any())
        assert any(rises) == (term not in BY_LEVER), f"{term} never showed on the hand-made record"


# Silence ------------------------------------------------------------------------------------------------------------------


def test_without_events_and_contexts_only_floors_and_standing_rates_speak() -> None:
    loud, silent = seen((), 10), seen((), 10, off=tuple(MECHANISMS))
    for with_all, with_none in zip(loud, silent, strict=True):
        for key, rate in with_none.items():
            assert with_all[key] == pytest.approx(rate, rel=1e-12), key


def test_with_all_mechanisms_off_nothing_that_happens_is_answered() -> None:
    plan = scenario(reporting="complete", switch_off=tuple(MECHANISMS))
    full = daily_rates(EscalationModel(plan, evidence=evidence(NAMED), parameters="point"))
    empty = daily_rates(EscalationModel(plan, evidence=evidence(()), parameters="point"))
    assert full == empty


# Re-chunking --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("free", [False, True])
def test_rates_do_not_depend_on_how_worlds_are_split(free: bool) -> None:
    plan = scenario(60, **({"branch": scenario().start, "luck": "fresh"} if free else {}))
    parameters = load_parameters().replace(moved())

    def rates(first: int, worlds: int) -> list[dict[tuple[str, str], np.ndarray]]:
        part = parameters.rows(first, first + worlds)
        return daily_rates(EscalationModel(plan, worlds=worlds, first_world=first, parameters=part, evidence=evidence()))

    whole = rates(0, WORLDS)
    for first, worlds in ((0, 1), (1, 3), (4, 2)):
        for day, part in zip(whole, rates(first, worlds), strict=True):
            for key, rate in part.items():
                assert rate == pytest.approx(day[key][first : first + worlds], rel=1e-12), key


# Sources ------------------------------------------------------------------------------------------------------------------


def unresolved(source: str) -> list[str]:
    """Keys of a source text that stand neither in sources.yaml nor, as ids of rows, in the record."""
    rows = load_evidence().rows
    keys = [re.sub(r"^record: (?=\d{4}-)", "", part.strip()) for part in source.split(";")]
    if source.startswith((*(f"{word}:" for word in NO_SOURCE), "record:")) and not re.search(r"\d{4}-\d\d-\d\d", source):
        return []  # the key, then a remark in words
    return [key for key in keys if key not in KEYS and key not in rows]


@pytest.mark.parametrize(("kind", "term"), TERMS)
def test_each_term_says_what_it_means_and_on_what_it_rests(kind: str, term: str) -> None:
    note = note_of(kind, term)
    assert note.sentence.endswith(".")
    assert len(note.sentence.split()) >= 4
    assert note.source
    assert unresolved(note.source) == []


def test_a_source_that_does_not_resolve_is_found() -> None:
    assert unresolved("wapo-2024-02; nobody-1999") == ["nobody-1999"]
    assert unresolved("record: 2020-01-05-iraq-government-parliament-vote; 2020-01-05-nothing") == ["2020-01-05-nothing"]
    assert unresolved("record: threats are sampled, not complete") == []


def test_every_source_of_a_parameter_resolves() -> None:
    wrong = {name: unresolved(entry.source) for name, entry in load_parameters().entries.items() if unresolved(entry.source)}
    assert wrong == {}


# Numbers ------------------------------------------------------------------------------------------------------------------


def sources() -> list[str]:
    """The modules in which rules, memories, marks and what only the fit needs read parameters."""
    pooled = SIM.parent / "calibration" / "fit" / "parameter_space.py"
    files = [
        *(SIM / "actors").glob("*.py"),
        *(SIM / "history").glob("*.py"),
        *(SIM / f"{name}.py" for name in ("scene", "places", "campaign", "model")),
        pooled,
    ]
    return [file.read_text(encoding="utf-8") for file in files]


def test_every_parameter_is_read_by_some_rule_or_mark() -> None:
    assert unread(load_parameters().names, sources()) == set()


def test_a_dead_parameter_is_found() -> None:
    assert unread({"us.nobody_reads_me", "us.branching", "militia.branching"}, sources()) == {
        "us.nobody_reads_me",
        "us.branching",
    }


def test_every_holder_of_an_office_has_a_parameter_of_its_own() -> None:
    contexts = load_evidence().contexts
    for family, role in OFFICE_PARAMETERS.items():
        for term in contexts.terms(role):
            assert f"{family}_{term.holder}" in load_parameters().names


@pytest.mark.parametrize("trait", ["share_of_bases", "share_of_convoys", "share_of_gaza", "blame"])
def test_shares_of_the_groups_sum_to_one(trait: str) -> None:
    assert sum(float(load_parameters().values[f"{group}.{trait}"]) for group in MILITIAS) == pytest.approx(1.0)
