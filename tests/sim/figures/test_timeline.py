"""The timeline: the record against the worlds, over the days counted."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes

from sim.comparison import Comparison
from sim.figures.compared import Shown, arms, everything
from sim.figures.style import NARROW, Sheet, settings
from sim.figures.timeline import NEARLY_NOTHING, NOTHING, _column, steps, timeline
from sim.record.evidence import load_evidence
from sim.results.beyond import Beyond
from sim.results.digest import RUNNING
from sim.vocabulary.measures import MEASURES
from tests.sim.figures.pages import check_words_lie_apart


def panels(page: Sheet, measure: str) -> list[Axes]:
    return [axes for axes in page.figure.axes if axes.get_title(loc="left") == MEASURES[measure].label]


def words(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def draw(one: Shown, reference: Shown | None = None, measures: Sequence[str] = RUNNING) -> Sheet:
    with settings():
        return timeline(one, 12, load_evidence(), "foot", reference, measures)


def test_record_and_median_are_counted_from_the_first_simulated_day(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    (panel,) = panels(draw(one), "attacks_on_us")
    daily = {name: run.daily.query("'2020-01-02' <= date <= '2020-02-15'") for name, run in comparison.runs.items()}
    record = daily["documented"].groupby("world")["attack_base"].sum().iloc[0]
    totals = sorted(daily["no_soleimani_strike"].groupby("world")["attack_base"].sum())
    assert words(panel) == [f"record {record}", f"median {totals[5]}", f"({totals[0]} to {totals[11]})"]
    line = next(line for line in panel.lines if len(line.get_xdata()) > 2)
    assert line.get_ydata()[-1] == record
    assert str(line.get_xdata()[-1]) == "2020-02-16", "to the end of the last day"


def test_a_page_is_of_one_scenario_and_its_days(comparison: Comparison) -> None:
    for one, days in zip(arms(comparison), ("2 Jan 2020 to 15 Feb 2020", "27 Dec 2019 to 15 Feb 2020"), strict=True):
        page = draw(one)
        assert page.figure.get_figwidth() == NARROW
        assert f"counted from {days}" in " ".join(" ".join(text.get_text().split()) for text in page.figure.texts)
        assert len(panels(page, "attacks_on_us")) == 1


def test_days_on_which_several_worlds_are_beyond_the_record_are_marked(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    digest = copy(one.digest)
    digest.beyond = copy(digest.beyond)
    counts = np.zeros(len(digest.days), dtype=np.int64)
    counts[[3, 4, 9]] = 6, 1, 2  # of twelve worlds
    nobody = {name: np.zeros_like(counts) for name in digest.beyond.counts}
    digest.beyond.counts = {**nobody, "convoy_attacks": counts}
    page = draw(replace(one, digest=digest))
    bars = {name: len(panels(page, name)[0].patches) for name in ("attacks_on_us", "convoy_attacks")}
    assert bars == {"attacks_on_us": 0, "convoy_attacks": 3}
    told = " ".join(" ".join(text.get_text().split()) for text in page.figure.texts)
    assert "Orange bars: 30 days hold more than the record ever shows in 5 % of worlds or more." in told
    digest.beyond.counts = nobody
    assert "Orange" not in " ".join(text.get_text() for text in draw(replace(one, digest=digest)).figure.texts)


def test_running_totals_are_chosen(comparison: Comparison) -> None:
    page = draw(arms(comparison)[0], measures=["us_strikes"])
    assert len(panels(page, "us_strikes")) == 1
    assert panels(page, "attacks_on_us") == []


def test_a_simulated_reference_is_drawn_a_documented_one_is_the_record(comparison: Comparison) -> None:
    first, _ = arms(comparison)
    median = first.digest.running("attacks_on_us")[2, -1]
    (panel,) = panels(draw(first, first), "attacks_on_us")
    assert words(panel)[1:3] == ["reference", f"median {median:.0f}"]
    (panel,) = panels(draw(first, everything(comparison)[0]), "attacks_on_us")
    assert not any("reference" in text for text in words(panel))


def test_words_stand_where_there_is_nothing_to_show(comparison: Comparison) -> None:
    one = arms(comparison)[0]
    column = _column(one, None, load_evidence(), RUNNING)
    silent = replace(column, record={name: column.record[name] * 0 for name in RUNNING})
    assert column.nothing("attacks_on_us") is None
    assert silent.nothing("attacks_on_us") is None, "the worlds have some"
    none = [name for name in RUNNING if one.digest.running(name)[4, -1] == 0]
    assert none, "of something most worlds have nothing"
    assert {silent.nothing(name) for name in none} <= {NOTHING, NEARLY_NOTHING}


def test_a_step_line_through_the_changes_is_that_through_all_days() -> None:
    days = np.arange("2020-01-01", "2020-01-06", dtype="datetime64[D]")
    at, values = steps(days, np.array([[0, 0, 2, 2, 3], [0, 0, 0, 0, 1]]))
    assert [str(day) for day in at] == ["2020-01-01", "2020-01-03", "2020-01-05", "2020-01-06"]
    assert values.tolist() == [[0, 2, 3, 3], [0, 0, 1, 1]]


@pytest.mark.parametrize("length", [1, 5])
def test_short_spans_are_drawn(comparison: Comparison, length: int) -> None:
    whole = arms(comparison)[0]
    assert panels(draw(_shorter(whole, length)), "attacks_on_us")


def _shorter(one: Shown, length: int) -> Shown:
    class Short:
        days = one.digest.days[:length]
        measures = one.digest.measures
        beyond = Beyond(length)

        @staticmethod
        def running(measure: str) -> Any:
            return one.digest.running(measure)[:, :length]

    short: Any = Short()
    return replace(one, digest=short)


def test_no_words_leave_the_page_or_lie_on_each_other(comparison: Comparison) -> None:
    for one in arms(comparison):
        for reference in (None, one):
            check_words_lie_apart(draw(one, reference))
