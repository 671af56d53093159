"""What the check makes of a mechanism that is off, and of several side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from calibration.fit.judging import parameters_to_judge
from calibration.studies import target_sensitivity
from calibration.studies.target_sensitivity import newly_missed, sensitivity
from calibration.targets.check import evaluate_targets, evaluate_variants, missed

NAME = "threats-after-force"


@pytest.fixture(scope="module")
def asked() -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """What is sensitive to posture and to reprisal, and the tables of the check that this comes from."""
    tables: list[pd.DataFrame] = []

    def noted(*of: Any, **options: Any) -> list[pd.DataFrame]:
        tables.extend(evaluate_variants(*of, **options))
        return tables

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target_sensitivity, "evaluate_variants", noted)
        found = sensitivity(parameters_to_judge(), 60, only=[NAME], mechanisms=["posture", "reprisal"])
    return found, tables


def test_without_reprisal_threats_after_force_are_missed(asked: tuple[pd.DataFrame, list[pd.DataFrame]]) -> None:
    _, (whole, posture_off, reprisal_off) = asked
    assert missed(whole) == missed(posture_off) == []
    assert missed(reprisal_off) == [NAME]


def test_variants_side_by_side_give_what_each_gives_alone() -> None:
    """Of runs from a documented state, and of a replay."""
    only = ["burst-after-june-strikes", "attacks-replayed-2019"]
    variants: list[tuple[str, ...]] = [(), ("momentum",)]
    for variant, table in zip(variants, evaluate_variants(variants, worlds=6, only=only), strict=True):
        pd.testing.assert_frame_equal(table, evaluate_targets(worlds=6, only=only, switch_off=variant))


def test_a_target_is_sensitive_to_what_makes_it_newly_missed(asked: tuple[pd.DataFrame, list[pd.DataFrame]]) -> None:
    whole = pd.DataFrame({"id": ["a", "b", "c"], "passed": [True, True, False]})
    without = pd.DataFrame({"id": ["a", "b", "c"], "passed": [True, False, False]})
    assert newly_missed(whole, without) == ["b"]
    table, _ = asked
    assert table.to_dict("records") == [
        {"mechanism": "reprisal", "missed": 1, "ids": NAME}, {"mechanism": "posture", "missed": 0, "ids": ""},
    ]  # fmt: skip
