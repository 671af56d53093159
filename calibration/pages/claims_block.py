"""The block of `docs/model.md` with the claims of the founding documents: what carries each, and what the record makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from calibration.fit.inclusion import tabulate
from calibration.fit.parameter_space import default_space
from calibration.pages.fit_blocks import checks_of
from calibration.pages.markdown import table
from calibration.reference import read
from calibration.targets.claims import Claim, load_claims
from sim.paths import Posterior

ABSENT, PRIOR, UNDECIDED, TESTED = "absent", "runs on priors alone", "runs, the record does not decide", "calibrated or tested"
STANDINGS = (TESTED, UNDECIDED, PRIOR, ABSENT)
"""Where a claim may stand, the best first."""
COLUMNS = ("", "claim", "carried by: what the record says", "tested by", "stands", "to see it", "lacks")


def claims(folder: Path) -> str | None:
    """All claims, one a row, after a line that counts where they stand; None if nothing has been fitted or checked."""
    fitted, checked = read(folder / checks_of(Posterior.WHOLE)), read(folder / "check.json")
    if fitted is None or checked is None or "inclusion" not in fitted:
        return None
    terms = tabulate(fitted.set_index("parameter"))
    verdicts = dict(zip(terms["weight"], terms["the record"], strict=True))
    met = {
        str(row["id"]): ("met" if row["passed"] else "missed") + ("" if row["informative"] else ", says little")
        for row in checked.to_dict("records")
    }
    rows, standings = [], []
    for claim in load_claims():
        standings.append(standing(claim, verdicts, met))
        rows.append(
            [
                str(claim.id), f"{claim.claim} *{claim.document}*",
                "; ".join(f"`{name}`: {said_of(name, verdicts)}" for name in claim.weights) or "nothing",
                "; ".join(f"`{name}`: {met.get(name, 'not run')}" for name in claim.targets) or "-",
                standings[-1], f"`{claim.see}`" if claim.see else "-", claim.lacks or "-",
            ]
        )  # fmt: skip
    counted = ", ".join(f"{standings.count(name)} {name}" for name in STANDINGS)
    return f"Of {len(rows)} claims: {counted}.\n\n{table(COLUMNS, rows)}"


def said_of(name: str, verdicts: Mapping[str, str]) -> str:
    """What the record says of a weight."""
    if name in verdicts:
        return verdicts[name]
    return "fitted, never left out" if name in default_space().names else "prior only"


def standing(claim: Claim, verdicts: Mapping[str, str], met: Mapping[str, str]) -> str:
    """Where a claim stands: tested if the record decides on one of its weights, or meets a target that says something."""
    said = [said_of(name, verdicts) for name in claim.weights]
    decided = any(words.startswith(("speaks", "fitted")) for words in said)
    if decided or any(met.get(name) == "met" for name in claim.targets):
        return TESTED
    if any(words != "prior only" for words in said):
        return UNDECIDED
    return ABSENT if claim.is_absent else PRIOR
