"""A run and a comparison in Python: figures by name, measures that are chosen, one line, what a notebook shows."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from sim import compare, load_scenario, simulate
from sim.errors import InputError
from sim.notebook import CAVEAT, RECORDED
from sim.results.runs import Run
from sim.run_results import ComparisonResult, RunResult

SHORT = {"start": "2019-12-25", "end": "2020-01-20", "warm_up": 5}
KNOWN = load_scenario("documented").edit(name="known", title="What <b>was</b>", **SHORT)
STRIKE = {"remove_event": "2020-01-03-us-targeted-killing"}
CALM = KNOWN.edit(name="calm", branch="2020-01-02", interventions=[STRIKE], watch=["attacks_on_us", "us_strikes"])
SAME = KNOWN.edit(name="same", branch="2020-01-05", interventions=[], watch=["peak_rung"])


@pytest.fixture(scope="module")
def both() -> ComparisonResult:
    return compare([KNOWN, CALM, SAME], worlds=4, seed=3, params="point")


@pytest.fixture(scope="module")
def run() -> RunResult:
    return simulate(CALM, worlds=4, seed=3, params="point")


def words(figure: Figure) -> str:
    found = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        found += [axes.get_title("left"), *(text.get_text() for text in axes.texts)]
    return " ".join(" ".join(found).split())


def test_they_are_what_they_were_and_more(both: ComparisonResult, run: RunResult) -> None:
    assert both.is_paired
    assert both.arms == ["calm", "same"]
    assert type(both.runs["calm"]) is Run
    assert isinstance(run, Run)
    assert both.runs["calm"].worlds.equals(run.worlds)
    assert run.comparison.runs[run.scenario.name].events.equals(run.events)


def test_they_are_one_line(both: ComparisonResult, run: RunResult) -> None:
    assert repr(both) == "<calm, same against known: 4 worlds, seed 3>"
    assert repr(run) == "<run of calm: 4 worlds, seed 3>"


def test_figures_of_a_comparison(both: ComparisonResult) -> None:
    shown = both.plot()
    assert "Attacks on US sites" in words(shown)
    assert "Highest rung" not in words(both.plot(arm="calm"))
    assert "Highest rung" in words(both.plot(arm="same"))
    chosen = words(both.plot(measures=["us_killed"], arm="same"))
    assert "Americans killed" in chosen
    assert "Highest rung" not in chosen
    assert "Convoy attacks" not in words(both.plot("timeline", measures="us_strikes"))
    assert "Convoy attacks" in words(both.plot("timeline"))
    assert len(both.plot("ladder", arm="calm").axes) == 4, "two panels of the arm, two of the reference"


def test_figures_that_are_not_there(both: ComparisonResult, run: RunResult) -> None:
    with pytest.raises(InputError, match="unknown figure 'diference'; did you mean 'difference'"):
        both.plot("diference")
    with pytest.raises(InputError, match="unknown arm 'clam'"):
        both.plot(arm="clam")
    with pytest.raises(InputError, match="unknown figure 'difference'"):
        run.plot("difference")
    with pytest.raises(InputError, match="unknown measure of the timeline 'us_killed'"):
        run.plot(measures="us_killed")
    with pytest.raises(InputError, match="ladder has no measures to choose"):
        run.plot("ladder", measures="us_killed")


def test_a_figure_shows_itself_in_a_notebook(run: RunResult) -> None:
    picture, _ = run.plot(measures="us_strikes")._repr_png_()  # type: ignore[attr-defined]
    assert picture.startswith(b"\x89PNG")


def test_a_notebook_shows_a_comparison(both: ComparisonResult) -> None:
    shown = both._repr_html_()
    assert shown.startswith("<p><b>What &lt;b&gt;was&lt;/b&gt;")
    assert shown.endswith(f"<p>{CAVEAT}</p>")
    assert shown.count("<tr") == 1 + 2 + 1
    row = both.effects.set_index(["scenario", "measure"]).loc[("calm", "attacks_on_us")]  # type: ignore[union-attr]
    assert f"<td>{row['mean']:.0f}</td>" in shown or f"<td>{row['mean']:.2f}</td>" in shown


def test_a_notebook_shows_a_run_and_what_is_only_the_record(run: RunResult) -> None:
    assert run._repr_html_().endswith(f"<p>{CAVEAT}</p>")
    assert "counted from 2020-01-02 to 2020-01-20" in run._repr_html_()
    alone = simulate(KNOWN, worlds=1, params="point")._repr_html_()
    assert CAVEAT not in alone
    assert alone.endswith(f"<p>{RECORDED}</p>")
