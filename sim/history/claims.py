"""Claims: under which of the front names, if any, a group claims an attack.

Front names appear in the record from March 2020 on, after the killing of Soleimani and Muhandis (record-notes-2020); in the
campaign of 2023-24 the groups of the umbrella claim as the Islamic Resistance in Iraq. A claim changes no rate: it is a label in
the log.
"""

from __future__ import annotations

import functools
from datetime import date

import numpy as np

from sim.environment import Environment
from sim.history.acted import Acted
from sim.luck import split
from sim.record.coding import load_coding
from sim.types import Floats, Ints
from sim.vocabulary.front_names import CLAIM_NAMES, FRONT_NAMES, UMBRELLA

_coding = functools.cache(load_coding)
_PART = 1 << 20  # far from the parts that an attack's other marks use


@functools.cache
def front_names_of(group: str) -> Ints:
    """Numbers of the front names that a group may stand behind, by the rules that code the record."""
    candidates = _coding().candidates
    return np.array([CLAIM_NAMES.index(name) for name in FRONT_NAMES if group in candidates(name, date.max)], dtype=np.int64)


@functools.cache
def _front_names(groups: tuple[str, ...]) -> tuple[Ints, Ints]:
    """How many front names each group has, shape `(groups,)`, and their numbers, shape `(groups, most)`, filled up with 0."""
    names = [front_names_of(group) for group in groups]
    table = np.zeros((len(names), max(len(row) for row in names)), dtype=np.int64)
    for row, numbers in zip(table, names, strict=True):
        row[: len(numbers)] = numbers
    return np.array([len(row) for row in names]), table


def draw_claims(environment: Environment, acted: Acted) -> Floats:
    """Numbers of the names claimed under, for each group's acts in the worlds where it acted; shape `(acted,)`."""
    p, traits = environment.parameters.owned_by("militia"), environment.parameters.by_group(environment.group_names)
    u = split(acted.bits, _PART)
    how_many, table = _front_names(environment.group_names)
    n = how_many[acted.rows]
    slot = np.minimum((split(acted.bits, _PART + 1) * n).astype(np.int64), np.maximum(n - 1, 0))
    hidden = acted.at(p.front_name_claims) * (1.0 - np.asarray(acted.at(environment.scene.commander_alive)))
    claims = np.where((u < hidden) & (n > 0), table[acted.rows, slot], 0)
    if environment.context("gaza_war") > 0:
        under_umbrella = np.where(u < acted.at(p.umbrella_claims), CLAIM_NAMES.index(UMBRELLA), 0)
        claims = np.where(np.asarray(acted.at(traits.share_of_gaza)) > 0, under_umbrella, claims)
    return np.asarray(claims, dtype=np.float64)
