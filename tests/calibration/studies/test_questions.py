"""What comes of the questions: effects on what each watches, and answers held against them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from calibration import program
from calibration.studies.questions import COLUMNS, answered, answers_of, firm_answers_of, main, questions, stale, table, write
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.scenario import Scenario, load_scenario

NAME = "no_strike_on_al_saadi"


def asked(**changes: object) -> Scenario:
    """A short question."""
    return load_scenario(NAME).edit(**changes)


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    return table([asked()], load_parameters(), worlds=4)


def rows(**differences: float) -> pd.DataFrame:
    """A made table: 100 of each measure in the reference, and in every world this difference to it."""
    made = [
        {
            "scenario": NAME, "measure": name, "mean": 100.0 + by, "difference": by, "worlds": 4,
            "p_less": float(by < 0), "p_more": float(by > 0), "p_same": float(by == 0),
        }
        for name, by in differences.items()
    ]  # fmt: skip
    return pd.DataFrame(made)


def test_every_shipped_scenario_but_the_record_is_a_question() -> None:
    names = [scenario.name for scenario in questions()]
    assert "documented" not in names
    assert {"free_run", "no_gaza_war", "truce_nobody_may_end"} <= set(names)


def test_a_question_has_a_row_for_each_measure_that_it_watches(effects: pd.DataFrame) -> None:
    assert list(effects.columns) == list(COLUMNS)
    assert set(effects["measure"]) == set(asked().watch)
    assert set(effects["scenario"]) == {NAME}
    assert set(effects["reference"]) == {"documented"}
    assert set(effects["since"]) == {"2024-02-07"}
    # Removed and forbidden: the one killing of these days is gone.
    killed = effects.set_index("measure").loc["leaders_killed"]
    assert (killed["difference"], killed["p_less"], killed["worlds"]) == (
        -1.0,
        1.0,
        4,
    )


def test_a_scenario_that_extends_nothing_cannot_be_a_question() -> None:
    with pytest.raises(InputError, match="extends no scenario"):
        table([load_scenario("documented")], load_parameters(), worlds=1)


def test_answers_are_held_against_the_table() -> None:
    scenario = asked(answer=["less attacks_on_us", "more us_strikes", "same us_killed"])
    made = rows(attacks_on_us=-3.0, us_strikes=3.0, us_killed=0.0)
    assert stale(scenario, made) == []
    assert stale(scenario, rows(attacks_on_us=3.0, us_strikes=3.0, us_killed=0.0)) == ["less attacks_on_us"]
    assert stale(scenario, made[made["measure"] != "us_killed"]) == ["same us_killed"], "what was not run is not borne out"
    assert answers_of(scenario, made) == ["less attacks_on_us", "more us_strikes", "same us_killed"]
    assert stale(scenario, made.assign(scenario="another")) == list(scenario.answer)


def test_what_is_written_down_is_firm() -> None:
    """Seven worlds in ten are enough for an answer, not for one that is written down; nor is a mean that moves by 4 %."""
    made = rows(attacks_on_us=-9.0, us_strikes=9.0, us_killed=4.0, leaders_killed=0.0)
    made.loc[made["measure"] == "attacks_on_us", ["p_less", "p_more"]] = 0.72, 0.28
    made.loc[made["measure"] == "us_killed", ["p_less", "p_more"]] = 0.5, 0.5
    assert answers_of(asked(), made) == ["less attacks_on_us", "more us_strikes", "same us_killed", "same leaders_killed"]
    assert firm_answers_of(asked(), made) == ["more us_strikes", "same leaders_killed"]
    assert firm_answers_of(asked(), made.iloc[:1]) == ["less attacks_on_us"], "better than nothing"


def test_answers_are_written_into_a_file_once() -> None:
    text = "title: T\nwatch: [us_killed]\nsources:\n  - Somebody\n"
    once = answered(text, ["less us_killed"])
    assert once == text.replace("sources:", "answer: [less us_killed]\nsources:")
    assert answered("title: T\n", ["less raids"]) == "title: T\nanswer: [less raids]\n"
    assert answered(once, ["more us_killed", "same raids"]) == once.replace("[less us_killed]", "[more us_killed, same raids]")


def test_the_table_is_kept_in_the_order_of_the_library(tmp_path: Path) -> None:
    made = pd.concat([rows(us_killed=0.0).assign(scenario=name) for name in ("mine", "no_gaza_war", "free_run")])
    write(made, tmp_path / "made" / "questions.csv")
    kept = pd.read_csv(tmp_path / "made" / "questions.csv")
    assert list(kept["scenario"]) == ["free_run", "no_gaza_war", "mine"]


def test_one_question_is_run_anew_and_the_others_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "questions.csv"
    write(pd.concat([rows(us_killed=1.0), rows(us_killed=7.0).assign(scenario="free_run")]), out)
    assert program.call(main, [NAME, "--worlds", "2", "--params", "point", "--out", str(out)]) == 0
    kept = pd.read_csv(out)
    assert kept[kept["scenario"] == "free_run"]["difference"].tolist() == [7.0]
    assert set(kept[kept["scenario"] == NAME]["worlds"]) == {2}
    told = capsys.readouterr().out
    assert told == "" or told.startswith(f"{NAME}: not borne out: ")
