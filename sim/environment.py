"""What actors and histories may ask of the world around them: the narrow side of the model.

Nothing below the model imports the model; it is given an `Environment`, which `sim.model.EscalationModel` is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sim.decision import Decision
from sim.luck import Luck
from sim.parameters import Parameters
from sim.perception import Perceiver
from sim.scene import Scene
from sim.tally import Tally
from sim.types import Floats, Number
from sim.vocabulary.off import Off


class Patron(Protocol):
    """How strongly the clients feel the patron's orders; numbers in [0, 1] common to all worlds, or of shape `(worlds,)`."""

    @property
    def grip_on_pressure(self) -> Number:
        """Felt strength of an order to press."""
        ...

    @property
    def grip_on_restraint(self) -> Number:
        """Felt strength of an order to hold fire."""
        ...


class Retaliator(Protocol):
    """Whom Washington would hit today, as far as marks depend on it."""

    def belief(self) -> Number:
        """Probability that a strike today hits a group, by group: shape `(groups, worlds)` or `(groups, 1)`."""
        ...

    def commander_in_reach(self) -> Number:
        """Probability that the killing of a leader today is that of the Quds Force commander."""
        ...

    def share_for_the_dead(self) -> Number:
        """The share of today's motives to strike that answers American dead."""
        ...

    def counter_fire(self) -> tuple[Number, Number, Number]:
        """Today's motives to fire back: at attacks in Iraq, at those abroad, and all else, in events a day."""
        ...


class Jailer(Protocol):
    """Whose men Baghdad holds, and whom it would rather not raid, as far as marks depend on it."""

    def held(self) -> Floats:
        """What is remembered of arrests: by group, and in a last row of men of no known group; `(groups + 1, worlds)`."""
        ...

    def spared(self) -> Number:
        """What is left of the odds that a raid hits a group: 1 for all, or in (0, 1] by group, `(groups, worlds or 1)`."""
        ...


class Environment(Protocol):
    """The day and its circumstances, in all worlds at once.

    Attributes
    ----------
    day
        Days since 1970-01-01.
    group_names
        The axis of the groups: those of the model, then those that split off in the scenario.
    worlds
        How many worlds there are.
    off
        What is switched off today.
    today, last, scene
        What has happened today so far; what happened on the day that was stepped last; what everybody can see of the days before.
    iran, us, iraq
        What others may ask of Tehran, of Washington and of Baghdad.
    """

    @property
    def day(self) -> int: ...  # noqa: D102
    @property
    def group_names(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def worlds(self) -> int: ...  # noqa: D102
    @property
    def luck(self) -> Luck: ...  # noqa: D102
    @property
    def parameters(self) -> Parameters: ...  # noqa: D102
    @property
    def off(self) -> Off: ...  # noqa: D102
    @property
    def today(self) -> Tally: ...  # noqa: D102
    @property
    def last(self) -> Tally: ...  # noqa: D102
    @property
    def scene(self) -> Scene: ...  # noqa: D102
    @property
    def iran(self) -> Patron: ...  # noqa: D102
    @property
    def us(self) -> Retaliator: ...  # noqa: D102
    @property
    def iraq(self) -> Jailer: ...  # noqa: D102

    def perceivers(self) -> Sequence[Perceiver]:
        """All who keep memories: the public scene and the actors."""
        ...

    def owner_of(self, decision: Decision) -> Perceiver:
        """Whose rules a decision follows."""
        ...

    def exist(self) -> Floats:
        """Which of the groups exist today, 1 or 0, shape `(groups, 1)`: one that has not split off yet does not."""
        ...

    def keeps(self, decision: str) -> bool:
        """Whether a decision that is off is still there, without terms: off in both arms of an abduction, its documented acts
        happen all the same; and a policy of the scenario may govern it.
        """
        ...

    def context(self, name: str) -> float:
        """Today's level of a dated context, such as `gaza_war`."""
        ...

    def office(self, role: str) -> str:
        """Who holds an office today: `administration`, `government`, `commander`."""
        ...

    def level(self, name: str) -> float:
        """How much there is of a level today (`sim.vocabulary.levels`), as a share of what was documented."""
        ...

    def reported(self, decision: str) -> float:
        """Probability that an act of this kind, done today, stands in the record."""
        ...

    def unseen(self, decision: str) -> float:
        """Probability that it does not, for the decisions whose unseen acts memories take in at their expectation."""
        ...
