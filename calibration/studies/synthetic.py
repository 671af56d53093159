"""Synthetic records: histories that the rules themselves bring about, in the form of a record.

Many worlds are simulated at once, each with parameters of its own; each world's history becomes an `Evidence` that can be
replayed and scored like the documented one. Their posterior is found as `posterior_of` finds it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.fit.importance import Weighted, adapt
from calibration.fit.likelihood import log_likelihoods
from calibration.fit.parameter_space import Space
from sim.decision import Decision
from sim.environment import Environment
from sim.history.acted import Acted
from sim.history.groups import HIT, members
from sim.history.marks import draw_marks, drawn_notice
from sim.history.outcome import LOG_ONLY, TRUCES
from sim.history.pools import History
from sim.history.sampled import Sampled
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.acts import Act, TruceTerms
from sim.record.evidence import Evidence, load_evidence
from sim.record.links import NO_LINKS
from sim.scenario import Scenario, load_scenario
from sim.tally import ATTACKS, LogEntry, Tally
from sim.types import Floats, Number
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import at, per_group, row_of

Daily = NDArray[np.int32]
"""Counts by day and measure (`sim.event_log.DAILY`), shape `(days, measures, ...)`."""
LEAST = -1e9
"""Stands for the log likelihood of what is impossible, so that weights stay numbers."""


class Kept:
    """A history that draws, with everything that happened kept by world as acts.

    Attributes
    ----------
    acts
        One list of acts for each world, in the order of the days.
    whose
        For each world, the true author of every act by its id: an act of a record may name none.
    """

    def __init__(self, history: History, worlds: int, named: bool) -> None:
        self.history = history
        self.log_probability: dict[str, Number] = history.log_probability
        self.acts: list[list[Act]] = [[] for _ in range(worlds)]
        self.whose: list[dict[str, str]] = [{} for _ in range(worlds)]
        self.named = named

    def begin(self, environment: Environment, yesterday: Tally) -> None:
        """A day begins, for the history that draws."""
        self.history.begin(environment, yesterday)

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Draw every decision of this phase and keep what happened."""
        entries = self.history.resolve(environment, decisions)
        numbers: Counter[tuple[int, str]] = Counter()
        for entry in entries:
            counts = np.broadcast_to(np.asarray(entry.count), (len(entry.actors), environment.worlds))
            for row, world in np.argwhere(counts > 0):
                for slot in range(int(counts[row, world])):
                    numbers[world, entry.name] += 1
                    self._keep(environment, entry, slot, int(row), int(world), numbers[world, entry.name])
        return entries

    def _keep(self, environment: Environment, entry: LogEntry, slot: int, row: int, world: int, number: int) -> None:
        """Keep the author's act of that slot; `number` is its own among the day's acts of this kind, whoever did them."""
        known = self.named or entry.name not in ATTACKS
        author = entry.actors[row]
        actor = author if known else ""
        act = Act(
            id=f"{np.datetime64(environment.day, 'D')}-{entry.name}-{number}",
            day=environment.day,
            actor=actor,
            candidates=(actor,) if known else tuple(MILITIAS),
            decision=entry.name,
            marks=_marks_of_slot(environment, entry, slot, row, world),
            terms=_terms(environment, entry, row, world) if entry.name in TRUCES and slot == 0 else None,
        )
        self.acts[world].append(act)
        self.whose[world][act.id] = author


def _marks_of_slot(environment: Environment, entry: LogEntry, slot: int, row: int, world: int) -> Mapping[str, float]:
    """The marks of one of an author's acts of a day: those of attacks are drawn slot by slot, others share the day's."""
    count = at(row_of(entry.count, row), world)
    if count == 1.0 or entry.decision is None or entry.name not in ATTACKS:
        return {name: value / count for name, value in _marks(entry, row, world) if value}
    acted = Acted(np.array([row]), np.array([world]), np.ones(1), np.array([float(slot)]))
    drawn = draw_marks(environment, entry.decision, acted)
    own = {name: at(row_of(value, row), world) for name, value in drawn.items() if name not in LOG_ONLY}
    return {name: value for name, value in own.items() if value}


def _marks(entry: LogEntry, row: int, world: int) -> Iterator[tuple[str, float]]:
    """The marks of one author's acts in one world, in the words of the record: `hit_<group>` for the groups hit."""
    for name, value in entry.marks.items():
        if name == "hit":
            yield from ((f"{HIT}{group}", at(row_of(value, number), world)) for number, group in enumerate(MILITIAS))
        elif name not in LOG_ONLY:
            yield name, at(row_of(value, row), world)


def _terms(environment: Environment, entry: LogEntry, row: int, world: int) -> TruceTerms:
    """What a truce drawn in the model says, in the words of the record."""
    own = members((entry.actors[row],)).astype(np.float64)
    general = at(row_of(entry.marks.get("general", 0.0), row), world)
    scope = per_group(drawn_notice(environment, own, own * general).scope, len(MILITIAS))
    return TruceTerms({group: float(weight) for group, weight in zip(MILITIAS, scope[:, 0], strict=True) if weight > 0})


def simulated(
    parameters: Parameters,
    worlds: int,
    window: tuple[date, date],
    seed: int,
    *,
    first_world: int = 0,
    named: bool = False,
    history: History | None = None,
    interventions: Sequence[Mapping[str, Any]] = (),
) -> tuple[Daily, Kept]:
    """Simulate worlds over a window that begins with empty memories, all luck keyed by (seed, world).

    Parameters
    ----------
    history
        What draws; by default counts by inversion.
    interventions
        In the YAML form; their names are not checked.

    Returns
    -------
    Counts by day, measure (`sim.event_log.DAILY`) and world, shape `(days, measures, worlds)`; and what was kept.
    """
    changes = {"start": window[0], "end": window[1], "branch": window[0], "luck": "fresh", "interventions": list(interventions)}
    scenario = load_scenario("documented").edit(check=False, **changes)
    model = EscalationModel(scenario, worlds=worlds, rng=seed, parameters=parameters, first_world=first_world)
    kept = Kept(Sampled() if history is None else history, worlds, named)
    model.history = kept
    for _ in model.run():
        pass
    model.close()
    return model.event_log.daily, kept


def as_evidence(acts: Sequence[Act]) -> Evidence:
    """A record of these acts, with the project's own contexts and reporting probabilities; nothing is said of causes."""
    return dataclasses.replace(load_evidence(), acts=tuple(acts), record_sha256="synthetic", rows={}, links=NO_LINKS)


def with_authors(record: Evidence, whose: Mapping[str, str]) -> Evidence:
    """The record with the true author of every act named, by its id."""
    named = (dataclasses.replace(act, actor=whose[act.id], candidates=(whose[act.id],)) for act in record.acts)
    return dataclasses.replace(record, acts=tuple(named))


def empty_start(window: tuple[date, date], **changes: Any) -> Scenario:
    """The replay of such a record: documented, with no days before the window; `changes` are not checked for names."""
    return load_scenario("documented").edit(check=False, start=window[0], end=window[1], warm_up=0, **changes)


def posterior_of(
    record: Evidence, space: Space, window: tuple[date, date], rng: np.random.Generator, *, draws: int, rounds: int
) -> Weighted:
    """The posterior of the free parameters given a synthetic record: its replay likelihood, as for the real one.

    Adaptive importance sampling, at most `rounds` rounds of `draws` likelihoods.
    """
    scenario = empty_start(window)

    def like(theta: Floats) -> Floats:
        by_decision = log_likelihoods(space.parameters(theta), len(theta), scenario, record)
        total = np.sum(list(by_decision.values()), axis=0)
        return np.where(np.isfinite(total), total, LEAST)

    return adapt(like, len(space.names), rng, draws=draws, rounds=rounds)
