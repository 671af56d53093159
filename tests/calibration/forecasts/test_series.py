"""Daily counts of hand-made acts."""

from __future__ import annotations

import dataclasses

import numpy as np

from calibration.forecasts.series import SERIES, daily_counts, reporting
from sim.record.acts import Act
from sim.record.evidence import load_evidence

DAYS = np.arange(np.datetime64("2020-01-01"), np.datetime64("2020-01-05"))
FIRST = int(DAYS[0].astype(np.int64))


def act(name: str, offset: int, actor: str = "us", *, added: bool = False) -> Act:
    return Act(f"{name}-{offset}", FIRST + offset, actor, (actor,), name, added=added)


def test_attacks_are_counted_and_strikes_happen_once_a_day() -> None:
    acts = [act("strike", 0), act("strike", 0), act("warn", 1), act("strike", -1), act("strike", 2, added=True)]
    acts += [act("attack_base", 3, "badr"), act("attack_base", 3, ""), act("attack_base", 4, "badr")]
    counts = daily_counts(dataclasses.replace(load_evidence(), acts=acts), DAYS)
    assert tuple(counts) == SERIES
    assert counts["strike"].tolist() == [1, 0, 0, 0]
    assert counts["attack_base"].tolist() == [0, 0, 0, 2]
    assert counts["raid"].sum() == 0


def test_only_attacks_are_thinned() -> None:
    found = reporting(load_evidence(), DAYS)
    assert np.all(found["attack_convoy"] < 1)
    assert np.all(found["strike"] == 1)
