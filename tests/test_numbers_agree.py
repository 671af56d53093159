"""One name, one number: tables, printed table, figures and report of a comparison whose arms cover different days."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from sim.cli import call
from sim.commands import options
from sim.figures.style import number, signed
from sim.vocabulary.measures import MEASURES
from sim.wording import percents

WORLDS = 8
SPANS = {"early": ("2019-12-28", "2020-01-20"), "calm": ("2020-01-02", "2020-01-31"), "late": ("2020-03-01", "2020-03-25")}
WATCHED = {
    "early": ("attacks_on_us", "us_strikes", "peak_rung"),
    "calm": ("attacks_on_us", "us_killed", "us_strikes", "leaders_killed", "peak_rung"),
    "late": ("attacks_on_us", "convoy_attacks"),
}
ARM = """
extends: documented
title: The {name} arm
question: What of {name}?
start: {since}
end: {until}
branch: {since}
luck: fresh
warm_up: 20
watch: [{watch}]
"""


class Result(NamedTuple):
    """A folder that `compare` wrote, and what it printed."""

    folder: Path
    printed: str


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    home = tmp_path_factory.mktemp("agree")
    files = []
    for name, (since, until) in SPANS.items():
        files.append(home / f"{name}.yaml")
        files[-1].write_text(ARM.format(name=name, since=since, until=until, watch=", ".join(WATCHED[name])), encoding="utf-8")
    capture = pytest.MonkeyPatch()
    capture.setenv("COLUMNS", "200")
    out, lines = home / "out", []
    capture.setattr(options, "print_table", lambda *parts: lines.append(parts))
    code = call(["compare", "documented", *map(str, files), "--worlds", str(WORLDS), "--params", "point", "--out", str(out)])
    capture.undo()
    assert code == 0
    printed = "\n".join(" | ".join([title, *(" ".join(row) for row in rows)]) for title, _, rows in lines)
    return Result(out, printed)


@pytest.fixture(scope="module")
def effects(result: Result) -> pd.DataFrame:
    return pd.read_csv(result.folder / "effects.csv").set_index(["scenario", "since", "measure"])


@pytest.fixture(scope="module")
def summary(result: Result) -> pd.DataFrame:
    return pd.read_csv(result.folder / "summary.csv").set_index(["scenario", "since", "measure"])


@pytest.fixture(scope="module")
def words(result: Result) -> str:
    """The report without its marks."""
    text = re.sub(r"<[^>]+>", " ", (result.folder / "report.html").read_text(encoding="utf-8"))
    return " ".join(html.unescape(text).split())


def test_tables_of_days_worlds_effects_and_summary_agree(result: Result, effects: pd.DataFrame, summary: pd.DataFrame) -> None:
    daily, worlds = (pd.read_parquet(result.folder / f"{name}.parquet") for name in ("daily", "worlds"))
    for arm, (since, until) in SPANS.items():
        for scenario in ("documented", arm):
            days = daily[(daily["scenario"] == scenario) & (daily["date"] >= since) & (daily["date"] <= until)]
            rows = worlds[(worlds["scenario"] == scenario) & (worlds["since"] == since) & (worlds["until"] == until)]
            assert len(rows) == WORLDS
            for name, about in MEASURES.items():
                key = (scenario, since, name)
                assert summary.loc[key, "until"] == effects.loc[key, "until"] == until
                if about.how == "total":
                    totals = days.groupby("world")[about.column].sum()
                    assert effects.loc[key, "mean"] == summary.loc[key, "mean"] == pytest.approx(totals.mean())
                    assert rows[name].tolist() == totals.tolist()
                if about.always_known:
                    for ours, theirs in (("low", "low_90"), ("high", "high_90")):
                        assert effects.loc[key, ours] == summary.loc[key, theirs]


def test_shares_of_worlds_are_a_whole(effects: pd.DataFrame) -> None:
    paired = effects[effects["difference"].notna()]
    assert (paired["p_more"] + paired["p_less"] + paired["p_same"]).tolist() == pytest.approx([1.0] * len(paired))


def test_the_command_prints_the_numbers_of_effects_and_their_days(result: Result, effects: pd.DataFrame) -> None:
    for (arm, (since, until)), line in zip(SPANS.items(), result.printed.split("\n"), strict=True):
        title, *rows = line.split(" | ")
        assert f"counted from {since} to {until}" in title
        assert len(rows) == len(WATCHED[arm])
        for name, row in zip(WATCHED[arm], rows, strict=True):
            ours, reference = effects.loc[(arm, since, name)], effects.loc[("documented", since, name)]
            assert row == " ".join(
                [
                    MEASURES[name].label,
                    *map(options.number, (reference["mean"], ours["mean"])),
                    options.span(ours["low"], ours["high"]),
                    options.number(ours["difference"], sign=True),
                    options.span(ours["difference_low"], ours["difference_high"], sign=True),
                    options.number(ours["standard_error"]),
                    *percents(ours["p_more"], ours["p_same"], ours["p_less"]),
                ]
            )


def test_the_report_has_the_numbers_of_effects_and_their_days(words: str, effects: pd.DataFrame) -> None:
    for arm, (since, until) in SPANS.items():
        days = " to ".join(f"{pd.Timestamp(day).day} {pd.Timestamp(day):%B %Y}" for day in (since, until))
        assert f"The {arm} arm against What happened, counted from {days}, {WORLDS} worlds." in words
        for name in WATCHED[arm]:
            ours, reference = effects.loc[(arm, since, name)], effects.loc[("documented", since, name)]
            interval = f"{signed(ours['difference_low'])} to {signed(ours['difference_high'])}"
            levels = f"{number(reference['mean'])} {number(ours['mean'])} {signed(ours['difference'])} {interval}"
            sides = " / ".join(percents(ours["p_less"], ours["p_same"], ours["p_more"]))
            assert f"{MEASURES[name].label} ({MEASURES[name].unit}) {levels} {sides}" in words
        first = effects.loc[(arm, since, WATCHED[arm][0])]
        assert f"counted from {days}, is {number(first['mean'])} under “The {arm} arm” and" in words
        assert f"The difference is {signed(first['difference'])} (90 % of worlds:" in words


def test_the_measures_of_the_report_are_those_of_the_command(result: Result, words: str) -> None:
    shown = len(re.findall(r"\d % / \d+ % / \d+ %", words))
    assert shown == sum(map(len, WATCHED.values())) == result.printed.count(" | ")


def texts_of(svg: Path) -> list[str]:
    """What is written in a figure, as matplotlib keeps it beside the letters' shapes."""
    return [html.unescape(text) for text in re.findall(r"<!-- (.*?) -->", svg.read_text(encoding="utf-8"))]


def pages_of(result: Result, figure: str) -> list[Path]:
    """A figure's pages, one for each arm."""
    pages = sorted((result.folder / "figures").glob(f"{figure}*.svg"))
    assert len(pages) == len(SPANS)
    return pages


def test_ends_of_the_timeline_are_those_of_the_summary(result: Result, summary: pd.DataFrame) -> None:
    texts = [text for page in pages_of(result, "timeline") for text in texts_of(page)]
    for arm, (since, until) in SPANS.items():
        days = " to ".join(f"{pd.Timestamp(day).day} {pd.Timestamp(day):%b %Y}" for day in (since, until))
        assert any(days in text for text in texts)
        ours, record = summary.loc[(arm, since, "attacks_on_us")], summary.loc[("documented", since, "attacks_on_us")]
        median, interval = f"median {number(ours['median'])}", f"({number(ours['low_90'])} to {number(ours['high_90'])})"
        ends = list(zip(texts, texts[1:], texts[2:], strict=False))
        one_line = (f"record {number(record['mean'])}", f"{median} {interval}")
        assert (one_line[0], median, interval) in ends or one_line in [end[:2] for end in ends]


def test_differences_in_the_figure_are_those_of_effects(result: Result, effects: pd.DataFrame) -> None:
    for page, (arm, (since, _)) in zip(pages_of(result, "difference"), SPANS.items(), strict=True):
        texts = texts_of(page)
        for name in WATCHED[arm]:
            ours = effects.loc[(arm, since, name)]
            label = texts.index(MEASURES[name].label)
            said = next(text for text in texts[label + 1 :] if text.endswith(")") or text == "the same in every world")
            low, high = signed(ours["difference_low"]), signed(ours["difference_high"])
            spread = "in every world" if low == high else f"{low} to {high}"
            assert said in (f"{signed(ours['difference'])} ({spread})", "the same in every world")
            assert (said == "the same in every world") == (ours["difference"] == 0.0 and ours["p_same"] == 1.0)
