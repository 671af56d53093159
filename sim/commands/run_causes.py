"""`escalation causes FOLDER`: who answered whom in a run, and all that descends from one of its events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.commands.options import number, percent, print_records, print_table, records
from sim.commands.stored_events import read_events
from sim.errors import InputError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

SMALL = 0.005
"""Acts in a world below which a line is left out, unless one decision is asked for."""
MOST_ACTS = 20
"""Documented acts of the offspring that are listed."""
NOT_NECESSITY = "What descends from it might have come without it; `escalation compare` shows what would not have."


def of_run(run: Path, scenario: str | None, event: str | None, world: int | None, decision: str | None, *, as_json: bool) -> None:
    """Print who answered whom, or what descends from an event.

    Raises
    ------
    InputError
        For a folder that is no run's, a scenario or a world that it does not have, or an event that is not there.
    """
    from sim.explain.offspring import NEEDED
    from sim.results.manifest import folder_of, read_manifest
    from sim.results.runs import scenario_of

    manifest, folder = read_manifest(run), folder_of(run)
    chosen, worlds = scenario_of(manifest, folder, scenario), int(manifest["worlds"])
    if event is None and world is not None:
        raise InputError("--world goes with --event NUMBER, whose number is that of one world")
    events = read_events(folder, chosen, columns=NEEDED)
    if event is None:
        _table(events, chosen, worlds, decision, as_json)
    elif decision is not None:
        raise InputError("--decision does not go with --event, of which every descendant is counted")
    else:
        _offspring(events, chosen, worlds, event, world, as_json)


# Who answered whom ----------------------------------------------------------------------------------------------------------


def _table(events: pd.DataFrame, scenario: Scenario, worlds: int, decision: str | None, as_json: bool) -> None:
    from sim.explain.offspring import who_answered_whom

    table = who_answered_whom(events, worlds)
    if decision is not None:
        table = table[table["decision"] == decision]
        if table.empty:
            raise InputError(f"nobody came to {decision} in any world of {scenario.name}")
    rows = records(table)
    if as_json:
        print_records(rows)
        return
    shown = [row for row in rows if row["mean"] >= SMALL or decision is not None]
    typer.echo(f"Who answered whom in {scenario.name}: acts in a world, mean over {worlds} worlds{_without(scenario)}\n")
    print_table(
        "",
        ("decision", "motive", "kind", "answered", "acts"),
        [(row["decision"], row["motive"], row["kind"], _answered(row), number(row["mean"])) for row in shown],
        n_words=4,
    )
    if len(shown) < len(rows):
        typer.echo(f"{len(rows) - len(shown)} lines below {SMALL} acts in a world are left out; --json has them")


def _without(scenario: Scenario) -> str:
    """What is off in it."""
    from sim.scenario.contrast import switched_off

    off = ", ".join(switched_off(scenario))
    return f"\nSwitched off: {off}" if off else ""


def _answered(row: dict[str, Any]) -> str:
    from sim.explain.offspring import is_unanswered

    return "(not in the table)" if is_unanswered(row["kind"], row["answered"]) else row["answered"] or ""


# Offspring ------------------------------------------------------------------------------------------------------------------


def _offspring(events: pd.DataFrame, scenario: Scenario, worlds: int, event: str, world: int | None, as_json: bool) -> None:
    from sim.explain.offspring import by_decision, by_record, offspring

    chosen = _by_number(events, worlds, event, world) if event.isdecimal() else _by_id(events, scenario, event, world)
    there = int(events.loc[chosen, "world"].nunique())
    descended = offspring(events, chosen.to_numpy(dtype=bool))
    decisions, acts = records(by_decision(descended, there)), records(by_record(descended, there))
    if as_json:
        told = {"event": event, "scenario": scenario.name, "n_worlds": there, "decisions": decisions, "acts": acts}
        print_records([told])
        return
    where = f"world {world or 0}" if event.isdecimal() else f"{there} of {worlds} worlds"
    first = events[chosen].iloc[0]
    typer.echo(f"{first['date'].date()} {first['actor']}, {first['action']} (event {event}) of {scenario.name}: in {where}\n")
    print_table(
        "What descends from it by causes: acts in such a world",
        ("decision", "acts", "answering itself", "worlds with any", "generations"),
        [
            (row["decision"], number(row["mean"]), number(row["mean_children"]), percent(row["p_any"]), str(row["generations"]))
            for row in decisions
        ],
    )
    if acts:
        rows = [(row["record_id"], row["decision"], percent(row["p_descends"])) for row in acts[:MOST_ACTS]]
        typer.echo()
        print_table(
            "Documented acts among them, by share of worlds",
            ("act", "decision", "worlds"),
            rows,
            n_words=2,
        )
    typer.echo(f"\n{NOT_NECESSITY}" if decisions else "nothing")


def _by_number(events: pd.DataFrame, worlds: int, event: str, world: int | None) -> pd.Series[bool]:
    where = 0 if world is None else world
    if not 0 <= where < worlds:
        raise InputError(f"there is no world {where}; allowed: 0 to {worlds - 1}")
    own = events["world"] == where
    if int(event) >= own.sum():
        allowed = f"0 to {own.sum() - 1}" if own.any() else "none, nothing happened"
        raise InputError(f"there is no event {event} in world {where}; allowed: {allowed}, or a row of the record")
    return own & (events["event"] == int(event))


def _by_id(events: pd.DataFrame, scenario: Scenario, event: str, world: int | None) -> pd.Series[bool]:
    if world is not None:
        raise InputError("--world goes with the number of an event; a row of the record is looked for in all worlds")
    ids = [name for name in events["record_id"].unique() if name]
    if event not in ids:
        raise InputError(unknown(f"event of {scenario.name}", event, ids))
    return events["record_id"] == event
