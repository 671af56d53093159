"""What an actor does in place of his own rule: a decision is taken when a condition holds, and never else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.errors import unknown
from sim.order import rate_of
from sim.scenario.conditions import Quantity, parse, quantities_of
from sim.scenario.faults import Fault
from sim.scenario.interventions.actors import unknown_actor, unknown_decision
from sim.scenario.interventions.base import SINCE, Actor, Day, Decision, Intervention, ScenarioSpan, Word, span_in_words
from sim.scenario.interventions.dated import Instruction
from sim.scenario.recorded import context_names
from sim.vocabulary.decisions import ACTION_TYPE, DECISIONS, is_counted

MOST_A_DAY = 100.0
"""Events a day that a policy may bring; the fullest day of the record has a tenth of them."""


class Policy(Intervention):
    """A decision is taken on simulated days on which a condition holds, in place of the actor's own rule; on others never.

    Of a state, that takes a decision at most once a day, `chance` is the probability of the day (default: 1); of a group, whose
    decisions are counted, `rate` says how many there are a day. With `otherwise: rules` the actor's own rule speaks on the other
    days. Of several policies on one decision the later one wins where it speaks.
    """

    moot_before_branch: ClassVar[bool] = True
    kind: Literal["policy"] = "policy"
    actor: Actor
    decision: Decision
    when: Word
    chance: Annotated[float, Field(ge=0, le=1)] | None = None
    rate: Annotated[float, Field(ge=0, le=MOST_A_DAY)] | None = None
    otherwise: Literal["never", "rules"] = "never"
    since: Day = Field(validation_alias=SINCE, serialization_alias="from")
    until: Day | None = None

    def own_faults(self) -> Iterator[Fault]:
        """The condition can be read, and it is said in one way how often the decision is taken."""
        if self._unreadable:
            yield Fault(("when",), f"when, {self._unreadable}")
        if self.chance is not None and self.rate is not None:
            yield Fault(("rate",), "a policy has a chance and a rate; allowed: one of them")
        elif self.decision in DECISIONS and is_counted(self.decision) and self.rate is None:
            needs = f"{self.decision} may be done several times a day, which no chance says"
            yield Fault(("decision" if self.chance is None else "chance",), f"{needs}; allowed: rate, events a day")

    @property
    def _unreadable(self) -> str:
        """Why the condition cannot be read; empty if it can."""
        try:
            parse(self.when)
        except ValueError as error:
            return str(error)
        return ""

    def name_faults(self, scenario: ScenarioSpan) -> Iterator[Fault]:
        """The actor has the decision, and the contexts and memories of the condition exist."""
        from sim.scene import Scene

        yield from unknown_actor(self.actor)
        yield from unknown_decision(self.actor, self.decision)
        known = {"context": context_names(), "level": tuple(Scene.declared)}
        words = {"context": "context", "level": "memory of the public scene"}
        for asked in self._asked:
            if asked.kind in known and asked.name not in known[asked.kind]:
                wrong = unknown(words[asked.kind], asked.name, known[asked.kind])
                yield Fault(("when",), f"when, column {asked.place}: {wrong}")

    @property
    def _asked(self) -> tuple[Quantity, ...]:
        """The quantities that the condition names; none if it cannot be read."""
        return () if self._unreadable else tuple(quantities_of(parse(self.when)))

    @property
    def contexts_read(self) -> tuple[str, ...]:
        """The contexts that the condition names."""
        return tuple(asked.name for asked in self._asked if asked.kind == "context")

    @property
    def parameters_read(self) -> tuple[str, ...]:
        """Those of the memories that the condition names."""
        from sim.scene import Scene

        named = (Scene.declared.get(asked.name) for asked in self._asked if asked.kind == "level")
        return tuple(name for memory in named if memory is not None for name in memory.parameters_of(Scene.kind))

    @property
    def changes_rules(self) -> bool:
        """It stands in place of a rule."""
        return True

    def in_words(self) -> str:
        """Who does what in place of his rule, when, and how often."""
        meaning = f" ({ACTION_TYPE[self.decision].meaning})" if self.decision in ACTION_TYPE else ""
        often = f"at a rate of {self.rate:g} a day" if self.rate is not None else _how_surely(self.chance)
        rest = "on other days by its own rule" if self.otherwise == "rules" else "on other days never"
        asked = " ".join(self.when.split())
        days = "every day" if asked == "always" else f"on days on which {asked}; {rest}"
        what = f"{self.actor} takes the decision {self.decision}{meaning} by a policy"
        return f"{span_in_words(self.since, self.until)} {what}: {often} {days}."

    def instructions(self, scenario: ScenarioSpan) -> Iterator[Instruction]:
        """The policy, on simulated days."""
        if scenario.branch is not None:
            rate = rate_of(1.0 if self.chance is None else self.chance) if self.rate is None else self.rate
            since = max(self.since, scenario.branch)
            yield Instruction(self.actor, self.decision, parse(self.when), rate, self.otherwise == "rules", since, self.until)


def _how_surely(chance: float | None) -> str:
    return "for sure" if chance is None or chance == 1 else f"with a chance of {chance:g}"
