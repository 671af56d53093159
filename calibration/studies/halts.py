"""`python -m calibration.studies.halts`: does a quiet week follow a halt of the group that leads, in the record and in the rules?

A halt counts if the groups that it binds lead, as the rules reckon it (`sim.scene.Scene.lead`): an open-ended truce of those that
do at least half as much of the attacking as the group that does most. A week is quiet if no attack on a base or mission stands in
the record, or would, on the seven days after the halt.

The record's share comes from few halts, so that it is known as far as an interval says (Jeffreys, 95 %). The rules' probability
is asked twice: of worlds branched with fresh luck from the documented evening of each halt, and of all halts in worlds left to
luck from the first day. Beside the first stand worlds branched on that morning in which nobody may call a halt: what the rules
expect of that week anyway.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer
from joblib import Parallel, delayed
from scipy.stats import beta

from calibration import program
from calibration.reference import REFERENCE
from calibration.studies.free_run import blocks_of, free_scenario
from calibration.targets import WORLDS
from sim.commands.options import Jobs, Params, Seed
from sim.model import EscalationModel
from sim.parameter_files import POSTERIOR, choose, for_worlds
from sim.parameters import Parameters
from sim.record.windows import load_windows
from sim.scenario import Scenario, load_scenario
from sim.types import Bools, Floats, Number
from sim.vocabulary.decisions import MILITIAS

OUT = REFERENCE / "halts.csv"
WEEK = 7
LEADS = 0.5
"""From which share of the attacks of the group that does most those who are bound lead."""
RECORD, BRANCHED, WITHOUT, FREE = "record", "branched", "without", "free"
ALL = "all"
LEVEL = 0.95
COLUMNS = (
    "run", "halt", "halts", "quiet", "share", "attacks", "low", "high", "inside", "worlds", "seed", "parameters", "fitted_to"
)  # fmt: skip


def lived(model: EscalationModel) -> tuple[Bools, Floats]:
    """Run a model to its end: by reported day and world, whether those who lead called a halt, and attacks on bases and missions.

    Returns
    -------
    Two arrays of shape `(days, worlds)`. A halt on the last day is not known yet, and never stands there.
    """
    halts, attacks = [], []
    for _ in model.run():
        halts.append(_in_all(model, model.scene.halting_yesterday(model.last)) >= LEADS)
        attacks.append(_in_all(model, model.last.total("attack_base")))
    halts.append(np.zeros(model.worlds, dtype=np.bool_))
    return np.array(halts[1:]), np.array(attacks)


def _in_all(model: EscalationModel, value: Number) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (model.worlds,))


def quiet_weeks(attacks: Floats) -> Bools:
    """Whether no attack came on the seven days after each day, shape `(days - 7, worlds)` from `(days, worlds)`."""
    running = np.cumsum(np.vstack([np.zeros((1, attacks.shape[1])), attacks]), axis=0)
    return np.asarray(running[WEEK + 1 :] - running[1:-WEEK] == 0)


def documented_halts(parameters: Parameters, worlds: int) -> list[tuple[date, bool]]:
    """The record's days on which those who lead called a halt, by most of so many draws, and whether a quiet week followed."""
    window = load_windows()["record"]
    scenario = load_scenario("documented").edit(start=window.since, end=window.until, warm_up=0)
    model = EscalationModel(scenario, worlds, parameters=parameters, keep_log=False)
    halts, attacks = lived(model)
    quiet = quiet_weeks(attacks)[:, 0]
    days = [day for day in np.flatnonzero(halts.mean(axis=1) > 0.5).tolist() if day < len(quiet)]
    return [(window.since + timedelta(days=day), bool(quiet[day])) for day in days]


def jeffreys(successes: int, trials: int) -> tuple[float, float]:
    """The central 95 % of a share's posterior under Jeffreys' prior."""
    low, high = (float(beta.ppf(at, successes + 0.5, trials - successes + 0.5)) for at in (0.5 - LEVEL / 2, 0.5 + LEVEL / 2))
    return low, high


def after(day: date) -> Scenario:
    """The week after a documented day, left to luck."""
    first = day + timedelta(days=1)
    return load_scenario("documented").edit(
        name="after_a_halt", start=first, branch=first, end=day + timedelta(days=WEEK), luck="fresh", warm_up=365
    )


def without(day: date) -> Scenario:
    """The day of a halt and the week after it, left to luck, but that nobody may call a halt."""
    barred = [{"forbid": {"actor": name, "decision": "announce_truce", "from": str(day)}} for name in MILITIAS]
    return load_scenario("documented").edit(
        name="without_a_halt", start=day, branch=day, end=day + timedelta(days=WEEK), luck="fresh", warm_up=365,
        interventions=barred,
    )  # fmt: skip


def table_of(parameters: Parameters, worlds: int = WORLDS, seed: int = 7, *, jobs: int = 1) -> pd.DataFrame:
    """How often a quiet week follows a halt of those who lead.

    Parameters
    ----------
    parameters
        One value or an array of draws each; world w takes draw w, and after the last the first again.

    Returns
    -------
    Columns `COLUMNS`: each documented halt and all of them in the record; the same branched, and without the halt; all halts of
    free worlds. `halts` and `quiet` count halts and quiet weeks after them, over all worlds, and `share` is their ratio;
    `attacks` is the mean number in the week after one, where it was left to luck; `low` to
    `high` are what the record's share may be, and `inside` says whether the rules' share lies there.
    """
    values = for_worlds(parameters, worlds)
    found = documented_halts(values, worlds)
    low, high = jeffreys(sum(quiet for _, quiet in found), len(found))
    rows = [_row(RECORD, str(day), 1, int(quiet)) for day, quiet in found]
    rows.append(_row(RECORD, ALL, len(found), sum(quiet for _, quiet in found)) | {"low": low, "high": high})
    for run, scenario_of in ((BRANCHED, after), (WITHOUT, without)):
        weeks = [_in_blocks(scenario_of(day), values, worlds, seed, jobs)[:, 2:].sum(axis=0) for day, _ in found]
        for (day, _), (quiet, attacks) in zip(found, weeks, strict=True):
            rows.append(_row(run, str(day), worlds, quiet) | {"attacks": attacks / worlds})
        rows.append(_row(run, ALL, worlds * len(found), sum(quiet for quiet, _ in weeks)))
    halts, quiet, *_ = _in_blocks(free_scenario(), values, worlds, seed, jobs).sum(axis=0)
    rows.append(_row(FREE, ALL, halts, quiet))
    for row in rows:
        if row["run"] in (BRANCHED, FREE) and row["halt"] == ALL:
            row |= {"low": low, "high": high, "inside": bool(low <= row["share"] <= high)}
    origin = {"worlds": worlds, "seed": seed, "parameters": parameters.origin.name, "fitted_to": parameters.origin.days}
    return pd.DataFrame([row | origin for row in rows], columns=list(COLUMNS))


def _row(run: str, halt: str, halts: int, quiet: int) -> dict[str, Any]:
    share = float(quiet / halts) if halts else float("nan")
    return {"run": run, "halt": halt, "halts": int(halts), "quiet": int(quiet), "share": share}


def _in_blocks(scenario: Scenario, values: Parameters, worlds: int, seed: int, jobs: int) -> Any:
    """By world: halts, quiet weeks after them, whether the last week is quiet, and its attacks; shape `(worlds, 4)`."""
    tasks = (delayed(_block)(scenario, seed, *block) for block in blocks_of(values, worlds))
    return np.concatenate(Parallel(n_jobs=jobs)(tasks))


def _block(scenario: Scenario, seed: int, parameters: Parameters, first_world: int, worlds: int) -> Any:
    model = EscalationModel(scenario, worlds, seed, parameters=parameters, first_world=first_world, keep_log=False)
    try:
        halts, attacks = lived(model)
    finally:
        model.close()
    quiet = quiet_weeks(attacks)
    called = halts[: len(quiet)]
    last = attacks[-WEEK:].sum(axis=0)
    return np.stack([called.sum(axis=0), (called & quiet).sum(axis=0), last == 0, last], axis=1)


def in_words(table: pd.DataFrame) -> list[str]:
    """A line for each row."""
    rows = table.to_dict("records")
    return [f"{row['run']}, {row['halt']}: {row['quiet']} of {row['halts']} quiet ({row['share']:.1%})" for row in rows]


def main(
    worlds: Annotated[int, typer.Option(min=1, max=program.MOST, help="Worlds of each run.")] = WORLDS,
    seed: Seed = 7,
    jobs: Jobs = 2,
    params: Params = POSTERIOR,
    out: program.Table = OUT,
) -> None:
    """Print how often a quiet week follows a halt of the group that leads, and write the table."""
    table = table_of(choose(params), worlds, seed, jobs=jobs)
    program.write(table, out)
    typer.echo("\n".join(in_words(table)))


if __name__ == "__main__":
    program.run(main)
