"""`escalation causes`: what documented acts came from by rules and sources; of a run, who answered whom, what was necessary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from sim.commands.necessity import of_causation
from sim.commands.options import AsJson, nothing_written, percent, print_records, print_wide, records, unfinished
from sim.commands.run_causes import of_run
from sim.errors import InputError, unknown
from sim.machine import check_worlds

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

SCENARIO = "documented"
DRAWS = 200
LEADING = 3
"""Motives named for each decision, unless one decision is asked for."""
SMALL = 0.005
KINDS = ("standing", "context", "act", "none")
KIND_LINES = (
    "standing: floors and standing rates, nothing that happened; context: a war, protests, a policy;",
    "act: what somebody did on the days before, or earlier that day. What sources say an act answered weighs these.",
)
WARNING = "A floor is a measure of ignorance. What sources say may be a pretext (calibration/record/CODEBOOK.md)."


def _check_given(worlds: int | None) -> int | None:
    return None if worlds is None else check_worlds(worlds)


def causes(
    run: Annotated[Path | None, typer.Argument(metavar="FOLDER", help="A run: who answered whom.", show_default=False)] = None,
    of_record: Annotated[bool, typer.Option("--record", help="Of the documented acts, in place of a run.")] = False,
    decision: Annotated[str | None, typer.Option(help="This decision alone, with all its motives.", metavar="DECISION")] = None,
    act: Annotated[
        str | None, typer.Option("--id", help="One documented act: its motives, and what sources say it answered.", metavar="ID")
    ] = None,
    params: Annotated[
        str | None, typer.Option(metavar="posterior|train|point|FILE", help="With --record, as in `run`; default: posterior.")
    ] = None,
    worlds: Annotated[
        int | None,
        typer.Option(
            "--worlds", "--draws", help="With --record: draws of the parameters to average over.", callback=_check_given
        ),
    ] = None,
    scenario: Annotated[str | None, typer.Option(help="Which scenario of a run; default: the last.")] = None,
    event: Annotated[
        str | None,
        typer.Option(
            help="Of a run: all that descends from this event, a row of the record or a number. With --outcome: the event.",
            metavar="ID|NUMBER|CONDITION",
        ),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            help="Of a comparison: was the event necessary, or sufficient, for this, such as 'launch_missiles >= 1'? Repeatable.",
            metavar="CONDITION",
            show_default=False,
        ),
    ] = None,
    world: Annotated[int | None, typer.Option(help="The world in which an event has that number; default: 0.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what acts came from: documented ones, with how many of them sources say answered another; or those of a run.

    Example: escalation causes --record
    Example: escalation causes results/no_soleimani_strike --event 2020-01-05-iraq-government-parliament-vote
    Example: escalation causes results/no_soleimani_strike --outcome "launch_missiles >= 1"
    """
    if (run is None) is not of_record:
        raise InputError("say of what: a run's folder, or --record for the documented acts; one of the two")
    others = {"--scenario": scenario, "--event": event, "--world": world, "--outcome": outcome or None} if of_record else {
        "--id": act, "--params": params, "--worlds": worlds
    }  # fmt: skip
    wrong = [name for name, value in others.items() if value is not None]
    if wrong:
        raise InputError(f"{wrong[0]} does not go with {'--record' if of_record else 'a run, whose worlds are what they are'}")
    _check_decision(decision)
    if run is not None and outcome:
        if decision is not None or world is not None:
            raise InputError(
                f"{'--world' if decision is None else '--decision'} does not go with --outcome, of which all worlds count"
            )
        of_causation(run, outcome, event, scenario, as_json=as_json)
    elif run is not None:
        of_run(run, scenario, event, world, decision, as_json=as_json)
    else:
        _of_record(decision, act, params or "posterior", worlds or DRAWS, as_json)


def _of_record(decision: str | None, act: str | None, params: str, worlds: int, as_json: bool) -> None:
    from sim.record.windows import load_windows
    from sim.scenario import load_scenario

    if act is not None and decision is not None:
        raise InputError("--decision does not go with --id, which names one act")
    documented = load_scenario(SCENARIO).edit(end=load_windows()["record"].until)
    if act is None:
        _table(documented, params, worlds, decision, as_json)
        return
    told = _one(act, documented, params, worlds)
    if as_json:
        print_records(told)
    else:
        for each in told:
            _show_one(each)


def _check_decision(decision: str | None) -> None:
    from sim.vocabulary.decisions import DECISIONS

    if decision is not None and decision not in DECISIONS:
        raise InputError(unknown("decision", decision, DECISIONS))


def _attributed(scenario: Scenario, params: str, worlds: int) -> tuple[pd.DataFrame, int]:
    """The shares, and how many draws they are the mean of."""
    from sim.explain.attribution import attribute
    from sim.parameter_files import choose, n_draws

    parameters = choose(params)
    with unfinished(nothing_written):
        return attribute(scenario, worlds, parameters), min(worlds, n_draws(parameters))


# All acts, by decision ------------------------------------------------------------------------------------------------------


def _table(scenario: Scenario, params: str, worlds: int, decision: str | None, as_json: bool) -> None:
    from sim.explain.attribution import linked_rows, summary

    attributed, draws = _attributed(scenario, params, worlds)
    frame = summary(attributed, linked_rows())
    if decision is not None:
        frame = frame[frame["decision"] == decision]
        if frame.empty:
            raise InputError(f"nobody is documented to {decision} from {scenario.start} to {scenario.end}")
    rows = records(frame)
    if as_json:
        print_records(rows)
        return
    typer.echo(
        f"What documented acts came from by rules and what sources say, {scenario.start} to {scenario.end}: {_drawn(draws)}\n"
    )
    print_wide(_as_table(rows, LEADING if decision is None else None))
    typer.echo("\n".join(("", "linked: sources, or our order in time, name another row that it answered.", *KIND_LINES, WARNING)))


def _drawn(draws: int) -> str:
    return "one set of parameters" if draws == 1 else f"mean over {draws} draws"


def _as_table(rows: list[dict[str, Any]], most: int | None) -> Table:
    """One line for each decision, with its leading motives; the share that no motive explains only where there is any."""
    table = Table(box=None, pad_edge=False)
    kinds = tuple(kind for kind in KINDS if kind != "none" or any(row["share_none"] >= SMALL for row in rows))
    table.add_column("decision", no_wrap=True)
    for name in ("acts", "linked", *kinds):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("motives" if most is None else "leading motives")
    for row in rows:
        shown = [each for each in row["motives"] if each["share"] >= SMALL][:most]
        motives = ", ".join(f"{each['motive']} {each['share']:.0%}" for each in shown)
        shares = (percent(row[f"share_{kind}"]) for kind in kinds)
        table.add_row(row["decision"], str(row["n_documented"]), str(row["n_linked"]), *shares, motives)
    return table


# One act --------------------------------------------------------------------------------------------------------------------


def _one(row: str, scenario: Scenario, params: str, worlds: int) -> list[dict[str, Any]]:
    """What a row of the record came from, once for each decision it is coded as."""
    from sim.explain.attribution import motives_of

    attributed, draws = _attributed(scenario.edit(end=_day_of(row, scenario)), params, worlds)
    own = attributed[attributed["record_id"] == row]
    told = []
    for decision, part in own.groupby("decision", sort=False):
        first = part.iloc[0]
        told.append(
            {
                "id": row,
                "date": str(first["date"].date()),
                "actor": first["actor"],
                "decision": decision,
                "counted_with": first["act"],
                "draws": draws,
                "motives": motives_of(part),
                "answered": first["answered"] or None,
                "answered_share": float(first["answered_share"]),
                "said": _said(row),
            }
        )
    return told


def _day_of(row: str, scenario: Scenario) -> str:
    """The day of a row that is an act of the model within the span; raises `InputError` for any other."""
    from sim.record.evidence import load_evidence
    from sim.scenario.edits import plain_acts

    evidence = load_evidence()
    if row not in evidence.rows:
        raise InputError(unknown("id", row, evidence.rows))
    days = {str(act.date) for act in plain_acts(evidence) if act.id == row}
    if not days:
        raise InputError(f"{row} is no decision of the model; `escalation record --uncoded --id {row}` says why")
    day = max(days)
    if not str(scenario.start) <= day <= str(scenario.end):
        raise InputError(f"{row} was not replayed; allowed: acts from {scenario.start} to {scenario.end}")
    return day


def _said(row: str) -> list[dict[str, str]]:
    from sim.record.links import load_links

    return [{"cause": link.cause, "said_by": link.said_by, "strength": link.strength} for link in load_links().causes(row)]


def _show_one(told: dict[str, Any]) -> None:
    with_others = "" if told["counted_with"] == told["id"] else f", one act with {told['counted_with']}"
    table = Table(box=None, pad_edge=False)
    table.add_column("motive", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    for each in told["motives"]:
        table.add_row(each["motive"], each["kind"], percent(each["share"]))
    typer.echo(f"{told['date']}: {told['actor']}, {told['decision']}; {_drawn(told['draws'])}\n{told['id']}{with_others}\n")
    print_wide(table)
    if told["answered"] is not None:
        typer.echo(f"\nIt most probably answered {told['answered']}: {percent(told['answered_share'])}")
    said = [f"  {each['cause']}, said by {each['said_by']}, {each['strength']}" for each in told["said"]]
    typer.echo("\n".join(("", "What sources say it answered; a stated reason may be a pretext:", *(said or ["  nothing"]), "")))
