"""Single terms: Bayes factors by hand, in words, and in the order of their support."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.fit.inclusion import bayes_factor, tabulate, verdict


def checks() -> pd.DataFrame:
    inclusion = {"militia.fear": 0.3, "us.strikes_per_lethal_attack": 1.0, "militia.branching": np.nan, "militia.raid_hold": 0.1}
    return pd.DataFrame({"inclusion": inclusion, "inclusion_low": inclusion, "inclusion_high": inclusion})


def test_a_bayes_factor_is_the_posterior_odds_over_the_prior_odds() -> None:
    assert bayes_factor(0.9, 0.5) == pytest.approx(9.0)
    assert bayes_factor(0.5, 0.2) == pytest.approx(0.25)  # odds fell from 4 to 1
    assert bayes_factor(1.0, 0.5) == np.inf
    assert bayes_factor(0.0, 0.5) == 0.0


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (np.inf, "speaks strongly for it"), (19.0, "speaks for it"), (2.9, "does not decide"), (0.34, "does not decide"),
        (0.3, "speaks against it"), (0.0, "speaks strongly against it"),
    ],
)  # fmt: skip
def test_verdicts_follow_their_thresholds(factor: float, words: str) -> None:
    assert verdict(factor) == words


def test_terms_stand_in_the_order_of_their_support_and_what_cannot_be_left_out_does_not() -> None:
    table = tabulate(checks())
    assert table["weight"].tolist() == ["us.strikes_per_lethal_attack", "militia.fear", "militia.raid_hold"]
    assert table["bayes_factor"].to_numpy() == pytest.approx([np.inf, 3 / 7, 1 / 9])
    assert table["low"].tolist() == table["inclusion"].tolist() == table["high"].tolist() == [1.0, 0.3, 0.1]
    assert table["the record"].tolist() == ["speaks strongly for it", "does not decide", "speaks against it"]
