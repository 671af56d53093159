"""The range of a mean effect over couplings: plain arithmetic on the means of each folder, and what is refused."""

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
from sim.vocabulary.measures import MEASURES
from tests.sim.estimates.conftest import CALM, KNOWN, WORLDS, batch_of

VERSIONS = {"causes": {}, "inversion": {"coupling": "inversion"}}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same batch under each coupling."""
    home = tmp_path_factory.mktemp("ranged")
    return {name: batch_of(home / name, [7], WORLDS, KNOWN, CALM.edit(**changes)) for name, changes in VERSIONS.items()}


@pytest.fixture(scope="module")
def ranged(folders: dict[str, Path]) -> Estimate:
    return with_range(estimate(folders["causes"]), [folders["inversion"]])


def test_it_goes_from_the_least_to_the_greatest_mean(folders: dict[str, Path], ranged: Estimate) -> None:
    name = "attacks_on_us"
    column = MEASURES[name].column
    means = []
    for folder in folders.values():
        daily = pd.read_parquet(folder / "daily.parquet", columns=["scenario", "world", "date", column])
        totals = daily[daily["date"] >= "2020-01-02"].groupby(["scenario", "world"])[column].sum()
        means.append(float((totals["calm"] - totals["known"]).mean()))
    row = ranged.rows_of("calm").loc[name]
    assert len(set(means)) > 1, "the versions differ"
    assert (row["coupling_low"], row["coupling_high"]) == pytest.approx((min(means), max(means)))
    assert row["couplings"] == "causes, inversion"


def test_all_else_is_as_without_it(folders: dict[str, Path], ranged: Estimate) -> None:
    alone = estimate(folders["causes"])
    assert with_range(alone, []) is alone
    columns = [name for name in alone.table if name not in ("coupling_low", "coupling_high", "couplings")]
    pd.testing.assert_frame_equal(ranged.table[columns], alone.table[columns])
    assert alone.table["coupling_low"].isna().all()
    assert np.isnan(ranged.rows_of("known")["coupling_low"].astype(float)).all(), "the reference has no difference"
    assert range_of(alone) == ""


def test_it_is_said_in_words_table_and_page(ranged: Estimate, tmp_path: Path) -> None:
    assert range_of(ranged).startswith("Range over couplings (causes, inversion): ")
    assert "Over couplings (causes, inversion) the mean effect goes from" in answer(ranged, "calm")
    save_effects(ranged, tmp_path / "out", formats=("png",))
    assert "<th>Range over couplings</th>" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_what_is_not_the_same_comparison_is_refused(folders: dict[str, Path], swept: Path, tmp_path: Path) -> None:
    found = estimate(folders["causes"])
    for name, other in (("branch", CALM.edit(branch="2020-01-03")), ("luck", CALM.edit(luck="fresh"))):
        elsewhere = batch_of(tmp_path / name, [7], WORLDS, KNOWN, other)
        with pytest.raises(InputError, match="differs in scenarios; allowed: the same but for the coupling"):
            with_range(found, [elsewhere])
    ours, theirs = (batch_of(tmp_path / f"seed{last}", [7, last], 2, KNOWN, CALM) for last in (8, 9))
    with pytest.raises(InputError, match="differs in seeds; allowed"):
        with_range(estimate(ours), [theirs])
    with pytest.raises(InputError, match="that of another; allowed: another --coupling"):
        with_range(found, [folders["inversion"], folders["inversion"]])
    with pytest.raises(InputError, match="that of another"):
        with_range(found, [folders["causes"]])
    with pytest.raises(InputError, match="a sweep has no range of its own"):
        with_range(estimate(swept), [folders["inversion"]])
