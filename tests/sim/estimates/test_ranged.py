"""The range of a mean effect over couplings and luck: plain arithmetic on the means of each folder, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.estimates.estimating import Estimate, estimate
from sim.estimates.ranged import with_range
from sim.estimates.saving import save_effects
from sim.estimates.words import answer, range_of
from sim.scenario import Scenario
from sim.vocabulary.measures import MEASURES
from tests.sim.estimates.conftest import CALM, KNOWN, written

VERSIONS = {"causes": {}, "inversion": {"coupling": "inversion"}, "fresh luck": {"luck": "fresh"}}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same batch under each coupling, and with fresh luck."""
    home = tmp_path_factory.mktemp("ranged")
    return {name: written(home / name, "batch", KNOWN, CALM.edit(**changes)) for name, changes in VERSIONS.items()}


@pytest.fixture(scope="module")
def ranged(folders: dict[str, Path]) -> Estimate:
    return with_range(estimate(folders["causes"]), [folders["inversion"], folders["fresh luck"]])


@pytest.mark.parametrize("name", ["attacks_on_us", "us_killed"])
def test_it_goes_from_the_least_to_the_greatest_mean(folders: dict[str, Path], ranged: Estimate, name: str) -> None:
    column = MEASURES[name].column
    means = []
    for folder in folders.values():
        daily = pd.read_parquet(folder / "daily.parquet", columns=["scenario", "world", "date", column])
        totals = daily[daily["date"] >= "2020-01-02"].groupby(["scenario", "world"])[column].sum()
        means.append(float((totals["calm"] - totals["known"]).mean()))
    row = ranged.rows_of("calm").loc[name]
    assert len(set(means)) > 1, "the versions differ"
    assert (row["range_low"], row["range_high"]) == pytest.approx((min(means), max(means)))
    assert row["range_over"] == "causes, inversion, fresh luck"


def test_all_else_is_as_without_it(folders: dict[str, Path], ranged: Estimate) -> None:
    alone = estimate(folders["causes"])
    assert with_range(alone, []) is alone
    columns = [name for name in alone.table if not name.startswith("range_")]
    pd.testing.assert_frame_equal(ranged.table[columns], alone.table[columns])
    assert alone.table["range_low"].isna().all()
    assert np.isnan(ranged.rows_of("known")["range_low"].astype(float)).all(), "the reference has no difference"
    assert range_of(alone) == ""


def test_it_is_said_in_words_table_and_page(ranged: Estimate, tmp_path: Path) -> None:
    assert range_of(ranged).startswith("Range over couplings and luck (causes, inversion, fresh luck): ")
    assert "Over couplings and luck (causes, inversion, fresh luck) the mean effect goes from" in answer(ranged, "calm")
    save_effects(ranged, tmp_path / "out", formats=("png",))
    assert "<th>Range over couplings and luck</th>" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_what_is_not_the_same_comparison_is_refused(folders: dict[str, Path], swept: Path, tmp_path: Path) -> None:
    found = estimate(folders["causes"])
    other: Scenario = CALM.edit(branch="2020-01-03", coupling="inversion")
    elsewhere = written(tmp_path / "other", "batch", KNOWN, other)
    with pytest.raises(InputError, match="differs in scenarios; allowed: the same but for luck and coupling"):
        with_range(found, [elsewhere])
    with pytest.raises(InputError, match="those of another; allowed: another coupling, or other luck"):
        with_range(found, [folders["inversion"], folders["inversion"]])
    with pytest.raises(InputError, match="those of another"):
        with_range(found, [folders["causes"]])
    with pytest.raises(InputError, match="a sweep has no range of its own"):
        with_range(estimate(swept), [folders["inversion"]])
