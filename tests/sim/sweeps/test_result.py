"""A sweep in Python: its tables, its figures, what a notebook shows of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.errors import InputError
from sim.notebook import CAVEAT
from sim.sweeps.factors import Factor
from sim.sweeps.result import SweepResult
from sim.sweeps.running import Sweep
from tests.made_sweeps import made


@pytest.fixture
def result(swept: Sweep) -> SweepResult:
    return SweepResult(swept)


def test_its_tables(result: SweepResult) -> None:
    assert result.design.shape == (4, 2)
    assert len(result.worlds) == 24
    assert result.means.loc[3, "peak_rung"] == result.worlds.loc[result.worlds["point"] == 3, "peak_rung"].mean()
    assert list(result.means.columns) == ["militia.branching", "context.level", "attacks_on_us", "peak_rung"]
    by_value = result.worlds.groupby(["militia.branching", "context.level"])["attacks_on_us"].mean()
    assert by_value.tolist() == pytest.approx(result.means["attacks_on_us"].tolist())
    assert isinstance(result.points, pd.DataFrame)


def test_it_is_short_in_words(result: SweepResult) -> None:
    assert repr(result) == "<sweep of short: 4 points of militia.branching, context.level, 6 worlds each, seed 3>"


def test_figures_are_asked_for_by_name(result: SweepResult) -> None:
    first, second, which = result.plot(), result.plot("context.level"), result.plot("tornado")
    assert all(isinstance(figure, Figure) for figure in (first, second, which))
    titles = [figure.texts[0].get_text().replace("\n", " ") for figure in (first, second, which)]
    assert titles == ["What follows from militia.branching?", "What follows from context.level?", "What moves the answer most?"]
    with pytest.raises(InputError, match=r"did you mean 'context\.level'"):
        result.plot("context.levl")


def test_measures_are_chosen_among_those_watched(result: SweepResult) -> None:
    for name in ("", "tornado"):
        one, all_of_them = (result.plot(name, measures=measures) for measures in ("peak_rung", None))
        assert len(one.axes) == len(all_of_them.axes) / 2
    with pytest.raises(InputError, match="unknown measure of this sweep 'us_killed'"):
        result.plot(measures=["us_killed"])


def test_a_notebook_shows_means_and_no_markup_of_others() -> None:
    odd = Factor("a<b>", "number", "a", 0)
    shown = SweepResult(made([odd], [(float(at),) for at in range(25)], [1.25] * 25))._repr_html_()
    assert "a<b>" not in shown
    assert "a&lt;b&gt;" in shown
    assert "Three weeks: means of the same 100 worlds at 25 points" in shown
    assert shown.count("<td>1.25</td>") == 2 * 20
    assert "and 5 more" in shown
    assert shown.endswith(f"<p>{CAVEAT}</p>")


def test_saved_by_name(result: SweepResult, tmp_path: Path) -> None:
    result.save(str(tmp_path / "out"))
    assert (tmp_path / "out" / "points.csv").is_file()
    result.save(tmp_path / "pdf", format=["pdf"])
    assert {path.suffix for path in (tmp_path / "pdf" / "figures").iterdir()} == {".png", ".pdf"}
