"""Coding incidents as decisions: invariants over the whole record, hand-made rows, and agreement with well-known totals."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import RecordError
from sim.record import Record, load_record
from sim.record.coding import ACT_COLUMNS, Act, code_record, code_row, load_coding, uncoded
from sim.record.coding_tidy import drop_repeats, site_of, span_of, spread
from sim.record.contexts import load_contexts
from sim.vocabulary.decisions import ACTION_TYPE, DECISIONS, MILITIAS

RECORD = load_record()
CODING = load_coding()
ACTS = code_record(RECORD, CODING)
LEFT = uncoded(RECORD, CODING)
ROWS = RECORD.incidents.set_index("id")


def acts_of(row: str) -> list[tuple[str, str]]:
    found = ACTS[ACTS["id"] == row]
    return list(zip(found["actor"], found["decision"], strict=True))


def act(row: str) -> Any:
    return ACTS.set_index("id").loc[row]


# The whole record


def test_every_incident_is_coded_or_has_a_reason() -> None:
    assert set(ACTS["id"]) | set(LEFT["id"]) == set(RECORD.ids)
    assert not set(ACTS["id"]) & set(LEFT["id"])
    assert (LEFT["reason"] != "").all()
    assert "no rule" not in set(LEFT["reason"])


def test_columns_and_order() -> None:
    assert tuple(ACTS.columns) == ACT_COLUMNS
    assert ACTS["date"].is_monotonic_increasing
    assert str(ACTS["date"].dtype).startswith("datetime64")
    assert ACTS[["us_killed", "us_wounded", "militia_killed", "iraqi_killed"]].ge(0).all(axis=None)


def test_every_decision_belongs_to_its_actor() -> None:
    for row in ACTS.itertuples():
        kind = ACTION_TYPE[row.decision].kind
        if kind == "militia":
            assert row.candidates
            assert set(row.candidates) <= set(MILITIAS)
            assert row.actor == (row.candidates[0] if len(row.candidates) == 1 else "")
        else:
            assert (row.actor, row.candidates) == (kind, ())


def test_exceptions_name_rows_that_exist() -> None:
    assert set(CODING.rows) <= set(RECORD.ids)


def test_sources_of_the_rules_exist() -> None:
    for pool_or_author in [*CODING.authors]:
        for source in pool_or_author.sources:
            assert source in RECORD.ids or source.endswith(".md") or source.startswith("doc:")


def test_decisions_the_record_cannot_show() -> None:
    missing = set(DECISIONS) - set(ACTS["decision"])
    assert missing == {"strike_iran"}


def test_truces_have_a_scope_and_an_end_that_exists() -> None:
    truces = ACTS[ACTS["decision"].isin(["announce_truce", "end_truce"])]
    assert len(truces) == 8
    names = load_contexts().names
    for row in truces.itertuples():
        assert set(row.candidates) <= set(row.scope) or row.label == "other" or len(row.scope) > 1
        assert row.covers
        assert row.until == "" or row.until in names or date.fromisoformat(row.until) > row.date.date()
        assert "saraya_al_salam" not in row.scope
    others = ACTS[~ACTS.index.isin(truces.index)]
    assert (others["scope"].map(len) == 0).all()
    assert (others["covers"].map(len) == 0).all()
    assert (others["until"] == "").all()


def test_groups_that_stay_out_are_never_suspected() -> None:
    attacks = ACTS[ACTS["decision"].isin(["attack_base", "attack_convoy"])]
    assert not attacks["candidates"].map(lambda names: bool({"saraya_al_salam", "badr", "thar_allah"} & set(names))).any()
    wave = attacks[attacks["date"] >= "2023-10-17"]
    assert not wave["candidates"].map(lambda names: "asaib_ahl_al_haq" in names).any()


# Against totals that others counted


@pytest.mark.parametrize(
    ("until", "pentagon"), [("2023-10-31", 27), ("2023-11-30", 74), ("2024-01-02", 115), ("2024-01-29", 165), ("2024-02-29", 170)]
)
def test_the_wave_runs_near_the_pentagons_count(until: str, pentagon: int) -> None:
    wave = ACTS[(ACTS["decision"] == "attack_base") & (ACTS["date"] >= "2023-10-17") & (ACTS["date"] <= until)]
    assert pentagon * 0.85 <= len(wave) <= pentagon * 1.3
    if until >= "2024-01-29":
        assert len(wave) == pytest.approx(pentagon, rel=0.15)


def test_no_attack_while_the_gaza_truce_held() -> None:
    days = ACTS.loc[ACTS["decision"] == "attack_base", "date"]
    assert not days.between("2023-11-24", "2023-11-30").any()


def test_bases_of_early_2021_match_the_press() -> None:
    days = ACTS.loc[(ACTS["decision"] == "attack_base") & ACTS["in_iraq"], "date"]
    assert days.between("2021-01-20", "2021-07-25").sum() == pytest.approx(27, abs=4)  # 26 by News.ru, 27 by Rudaw


def test_lethal_attacks() -> None:
    assert ACTS.loc[ACTS["lethal"], "id"].tolist() == [
        "2019-12-27-kataib-hezbollah-rocket-attack",
        "2020-03-11-unknown-militia-rocket-attack",
        "2021-02-15-saraya-awliya-al-dam-rocket-attack",
        "2023-03-23-unknown-militia-drone-attack",
        "2024-01-28-islamic-resistance-in-iraq-drone-attack-2",
    ]


def test_us_strike_days_of_the_wave() -> None:
    days = ACTS.loc[ACTS["decision"].isin(["strike", "kill_leader"]) & (ACTS["date"] >= "2023-10-17"), "date"]
    autumn = ["10-27", "11-08", "11-12", "11-21", "11-22", "12-03", "12-26"]
    winter = ["01-04", "01-24", "02-03", "02-07"]
    assert [day.strftime("%m-%d") for day in sorted(set(days))] == autumn + winter


# Single rows


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2019-12-29-us-warning", [("us", "warn"), ("iraq_government", "warn_militia")]),
        ("2019-12-31-kataib-hezbollah-embassy-assault", [("kataib_hezbollah", "assault_embassy")]),
        ("2020-01-03-us-targeted-killing", [("us", "kill_leader")]),
        ("2020-01-05-iraq-government-parliament-vote", [("iraq_government", "move_expulsion")]),
        ("2020-03-12-coalition-airstrike", []),
        ("2020-06-26-iraq-government-raid", [("iraq_government", "raid")]),
        ("2019-06-20-iran-shootdown", [("iran", "attack_shipping")]),
        ("2019-09-14-iran-drone-attack", [("iran", "attack_shipping")]),
        ("2020-01-08-iran-missile-attack", [("iran", "launch_missiles")]),
        ("2021-09-01-other-truce", [("", "announce_truce"), ("iraq_government", "broker_truce")]),
        ("2022-08-30-saraya-al-salam-truce", []),
        ("2023-11-21-us-targeted-killing", [("us", "strike")]),
        ("2022-01-04-coalition-airstrike", [("us", "strike")]),
        ("2020-03-08-isis-small-arms-attack", []),
        ("2023-10-18-us-context", []),
        ("2020-12-10-qasim-al-jabbarin-ied-attack", [("asaib_ahl_al_haq", "attack_convoy")]),
    ],
)
def test_rows_by_hand(row: str, expected: list[tuple[str, str]]) -> None:
    assert acts_of(row) == expected


def test_who_was_hit_and_killed() -> None:
    killing = act("2020-01-03-us-targeted-killing")
    assert (killing["leader_of"], killing["groups_hit"]) == ("iran", ("kataib_hezbollah",))
    assert act("2024-01-04-us-targeted-killing")["leader_of"] == "militia"
    strike = act("2021-02-26-us-airstrike")
    assert strike["groups_hit"] == ("kataib_hezbollah", "kataib_sayyid_al_shuhada")
    assert not strike["in_iraq"]
    assert act("2020-03-13-us-airstrike")["iraqi_killed"] == 5


def test_tower_22_has_two_suspects() -> None:
    tower = act("2024-01-28-islamic-resistance-in-iraq-drone-attack-2")
    assert (tower["actor"], tower["candidates"]) == ("", ("kataib_hezbollah", "ansar_allah_al_awfiya"))
    assert (tower["us_killed"], tower["country"], tower["lethal"]) == (3, "Jordan", True)


def test_scopes_of_truces() -> None:
    assert act("2023-11-25-kataib-hezbollah-truce")[["scope", "until"]].tolist() == [("kataib_hezbollah",), "gaza_truce"]
    autumn = ACTS[(ACTS["id"] == "2021-09-01-other-truce") & (ACTS["decision"] == "announce_truce")].iloc[0]
    assert (autumn["covers"], autumn["until"]) == (("attack_base",), "2021-12-31")
    assert act("2020-11-19-asaib-ahl-al-haq-truce-end")["scope"] == ("asaib_ahl_al_haq",)


# Dates


def test_acts_stay_in_the_span_of_their_row() -> None:
    for row in ACTS.itertuples():
        rule = CODING.rows.get(row.id)
        first, last = span_of(
            {"date": ROWS.at[row.id, "date"], "date_precision": ROWS.at[row.id, "date_precision"]}, rule.window if rule else None
        )
        assert first <= row.date <= last


@given(st.integers(1, 40), st.sampled_from(["week", "month"]), st.dates(date(2018, 5, 1), date(2024, 2, 28)))
def test_vague_acts_are_spread_evenly(size: int, precision: str, day: date) -> None:
    rows = {f"r{i:02}": {"date": day, "date_precision": precision} for i in range(size)}
    acts = pd.DataFrame({"id": list(rows), "decision": "attack_convoy", "date": pd.Timestamp(day)})
    found = spread(acts, rows, {})["date"]
    first, last = span_of(rows["r00"])
    length = (last - first).days + 1
    assert found.between(first, last).all()
    assert found.is_monotonic_increasing
    counts = found.value_counts().reindex(pd.date_range(first, last), fill_value=0)
    assert counts.max() - counts.min() <= 1
    assert length in (7, 28, 29, 30, 31)


# Attacks told twice


@pytest.mark.parametrize(
    ("location", "site"),
    [
        ("Erbil (second attack)", "erbil"),
        ("US embassy, Green Zone (Baghdad)", "us embassy, green zone"),
        ("Syria (base not named)", ""),
    ],
)
def test_sites(location: str, site: str) -> None:
    assert site_of(location) == site


def row_at(name: str, location: str, **more: Any) -> dict[str, Any]:
    none = dict.fromkeys(("us_killed", "coalition_killed", "us_wounded", "coalition_wounded"), pd.NA)
    return {"id": name, "location": location, "date_precision": "day", "confidence": "medium", **none, **more}


def repeats_of(*rows: dict[str, Any], candidates: tuple[tuple[str, ...], ...], decision: str = "attack_base") -> dict[str, str]:
    acts = pd.DataFrame(
        {
            "id": [row["id"] for row in rows],
            "date": pd.Timestamp("2024-01-01"),
            "decision": decision,
            "candidates": list(candidates),
        }
    )
    return drop_repeats(acts, {row["id"]: row for row in rows})[1]


def test_one_attack_per_day_and_site() -> None:
    both = (("badr",), ("badr", "thar_allah"))
    first, second = row_at("a", "Erbil"), row_at("b", "Erbil (second attack)", us_wounded=2)
    assert repeats_of(first, second, candidates=both) == {"a": "b"}
    assert repeats_of(first, row_at("b", "Erbil", confidence="high"), candidates=both) == {"a": "b"}
    assert repeats_of(first, row_at("b", "Erbil", confidence="low"), candidates=both) == {"b": "a"}


def test_what_is_no_repeat() -> None:
    both = (("badr",), ("badr",))
    assert repeats_of(row_at("a", "Erbil"), row_at("b", "Harir"), candidates=both) == {}
    assert repeats_of(row_at("a", "Erbil"), row_at("b", "Erbil"), candidates=(("badr",), ("thar_allah",))) == {}
    assert repeats_of(row_at("a", ""), row_at("b", ""), candidates=both) == {}
    assert repeats_of(row_at("a", "Erbil", date_precision="week"), row_at("b", "Erbil"), candidates=both) == {}
    assert repeats_of(row_at("a", "Babil"), row_at("b", "Babil"), candidates=both, decision="attack_convoy") == {}


# Pseudo-rows of scenarios


def one(**row: Any) -> Act:
    (found,) = code_row({"date": "2020-02-01", **row}, CODING)
    return found


def test_a_warning_that_a_scenario_adds() -> None:
    found = one(actor="us", action="warning", target="iran")
    assert (found.actor, found.decision, found.date) == ("us", "warn", pd.Timestamp("2020-02-01"))
    assert found.us_killed == 0


def test_an_attack_that_a_scenario_adds() -> None:
    found = one(actor="unknown_militia", action="rocket_attack", target="us_military", us_killed=2)
    assert (found.decision, found.lethal, found.in_iraq, found.actor) == ("attack_base", True, True, "")
    assert one(actor="badr", action="rocket_attack", target="coalition", country="Syria").in_iraq is False
    assert not one(actor="badr", action="rocket_attack", target="us_military", us_killed=1, lethal=False).lethal


def test_a_decision_by_its_own_name() -> None:
    assert one(actor="us", action="reinforce").decision == "reinforce"
    truce = one(actor="kataib_hezbollah", action="announce_truce", until="gaza_truce")
    assert (truce.scope, truce.covers, truce.until) == (("kataib_hezbollah",), ("attack_base", "attack_convoy"), "gaza_truce")
    assert one(actor="us", action="targeted_killing", target="iran").leader_of == "iran"


def test_a_row_of_the_record_codes_like_the_record() -> None:
    row = RECORD.incidents.set_index("id", drop=False).loc["2021-02-26-us-airstrike"].to_dict()
    (found,) = code_row(row, CODING)
    expected = ACTS[ACTS["id"] == "2021-02-26-us-airstrike"].iloc[0]
    assert dataclasses.asdict(found) == {**expected.to_dict(), "date": found.date}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"actor": "usa", "action": "warning"}, "unknown actor 'usa'"),
        ({"actor": "us", "action": "warn_iran"}, "unknown action 'warn_iran'; did you mean"),
        ({"actor": "us", "action": "airstrike", "target": "milita"}, "unknown target 'milita'; did you mean 'militia'"),
        ({"actor": "us", "action": "airstrike", "target": "militia", "country": "Irak"}, "unknown country 'Irak'"),
        ({"actor": "us", "action": "order_restraint"}, "us has no decision order_restraint"),
        ({"actor": "us", "action": "posture"}, "no decision of the model"),
        ({"actor": "protesters", "action": "protest"}, "no decision of the model"),
        ({"actor": "us"}, "an event needs action"),
    ],
)
def test_a_pseudo_row_that_means_nothing(row: dict[str, Any], expected: str) -> None:
    with pytest.raises(RecordError, match=expected) as caught:
        one(**row)
    assert "\n" not in str(caught.value)


# The file of rules

RULES = "rules:\n  - {when: {actor: us, action: warning}, decide: warn}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules:\n  - {when: {actor: uss}, decide: warn}\n", r"coding\.yaml:2: .*unknown word 'uss'; did you mean 'us'"),
        (
            "rules:\n  - {when: {actors: us}, decide: warn}\n",
            r"coding\.yaml:2: .*unknown condition 'actors'; did you mean 'actor'",
        ),
        ("rules:\n  - {when: {actor: us}, decide: warm}\n", r"coding\.yaml:2: .*unknown decision 'warm'; did you mean 'warn'"),
        ("rules:\n  - {when: {actor: us}}\n", r"coding\.yaml:2: .*either decide or drop"),
        ("rules:\n  - {when: {actor: us}, decides: warn}\n", r"coding\.yaml:2: .*unknown key 'decides'; did you mean 'decide'"),
        (
            RULES + "rows:\n  a:\n    acts: [{decide: warn, by: iran}]\n    because: x\n",
            r"coding\.yaml:5: .*iran has no decision warn",
        ),
        (RULES + "rows:\n  a:\n    drop: x\n", r"coding\.yaml:\d: rows\.a\.because"),
        (RULES + "rows:\n  a: {window: [2020-01-02, 2020-01-01], because: x}\n", r"coding\.yaml:4: .*lies before"),
        (RULES + "rows:\n  a: {may_be: pol, because: x}\n", r"coding\.yaml:4: .*unknown pool 'pol'"),
        (RULES + RULES, r"coding\.yaml:3: duplicate key 'rules'"),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "coding.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=expected):
        load_coding(path)


def test_the_first_rule_that_holds_decides(tmp_path: Path) -> None:
    path = tmp_path / "coding.yaml"
    path.write_text(RULES + "  - {when: {actor: us}, drop: other things}\n", encoding="utf-8")
    coding = load_coding(path)
    small = Record(RECORD.incidents[RECORD.incidents["actor"] == "us"], RECORD.path, "")
    assert set(code_record(small, coding)["decision"]) == {"warn"}
    assert set(uncoded(small, coding)["reason"]) == {"other things"}
    everything = uncoded(RECORD, coding).set_index("actor")["reason"]
    assert set(everything.drop("us")) == {"no rule"}
