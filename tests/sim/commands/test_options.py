"""What the commands share: numbers in words, records, progress, and what an interruption says."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import typer

from sim.commands import batch, compare, reproduce, run
from sim.commands import options as opt
from sim.errors import CheckFailed, InputError, ParameterError, RunUnfinished, Unbounded
from sim.machine import check_block, check_jobs, check_seed, check_worlds
from sim.parameters import load_parameters
from sim.scenario import load_scenario


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"), (math.nan, "-"), (0.0, "0"), (-0.001, "0"), (0.126, "0.13"), (1.0, "1"), (9.94, "9.94"), (9.96, "10.0"),
        (46.71, "46.7"), (99.4, "99.4"), (99.6, "100"), (1234.4, "1234"), (-3.2, "-3.20"),
    ],
)  # fmt: skip
def test_a_number_has_about_three_digits(value: float | None, text: str) -> None:
    assert opt.number(value) == text


def test_signs_shares_and_spans() -> None:
    assert [opt.number(x, sign=True) for x in (2.0, -2.0, 0.0)] == ["+2", "-2", "0"]
    assert [opt.percent(x) for x in (None, math.nan, 0.0, 0.126, 1.0)] == ["-", "-", "0 %", "13 %", "100 %"]
    assert opt.span(-38.0, 2.0) == "-38 to 2"
    assert opt.span(-38.0, 2.0, sign=True) == "-38 to +2"
    assert opt.span(None, None) == opt.span(math.nan, 3.0) == "-"


def test_records_are_plain_and_null_where_there_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.DataFrame({"a": [1.5, np.nan], "b": pd.array([1, None], dtype="Int64"), "c": ["é", None]})
    rows = opt.records(frame)
    assert rows == [{"a": 1.5, "b": 1, "c": "é"}, {"a": None, "b": None, "c": None}]
    opt.print_records(rows)
    shown = capsys.readouterr().out
    assert json.loads(shown) == rows
    assert "é" in shown


def test_a_table_shows_markup_as_it_stands_and_is_wide_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    opt.print_table("[b]title[/b]", ("[x]", "n"), [("[red]a[/red]", "1"), ("b " * 45, "22")])
    shown = capsys.readouterr().out
    assert "[b]title[/b]" in shown
    assert "[red]a[/red]" in shown
    assert "[x]" in shown
    assert 90 < max(map(len, shown.splitlines())) <= opt.PLAIN_WIDTH


def test_measures_watched_by_any_come_in_the_order_they_are_defined() -> None:
    base = load_scenario("documented")
    one, two = base.edit(watch=("us_killed", "attacks_on_us")), base.edit(watch=("peak_rung",))
    assert opt.watched([one, two]) == ["attacks_on_us", "us_killed", "peak_rung"]


def test_progress_is_a_line_at_each_quarter(capsys: pytest.CaptureFixture[str]) -> None:
    with opt.progress_over([load_scenario("documented")], 10) as progress:
        for done in (2, 2, 2, 2, 2):
            progress("documented", done)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [f"documented: {n} of 10 worlds" for n in (4, 6, 8, 10)]


def test_another_luck_or_coupling_needs_a_scenario_that_branches() -> None:
    with pytest.raises(InputError, match="--luck and --coupling: nothing is simulated in documented; allowed: with a scenario"):
        opt.scenarios_named(["documented"], "fresh", "inversion")
    known, calm = opt.scenarios_named(["documented", "no_soleimani_strike"], None, "inversion")
    assert (known.coupling, calm.coupling) == (opt.scenarios_named(["documented"])[0].coupling, "inversion")


def test_what_params_and_set_ask_for() -> None:
    point = load_parameters()
    assert opt.parameters_of("point", None).values == point.values
    asked = opt.parameters_of("point", ["militia.fear=0", " militia.branching = 0.25"])
    assert asked.values == {**point.values, "militia.fear": 0.0, "militia.branching": 0.25}
    assert opt.parameters_of("train", ["militia.fear=0"]).origin.name == "train"
    drawn = opt.parameters_of("posterior", ["militia.fear=0"]).values
    assert drawn["militia.fear"] == 0.0
    assert np.ndim(drawn["militia.branching"]) == 1
    with pytest.raises(ParameterError, match=r"actor\.parameter=number"):
        opt.parameters_of("point", ["militia.fear"])


@pytest.mark.parametrize(
    ("failure", "becomes", "says"),
    [
        (InputError("wrong"), InputError, "^wrong$"),
        (CheckFailed("missed"), CheckFailed, "^missed$"),
        (typer.Exit(2), typer.Exit, None),
        (KeyboardInterrupt(), RunUnfinished, "^interrupted; two are safe$"),
        (RunUnfinished("a worker is gone"), RunUnfinished, "^a worker is gone; two are safe$"),
        (Unbounded("no bound"), Unbounded, "^no bound; two are safe$"),
        (MemoryError("too\nbig"), RunUnfinished, "^not finished: MemoryError: too big; two are safe$"),
        (ModuleNotFoundError("No module named 'nonsense'", name="nonsense"), RunUnfinished, "ModuleNotFoundError"),
    ],
)
def test_what_stops_a_run_says_what_is_safe(failure: BaseException, becomes: type[Exception], says: str | None) -> None:
    with pytest.raises(becomes, match=says), opt.unfinished(lambda: "two are safe"):
        raise failure


def test_a_library_of_an_extra_is_no_unfinished_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opt, "how_to_install", lambda error: "install it")
    with pytest.raises(InputError, match=r"^install it$"), opt.unfinished(opt.nothing_written):
        raise ModuleNotFoundError(name="arviz")


def test_names_of_scenarios_complete() -> None:
    names = opt._names_beginning("no_g")
    assert names == ["no_gaza_war"]
    assert {"documented", "free_run"} <= set(opt._names_beginning(""))


CHECKS = {"worlds": check_worlds, "seed": check_seed, "jobs": check_jobs, "block": check_block}


@pytest.mark.parametrize("command", [run.run, compare.compare, batch.batch, reproduce.reproduce])
def test_every_number_is_checked_before_the_work(command: Callable[..., None]) -> None:
    hints = inspect.get_annotations(command, eval_str=True)
    checked = {name: hints[name].__metadata__[0].callback for name in CHECKS if name in hints}
    assert checked
    assert checked == {name: CHECKS[name] for name in checked}
