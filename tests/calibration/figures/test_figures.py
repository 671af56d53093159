"""The calibration's figures on small made-up tables: right numbers, same bytes, small files, settings left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd

from calibration.figures import moved, pit, scores, support, targets
from calibration.figures.__main__ import lean
from calibration.figures.draws import chosen
from calibration.fit import inclusion as terms
from calibration.forecasts.scores import ALL, LEADS
from calibration.forecasts.series import SERIES
from sim.figures.style import Sheet, save, settings

DRAWS = chosen(8, prior=True)
SHORT = (date(2022, 12, 25), date(2022, 12, 31))


def lead_table() -> pd.DataFrame:
    rows = []
    for place, series in enumerate((*SERIES, ALL)):
        for at, model in enumerate(scores.NAMES):
            ahead = 0.01 * at - 0.005 * place
            rows.append((series, model, "plain", 365, ahead, ahead - 0.02, ahead + 0.02, 0.1, 0.0, 0.2))
    return pd.DataFrame(rows, columns=list(LEADS))


def check_table() -> pd.DataFrame:
    columns = ["id", "title", "kind", "in_fit", "observed", "predicted", "low", "high", "passed", "defined", "informative"]
    rows = [
        ("a", "Within", "free", True, 5.0, 4.0, 1.0, 9.0, True, 1.0, True),
        ("b", "Far above, held out", "branched", False, 90.0, 4.0, 1.0, 9.0, False, 0.4, False),
        ("c", "One value only", "replay", True, 3.0, 3.0, 3.0, 3.0, True, 1.0, True),
        ("d", "No value in any world", "branched", True, 3.0, np.nan, np.nan, np.nan, False, 0.0, False),
    ]
    return pd.DataFrame(rows, columns=columns)


def support_table() -> pd.DataFrame:
    there = {"us.strikes_per_lethal_attack": 0.97, "militia.fear": 0.5, "militia.raid_hold": 0.1}
    return terms.tabulate(pd.DataFrame({"inclusion": there, "inclusion_low": there, "inclusion_high": there}))


def pages() -> dict[str, Sheet]:
    columns = ["observed", "expected", *(f"bin_{n}" for n in range(1, 11))]
    one = pd.DataFrame(1.0, index=pd.Index(SERIES, name="series"), columns=columns).reset_index()
    heights = pd.concat([one.assign(variant="plain", expected=0.5), one.assign(variant="contexts_known")])
    return {
        "moved": moved.draw(moved.numbers(DRAWS), DRAWS),
        "pit": pit.draw(heights, SHORT, "made up"),
        "scores": scores.draw(lead_table(), "made up"),
        "support": support.draw(support_table()),
        "targets": targets.draw(check_table(), "Made up."),
    }


def test_same_numbers_same_bytes_small_files_and_no_setting_left_behind(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        with settings():
            for name, page in pages().items():
                lean(save(page, tmp_path / folder / f"{name}.png"))
    for path in (tmp_path / "a").iterdir():
        data = path.read_bytes()
        assert data == (tmp_path / "b" / path.name).read_bytes()
        assert data[:4] == b"\x89PNG"
        assert b"Software" not in data
        assert 3_000 < len(data) < 200_000
    assert dict(mpl.rcParams) == before


def test_draws_of_the_prior_are_called_so_and_repeat() -> None:
    assert len(DRAWS) == 8
    assert "prior" in DRAWS.label
    assert not DRAWS.fitted
    pd.testing.assert_frame_equal(DRAWS.table, chosen(8, prior=True).table)


def test_the_parameters_that_moved_most_come_first() -> None:
    table = moved.numbers(DRAWS, most=5)
    assert len(table) == 5
    assert table["gain"].is_monotonic_decreasing


def test_places_in_a_band() -> None:
    assert [targets.place(x, 10.0, 20.0) for x in (10.0, 15.0, 20.0, 30.0)] == [0.0, 0.5, 1.0, 2.0]
    assert targets.place(3.0, 3.0, 3.0) == 0.5


def test_titles_leave_out_what_their_heading_says() -> None:
    assert targets.heading_free("Threats, day by day") == "Threats"
    assert targets.heading_free("Days from K-1 to the strikes") == "Days from K-1 to the strikes"
