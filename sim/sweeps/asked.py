"""What somebody asks to be varied: `NAME=LO:HI` or `NAME=A,B,C` on the command line, a mapping in Python.

In Python a pair in round brackets is a range, `(0.0, 2.0)`; a list or an array are values; text is read as on the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.errors import NAME, InputError, cut
from sim.scenario import Scenario
from sim.sweeps.designs import POSTERIOR, Varied
from sim.sweeps.factors import Factor, Value, factor_named, in_words

Vary = Mapping[str, object] | Sequence[str]
"""By name a range, values or text; names alone for a posterior design."""
FORMS = "NAME=LO:HI or NAME=A,B,C"
_NO_VALUES = "allowed in a posterior design: names alone, such as --vary us.in_iraq_trump"


def parse_vary(texts: Iterable[str]) -> dict[str, str | None]:
    """Turn `["us.in_iraq_trump=0:2", "branch=2020-01-02,2020-02-01"]` into a mapping; None for a name alone."""
    asked: dict[str, str | None] = {}
    for text in texts:
        name, sign, values = (part.strip() for part in text.partition("="))
        if not name or (sign and not values):
            raise InputError(f"--vary {cut(text, NAME)!r} is not of the form {FORMS}")
        if name in asked:
            raise InputError(f"--vary {cut(name, NAME)} stands twice; allowed: each name once")
        asked[name] = values if sign else None
    return asked


def varied_in(scenario: Scenario, vary: Vary, design: str) -> list[Varied]:
    """What is varied, with its values, checked against what they are for; raises `InputError`."""
    asked: Mapping[str, object] = vary if isinstance(vary, Mapping) else parse_vary(vary)
    return [_varied(factor_named(name, scenario), values, design) for name, values in asked.items()]


def _varied(factor: Factor, values: object, design: str) -> Varied:
    if design == POSTERIOR:
        if values is not None:
            raise InputError(f"{factor.name} has values; {_NO_VALUES}")
        return Varied(factor)
    if values is None:
        raise InputError(f"{factor.name} has no values; allowed: {FORMS}, or --design {POSTERIOR}")
    if isinstance(values, str):
        return _of_text(factor, values)
    if isinstance(values, tuple) and len(values) == 2:
        return _range(factor, *values)
    return _values(factor, _listed(values))


def _of_text(factor: Factor, text: str) -> Varied:
    parts = text.split(":")
    if len(parts) == 2 and factor.is_ordered:
        return _range(factor, *parts)
    return _values(factor, text.split(","))


def _listed(values: object) -> list[Any]:
    plain: Any = values.tolist() if hasattr(values, "tolist") else values
    if not isinstance(plain, Iterable):
        plain = [plain]
    return list(plain)


def _range(factor: Factor, low: object, high: object) -> Varied:
    if not factor.is_ordered:
        raise InputError(f"{factor.name} takes words, which have no range; allowed: a list of values")
    ends = factor.read(low), factor.read(high)
    if factor.number(ends[0]) >= factor.number(ends[1]):
        raise InputError(f"{factor.name}: the range {in_words(ends[0])}:{in_words(ends[1])} does not rise; allowed: LO below HI")
    return Varied(factor, ends, is_range=True)


def _values(factor: Factor, values: Sequence[object]) -> Varied:
    found: list[Value] = []
    for value in values:
        one = factor.read(value)
        if one in found:
            raise InputError(f"{factor.name} = {cut(in_words(one), NAME)} stands twice; allowed: each value once")
        found.append(one)
    if not found:
        raise InputError(f"{factor.name} has no values; allowed: one or more")
    return Varied(factor, tuple(found))
