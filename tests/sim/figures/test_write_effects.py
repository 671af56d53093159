"""Files of a table of effects: a page for each arm, months where there are any, no more than a reader turns over."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.figures.write_effects import CAPTIONS, MOST_PAGES, Drawn, pages, write_effect_figures
from tests.sim.figures.test_effect import HEADING, ROWS

MONTHS = pd.DataFrame(
    {"measure": "us_killed", "month": ["2020-01"], "difference": 1.0, "difference_low": 0.0, "difference_high": 2.0}
)
WITH = Drawn(ROWS, MONTHS, ["us_killed"], HEADING)
WITHOUT = Drawn(ROWS, MONTHS[:0], ["us_killed"], HEADING)


def test_pages_are_numbered_and_few() -> None:
    assert [name for name, _ in pages([WITH, WITHOUT])] == ["effect", "monthly", "effect_2"]
    assert len([*pages([WITHOUT] * (MOST_PAGES + 3))]) == MOST_PAGES


def test_a_rung_alone_has_no_months() -> None:
    rung = Drawn(ROWS.rename(index={"us_killed": "peak_rung"}), MONTHS, ["peak_rung"], HEADING)
    assert [name for name, _ in pages([rung])] == ["effect"]


def test_files_are_the_same_again(tmp_path: Path) -> None:
    first, again = (write_effect_figures([WITH], tmp_path / name) for name in ("a", "b"))
    assert [path.name for path in first] == ["effect.png", "monthly.png"]
    assert {path.stem for path in first} == set(CAPTIONS)
    for one, other in zip(first, again, strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert one.with_suffix(".svg").read_bytes() == other.with_suffix(".svg").read_bytes()
