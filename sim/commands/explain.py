"""`escalation explain`: why an event of a run happened."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from sim.commands.options import print_wide
from sim.commands.stored_events import EVENTS, EventList, read_events, rows_of
from sim.errors import NAME, InputError, cut, unknown
from sim.record.rows import iso_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sim.explain import Explanation
    from sim.explain.chain import Step
    from sim.explain.explanation import MotiveShare
    from sim.explain.parents import Parent
    from sim.explain.trace import Traced
    from sim.model import EscalationModel
    from sim.scenario import Scenario

SMALL = 0.005
"""Motives below this share, and restraints this close to 1, are named in one line."""
FORMATS = ("text", "table", "graph", "mermaid")
WIDE = 160


def explain(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder.", show_default=False)],
    world: Annotated[int, typer.Option(help="Which world.")] = 0,
    event: Annotated[int | None, typer.Option(help="The event's number, as the list without this option gives it.")] = None,
    date: Annotated[str | None, typer.Option(metavar="DAY", help="The event's day, with --actor and --action.")] = None,
    actor: Annotated[str | None, typer.Option(help="Who did it, as the list names him.")] = None,
    action: Annotated[str | None, typer.Option(help="What was done.")] = None,
    scenario: Annotated[str | None, typer.Option(help="Which scenario of a comparison; default: the last.")] = None,
    form: Annotated[
        str,
        typer.Option("--format", metavar="text|table|graph|mermaid", help="A tree, its chain as a table, or as a graph (DOT)."),
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="Print records instead of a tree, or of the table.")] = False,
) -> None:
    """Say why an event happened: its cause, that one's cause and so on, what held back, and how sure all this is.

    Without an event it lists the world's most consequential ones with their numbers.

    With --format its chain of causes is a table, a graph for Graphviz (DOT) or one for Mermaid.

    Example: escalation explain results/no_soleimani_strike --world 3 --event 46
    """
    from sim.explain import consequential
    from sim.explain.trace import trace_of
    from sim.results.manifest import folder_of, read_manifest
    from sim.results.runs import scenario_of

    if form not in FORMATS:
        raise InputError(f"--format: {unknown('form', form, FORMATS)}")
    manifest = read_manifest(run)
    folder = folder_of(run)
    chosen = scenario_of(manifest, folder, scenario)
    if not 0 <= world < int(manifest["worlds"]):
        raise InputError(f"there is no world {world}; allowed: 0 to {int(manifest['worlds']) - 1}")
    stored = read_events(folder, chosen, world)
    if event is None and date is None and actor is None and action is None:
        _list(consequential(stored), chosen, world, as_json)
        return
    wanted = _wanted(stored, event, date, actor, action)
    explanation = _explanation(manifest, folder, chosen, world, stored, wanted, event)
    if form != "text":
        _print_trace(form, trace_of(_model(manifest, folder, chosen, world), stored, explanation.event), as_json)
    elif as_json:
        typer.echo(json.dumps(dataclasses.asdict(explanation), indent=2, ensure_ascii=False, default=str))
    else:
        print_wide(tree_of(explanation))


def _wanted(
    stored: pd.DataFrame, event: int | None, day: str | None, actor: str | None, action: str | None
) -> tuple[str, str, str]:
    """Day, actor and action of the event that is asked for."""
    if event is not None:
        if day is not None or actor is not None or action is not None:
            raise InputError("--event already names the event; leave out --date, --actor and --action")
        if not 0 <= event < len(stored):
            allowed = f"0 to {len(stored) - 1}" if len(stored) else "none, nothing happened"
            raise InputError(f"there is no event {event} in this world; allowed: {allowed}")
        row = stored.iloc[event]
        return str(row["date"].date()), str(row["actor"]), str(row["action"])
    if day is None or actor is None or action is None:
        raise InputError("an event is named by --event N, or by --date, --actor and --action together")
    try:
        iso_date(day)
    except ValueError as error:
        raise InputError(f"--date {cut(day, NAME)!r} is not a day; write YYYY-MM-DD") from error
    return day, actor, action


def _explanation(
    manifest: dict[str, Any],
    folder: Path,
    scenario: Scenario,
    world: int,
    stored: pd.DataFrame,
    event: tuple[str, str, str],
    number: int | None,
) -> Explanation:
    """Run the world again, alone, and explain; raises `InputError` if it no longer comes out as stored."""
    from sim.explain import explain_event

    model = _model(manifest, folder, scenario, world)
    try:
        explanation = explain_event(model, *event, number=number, stored=stored)
    except InputError:  # the event may be missing because the world comes out otherwise, which says more
        _check_unchanged(stored, model.event_log.events(), manifest, folder, until=date.fromisoformat(event[0]))
        raise
    _check_unchanged(stored, model.event_log.events(), manifest, folder)
    return explanation


def _model(manifest: dict[str, Any], folder: Path, scenario: Scenario, world: int) -> EscalationModel:
    """The world alone, not stepped yet."""
    from sim.model import alone
    from sim.results.draws import parameters_of

    return alone(scenario, int(manifest["seed"]), world, parameters_of(manifest, folder))


def _check_unchanged(
    stored: pd.DataFrame, again: pd.DataFrame, manifest: dict[str, Any], folder: Path, until: date | None = None
) -> None:
    """Raise `InputError` if a world comes out otherwise than it is stored, and say why."""
    from sim.explain import first_difference
    from sim.results.provenance import sha256_of

    differs = first_difference(stored, again, until)
    if differs is None:
        return
    if sha256_of(folder / EVENTS) != manifest["outputs"].get(EVENTS):
        raise InputError(f"edited since the run wrote it: run again, this world differs from {differs} on", file=folder / EVENTS)
    raise InputError(f"the rules or the record have changed since: run again, this world differs from {differs} on", file=folder)


# What is printed ------------------------------------------------------------------------------------------------------------


def _list(events: pd.DataFrame, scenario: Scenario, world: int, as_json: bool) -> None:
    rows = rows_of(events)
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    else:
        title = f"{scenario.name}, world {world}: the events on the highest rungs; ask for one with --event NUMBER"
        print_wide(EventList(title, rows))


def _print_trace(form: str, trace: Sequence[Traced], as_json: bool) -> None:
    """The chain as a table or a graph."""
    from sim.commands.options import print_records, records
    from sim.explain.trace import TABLE, as_dot, as_mermaid, as_table

    if form != "table":
        if as_json:
            raise InputError(f"--json is of the tree and of the table; leave it out with --format {form}")
        typer.echo(as_dot(trace) if form == "graph" else as_mermaid(trace), nl=False)
        return
    table = as_table(trace)
    if as_json:
        print_records(records(table))
        return
    shown = Table(title="Why: each answered the next", title_justify="left", box=None, pad_edge=False)
    for column in TABLE:
        shown.add_column(column, overflow="fold")
    for row in table.to_numpy().tolist():
        shown.add_row(*(escape(_cell(value)) for value in row))
    print_wide(shown, WIDE)


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.0%}" if isinstance(value, float) else str(value)


def tree_of(why: Explanation) -> Tree:
    """An explanation as a tree for a terminal."""
    times = "" if why.count == 1 else f" ({why.count} times)"
    tree = Tree(
        f"[bold]{why.date}: {escape(why.actor)}, {why.action}{times}[/bold], {escape(why.scenario)}, world {why.world}, {why.how}"
    )
    if why.weighed_by != why.actor:
        tree.add(f"the record names no author; weighed as {why.weighed_by}, the likeliest of those it may have been")
    _came(tree, why)
    _said(tree, why)
    tree.add(_rate(why.rate))
    motives = tree.add("how sure: what it may have come from, with the probability of each")
    for motive in (m for m in why.motives if max(m.share, m.prior) >= SMALL):
        branch = motives.add(_motive(motive))
        for parent in motive.parents:
            branch.add(_parent(parent))
    _rest(motives, [m.name for m in why.motives if max(m.share, m.prior) < SMALL], "next to nothing")
    restraints = tree.add("restraints, with the factor that each leaves of the rate")
    for restraint in (r for r in why.restraints if r.factor <= 1 - SMALL):
        sentence = f"{escape(restraint.sentence)} \\[{escape(restraint.source)}]"
        restraints.add(f"[bold]x {restraint.factor:.2f} {restraint.name}[/bold] {sentence}")
    _rest(restraints, [r.name for r in why.restraints if r.factor > 1 - SMALL], "not at work")
    _rest(tree, list(why.switched_off), f"switched off for {escape(why.weighed_by)} that day")
    return tree


def _came(tree: Tree, why: Explanation) -> None:
    """The chain of causes, the later below the earlier that it leads to."""
    from sim.explain.chain import in_words

    branch = tree.add(f"in this world it came {escape(in_words(why.chain[0]))}")
    for step in why.chain[1:]:
        branch.add(f"which answered event {step.event}: {_event(step)}")
        branch.add(f"which came {escape(in_words(step))}")


def _event(step: Step) -> str:
    row = f" ({step.record_id})" if step.record_id else ""
    return escape(f"{step.date} {step.actor}, {step.action} on {step.target}{row}")


def _motive(motive: MotiveShare) -> str:
    weighed = "" if abs(motive.share - motive.prior) < SMALL else f" ({motive.prior:.0%} by the rules alone)"
    return f"[bold]{motive.share:.0%} {motive.name}[/bold]{weighed} {escape(motive.sentence)} \\[{escape(motive.source)}]"


def _said(tree: Tree, why: Explanation) -> None:
    if why.said:
        from sim.record.links import SPEAKERS

        answered = tree.add("what sources say it answered; a stated reason may be a pretext")
        for said in why.said:
            where = "" if len({each.act for each in why.said}) == 1 else f"{said.act}: "
            answered.add(escape(f"{where}{said.cause}, said by {SPEAKERS[said.said_by]}, {said.strength}"))


def _rate(rate: float) -> str:
    from sim.order import CERTAIN

    if rate >= CERTAIN:
        return "a policy that leaves nothing to chance: it was certain that day"
    return f"rate {rate:.4f} a day: about once in {_days(rate)}, had things stayed as they were"


def _days(rate: float) -> str:
    return (
        "never" if rate <= 0 else f"{1 / rate:,.0f} days" if rate < 0.5 else "a day or two" if rate < 1.5 else "less than a day"
    )


def _parent(parent: Parent) -> str:
    ago = "the same day" if parent.days_before == 0 else f"{parent.days_before} days before"
    event = f"event {parent.event}: {parent.date} {parent.actor}, {parent.action} on {parent.target}"
    return escape(f"{event}, {ago}; {parent.weight:.0%} of what is felt")


def _rest(branch: Tree, names: list[str], what: str) -> None:
    if names:
        branch.add(f"{what}: {', '.join(names)}")
