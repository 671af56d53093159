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
from sim.luck import Bits, split
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


def draw_claims(environment: Environment, group: str, worlds: Ints, bits: Bits) -> Floats:
    """Numbers of the names claimed under, in the worlds given; shape `(acted,)`."""
    p, militia = environment.parameters.owned_by("militia"), environment.parameters.values

    def at(value: object) -> Floats:
        array = np.asarray(value, dtype=np.float64)
        return array[worlds] if array.ndim else array

    if environment.context("gaza_war") > 0 and np.any(np.asarray(militia[f"{group}.share_of_gaza"]) > 0):
        return np.where(split(bits, _PART) < at(p.umbrella_claims), float(CLAIM_NAMES.index(UMBRELLA)), 0.0)
    fronts = front_names_of(group)
    hidden = at(p.front_name_claims) * (1.0 - at(environment.scene.commander_alive))
    if not fronts.size or not hidden.any():
        return np.zeros(bits.shape)
    chosen = fronts[np.minimum((split(bits, _PART + 1) * fronts.size).astype(np.int64), fronts.size - 1)]
    return np.where(split(bits, _PART) < hidden, chosen.astype(np.float64), 0.0)
