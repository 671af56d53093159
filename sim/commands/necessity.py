"""`escalation causes FOLDER --outcome`: was an event necessary for an outcome, was it sufficient, by paired worlds?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import typer

from sim.commands.options import number, percent, print_records, print_table
from sim.commands.stored_events import read_events
from sim.errors import InputError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from sim.explain.necessity import Estimate, Pairs
    from sim.explain.outcomes import Condition
    from sim.scenario import Scenario
    from sim.types import Bools, Floats

REMOVE, ADD = ("remove_event", "remove_actor", "forbid"), ("add_event",)
"""Interventions by which an arm is without the event, or with it, where no event is named."""
NAMES = {"PN": "necessary (PN)", "PS": "sufficient (PS)", "PNS": "both (PNS)"}


@dataclass(frozen=True)
class Arms:
    """A scenario of a comparison and its reference, over the days that the scenario is counted; a row for each world."""

    folder: Path
    reference: Scenario
    scenario: Scenario
    factual: pd.DataFrame
    other: pd.DataFrame

    def values(self, name: str, scenario: Scenario, worlds: pd.DataFrame) -> Floats:
        """A count in one arm, shape `(worlds,)`."""
        from sim.explain.outcomes import is_measured, total

        if is_measured(name):
            return worlds[name].to_numpy(dtype=np.float64)
        file = self.folder / "daily.parquet"
        counted = total(name, _read(file, scenario.name, [name], self._days))
        if len(counted) != len(worlds):
            raise InputError(f"it holds days of {len(counted)} of {len(worlds)} worlds of {scenario.name}", file=file)
        return counted

    @property
    def _days(self) -> tuple[Any, Any]:
        return self.other["since"].iloc[0], self.other["until"].iloc[0]

    def met(self, condition: Condition) -> tuple[Bools, Bools]:
        """Where a condition holds in the factual arm and in the other, shape `(worlds,)` each."""
        factual = self.values(condition.name, self.reference, self.factual)
        other = self.values(condition.name, self.scenario, self.other)
        return condition.holds(factual, factual), condition.holds(other, factual)


def of_causation(run: Path, outcomes: Sequence[str], event: str | None, scenario: str | None, *, as_json: bool) -> None:
    """Print how necessary and how sufficient an event is for each outcome.

    Parameters
    ----------
    event
        A row of the record, or a condition; None: what the scenario takes out of the record, or puts in.

    Raises
    ------
    InputError
        For a folder that is no comparison's, an outcome that is none, and where the arms do not show what the event does.
    """
    from sim.explain.outcomes import read_condition

    conditions = [read_condition(text) for text in outcomes]
    arms = _arms(run, scenario)
    what, here, there = _event(arms, event)
    told = [_told(arms, what, _pairs(arms, here, there, condition), condition) for condition in conditions]
    if as_json:
        print_records(told)
    else:
        _show(arms, told)


# The arms -------------------------------------------------------------------------------------------------------------------


def _arms(run: Path, name: str | None) -> Arms:
    from sim.results.manifest import folder_of, read_manifest
    from sim.results.runs import scenario_of, scenarios_of

    manifest, folder = read_manifest(run), folder_of(run)
    if manifest["command"] != "compare":
        raise InputError("--outcome needs two arms in the same worlds; allowed: the folder of a comparison", file=run)
    reference, scenario = scenarios_of(manifest, folder)[0], scenario_of(manifest, folder, name)
    if scenario.name == reference.name:
        raise InputError(f"--scenario {scenario.name} is the reference itself; allowed: one that is set against it")
    file = folder / "worlds.parquet"
    factual, other = (_read(file, each.name) for each in (reference, scenario))
    if other.empty:
        raise InputError(f"there is no world of {scenario.name}", file=file)
    days = (factual["since"] == other["since"].iloc[0]) & (factual["until"] == other["until"].iloc[0])
    factual = factual[days].reset_index(drop=True)
    if not factual["world"].equals(other["world"]):
        raise InputError(f"{reference.name} and {scenario.name} do not have the same worlds", file=file)
    return Arms(folder, reference, scenario, factual, other)


def _read(file: Path, scenario: str, names: Sequence[str] = (), days: tuple[Any, Any] | None = None) -> pd.DataFrame:
    """A scenario's rows of a table, by world; of the daily table a few columns and the days to be counted."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.results.tables import SCHEMAS

    wanted: list[Any] = [("scenario", "==", scenario)]
    if days is not None:
        wanted += [("date", ">=", days[0].to_pydatetime()), ("date", "<=", days[1].to_pydatetime())]
    try:
        if not pq.read_schema(file).remove_metadata().equals(SCHEMAS[file.stem]):
            raise InputError("its columns are not those that a run writes", file=file)
        table = pq.read_table(file, filters=wanted, columns=["world", *names] if names else None)
        frame: pd.DataFrame = table.replace_schema_metadata(None).to_pandas()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"a table is missing or broken ({error})", file=file) from error
    return frame.sort_values("world", kind="stable", ignore_index=True)


# The event ------------------------------------------------------------------------------------------------------------------


def _event(arms: Arms, asked: str | None) -> tuple[str, Bools, Bools]:
    """What the event is in words, and where it happens in the factual arm and in the other, shape `(worlds,)` each."""
    from sim.explain.outcomes import is_condition, read_condition

    if asked is None:
        return _changed(arms)
    if is_condition(asked):
        condition = read_condition(asked, "--event")
        if condition.threshold is None:
            raise InputError(f"--event {condition}: what is factual is no event; allowed: a number")
        return (str(condition), *arms.met(condition))
    events = [read_events(arms.folder, each, columns=_NEEDED) for each in (arms.reference, arms.scenario)]
    known = sorted({name for each in events for name in each["record_id"].unique() if name})
    if asked not in known:
        raise InputError(unknown("event of this run", asked, known))
    here, there = (arms.other["world"].isin(each.loc[each["record_id"] == asked, "world"]).to_numpy() for each in events)
    return asked, here, there


_NEEDED = ("world", "event", "date", "cause_event", "record_id")


def _changed(arms: Arms) -> tuple[str, Bools, Bools]:
    """What the scenario takes out of the record, or puts in, as one event."""
    kinds = [item.kind for item in arms.scenario.interventions]
    removes, adds = (any(kind in kinds for kind in part) for part in (REMOVE, ADD))
    if not arms.reference.is_documented or removes is adds:
        raise InputError(
            f"{arms.scenario.name} against {arms.reference.name} does not say which event is meant; allowed: --event ID, a row "
            "of the record, or a condition such as --event 'leaders_killed >= 1'"
        )
    ids = [item.changed_event for item in arms.scenario.interventions if item.changed_event and item.kind in REMOVE]
    everywhere = np.ones(len(arms.other), dtype=np.bool_)
    what = f"what {arms.scenario.name} {'removes' if removes else 'adds'}"
    return (f"{what} ({', '.join(ids)})" if ids else what), everywhere & removes, everywhere & adds


def _pairs(arms: Arms, here: Bools, there: Bools, condition: Condition) -> Pairs:
    """The arms as pairs: the other is without the event, or with it, in every world."""
    from sim.explain.necessity import Pairs

    factual, other = arms.met(condition)
    draws = arms.other["draw"].to_numpy(dtype=np.int64)
    if not there.any() and here.any():
        return Pairs(here, factual, draws, outcome_without=other)
    if there.all() and not here.all():
        return Pairs(here, factual, draws, outcome_with=other)
    ours, theirs = f"{here.sum()} of {here.size} worlds of {arms.reference.name}", f"{there.sum()} of {arms.scenario.name}"
    raise InputError(
        f"the event happens in {ours} and in {theirs}; needed: in some of the first and in none of the second, or in all of the "
        "second and not in all of the first"
    )


# What is told ---------------------------------------------------------------------------------------------------------------


def _told(arms: Arms, event: str, pairs: Pairs, outcome: Condition) -> dict[str, Any]:
    """All about one outcome as plain data."""
    from sim.explain.necessity import estimates

    found = estimates(pairs).values()
    arm = pairs.outcome_with if pairs.outcome_without is None else pairs.outcome_without
    assert arm is not None
    return {
        "scenario": arms.scenario.name,
        "reference": arms.reference.name,
        "event": event,
        "arm": "without the event" if pairs.outcome_without is not None else "with the event",
        "outcome": str(outcome),
        "n_worlds": int(pairs.event.size),
        "n_draws": int(np.unique(pairs.draws).size),
        "p_event": float(pairs.event.mean()),
        "p_outcome": float(pairs.outcome.mean()),
        "p_outcome_in_arm": float(arm.mean()),
        "n_prevented": pairs.n_prevented,
        "n_otherwise": pairs.n_otherwise,
        "is_constant": pairs.is_constant,
        "changes": list(dict.fromkeys(item.kind for item in arms.scenario.interventions)),
        "estimates": [{**asdict(each), "sentence": sentence(each, event, str(outcome))} for each in found],
    }


def sentence(each: Estimate, event: str, outcome: str) -> str:
    """A probability of causation in plain words."""
    if each.value is None:
        why = {
            "PN": f"in no world did both come, {event} and {outcome}" if not each.n_worlds else "no arm is without the event",
            "PS": f"in no world did both stay away, {event} and {outcome}" if not each.n_worlds else "no arm adds the event",
            "PNS": f"it takes every world with {event} and without it",
        }[each.quantity]
        return f"{each.quantity} is not known here: {why}."
    words = {
        "PN": f"Where {event} and {outcome} came, {outcome} would not have come without it",
        "PS": f"Where neither {event} nor {outcome} came, {outcome} would have come with it",
        "PNS": f"{outcome} comes with {event} and does not come without it",
    }[each.quantity]
    low, high, least, most = (percent(value) for value in (each.low, each.high, each.bound_low, each.bound_high))
    shares = f"in {percent(each.value)} of {each.n_worlds} worlds (95 %: {low} to {high})"
    return f"{words}: {shares}; without the pairing, {least} to {most}."


def _show(arms: Arms, told: Sequence[dict[str, Any]]) -> None:
    first = told[0]
    typer.echo(
        f"Event: {first['event']}. {arms.scenario.name} is the arm {first['arm']}, {arms.reference.name} the factual one.\n"
    )
    rows = [_row(row["outcome"], each) for row in told for each in row["estimates"]]
    columns = ("outcome", "was it", "of worlds", "in pairs", "95 %", "if monotone", "bounds")
    print_table("Probabilities of causation", columns, rows, n_words=2)
    typer.echo()
    for row in told:
        typer.echo("\n".join(each["sentence"] for each in row["estimates"]))
    typer.echo("\n".join(("", *_notes(arms, told))))


def _row(outcome: str, each: dict[str, Any]) -> tuple[str, ...]:
    return (
        outcome,
        NAMES[each["quantity"]],
        str(each["n_worlds"]),
        number(each["value"]),
        _between(each["low"], each["high"]),
        number(each["monotone"]),
        _between(each["bound_low"], each["bound_high"]),
    )


def _between(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.2f} to {high:.2f}"


def _notes(arms: Arms, told: Sequence[dict[str, Any]]) -> list[str]:
    """Under what one reads the numbers."""
    from sim.effect_table import coupling_of

    coupling = coupling_of(arms.scenario)
    prevented = ", ".join(f"{row['n_prevented']} for {row['outcome']}" for row in told)
    lines = [
        f"In pairs: as the arms are coupled ({arms.scenario.luck} luck, coupling {coupling}), which no record can test.",
        "If monotone: if the event never prevents the outcome (Tian and Pearl 2000). Worlds whose pair says that it does: "
        f"{prevented}, of {told[0]['n_worlds']}.",
        "Bounds: whatever the coupling. Both are of these worlds as they are; 95 % is of the pairs: a bootstrap of whole draws "
        "of the parameters.",
    ]
    if any(row["is_constant"] for row in told):
        lines.append(
            "Event and outcome are the same in every world of the factual arm, as the record is: the bounds then meet in the "
            "number of the pairs and do not check it. Two simulated arms (luck: fresh) would."
        )
    if told[0]["changes"]:
        lines.append(
            f"The scenario's changes: {', '.join(told[0]['changes'])}; what comes of any of them counts as of the event."
        )
    if any(row["n_otherwise"] for row in told):
        most = max(row["n_otherwise"] for row in told)
        lines.append(
            f"In up to {most} worlds the outcome differs though the event does not: the arm changes more than the event."
        )
    return lines
