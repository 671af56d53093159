"""The report: it parses, holds the tables' numbers and their days, says what is set by hand, and loads nothing from elsewhere."""

from __future__ import annotations

import base64
import dataclasses
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from sim.api import compare
from sim.comparison import Comparison, arms_alone, run_arms
from sim.figures.compared import arms, effect
from sim.figures.style import number, signed
from sim.figures.write import CAPTIONS, write_figures
from sim.machine import Machine
from sim.parameters import Origin, load_parameters
from sim.report import answer, n_drawn, write_report
from sim.scenario import Scenario, load_scenario
from sim.scenario.contrast import contrast_sentence
from sim.vocabulary.measures import MEASURES

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
    forbid = {"actor": "us", "decision": "kill_leader", "from": "2020-01-02", "until": "2020-02-15", "because": "reason & aim"}
    arm = load_scenario("no_soleimani_strike").edit(
        start="2019-12-01",
        end="2020-02-15",
        warm_up=30,
        title="No <strike>",
        interventions=[{"remove_event": "2020-01-03-us-targeted-killing"}, {"forbid": forbid}],
    )
    return compare([load_scenario("documented"), arm], worlds=12, seed=3, params="point")


@pytest.fixture(scope="module")
def page(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = tmp_path_factory.mktemp("report")
    figures = write_figures(comparison, folder / "figures")
    path = folder / "report.html"
    assert write_report(comparison, path, figures, parameters=load_parameters(), manifest=comparison.manifest) == path
    text = path.read_text(encoding="utf-8")
    assert [base64.b64encode(figure.read_bytes()).decode() in text for figure in figures] == [True] * len(figures)
    return Page(text)


def alone(scenario: Scenario) -> Comparison:
    return run_arms(arms_alone([scenario]), 5, 3, load_parameters(), Machine(1, 10, None), command="run")


def report_of(comparison: Comparison, folder: Path) -> str:
    path = write_report(comparison, folder / "r.html", [], parameters=load_parameters(), manifest=comparison.manifest)
    return Page(path.read_text(encoding="utf-8")).text


def test_it_parses_and_names_the_question(page: Page, comparison: Comparison) -> None:
    assert page.open == []
    assert comparison.scenarios[1].question in page.text


def test_it_loads_nothing_from_elsewhere(page: Page) -> None:
    assert len(page.loads) == len(CAPTIONS)
    assert all(load.startswith("data:image/png;base64,") for load in page.loads)
    assert not re.search(r"url\(|@import", page.text)


def test_every_watched_effect_and_no_other_stands_in_it_with_its_days(page: Page, comparison: Comparison) -> None:
    (one,) = arms(comparison)
    for name in one.watched:
        row = effect(comparison, one, name)
        assert row is not None
        interval = f"{signed(row['difference_low'])} to {signed(row['difference_high'])}"
        assert f"{number(row['mean'])} {signed(row['difference'])} {interval}" in page.text
    assert len(re.findall(r"\d % / \d+ % / \d+ %", page.text)) == len(one.watched)
    assert "counted from 2 January 2020 to 15 February 2020, 12 worlds" in page.text


def test_shares_of_worlds_add_up_to_100(page: Page) -> None:
    shares = re.findall(r"(\d+) % / (\d+) % / (\d+) %", page.text)
    assert shares
    assert {sum(map(int, three)) for three in shares} == {100}


def test_every_table_says_which_contrast_it_shows(page: Page, comparison: Comparison) -> None:
    reference, *others = comparison.scenarios
    assert all(contrast_sentence(one, reference) in page.text for one in others)


def test_it_says_where_the_numbers_come_from(page: Page) -> None:
    assert load_parameters().sha256() in page.text
    assert "Seed 3" in page.text
    assert "3 December 2024" in page.text


def test_markup_in_a_scenario_is_text(page: Page) -> None:
    assert "No <strike>" in page.text
    assert "reason & aim" in page.text


def test_the_answer_holds_levels_difference_interval_and_days(page: Page, comparison: Comparison) -> None:
    (one,) = arms(comparison)
    row = effect(comparison, one, one.scenario.watch[0])
    assert row is not None
    said = answer(comparison, one, load_parameters())
    assert " ".join(said.split()) in page.text
    assert f"is {number(row['mean'])} under “No <strike>”" in said
    assert "counted from 2 January 2020 to 15 February 2020" in said
    interval = f"{signed(row['difference_low'])} to {signed(row['difference_high'])}"
    assert f"The difference is {signed(row['difference'])} (90 % of worlds: {interval})" in said


def test_hand_set_is_said_only_where_it_is_so(comparison: Comparison) -> None:
    ours, (one,) = load_parameters(), arms(comparison)
    drawn = ours.replace({"militia.branching": np.array([0.4, 0.5])})
    assert (n_drawn(ours), n_drawn(drawn)) == (0, 1)
    for parameters, by_hand in ((ours, True), (drawn, False)):
        said = answer(comparison, one, parameters)
        assert ("the model with hand-set parameters" in said) is by_hand
        assert ("the fitted model" in said) is not by_hand


def test_the_days_of_the_fit_are_those_that_the_draws_were_fitted_to(comparison: Comparison, tmp_path: Path) -> None:
    drawn = load_parameters().replace({"militia.branching": np.array([0.4, 0.5])})
    for fitted_to, said in {
        (
            date(2018, 9, 1),
            date(2022, 12, 31),
        ): "posterior that the record of September 2018 to December 2022 allows;",
        (
            date(2018, 9, 1),
            date(2024, 12, 31),
        ): "posterior that the record of September 2018 to December 2024 allows;",
        None: "as draws that were given;",
    }.items():
        path = tmp_path / "report.html"
        parameters = drawn.coming_from(Origin("some", fitted_to))
        write_report(comparison, path, [], parameters=parameters, manifest=comparison.manifest)
        assert said in path.read_text(encoding="utf-8")


def test_an_interval_with_zero_in_it_is_not_called_a_difference(comparison: Comparison) -> None:
    (one,) = arms(comparison)
    table = comparison.effects
    assert table is not None
    for low, high, said in ((-3.0, 2.0, "holds zero"), (-3.0, 0.0, "holds zero"), (-3.0, -1.0, "does not hold zero")):
        changed = table.assign(difference_low=low, difference_high=high, p_same=0.5)
        assert said in answer(dataclasses.replace(comparison, effects=changed), one, load_parameters())


def test_no_difference_anywhere_is_not_undone_by_luck(comparison: Comparison) -> None:
    (one,) = arms(comparison)
    assert comparison.effects is not None
    none = comparison.effects.assign(difference=0.0, difference_low=0.0, difference_high=0.0, p_more=0.0, p_less=0.0, p_same=1.0)
    said = answer(dataclasses.replace(comparison, effects=none), one, load_parameters())
    assert said.endswith("The two do not differ in any world.")
    assert "luck" not in said


def test_a_measure_that_few_worlds_have_says_how_many(comparison: Comparison) -> None:
    (one,) = arms(comparison)
    table = comparison.effects
    assert table is not None
    days = dataclasses.replace(one, scenario=one.scenario.edit(watch=["days_to_first_attack"]))
    changed = dataclasses.replace(comparison, effects=table.assign(difference=1.0, worlds=7))
    assert "In the 7 worlds that have a value in both, the difference is +1 " in answer(changed, days, load_parameters())
    none = dataclasses.replace(comparison, effects=table.assign(difference=np.nan))
    assert "no world has a value of “Days to the first attack”" in answer(none, days, load_parameters())


def test_a_run_by_itself_says_what_was_counted(tmp_path: Path) -> None:
    result = alone(load_scenario("free_run").edit(start="2020-01-01", end="2020-02-15", branch="2020-01-01", warm_up=30))
    (one,) = arms(result)
    text = report_of(result, tmp_path)
    mean = result.runs["free_run"].worlds["attacks_on_us"].mean()
    first = f"the mean of “Attacks on US sites”, counted from 1 January 2020 to 15 February 2020, is {number(mean)} over 5 worlds"
    assert first in text
    assert "There is no reference to compare them with." in text
    for name in one.watched:
        row = result.summary.set_index("measure").loc[name]
        line = f"({MEASURES[name].unit}) {number(row['mean'])} {number(row['median'])} {number(row['low_50'])} to"
        assert line in text


def test_a_single_documented_day_reads_well(tmp_path: Path) -> None:
    day = load_scenario("documented").edit(start="2020-01-03", end="2020-01-03", warm_up=3, watch=["days_to_first_us_strike"])
    text = report_of(alone(day), tmp_path)
    assert "In the record, “Days to the first US strike”, counted on 3 January 2020, has no value." in text
    assert "Nothing in this scenario is simulated: all worlds are the same. There is no reference to compare it with." in text
    assert "means:" not in text, "no word of parameters, which nothing here depends on"
