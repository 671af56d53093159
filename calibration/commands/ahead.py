"""`escalation ahead`: what may follow the last day of a record."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calibration import program
from sim.commands import options as opt
from sim.commands.remaking import Remade
from sim.errors import InputError
from sim.machine import BLOCK, SEED, WORLDS, Machine
from sim.parameter_files import POSTERIOR

if TYPE_CHECKING:
    import pandas as pd

    from sim.parameters import Parameters
    from sim.record.evidence import Evidence
    from sim.scenario import Scenario

DAYS = 90
SHOWN = ("attack_base", "strike", "us_killed", "militia_killed")
"""Counts whose fan is printed by week; the file has them all."""
FOLDER = Path("results") / "ahead"
NAME = "ahead"


def ahead(
    record: Annotated[Path | None, typer.Option(help="A record with the same columns; default: the project's own.")] = None,
    contexts: Annotated[Path | None, typer.Option(help="Dated contexts that go with it; default: the project's own.")] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The last documented day; default: that of the record's last row.", show_default=False),
    ] = None,
    days: Annotated[int, typer.Option(help="How many days to look ahead.")] = DAYS,
    worlds: opt.Worlds = WORLDS,
    seed: opt.Seed = SEED,
    jobs: opt.Jobs = 1,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = FOLDER,
    settings: opt.Settings = None,
    params: opt.Params = POSTERIOR,
    block: opt.Block = BLOCK,
    force: opt.Force = False,
    yes: opt.Yes = False,
    as_json: opt.AsJson = False,
) -> None:
    """Look ahead from the last day of a record: how probable strikes, deaths and truces are within 7, 30 and 90 days.

    Documented up to that day, simulated with fresh luck from the next one on. Once the days have passed,
    `escalation score --ahead` judges what was said.

    Example: escalation ahead --record mine.csv --contexts mine.yaml --days 90 --out results/ahead_today
    """
    from calibration.forecasts.ahead import fan, probabilities, scenario_ahead, simulate_ahead
    from calibration.forecasts.inputs import evidence_of
    from sim.results.folders import new_folder

    check_days(days)
    asked, evidence = _day(until), evidence_of(record, contexts)
    last_day = _last_day(record, contexts, asked)
    scenario, machine = scenario_ahead(last_day, days), Machine(jobs, block)
    parameters = opt.parameters_of(params, settings)
    opt.check_work([scenario], worlds, machine, out, yes=yes)
    begun, made_on = time.monotonic(), date.today()
    with opt.unfinished(opt.nothing_written), new_folder(out, force=force) as partial:
        for line in warnings(scenario, evidence, parameters, record, contexts):
            program.say(line)
        with opt.progress_over([scenario], worlds) as progress:
            counts = simulate_ahead(scenario, worlds, seed, parameters, evidence, machine, progress)
        table, spread = probabilities(counts, evidence, last_day, made_on), fan(counts, last_day)
        stated = _stated(scenario, evidence, last_day, made_on, contexts)
        _write(partial, table, spread, parameters, (scenario, worlds, seed, block, time.monotonic() - begun), stated)
    if as_json:
        opt.print_records(opt.records(table))
    else:
        _show(table, spread, stated)
    opt.err.print(f"ahead.csv, fan.csv and manifest: {out}", markup=False)


def check_days(days: int) -> None:
    """Raise `InputError` for a look that is too short to say anything, or longer than anybody should carry these rules."""
    from calibration.forecasts.ahead import LEAST_DAYS, MOST_DAYS

    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise InputError(f"--days {days}; allowed: {LEAST_DAYS} to {MOST_DAYS}")


def _day(text: str | None) -> date | None:
    from sim.record.rows import iso_date

    try:
        return None if text is None else iso_date(text)
    except ValueError as error:
        raise InputError(f"--until {text!r} is not a calendar day; write YYYY-MM-DD") from error


def _last_day(record: Path | None, contexts: Path | None, asked: date | None) -> date:
    from calibration.forecasts.ahead import last_day_of
    from calibration.forecasts.inputs import days_of_rows
    from sim.record.evidence import load_evidence

    return last_day_of(days_of_rows(load_evidence(record, contexts)), asked, own=record is None)


# What to know of it ---------------------------------------------------------------------------------------------------------


def warnings(
    scenario: Scenario, evidence: Evidence, parameters: Parameters, record: Path | None, contexts: Path | None
) -> list[str]:
    """Lines for whoever looks ahead: who has seen what, what is missing, what is taken to go on.

    Parameters
    ----------
    record, contexts
        The user's files, if any.
    """
    from calibration.fit.judging import days_seen
    from calibration.forecasts.inputs import days_of_rows
    from calibration.forecasts.warnings import missing_contexts, unknown_holders, unrecorded_days
    from sim.record.evidence import load_evidence

    last, window = scenario.start, (scenario.start + timedelta(days=1), scenario.end)
    given = load_evidence(record, contexts)
    lines = [] if record is None else unrecorded_days((last, last), given)
    lines += [*missing_contexts(window, contexts), *unknown_holders(evidence, parameters)]
    seen, later = days_seen(window, parameters), [day for day in days_of_rows(given) if day > last]
    if seen:
        lines.append(f"the parameters were fitted to {seen} of the days ahead: this looks back, whatever it scores")
    if later:
        lines.append(f"rows after {last}, to {later[-1]}, are not used; what contexts say of these days is")
    return lines


def _stated(scenario: Scenario, evidence: Evidence, last_day: date, made_on: date, contexts: Path | None) -> dict[str, Any]:
    """What the manifest says beside what a run's does."""
    from calibration.forecasts.ahead import contexts_ahead

    return {
        "last_day": str(last_day),
        "made_on": str(made_on),
        "record_sha256": evidence.record_sha256,
        "contexts_sha256": _contexts_sha256(contexts),
        "contexts_ahead": contexts_ahead(evidence.contexts, scenario),
    }


def _write_tables(folder: Path, table: pd.DataFrame, spread: pd.DataFrame, parameters: Parameters) -> None:
    from calibration.forecasts.ahead_scores import TABLE
    from sim.results.draws import write_draws
    from sim.results.tables import write_csv

    write_csv(table, folder / TABLE)
    write_csv(spread, folder / "fan.csv")
    write_draws(folder, parameters)


def _write(
    folder: Path,
    table: pd.DataFrame,
    spread: pd.DataFrame,
    parameters: Parameters,
    made: tuple[Scenario, int, int, int, float],
    stated: dict[str, Any],
) -> None:
    from sim.results.manifest import manifest_of, write_manifest

    scenario, worlds, seed, block, seconds = made
    _write_tables(folder, table, spread, parameters)
    write_manifest(folder, {**manifest_of(NAME, [scenario], worlds, seed, parameters, block, seconds), **stated})


# Made again -----------------------------------------------------------------------------------------------------------------


def again(made: Remade) -> None:
    """Write a look ahead again, for `reproduce`, from the record and contexts that it was made from.

    Raises
    ------
    InputError
        If these are others than its manifest states.
    """
    from calibration.forecasts.ahead import fan, probabilities, scenario_ahead, simulate_ahead
    from calibration.forecasts.inputs import evidence_of

    about, given, parameters = made.about, made.given, made.known_parameters
    last_day, days, made_on = _stated_days(about, made.folder)
    scenario = scenario_ahead(last_day, days)
    evidence = evidence_of(given.record, given.contexts)
    _refuse_other_evidence(about, evidence, given.contexts)
    opt.check_work([scenario], about["worlds"], made.machine, made.into, yes=made.yes)
    with opt.progress_over([scenario], about["worlds"]) as progress:
        counts = simulate_ahead(scenario, about["worlds"], about["seed"], parameters, evidence, made.machine, progress)
    table = probabilities(counts, evidence, scenario.start, made_on)
    _write_tables(made.into, table, fan(counts, scenario.start), parameters)


def _stated_days(about: Mapping[str, Any], folder: Path) -> tuple[date, int, date]:
    """The last documented day that a manifest states, how many days it looks ahead, and the day on which it was made."""
    from sim.yaml_lines import parse_document

    try:
        (text,) = about["scenarios"].values()
        last, end = (date.fromisoformat(str(day)) for day in (about["last_day"], parse_document(text, NAME).data["end"]))
        made_on = date.fromisoformat(about["made_on"])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"its manifest is not that of a look ahead ({error}); allowed: what ahead wrote", file=folder) from error
    check_days((end - last).days)
    return last, (end - last).days, made_on


def _refuse_other_evidence(about: Mapping[str, Any], evidence: Evidence, contexts: Path | None) -> None:
    for option, found in (("record", evidence.record_sha256), ("contexts", _contexts_sha256(contexts))):
        if found != about.get(f"{option}_sha256"):
            raise InputError(f"it was made from another file of {option}; allowed: --{option} FILE, the one it was made from")


def _contexts_sha256(contexts: Path | None) -> str:
    from sim.paths import RECORD
    from sim.results.provenance import sha256_of

    return sha256_of(RECORD / "contexts.yaml" if contexts is None else contexts)


# What is shown --------------------------------------------------------------------------------------------------------------


def _show(table: pd.DataFrame, spread: pd.DataFrame, stated: dict[str, Any]) -> None:
    from calibration.forecasts.ahead import EVENTS

    horizons, first = table["horizon"].unique(), table.iloc[0]
    rows = []
    for name, own in table.groupby("event", sort=False):
        shares = [f"{opt.percent(row['probability'])} ({opt.percent(row['base_rate'])})" for _, row in own.iterrows()]
        rows.append((EVENTS[str(name)].meaning, *shares))
    opt.print_table(
        f"From {first['since']} on, {first['worlds']} worlds: how probable within so many days (in brackets: share of all such "
        "spans since September 2018)",
        ("", *(f"{horizon} days" for horizon in horizons)),
        rows,
    )
    weekly = spread[(spread["unit"] == "week") & spread["count"].isin(SHOWN)]
    for name, own in weekly.groupby("count", sort=False):
        lines = [
            (f"{row['since']} to {row['until']}", opt.number(row["mean"]), opt.number(row["q50"]),
             opt.span(row["q25"], row["q75"]), opt.span(row["q05"], row["q95"]))
            for _, row in own.iterrows()
        ]  # fmt: skip
        typer.echo()
        opt.print_table(f"{name} by week", ("", "mean", "median", "50 % of worlds", "90 % of worlds"), lines)
    typer.echo("\n".join(("", *_of_contexts(stated["contexts_ahead"]))))


def _of_contexts(known: dict[str, list[str]]) -> list[str]:
    """What is taken as known of the days ahead."""
    said = (
        ("Taken to go on to the end", known["goes_on"]),
        ("Taken to end as dated", known["ends"]),
        ("Taken to come as dated", known["comes"]),
    )
    lines = [f"{words}: {', '.join(names)}" for words, names in said if names]
    return [*lines, "Levels keep their last step, offices their holders; nothing else that is not dated comes from outside."]
