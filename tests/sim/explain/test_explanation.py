"""Explanations: shares, factors and parents, on cases small enough to check by hand, and on runs that come out as stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.actors import Militias, UnitedStates
from sim.api import compare
from sim.errors import InputError
from sim.explain import Explanation, consequential, explain_event, first_difference
from sim.explain.parents import _events_on
from sim.explain.witness import Witness, memories_of
from sim.memory import Kernel
from sim.model import EscalationModel
from sim.parameter_files import for_worlds
from sim.parameters import load_parameters
from sim.perception import Perceiver
from sim.record.acts import day_number
from sim.results.folders import new_folder, write_manifest, write_runs
from sim.results.manifest import manifest_of
from sim.scenario import Scenario, load_scenario
from sim.scene import Scene
from sim.vocabulary.decisions import DECISIONS
from sim.vocabulary.mechanisms import MECHANISMS


def short(**changes: Any) -> Scenario:
    return load_scenario("documented").edit(**{"start": "2019-12-20", "end": "2020-01-10", "warm_up": 20, **changes})


def explained(day: str, actor: str, action: str, **changes: Any) -> Explanation:
    return explain_event(EscalationModel(short(**changes), rng=7, parameters="point"), day, actor, action)


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


def test_the_siege_is_the_parent_of_the_killing() -> None:
    told = explained("2020-01-03", "us", "kill_leader")
    siege = next(motive for motive in told.motives if motive.name == "siege_killing")
    assert [(str(p.date), p.action, p.days_before, p.weight) for p in siege.parents] == [
        ("2019-12-31", "assault_embassy", 3, 1.0)
    ]


def test_a_death_is_the_parent_not_the_harmless_attack_of_the_same_day() -> None:
    told = explained("2019-12-29", "us", "strike")
    deaths = next(motive for motive in told.motives if motive.name == "lethal_provocation")
    assert [(str(p.date), p.actor, p.weight) for p in deaths.parents] == [("2019-12-27", "kataib_hezbollah", 1.0)]


def test_weights_follow_the_kernel() -> None:
    told = explained("2020-01-03", "us", "kill_leader")
    campaign = next(motive for motive in told.motives if motive.name == "campaign_killing")
    daily = {parent.date: parent.weight for parent in campaign.parents}
    (late, heavy), (early, light) = sorted(daily.items(), reverse=True)[:2]
    assert heavy is not None
    assert light is not None
    decay = 2 ** (-1 / load_parameters().values["scene.harassment_half_life"])
    assert light / heavy == pytest.approx(decay ** (late - early).days)


def test_an_attack_of_today_is_the_parent_of_an_answer_the_same_night() -> None:
    told = explained("2023-03-24", "us", "strike", start="2023-03-20", end="2023-03-26")
    wounding = next(motive for motive in told.motives if motive.name == "wounding")
    assert {(p.memory, p.days_before) for p in wounding.parents} >= {("today", 0)}
    assert all(p.memory != "today" for motive in told.motives if motive.name == "siege" for p in motive.parents)


def test_a_truce_is_the_parent_of_its_end_without_a_weight() -> None:
    told = explained("2020-11-19", "asaib_ahl_al_haq", "end_truce", start="2020-10-05", end="2020-11-20")
    unmet = next(motive for motive in told.motives if motive.name == "conditions_unmet")
    assert [(str(p.date), p.action, p.weight) for p in unmet.parents] == [("2020-10-10", "announce_truce", None)]


def test_the_last_day_of_a_run_can_be_explained() -> None:
    assert explained("2020-01-10", "us", "sanction").rate > 0


def test_of_several_events_that_day_only_those_that_fed_the_memory_are_parents() -> None:
    log = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-01-01"] * 3),
            "actor": ["badr", "thar_allah", "thar_allah"],
            "action": ["attack_base"] * 3,
            "target": ["us"] * 3,
            "rung": [4, 2, 2],
        }
    )
    then = day_number("2020-01-01")

    def parents(owner: type[Perceiver], memory: str, author: str) -> list[tuple[str, float | None]]:
        feed = owner.declared[memory].feed
        return [(p.actor, p.weight) for p in _events_on(log, then, feed.decisions, then + 2, memory, 0.6, feed, author)]

    assert parents(UnitedStates, "deaths", "us") == [("badr", 0.6)]
    assert parents(Militias, "own_attacks", "thar_allah") == [("thar_allah", 0.3)] * 2
    everyone = parents(Scene, "attacks", "badr")
    assert [actor for actor, _ in everyone] == ["badr", "thar_allah", "thar_allah"]
    assert [weight for _, weight in everyone] == pytest.approx([0.2] * 3)


@pytest.mark.parametrize("stages", [1, 2])
def test_a_witness_agrees_with_the_kernel_itself(stages: int) -> None:
    """Feed one event on day 0 and two on day 3; each alone gives its part of the level on day 5."""
    model = EscalationModel(short(switch_off=()), rng=7, parameters="point")
    memory = model.us.memories["deaths"] = Kernel(2.5, stages)
    witness = Witness(model)
    feeds = {1: 1.0, 4: 2.0}  # fed the day after
    for day in range(1, 6):
        model.day = day
        memory.feed(feeds.get(day, 0.0))
    alone = {}
    for fed, amount in feeds.items():
        single = Kernel(2.5, stages)
        for day in range(1, 6):
            single.feed(amount if day == fed else 0.0)
        alone[fed - 1] = single.level / memory.level
    assert witness.shares(memory, 5, 0) == pytest.approx(alone)
    assert sum(alone.values()) == pytest.approx(1.0)


def test_every_memory_that_acts_feed_says_which() -> None:
    model = EscalationModel(short(), rng=7, parameters="point")
    kept = [each for owner in (model.scene, *model.actors) for each in memories_of(owner)]
    assert len(kept) == sum(len(owner.memories) for owner in (model.scene, *model.actors)) > 30
    assert len({id(each.memory) for each in kept}) == len(kept)
    assert all(set(each.declaration.feed.decisions) <= set(DECISIONS) for each in kept)
    assert [each.name for each in kept if not each.declaration.feed.decisions] == ["scene.israeli"]


def test_explaining_changes_nothing() -> None:
    model = EscalationModel(short(), rng=7, parameters="point")
    explain_event(model, "2019-12-29", "us", "strike")
    while model.running:
        model.step()
    plain = EscalationModel(short(), rng=7, parameters="point")
    while plain.running:
        plain.step()
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
    comparison = compare([load_scenario("documented"), arm], WORLDS, SEED, params="point")
    folder = tmp_path_factory.mktemp("runs") / "run"
    with new_folder(folder) as partial:
        write_runs(partial, list(comparison.runs.values()))
        about = manifest_of("compare", comparison.scenarios, WORLDS, SEED, load_parameters(), 256, 0.0)
        write_manifest(partial, about)
    return folder


def test_a_world_run_again_alone_is_the_stored_one(run: Path) -> None:
    stored = pd.read_parquet(run / "events.parquet")
    arm = load_scenario("no_k1_death").edit(start="2019-12-20", end="2020-03-20", warm_up=30)
    own = stored[(stored["scenario"] == "no_k1_death") & (stored["world"] == 4)]
    parameters = for_worlds(load_parameters(), WORLDS).rows(4, 5)
    model = EscalationModel(arm, 1, SEED, parameters=parameters, first_world=4)
    while model.running:
        model.step()
    again = model.event_log.events()
    assert len(own) == len(again) > 5
    assert first_difference(own, again) is None
    changed = again.copy()
    changed.loc[5, "rung"] = 9
    assert str(first_difference(own, changed)) == str(changed["date"].dt.date.iloc[5])
    assert first_difference(own, again.drop(index=5)) is not None


def called(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    import typer
    from click import ClickException

    from sim.commands.explain import explain

    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(explain)
    try:
        typer.main.get_command(app).main(arguments, standalone_mode=False)
        code, error = 0, ""
    except (InputError, ClickException) as failure:
        code, error = failure.exit_code, str(failure)
    return code, capsys.readouterr().out, error


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
