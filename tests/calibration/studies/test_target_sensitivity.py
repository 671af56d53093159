"""What the check makes of a mechanism that is off, and of several side by side."""

from __future__ import annotations

import pandas as pd

from calibration.fit.judging import parameters_to_judge
from calibration.studies.target_sensitivity import newly_missed, sensitivity
from calibration.targets.check import evaluate_targets, evaluate_variants, missed


def test_without_reprisal_threats_after_force_are_missed() -> None:
    names, fitted = ["threats-after-force"], parameters_to_judge()
    assert missed(evaluate_targets(fitted, 100, only=names)) == []
    assert missed(evaluate_targets(fitted, 100, only=names, switch_off=("reprisal",))) == names


def test_variants_side_by_side_give_what_each_gives_alone() -> None:
    only = ["burst-after-june-strikes", "attacks-january-2020", "answers-early-2021"]
    variants: list[tuple[str, ...]] = [(), ("red_line",), ("momentum",)]
    for variant, table in zip(variants, evaluate_variants(variants, worlds=20, only=only), strict=True):
        pd.testing.assert_frame_equal(table, evaluate_targets(worlds=20, only=only, switch_off=variant))


def test_a_target_is_sensitive_to_what_makes_it_newly_missed() -> None:
    whole = pd.DataFrame({"id": ["a", "b", "c"], "passed": [True, True, False]})
    without = pd.DataFrame({"id": ["a", "b", "c"], "passed": [True, False, False]})
    assert newly_missed(whole, without) == ["b"]
    table = sensitivity(parameters_to_judge(), 60, only=["threats-after-force"], mechanisms=["posture", "reprisal"])
    assert table.to_dict("records") == [
        {"mechanism": "reprisal", "missed": 1, "ids": "threats-after-force"}, {"mechanism": "posture", "missed": 0, "ids": ""},
    ]  # fmt: skip
