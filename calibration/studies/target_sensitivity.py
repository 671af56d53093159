"""`python -m calibration.studies.target_sensitivity`: which targets are sensitive to which mechanism?

The check is run with the whole rules and with one mechanism off at a time, from the same luck and the same draws. A target is
sensitive to a mechanism if it is met with the whole rules and missed without the mechanism. A fit without the mechanism could
make up for part of what is lost; here the other parameters keep the values they have beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated

import pandas as pd
import typer

from calibration import program
from calibration.fit.judging import parameters_to_judge
from calibration.reference import REFERENCE
from calibration.targets.check import evaluate_variants
from sim.commands.options import Jobs, Params, Seed
from sim.parameter_files import TRAIN
from sim.parameters import Parameters
from sim.vocabulary.mechanisms import MECHANISMS

OUT = REFERENCE / "target_sensitivity.csv"
COLUMNS = ("mechanism", "missed", "ids")


def newly_missed(whole: pd.DataFrame, without: pd.DataFrame) -> list[str]:
    """Ids of the targets that are met in one table of `evaluate_targets` and missed in another, in the order of the first."""
    still_met = set(without.loc[without["passed"].astype(bool), "id"])
    return [str(name) for name in whole.loc[whole["passed"].astype(bool), "id"] if name not in still_met]


def sensitivity(
    parameters: Parameters,
    worlds: int = 100,
    seed: int = 7,
    *,
    jobs: int = 1,
    only: Collection[str] = (),
    mechanisms: Iterable[str] = MECHANISMS,
) -> pd.DataFrame:
    """The targets that are sensitive to each mechanism, columns `COLUMNS`; `ids` are parted by blanks, the most first.

    Parameters
    ----------
    parameters
        One value or an array of draws each; world w takes draw w.
    only
        Ids of the targets to ask; by default all.
    """
    names = list(mechanisms)
    whole, *others = evaluate_variants([(), *((name,) for name in names)], parameters, worlds, seed, jobs=jobs, only=only)
    missed = [newly_missed(whole, without) for without in others]
    rows = [(name, len(ids), " ".join(ids)) for name, ids in zip(names, missed, strict=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("missed", ascending=False, kind="stable", ignore_index=True)


def main(
    worlds: Annotated[int, typer.Option(min=1, max=program.MOST, help="Worlds of each run.")] = 100,
    seed: Seed = 7,
    jobs: Jobs = -1,
    params: Params = TRAIN,
    out: program.Table = OUT,
) -> None:
    """Print, for each mechanism, the targets that are missed once it is switched off."""
    table = sensitivity(parameters_to_judge(params), worlds, seed, jobs=jobs)
    program.write(table, out)
    typer.echo(table.to_string(index=False))


if __name__ == "__main__":
    program.run(main)
