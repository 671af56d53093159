"""The folder of effects: whole, the same again to the byte, and a page that says what the table says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.estimates.estimating import Estimate, estimate
from sim.estimates.saving import row_of, save_effects
from sim.results.folders import partial_of
from sim.results.manifest import SELF, output_hashes
from sim.results.statements import MANIFEST
from tests.sim.test_report import Page


@pytest.fixture(scope="module")
def found(compared: Path) -> Estimate:
    return estimate(compared)


@pytest.fixture(scope="module")
def saved(found: Estimate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "out"
    save_effects(found, folder)
    return folder


def test_the_files(saved: Path, found: Estimate) -> None:
    tables = {"effects.csv", "effects_monthly.csv", "beyond_the_record.csv"}
    assert {path.name for path in saved.iterdir()} == {*tables, "figures", "report.html", MANIFEST}
    names = {f"{kind}{number}" for kind in ("effect", "monthly") for number in ("", "_2", "_3")}
    assert {path.name for path in (saved / "figures").iterdir()} == {f"{name}.{end}" for name in names for end in ("png", "svg")}
    back = pd.read_csv(saved / "effects.csv", keep_default_na=True)
    np.testing.assert_allclose(back["difference"], found.table["difference"].astype(float), atol=1e-11)
    assert back.columns.tolist() == found.table.columns.tolist()
    assert not partial_of(saved).exists()


def test_the_manifest_says_of_what(saved: Path, compared: Path) -> None:
    stated = json.loads((saved / MANIFEST).read_text())
    assert stated["of"]["sha256"] == json.loads((compared / MANIFEST).read_text())[SELF]
    assert (stated["command"], stated["reference"]) == ("effects", "known")
    assert stated["outputs"] == output_hashes(saved)


def test_it_comes_out_the_same_again_and_is_replaced_only_when_asked(saved: Path, found: Estimate, tmp_path: Path) -> None:
    save_effects(found, tmp_path / "again")
    assert output_hashes(tmp_path / "again") == output_hashes(saved)
    with pytest.raises(InputError, match="--force"):
        save_effects(found, tmp_path / "again")
    save_effects(found, tmp_path / "again", force=True)
    (tmp_path / "again" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match=r"thesis\.txt"):
        save_effects(found, tmp_path / "again", force=True)


def test_the_page_parses_loads_nothing_and_says_the_numbers(saved: Path, found: Estimate) -> None:
    page = Page((saved / "report.html").read_text(encoding="utf-8"))
    assert page.open == []
    assert all(load.startswith("data:image/png;base64,") for load in page.loads)
    for arm in found.arms:
        rows = found.rows_by_measure(arm)
        for name in found.scenario_of(arm).watch:
            line = row_of(rows[name], name)
            shown = " ".join(
                [f"({line.unit})", line.reference, line.mean, line.difference, line.error, line.parameters, line.worlds,
                 line.sides, line.lost, line.own, line.followed, line.shape]
            )  # fmt: skip
            assert " ".join(shown.split()) in page.text
    assert "Mean effect, 90 % of parameters" in page.text
    assert not re.search(r"\bnan\b", page.text)


def test_a_sweep_has_no_months(swept: Path, tmp_path: Path) -> None:
    save_effects(estimate(swept), tmp_path / "out")
    assert not (tmp_path / "out" / "effects_monthly.csv").exists()
    assert {path.stem for path in (tmp_path / "out" / "figures").iterdir()} == {"effect", "effect_2"}
    text = Page((tmp_path / "out" / "report.html").read_text(encoding="utf-8")).text
    assert "Mean effect, 90 % of parameters" not in text
    assert "cannot be told apart" in text
