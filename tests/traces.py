"""Small traces: a few acts made by hand, the rates they bring day by day, under the pinned parameters."""

from __future__ import annotations

import numpy as np

from sim.model import EscalationModel
from tests.handmade import KH, SPANS, Row, calendar, contexts, evidence, pinned, scenario
from tests.runs import Key, daily_rates


def seen(
    rows: tuple[Row, ...] = (),
    days: int = 40,
    *,
    spans: dict[str, tuple[int, int]] | None = None,
    off: tuple[str, ...] = (),
    first: int = 0,
) -> list[dict[Key, np.ndarray]]:
    """Rates of each day given these acts; no span is on unless named. A run that was made before is not made again."""
    key = repr((rows, days, spans, off, first))
    if key not in _MADE:
        _MADE[key] = _made(rows, days, spans, off, first)
    return _MADE[key]


_MADE: dict[str, list[dict[Key, np.ndarray]]] = {}


def _made(
    rows: tuple[Row, ...], days: int, spans: dict[str, tuple[int, int]] | None, off: tuple[str, ...], first: int
) -> list[dict[Key, np.ndarray]]:
    facts = contexts({name: (spans or {}).get(name, (500, 500)) for name in SPANS}, ())
    plan = scenario(days, reporting="complete", switch_off=off, start=calendar(first), end=calendar(days - 1))
    return daily_rates(EscalationModel(plan, evidence=evidence(rows, facts), parameters=pinned()))


def series(kept: list[dict[Key, np.ndarray]], actor: str, decision: str) -> np.ndarray:
    """One decision's rate by day, shape `(days,)`."""
    return np.array([float(table[actor, decision][0]) for table in kept])


def extra(rows: tuple[Row, ...], actor: str, decision: str, days: int = 40, off: tuple[str, ...] = ()) -> np.ndarray:
    """What these acts add to a rate, day by day."""
    added: np.ndarray = series(seen(rows, days, off=off), actor, decision) - series(seen((), days, off=off), actor, decision)
    return added


def value(name: str) -> float:
    return float(pinned().values[name])


def hold(rows: tuple[Row, ...], group: str = KH, decision: str = "attack_base", **more: object) -> np.ndarray:
    """The factor a truce puts on a rate, by day."""
    with_truce, without = (series(seen(r, **more), group, decision) for r in (rows, ()))  # type: ignore[arg-type]
    factor: np.ndarray = with_truce / without
    return factor
