"""What every result shows of itself: one line, a small table in plain HTML, the measures that are asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.errors import InputError
from sim.notebook import CAVEAT, LONGEST, MOST_ROWS, NONE, Measures, Result, chosen, effect_row, small_page


class Odd(Result):
    """A result whose words are somebody else's markup, and long."""

    def plot(self, name: str = "", *, measures: Measures = None) -> Figure:
        return Figure()

    def save(self, folder: str | Path, *, force: bool = False, format: str | Sequence[str] | None = None) -> None:
        raise NotImplementedError

    def _line(self) -> str:
        return "a line\nof many words " * 40

    def _title(self) -> str:
        return "<script>alert(1)</script>"

    def _rows(self) -> pd.DataFrame:
        return pd.DataFrame({"<b>name</b>": ["<i>x</i>"] * 25})

    def _notes(self) -> Iterator[str]:
        yield ""
        yield "5 < 6 & more"
        yield CAVEAT


def test_it_is_one_short_line() -> None:
    line = repr(Odd())
    assert len(line) == LONGEST < 120
    assert "\n" not in line
    assert line.startswith("<a line of many words")
    assert line.endswith(">")


def test_a_notebook_shows_title_table_and_caveat_and_no_markup_of_others() -> None:
    shown = Odd()._repr_html_()
    for foreign in ("<script", "<i>", "<b>name"):
        assert foreign not in shown
    assert "<b>&lt;script&gt;alert(1)&lt;/script&gt;</b>" in shown
    assert "<p>5 &lt; 6 &amp; more</p>" in shown
    assert shown.endswith(f"<p>{CAVEAT}</p>")
    assert "<p></p>" not in shown
    assert shown.count("&lt;i&gt;x&lt;/i&gt;") == MOST_ROWS
    assert f"<p>and {25 - MOST_ROWS} more</p>" in shown


def test_a_small_table_is_shown_whole() -> None:
    assert "more" not in small_page("T", pd.DataFrame({"a": ["1"]}), ())


def test_measures_are_chosen_by_name_in_the_order_of_all() -> None:
    allowed = ("us_killed", "attacks_on_us", "peak_rung")
    assert chosen(None, allowed, "this") == ["attacks_on_us", "us_killed", "peak_rung"]
    assert chosen("peak_rung", allowed, "this") == ["peak_rung"]
    assert chosen(["peak_rung", "attacks_on_us"], allowed, "this") == ["attacks_on_us", "peak_rung"]
    with pytest.raises(InputError, match="unknown measure of this 'peak_run'; did you mean 'peak_rung'"):
        chosen(["peak_run"], allowed, "this")
    with pytest.raises(InputError, match="no measure is named"):
        chosen([], allowed, "this")


def test_an_effect_in_words() -> None:
    row = {"mean": 46.61, "difference": -12.39, "difference_low": -32.0, "difference_high": -4.0}
    row |= {"p_less": 0.97, "p_same": 0.01, "p_more": 0.02}
    assert list(effect_row("attacks_on_us", row, 59.0).values()) == [
        "Attacks on US sites", "59", "46.6", "\N{MINUS SIGN}12.4", "\N{MINUS SIGN}32 to \N{MINUS SIGN}4", "97 % / 1 % / 2 %",
    ]  # fmt: skip
    nothing = effect_row("attacks_on_us", dict.fromkeys(row, math.nan), math.nan)
    assert set(list(nothing.values())[1:]) == {NONE}
