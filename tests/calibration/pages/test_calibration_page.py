"""The blocks of the calibration page: filled from files, honest where a file is missing, the same when filled twice."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter

from calibration.forecasts.scores import LEADS
from calibration.pages.calibration_page import BLOCKS, verdict
from calibration.pages.report import CLOSE, OPEN, PAGE, filled
from calibration.studies.extrapolation import levels, reach, training_maxima
from calibration.studies.samplers import autocorrelation_time, compared
from sim.errors import InputError
from sim.model import EscalationModel
from sim.parameters import load_parameters
from sim.types import Floats


def block(name: str, body: str = "") -> str:
    return f"before\n\n{OPEN.format(name)}\n{body}{CLOSE.format(name)}\n\nafter\n"


def scores(low: float, high: float) -> list[dict[str, object]]:
    baseline = {"series": "all", "model": "hawkes", "variant": "plain", "n_days": 30, "log_score": -0.9, "crps": 0.3}
    rules = {"best_baseline": "hawkes", "difference": 0.02, "low": low, "high": high}
    return [baseline, {**baseline, "model": "rules", "log_score": -0.88, "crps": 0.29, **rules}]


def test_the_page_has_every_block_and_nothing_that_is_unknown() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(text.count(OPEN.format(name)) == 1 for name in BLOCKS)
    assert filled(text).count("<!-- filled by") == len(BLOCKS)


def test_a_missing_file_is_said_to_be_missing_and_how_to_make_it(tmp_path: Path) -> None:
    assert "*Not yet run*: `python -m calibration.studies.extrapolation`" in filled(block("reach"), tmp_path)
    for name in set(BLOCKS) - {"posterior"}:
        assert "*Not yet run*" in filled(block(name), tmp_path)


def test_filling_twice_changes_nothing_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    (tmp_path / "reach.csv").write_text("scenario,days,outside\nfree_run,10,0.25\n")
    once = filled(block("reach", "old words\n"), tmp_path)
    assert "| free_run | 10 | 0.25 |" in once
    assert "old words" not in once
    assert once.startswith("before\n\n")
    assert once.endswith("\n\nafter\n")
    assert filled(once, tmp_path) == once


@pytest.mark.parametrize(
    ("low", "high", "words"), [(0.01, 0.03, "ahead of the best"), (-0.01, 0.03, "a tie with the best"), (-0.3, -0.1, "behind")]
)
def test_scores_are_put_in_words_by_their_interval(tmp_path: Path, low: float, high: float, words: str) -> None:
    (tmp_path / "scores.json").write_text(json.dumps(scores(low, high)))
    text = filled(block("scores"), tmp_path)
    assert words in text
    assert "| all | -0.8800 | -0.9000 | hawkes | +0.0200 |" in text


def test_leads_over_each_baseline_stand_in_order_of_how_hard_it_is_to_beat(tmp_path: Path) -> None:
    band = (0.5, 0.4, 0.6)
    rows = [
        ("all", name, "plain", 30, ahead, ahead - 0.1, ahead + 0.1, *band) for name, ahead in (("ewma", 0.3), ("hawkes", 0.2))
    ]
    pd.DataFrame([*rows, ("raid", *rows[0][1:])], columns=list(LEADS)).to_csv(tmp_path / "leads.csv", index=False)
    text = filled(block("leads"), tmp_path)
    easy, hard = (text.index(f"| plain | frozen | {model} |") for model in ("ewma", "hawkes"))
    assert hard < easy
    assert "| hawkes | +0.2000 (+0.1000 to +0.3000) | +0.5000 (+0.4000 to +0.6000) |" in text
    assert text.count("| plain |") == 2


def test_coverage_is_full_for_the_rules_and_side_by_side_for_everybody(tmp_path: Path) -> None:
    rows = [("raid", model, "plain", 0.5, value, 0.1, 2.0, 3) for model, value in (("hawkes", 0.75), ("rules", 0.875))]
    names = ["series", "model", "variant", "coverage_50", "coverage_90", "pit_distance", "expected", "observed"]
    pd.DataFrame(rows, columns=names).to_csv(tmp_path / "coverage.csv", index=False)
    text = filled(block("coverage"), tmp_path)
    assert "| raid | plain | 0.5 | 0.875 | 0.1 | 2 | 3 |" in text
    assert "| variant | series | hawkes | rules |" in text
    assert "| plain | raid | 0.75 | 0.875 |" in text


def test_arms_that_have_not_been_run_are_named(tmp_path: Path) -> None:
    (tmp_path / "ablation.csv").write_text(
        "arm,change,change_se,future,future_se,verdict,forecasts,meaning\nfear,-0.3,0.1,,,within noise,not asked,strikes deter\n"
    )
    text = filled(block("ablation"), tmp_path)
    assert "| fear | strikes deter | -0.3 ± 0.1 | within noise | - | not asked |" in text
    assert "Not yet run: `momentum`" in text
    assert "`fear`," not in text.split("Not yet run")[1]


def test_series_ahead_and_behind_are_named() -> None:
    rules = pd.DataFrame({"series": ["strike", "raid"], "low": [0.1, -0.2], "high": [0.2, -0.1]})
    assert verdict(rules).startswith("Ahead by series: strike. Behind by series: raid.")


def test_misses_are_listed_with_their_reason(tmp_path: Path) -> None:
    row = {
        "id": "x", "title": "Pattern", "in_fit": True, "observed": 9.0, "predicted": 1.0, "low": 0.0, "high": 3.0, "defined": 1.0,
        "informative": True, "limit": None, "stopped": "",
    }  # fmt: skip
    rows = [{**row, "passed": False, "expected_miss": "too calm"}, {**row, "id": "y", "passed": True, "expected_miss": ""}]
    rows += [{**rows[1], "id": "wave-first-month", "in_fit": False}, {**rows[1], "id": "deaths-answered", "in_fit": False}]
    rows += [{**rows[0], "id": "u", "title": "Gone", "low": None, "high": None, "stopped": "no bound", "informative": False}]
    rows += [{**rows[0], "id": "w", "title": "Wide", "observed": 2.0, "limit": 2.5, "informative": False}]
    (tmp_path / "check.json").write_text(json.dumps(rows))
    assert "- Pattern: 9 in the record, 0 to 3 in 95 % of worlds (too calm)." in filled(block("missed"), tmp_path)
    assert "- Gone: 9 in the record, no value in any world (no bound)." in filled(block("missed"), tmp_path)
    beyond = "- Wide: 2 in the record, 0 to 3 in 95 % of worlds, beyond its limit of 2.5 (too calm)."
    assert beyond in filled(block("missed"), tmp_path)
    told = filled(block("targets"), tmp_path)
    for words in ("in the span of the fit: 1 of 4 met", "partly in it: 1 of 1 met", "wholly outside it: 1 of 1 met"):
        assert words in told
    assert "with a band that says something 1 of 2" in told
    assert "- 2 of all 6 bands say little" in told


def test_mechanisms_that_no_target_notices_are_counted(tmp_path: Path) -> None:
    (tmp_path / "notice.csv").write_text("mechanism,missed,ids\nred_line,2,a b\nfear,0,\n")
    told = filled(block("notice"), tmp_path)
    assert "1 of 2 mechanisms are noticed when they are off, by at least one target; 1 by none." in told
    assert "| red_line | 2 | `a`, `b` |" in told
    assert "| fear | 0 | - |" in told


@pytest.mark.parametrize(
    ("text", "fault"), [(block("reech"), "reach"), (OPEN.format("reach") + "\n", "no end"), (block("reach"), "not readable")]
)
def test_bad_pages_and_files_are_one_line(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "reach.csv").write_text("")
    with pytest.raises(InputError, match=fault) as caught:
        filled(text, tmp_path)
    assert "\n" not in str(caught.value)


def gaussian(theta: Floats) -> Floats:
    """A likelihood under which the posterior is normal with half the prior's variance."""
    return np.asarray(-0.5 * (theta**2).sum(axis=1))


def test_samplers_score_about_the_same_number_of_vectors_and_say_how_long_they_remember() -> None:
    table = compared(gaussian, d=2, walkers=16, batches=400, seed=3)
    assert list(table["sampler"]) == ["emcee", "walk, all at once", "walk, by blocks"]
    assert table["vectors"].to_numpy() == pytest.approx([6416, 6592, 6592], abs=16)  # 400 batches, the start, or what tunes steps
    assert (table["steps"] == 400).all()
    assert table["autocorrelation_time"].between(1.0, 40.0).all()
    assert table["times_as_long"].to_numpy() == pytest.approx(400 / table["autocorrelation_time"].to_numpy())


def test_the_autocorrelation_time_of_a_chain_that_forgets_a_share_each_step() -> None:
    """x' = a x + noise has the autocorrelation time (1 + a) / (1 - a)."""
    rng, a = np.random.default_rng(4), 0.6
    noise = np.sqrt(1 - a**2) * rng.standard_normal((32, 4000, 1))
    noise[:, 0] = rng.standard_normal((32, 1))
    draws = np.stack([lfilter([1.0], [1.0, -a], chain[:, 0]) for chain in noise])[:, :, None]
    assert autocorrelation_time(draws)[0] == pytest.approx((1 + a) / (1 - a), rel=0.05)


def test_watched_memories_exist_and_have_a_training_maximum() -> None:
    highest = training_maxima(load_parameters(), 2)
    model = EscalationModel("documented", worlds=2)
    assert {name for name, _ in levels(model)} == set(highest)
    assert all(level.shape == (2,) for _, level in levels(model))
    assert all(level.shape == (2,) for level in highest.values())
    assert highest["scene.attacks"].min() > 0
    assert sum(bool(level.max() == 0) for level in highest.values()) <= 3
    calm = reach("no_soleimani_strike", highest, load_parameters())
    assert 0.0 <= float(str(calm["outside"])) <= 1.0
