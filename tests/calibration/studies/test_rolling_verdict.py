"""The rule of the verdict: an interval above zero over all years, no series wholly below, silent years neither way."""

from __future__ import annotations

import pytest

from calibration.forecasts.series import SERIES
from calibration.studies.rolling_verdict import AHEAD, BEHIND, NEITHER, verdicts
from tests.calibration.studies.made_rolling import made_table

EVERYWHERE = dict.fromkeys(SERIES, -0.02)


@pytest.mark.parametrize(
    ("leads", "silent", "word", "behind"),
    [
        ({}, (), AHEAD, ()),
        ({"raid": -0.03}, (), NEITHER, ("raid",)),
        (dict.fromkeys(SERIES, 0.0), (), NEITHER, ()),
        (EVERYWHERE, (), BEHIND, SERIES),
    ],
)
def test_the_verdict_follows_the_rule(
    leads: dict[str, float], silent: tuple[str, ...], word: str, behind: tuple[str, ...]
) -> None:
    for verdict in verdicts(made_table(leads, silent=silent)).values():
        assert (verdict.word, verdict.behind) == (word, behind)
        assert verdict.together.baseline == "mutual_hawkes"


def test_a_lead_in_a_year_in_which_nothing_came_wins_nothing() -> None:
    """Ahead by what was not expected of salvos alone, half of the days in silence: only the other half counts."""
    leads = dict.fromkeys(SERIES, 0.0) | {"launch_missiles": 0.06}
    loud, quiet = (verdicts(made_table(leads, silent=silent))["plain"] for silent in ((), ("launch_missiles",)))
    assert loud.together.mean == pytest.approx(0.06, abs=0.01)
    assert quiet.together.mean == pytest.approx(0.03, abs=0.01)
    assert quiet.by_series["launch_missiles"].mean == pytest.approx(0.06, abs=0.01)


def test_a_series_is_held_against_the_baseline_that_is_best_in_it() -> None:
    table = made_table({})
    strong = (table["series"] == "raid") & (table["model"] == "constant")
    table.loc[strong, ["log_score", "rules_ahead", "low", "high"]] = [-0.1, -0.4, -0.5, -0.3]
    verdict = verdicts(table)["plain"]
    assert verdict.by_series["raid"].baseline == "constant"
    assert verdict.by_series["strike"].baseline == "mutual_hawkes"
    assert (verdict.word, verdict.behind) == (NEITHER, ("raid",))


def test_a_series_in_which_nothing_ever_came_is_no_argument() -> None:
    table = made_table({})
    table.loc[table["series"] == "raid", ["log_score", "crps", "rules_ahead", "low", "high"]] = float("nan")
    assert verdicts(table)["plain"].word == AHEAD
