"""The debrief: what you did, what happened, your choices against the historical ones in the same worlds, and why.

Both arms hold the same worlds with the same luck, that of the record: with the historical choices every one of them is the record
(but for who did what nobody claimed), so that what differs is what your choices made of it, given all that followed. A choice is
dated: in every world it is what you ordered on your evenings, whether or not the world called for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sim.comparison import arms_against, run_arms
from sim.explain.explanation import Explanation
from sim.explain.logs import worth_explaining
from sim.explain.several import explain_events
from sim.machine import Machine, Progress
from sim.run_results import ComparisonResult
from sim.scenario.interventions.base import day_in_words
from sim.seats.happenings import Happening, happenings
from sim.seats.orders import ONE_DAY, Choice, scenario_of
from sim.seats.schema import Option, SeatData
from sim.seats.standing import World, historical_choices
from sim.vocabulary.measures import MEASURES, in_order, sides_of
from sim.wording import percents, rounded

EXPLAINED = 5
"""Events of the player's world that are explained."""


@dataclass(frozen=True)
class Done:
    """A decision of the player's beside the historical one; `evening` is when it was taken."""

    evening: date
    ask: str
    yours: Option
    historical: Option

    def in_words(self) -> str:
        """As a sentence."""
        when = f"On the evening of {day_in_words(self.evening)} you chose: {self.yours.label}."
        return f"{when} So it was." if self.yours.historical else f"{when} What was done: {self.historical.label}."


@dataclass(frozen=True)
class Debrief:
    """What came of a game.

    Attributes
    ----------
    done
        The player's decisions.
    happened
        What happened in his world from the first morning on that stands on the highest rungs of the ladder, in its order.
    why
        Full explanations of these events by number, as far as rules stand behind them.
    comparison
        The historical choices and the player's, in the same worlds: `effects`, `runs`, `plot`, `save`.
    """

    done: tuple[Done, ...]
    happened: tuple[Happening, ...]
    why: Mapping[int, Explanation]
    comparison: ComparisonResult

    @property
    def effects(self) -> pd.DataFrame:
        """A row for each measure, as `sim.effect_table.effects_of` has them."""
        effects = self.comparison.effects
        assert effects is not None
        return effects[effects["scenario"] == self.comparison.scenarios[1].name].reset_index(drop=True)

    @property
    def worlds(self) -> int:
        """In how many worlds both were run."""
        return self.comparison.tabulation.worlds

    def lines(self) -> list[str]:
        """What you did, what happened and what came of it in all worlds, a sentence each."""
        return [*(each.in_words() for each in self.done), *self._happened(), *self.counted()]

    def _happened(self) -> Iterator[str]:
        for each in self.happened:
            yield f"{day_in_words(each.date)}: {each.text}. {each.why}"

    def counted(self) -> list[str]:
        """Each watched measure in a sentence: both arms, and in how many worlds there is less, as much, more."""
        rows: Mapping[str, Any] = {row["measure"]: row for row in self.effects.to_dict("records")}
        return [counted(rows[name], name, self.worlds) for name in in_order(self.comparison.scenarios[1].watch)]


def counted(row: Mapping[Any, Any], name: str, worlds: int) -> str:
    """A row of the table of effects as a sentence."""
    there = row["mean"] - row["difference"]
    less, same, more = percents(row["p_less"], row["p_same"], row["p_more"])
    words = sides_of(name)
    return (
        f"{MEASURES[name].label}: {rounded(row['mean'])} on average with your choices (nine worlds in ten: "
        f"{rounded(row['low'])} to {rounded(row['high'])}), {rounded(there)} with the historical ones; "
        f"{words[0]} in {less} of {worlds:,} worlds, {words[1]} in {same}, {words[2]} in {more}."
    )


def debriefed(
    seat: SeatData, choices: Sequence[Choice], events: pd.DataFrame, world: World, worlds: int, machine: Machine,
    progress: Progress | None = None,
) -> Debrief:  # fmt: skip
    """The debrief of a game that is over: its choices, the events of the player's world, and how many worlds to count in."""
    theirs = scenario_of(seat, historical_choices(seat)).edit(name=f"{seat.name}.as_it_was", title="the historical choices")
    yours = scenario_of(seat, choices).edit(name=f"{seat.name}.yours", title="your choices")
    parameters = world.parameters
    compared = run_arms(arms_against([theirs, yours]), worlds, world.seed, parameters, machine, progress, command="compare")
    happened = _consequential(seat, events)
    why = explain_events(world.model(seat, choices), events, [each.number for each in happened])
    done = tuple(_done(seat, each) for each in choices)
    return Debrief(done, happened, why, ComparisonResult.of(compared, parameters))


def _done(seat: SeatData, choice: Choice) -> Done:
    point = seat.decision(choice.decision)
    return Done(choice.day, point.ask, point.option(choice.option), point.historical)


def _consequential(seat: SeatData, events: pd.DataFrame) -> tuple[Happening, ...]:
    chosen = worth_explaining(events, seat.day + ONE_DAY, EXPLAINED)
    return tuple(each for each in happenings(events, seat.actor) if each.number in chosen)
