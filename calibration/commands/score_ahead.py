"""`escalation score --ahead`: a look ahead against the days that have passed since."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from calibration import program
from sim.commands import options as opt
from sim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def score_ahead(path: Path, record: Path | None, contexts: Path | None, *, as_json: bool) -> None:
    """Print Brier and log scores of a look ahead, by event and horizon, beside those of the base rates.

    Raises
    ------
    InputError
        For a table that is none, or that was changed since, and where no day of it has passed by the record.
    """
    from calibration.forecasts.ahead_scores import judge, read_ahead
    from calibration.forecasts.inputs import days_of_rows, evidence_of
    from sim.record.evidence import load_evidence
    from sim.record.windows import load_windows

    ahead = read_ahead(path)
    own = load_windows()["record"].until
    covered = own if record is None else days_of_rows(load_evidence(record, contexts))[-1]
    first = ahead["since"].min()
    if covered < date.fromisoformat(first):
        raise InputError(f"the record ends on {covered}, the look ahead begins on {first}; give a later one with --record")
    judged = judge(ahead, evidence_of(record, contexts), covered)
    for line in _warnings(ahead, covered):
        program.say(line)
    if as_json:
        opt.print_records(opt.records(judged))
    else:
        _show(judged)


def _warnings(ahead: pd.DataFrame, covered: date) -> list[str]:
    first = ahead.iloc[0]
    made, since, last = first["made_on"], first["since"], ahead["until"].max()
    lines = []
    if made > since:
        lines.append(
            f"this look ahead was made on {made}; its first day is {since}, so that days of it had passed when it was made"
        )
    if str(covered) < last:
        lines.append(f"the record covers the days to {covered}, the look ahead goes to {last}: what has not come waits")
    return lines


def _show(judged: pd.DataFrame) -> None:
    rows = [_row(row) for row in opt.records(judged)]
    columns = ("event", "until", "days", "probability", "came", "Brier", "log", "base rate", "its Brier", "its log")
    opt.print_table("A look ahead judged", columns, rows, n_words=2)
    known = judged.dropna(subset=["outcome"])
    if known.empty:
        typer.echo("\nnothing can be judged yet")
        return
    means = known[["brier", "log_score", "base_brier", "base_log_score"]].mean()
    typer.echo(
        f"\nMean of {len(known)}: Brier {means['brier']:.3f} (base rates {means['base_brier']:.3f}), log score "
        f"{means['log_score']:.3f} ({means['base_log_score']:.3f}). Brier: 0 is best; log score: 0 is best, less is worse."
    )
    typer.echo("Rows are not independent: horizons contain each other. One look ahead judges nobody.")


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    came = "not yet known" if row["outcome"] is None else "yes" if row["outcome"] else "no"
    return (
        row["event"], row["until"], str(row["horizon"]), f"{row['probability']:.3f}", came, _score(row["brier"]),
        _score(row["log_score"]), f"{row['base_rate']:.3f}", _score(row["base_brier"]), _score(row["base_log_score"]),
    )  # fmt: skip


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
