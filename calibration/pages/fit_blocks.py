"""Blocks of `docs/calibration-fit.md` and `-terms.md`: convergence of the fit, what it moved, which rules the record supports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from calibration.fit.inclusion import tabulate
from calibration.fit.posterior import InferenceData, diagnose
from calibration.fit.posterior_files import read_posterior
from calibration.fit.shrinkage import fitted_draws, movements
from calibration.pages.markdown import plain, table
from calibration.reference import read
from calibration.studies.rule_variants import RULE_VARIANTS
from calibration.studies.verdicts import markdown
from sim.paths import Posterior

MOST = 16
"""Parameters that are shown of those that moved."""
WORST = 8
"""Parameters that are shown of those that converged least, or whose optimum is the most extreme."""
R_HAT, ESS = 1.01, 400
ERRORS = 2.0
"""Standard errors from which a difference of forecasts is named."""
MANY = 1000
"""A Bayes factor above this rests on the few draws without the term, if there are any."""


def checks_of(which: Posterior) -> str:
    """The name of the table in the reference results that says how a posterior converged, as `calibrate` writes it."""
    return f"posterior_{which}.csv"


def posterior(folder: Path) -> str | None:
    """Convergence and log evidence of both posteriors, and what moved most in that of the whole record."""
    of_each = [text for which in Posterior if (text := _fit(which, folder)) is not None]
    draws = fitted_draws(Posterior.WHOLE.draws)
    if draws is not None:
        of_each += [f"The {MOST} parameters that moved most in `{Posterior.WHOLE}` (`docs/parameters.md` has all):\n"]
        of_each += [plain(movements(draws).head(MOST).reset_index(names="parameter"))]
    return "\n".join(of_each) or None


def _fit(which: Posterior, folder: Path) -> str | None:
    """Convergence and log evidence of one posterior; None if it has not been fitted.

    Convergence comes from `checks_of` (`parameter`, `r_hat`, `ess_bulk` of all particles) if it is there, otherwise from the
    draws kept, whose small number makes both look worse than they are.
    """
    if not (which.runs.is_file() and which.draws.is_file()):
        return None
    kept = read_posterior(which.runs)
    of_all = read(folder / checks_of(which))
    checks = diagnose(kept) if of_all is None else of_all.set_index("parameter").sort_values("r_hat", ascending=False)
    sizes, about = kept.posterior.sizes, kept.posterior.attrs
    evidence = ", ".join(f"{float(value):.1f}" for value in about.get("log_evidence", ()))
    worst = checks.head(WORST).assign(r_hat=[f"{value:.4f}" for value in checks["r_hat"].head(WORST)])
    lines = [
        f"**`{which}`**: {sizes['chain']} independent runs, {sizes['chain'] * sizes['draw']:,} draws kept, window "
        f"{about.get('window', '-')}, seed {about.get('seed', '-')}; log evidence by run: {evidence or '-'}. "
        f"{_convergence(kept, of_all, checks)}\n",
        plain(worst.reset_index(names="parameter")),
    ]
    return "\n".join(lines)


def _convergence(kept: InferenceData, of_all: pd.DataFrame | None, checks: pd.DataFrame) -> str:
    """Whether every parameter meets the limits, and how much that says."""
    among = "the draws kept, so few that both look worse than among all particles" if of_all is None else "all particles"
    bad = checks[(checks["r_hat"] > R_HAT) | (checks["ess_bulk"] < ESS)]
    if not bad.empty:
        return (
            f"{len(bad)} of {len(checks)} parameters miss R-hat of at most {R_HAT} or {ESS} bulk effective samples among {among}."
        )
    alone = (
        "" if of_all is None else f"; the draws kept are so few that alone they show up to {diagnose(kept)['r_hat'].max():.4f}"
    )
    return (
        f"Every parameter has split R-hat of at most {R_HAT} (the worst {checks['r_hat'].max():.4f}) and at least {ESS} bulk "
        f"effective samples (the fewest {checks['ess_bulk'].min():,.0f}) among {among}{alone}. Particles have no "
        f"order in time, so that this number says little; by the scatter of the runs' halves alone the worst parameter is "
        f"known as if from at most {_independent(checks, kept.posterior.sizes['chain']):,.0f} independent draws."
    )


def _independent(checks: pd.DataFrame, runs: int) -> float:
    """Independent draws whose halves of runs would scatter as the worst R-hat says, an upper bound.

    Squared, R-hat is `1 - 1/n + v`, where `v` is the variance of the halves' means over that within them (Gelman et al. 2013).
    """
    return 2 * runs / (float(checks["r_hat"].max()) ** 2 - 1.0)


def inclusion(folder: Path) -> str | None:
    """The inclusion probability of every term that may be left out, and what the whole record says of it."""
    checks = read(folder / checks_of(Posterior.WHOLE))
    if checks is None or "inclusion" not in checks:
        return None
    terms = tabulate(checks.set_index("parameter"))
    compared = read(folder / "stacking.csv")
    forecast = {} if compared is None else {row["weight"]: _with_error(row, "ahead") for row in compared.to_dict("records")}
    rows = [
        [
            f"`{row['weight']}`", str(row["meaning"]), f"{row['inclusion']:.2f}", f"{row['low']:.2f} to {row['high']:.2f}",
            f"{row['bayes_factor']:.2g}" if row["bayes_factor"] < MANY else f"over {MANY}", str(row["the record"]),
            forecast.get(row["weight"], "-"),
        ]
        for row in terms.to_dict("records")
    ]  # fmt: skip
    verdicts = ", ".join(f"{words}: {n}" for words, n in terms["the record"].value_counts(sort=False).items())
    columns = ("weight", "what it weighs", "inclusion", "runs", "Bayes factor", "the record", "forecasts with it")
    return f"{len(terms)} terms may be left out. The record {verdicts}.\n\n{table(columns, rows)}"


def stacking(folder: Path) -> str | None:
    """Which terms help to foresee, and what weights chosen by that would have gained."""
    frame = read(folder / "stacking.csv")
    if frame is None:
        return None
    clear = frame[frame["ahead"].abs() > ERRORS * frame["error"]]
    better, worse = (_listed(part, "ahead") for part in (clear[clear["ahead"] > 0], clear[clear["ahead"] < 0]))
    gained = frame[frame["gain"].abs() > ERRORS * frame["gain_error"]]
    return (
        f"{len(frame)} terms are in some draws of every origin, not in others, and change a forecast of the six series. By "
        f"more than {ERRORS:g} standard errors the draws with the term forecast better for {better}, worse for {worse}. A weight "
        f"stacked on the earlier years would have changed the log score of the later by {frame['gain'].min():+.1f} to "
        f"{frame['gain'].max():+.1f} nats; by more than {ERRORS:g} standard errors for {_listed(gained, 'gain')}."
    )


def _listed(rows: pd.DataFrame, name: str) -> str:
    return ", ".join(f"`{row['weight']}` ({_with_error(row, name)})" for row in rows.to_dict("records")) or "none"


def _with_error(row: dict[Any, Any], name: str) -> str:
    error = row["error" if name == "ahead" else f"{name}_error"]
    return f"{row[name]:+.1f} ± {error:.1f}"


def optimum(folder: Path) -> str | None:
    """How many parameters the gradient-free optimum leaves in the central 90 % of the posterior, and the most extreme."""
    frame = read(folder / "optimum.csv")
    if frame is None:
        return None
    inside = float(frame["rank"].between(0.05, 0.95).mean())
    return f"{inside:.0%} of {len(frame)} parameters lie in the central 90 % of the posterior.\n\n{plain(frame.head(WORST))}"


def counterfactual_coverage(folder: Path) -> str | None:
    """How often intervals of a counterfactual held the truth, one row per edit and measure."""
    frame = read(folder / "counterfactual_coverage.csv")
    if frame is None:
        return None

    def shares(name: str) -> pd.Series[str]:
        return frame[name].map("{:.1%}".format)

    shown = frame[["edit", "measure", "records"]].assign(moved=shares("moved"))
    for level in (90, 50):
        shown[f"{level} % covers"] = shares(f"coverage_{level}")
        shown[f"{level} % expected"] = shares(f"low_{level}") + " to " + shares(f"high_{level}")
    shown["closed"] = shares("closed_90")
    return plain(shown.assign(width=frame["width"], fresh=frame["fresh_width"], ratio=frame["ratio"], p=frame["p_value"]))


def ablation(folder: Path) -> str | None:
    """What the record makes of each mechanism."""
    frame = read(folder / "ablation.csv")
    if frame is None:
        return None
    missing = [f"`{variant.name}`" for variant in RULE_VARIANTS if variant.off and variant.name not in set(frame["variant"])]
    return markdown(frame) + (f"\nNot yet run: {', '.join(missing)}.\n" if missing else "")
