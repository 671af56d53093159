"""Why an event happened: what it came from, and what that came from; its rate, the motives with their shares, the restraints.

The world is run again, alone, with the same seed: it comes out the same. How sure a cause is, the shares of the motives tell: by
the rules alone for an act that was drawn, and for a documented one weighed by what sources say of it, as its cause was drawn
(`sim.history.causes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sim.decision import Decision
from sim.errors import InputError, unknown
from sim.explain.attribution import Weighed, collector
from sim.explain.chain import Step, chain_of
from sim.explain.kinds import kind_of
from sim.explain.parents import Parent, parents_of
from sim.model import EscalationModel
from sim.order import POLICY
from sim.record.acts import day_number
from sim.scenario.edits import plain_acts
from sim.types import as_day
from sim.vocabulary.decisions import DECISIONS
from sim.worlds import at

DOCUMENTED, KEPT, DRAWN, ADDED = "documented", "kept from the record", "drawn", "added by the scenario"
MOVED = "moved by the scenario"
HANDED_OVER = f"{KEPT}, by another author"
Weighing = Mapping[tuple[str, str], Mapping[str, float]]
"""By id and decision of a documented act, the share of each motive in it."""


@dataclass(frozen=True)
class MotiveShare:
    """A motive, and how probably the event came from it.

    Attributes
    ----------
    kind
        `standing`, `context`, `act` or `policy`.
    per_day
        Events a day, before restraints.
    prior, share
        Probability that the event came from it: by the rules alone; and weighed by what sources say of a documented act, if
        anything.
    parents
        The earlier events that it feels, those with most weight first.
    """

    name: str
    kind: str
    per_day: float
    prior: float
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
    event, record_id
        Its number in the world, and the row of the record that it is; empty for one that was not documented.
    how
        `documented`, `kept from the record` (after a branch; if the scenario says so, `by another author`), `drawn`, `added by
        the scenario`, or `moved` by it to this day.
    count
        How often it was done that day.
    rate
        Events per day, after restraints.
    cause, answered
        What it came from in this world, and the number of the event that it answered; empty and None if there is none.
    chain
        That cause, its cause and so on, the event itself first.
    said
        What sources say that it answered; empty for an act that is not documented, or that a policy has done here.
    switched_off
        The mechanisms that a scenario leaves out of this actor's rules that day.
    """

    scenario: str
    world: int
    date: date
    actor: str
    weighed_by: str
    action: str
    event: int
    record_id: str
    how: str
    count: int
    rate: float
    cause: str
    answered: int | None
    chain: tuple[Step, ...]
    motives: tuple[MotiveShare, ...]
    restraints: tuple[RestraintFactor, ...]
    said: tuple[Said, ...] = ()
    switched_off: tuple[str, ...] = ()

    @property
    def said_once(self) -> tuple[Said, ...]:
        """The same without what is said again of another row of the act."""
        return tuple({(each.cause, each.said_by, each.strength): each for each in reversed(self.said)}.values())[::-1]


def explain_event(
    model: EscalationModel,
    day: date | str,
    actor: str,
    action: str,
    *,
    number: int | None = None,
    stored: pd.DataFrame | None = None,
) -> Explanation:
    """Step a fresh model with one world up to a day and explain what an actor did then.

    Parameters
    ----------
    number
        Of the event, where the actor did it several times that day; by default the first.
    stored
        The events of this world as a run wrote them, whose causes are shown.

    Raises
    ------
    InputError
        If the model has several worlds or was stepped already, the day is not reported, or nobody of that name did it that day.
    """
    if model.worlds != 1 or model.clock != 0:
        raise InputError("explain_event needs a model with one world that was not stepped yet")
    _check(model, day, action)
    weighed = stepped(model, day_number(day))
    log = with_stored(model.event_log.events(), stored)
    return explained(model, log, _found(log, as_day(day), actor, action, number), weighed)


def explained(model: EscalationModel, log: pd.DataFrame, event: int, weighed: Weighing) -> Explanation:
    """Explain an event of the day that a model of one world was stepped through last.

    `log` holds this world's events so far, `weighed` is what `stepped` gave. Raises `InputError` if no rule stands behind it.
    """
    row: Any = log.iloc[event]
    actor, action = str(row["actor"]), str(row["action"])
    decision = _decision(model, actor, action)
    how = _how(model, decision, row["record_id"])
    chain = chain_of(log, event)
    by_policy = row["cause"] == POLICY
    same = log[(log["date"] == row["date"]) & (log["actor"] == actor) & (log["action"] == action)]
    return Explanation(
        scenario=model.scenario.name,
        world=model.luck.first_world,
        date=chain[0].date,
        actor=actor,
        weighed_by=decision.actor,
        action=action,
        event=event,
        record_id=row["record_id"],
        how=how,
        count=int(same["count"].sum()),
        rate=at(decision.rate, 0),
        cause=row["cause"],
        answered=chain[0].answers,
        chain=chain,
        motives=_motives(model, decision, log, event, {} if by_policy else weighed.get((row["record_id"], action), {})),
        restraints=restraints_of(decision),
        switched_off=model.off.of_actor(decision.actor),
        said=_said(model, row["record_id"], action) if how in (DOCUMENTED, KEPT, HANDED_OVER) and not by_policy else (),
    )


def stepped(model: EscalationModel, day: int) -> Weighing:
    """Step a model through a day; by id and decision what its documented acts came from, each motive with its share."""
    weighed: list[Weighed] = []
    while model.clock == 0 or model.day < day:
        if day_number(model.days[model.clock]) == day:
            model.tracing.on_trace = collector(model.tracing, weighed)
        model.step()
    return {(act.id, act.decision): shares for act, shares, _ in weighed}


def with_stored(log: pd.DataFrame, stored: pd.DataFrame | None) -> pd.DataFrame:
    """The log with the causes that a run has stored: those of drawn acts are found once a run is over."""
    if stored is None:
        return log
    return log.assign(**{name: stored[name].reset_index(drop=True).reindex(log.index) for name in ("cause", "cause_event")})


def _found(log: pd.DataFrame, day: Any, actor: str, action: str, number: int | None) -> int:
    """The number of the event that is asked for."""
    today = log[log["date"] == pd.Timestamp(str(day))]
    events = today.index[(today["actor"] == actor) & (today["action"] == action)]
    if events.empty:
        that_day = sorted({f"{row.actor} {row.action}" for row in today.itertuples()})
        raise InputError(f"{actor} did not {action} on {day} in this world; that day: {', '.join(that_day) or 'nothing'}")
    return int(events[0]) if number is None or number not in events else number


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


def _how(model: EscalationModel, decision: Decision, record_id: str) -> str:
    today = model.edits.get(model.day, {}).get(decision.name, [])
    if any(act.added and act.id == record_id for act in today):
        return MOVED if any(act.id == record_id and act.day != model.day for act in model.evidence.acts) else ADDED
    branch = model.scenario.branch
    if branch is None or model.day < day_number(branch):
        return DOCUMENTED
    authors = {act.actor for act in plain_acts(model.evidence) if act.id == record_id and act.decision == decision.name}
    if any(act.id == record_id and act.actor not in authors for act in today):
        return HANDED_OVER
    return KEPT if record_id else DRAWN


def _said(model: EscalationModel, record_id: str, action: str) -> tuple[Said, ...]:
    """What sources say that the rows of this act answered."""
    today = model.documented.acts.get(model.day, {}).get(action, [])
    rows = [row for act in today if act.id == record_id for row in act.rows]
    links = [link for row in rows for link in model.evidence.links.causes(row)]
    return tuple(Said(link.id, link.cause, link.said_by, link.strength) for link in links)


# Motives and restraints -----------------------------------------------------------------------------------------------------


def _motives(
    model: EscalationModel, decision: Decision, log: pd.DataFrame, event: int, weighed: Mapping[str, float]
) -> tuple[MotiveShare, ...]:
    """`weighed` is what a documented act came from, each motive with its share; empty for others."""
    priors = decision.shares(0)
    motives = []
    for name, note, value in zip(decision.motive_names, decision.notes, decision.motive_values, strict=True):
        prior = priors.get(name, 0.0)
        share = weighed.get(name, 0.0) if weighed else prior
        parents = parents_of(model, log, event, name) if note.answers and at(value, 0) > 0 else ()
        motives.append(MotiveShare(name, kind_of(note), at(value, 0), prior, share, note.sentence, note.source, parents))
    return tuple(sorted(motives, key=lambda motive: -motive.share))


def restraints_of(decision: Decision) -> tuple[RestraintFactor, ...]:
    """All restraints of a decision as it was weighed last, in the first world; what holds back most comes first."""
    factors = decision.factors(0)
    restraints = []
    for name, term in decision.restraints:
        note: Any = term.note  # type: ignore[attr-defined]
        restraints.append(RestraintFactor(name, factors[name], note.sentence, note.source))
    return tuple(sorted(restraints, key=lambda restraint: restraint.factor))
