"""`python -m calibration.studies.free_run`: would the rules, left to luck, bring about years like the documented ones?

Scenario `free_run` takes only the dated contexts (wars, governments, commanders, troop levels) from the record, here to its end.
Each calendar year of the record is compared with the same year of such worlds, every world with its own draw of the parameters:
the record should be one ordinary world among them. Months that the record covers in part are thinned in the worlds too
(`sim.record.reporting`), so that both sides count acts that were reported.

Two documented calms are asked twice: of the free worlds, where no wave of fire need have come before the calm, though its context
is dated; and of worlds branched with fresh luck from the documented day before, as the targets ask them
(`calibration/targets/targets.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from joblib import Parallel, delayed

from calibration import program
from calibration.reference import REFERENCE
from calibration.studies.ranks import LEVEL
from calibration.targets import WORLDS
from calibration.targets.daily_counts import Days, documented, watch
from calibration.targets.statistics import evaluate
from calibration.targets.targets import load_targets
from sim.commands.options import Jobs, Params, Seed
from sim.model import EscalationModel
from sim.parameter_files import POSTERIOR, choose, for_worlds
from sim.parameters import Parameters
from sim.record.evidence import load_evidence
from sim.record.reporting import PARTLY_REPORTED
from sim.record.windows import load_windows
from sim.scenario import Scenario, load_scenario
from sim.types import Floats

OUT = REFERENCE / "free_run.csv"
COUNT, DAYS_WITH = "count", "days_with"
SERIES: Mapping[str, tuple[str, str]] = {
    "attack_base": (COUNT, "attacks on bases and missions"),
    "attack_convoy": (COUNT, "convoy bombs"),
    "strike": (DAYS_WITH, "days of strikes"),
    "counter_fire": (DAYS_WITH, "days of counter-fire"),
    "us_killed": (COUNT, "American dead"),
    "announce_truce": (COUNT, "truces announced"),
    "raid": (COUNT, "raids"),
    "assault_embassy": (COUNT, "sieges of the embassy"),
    "launch_missiles": (COUNT, "Iranian launches at Americans"),
    "move_expulsion": (COUNT, "moves of expulsion"),
    "kill_leader": (COUNT, "killings of leaders"),
}
"""By daily series: the statistic that is taken of it, and what it is called."""
AT_MOST: Mapping[str, int] = {"gaza_truce": 0, "after_stand_down": 10}
"""The calms, by the target run that asks for them, and the most attacks on bases in a world that is called calm."""
FREE, BRANCHED, YEAR = "free", "branched", "year"
BLOCK = 100
"""Worlds that are run side by side; they bound the memory, and no number depends on them."""
COLUMNS = (
    "year", "series", "observed", "mean", "low", "high", "share_at_or_below", "inside", "run", "period", "since", "until",
    "statistic", "label", "reported", "at_most", "share_at_most", "worlds", "seed", "parameters", "fitted_to",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One number of a history: a series over a span of days, both ends included.

    Attributes
    ----------
    period
        `year`, or the name of a calm.
    at_most
        The most acts of a calm; None for a year.
    """

    series: str
    since: date
    until: date
    period: str = YEAR
    at_most: int | None = None

    def value(self, days: Days) -> Floats:
        """The number in each world, shape `(worlds,)`."""
        return evaluate(SERIES[self.series][0], days.span(self.since, self.until), {"series": [self.series]})


def free_scenario(until: date | None = None) -> Scenario:
    """Scenario `free_run` to a day, by default to the last of the record."""
    return load_scenario("free_run").edit(end=until or load_windows()["record"].until)


def years(scenario: Scenario) -> list[Cell]:
    """A cell for each series and calendar year of a scenario; the first and the last year may be parts."""
    spans = [
        (max(date(year, 1, 1), scenario.start), min(date(year, 12, 31), scenario.end))
        for year in range(scenario.start.year, scenario.end.year + 1)
    ]
    return [Cell(series, *span) for span in spans for series in SERIES]


def calms() -> dict[str, Cell]:
    """The two calms by the target run that asks for them, over the days of that run."""
    runs = load_targets().runs
    return {name: Cell("attack_base", runs[name].since, runs[name].until, name, at_most) for name, at_most in AT_MOST.items()}


def compare(
    parameters: Parameters, worlds: int = WORLDS, seed: int = 7, *, jobs: int = 1, until: date | None = None
) -> pd.DataFrame:
    """The record beside worlds left to luck, by calendar year and series, then in the two calms.

    Parameters
    ----------
    parameters
        One value or an array of draws each; world w takes draw w, and after the last the first again.
    jobs
        Processes; they change no number.
    until
        The last day of the free worlds, by default that of the record; a calm that ends later is not asked of them.

    Returns
    -------
    Columns `COLUMNS`: `observed` in the record; over worlds the `mean` and the central 90 % from `low` to `high` (values that
    occur); `share_at_or_below`, the share of worlds with at most as many as the record; `inside`, whether the record lies within,
    both ends included. `reported` is the mean probability over the days that such an act stands in the record; the worlds are
    thinned by it. In a calm `share_at_most` is the share of worlds with at most `at_most` acts. Then luck and draws: `worlds,
    seed, parameters, fitted_to`.

    Raises
    ------
    Unbounded
        If counts grow without end in some world.
    """
    free, branched = free_scenario(until), calms()
    runs: list[tuple[str, Scenario, list[Cell]]] = [
        (FREE, free, [*years(free), *(cell for cell in branched.values() if cell.until <= free.end)]),
        *((BRANCHED, load_targets().runs[name].scenario(name), [cell]) for name, cell in branched.items()),
    ]
    values = for_worlds(parameters, worlds)
    tasks = [delayed(_block)(scenario, cells, seed, *block) for _, scenario, cells in runs for block in blocks_of(values, worlds)]
    blocks = iter(Parallel(n_jobs=jobs)(tasks))
    whole = [np.hstack([next(blocks) for _ in range(0, worlds, BLOCK)]) for _ in runs]
    evidence = load_evidence()
    record = documented(evidence, min([free.start, *(cell.since for cell in branched.values())]), load_windows()["record"].until)
    origin = {"worlds": worlds, "seed": seed, "parameters": parameters.origin.name, "fitted_to": parameters.origin.days}
    rows = []
    for (run, _, cells), drawn in zip(runs, whole, strict=True):
        for cell, of_cell in zip(cells, drawn, strict=True):
            days = np.arange(np.datetime64(cell.since), np.datetime64(cell.until) + 1)
            partly = cell.series in PARTLY_REPORTED
            reported = float(evidence.reporting.probability(cell.series, days).mean()) if partly else 1.0
            rows.append({**_row(cell, of_cell, float(cell.value(record)[0])), "run": run, "reported": reported, **origin})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def blocks_of(values: Parameters, worlds: int) -> Iterator[tuple[Parameters, int, int]]:
    """The blocks that so many worlds are run in: the parameters of each, its first world and how many there are."""
    for first in range(0, worlds, BLOCK):
        size = min(BLOCK, worlds - first)
        yield values.rows(first, first + size), first, size


def _block(scenario: Scenario, cells: Sequence[Cell], seed: int, parameters: Parameters, first_world: int, worlds: int) -> Floats:
    """The numbers of some cells in some worlds, shape `(cells, worlds)`."""
    model = EscalationModel(scenario, worlds, seed, parameters=parameters, first_world=first_world, keep_log=False)
    try:
        days = watch(model)
    finally:
        model.close()
    return np.stack([cell.value(days) for cell in cells])


def _row(cell: Cell, drawn: Floats, observed: float) -> dict[str, object]:
    """What a cell has in the record and in the worlds, `drawn` of shape `(worlds,)`."""
    low, high = (float(end) for end in np.quantile(drawn, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], method="inverted_cdf"))
    statistic, label = SERIES[cell.series]
    return {
        "year": cell.since.year, "series": cell.series, "observed": observed, "mean": float(drawn.mean()), "low": low,
        "high": high, "share_at_or_below": float((drawn <= observed).mean()), "inside": low <= observed <= high,
        "period": cell.period, "since": cell.since, "until": cell.until, "statistic": statistic, "label": label,
        "at_most": cell.at_most, "share_at_most": None if cell.at_most is None else float((drawn <= cell.at_most).mean()),
    }  # fmt: skip


def in_words(table: pd.DataFrame) -> list[str]:
    """Lines: how many pairs of year and series lie inside, each that does not, and what became of the calms."""
    of_years = table[table["period"] == YEAR]
    inside = of_years["inside"].astype(bool)
    pairs = f"{inside.sum()} of {len(of_years)} pairs of year and series ({inside.mean():.1%})"
    missed = [
        f"outside: {row['year']}, {row['label']}: {row['observed']:g} in the record, {row['low']:g} to {row['high']:g} "
        f"in {LEVEL:.0%} of worlds, mean {row['mean']:.3g}"
        for row in of_years[~inside].to_dict("records")
    ]
    of_calms = [
        f"{row['since']} to {row['until']}, {row['run']}: at most {row['at_most']:g} attacks in {row['share_at_most']:.1%} "
        f"of worlds; {row['observed']:g} in the record, mean {row['mean']:.3g}"
        for row in table[table["period"] != YEAR].to_dict("records")
    ]
    return [f"{pairs} lie in the central {LEVEL:.0%} of worlds", *missed, *of_calms]


def main(
    worlds: Annotated[int, typer.Option(min=1, max=program.MOST, help="Worlds of each run.")] = WORLDS,
    seed: Seed = 7,
    jobs: Jobs = 2,
    params: Params = POSTERIOR,
    out: program.Table = OUT,
) -> None:
    """Print which years of which series lie outside what worlds left to luck bring, and write the table."""
    table = compare(choose(params), worlds, seed, jobs=jobs)
    program.write(table, out)
    typer.echo("\n".join(in_words(table)))


if __name__ == "__main__":
    program.run(main)
