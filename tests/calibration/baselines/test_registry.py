"""Each baseline is registered once, and what is said of it elsewhere is taken from there."""

from __future__ import annotations

import pytest

from calibration.baselines.registry import BASELINES, EXCITER, NAMES, SELF_EXCITING, Baseline, baselines, branching
from calibration.forecasts.series import SERIES
from sim.paths import ROOT


def test_names_and_labels_stand_once() -> None:
    assert len(set(NAMES)) == len({baseline.label for baseline in BASELINES}) == len(BASELINES)
    assert tuple(model.name for model in baselines("raid")) == NAMES


@pytest.mark.parametrize("baseline", BASELINES, ids=NAMES)
def test_a_context_is_one_parameter_more_about_its_prior_mean(baseline: Baseline) -> None:
    plain, told = baseline.for_series("strike"), baseline.for_series("strike", 0.25)
    assert plain.rates is told.rates is baseline.rates
    assert [free.name for free in told.free] == [*(free.name for free in plain.free), "context"]
    context = told.free[-1]
    assert context.start == 0.25
    assert context.log_prior(0.25) > max(context.log_prior(0.2), context.log_prior(0.3))  # the mode of the logarithm


@pytest.mark.parametrize("baseline", BASELINES, ids=NAMES)
def test_every_parameter_has_a_name_of_its_own(baseline: Baseline) -> None:
    names = [free.name for free in baseline.for_series("attack_base", 0.5).free]
    assert len(set(names)) == len(names)
    assert names[0] == "rate"


def test_every_series_has_another_that_may_excite_it_and_attacks_their_own_prior() -> None:
    assert set(EXCITER) == set(SERIES) > SELF_EXCITING
    assert all(series != exciter for series, exciter in EXCITER.items())
    flat, pilot = branching("raid").log_prior, branching("attack_base").log_prior
    assert flat(0.2) == flat(0.75) == 0.0
    assert pilot(0.75) > max(pilot(0.7), pilot(0.8))  # the mode of Beta(4, 2)


def test_the_documents_table_is_the_registry() -> None:
    page = (ROOT / "docs" / "calibration-forecasts.md").read_text(encoding="utf-8")
    rows = [f"| `{one.name}` | {one.label} | {one.sentence} | {one.source} |" for one in BASELINES]
    assert "\n".join(rows) in page
