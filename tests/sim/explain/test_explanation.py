"""Explanations: shares, factors and parents, on cases small enough to check by hand, and on runs that come out as stored."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import call
from sim.commands.writing import arms_for, write_run
from sim.errors import InputError
from sim.explain import explain_event, first_difference
from sim.machine import Machine
from sim.model import EscalationModel
from sim.parameter_files import for_worlds
from sim.parameters import load_parameters
from sim.results.manifest import write_manifest
from sim.scenario import load_scenario
from sim.vocabulary.mechanisms import MECHANISMS
from tests.runs import finish
from tests.sim.explain.winter import explained, short

# By hand --------------------------------------------------------------------------------------------------------------------


def test_the_only_motive_has_share_one() -> None:
    told = explained("2019-12-27", "kataib_hezbollah", "attack_base", switch_off=tuple(MECHANISMS))
    assert [(motive.name, motive.share, motive.parents) for motive in told.motives] == [("standing_will", 1.0, ())]
    values = load_parameters().values
    assert told.rate == pytest.approx(values["militia.base_attacks"] * values["kataib_hezbollah.share_of_bases"])
    assert told.restraints == ()
    assert told.how == "documented"


def test_shares_sum_to_one_and_make_the_rate() -> None:
    told = explained("2020-01-03", "us", "kill_leader")
    assert sum(motive.share for motive in told.motives) == pytest.approx(1.0)
    rate = sum(motive.per_day for motive in told.motives)
    for restraint in told.restraints:
        assert 0 < restraint.factor <= 1
        rate *= restraint.factor
    assert told.rate == pytest.approx(rate)
    assert [m.share for m in told.motives] == sorted((m.share for m in told.motives), reverse=True)


def test_a_documented_act_is_told_with_what_sources_say_it_answered() -> None:
    told = explained("2019-12-29", "us", "strike").said
    assert {said.act for said in told} == {"2019-12-29-us-airstrike", "2019-12-29-us-airstrike-2"}
    assert {(said.cause, said.said_by, said.strength) for said in told} == {
        ("2019-12-27-kataib-hezbollah-rocket-attack", "actor", "sole")
    }
    assert explained("2019-12-27", "kataib_hezbollah", "attack_base").said == ()


def test_an_act_that_a_branch_keeps_is_told_as_the_documented_one() -> None:
    """Branched on the eve without an edit, the strike of 29 December is kept, with the cause that it has in the record."""
    kept, plain = (explained("2019-12-29", "us", "strike", **branch) for branch in ({"branch": "2019-12-28"}, {}))
    assert (kept.how, plain.how) == ("kept from the record", "documented")
    assert kept.said == plain.said != ()
    assert kept.cause == plain.cause
    assert [motive.share for motive in kept.motives] == pytest.approx([motive.share for motive in plain.motives])


def test_an_act_that_a_scenario_gives_to_another_is_told_so() -> None:
    given = {"edit_event": {"id": "2019-12-27-kataib-hezbollah-rocket-attack", "author": "badr"}}
    told = explained("2019-12-27", "badr", "attack_base", branch="2019-12-26", interventions=[given])
    assert (told.how, told.weighed_by) == ("kept from the record, by another author", "badr")
    assert told.record_id == "2019-12-27-kataib-hezbollah-rocket-attack"


def test_what_is_off_for_the_actor_that_day_is_told_and_its_terms_are_not() -> None:
    """The war has not begun, so that the attack does not hang on it, in whatever world."""
    off = {"switch_off": {"mechanism": "gaza_war", "actor": "kataib_hezbollah", "until": "2019-12-28"}}
    attack = "2019-12-27", "kataib_hezbollah", "attack_base"
    told, plain = (explained(*attack, branch="2019-12-26", interventions=items) for items in ([off], []))
    assert (told.switched_off, plain.switched_off) == (("gaza_war",), ())
    assert {motive.name for motive in plain.motives} - {motive.name for motive in told.motives} == {"gaza_campaign"}
    assert explained("2019-12-29", "us", "strike", branch="2019-12-26", interventions=[off]).switched_off == ()


def test_an_event_is_told_with_its_cause_and_the_causes_of_that() -> None:
    told = explained("2020-01-08", "iran", "launch_missiles")
    assert (told.cause, told.record_id) == ("avenge_commander", "2020-01-08-iran-missile-attack")
    assert [step.action for step in told.chain[:2]] == ["launch_missiles", "kill_leader"]
    assert told.answered == told.chain[1].event
    assert told.chain[-1].answers is None
    days = [step.date for step in told.chain]
    assert days == sorted(days, reverse=True)


def test_the_cause_is_one_of_the_motives_that_may_have_been_it() -> None:
    told = explained("2020-01-03", "us", "kill_leader")
    assert told.cause in {motive.name for motive in told.motives if motive.share > 0}
    assert {motive.name: motive.kind for motive in told.motives}["siege_killing"] == "act"


def test_what_sources_say_weighs_the_shares_of_a_documented_act() -> None:
    """The strike of 29 December 2019 is said by the actor to have answered the death of the 27th, and nothing else."""
    told = explained("2019-12-29", "us", "strike")
    by_name = {motive.name: motive for motive in told.motives}
    assert sum(motive.share for motive in told.motives) == pytest.approx(1.0)
    assert by_name["lethal_provocation"].share > by_name["lethal_provocation"].prior
    assert by_name["unprompted_force"].share < by_name["unprompted_force"].prior
    assert [(each.act, each.cause) for each in told.said_once] == [(told.said[0].act, told.said[0].cause)]
    assert len({each.act for each in told.said}) > 1  # of both rows that are one act in the model
    unsaid = explained("2019-12-27", "kataib_hezbollah", "attack_base")
    assert [motive.share for motive in unsaid.motives] == pytest.approx([motive.prior for motive in unsaid.motives])


def test_of_several_acts_of_a_day_one_is_chosen_by_its_number() -> None:
    by_number = {}
    for number in (0, None):
        model = EscalationModel(short(), rng=7, parameters="point")
        by_number[number] = explain_event(model, "2020-01-04", "unknown_militia", "attack_base", number=number)
    first = by_number[None]
    log = finish(EscalationModel(short(), rng=7, parameters="point")).event_log.events()
    same = log[(log["date"] == "2020-01-04") & (log["actor"] == "unknown_militia") & (log["action"] == "attack_base")]
    assert len(same) > 1
    assert first.event == same.index[0] == by_number[0].event  # 0 is another event, so that it is not believed
    second = explain_event(
        EscalationModel(short(), rng=7, parameters="point"), "2020-01-04", "unknown_militia", "attack_base", number=same.index[1]
    )
    assert (second.event, second.record_id) == (same.index[1], same["record_id"].iloc[1])


def test_the_last_day_of_a_run_can_be_explained() -> None:
    assert explained("2020-01-10", "us", "sanction").rate > 0


def test_explaining_changes_nothing() -> None:
    model = EscalationModel(short(), rng=7, parameters="point")
    explain_event(model, "2019-12-29", "us", "strike")
    finish(model)
    plain = finish(EscalationModel(short(), rng=7, parameters="point"))
    pd.testing.assert_frame_equal(model.event_log.events(), plain.event_log.events())


def test_an_unnamed_author_is_weighed_as_the_likeliest() -> None:
    told = explained("2019-12-29", "unknown_militia", "attack_base")
    assert told.weighed_by != "unknown_militia"
    assert told.actor == "unknown_militia"


@pytest.mark.parametrize(
    ("day", "actor", "action", "said"),
    [
        ("2020-01-02", "us", "strike", "us did not strike on 2020-01-02"),
        ("2020-02-02", "us", "strike", "allowed: 2019-12-20 to 2020-01-10"),
        ("2020-01-02", "us", "strikes", "did you mean 'strike'"),
        ("tomorrow", "us", "strike", "write YYYY-MM-DD"),
    ],
)
def test_what_did_not_happen_is_one_line(day: str, actor: str, action: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        explained(day, actor, action)
    assert "\n" not in str(caught.value)


def test_a_model_with_many_worlds_or_already_stepped_is_refused() -> None:
    stepped = EscalationModel(short(), rng=7, parameters="point")
    stepped.step()
    for model in (stepped, EscalationModel(short(), worlds=2, rng=7, parameters="point")):
        with pytest.raises(InputError, match="one world"):
            explain_event(model, "2019-12-29", "us", "strike")


# A stored run ---------------------------------------------------------------------------------------------------------------

SEED, WORLDS = 5, 6


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    arm = load_scenario("no_k1_death").edit(start="2019-12-20", end="2020-03-20", warm_up=30)
    folder = tmp_path_factory.mktemp("runs")
    arms = arms_for("compare", [load_scenario("documented"), arm])
    done = write_run(folder, "compare", arms, WORLDS, SEED, load_parameters(), Machine(), lambda name, done: None)
    write_manifest(folder, done.manifest)
    return folder


def test_a_world_run_again_alone_is_the_stored_one_with_its_causes(run: Path) -> None:
    stored = pd.read_parquet(run / "events.parquet")
    arm = load_scenario("no_k1_death").edit(start="2019-12-20", end="2020-03-20", warm_up=30)
    own = stored[(stored["scenario"] == "no_k1_death") & (stored["world"] == 4)].reset_index(drop=True)
    parameters = for_worlds(load_parameters(), WORLDS).rows(4, 5)
    again = finish(EscalationModel(arm, 1, SEED, parameters=parameters, first_world=4)).event_log.events()
    assert len(own) == len(again) > 5
    assert first_difference(own, again) is None
    assert own["cause"].tolist() == again["cause"].tolist()
    assert own["cause_event"].astype("Int32").equals(again["cause_event"])


def test_of_a_drawn_act_no_source_says_anything(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = pd.read_parquet(run / "events.parquet")
    drawn = stored[(stored["scenario"] == "no_k1_death") & (stored["record_id"] == "")].iloc[-1]
    code, out, _ = called([str(run), "--world", str(drawn["world"]), "--event", str(drawn["event"]), "--json"], capsys)
    told = json.loads(out)
    assert (code, told["how"], told["said"], told["record_id"]) == (0, "drawn", [], "")
    assert [motive["share"] for motive in told["motives"]] == [motive["prior"] for motive in told["motives"]]
    answered = None if pd.isna(drawn["cause_event"]) else int(drawn["cause_event"])
    assert (told["cause"], told["answered"]) == (drawn["cause"], answered)


def called(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = call(["explain", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err.strip()


def test_the_list_then_the_reasons_of_each_event_on_it(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called([str(run), "--world", "2", "--json"], capsys)
    rows = json.loads(out)
    assert code == 0
    assert rows
    assert {"event", "date", "actor", "action", "rung", "cause"} <= rows[0].keys()
    event = str(rows[-1]["event"])
    code, out, _ = called([str(run), "--world", "2", "--event", event, "--json"], capsys)
    told = json.loads(out)
    assert (told["date"], told["actor"], told["action"]) == (rows[-1]["date"], rows[-1]["actor"], rows[-1]["action"])
    assert told["world"] == 2
    named = ["--date", told["date"], "--actor", told["actor"], "--action", told["action"]]
    code, out, _ = called([str(run), "--world", "2", *named], capsys)
    assert code == 0
    assert told["motives"][0]["name"] in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--event", "99999"], "there is no event 99999"),
        (["--world", "6"], "allowed: 0 to 5"),
        (["--actor", "us"], "together"),
        (["--event", "1", "--date", "2020-01-01"], "leave out --date"),
        (["--scenario", "documentd"], "did you mean 'documented'"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    run: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    code, out, error = called([str(run), *words], capsys)
    assert (code, out) == (2, "")
    assert said in error
    assert "\n" not in error


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called([str(tmp_path)], capsys)[0] == 2
