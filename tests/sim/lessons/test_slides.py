"""Slides of a lesson: three, as PNG and SVG, with the numbers of the reveal."""

from __future__ import annotations

from pathlib import Path

from sim.figures.style import settings
from sim.lessons.answers import answer
from sim.lessons.slides import slides, write_slides
from sim.lessons.worlds import Worlds
from sim.results.running import running
from sim.wording import percents


def test_three_slides_as_png_and_svg(ran: Worlds, tmp_path: Path) -> None:
    paths = write_slides(ran, tmp_path / "slides")
    assert [path.name for path in paths] == ["made_1_title.png", "made_2_bet.png", "made_3_reveal.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)
    assert all(path.with_suffix(".svg").read_text(encoding="utf-8").count("<svg") == 1 for path in paths)


def test_the_reveal_holds_the_worlds(ran: Worlds) -> None:
    with settings():
        drawn = dict(slides(ran))
    numbers = answer(ran, "never", "attacks_on_us")
    texts = [each.get_text() for each in drawn["3_reveal"].figure.texts]
    less, same, more = percents(numbers.less, numbers.same, numbers.more)
    assert f"Fewer in {less} of 6 worlds, as many in {same}, more in {more}." in texts
    (axes,) = drawn["3_reveal"].figure.axes
    middle, record = axes.get_lines()
    assert int(middle.get_ydata()[-1]) == numbers.median  # type: ignore[index,arg-type]
    assert list(record.get_ydata()) == running(ran.record[[0]], "attacks_on_us")[0].tolist()  # type: ignore[arg-type]


def test_the_bet_shows_what_may_be_bet_on(ran: Worlds) -> None:
    with settings():
        texts = " ".join(each.get_text() for each in dict(slides(ran))["2_bet"].figure.texts)
    assert ran.lesson.bet.ask in texts
    assert all(option.label in texts for option in ran.lesson.bet.options)
