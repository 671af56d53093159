"""Synthetic records: histories that the rules themselves bring about, in the form of a record.

Many worlds are simulated at once, each with parameters of its own; each world's history becomes an `Evidence` that can be
replayed and scored like the documented one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from sim.decision import Decision
from sim.environment import Environment
from sim.history.groups import HIT, members
from sim.history.marks import drawn_notice
from sim.history.sampled import Sampled
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.acts import Act, TruceTerms
from sim.record.evidence import Evidence, load_evidence
from sim.scenario import Scenario, load_scenario
from sim.tally import ATTACKS, LogEntry
from sim.vocabulary.decisions import MILITIAS
from sim.worlds import at, per_group, row_of

TRUCES = ("announce_truce", "end_truce")


class Kept(Sampled):
    """Counts drawn from the rates, and everything that happened kept by world as acts.

    Attributes
    ----------
    acts
        One list of acts for each world.
    """

    def __init__(self, worlds: int, named: bool) -> None:
        super().__init__()
        self.acts: list[list[Act]] = [[] for _ in range(worlds)]
        self.named = named

    def resolve(self, environment: Environment, decisions: Sequence[Decision]) -> list[LogEntry]:
        """Draw every decision of this phase and keep what happened."""
        entries = super().resolve(environment, decisions)
        for entry in entries:
            counts = np.broadcast_to(np.asarray(entry.count), (len(entry.actors), environment.worlds))
            for row, world in np.argwhere(counts > 0):
                self.acts[world] += self._acts(environment, entry, int(counts[row, world]), int(row), int(world))
        return entries

    def _acts(self, environment: Environment, entry: LogEntry, count: int, row: int, world: int) -> list[Act]:
        """`count` acts that share the day's marks: only their sums matter to any memory."""
        known = self.named or entry.name not in ATTACKS
        author = entry.actors[row]
        actor = author if known else ""
        act = Act(
            id=f"{np.datetime64(environment.day, 'D')}-{author}-{entry.name}",
            day=environment.day,
            actor=actor,
            candidates=(actor,) if known else tuple(MILITIAS),
            decision=entry.name,
            marks={name: value / count for name, value in _marks(entry, row, world) if value},
        )
        terms = _terms(environment, entry, row, world) if entry.name in TRUCES else None
        return [dataclasses.replace(act, terms=terms if j == 0 else None) for j in range(count)]


def _marks(entry: LogEntry, row: int, world: int) -> Iterator[tuple[str, float]]:
    """The marks of one author's acts in one world, in the words of the record: `hit_<group>` for the groups hit."""
    for name, value in entry.marks.items():
        if name == "hit":
            yield from ((f"{HIT}{group}", at(row_of(value, number), world)) for number, group in enumerate(MILITIAS))
        else:
            yield name, at(row_of(value, row), world)


def _terms(environment: Environment, entry: LogEntry, row: int, world: int) -> TruceTerms:
    """What a truce drawn in the model says, in the words of the record."""
    own = members((entry.actors[row],)).astype(np.float64)
    general = at(row_of(entry.marks.get("general", 0.0), row), world)
    scope = per_group(drawn_notice(environment, own, own * general).scope, len(MILITIAS))
    return TruceTerms({group: float(weight) for group, weight in zip(MILITIAS, scope[:, 0], strict=True) if weight > 0})


def synthetic_records(
    parameters: Parameters, worlds: int, window: tuple[date, date], seed: int, *, named: bool = False
) -> list[Evidence]:
    """One record for each world, over a window that begins with empty memories.

    Parameters
    ----------
    parameters
        Numbers, or arrays of shape `(worlds,)`.
    named
        Whether the record names the authors of attacks; if not, any militia may have done each of them.

    Returns
    -------
    Evidence with the project's own contexts and reporting probabilities, and the acts of each world.
    """
    own = load_evidence()
    scenario = load_scenario("documented").edit(start=window[0], end=window[1], branch=window[0], luck="fresh")
    model = EscalationModel(scenario, worlds=worlds, rng=seed, parameters=parameters, keep_log=False)
    kept = Kept(worlds, named)
    model.history = kept
    for _ in model.run():
        pass
    model.close()
    return [dataclasses.replace(own, acts=tuple(acts), record_sha256="synthetic", rows={}) for acts in kept.acts]


def empty_start(window: tuple[date, date]) -> Scenario:
    """The replay of such a record: documented, with no days before the window."""
    return load_scenario("documented").edit(start=window[0], end=window[1], warm_up=0)
