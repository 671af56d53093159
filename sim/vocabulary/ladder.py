"""The escalation ladder: which rung an act stands on, and when it is open war.

Ten rungs: 0 quiet, 1 words and sanctions, 2 harassment, 3 blood or fire on third parties, 4 Americans killed, 5 the embassy
stormed, 6 American strikes, 7 a leader killed, 8 direct fire between Iran and the United States, 9 both fire on each other
within a week. After the idea of Kahn (1965), cut to this conflict.

American counter-fire stands where the attack stands that it answers, on harassment, and on blood if it kills: it returns fire at
the place where it came from, and is no announced strike.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.types import Floats, Number
from sim.vocabulary.decisions import ACTION_TYPE
from sim.worlds import is_nothing

RUNGS = (
    "quiet",
    "words",
    "harassment",
    "blood",
    "Americans killed",
    "embassy stormed",
    "strikes",
    "leader killed",
    "direct fire",
    "open war",
)
WAR = 9
WAR_WITHIN_DAYS = 7
_BLOOD, _KILLED = 3, 4
_LIFTS = {
    "attack_base": (("us_wounded", _BLOOD), ("lethal", _KILLED)),
    "attack_convoy": (("us_wounded", _BLOOD), ("lethal", _KILLED)),
    "counter_fire": (("militia_killed", _BLOOD),),
}
"""By decision, the marks that lift it and the least rung that each brings."""


def rung_of(name: str, marks: Mapping[str, Number]) -> Number:
    """The rung of an act: that of its action, lifted by blood; shape of the marks, or one number."""
    rung: Number = float(ACTION_TYPE[name].rung)
    for mark, floor in _LIFTS.get(name, ()):
        value = marks.get(mark, 0.0)
        if not is_nothing(value):
            rung = np.maximum(rung, np.where(np.asarray(value) > 0, floor, 0))
    return rung


class WarWatch:
    """Remembers when Iran and the United States last fired on each other directly, to tell open war from an exchange."""

    def __init__(self) -> None:
        self._last: dict[str, Number] = {}

    def see(self, name: str, day: int, count: Number) -> None:
        """Take in an Iranian salvo (`launch_missiles`) or an American strike on Iran (`strike_iran`)."""
        earlier = self._last.get(name, -np.inf)
        self._last[name] = np.where(np.asarray(count) > 0, float(day), earlier)

    def at_war(self, day: int) -> Floats | None:
        """Where both have fired within a week, shape `(worlds,)` or scalar array; None if either never did."""
        if len(self._last) < 2:
            return None
        recent = [np.asarray(day - last) <= WAR_WITHIN_DAYS for last in self._last.values()]
        return np.asarray(recent[0] & recent[1])
