"""Effects from Python: tables, figures, a folder, and what a notebook shows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim import effects
from sim.errors import InputError
from sim.estimates.estimating import estimate
from sim.notebook import CAVEAT
from sim.results.manifest import output_hashes
from tests.sim.estimates.conftest import KNOWN


def test_tables_and_names(compared: Path) -> None:
    found = effects(compared)
    assert (found.reference, found.arms) == ("known", ["calm", "same", "fresh"])
    pd.testing.assert_frame_equal(found.table, estimate(compared).table)
    assert set(found.monthly["scenario"]) == {"calm", "same", "fresh"}
    assert repr(found) == "<effects of calm, same, fresh against known: 48 worlds, 12 draws>"
    assert effects(str(compared), "calm").reference == "calm"


def test_figures(compared: Path, swept: Path) -> None:
    found = effects(compared)
    words = [text.get_text() for text in found.plot(arm="fresh").texts]
    assert any(KNOWN.title in " ".join(word.split()) for word in words)
    assert len(found.plot("monthly").axes) < len(found.plot().axes)
    with pytest.raises(InputError, match="did you mean 'fresh'"):
        found.plot(arm="frsh")
    with pytest.raises(InputError, match="unknown figure"):
        found.plot("tornado")
    with pytest.raises(InputError, match="a sweep keeps no days"):
        effects(swept).plot("monthly")


def test_measures_are_chosen(compared: Path) -> None:
    found = effects(compared)
    one = found.plot(measures=["embassy_assaults"])
    assert "Embassy assaults" in [text.get_text() for axes in one.axes for text in axes.texts]
    assert len(one.axes) <= 2
    with pytest.raises(InputError, match="unknown measure of these effects"):
        found.plot(measures="embassies")


def test_a_folder_and_a_notebook(compared: Path, tmp_path: Path) -> None:
    found = effects(compared)
    found.save(tmp_path / "one", format="pdf")
    written = output_hashes(tmp_path / "one")
    assert {"effects.csv", "report.html", "figures/effect.pdf"} <= set(written)
    assert "figures/effect.svg" not in written
    shown = found._repr_html_()
    assert shown.count("<td>calm</td>") == len(found.table[found.table["scenario"] == "calm"].merge(
        pd.Series(list(KNOWN.watch), name="measure")))  # fmt: skip
    assert shown.endswith(f"<p>{CAVEAT}</p>")
    assert "Estimand: given all that followed" in shown
    assert "Estimand: on average" in shown
    assert "12 draws" in repr(found)
