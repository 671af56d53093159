"""The report: it parses, holds the table's numbers, says that parameters are set by hand, and loads nothing from elsewhere."""

from __future__ import annotations

import base64
import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from sim.api import compare
from sim.comparison import Comparison, of_one
from sim.figures.compared import effect
from sim.figures.style import number, signed
from sim.figures.write import CAPTIONS, write_figures
from sim.parameters import load_parameters
from sim.report import answer, n_drawn, write_report
from sim.scenario import load_scenario

VOID = {"meta", "img", "br", "link", "hr", "input"}


class Page(HTMLParser):
    """Collects text and what a browser would load; fails on a tag that is closed out of order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.loads: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("script", "iframe", "link", "object", "embed"):
            self.loads.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data", "poster", "action")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    arm = load_scenario("no_soleimani_strike").edit(start="2019-12-01", end="2020-02-15", warm_up=30, interventions=())
    arm = arm.edit(
        title="No <strike>",
        interventions=[
            {"remove_event": "2020-01-03-us-targeted-killing"},
            {
                "forbid": {
                    "actor": "us",
                    "decision": "kill_leader",
                    "from": "2020-01-02",
                    "until": "2020-02-15",
                    "because": "reason & aim",
                }
            },
        ],
    )
    return compare([load_scenario("documented"), arm], worlds=12, seed=3, params="point")


@pytest.fixture(scope="module")
def page(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = tmp_path_factory.mktemp("report")
    figures = write_figures(comparison, folder / "figures")
    path = write_report(comparison, folder, figures, parameters=load_parameters(), seed=3)
    assert path == folder / "report.html"
    text = path.read_text(encoding="utf-8")
    assert [base64.b64encode(figure.read_bytes()).decode() in text for figure in figures] == [True] * len(CAPTIONS)
    return Page(text)


def test_it_parses_and_names_the_question(page: Page, comparison: Comparison) -> None:
    assert page.open == []
    assert comparison.scenarios[1].question in page.text


def test_it_loads_nothing_from_elsewhere(page: Page) -> None:
    assert len(page.loads) == len(CAPTIONS)
    assert all(load.startswith("data:image/png;base64,") for load in page.loads)
    assert not re.search(r"url\(|@import", page.text)


def test_every_watched_effect_stands_in_it(page: Page, comparison: Comparison) -> None:
    arm = comparison.scenarios[1]
    for name in arm.watch:
        row = effect(comparison, arm, name)
        assert row is not None
        interval = f"{signed(row['difference_low'])} to {signed(row['difference_high'])}"
        assert f"{number(row['mean'])} {signed(row['difference'])} {interval}" in page.text


def test_it_says_where_the_numbers_come_from(page: Page) -> None:
    assert load_parameters().sha256() in page.text
    assert "Seed 3" in page.text
    assert "22 February 2024" in page.text


def test_markup_in_a_scenario_is_text(page: Page) -> None:
    assert "No <strike>" in page.text
    assert "reason & aim" in page.text


def test_the_answer_holds_mean_and_interval(page: Page, comparison: Comparison) -> None:
    arm = comparison.scenarios[1]
    row = effect(comparison, arm, arm.watch[0])
    assert row is not None
    said = answer(comparison, arm, load_parameters())
    assert said in page.text
    assert f"by {signed(row['difference'])} on average" in said
    assert f"{signed(row['difference_low'])} to {signed(row['difference_high'])}" in said


def test_hand_set_is_said_only_where_it_is_so(comparison: Comparison) -> None:
    ours, arm = load_parameters(), comparison.scenarios[1]
    drawn = ours.replace({"militia.branching": np.array([0.4, 0.5])})
    assert (n_drawn(ours), n_drawn(drawn)) == (0, 1)
    for parameters, by_hand in ((ours, True), (drawn, False)):
        said = answer(comparison, arm, parameters)
        assert ("the model with hand-set parameters" in said) is by_hand
        assert ("the fitted model" in said) is not by_hand


def test_an_interval_with_zero_in_it_is_not_called_a_difference(comparison: Comparison) -> None:
    arm = comparison.scenarios[1]
    table = comparison.effects
    assert table is not None
    for low, high, said in ((-3.0, 2.0, "holds zero"), (-3.0, -1.0, "does not hold zero")):
        changed = table.assign(difference_low=low, difference_high=high)
        assert said in answer(dataclasses.replace(comparison, effects=changed), arm, load_parameters())


def test_a_run_by_itself_has_a_report_too(comparison: Comparison, tmp_path: Path) -> None:
    alone = of_one(comparison.runs["no_soleimani_strike"])
    text = write_report(alone, tmp_path, [], parameters=load_parameters()).read_text(encoding="utf-8")
    assert "no reference to compare" in Page(text).text
