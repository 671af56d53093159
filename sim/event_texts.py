"""The words of the event table, kept as numbers: authors, targets, countries, causes, the names that acts were claimed under."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from sim.tally import LogEntry
from sim.types import Floats, Ints, Number
from sim.vocabulary.decisions import ACTION_TYPE, MILITIAS
from sim.vocabulary.front_names import CLAIM_NAMES
from sim.worlds import chosen, is_nothing

Column = Callable[[Number], Floats]
"""The entries of a value for the authors and worlds in which something came about."""
IRAQ, ABROAD, BOTH, IRAN = "Iraq", "Syria", "Iraq;Syria", "Iran"
"""Where an act of force fell, in the words of the record; one drawn in the model that fell abroad counts for Syria."""
PLACED = ("strike", "counter_fire", "kill_leader")
"""Acts that fall abroad unless they fall in Iraq."""


class Texts:
    """Numbers that stand for texts, in the order in which they came up."""

    def __init__(self, groups: tuple[str, ...] = MILITIAS) -> None:
        self._groups = groups
        self._codes: dict[str, int] = {}
        self._known: dict[tuple[str, ...], Ints] = {}

    def __iter__(self) -> Iterator[str]:
        """The texts by their numbers, from 0 on."""
        return iter(self._codes)

    def code(self, text: str) -> int:
        """The number that stands for a text."""
        return self._codes.setdefault(text, len(self._codes))

    def coded(self, texts: tuple[str, ...]) -> Ints:
        """The numbers that stand for some texts, kept for the next time."""
        if texts not in self._known:
            self._known[texts] = np.array([self.code(text) for text in texts], dtype=np.int64)
        return self._known[texts]

    def targets(self, entry: LogEntry, worlds: Ints) -> Ints:
        """The group hit where one was, Iran where its commander was, else the action's usual target."""
        usual = ACTION_TYPE[entry.name].target
        targets = np.full(worlds.shape, self.code(usual))
        hit = entry.marks.get("hit", 0.0)
        if usual == "militia" and not is_nothing(hit):
            struck = np.asarray(hit)[:, worlds if np.shape(hit)[1] > 1 else np.zeros_like(worlds)] > 0
            last = len(self._groups) - 1 - np.argmax(struck[::-1], axis=0)
            targets = np.where(struck.any(axis=0), self.coded(self._groups)[last], targets)
        commander = entry.marks.get("of_commander", 0.0)
        if not is_nothing(commander):
            targets = np.where(np.asarray(chosen(commander, worlds, worlds)) > 0, self.code("iran"), targets)
        return targets

    def countries(self, entry: LogEntry, column: Column) -> Ints:
        """Where an act of force fell: as documented, else by its marks; empty for words and whatever else has no place."""
        here, there = entry.marks.get("in_iraq", 0.0), entry.marks.get("abroad", 0.0)
        neither = ABROAD if entry.name in PLACED else ""
        if entry.country or entry.name == "strike_iran":
            return np.full(column(0.0).shape, self.code(entry.country or IRAN))
        if is_nothing(here) and is_nothing(there):
            return np.full(column(0.0).shape, self.code(neither))
        in_iraq, abroad = column(here) > 0, column(there) > 0
        codes: Ints = self.coded((neither, IRAQ, ABROAD, BOTH))[in_iraq.astype(np.int64) + 2 * abroad.astype(np.int64)]
        return codes

    def claims(self, entry: LogEntry, rows: Ints, column: Column) -> Ints:
        """The name the act was claimed under: as documented, else as drawn."""
        labels = self.coded(entry.labels)[rows]
        claim = entry.marks.get("claim", 0.0)
        if is_nothing(claim):
            return labels
        return np.where(labels != self.code(""), labels, self.coded(CLAIM_NAMES)[column(claim).astype(np.int64)])

    def causes(self, entry: LogEntry, worlds: Ints) -> Ints:
        """The motive that the act came from, by world; empty for an act put in by the scenario, or that no motive explains."""
        decision = entry.decision
        motives = entry.motives if entry.came_of is None else entry.came_of[0][worlds]
        if decision is None or motives is None or not decision.motive_names:
            return np.full(worlds.shape, self.code(""))
        return self.coded((*decision.motive_names, ""))[motives]
