"""Whether the names in a scenario exist: actors, decisions, parameters, mechanisms, contexts, measures, events."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from sim.errors import ParameterError, RecordError, unknown
from sim.record.schema import COUNTRIES, RECORD_ACTORS, TARGETS
from sim.scenario.faults import Fault
from sim.scenario.fields import ScenarioFields
from sim.scenario.interventions import (
    EVENT_ACTIONS,
    AddEvent,
    ContextChange,
    EditEvent,
    Forbid,
    Intervention,
    RemoveActor,
    RemoveEvent,
    Set,
)
from sim.vocabulary.decisions import ACTORS, DECISIONS, MILITIAS, decisions_of
from sim.vocabulary.measures import MEASURES
from sim.vocabulary.mechanisms import MECHANISMS
from sim.yaml_lines import Place

A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AN_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z]")


def vocabulary_faults(scenario: ScenarioFields) -> Iterator[Fault]:
    """Every name in a scenario that does not exist, and every event that cannot be changed from its branch on."""
    yield from _covered(scenario)
    yield from _listed(("switch_off",), "mechanism", scenario.switch_off, MECHANISMS)
    yield from _listed(("watch",), "measure", scenario.watch, MEASURES)
    for at, source in enumerate(scenario.sources):
        if AN_ID.match(source) and source not in _event_days():
            yield Fault(("sources", at), unknown("event", source, _nearby(source)))
    for at, item in enumerate(scenario.interventions):
        yield from CHECKS[type(item)](scenario, ("interventions", at, item.kind), item)


def _covered(scenario: ScenarioFields) -> Iterator[Fault]:
    """Days that are documented, or whose luck is abducted from what happened, must be days that the record covers."""
    from sim.record.windows import load_windows

    window = load_windows()["record"]
    allowed = f"the record covers {window.since} to {window.until}; allowed beyond it: a branch on the first day with luck: fresh"
    if scenario.start < window.since and not scenario.is_free:
        yield Fault(("start",), f"start {scenario.start} is too early: {allowed}")
    if scenario.end > window.until and scenario.luck == "abducted":
        yield Fault(("end",), f"end {scenario.end} is too late: {allowed.replace('a branch on the first day with ', '')}")


def _listed(place: Place, kind: str, names: Iterable[str], allowed: Iterable[str]) -> Iterator[Fault]:
    for at, name in enumerate(names):
        if name not in allowed:
            yield Fault((*place, at), unknown(kind, name, allowed))


@functools.cache
def _event_days() -> dict[str, date | None]:
    """The day of every event of the record, by id; None for a row that documents no decision of the model."""
    from sim.record.coding import code_record, load_coding  # here, because pandas and the record take a while to load
    from sim.record.incidents import load_record

    record = load_record()
    days: dict[str, date | None] = dict.fromkeys(record.incidents["id"])
    return days | {act.id: act.date for act in code_record(record, load_coding())}


@functools.cache
def _uncoded() -> dict[str, str]:
    """Why a row documents no decision of the model, by id."""
    from sim.record.coding import load_coding, uncoded
    from sim.record.incidents import load_record

    rest = uncoded(load_record(), load_coding())
    return {str(key): str(reason) for key, reason in zip(rest["id"], rest["reason"], strict=True)}


def _nearby(name: str) -> list[str]:
    """The nearest ids and those of the same month: a short list teaches more than nine hundred names."""
    near = difflib.get_close_matches(name, _event_days(), n=2, cutoff=0.4)
    return list(dict.fromkeys([*near, *(key for key in _event_days() if key[:7] == name[:7])])) or list(_event_days())


def _event(scenario: ScenarioFields, place: Place, item: Intervention) -> Iterator[Fault]:
    """An event that is removed or edited stands in the record, on a simulated day."""
    assert isinstance(item, (RemoveEvent, EditEvent))
    if item.id not in _event_days():
        yield Fault((*place, "id"), unknown("event", item.id, _nearby(item.id)))
        return
    found = list(_words(place, item))
    yield from found
    first, day = scenario.branch or scenario.start, _event_days()[item.id]
    if day is None:
        message = f"event {item.id} is no decision of the model, so changing it changes nothing ({_uncoded()[item.id]})"
        yield Fault((*place, "id"), f"{message}; allowed: an event that is coded")
    elif not first <= day <= scenario.end:
        yield Fault((*place, "id"), f"event {item.id} is not on a simulated day; allowed: {first} (the branch) to {scenario.end}")
    elif isinstance(item, EditEvent) and not found:
        yield from _kept(place, item)


def _kept(place: Place, item: EditEvent) -> Iterator[Fault]:
    """An edited event stays the decision it was."""
    from sim.record.coding import code_row, load_coding
    from sim.record.incidents import load_record

    incidents = load_record().incidents
    row = {str(key): value for key, value in incidents[incidents["id"] == item.id].iloc[0].items()}
    before = {act.decision for act in code_row(row, load_coding())}
    try:
        after = {act.decision for act in code_row({**row, **item.changes}, load_coding())}
    except RecordError as error:
        yield Fault(place, f"edit_event {item.id}: {error}")
        return
    if after != before:
        yield Fault(
            place, f"edit_event {item.id} makes it {', '.join(after)}; allowed: changes that leave it {', '.join(before)}"
        )


def _addition(scenario: ScenarioFields, place: Place, item: Intervention) -> Iterator[Fault]:
    """A new event is said in the record's words."""
    assert isinstance(item, AddEvent)
    found = [*_terms(place, item), *_words(place, item)]
    yield from found
    if not found:
        yield from _coded(place, item)


def _terms(place: Place, item: AddEvent) -> Iterator[Fault]:
    """Who does what to whom, and the terms of a truce."""
    named = {"actor": (item.actor, ACTORS), "action": (item.action, EVENT_ACTIONS), "target": (item.target, TARGETS)}
    for key, (name, allowed) in named.items():
        if name not in allowed:
            yield Fault((*place, key), unknown(key, name, allowed))
    if item.actor in ACTORS and item.action in DECISIONS and item.action not in decisions_of(item.actor):
        yield Fault((*place, "action"), _not_theirs(item.actor, item.action))
    yield from _listed((*place, "scope"), "militia", item.scope, MILITIAS)
    yield from _listed((*place, "covers"), "decision", item.covers, ("attack_base", "attack_convoy"))
    yield from _truce_end((*place, "until"), item.until)


def _truce_end(place: Place, until: str) -> Iterator[Fault]:
    """A truce holds until a day, or while a context lasts."""
    from sim.record.contexts import load_contexts

    names = load_contexts().names
    if until and until not in names and not _is_day(until):
        yield Fault(place, f"{unknown('end of a truce', until, names)}; or a day such as 2020-10-31")


def _is_day(text: str) -> bool:
    try:
        return bool(A_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _coded(place: Place, item: AddEvent) -> Iterator[Fault]:
    """The rules that code the record make a decision of it."""
    from sim.record.coding import code_row, load_coding

    try:
        code_row(item.row(), load_coding())
    except RecordError as error:
        yield Fault((*place, "action"), str(error))


def _words(place: Place, item: EditEvent | AddEvent | RemoveEvent) -> Iterator[Fault]:
    """Country and groups hit, if stated, are words of the codebook; several groups are parted by semicolons."""
    country, groups = getattr(item, "country", None), getattr(item, "target_group", None) or ""
    if country is not None and country not in COUNTRIES:
        yield Fault((*place, "country"), unknown("country", country, COUNTRIES))
    for group in filter(None, groups.split(";")):
        if group not in RECORD_ACTORS:
            yield Fault((*place, "target_group"), unknown("group", group, RECORD_ACTORS))


def _actor(scenario: ScenarioFields, place: Place, item: Intervention) -> Iterator[Fault]:
    assert isinstance(item, (Forbid, RemoveActor))
    if item.actor not in ACTORS:
        yield Fault((*place, "actor"), unknown("actor", item.actor, ACTORS))


def _prohibition(scenario: ScenarioFields, place: Place, item: Intervention) -> Iterator[Fault]:
    """The actor exists, the decision exists, and it is the actor's to take."""
    assert isinstance(item, Forbid)
    yield from _actor(scenario, place, item)
    if item.decision not in DECISIONS:
        own = decisions_of(item.actor) if item.actor in ACTORS else DECISIONS
        yield Fault((*place, "decision"), unknown("decision", item.decision, own))
    elif item.actor in ACTORS and item.decision not in decisions_of(item.actor):
        yield Fault((*place, "decision"), _not_theirs(item.actor, item.decision))


def _not_theirs(actor: str, decision: str) -> str:
    return f"{actor} has no decision {decision!r}; allowed: {', '.join(decisions_of(actor))}"


def _setting(scenario: ScenarioFields, place: Place, item: Intervention) -> Iterator[Fault]:
    """The parameter exists and the value lies within its bounds."""
    assert isinstance(item, Set)
    from sim.parameters import load_parameters

    parameters = load_parameters()
    if item.parameter not in parameters.names:
        yield Fault((*place, "parameter"), unknown("parameter", item.parameter, parameters.names))
        return
    try:
        parameters.check(item.parameter, item.value)
    except ParameterError as error:
        yield Fault((*place, "value"), str(error))


def _circumstance(scenario: ScenarioFields, place: Place, item: Intervention) -> Iterator[Fault]:
    assert isinstance(item, ContextChange)
    from sim.record.contexts import load_contexts

    names = load_contexts().names
    if item.name not in names:
        yield Fault((*place, "name"), unknown("context", item.name, names))


CHECKS: dict[type[Intervention], Callable[[ScenarioFields, Place, Intervention], Iterator[Fault]]] = {
    RemoveEvent: _event,
    EditEvent: _event,
    AddEvent: _addition,
    Forbid: _prohibition,
    Set: _setting,
    ContextChange: _circumstance,
    RemoveActor: _actor,
}
