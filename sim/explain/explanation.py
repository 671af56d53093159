"""Why an event happened: its rate, the motives with their shares, the restraints with their factors, and the events behind them.

The world is run again, alone, with the same seed: it comes out the same. On the day of the event each motive is weighed once more
with one memory at a time wiped clean; a memory whose absence changes a motive feeds it, and the days that fed that memory are the
motive's parents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sim.decision import Decision
from sim.errors import InputError, unknown
from sim.explain.parents import Parent, parents_of
from sim.explain.witness import Witness
from sim.model import EscalationModel
from sim.record.acts import day_number
from sim.record.links import load_links
from sim.scenario.edits import plain_acts
from sim.types import as_day
from sim.vocabulary.decisions import DECISIONS
from sim.vocabulary.ladder import RUNGS
from sim.worlds import at

HARASSMENT = RUNGS.index("harassment")
DOCUMENTED = "documented"


@dataclass(frozen=True)
class MotiveShare:
    """A motive: events a day before restraints, its share of their sum, sentence, source, and parents (most weight first)."""

    name: str
    per_day: float
    share: float
    sentence: str
    source: str
    parents: tuple[Parent, ...]


@dataclass(frozen=True)
class RestraintFactor:
    """A restraint and the factor in (0, 1] by which it multiplies the rate."""

    name: str
    factor: float
    sentence: str
    source: str


@dataclass(frozen=True)
class Said:
    """What sources say that a documented act answered: `act` is its row, the rest as in `sim.record.links.Link`."""

    act: str
    cause: str
    said_by: str
    strength: str


@dataclass(frozen=True)
class Explanation:
    """Why an actor took a decision in one world on one day.

    Attributes
    ----------
    actor, weighed_by
        The author as logged, and the actor whose rate is shown: the same, but for an act whose author the record does not name.
    how
        `documented`, `drawn` or `added by the scenario`.
    count
        How often it was done that day.
    rate
        Events per day, after restraints.
    said
        What sources say that it answered; empty for an act that is not documented. Nothing of the model rests on it.
    """

    scenario: str
    world: int
    date: date
    actor: str
    weighed_by: str
    action: str
    how: str
    count: int
    rate: float
    motives: tuple[MotiveShare, ...]
    restraints: tuple[RestraintFactor, ...]
    said: tuple[Said, ...] = ()


def explain_event(model: EscalationModel, day: date | str, actor: str, action: str) -> Explanation:
    """Step a fresh model with one world up to a day and explain what an actor did then.

    Raises
    ------
    InputError
        If the model has several worlds or was stepped already, the day is not reported, or nobody of that name did it that day.
    """
    if model.worlds != 1 or model.clock != 0:
        raise InputError("explain_event needs a model with one world that was not stepped yet")
    _check(model, day, action)
    witness = Witness(model)
    while model.clock == 0 or model.day < day_number(day):
        model.step()
    log = model.event_log.events()
    events = log[(log["date"] == pd.Timestamp(str(as_day(day)))) & (log["actor"] == actor) & (log["action"] == action)]
    if events.empty:
        that_day = sorted(
            {f"{row.actor} {row.action}" for row in log[log["date"] == pd.Timestamp(str(as_day(day)))].itertuples()}
        )
        raise InputError(f"{actor} did not {action} on {as_day(day)} in this world; that day: {', '.join(that_day) or 'nothing'}")
    decision = _decision(model, actor, action)
    how = _how(model, decision)
    return Explanation(
        scenario=model.scenario.name,
        world=model.luck.first_world,
        date=date.fromisoformat(str(as_day(day))),
        actor=actor,
        weighed_by=decision.actor,
        action=action,
        how=how,
        count=int(events["count"].sum()),
        rate=at(decision.rate, 0),
        motives=_motives(model, decision, witness, log),
        restraints=_restraints(model, decision),
        said=_said(model, actor, action) if how == DOCUMENTED else (),
    )


def consequential(events: pd.DataFrame, most: int = 20) -> pd.DataFrame:
    """The events on the highest rungs, in the order of the log, whose index is the event's number.

    Harassment and words are listed only if nothing worse happened.
    """
    higher = events[events["rung"] > HARASSMENT]
    events = events if higher.empty else higher
    return events.sort_values("rung", kind="stable", ascending=False).head(most).sort_index()


def first_difference(stored: pd.DataFrame, again: pd.DataFrame) -> date | None:
    """The first day on which two logs of a world differ, within the days both hold; None if they agree.

    `cause` is left out: for an act of an unnamed author it is chosen over all the worlds that were run together.
    """
    keys = ["date", "actor", "action", "target", "count", "us_killed", "us_wounded", "militia_killed", "rung"]
    if stored.empty or again.empty:
        return None
    since, until = stored["date"].min(), again["date"].max()
    logs = [log.loc[log["date"].between(since, until), keys].reset_index(drop=True) for log in (stored, again)]
    for (_, ours), (_, theirs) in zip(logs[0].iterrows(), logs[1].iterrows(), strict=False):
        if list(ours) != list(theirs):
            return date.fromisoformat(str(min(ours["date"], theirs["date"]).date()))
    longer = max(logs, key=len)
    shorter = min(logs, key=len)
    return None if len(longer) == len(shorter) else date.fromisoformat(str(longer["date"].iloc[len(shorter)].date()))


def _check(model: EscalationModel, day: date | str, action: str) -> None:
    scenario = model.scenario
    if action not in DECISIONS:
        raise InputError(unknown("action", action, DECISIONS))
    try:
        when = as_day(day)
    except ValueError as error:
        raise InputError(f"{day!r} is not a day; write YYYY-MM-DD") from error
    if not as_day(scenario.start) <= when <= as_day(scenario.end):
        raise InputError(f"{when} is not reported by {scenario.name}; allowed: {scenario.start} to {scenario.end}")


def _decision(model: EscalationModel, actor: str, action: str) -> Decision:
    """The decision behind an act: its author's, or that of the likeliest possible author if the record names none."""
    options = {name: decision for (name, decided), decision in model.decisions().items() if decided == action}
    if actor in options:
        return options[actor]
    acts = [act for act in plain_acts(model.evidence) if act.day == model.day and act.decision == action]
    possible = {name for act in acts if actor in (act.actor, act.label) for name in act.candidates} & options.keys()
    if not possible:
        raise InputError(f"no rule of the model stands behind {action} by {actor}: it was put in by the scenario")
    return max((options[name] for name in sorted(possible)), key=lambda decision: at(decision.rate, 0))


def _how(model: EscalationModel, decision: Decision) -> str:
    today = model.edits.get(model.day, {}).get(decision.name, [])
    if any(act.added and act.actor in decision.actors for act in today):
        return "added by the scenario"
    branch = model.scenario.branch
    return DOCUMENTED if branch is None or model.day < day_number(branch) else "drawn"


def _said(model: EscalationModel, actor: str, action: str) -> tuple[Said, ...]:
    """What sources say that today's rows of this act answered."""
    links = load_links()
    today = [act for act in plain_acts(model.evidence) if act.day == model.day and act.decision == action]
    rows = dict.fromkeys(act.id for act in today if actor in (act.actor, act.label))
    return tuple(Said(link.id, link.cause, link.said_by, link.strength) for row in rows for link in links.causes(row))


# Motives and restraints -----------------------------------------------------------------------------------------------------


def _motives(model: EscalationModel, decision: Decision, witness: Witness, log: pd.DataFrame) -> tuple[MotiveShare, ...]:
    shares = decision.shares(0)
    values = {name: at(value, 0) for (name, _), value in zip(decision.motives, decision.motive_values, strict=True)}
    motives = []
    for name, term in decision.motives:
        note: Any = term.note  # type: ignore[attr-defined]
        parents = parents_of(model, decision, term, witness, log) if values[name] > 0 else ()
        motives.append(MotiveShare(name, values[name], shares.get(name, 0.0), note.sentence, note.source, parents))
    return tuple(sorted(motives, key=lambda motive: -motive.share))


def _restraints(model: EscalationModel, decision: Decision) -> tuple[RestraintFactor, ...]:
    factors = decision.factors(0)
    restraints = []
    for name, term in decision.restraints:
        note: Any = term.note  # type: ignore[attr-defined]
        restraints.append(RestraintFactor(name, factors[name], note.sentence, note.source))
    return tuple(sorted(restraints, key=lambda restraint: restraint.factor))
