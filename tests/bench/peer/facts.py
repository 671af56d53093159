"""What the peer takes from outside its rules: dated facts day by day, front names, and one draw of the parameters."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import numpy as np

from sim.record import load_coding, load_contexts, load_reporting

GROUPS = (
    "kataib_hezbollah", "asaib_ahl_al_haq", "harakat_al_nujaba", "kataib_sayyid_al_shuhada", "badr", "kataib_imam_ali",
    "ansar_allah_al_awfiya", "thar_allah", "liwa_al_tafuf", "saraya_al_salam",
)  # fmt: skip
SPANS = (
    "maximum_pressure", "patron_liability", "protests", "sadr_standoff", "unrest_in_iran", "framework_government", "gaza_war",
    "gaza_truce", "us_transition", "withdrawal_talks", "withdrawal_dated", "anniversary",
    "missions_attacked", "attack_drones",
)  # fmt: skip
FRONTS = ("usbat_al_thairin", "ashab_al_kahf", "qasim_al_jabbarin", "saraya_awliya_al_dam")
UMBRELLA = "islamic_resistance_in_iraq"


@dataclass(frozen=True, slots=True)
class Facts:
    """The dated facts of one day: levels of spans, `israeli` counts the day's strikes, `seen` is a probability of report."""

    maximum_pressure: float
    patron_liability: float
    protests: float
    sadr_standoff: float
    unrest_in_iran: float
    framework_government: float
    gaza_war: float
    gaza_truce: float
    us_transition: float
    withdrawal_talks: float
    withdrawal_dated: float
    anniversary: float
    missions_attacked: float
    attack_drones: float
    israeli: float
    seen_bases: float
    seen_convoys: float
    administration: str
    government: str


@functools.cache
def calendar(start: date, days: int) -> tuple[Facts, ...]:
    """The recorded facts of so many days from `start` on."""
    contexts, reporting = load_contexts(), load_reporting()
    dates = np.datetime64(start, "D") + np.arange(days)
    levels = [contexts.level(name, dates).tolist() for name in (*SPANS, "israeli_strike")]
    seen = [reporting.probability(series, dates).tolist() for series in ("attack_base", "attack_convoy")]
    offices = [[contexts.office(role, day) for day in dates] for role in ("administration", "government")]
    return tuple(Facts(*of_day) for of_day in zip(*levels, *seen, *offices, strict=True))


@functools.cache
def fronts_of(group: str) -> tuple[str, ...]:
    """The front names that a group may claim under, by the rules that code the record."""
    candidates = load_coding().candidates
    return tuple(name for name in FRONTS if group in candidates(name, date.max))


def draw(values: Mapping[str, float | np.ndarray], row: int) -> dict[str, float]:
    """One draw of the parameters as plain floats; arrays of shape `(draws,)` give up their entry `row`."""
    return {name: float(value[row]) if isinstance(value, np.ndarray) else float(value) for name, value in values.items()}


def by_owner(values: Mapping[str, float]) -> dict[str, SimpleNamespace]:
    """Parameters as attributes of their owners; a half-life brings its daily `decay` and `gain` = 1 - decay with it."""
    owned: dict[str, dict[str, float]] = defaultdict(dict)
    for name, value in values.items():
        owner, _, short = name.partition(".")
        owned[owner][short] = value
        if short.endswith("_half_life"):
            decay = 2.0 ** (-1.0 / value) if value > 0 else 0.0
            owned[owner][short.replace("half_life", "decay")] = decay
            owned[owner][short.replace("half_life", "gain")] = 1.0 - decay
    return {owner: SimpleNamespace(**found) for owner, found in owned.items()}
