"""`escalation score`: the rules against the baselines on any window of any record; or a look ahead against what came."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calibration import program
from calibration.commands.score_ahead import score_ahead
from sim.commands import options as opt
from sim.errors import InputError, unknown
from sim.parameter_files import TRAIN
from sim.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd

    from calibration.forecasts.baseline_forecasts import Refit

OF_RULES = ("best_baseline", "difference", "low", "high")
WINDOW = "test"
REFITS: dict[str, Refit] = {"none": "none", "monthly": "monthly"}


def score(
    record: Annotated[Path | None, typer.Option(help="A record with the same columns; default: the project's own.")] = None,
    contexts: Annotated[Path | None, typer.Option(help="Dated contexts that go with it; default: the project's own.")] = None,
    window: Annotated[str, typer.Option(metavar="START:END", help="Days to score, or a window's name such as test.")] = WINDOW,
    refit: Annotated[
        str, typer.Option(metavar="none|monthly", help="Freeze what training found, or learn on every month.")
    ] = "none",
    params: opt.Params = TRAIN,
    draws: Annotated[int | None, typer.Option(min=1, max=100_000, help="Mix the first draws alone.", show_default="all")] = None,
    ahead: Annotated[
        Path | None,
        typer.Option(metavar="FILE|FOLDER", help="What `escalation ahead` wrote: judge that, once days of it have passed."),
    ] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Show the rules' lead over every baseline, not over the best alone.")
    ] = False,
    as_json: opt.AsJson = False,
) -> None:
    """Score one-step-ahead forecasts of a window: the rules and the baselines, by series and together.

    By default with the posterior of the training window, which has not seen the days after 2022; draws that have seen days of
    the window can be scored too, and are said to have.

    Example: escalation score --window 2023-01-01:2023-12-31 --refit monthly
    Example: escalation score --ahead results/ahead --record later.csv
    """
    if ahead is not None:
        _check_alone(window, refit, params, draws, each)
        score_ahead(ahead, record, contexts, as_json=as_json)
        return
    from calibration.forecasts.baseline_forecasts import VARIANTS
    from calibration.forecasts.inputs import evidence_for, parse_window
    from calibration.forecasts.rule_forecasts import rule_forecaster
    from calibration.forecasts.scores import all_forecasts, leads, observed, tabulate
    from calibration.forecasts.warnings import score_warnings

    span, how = parse_window(window), _refit(refit)
    evidence = evidence_for(span, record, contexts)
    parameters = parameters_of(params, draws)
    for line in score_warnings(span, parameters, record=record, contexts=contexts, refit=how):
        program.say(line)
    rules = rule_forecaster(parameters, how)
    with opt.unfinished(opt.nothing_written):
        by_variant = all_forecasts(span, evidence, rules, how, progress=_progress)
        table = (leads if each else tabulate)(by_variant, observed(span, evidence))
    if as_json:
        opt.print_records(opt.records(table) if each else plain_records(table))
        return
    for variant in VARIANTS:
        (_print_leads if each else _print)(table[table["variant"] == variant], variant)


def _check_alone(window: str, refit: str, params: str, draws: int | None, each: bool) -> None:
    """Raise `InputError` for an option that says nothing of a look ahead, which has its own days and parameters."""
    given = {
        "--window": window != WINDOW,
        "--refit": refit != "none",
        "--params": params != TRAIN,
        "--draws": draws is not None,
        "--each": each,
    }
    wrong = [name for name, is_given in given.items() if is_given]
    if wrong:
        raise InputError(
            f"{wrong[0]} does not go with --ahead, which says itself what was foreseen; allowed: --record, --contexts"
        )


def plain_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Records as the contract has them: what compares with a baseline stands in the rules' rows only."""
    from calibration.forecasts.scores import RULES

    rows = opt.records(table)
    return [row if row["model"] == RULES else {k: v for k, v in row.items() if k not in OF_RULES} for row in rows]


def _refit(text: str) -> Refit:
    if text not in REFITS:
        raise InputError(f"--refit: {unknown('way', text, REFITS)}")
    return REFITS[text]


def parameters_of(params: str, draws: int | None) -> Parameters:
    """What `--params` and `--draws` ask for: all draws, or the first ones; after the last the first again."""
    from calibration.fit.judging import parameters_to_judge
    from sim.parameter_files import for_worlds, n_draws

    parameters = parameters_to_judge(params)
    if draws is None:
        return parameters
    if n_draws(parameters) < 2:
        raise InputError(f"--draws {draws}: --params {params} holds one vector; allowed: a posterior, or a file of draws")
    return for_worlds(parameters, draws)


def _progress(text: str) -> None:
    if opt.err.is_terminal:
        program.say(f"scoring: {text}")


def _print(table: pd.DataFrame, variant: str) -> None:
    from calibration.forecasts.scores import lead_in_words

    rows = [
        (
            str(row["series"]), str(row["model"]), f"{row['log_score']:.4f}", f"{row['crps']:.4f}",
            lead_in_words(row["difference"], row["low"], row["high"]),
            str(row["best_baseline"]) if isinstance(row["best_baseline"], str) else "",
        )
        for _, row in table.iterrows()
    ]  # fmt: skip
    columns = ("series", "model", "log score", "CRPS", "ahead of the best baseline (95 %)", "which is")
    opt.print_table(f"{variant}, {table['n_days'].iloc[0]} days", columns, rows, n_words=2)


def _print_leads(table: pd.DataFrame, variant: str) -> None:
    from calibration.forecasts.scores import lead_in_words

    rows = [
        (
            str(row["series"]), str(row["model"]), lead_in_words(row["ahead"], row["low"], row["high"]),
            lead_in_words(row["crps_ahead"], row["crps_low"], row["crps_high"]),
        )
        for _, row in table.iterrows()
    ]  # fmt: skip
    columns = ("series", "baseline", "rules ahead, log score (95 %)", "rules ahead, CRPS (95 %)")
    opt.print_table(f"{variant}, {table['n_days'].iloc[0]} days", columns, rows, n_words=2)
