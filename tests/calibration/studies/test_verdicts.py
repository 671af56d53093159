"""Contrasts by hand, verdicts by their thresholds, and the table that names them."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.studies.rule_variants import RULE_VARIANTS
from calibration.studies.verdicts import MEANINGS, RIVALS, Unit, contrast, foresight, markdown, tabulate, verdict
from sim.vocabulary.mechanisms import MECHANISMS


def unit(change: float, future: float, inert: bool = False) -> Unit:
    return Unit(change, inert, np.full(100, future))


def test_a_contrast_by_hand() -> None:
    difference = contrast([unit(-5.0, -0.1), unit(-7.0, -0.2)], [unit(-1.0, 0.0), unit(-1.0, 0.0)])
    assert difference["change"] == pytest.approx(-5.0)
    assert difference["change_se"] == pytest.approx(1.0)
    assert difference["future"] == pytest.approx(-15.0)
    assert difference["future_se"] == pytest.approx(5.0)


def test_verdicts_follow_their_thresholds() -> None:
    assert verdict(-5.0, 1.0) == "supported"
    assert verdict(-5.0, 3.0) == verdict(-2.9, 0.1) == verdict(2.0, 0.1) == "within noise"
    assert verdict(4.0, 1.0) == "against"
    assert verdict(0.0, 0.0, inert=True) == "not tested"
    assert [foresight(x, 1.0) for x in (-3.0, 1.0, 3.0)] == ["worse without it", "no clear change", "better without it"]


def test_the_table_names_every_verdict() -> None:
    still = {variant.name: [unit(0.0, 0.0), unit(0.1, 0.0)] for variant in RULE_VARIANTS}
    units = still | {
        "momentum": [unit(-30.0, -0.2), unit(-31.0, -0.2)],
        "fear": [unit(1.0, 0.0), unit(1.2, 0.0)],
        "reprisal": [unit(-8.0, 0.0), unit(-8.2, 0.0)],
        "gaza_war": [unit(0.0, 0.0, inert=True)] * 2,
    }
    table = tabulate(units).set_index("variant")
    assert table.loc["momentum", "verdict"] == "supported"
    assert table.loc["momentum", "forecasts"] == "worse without it"
    assert table.loc["solidarity", "verdict"] == "within noise"
    assert table.loc["gaza_war", "verdict"] == "not tested"
    assert table.loc[RIVALS, "verdict"] == "spiral"
    lines = markdown(table.reset_index()).splitlines()
    assert lines[next(i for i, line in enumerate(lines) if line.startswith("|---")) + 1].startswith("| momentum |")


def test_errors_of_few_runs_are_not_taken_below_the_middle_one() -> None:
    """Scatter of 0, 2 and 4 over two runs: standard errors 0, 1 and 2, of which 1 is the middle one."""
    names = {"momentum": 0.0, "fear": 2.0, "truces": 4.0}
    units = {"whole": [unit(0.0, 0.0)] * 2, **{name: [unit(-9.0, 0.0), unit(-9.0 + by, 0.0)] for name, by in names.items()}}
    table = tabulate(units, [v for v in RULE_VARIANTS if v.name in names]).set_index("variant")
    assert table["change_se"].to_dict() == pytest.approx({"momentum": 1.0, "fear": 1.0, "truces": 2.0})


def test_every_row_says_what_was_left_out() -> None:
    units = {variant.name: [unit(0.0, 0.0)] * 2 for variant in RULE_VARIANTS}
    table = tabulate(units).set_index("variant")
    assert table.loc["fear", "meaning"] == MECHANISMS["fear"]
    assert table.loc[RIVALS, "meaning"] == MEANINGS[RIVALS]
