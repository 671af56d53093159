"""What a page is about: a lesson, a question or a scenario of one's own, with its bet, its lever and what it is set against."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.app.state import FILE, LESSON, NO_BET, State
from sim.errors import InputError, ScenarioError
from sim.estimates.edited import edits_between
from sim.figures.style import plain_day
from sim.lessons.answers import Answer
from sim.lessons.reading import Read, load_lesson, load_lessons
from sim.lessons.schema import SIDES, Bet, Lesson
from sim.lessons.worlds import changes
from sim.record.evidence import load_evidence
from sim.results.spans import counted_span
from sim.scenario import Scenario, load_scenario
from sim.scenario.definition import list_scenarios, parent_of, scenario_faults
from sim.scenario.edits import plain_acts
from sim.scenario.files import FIRST
from sim.seats.reading import load_seat, load_seats
from sim.seats.schema import SeatData
from sim.vocabulary.measures import MEASURES, in_every_world, sides_of
from sim.wording import percents

DOCUMENTED = "documented"
ASKED = "asked"
"""The only setting of a question: what it asks."""
OWN_FILE = "scenario.yaml"


@dataclass(frozen=True)
class Setting:
    """A place of the lever, and the scenario that runs there."""

    id: str
    label: str
    says: str
    scenario: Scenario


@dataclass(frozen=True)
class Wager:
    """What is bet on: a measure in one setting, by sides or on a scale of whole numbers.

    Attributes
    ----------
    labels
        By side; empty where a number is bet.
    scale
        Least and highest number, and the step; None where a side is bet.
    told
        What is told to who has bet so, once the answer is known.
    """

    ask: str
    measure: str
    setting: str
    labels: dict[str, str]
    scale: tuple[int, int, int] | None
    told: Callable[[str, Answer], str]


@dataclass(frozen=True)
class Subject:
    """What a page is about.

    Attributes
    ----------
    reference
        The scenario that every setting is set against, and `against` in words.
    read
        The lesson; None of a question.
    """

    kind: str
    title: str
    question: str
    text: str
    watch: tuple[str, ...]
    settings: tuple[Setting, ...]
    reference: Scenario
    against: str
    wager: Wager
    read: Read | None = None

    @property
    def counted(self) -> tuple[str, ...]:
        """The measures watched that every world has, in their order; never none."""
        return in_every_world(self.watch)

    def setting(self, name: str) -> Setting:
        """The setting of this name, or the one that is bet on where there is none."""
        by_id = {each.id: each for each in self.settings}
        return by_id.get(name) or by_id[self.wager.setting]


def subject_of(state: State) -> Subject:
    """What a state is about; raises `InputError` for a name that is none, or a scenario that is wrong."""
    return _subject(state.kind, state.name, state.text)


@lru_cache(maxsize=64)
def _subject(kind: str, name: str, text: str) -> Subject:
    if kind == LESSON:
        return _of_lesson(load_lesson(name))
    scenario = read_own(text) if kind == FILE else load_scenario(name)
    return of_scenario(scenario, kind)


# What ships: read and checked once, for all sessions --------------------------------------------------------------------------


@lru_cache(maxsize=1)
def questions() -> tuple[Scenario, ...]:
    """The scenarios that ask something, by theme and title."""
    asking = (each for each in list_scenarios() if each.name not in FIRST)
    return tuple(sorted(asking, key=lambda each: (each.theme or "~", each.title)))


@lru_cache(maxsize=1)
def lessons() -> tuple[Lesson, ...]:
    """The lessons in their order."""
    return tuple(read.lesson for read in load_lessons())


@lru_cache(maxsize=1)
def seats() -> tuple[SeatData, ...]:
    """The seats in their order."""
    return tuple(load_seats())


@lru_cache(maxsize=16)
def seat_of(name: str) -> SeatData:
    """A seat by its name; raises `InputError` for a name that is none."""
    return load_seat(name)


# Lessons ----------------------------------------------------------------------------------------------------------------------


def _of_lesson(read: Read) -> Subject:
    lesson, lever = read.lesson, read.lesson.lever
    base = read.scenarios[lever.reference]
    plain = not changes(base)
    reference = load_scenario(DOCUMENTED).edit(start=lever.start, end=lever.end) if plain else base
    settings = tuple(Setting(each.id, each.label, each.says, read.scenarios[each.id]) for each in lever.settings)
    bet = lesson.bet
    options = sorted(bet.options, key=lambda option: SIDES.index(option.says))
    labels: dict[str, str] = {option.says: option.label for option in options}
    scale = None if bet.slider is None else (bet.slider.low, bet.slider.high, bet.slider.step)
    wager = Wager(bet.ask, bet.measure, bet.setting, labels, scale, lambda placed, answer: revealed(bet, placed, answer))
    against = "what happened" if plain else f"“{lesson.setting(lever.reference).label}”"
    return Subject(
        LESSON, lesson.title, lesson.question, lesson.read_aloud, lesson.watch, settings, reference, against, wager, read
    )  # fmt: skip


def revealed(bet: Bet, placed: str, answer: Answer) -> str:
    """What a lesson tells to who placed this bet; the lesson's one page tells the same (`templates/lesson/lever.js`)."""
    if placed == NO_BET:
        return ""
    less, same, more = percents(answer.less, answer.same, answer.more)
    numbers = {"less": less, "same": same, "more": more, "bet": placed}
    numbers |= {name: f"{getattr(answer, name):,}" for name in ("median", "low", "high", "record")}
    if bet.slider is not None:
        number = int(placed)
        slider = bet.slider
        text = slider.below if number < answer.low else slider.above if number > answer.high else slider.within
        return text.format(**numbers)
    option = next(option for option in bet.options if option.says == placed)
    return (option.agrees if answer.verdict == placed else option.differs).format(**numbers)


# Questions --------------------------------------------------------------------------------------------------------------------


def of_scenario(scenario: Scenario, kind: str) -> Subject:
    """A scenario as a question; raises `InputError` if nothing in it is simulated."""
    if scenario.branch is None:
        raise InputError(
            f"{scenario.title} simulates nothing; allowed: a scenario with the key `branch`, the first simulated day"
        )
    parent = parent_of(scenario)
    simulated = parent is not None and parent.branch is not None and scenario.luck == "fresh"
    reference = parent if parent is not None and simulated else load_scenario(DOCUMENTED)
    if reference.name == scenario.name:
        scenario = scenario.edit(name=f"{scenario.name}_own")
    against = f"“{reference.title}”" if simulated else "what happened"
    says = " ".join(item.in_words() for item in scenario.interventions) or "Nothing but luck."
    return Subject(
        kind, scenario.title, scenario.question, says, scenario.watch, (Setting(ASKED, scenario.title, says, scenario),),
        reference, against, _wager(scenario, against),
    )  # fmt: skip


def open_measure(scenario: Scenario) -> str:
    """The first measure watched that the scenario does not itself decide, by what it takes out, changes or forbids."""
    evidence = load_evidence()
    edits = edits_between(scenario, load_scenario(DOCUMENTED), evidence)
    decided = {act.decision for act in plain_acts(evidence) if act.id in edits.ids} | {each.decision for each in edits.forbidden}
    known = in_every_world(scenario.watch)
    return next((name for name in known if MEASURES[name].column not in decided), known[0])


def _wager(scenario: Scenario, against: str) -> Wager:
    measure = open_measure(scenario)
    about, span = MEASURES[measure], counted_span(scenario)
    labels = dict(zip(SIDES, (word.capitalize() for word in sides_of(measure)), strict=True))
    less, same, more = sides_of(measure)
    days = f"{plain_day(span.since)} to {plain_day(span.until)}"
    counted = f"{about.label[0].lower()}{about.label[1:]} ({about.meaning})"
    ask = f"From {days}, {counted}: {less}, {same}, or {more} than in {against}?"

    def told(placed: str, answer: Answer) -> str:
        if placed not in labels:
            return ""
        shares = dict(zip(SIDES, percents(answer.less, answer.same, answer.more), strict=True))
        most = labels[answer.verdict].lower()
        if answer.verdict == placed:
            return f"No other side has more worlds: {shares[placed]} of them."
        return f"Only {shares[placed]} of the worlds are on your side; {shares[answer.verdict]} say: {most}."

    return Wager(ask, measure, ASKED, labels, None, told)


# Files of one's own -----------------------------------------------------------------------------------------------------------


def own_faults(text: str) -> list[str]:
    """Everything that is wrong with a scenario of one's own, a line each; empty if it is right."""
    return list(_own_faults(text))


@lru_cache(maxsize=16)
def _own_faults(text: str) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / OWN_FILE
        path.write_text(text, encoding="utf-8")
        return tuple(_named(error, path) for error in scenario_faults(path))


def read_own(text: str) -> Scenario:
    """A scenario of one's own; raises `InputError` with its first fault."""
    faults = own_faults(text)
    if faults:
        raise InputError(faults[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / OWN_FILE
        path.write_text(text, encoding="utf-8")
        return load_scenario(path)


def _named(error: ScenarioError, path: Path) -> str:
    """The fault without the folder in which the text lay for a moment."""
    line = "" if error.line is None else f"line {error.line}: "
    place = f"{error.file}: " if error.line is None else f"{error.file}:{error.line}: "
    return f"{line}{str(error).removeprefix(place)}".replace(f"{path.parent}/", "")
