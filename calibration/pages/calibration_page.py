"""What `report` writes into each block of `docs/calibration.md`: tables from files, and the sentences they decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from calibration import lazy
from calibration.fit import inclusion as terms
from calibration.fit.posterior import POSTERIOR, diagnose
from calibration.fit.shrinkage import fitted_draws, movements
from calibration.forecasts.scores import ALL, RULES, lead_in_words
from calibration.pages.parameters_page import short, table
from calibration.reference import read
from calibration.studies.arms import ARMS
from calibration.studies.verdicts import markdown
from calibration.targets.targets import load_targets
from sim.paths import POSTERIOR_DRAWS
from sim.record.windows import load_windows

MOST = 16
EDGE = 0.75
"""Share of the way to the end of a band from which a target is met only just."""
R_HAT, ESS = 1.01, 400
ERRORS = 2.0
"""Standard errors from which a difference of forecasts is named."""
MANY = 1000
"""A Bayes factor above this rests on the few draws without the term, if there are any."""


@dataclass(frozen=True)
class Block:
    """One block: `write` makes Markdown of a folder of results, None if nothing has been run; `command` makes the file."""

    write: Callable[[Path], str | None]
    command: str


def plain(frame: pd.DataFrame) -> str:
    """A data frame as a Markdown table, numbers with three significant digits, gaps as dashes."""
    return table([str(name) for name in frame.columns], [[cell(value) for value in row] for row in frame.to_numpy(dtype=object)])


def cell(value: object) -> str:
    """One value as a reader wants it."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return short(float(value)) if isinstance(value, int | float) else str(value)


def posterior(folder: Path) -> str | None:
    """Convergence, log evidence and what moved most.

    Convergence comes from `posterior.csv` (`parameter`, `r_hat`, `ess_bulk` of all particles) if it is there, otherwise from the
    draws kept, whose small number makes both look worse than they are.
    """
    if not (POSTERIOR.is_file() and POSTERIOR_DRAWS.is_file()):
        return None
    found = lazy.arviz().from_netcdf(POSTERIOR)
    whole = read(folder / "posterior.csv")
    checks = diagnose(found) if whole is None else whole.set_index("parameter").sort_values("r_hat", ascending=False)
    of = "the draws kept, so few that both look worse than among all particles" if whole is None else "all particles"
    sizes, about = found.posterior.sizes, found.posterior.attrs
    evidence = ", ".join(f"{float(value):.1f}" for value in about.get("log_evidence", ()))
    bad = checks[(checks["r_hat"] > R_HAT) | (checks["ess_bulk"] < ESS)]
    said = (
        f"Every parameter has split R-hat of at most {R_HAT} (the worst {checks['r_hat'].max():.4f}) and at least {ESS} bulk "
        f"effective samples (the fewest {checks['ess_bulk'].min():,.0f}) among {of}{_kept(found, whole)}. Particles have no "
        f"order in time, so that this number says little; by the scatter of the islands' halves alone the worst parameter is "
        f"known as if from at most {_independent(checks, sizes['chain']):,.0f} independent draws."
        if bad.empty
        else f"{len(bad)} of {len(checks)} parameters miss R-hat of at most {R_HAT} or {ESS} bulk effective samples among {of}."
    )
    lines = [
        f"{sizes['chain']} islands, {sizes['chain'] * sizes['draw']:,} draws kept, window {about.get('window', '-')}, seed "
        f"{about.get('seed', '-')}; log evidence by island: {evidence or '-'}. {said}\n",
        plain(checks.head(8).assign(r_hat=[f"{value:.4f}" for value in checks["r_hat"].head(8)]).reset_index(names="parameter")),
    ]
    draws = fitted_draws()
    if draws is not None:
        lines += [f"\nThe {MOST} parameters that moved most (`docs/parameters.md` has all):\n"]
        lines += [plain(movements(draws).head(MOST).reset_index(names="parameter"))]
    return "\n".join(lines)


def _kept(found: Any, whole: pd.DataFrame | None) -> str:
    """What the draws kept say alone, where that is not all that is known."""
    return "" if whole is None else f"; the draws kept are so few that alone they show up to {diagnose(found)['r_hat'].max():.4f}"


def _independent(checks: pd.DataFrame, islands: int) -> float:
    """Independent draws whose halves of islands would scatter as the worst R-hat says, an upper bound.

    Squared, R-hat is `1 - 1/n + v`, where `v` is the variance of the halves' means over that within them (Gelman et al. 2013).
    """
    return 2 * islands / (float(checks["r_hat"].max()) ** 2 - 1.0)


def doubted(folder: Path) -> str | None:
    """What the record says of every term that may be left out."""
    checks = read(folder / "posterior.csv")
    if checks is None or "there" not in checks:
        return None
    found = terms.tabulate(checks.set_index("parameter"))
    compared = read(folder / "stacking.csv")
    foreseen = {} if compared is None else {row["weight"]: _with_error(row, "ahead") for row in compared.to_dict("records")}
    rows = [
        [
            f"`{row['weight']}`", str(row["meaning"]), f"{row['there']:.2f}", f"{row['low']:.2f} to {row['high']:.2f}",
            f"{row['bayes_factor']:.2g}" if row["bayes_factor"] < MANY else f"over {MANY}", str(row["the record"]),
            foreseen.get(row["weight"], "-"),
        ]
        for row in found.to_dict("records")
    ]  # fmt: skip
    told = ", ".join(f"{words}: {n}" for words, n in found["the record"].value_counts(sort=False).items())
    columns = ("weight", "what it weighs", "there", "islands", "Bayes factor", "the record", "forecasts with it")
    return f"{len(found)} terms may be left out. The record {told}.\n\n{table(columns, rows)}"


def stacked(folder: Path) -> str | None:
    """Which terms help to foresee, and what weights chosen by that would have gained."""
    frame = read(folder / "stacking.csv")
    if frame is None:
        return None
    clear = frame[frame["ahead"].abs() > ERRORS * frame["error"]]
    better, worse = (_listed(part, "ahead") for part in (clear[clear["ahead"] > 0], clear[clear["ahead"] < 0]))
    gained = frame[frame["gain"].abs() > ERRORS * frame["gain_error"]]
    return (
        f"{len(frame)} terms are there in some draws of every origin, not in others, and change a forecast of the six series. By "
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
    return f"{inside:.0%} of {len(frame)} parameters lie in the central 90 % of the posterior.\n\n{plain(frame.head(8))}"


def scored(name: str) -> Callable[[Path], str | None]:
    """A block of scores from the output of `escalation score --json`."""

    def write(folder: Path) -> str | None:
        frame = read(folder / name)
        return None if frame is None else "\n".join(_variant(frame, str(variant)) for variant in dict.fromkeys(frame["variant"]))

    return write


def _variant(frame: pd.DataFrame, variant: str) -> str:
    shown = frame[frame["variant"] == variant]
    rules = shown[shown["model"] == RULES]
    rows = [
        [
            str(row["series"]), f"{row['log_score']:.4f}", f"{_best(shown, row):.4f}", str(row["best_baseline"]),
            f"{row['difference']:+.4f}", f"{row['low']:+.4f} to {row['high']:+.4f}", f"{row['crps']:.4f}",
            f"{_crps(shown, row):.4f}",
        ]
        for row in rules.to_dict("records")
    ]  # fmt: skip
    columns = ("series", "rules", "best baseline", "which is", "rules ahead by", "95 %", "CRPS, rules", "CRPS, that baseline")
    days = int(shown["n_days"].iloc[0])
    return f"**{variant}**, {days:,} days. {verdict(rules)}\n\n{table(columns, rows)}"


def led(folder: Path) -> str | None:
    """How far the rules are ahead of each baseline in all series together, in both scores, frozen and refit monthly."""
    frames = {"frozen": read(folder / "leads.csv"), "monthly": read(folder / "leads_monthly.csv")}
    rows = [
        [
            str(row["variant"]), how, str(row["model"]), lead_in_words(row["ahead"], row["low"], row["high"]),
            lead_in_words(row["crps_ahead"], row["crps_low"], row["crps_high"]),
        ]
        for how, frame in frames.items() if frame is not None
        for row in frame[frame["series"] == ALL].sort_values(["variant", "ahead"], ascending=[False, True]).to_dict("records")
    ]  # fmt: skip
    columns = ("variant", "parameters", "baseline", "ahead in log score, 95 %", "ahead in CRPS, 95 %")
    return table(columns, rows) if rows else None


def covered(folder: Path) -> str | None:
    """Coverage of the rules in full, and of everybody's 90 % intervals side by side."""
    frame = read(folder / "coverage.csv")
    if frame is None:
        return None
    rules = frame[frame["model"] == RULES].drop(columns="model")
    wide = frame.pivot_table(index=["variant", "series"], columns="model", values="coverage_90", sort=False)
    return f"{plain(rules).strip()}\n\nEverybody's 90 % intervals:\n\n{plain(wide.reset_index())}"


def _best(shown: pd.DataFrame, row: dict[Any, Any]) -> float:
    return float(_baseline(shown, row)["log_score"])


def _crps(shown: pd.DataFrame, row: dict[Any, Any]) -> float:
    return float(_baseline(shown, row)["crps"])


def _baseline(shown: pd.DataFrame, row: dict[Any, Any]) -> dict[Any, Any]:
    found = shown[(shown["series"] == row["series"]) & (shown["model"] == row["best_baseline"])]
    return dict(found.to_dict("records")[0])


def verdict(rules: pd.DataFrame) -> str:
    """The rules' rows in words: ahead, behind or a tie together, and the series where the interval does not hold zero."""
    standing = {str(row["series"]): _word(row) for row in rules.to_dict("records")}
    together = standing.pop(ALL, "")
    words = [f"Together: {together} {'with' if together == 'a tie' else 'of'} the best single baseline."] if together else []
    for word in ("ahead", "behind"):
        names = [name for name, stands in standing.items() if stands == word]
        words.append(f"{word.capitalize()} by series: {', '.join(names) or 'none'}.")
    return " ".join([*words, "The rest are ties: their interval holds zero."])


def _word(row: dict[Any, Any]) -> str:
    return "ahead" if row["low"] > 0 else "behind" if row["high"] < 0 else "a tie"


def checked(folder: Path) -> str | None:
    """How many targets are met, of days that were fitted and of days that were not, and how many bands rule out little."""
    frame = read(folder / "check.json")
    if frame is None:
        return None
    targets, fitted = load_targets(), load_windows()["train"]
    outside = frame["id"].isin([target.id for target in targets.targets if targets.untouched(target, fitted.since, fitted.until)])
    in_fit, passed, told = (frame[name].astype(bool) for name in ("in_fit", "passed", "informative"))
    parts = {"in the span of the fit": in_fit, "partly in it": ~in_fit & ~outside, "wholly outside it": outside}
    lines = [
        f"- {words}: {(rows & passed).sum()} of {rows.sum()} met; with a band that says something "
        f"{(rows & passed & told).sum()} of {(rows & told).sum()}"
        for words, rows in parts.items()
    ]
    lines += [f"- {(~told).sum()} of all {len(frame)} bands say little"]
    columns = ["id", "observed", "predicted", "low", "high", "passed", "defined", "informative", "limit"]
    shown = frame[columns].rename(columns={"predicted": "mean", "passed": "met"})
    return "\n".join([*lines, "", plain(shown)])


def missed(folder: Path) -> str | None:
    """Every pattern that the model misses, with the reason where one is given; reasons were written after the miss was seen."""
    frame = read(folder / "check.json")
    if frame is None:
        return None
    passed = frame["passed"].astype(bool)
    misses = [_miss(row) for row in frame[~passed].to_dict("records")] or ["No record lies outside its band."]
    edge = [
        f"- {row['title']}: {cell(float(row['observed']))} in the record, {cell(float(row['predicted']))} in the mean of worlds, "
        f"{cell(float(row['low']))} to {cell(float(row['high']))} in 95 %."
        for row in frame[passed].to_dict("records")
        if _edge(row) >= EDGE
    ]
    return "\n".join([*misses, "", f"Met, but {EDGE:.0%} or more of the way from the mean to the end of the band:", "", *edge])


def _edge(row: dict[Any, Any]) -> float:
    """How far the record lies from the mean to the end of the band on its side; one at the end."""
    ahead = float(row["observed"]) - float(row["predicted"])
    reach = float(row["high"]) - float(row["predicted"]) if ahead > 0 else float(row["predicted"]) - float(row["low"])
    return abs(ahead) / reach if reach > 0 else 0.0


def _miss(row: dict[Any, Any]) -> str:
    reason = row.get("stopped") or row.get("expected_miss") or "not expected"
    valued = not pd.isna(row["low"])
    band = f"{cell(float(row['low']))} to {cell(float(row['high']))} in 95 % of worlds" if valued else "no value in any world"
    limit = row.get("limit")
    within = valued and float(row["low"]) <= float(row["observed"]) <= float(row["high"])
    beyond = f", beyond its limit of {cell(float(limit))}" if within and limit is not None and not pd.isna(limit) else ""
    return f"- {row.get('title') or row['id']}: {cell(float(row['observed']))} in the record, {band}{beyond} ({reason})."


def noticed(folder: Path) -> str | None:
    """Which targets notice that a mechanism is gone."""
    frame = read(folder / "notice.csv")
    if frame is None:
        return None
    rows = [[str(row["mechanism"]), str(row["missed"]), _names(row["ids"])] for row in frame.to_dict("records")]
    unseen = int((frame["missed"] == 0).sum())
    noticed = f"{len(frame) - unseen} of {len(frame)} mechanisms are noticed when they are off"
    told = f"{noticed}, by at least one target; {unseen} by none."
    return f"{told}\n\n{table(('off', 'newly missed', 'which'), rows)}"


def _names(ids: object) -> str:
    return ", ".join(f"`{name}`" for name in str(ids).split()) if isinstance(ids, str) else "-"


def ablated(folder: Path) -> str | None:
    """What the record makes of each mechanism."""
    frame = read(folder / "ablation.csv")
    if frame is None:
        return None
    missing = [f"`{arm.name}`" for arm in ARMS if arm.off and arm.name not in set(frame["arm"])]
    return markdown(frame) + (f"\nNot yet run: {', '.join(missing)}.\n" if missing else "")


def tabled(*names: str) -> Callable[[Path], str | None]:
    """A block that shows files as they are, one table each; None if none of them is there."""

    def write(folder: Path) -> str | None:
        found = [(name, frame) for name in names if (frame := read(folder / name)) is not None]
        return "\n".join(f"From `{name}`:\n\n{plain(frame)}" for name, frame in found) or None

    return write


def _run(command: Iterable[str]) -> str:
    return " and ".join(f"`{line}`" for line in command)


JUDGE = 'python -m calibration.studies.evaluate --window test --why "..."'
BLOCKS: dict[str, Block] = {
    "posterior": Block(posterior, _run(["escalation calibrate"])),
    "terms": Block(doubted, _run(["escalation calibrate"])),
    "stacking": Block(stacked, _run(["python -m calibration.studies.stacking"])),
    "samplers": Block(tabled("samplers.csv"), _run(["python -m calibration.studies.samplers"])),
    "recovery": Block(tabled("recovery.csv"), _run(["python -m calibration.studies.recovery"])),
    "optimum": Block(optimum, _run(["python -m calibration.studies.optimum"])),
    "rolling": Block(scored("scores_rolling.json"), _run(["python -m calibration.studies.rolling"])),
    "rolling_monthly": Block(scored("scores_rolling_monthly.json"), _run(["python -m calibration.studies.rolling --monthly"])),
    "rolling_certain": Block(scored("scores_rolling_certain.json"), _run(["python -m calibration.studies.rolling --no-doubt"])),
    "scores": Block(scored("scores.json"), _run([JUDGE])),
    "scores_monthly": Block(scored("scores_monthly.json"), _run([f"{JUDGE} --monthly"])),
    "leads": Block(led, _run([JUDGE, f"{JUDGE} --monthly"])),
    "composites": Block(tabled("composites.csv"), _run([JUDGE])),
    "coverage": Block(covered, _run([JUDGE])),
    "week": Block(tabled("week.csv"), _run([JUDGE])),
    "sequences": Block(tabled("sequences.csv"), _run([JUDGE])),
    "scorings": Block(tabled("scorings.csv"), _run([JUDGE])),
    "targets": Block(checked, _run(["escalation check --json > results/reference/check.json"])),
    "missed": Block(missed, _run(["escalation check --json > results/reference/check.json"])),
    "notice": Block(noticed, _run(["python -m calibration.studies.target_sensitivity"])),
    "ablation": Block(ablated, _run(["python -m calibration.studies.ablation"])),
    "reach": Block(tabled("reach.csv"), _run(["python -m calibration.studies.extrapolation"])),
}
