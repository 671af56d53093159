"""The block of claims: each stands where the fit and the targets put it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from calibration.fit.parameter_space import default_space
from calibration.pages.claims_block import ABSENT, PRIOR, TESTED, UNDECIDED, claims, said_of, standing
from calibration.targets.claims import Claim, load_claims
from calibration.targets.targets import load_targets
from sim.parameters import load_parameters

FEAR = "militia.fear"


def claim(weights: tuple[str, ...] = (), targets: tuple[str, ...] = ()) -> Claim:
    return Claim(id=1, document="a page", claim="It rains.", weights=weights, targets=targets, see="", lacks="")


@pytest.mark.parametrize(
    ("of", "stands"),
    [
        (claim((FEAR,)), UNDECIDED),
        (claim((FEAR, "us.strikes_per_siege")), TESTED),
        (claim(("us.strikes_per_siege",), ("wide",)), TESTED),
        (claim((), ("met",)), TESTED),
        (claim((FEAR,), ("missed",)), UNDECIDED),
        (claim(("us.war_per_death",), ("wide",)), PRIOR),
        (claim(("us.war_per_death",)), PRIOR),
        (claim(("militia.gaza_attacks",)), TESTED),
        (claim(), ABSENT),
    ],
)
def test_where_a_claim_stands(of: Claim, stands: str) -> None:
    verdicts = {FEAR: "does not decide", "us.strikes_per_siege": "speaks against it"}
    met = {"met": "met", "missed": "missed", "wide": "met, says little"}
    assert standing(of, verdicts, met) == stands


def test_what_is_said_of_a_weight() -> None:
    assert said_of(FEAR, {FEAR: "speaks for it"}) == "speaks for it"
    assert said_of("militia.gaza_attacks", {}) == "fitted, never left out"
    assert said_of("us.war_per_death", {}) == "prior only"


def test_the_block_counts_and_lists_all_claims(tmp_path: Path) -> None:
    assert claims(tmp_path) is None
    named = {name for each in load_claims() for name in each.weights}
    weights = sorted(name for name in named if load_parameters().entry(name).spike)
    fit = pd.DataFrame({"parameter": weights, "inclusion": 0.5, "inclusion_low": 0.4, "inclusion_high": 0.6})
    fit.to_csv(tmp_path / "posterior_whole.csv", index=False)
    assert claims(tmp_path) is None
    rows = [{"id": each.id, "passed": False, "informative": True} for each in load_targets().targets]
    (tmp_path / "check.json").write_text(json.dumps(rows))
    text = claims(tmp_path)
    assert text is not None
    fitted = set(default_space().names)
    never_out = sum(bool(fitted & set(each.weights) - set(weights)) for each in load_claims())
    priors = sum(bool(each.weights) and not fitted & set(each.weights) for each in load_claims())
    absent = sum(each.is_absent for each in load_claims())
    rest = 26 - never_out - priors - absent
    assert text.startswith(f"Of 26 claims: {never_out} {TESTED}, {rest} {UNDECIDED}, {priors} {PRIOR}, {absent} {ABSENT}.")
    assert text.count("\n| ") == 28
    assert "`k1-to-strikes`: missed" in text
