"""Shares of documented acts: by hand on a few days, and against the explanation of the same act."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.explain import attribution
from sim.explain.attribution import COLUMNS, SUMMARY, attribute, linked_rows, motives_of, summary
from sim.explain.kinds import KINDS, NONE
from sim.model import EscalationModel
from sim.record.contexts import load_contexts
from sim.record.evidence import Evidence
from sim.record.links import Link, Links, load_links
from sim.vocabulary.decisions import DECISIONS
from tests.handmade import HN, KH, PINNED, SPANS, Row, contexts, pinned, scenario
from tests.handmade import evidence as made
from tests.runs import finish
from tests.sim.explain.winter import explained, short

DEATH_THEN_STRIKE = (Row(1, KH, "attack_base", {"lethal": 1.0, "us_killed": 1.0}), Row(2, "us", "strike"), Row(2, "us", "strike"))


def evidence(rows: tuple[Row, ...], *said: tuple[str, str]) -> Evidence:
    """A record of these rows, with what their actors say: pairs of an act and what it answered. No context is in force."""
    spans = {span.name: (-9, -8) for span in load_contexts().spans if span.name not in SPANS} | SPANS
    links = Links(tuple(Link(answer, cause, "actor", "sole", "both", "") for answer, cause in said))
    return replace(made(rows, contexts(spans)), links=links)


def shares(frame: pd.DataFrame, record_id: str, decision: str) -> dict[str, float]:
    own = frame[(frame["record_id"] == record_id) & (frame["decision"] == decision)]
    return dict(zip(own["motive"], own["share"], strict=True))


def rates_of_the_strike(floor: float = PINNED["us.force_floor"]) -> dict[str, float]:
    """The motives of a strike on the day after a death, from the kernels' formulas."""
    values = pinned().values
    answer, harassment = (2 ** (-1 / PINNED[name]) for name in ("us.answer_half_life", "scene.harassment_half_life"))
    later, not_borne = 1 - PINNED["us.same_night_share"], np.exp(-PINNED["us.tolerance_trump"])
    return {
        "unprompted_force": floor,
        "lethal_provocation": PINNED["us.strikes_per_lethal_attack"] * later * (1 - answer) ** 2,
        "prompt_answer": float(values["us.prompt_strikes_per_attack"]) * not_borne * later * (1 - answer),
        "accumulated_harassment": PINNED["us.strikes_per_attack"] * not_borne * (1 - harassment),
    }


# By hand --------------------------------------------------------------------------------------------------------------------


def test_each_motive_has_its_part_of_the_sum() -> None:
    found = shares(attribute(scenario(4), 1, pinned(), evidence(DEATH_THEN_STRIKE)), "hand-1", "strike")
    expected = rates_of_the_strike()
    assert {name for name, share in found.items() if share > 0} == expected.keys()
    for name, rate in expected.items():
        assert found[name] == pytest.approx(rate / sum(expected.values()))


def test_a_mean_over_draws_is_of_the_shares_and_not_of_the_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    floors = np.array([0.0002, 0.5, 0.01])
    parameters = pinned().replace({"us.force_floor": floors})
    expected = np.mean([floor / sum(rates_of_the_strike(floor).values()) for floor in floors])
    frames = []
    for block in (1, 2, 500):
        monkeypatch.setattr(attribution, "BLOCK", block)
        frames.append(attribute(scenario(4), 900, parameters, evidence(DEATH_THEN_STRIKE)))
        assert shares(frames[-1], "hand-1", "strike")["unprompted_force"] == pytest.approx(expected)
    pd.testing.assert_frame_equal(frames[0], frames[2])
    first = attribute(scenario(4), 1, parameters, evidence(DEATH_THEN_STRIKE))
    assert shares(first, "hand-1", "strike") == pytest.approx(
        shares(attribute(scenario(4), 1, pinned(), evidence(DEATH_THEN_STRIKE)), "hand-1", "strike")
    )


def test_an_act_without_an_author_is_shared_among_those_it_may_be() -> None:
    """One rate for all candidates together: the standing share is their standing wills over the sum of their rates."""
    rows = (Row(5, KH, "attack_base"), Row(6, "", "attack_base", may_be=(KH, HN)))
    found = shares(attribute(scenario(7), 1, pinned(), evidence(rows)), "hand-1", "attack_base")
    fresh = 1 - 2 ** (-1 / PINNED["scene.momentum_half_life"])
    solidarity, branching = PINNED["militia.solidarity"], PINNED["militia.branching"]
    share_kh, share_hn = PINNED[f"{KH}.share_of_bases"], PINNED[f"{HN}.share_of_bases"]
    will = PINNED["militia.base_attacks"] * (share_kh + share_hn)
    momentum = branching * fresh * (1 - solidarity + solidarity * (share_kh + share_hn))
    assert found["standing_will"] == pytest.approx(will / (will + momentum))
    assert found["momentum"] == pytest.approx(momentum / (will + momentum))


def test_a_named_author_is_weighed_alone() -> None:
    rows = (Row(5, KH, "attack_base"), Row(6, HN, "attack_base"))
    found = shares(attribute(scenario(7), 1, pinned(), evidence(rows)), "hand-1", "attack_base")
    fresh = 1 - 2 ** (-1 / PINNED["scene.momentum_half_life"])
    share = PINNED[f"{HN}.share_of_bases"]
    will, momentum = (
        PINNED["militia.base_attacks"] * share,
        PINNED["militia.branching"] * fresh * PINNED["militia.solidarity"] * share,
    )
    assert found["standing_will"] == pytest.approx(will / (will + momentum))


def test_with_a_motive_switched_off_the_others_share_the_act() -> None:
    off = scenario(4, switch_off=("red_line",))
    found = shares(attribute(off, 1, pinned(), evidence(DEATH_THEN_STRIKE)), "hand-1", "strike")
    rates = rates_of_the_strike()
    del rates["lethal_provocation"]
    assert found.pop("drones_not_borne") == 0
    assert found == pytest.approx({name: rate / sum(rates.values()) for name, rate in rates.items()})


def test_an_act_that_no_rule_stands_behind_is_said_to_have_none() -> None:
    rows = (Row(1, "us", "strike", {"in_iraq": 1.0}), Row(2, "iraq_government", "condemn_us"))
    off = attribute(scenario(4, switch_off=("double_bind",)), 1, pinned(), evidence(rows))
    assert shares(off, "hand-1", "condemn_us") == {NONE: 1.0}
    empty = attribute(scenario(4), 1, pinned(us__force_floor=0.0), evidence(rows))
    found = shares(empty, "hand-0", "strike")
    assert found[NONE] == 1.0
    assert sum(found.values()) == pytest.approx(1.0)
    assert summary(empty, ())["share_none"].tolist() == [1.0, 0.0]


def test_rows_of_a_states_day_are_one_act_and_those_of_the_militias_are_not() -> None:
    rows = (*DEATH_THEN_STRIKE, Row(3, KH, "attack_base"), Row(3, KH, "attack_base"))
    frame = attribute(scenario(5), 1, pinned(), evidence(rows))
    strikes = frame[frame["decision"] == "strike"]
    assert strikes.groupby("record_id")["act"].first().to_dict() == {"hand-1": "hand-1", "hand-2": "hand-1"}
    counted = summary(frame, {"hand-2", "hand-3"}).set_index("decision")
    assert counted["n_documented"].to_dict() == {"attack_base": 3, "strike": 1}
    assert counted["n_linked"].to_dict() == {"attack_base": 1, "strike": 1}


# What sources say -----------------------------------------------------------------------------------------------------------

SAID = ("hand-1", "hand-0")


def test_a_stated_cause_weighs_the_shares_by_its_credibility() -> None:
    """One act happened in the last thirty days: a pretext names it for certain, so that what answers nothing alone loses."""
    credibility = 0.7
    parameters = pinned().replace({"links.credibility_actor": credibility})
    frame = attribute(scenario(4), 1, parameters, evidence(DEATH_THEN_STRIKE, SAID))
    rates = rates_of_the_strike()
    rates["unprompted_force"] *= 1 - credibility
    found = {name: share for name, share in shares(frame, "hand-1", "strike").items() if share > 0}
    assert found == pytest.approx({name: rate / sum(rates.values()) for name, rate in rates.items()})
    strike = frame[frame["decision"] == "strike"]
    assert set(strike["answered"]) == {"hand-0"}
    assert strike["answered_share"].iloc[0] == pytest.approx(1 - found["unprompted_force"])


def test_of_an_act_that_answered_nothing_no_act_is_named() -> None:
    frame = attribute(scenario(4), 1, pinned(), evidence(DEATH_THEN_STRIKE))
    first = frame[frame["record_id"] == "hand-0"]
    assert set(first["answered"]) == {""}
    assert set(first["answered_share"]) == {0.0}


FREQUENT = (
    Row(1, KH, "attack_base"),
    Row(3, HN, "attack_base", {"lethal": 1.0, "us_killed": 1.0}),
    Row(4, "", "attack_base", may_be=(KH, HN)),
    Row(5, "us", "strike", {f"hit_{KH}": 1.0, "in_iraq": 1.0, "militia_killed": 2.0}),
    Row(5, "us", "warn"),
    Row(6, "", "attack_base", may_be=(KH, HN)),
)


def test_causes_are_drawn_with_these_shares() -> None:
    """Motives and acts answered, by how often they come in 4,000 worlds that differ in nothing but luck."""
    known, worlds = evidence(FREQUENT, ("hand-5", "hand-3"), ("hand-4", "hand-0")), 4000
    frame = attribute(scenario(8), 1, pinned(), known)
    log = finish(EscalationModel(scenario(8), worlds, 3, parameters=pinned(), evidence=known)).event_log.events()
    ids = log.set_index(["world", "event"])["record_id"]
    answered = ids.reindex(pd.MultiIndex.from_frame(log[["world", "cause_event"]].astype("Int64").fillna(-1))).to_numpy()
    for record_id in ("hand-2", "hand-4", "hand-5"):
        own = (log["record_id"] == record_id).to_numpy()
        assert own.sum() == worlds
        for motive, share in shares(frame, record_id, log["action"][own].iloc[0]).items():
            assert (log["cause"][own] == motive).mean() == pytest.approx(share, abs=0.03), (record_id, motive)
        told = frame[frame["record_id"] == record_id].iloc[0]
        assert told["answered"] == pd.Series(answered[own]).value_counts().index[0]
        assert (answered[own] == told["answered"]).mean() == pytest.approx(told["answered_share"], abs=0.03)


# The record -----------------------------------------------------------------------------------------------------------------


def test_every_act_of_the_span_has_shares_that_sum_to_one() -> None:
    model = EscalationModel(short(), parameters="point")
    expected = {
        (act.id, act.decision)
        for act in model.evidence.acts
        if short().start <= act.date <= short().end and act.decision in DECISIONS
    }
    frame = attribute(short(), 8)
    assert tuple(frame.columns) == COLUMNS
    assert set(zip(frame["record_id"], frame["decision"], strict=True)) == expected
    assert frame["share"].between(0, 1).all()
    np.testing.assert_allclose(frame.groupby(["record_id", "decision"])["share"].sum(), 1.0)
    assert set(frame["kind"]) <= set(KINDS)
    assert not frame.duplicated(["record_id", "decision", "motive"]).any()


def test_shares_are_those_of_the_explanation_of_the_same_act() -> None:
    frame = attribute(short(), 1, "point")
    told = explained("2020-01-03", "us", "kill_leader")
    assert shares(frame, "2020-01-03-us-targeted-killing", "kill_leader") == pytest.approx(
        {motive.name: motive.share for motive in told.motives}
    )


def test_a_summary_is_the_mean_over_acts_and_its_kinds_sum_to_one() -> None:
    frame = attribute(short(), 8)
    table = summary(frame, linked_rows())
    assert tuple(table.columns) == SUMMARY
    np.testing.assert_allclose(table[[f"share_{kind}" for kind in (*KINDS, NONE)]].sum(axis=1), 1.0)
    assert list(table["decision"]) == [name for name in DECISIONS if name in set(frame["decision"])]
    for row in table.to_dict("records"):
        own = frame[frame["decision"] == row["decision"]].drop_duplicates(["act", "motive"])
        standing = own[own["kind"] == "standing"].groupby("act")["share"].sum().mean()
        assert row["share_standing"] == pytest.approx(standing)
        assert [each["share"] for each in row["motives"]] == sorted((each["share"] for each in row["motives"]), reverse=True)
        assert 0 <= row["n_linked"] <= row["n_documented"]
    strike = frame[frame["decision"] == "strike"]
    assert motives_of(strike)[0]["motive"] == "lethal_provocation"


def test_only_answers_to_another_row_are_linked() -> None:
    linked, links = linked_rows(), load_links()
    assert "2019-12-29-us-airstrike" in linked
    only_contexts = {link.id for link in links.links} - linked
    assert only_contexts
    assert all(link.cause.startswith(("context:", "missing:")) for row in only_contexts for link in links.causes(row))


def test_a_simulated_scenario_is_refused() -> None:
    with pytest.raises(InputError, match="allowed: a scenario without a branch"):
        attribute(short(branch="2020-01-02"), 1)
