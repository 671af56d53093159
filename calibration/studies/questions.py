"""`python -m calibration.studies.questions`: what comes of every question that ships with the project.

Each scenario is set against the one that it extends, in the same worlds. `results/reference/questions.csv` holds the effects on
what it watches; its key `answer` is held against them (`tests/test_questions.py`), and `docs/questions.md` is made of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from calibration import program
from calibration.reference import REFERENCE
from sim.commands.options import Params, Seed
from sim.comparison import arms_against, run_arms
from sim.effect_table import DIFFERENCE, effects_of
from sim.errors import InputError
from sim.machine import Machine
from sim.parameter_files import POSTERIOR, choose
from sim.parameters import Parameters
from sim.scenario import Scenario, list_scenarios, load_scenario, parent_of
from sim.vocabulary.answers import UNDECIDED, parted, word_of
from sim.vocabulary.measures import in_order

OUT = REFERENCE / "questions.csv"
FIRM = 0.75, 0.03
"""In place of `SURE` and `HARDLY` for an answer that is written down, so that another fit does not soon undo it."""
_ANSWER = re.compile(r"^answer:.*\n", re.MULTILINE)
COLUMNS = ("scenario", "measure", "reference", "mean", *DIFFERENCE, "worlds", "since", "until")


def questions() -> list[Scenario]:
    """The shipped scenarios that ask what would be otherwise: all that extend another."""
    return [scenario for scenario in list_scenarios() if parent_of(scenario) is not None]


def table(
    asked: Iterable[Scenario], parameters: Parameters, worlds: int, seed: int = 7, machine: Machine | None = None
) -> pd.DataFrame:
    """The effects of each scenario on what it watches, against the one that it extends.

    Returns
    -------
    One row for each scenario and measure, with `COLUMNS` of `sim.effect_table.effects_of`.

    Raises
    ------
    InputError
        For a scenario that extends no other.
    """
    return pd.concat(
        [_effects(scenario, parameters, worlds, seed, machine or Machine()) for scenario in asked], ignore_index=True
    )


def _effects(scenario: Scenario, parameters: Parameters, worlds: int, seed: int, machine: Machine) -> pd.DataFrame:
    parent = parent_of(scenario)
    if parent is None:
        raise InputError(f"{scenario.name} extends no scenario that it could be set against; allowed: one that does")
    arms = arms_against([parent, scenario])
    run = run_arms(arms, worlds, seed, parameters, machine, command="compare", sink=lambda block: None)
    found = effects_of(run.tabulation)
    own = found[found["scenario"] == scenario.name].set_index("measure", drop=False)
    return own.loc[in_order(scenario.watch), list(COLUMNS)].reset_index(drop=True)


def stale(scenario: Scenario, effects: pd.DataFrame) -> list[str]:
    """The answers of a scenario that its rows of the table do not bear out, or do not hold.

    Parameters
    ----------
    effects
        Rows of `table`; those of other scenarios are left aside.
    """
    words = _words(scenario, effects)
    return [answer for answer in scenario.answer if words.get(parted(answer)[1]) != parted(answer)[0]]


def answers_of(scenario: Scenario, effects: pd.DataFrame) -> list[str]:
    """What the table answers for everything that the scenario watches, in the words of its key `answer`."""
    return [f"{word} {measure}" for measure, word in _words(scenario, effects).items()]


def _words(scenario: Scenario, effects: pd.DataFrame, *limits: float) -> dict[str, str]:
    own = effects[(effects["scenario"] == scenario.name) & (effects["worlds"] > 0)]
    return {str(row["measure"]): word_of(row, *limits) for row in own.to_dict("records")}  # type: ignore[arg-type]


def firm_answers_of(scenario: Scenario, effects: pd.DataFrame) -> list[str]:
    """Of `answers_of` those that a new fit would hardly overturn; what is undecided only where nothing else can be said."""
    firm = {f"{word} {measure}" for measure, word in _words(scenario, effects, *FIRM).items() if word != UNDECIDED}
    found = answers_of(scenario, effects)
    return [answer for answer in found if answer in firm] or found


def answered(text: str, answers: Iterable[str]) -> str:
    """The text of a scenario's file with these answers in its key `answer`, on one line before `sources`, or at the end."""
    line = f"answer: [{', '.join(answers)}]\n"
    if _ANSWER.search(text):
        return _ANSWER.sub(line, text)
    found = re.search(r"^sources:", text, re.MULTILINE)
    at = found.start() if found else len(text)
    return text[:at] + line + text[at:]


def _told(asked: Iterable[Scenario], effects: pd.DataFrame) -> Iterator[str]:
    for scenario in asked:
        wrong = stale(scenario, effects)
        if wrong or not scenario.answer:
            yield f"{scenario.name}: not borne out: {', '.join(wrong) or 'nothing'}"
            yield f"  answer: [{', '.join(answers_of(scenario, effects))}]"


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Scenarios; default: all that ship.", show_default=False)] = None,
    worlds: Annotated[int, typer.Option(min=1, max=program.MOST, help="Worlds of each scenario.")] = 300,
    seed: Seed = 7,
    params: Params = POSTERIOR,
    out: program.Table = OUT,
    rewrite: Annotated[bool, typer.Option("--write", help="Write what is firm into each file as its answer.")] = False,
) -> None:
    """Run every question, keep its effects, and say which answers they do not bear out, with what the table answers.

    With names, only these are run anew; the table's other rows stay.
    """
    asked = [load_scenario(name) for name in names] if names else questions()
    effects = table(asked, choose(params), worlds, seed)
    if names and out.is_file():
        kept = pd.read_csv(out)
        effects = pd.concat([kept[~kept["scenario"].isin([each.name for each in asked])], effects], ignore_index=True)
    write(effects, out)
    kept = pd.read_csv(out)
    if rewrite:
        for scenario in asked:
            path = scenario.files[0]
            text = answered(path.read_text(encoding="utf-8"), firm_answers_of(scenario, kept))
            path.write_text(text, encoding="utf-8", newline="\n")
        asked = [load_scenario(scenario.files[0]) for scenario in asked]
    for line in _told(asked, kept):
        typer.echo(line)


def write(effects: pd.DataFrame, out: Path = OUT) -> None:
    """Keep the table, by scenario in the order of the library."""
    place = {scenario.name: at for at, scenario in enumerate(questions())}
    order = effects["scenario"].map(lambda name: place.get(name, len(place))).argsort(kind="stable")
    program.write(effects.iloc[order], out)


if __name__ == "__main__":
    program.run(main)
