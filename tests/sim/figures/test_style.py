"""House style: numbers and days as a reader wants them, pages as high as their text, the caller's settings left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from sim.commands import options
from sim.errors import InputError
from sim.figures.style import (
    ARM_COLOURS,
    DPI,
    FORMATS,
    MOST_HEADING,
    SCREEN_DPI,
    WIDTH,
    _shorter,
    arm_colour,
    bare,
    beside,
    formats_of,
    number,
    plain_day,
    save,
    save_as,
    settings,
    sheet,
    short_day,
    signed,
    whole_ticks,
)


def test_numbers_as_a_reader_wants_them() -> None:
    minus = "\N{MINUS SIGN}"
    values = (0.0, -0.0, 3.0, 3.25, 10.52, 1234.4, 0.034, -0.001, -4.1)
    assert [number(x) for x in values] == ["0", "0", "3", "3.25", "10.5", "1,234", "0.03", "0", f"{minus}4.10"]
    assert [signed(x) for x in (2.0, -2.5, 0.0, 0.001)] == ["+2", f"{minus}2.50", "0", "0"]


@given(st.floats(-1e6, 1e6))
def test_a_number_is_near_what_it_says_and_a_difference_has_its_sign(value: float) -> None:
    text = number(value)
    assert "-" not in text
    read = float(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    assert read == pytest.approx(value, abs=(0.5 if abs(value) >= 99.5 else 0.05 if abs(value) >= 9.95 else 0.005) + 1e-9)
    assert signed(value).startswith("+") is (read > 0)


@given(st.floats(-1e6, 1e6))
def test_figures_and_commands_round_alike(value: float) -> None:
    assert signed(value).replace(",", "").replace("\N{MINUS SIGN}", "-") == options.number(value, sign=True)


def test_days_in_words() -> None:
    assert plain_day(date(2020, 1, 3)) == "3 January 2020"
    assert plain_day(date(2020, 1, 3), "%b") == "3 Jan 2020"
    assert short_day(np.datetime64("2020-01-03")) == "3 Jan 2020"


def test_arms_have_colours_of_their_own_and_begin_again_after_the_last() -> None:
    assert [arm_colour(position) for position in (1, 2, 3, 4)] == list(ARM_COLOURS)
    assert arm_colour(5) == arm_colour(1)


def test_a_page_is_as_high_as_its_text_and_leaves_the_room_asked_for() -> None:
    short, long = sheet(2.0, "Why?", "Because.", "foot"), sheet(2.0, "Why? " * 40, "Because. " * 40, "foot " * 60)
    for page in (short, long):
        assert page.figure.get_figwidth() == WIDTH
        assert (page.top - page.bottom) * page.figure.get_figheight() == pytest.approx(2.0)
        assert 0 < page.bottom < page.top < 1
    assert long.figure.get_figheight() > short.figure.get_figheight()
    narrow = sheet(2.0, "Why? " * 40, "Because. " * 40, "foot " * 60, 4.6)
    assert narrow.figure.get_figwidth() == 4.6
    assert narrow.figure.get_figheight() > long.figure.get_figheight(), "as many words on a narrower page"


def test_the_style_is_left_behind_with_its_context() -> None:
    before = dict(mpl.rcParams)
    with settings():
        assert mpl.rcParams["svg.hashsalt"] == "escalation"
    assert dict(mpl.rcParams) == before


def test_bare_axes_keep_only_the_sides_asked_for() -> None:
    axes = Figure().add_subplot()
    bare(axes, keep=("bottom",))
    assert {side for side, spine in axes.spines.items() if spine.get_visible()} == {"bottom"}
    assert axes.yaxis.get_tick_params()["labelleft"] is False


def test_ticks_are_whole_numbers() -> None:
    axes = Figure().add_subplot()
    axes.set_ylim(0, 2.2)
    whole_ticks(axes.yaxis, 8)
    assert all(float(tick).is_integer() for tick in axes.get_yticks())


def test_the_same_page_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (save(sheet(1.0, "Why?", "Because.", "foot"), tmp_path / name) for name in ("a.png", "b.png"))
    assert first.read_bytes() == second.read_bytes()
    assert b"Software" not in first.read_bytes()


def test_formats_are_asked_for_by_name_and_png_is_always_there(tmp_path: Path) -> None:
    assert formats_of(None) == ("png", "svg")
    assert formats_of(["pdf", "png"]) == ("png", "pdf")
    with pytest.raises(InputError, match="unknown format of figures 'psd'; did you mean 'pdf'"):
        formats_of("psd")
    with settings():
        for folder in ("a", "b"):
            (tmp_path / folder).mkdir()
            save_as(sheet(1.0, "Why?", "Because.", "foot"), tmp_path / folder / "x.png", FORMATS)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == ["x.pdf", "x.png", "x.svg"]
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    pdf = (tmp_path / "a" / "x.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert not any(word in pdf for word in (b"CreationDate", b"Creator", b"Producer"))


def test_a_notebook_shows_a_page_by_itself() -> None:
    page = sheet(1.0, "Why?", "Because.", "foot")
    picture, size = page.figure._repr_png_()
    assert picture.startswith(b"\x89PNG")
    across, high = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert across == WIDTH * DPI
    assert size["width"] == WIDTH * SCREEN_DPI
    assert size["width"] / size["height"] == pytest.approx(across / high, rel=0.01)


def test_a_question_without_end_is_cut_in_a_figure() -> None:
    page = sheet(1.0, "Why? " * 300, "Because.", "foot")
    heading = page.figure.texts[0].get_text().split("\n")
    assert len(heading) == MOST_HEADING
    assert heading[-1].endswith("…")


def test_coordinates_of_paths_are_shortened_and_nothing_else() -> None:
    svg = '<g transform="scale(0.015625)"><path d="M 1.23456 -0.001 L 10.5 2.999 z" style="stroke-width: 1.23456"/></g>'
    short = '<g transform="scale(0.015625)"><path d="M 1.23 -0 L 10.5 3 z" style="stroke-width: 1.23456"/></g>'
    assert _shorter(svg) == short


def test_words_stand_beside_axes_whatever_their_limits() -> None:
    axes = Figure(figsize=(4, 2), dpi=72).add_axes((0.25, 0.25, 0.5, 0.5))
    beside(axes, "above", (0, 1), (3, 5), va="bottom")
    beside(axes, "at a value", (0, 7), (0, 0), va="bottom", xycoords=("axes fraction", "data"))
    axes.set_ylim(0, 14)
    above, at_a_value = (note.get_window_extent().p0.tolist() for note in axes.texts)
    assert above == pytest.approx([72 + 3, 1.5 * 72 + 5], abs=1)
    assert at_a_value == pytest.approx([72, 72], abs=1)
