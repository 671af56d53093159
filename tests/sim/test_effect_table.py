"""Effects against plain arithmetic on the daily tables of the runs, for arms of different spans at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.api import compare
from sim.comparison import Comparison
from sim.effect_table import DIFFERENCE, estimand
from sim.parameters import load_parameters
from sim.results import Run
from sim.scenario import Scenario, load_scenario
from sim.vocabulary.measures import MEASURES

SPAN = {"start": "2019-12-20", "end": "2020-02-20", "warm_up": 20}
STRIKE = {"remove_event": "2020-01-03-us-targeted-killing"}
WORLDS, DRAWS = 48, 20


def arm(name: str, *interventions: object, **changes: object) -> Scenario:
    fields = {**SPAN, "branch": "2020-01-02", "luck": "fresh", **changes}
    return load_scenario("documented").edit(name=name, interventions=interventions, **fields)


REFERENCE = arm("reference", branch="2019-12-25", end="2020-03-10")
EARLY, LATE = arm("early", STRIKE), arm("late", branch="2020-01-20", end="2020-03-10")
SPANS = {"early": ("2020-01-02", "2020-02-20"), "late": ("2020-01-20", "2020-03-10")}
PARAMS = load_parameters().replace({"militia.branching": np.linspace(0.1, 0.9, DRAWS)})


def compared(*arms: Scenario, **how: int) -> Comparison:
    return compare(arms, WORLDS, params=PARAMS, **how)


@pytest.fixture(scope="module")
def both() -> Comparison:
    return compared(REFERENCE, EARLY, LATE, block=17)


def table(comparison: Comparison) -> pd.DataFrame:
    assert comparison.effects is not None
    return comparison.effects


def plain(run: Run, span: tuple[str, str], measure: str) -> pd.Series[float]:
    """A measure by world, from the daily table alone."""
    about = MEASURES[measure]
    daily = run.daily[run.daily["date"].between(*map(pd.Timestamp, span))]
    if about.how == "first_day":
        first = daily[daily[about.column] > 0].groupby("world")["date"].min().reindex(range(WORLDS))
        return (first - pd.Timestamp(span[0])).dt.days.astype(float)
    by_world = daily.groupby("world")[about.column]
    return (by_world.sum() if about.how == "total" else by_world.max()).astype(float)


def quantiles(values: pd.Series[float]) -> list[float]:
    return [float(np.quantile(values, share, method="inverted_cdf")) for share in (0.05, 0.95)] if len(values) else [np.nan] * 2


def clustered_error(difference: pd.Series[float]) -> float:
    """Worlds w, w + 20 and so on share a draw."""
    sums = (difference - difference.mean()).groupby(difference.index % DRAWS).sum()
    return float(np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum()) / len(difference)) if len(sums) > 1 else np.nan


@pytest.mark.parametrize("name", list(SPANS))
@pytest.mark.parametrize("measure", list(MEASURES))
def test_every_number_is_plain_arithmetic_on_the_daily_tables(name: str, measure: str, both: Comparison) -> None:
    span = SPANS[name]
    rows = table(both).set_index(["since", "scenario", "measure"])
    row, reference = rows.loc[(span[0], name, measure)], rows.loc[(span[0], "reference", measure)]
    ours, theirs = (plain(both.runs[run], span, measure) for run in (name, "reference"))
    difference = (ours - theirs).dropna()
    for found, values in ((row, ours.dropna()), (reference, theirs.dropna())):
        np.testing.assert_allclose(found[["mean", "low", "high"]].astype(float), [values.mean(), *quantiles(values)])
        assert (found["until"], found["reference"]) == (span[1], "reference")
    assert row["worlds"] == len(difference)
    assert reference["worlds"] == theirs.notna().sum()
    np.testing.assert_allclose(
        row[list(DIFFERENCE)].astype(float),
        [
            difference.mean(), *quantiles(difference),
            *((test(difference)).mean() for test in (lambda d: d > 0, lambda d: d < 0, lambda d: d == 0)),
            clustered_error(difference),
        ],
        atol=1e-12,
    )  # fmt: skip
    assert reference[list(DIFFERENCE)].isna().all()


def test_more_less_and_the_same_are_all_worlds(both: Comparison) -> None:
    shares = table(both)[["p_more", "p_less", "p_same"]].dropna().astype(float)
    assert len(shares) > 20
    assert shares.sum(axis=1).tolist() == pytest.approx([1.0] * len(shares), abs=1e-12)


def test_days_to_a_first_one_are_paired_only_where_it_came_in_both(both: Comparison) -> None:
    rows = table(both).set_index(["scenario", "since", "measure"])
    name = "days_to_first_us_strike"
    paired = rows.loc[("early", "2020-01-02", name), "worlds"]
    alone = [plain(both.runs[run], SPANS["early"], name).notna() for run in ("early", "reference")]
    assert paired == (alone[0] & alone[1]).sum()
    assert 0 < paired < max(alone[0].sum(), alone[1].sum())


def test_spans_stand_one_after_the_other_the_reference_first(both: Comparison) -> None:
    keys = table(both)[["since", "until", "scenario"]].drop_duplicates().to_numpy().tolist()
    assert keys == [[*SPANS[arm], name] for arm in SPANS for name in ("reference", arm)]


@pytest.mark.parametrize("name", list(SPANS))
def test_each_arm_has_the_numbers_that_it_has_alone(name: str, both: Comparison) -> None:
    alone = table(compared(REFERENCE, {"early": EARLY, "late": LATE}[name]))
    together = table(both)
    part = together[together["since"] == SPANS[name][0]].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, alone.reset_index(drop=True), check_exact=True)


def test_the_table_is_the_same_whatever_the_block(both: Comparison) -> None:
    whole = compared(REFERENCE, EARLY, LATE)
    pd.testing.assert_frame_equal(table(whole), table(both), check_exact=True)
    pd.testing.assert_frame_equal(whole.summary, both.summary, check_exact=True)


def test_an_arm_that_changes_nothing_has_no_effect() -> None:
    known = load_scenario("documented").edit(**SPAN)
    effects = table(compare([known, arm("inert", luck="abducted")], worlds=20))
    inert = effects[effects["scenario"] == "inert"].dropna(subset="difference")
    assert len(inert) > 10
    assert (inert[["difference", "difference_low", "difference_high", "p_more", "p_less", "standard_error"]] == 0).all().all()
    assert (inert["p_same"] == 1).all()


def test_one_world_has_no_standard_error() -> None:
    effects = table(compare([REFERENCE, EARLY], worlds=1, params="point"))
    assert effects["standard_error"].isna().all()


def test_every_arm_says_its_contrast(both: Comparison) -> None:
    said = table(both).groupby("scenario")["contrast"].unique().map(list).to_dict()
    assert said == {"reference": ["nothing"], "early": ["events and luck"], "late": ["luck"]}


def test_what_an_effect_is_conditional_on() -> None:
    assert estimand(load_scenario("documented")) == "as documented"
    assert estimand(arm("x", luck="abducted")) == "given all that followed"
    assert estimand(EARLY) == "on average"
