"""The short form of the study, and that its table sees intervals that are wrong."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.fit.importance import Weighted
from calibration.studies import coverage
from calibration.studies.coverage import ROOM, WARM_IN, Design, ask_records, edits_of, effects_of, main, resampled, summarise
from calibration.studies.ranks import covered
from calibration.studies.relived import MEASURES, Coupling, Edit, first_lethal_attack, live
from sim.errors import InputError
from sim.parameters import load_parameters

WINDOW = (date(2019, 7, 1), date(2020, 4, 30))
SHORT = Design(
    names=("militia.base_attacks", "militia.convoy_attacks", "militia.reprisal", "us.strikes_per_lethal_attack"),
    window=(date(2019, 7, 1), date(2020, 2, 29)),
    edits=("no_first_lethal_attack", "no_momentum"),
    worlds=40,
    draws=128,
    rounds=3,
    batch=4,
)


@pytest.mark.parametrize("coupling", list(Coupling))
def test_the_short_form_covers(tmp_path: Path, coupling: Coupling, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four records, two edits, four measures; wide bounds, since those of one record are dependent.

    Half as many days before and after the two months in which an act may be taken out: every day costs.
    """
    for name in ("WARM_IN", "ROOM"):
        monkeypatch.setattr(coverage, name, 46)
    design = dataclasses.replace(SHORT, coupling=coupling, window=(date(2019, 8, 16), date(2020, 1, 14)))
    asked = ask_records(design, 4, tmp_path, jobs=1)
    assert len(asked) == 4 * len(design.edits) * len(MEASURES)
    assert asked["rank"].between(0, 1).all()
    assert covered(asked["rank"]).mean() >= 0.75
    assert 0.2 <= covered(asked["rank"], 0.5).mean() <= 0.8
    assert (asked["truth"] != 0).mean() > 0.25
    assert (asked["high"] - asked["low"]).mean() < (asked["fresh_high"] - asked["fresh_low"]).mean()
    pd.testing.assert_frame_equal(ask_records(design, 4, tmp_path, jobs=1), asked)


def test_a_record_without_an_act_to_take_out_is_not_asked() -> None:
    design = Design(window=SHORT.window)
    since, until = SHORT.window[0] + timedelta(WARM_IN), SHORT.window[1] - timedelta(ROOM)
    parameters = load_parameters().replace({"militia.base_attacks": 0.3, "us.force_floor": 0.0})
    worlds = live(parameters, 20, design.window, 3, design.coupling)
    struck = [any(since <= act.date <= until and act.decision == "strike" for act in lived.record.acts) for lived in worlds]
    assert [edits_of(lived, design) is not None for lived in worlds] == struck
    assert 0 < sum(struck) < 20
    assert set(edits_of(worlds[struck.index(True)], design) or {}) == set(design.edits)


@pytest.mark.parametrize("coupling", list(Coupling))
def test_with_what_happened_left_as_it_was_abducted_luck_gives_no_effect(coupling: Coupling) -> None:
    """An act that no rule answers is taken out: nothing but itself is gone, in every world."""
    answers = (
        "us.strikes_per_lethal_attack",
        "us.strikes_per_wounding_attack",
        "us.prompt_strikes_per_attack",
        "us.strikes_per_attack",
    )
    moved = ("branching", "convoy_reprisal", "pressed_attacks", "order_hold", "truce_hold", "raid_hold", "fear", "posture_hold")
    silent = dict.fromkeys((*answers, *(f"militia.{name}" for name in moved)), 0.0)
    lived = live(load_parameters().replace({"militia.base_attacks": 0.1, **silent}), 1, WINDOW, 6, coupling)[0]
    act = first_lethal_attack(lived.record.acts, date(2020, 1, 1), date(2020, 3, 31))
    assert act is not None
    rows = effects_of(lived, Edit(act), lived.parameters, 20, 5, "abducted")
    assert rows.shape == (4, 20)
    assert (rows[1] == 0).all()
    assert np.median(rows[0]) == -1
    assert (effects_of(lived, Edit(act), lived.parameters, 20, 5, "fresh")[1] != 0).any()


def test_resampling_keeps_the_weights() -> None:
    x = np.arange(4.0)[:, None]
    posterior = Weighted(x, np.array([0.5, 0.25, 0.25, 0.0]), 0.0)
    drawn = resampled(posterior, 400, np.random.default_rng(1))
    assert drawn.shape == (400, 1)
    assert np.bincount(drawn[:, 0].astype(int)).tolist() == [200, 100, 100]
    assert (np.diff(drawn[:, 0]) < 0).any()  # in random order: two edits of a record pair worlds and draws anew


def rows(rank: np.ndarray, truth: int = 1) -> pd.DataFrame:
    frames = [
        pd.DataFrame({"record": np.arange(len(rank)), "measure": measure, "truth": truth, "rank": rank, "edit": edit})
        for edit in ("a", "b")
        for measure in MEASURES
    ]
    ends = {"low": -1.0, "high": 1.0, "fresh_low": -2.0, "fresh_high": 2.0, "fresh_rank": 0.5, "draws": 50.0}
    return pd.concat(frames, ignore_index=True).assign(**ends)


def test_the_table_by_hand() -> None:
    table = summarise(rows((np.arange(200) + 0.5) / 200)).set_index(["edit", "measure"])
    assert len(table) == 10
    row = table.loc[("a", "strike")]
    assert (row["records"], row["moved"], row["closed_90"], row["fresh_90"]) == (200, 1.0, 1.0, 1.0)
    assert (row["coverage_90"], row["coverage_50"]) == (0.9, 0.5)
    assert (row["low_90"], row["high_90"]) == pytest.approx((0.855, 0.94))
    assert (row["width"], row["fresh_width"], row["ratio"]) == (2.0, 4.0, 0.5)
    assert [row[f"bin_{i}"] for i in range(1, 11)] == [20] * 10
    assert table.loc[("b", "all"), "bin_1"] == 80
    assert table.loc[("b", "all"), "low_90"] > row["low_90"]


def test_the_table_sees_intervals_that_are_too_narrow() -> None:
    even = (np.arange(200) + 0.5) / 200
    narrow = summarise(rows(np.where(even < 0.5, even**2, 1 - (1 - even) ** 2)))
    assert (narrow["coverage_90"] < narrow["low_90"]).all()
    assert (narrow["p_value"] < 0.01).all()
    still = summarise(rows(even, truth=0))
    assert (still["moved"] == 0).all()
    certain = summarise(rows(even).assign(low=1, high=1, fresh_low=1, fresh_high=1))
    assert certain["ratio"].isna().all()


def test_an_edit_that_nobody_knows_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'no_momentum'"):
        main(records=1, edit=["no_momentun"], out=tmp_path / "out.csv", work=tmp_path)
    assert list(tmp_path.iterdir()) == []
