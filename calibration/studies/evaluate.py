"""`python -m calibration.studies.evaluate`: all that is said of a window's forecasts, in one pass over it, and a line in the log.

A test window is for a final score, so every look at one is logged: `scorings.csv` holds the date, commit, window and reason of
each. The line is written before the scores are seen, so that a look that fails half-way is one too.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from calibration import program
from calibration.fit.judging import days_seen, parameters_to_judge
from calibration.forecasts import next_act as sequences
from calibration.forecasts import strike_within_week as week
from calibration.forecasts.baseline_forecasts import VARIANTS, Refit
from calibration.forecasts.diagnostics import HORIZON, coverage_table, pit_table
from calibration.forecasts.inputs import DateRange, evidence_for, parse_window
from calibration.forecasts.rule_forecasts import rule_forecaster
from calibration.forecasts.scores import RULES, all_forecasts, composites, leads, observed, tabulate
from calibration.reference import REFERENCE
from sim.commands.options import Jobs, records
from sim.errors import InputError
from sim.parameter_files import TRAIN, n_draws
from sim.parameters import Parameters
from sim.record.evidence import Evidence
from sim.results.provenance import commit

LOG = "scorings.csv"


def evaluated(window: DateRange, evidence: Evidence, parameters: Parameters, refit: Refit, jobs: int = 2) -> dict[str, Any]:
    """Scores of a window and leads over each baseline; frozen, also coverage, transforms, order of acts, a strike within a week.

    Returns
    -------
    By file name, a table; `scores...json` as `escalation score --json` prints it.
    """
    counts = observed(window, evidence)
    forecasts = all_forecasts(window, evidence, rule_forecaster(parameters, refit), refit, VARIANTS, progress=program.say)
    if refit == "monthly":
        return {"scores_monthly.json": tabulate(forecasts, counts), "leads_monthly.csv": leads(forecasts, counts)}
    days = np.arange(np.datetime64(window[0], "D"), np.datetime64(window[1], "D") + 1)
    known = forecasts["contexts_known"]
    program.say("a strike within a week")
    chances = week.chances(window, parameters, evidence, forecasts, jobs=jobs)
    return {
        "scores.json": tabulate(forecasts, counts),
        "leads.csv": leads(forecasts, counts),
        "composites.csv": composites(forecasts, counts),
        "coverage.csv": coverage_table(forecasts, counts),
        "pit.csv": pd.concat([pit_table(forecasts[variant][RULES], counts).assign(variant=variant) for variant in VARIANTS]),
        "sequences.csv": sequences.tabulate(known, days, evidence),
        "week.csv": week.tabulate(chances, window, evidence),
    }


def evaluate(
    window: Annotated[str, typer.Option(metavar="START:END", help="Days to score, or a window's name.")],
    why: Annotated[str, typer.Option(help="The reason of this scoring, for the log.")],
    params: Annotated[str, typer.Option(metavar="train|FILE", help="Draws that have not seen these days.")] = TRAIN,
    monthly: Annotated[bool, typer.Option("--monthly", help="Refit month by month.")] = False,
    jobs: Jobs = 2,
    out: program.Folder = REFERENCE,
    log: Annotated[Path | None, typer.Option(help="Log of scorings.  [default: scorings.csv of --out]")] = None,
) -> None:
    """Score a window and write every table about it, and a line in the log of scorings."""
    span = parse_window(window)
    if not monthly:
        _check_days(span)
    parameters = parameters_to_judge(params)
    if n_draws(parameters) < 2:
        raise InputError("--params holds one vector; allowed: train, or a file of draws")
    _check_unseen(span, parameters)
    evidence = evidence_for(span)
    out.mkdir(parents=True, exist_ok=True)
    log_scoring(log or out / LOG, f"{span[0]}:{span[1]}", "monthly" if monthly else "frozen", params, why)
    tables = evaluated(span, evidence, parameters, "monthly" if monthly else "none", jobs)
    for name, table in tables.items():
        if name.endswith(".json"):
            (out / name).write_text(json.dumps(records(table), indent=2) + "\n", encoding="utf-8", newline="\n")
        else:
            program.write(table, out / name, "%.5g")
    scores = next(table for name, table in tables.items() if name.endswith(".json"))
    shown = scores[scores["model"] == RULES].drop(columns=["model", "n_days"])
    typer.echo(shown.to_string(index=False, float_format=lambda value: f"{value:.4f}"))


def _check_days(window: DateRange) -> None:
    """Raise `InputError` for a window in which no week ends."""
    days = (window[1] - window[0]).days + 1
    if days < HORIZON:
        why = "a strike within a week is asked for; --monthly does not ask"
        raise InputError(f"--window {window[0]}:{window[1]} has {days} days; allowed: {HORIZON} or more, since {why}")


def _check_unseen(window: DateRange, parameters: Parameters) -> None:
    """Raise `InputError` for draws that have seen days of the window: what is logged and shown in the documents is foresight."""
    days, origin = days_seen(window, parameters), parameters.origin
    if days:
        raise InputError(
            f"--params {origin.name} was fitted to {origin.days}, {days} days of the window {window[0]}:{window[1]} among them; "
            "allowed: draws that have seen none; `escalation score` scores others too, and says what they have seen"
        )


def log_scoring(path: Path, window: str, how: str, params: str, why: str) -> None:
    """Add a line to the log."""
    revision = commit() or "-"
    short = revision[:10] + ("+changes" if revision.endswith("+changes") else "")
    line = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "commit": short, "window": window, "how": how, "rules": params, "why": why}
    old = pd.read_csv(path, dtype=str) if path.is_file() else pd.DataFrame()
    program.write(pd.concat([old, pd.DataFrame([line])], ignore_index=True), path, None)


if __name__ == "__main__":
    program.run(evaluate)
