"""Explanations: shares, factors and parents, on cases small enough to check by hand, and on runs that come out as stored."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import call
from sim.commands.writing import arms_for, write_run
from sim.errors import InputError
from sim.explain import consequential, explain_event, first_difference
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


def test_of_a_drawn_act_no_source_says_anything() -> None:
    """Branched on the eve, the strike of 29 December is drawn again as it was, given what happened."""
    again = {"branch": "2019-12-28", "luck": "abducted"}
    drawn = explained("2019-12-29", "us", "strike", **again)
    assert (drawn.how, drawn.said) == ("drawn", ())


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


def test_a_world_run_again_alone_is_the_stored_one(run: Path) -> None:
    stored = pd.read_parquet(run / "events.parquet")
    arm = load_scenario("no_k1_death").edit(start="2019-12-20", end="2020-03-20", warm_up=30)
    own = stored[(stored["scenario"] == "no_k1_death") & (stored["world"] == 4)]
    parameters = for_worlds(load_parameters(), WORLDS).rows(4, 5)
    model = finish(EscalationModel(arm, 1, SEED, parameters=parameters, first_world=4))
    again = model.event_log.events()
    assert len(own) == len(again) > 5
    assert first_difference(own, again) is None
    changed = again.copy()
    changed.loc[5, "rung"] = 9
    assert str(first_difference(own, changed)) == str(changed["date"].dt.date.iloc[5])
    assert first_difference(own, again.drop(index=5)) is not None


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


def test_the_most_consequential_are_the_highest(run: Path) -> None:
    log = pd.read_parquet(run / "events.parquet")
    shown = consequential(log, most=5)
    assert shown["rung"].min() >= log["rung"].drop(shown.index).max()
    assert shown.index.is_monotonic_increasing
