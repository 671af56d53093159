"""The seat itself: stand on an evening, hear what advisers say, choose, see what comes of it, rewind, and be debriefed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.errors import InputError, unknown
from sim.machine import SEED, Machine, Progress
from sim.parameter_files import POSTERIOR, Changes, Params, choose
from sim.scenario import Scenario
from sim.seats.advice import Advice
from sim.seats.happenings import Happening, Stretch
from sim.seats.orders import ONE_DAY, Choice, ordered, scenario_of
from sim.seats.reading import load_seat
from sim.seats.schema import DecisionPoint, Option, SeatData
from sim.seats.standing import World, historical_choices, stand
from sim.types import as_day

if TYPE_CHECKING:
    from sim.explain import Explanation
    from sim.explain.trace import Traced
    from sim.seats.debrief import Debrief

WORLDS = 300
"""Of a debrief, by default."""


class Seat:
    """A player's place in one world. It prints nothing, and the same choices in the same world give the same days.

    Parameters
    ----------
    seat
        A seat, its name or its file.
    seed, world
        Which world: number `world` of the luck `seed`, with the draw of the parameters of that number.
    choices
        Ids of options that are chosen and played at once, in their order.
    params, changes
        As in `sim.simulate`.

    Raises
    ------
    InputError
        For a name, option or number that is none, with what is allowed.

    >>> seat = Seat("washington")
    >>> seat.decision.ask, [option.label for option in seat.options()]
    >>> seat.choose("words")
    >>> [day.text for day in seat.play().happenings]
    """

    def __init__(
        self,
        seat: SeatData | str | Path,
        *,
        seed: int = SEED,
        world: int = 0,
        choices: Sequence[str] = (),
        params: Params = POSTERIOR,
        changes: Changes | None = None,
    ) -> None:
        if world < 0:
            raise InputError(f"world is {world}; allowed: 0 or more")
        self.data = seat if isinstance(seat, SeatData) else load_seat(seat)
        self.world = World(seed, world, choose(params, changes))
        self._choices: tuple[Choice, ...] = ()
        self._chosen: Choice | None = None
        self._standing = stand(self.data, (), self.world)
        self._begun = self._standing
        for option in choices:
            self.choose(option)
            self.play()

    # Where the player stands ----------------------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """The evening on which the player stands: all that happened up to it is known."""
        return self._standing.day

    @property
    def decision(self) -> DecisionPoint | None:
        """What is to be decided this evening; None once the game is over."""
        return self._standing.point

    @property
    def chosen(self) -> Option | None:
        """The option that is chosen and not yet played."""
        return None if self._chosen is None else self._option(self._chosen)

    @property
    def over(self) -> bool:
        """Whether the last day has come."""
        return self._standing.point is None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What was decided so far, with the evenings, in their order; with what is chosen and not yet played."""
        return self._choices if self._chosen is None else (*self._choices, self._chosen)

    @property
    def events(self) -> pd.DataFrame:
        """The event table of the player's world so far; its index is the number of the event."""
        return self._standing.events

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """The same as sentences, with what each came from."""
        return self._standing.happenings

    # What the player may do -----------------------------------------------------------------------------------------------

    def options(self) -> tuple[Option, ...]:
        """What may be chosen this evening; nothing once the game is over."""
        return () if self.decision is None else self.decision.options

    def advice(self) -> tuple[Advice, ...]:
        """What the rules say of the decisions of the model that this evening is about: motives, restraints, a chance."""
        return self._standing.advice

    def orders(self, option: str) -> tuple[str, ...]:
        """What an option of this evening changes, as a scenario says it, a sentence each."""
        point = self._due()
        self._check(point, option)
        return tuple(item.in_words() for item in ordered(point.option(option), self.day))

    def choose(self, option: str) -> None:
        """Choose an option of this evening, by its id; chosen anew, the last counts until it is played."""
        point = self._due()
        self._check(point, option)
        self._chosen = Choice(self.day, point.id, option)

    def play(self) -> Stretch:
        """Go on to the next evening on which the player has to decide, or to the last day; what happened until then."""
        self._due()
        if self._chosen is None:
            raise InputError(f"nothing is chosen on {self.day}; allowed: choose {self._allowed()} first")
        since = self.day + ONE_DAY
        self._choices, self._chosen = (*self._choices, self._chosen), None
        self._standing = stand(self.data, self._choices, self.world)
        return self.stretch(since, self.day)

    def stretch(self, since: date, until: date) -> Stretch:
        """What happened from one day to another, both inclusive."""
        return Stretch(since, until, tuple(each for each in self.happenings if since <= each.date <= until))

    def rewind(self, day: date | str) -> None:
        """Go back: what was chosen on that day's evening and later is forgotten, and is to be chosen again.

        Raises
        ------
        InputError
            For a day that lies before the seat's own, or that has not come.
        """
        asked = _day(day)
        if not self.data.day <= asked <= self.day:
            raise InputError(f"{asked} cannot be gone back to; allowed: {self.data.day} to {self.day}")
        kept = tuple(each for each in self._choices if each.day < asked)
        self._chosen = None
        if kept != self._choices:
            self._choices = kept
            self._standing = stand(self.data, kept, self.world) if kept else self._begun

    # What came of it ------------------------------------------------------------------------------------------------------

    def why(self, number: int) -> Explanation | None:
        """Why an event of the player's world happened; None where no rule stands behind it, as behind what a scenario puts in."""
        from sim.explain.several import explain_events

        self._check_event(number)
        model = self.world.model(self.data, self._choices)
        return explain_events(model, self.events, [number]).get(number)

    def trace(self, number: int) -> tuple[Traced, ...]:
        """The chain of causes of an event, each explained; `sim.explain.trace` makes a table or a graph of it."""
        from sim.explain.trace import trace_of

        self._check_event(number)
        return trace_of(self.world.model(self.data, self._choices), self.events, number)

    def scenario(self) -> Scenario:
        """The choices so far as a scenario, each dated; what is chosen and not yet played is among them."""
        return scenario_of(self.data, self.choices)

    def historical(self) -> Seat:
        """The same seat in the same world with the historical choices, played to its end: the record, but for unnamed authors."""
        choices = [each.option for each in historical_choices(self.data)]
        world = self.world
        return Seat(self.data, seed=world.seed, world=world.number, choices=choices, params=world.parameters)

    def debrief(self, worlds: int = WORLDS, *, jobs: int = 1, progress: Progress | None = None) -> Debrief:
        """What you did, what happened, and your choices in so many worlds against the historical ones in the same worlds.

        Raises
        ------
        InputError
            If the game is not over.
        """
        from sim.seats.debrief import debriefed

        if not self.over:
            raise InputError(f"the game goes on: {self._allowed()} is to be chosen on {self.day}; allowed: once it is over")
        return debriefed(self.data, self._choices, self.events, self.world, worlds, Machine(jobs), progress)

    # ----------------------------------------------------------------------------------------------------------------------

    def _due(self) -> DecisionPoint:
        if self._standing.point is None:
            raise InputError(f"the game ended on {self.day}; allowed: debrief, or rewind to a day before")
        return self._standing.point

    def _check(self, point: DecisionPoint, option: str) -> None:
        ids = [each.id for each in point.options]
        if option not in ids:
            raise InputError(unknown(f"option of {point.id}", option, ids))

    def _check_event(self, number: int) -> None:
        if not 0 <= number < len(self.events):
            raise InputError(f"there is no event {number} in this world; allowed: 0 to {len(self.events) - 1}")

    def _allowed(self) -> str:
        return " or ".join(option.id for option in self.options())

    def _option(self, choice: Choice) -> Option:
        return self.data.decision(choice.decision).option(choice.option)


def _day(day: date | str) -> date:
    try:
        return date.fromisoformat(str(as_day(day)))
    except ValueError as error:
        raise InputError(f"{day!r} is not a day; write YYYY-MM-DD") from error
