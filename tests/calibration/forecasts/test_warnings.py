"""Whoever scores a window is told who has seen it, and where record and contexts do not reach; of the test window, nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration import lazy
from calibration.forecasts.inputs import parse_window
from calibration.forecasts.warnings import (
    few_draws,
    left_out_baselines,
    missing_contexts,
    score_warnings,
    seen_in_fit,
    unknown_holders,
    unrecorded_days,
)
from sim.parameters import Origin, load_parameters
from sim.paths import RECORD
from sim.record.evidence import load_evidence
from tests.calibration.records import contexts_without, made, moved, own

TEST = parse_window("test")
TRAINED, WHOLE = (Origin(name, parse_window(name)) for name in ("train", "whole"))


def test_of_the_test_window_there_is_nothing_to_say() -> None:
    draws = load_parameters().replace({"militia.branching": np.full(400, 0.5)}).coming_from(TRAINED)
    assert score_warnings(TEST, draws, refit="monthly") == []


def test_a_baseline_that_cannot_be_fitted_is_said_to_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert left_out_baselines() == []
    monkeypatch.setattr(lazy, "is_there", lambda library: library != "sklearn")
    (line,) = left_out_baselines()
    assert line.startswith("the baseline boosted is left out: scikit-learn is not installed")


def test_a_posterior_has_seen_the_days_that_it_was_fitted_to() -> None:
    train, whole = (load_parameters().coming_from(origin) for origin in (TRAINED, WHOLE))
    assert seen_in_fit(TEST, train) == []
    (line,) = seen_in_fit((date(2022, 12, 1), date(2023, 1, 31)), train)
    assert "2022-12-31, 31 of this window" in line
    assert "calibration.studies.rolling" in line
    (line,) = score_warnings(TEST, whole)
    assert "2024-12-31, 425 of this window" in line
    assert "--params train has seen none of it" in line
    assert score_warnings((date(2022, 1, 1), date(2022, 2, 1)), load_parameters()) == []


def test_days_that_a_record_does_not_reach_are_named(tmp_path: Path) -> None:
    late = load_evidence(made(tmp_path, moved("2025-04-02")))
    after, before = unrecorded_days((date(2025, 3, 1), date(2025, 10, 31)), late)
    assert "2025-04-02" in after
    assert "2025-10-31" in after
    assert "from 2024-12-31 to 2025-04-02" in before
    assert unrecorded_days((date(2025, 3, 1), date(2025, 4, 20)), late) == [before]


def test_silence_within_a_record_is_named_if_the_window_lies_in_or_after_it(tmp_path: Path) -> None:
    frame = pd.concat([moved("2025-04-02"), moved("2026-04-02")])
    late = load_evidence(made(tmp_path, frame))
    told = "no row from 2025-04-02 to 2026-04-02"
    for window in ((date(2025, 7, 1), date(2025, 10, 31)), (date(2026, 3, 20), date(2026, 4, 20))):
        assert told in unrecorded_days(window, late)[-1]
    assert not any(told in line for line in unrecorded_days((date(2025, 3, 1), date(2025, 4, 1)), late))


def test_a_copy_of_the_record_reaches_the_test_window(tmp_path: Path) -> None:
    assert unrecorded_days(TEST, load_evidence(made(tmp_path, own()))) == []


def test_contexts_that_do_not_reach_the_window_are_named(tmp_path: Path) -> None:
    after = date(2025, 3, 1), date(2025, 4, 30)
    assert "2024-12-31" in missing_contexts(after, None)[0]
    assert missing_contexts(after, RECORD / "contexts.yaml") == missing_contexts(TEST, None) == []
    assert "gaza_war: taken as never in force" in missing_contexts(TEST, contexts_without(tmp_path, "gaza_war"))[0]
    assert "troops_in_iraq: taken from the project" in missing_contexts(TEST, contexts_without(tmp_path, "troops_in_iraq"))[0]


def test_a_holder_of_an_office_nobody_knows_is_named(tmp_path: Path) -> None:
    text = (RECORD / "contexts.yaml").read_text(encoding="utf-8")
    path = tmp_path / "contexts.yaml"
    path.write_text(text.replace("holder: biden", "holder: bidden"), encoding="utf-8")
    evidence = load_evidence(None, path)
    assert unknown_holders(evidence, load_parameters()) == [
        "administration 'bidden' has no parameters of its own; it has the mean of trump, biden"
    ]
    assert unknown_holders(load_evidence(), load_parameters()) == []


@pytest.mark.parametrize(("n", "lines"), [(1, 1), (150, 1), (200, 0)])
def test_few_draws_cannot_learn(n: int, lines: int) -> None:
    assert len(few_draws(load_parameters().replace({"militia.branching": np.full(n, 0.5)}))) == lines
