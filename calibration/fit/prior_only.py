"""`python -m calibration.fit.prior_only FILE...`: weights that no likelihood reaches, from their priors beside a fit's draws.

What never happened has weights that a fit cannot know. At one value in all worlds they would make the intervals of a scenario
that uses them too narrow; so each posterior draw has values of its own of them, from their priors. A column is a Latin hypercube
sample of its prior (McKay, Beckman and Conover 1979), in an order of its own; seed and name alone decide it.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import typer
from scipy.special import ndtri

from calibration import program
from calibration.fit.parameter_space import NOT_IN_THE_LIKELIHOOD, quantile
from sim.commands.export import write_whole
from sim.errors import InputError
from sim.parameter_files import FITTED_TO, PRIOR_ONLY, prior_only
from sim.parameters import Parameters, load_parameters
from sim.types import Floats
from sim.untrusted import is_file, shown
from sim.vocabulary.decisions import MILITIAS

SEED = 20200103
"""Fixed, so that every fit of so many draws has the same values beside its own; written into the file."""


def names_of(base: Parameters) -> tuple[str, ...]:
    """The parameters that no count or mark of the record depends on, without floors and traits set by hand."""
    return tuple(
        name
        for name in base.names
        if name.startswith(NOT_IN_THE_LIKELIHOOD)
        and name.partition(".")[0] not in MILITIAS
        and base.entry(name).source != "floor"
    )


def columns(n: int, seed: int = SEED, base: Parameters | None = None) -> dict[str, Floats]:
    """By name, `n` draws from the prior in natural units, spike and bounds included; each of shape `(n,)`."""
    base = load_parameters() if base is None else base
    return {name: quantile(base.entry(name), ndtri(_spread(n, seed, name))) for name in names_of(base)}


def _spread(n: int, seed: int, name: str) -> Floats:
    """One number in each of `n` equal parts of (0, 1), in an order of the name's own; shape `(n,)`."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    within = np.clip((rng.permutation(n) + rng.uniform(size=n)) / n, 1e-12, 1.0 - 1e-12)
    return np.asarray(within, dtype=np.float64)


def beside(table: pa.Table, metadata: Mapping[bytes, bytes], seed: int = SEED) -> pa.Table:
    """A table of draws with a column for each such weight that it has not fitted; those that stand there already are replaced.

    Parameters
    ----------
    metadata
        What the file says of itself; the names and the seed are added.
    """
    before = [name for name in metadata.get(PRIOR_ONLY, b"").decode().partition(":")[2].split(",") if name]
    fitted = table.drop_columns([name for name in before if name in table.column_names])
    added = {name: values for name, values in columns(len(table), seed).items() if name not in fitted.column_names}
    for name, values in added.items():
        fitted = fitted.append_column(name, pa.array(values))
    return fitted.replace_schema_metadata({**metadata, PRIOR_ONLY: f"{seed}:{','.join(added)}".encode()})


def add_to(path: Path, seed: int = SEED) -> tuple[str, ...]:
    """Put the columns into a file of draws that `escalation calibrate` wrote, whole or not at all; returns their names.

    Raises
    ------
    InputError
        If there is no such file, it holds no draws of a fit, or it cannot be written.
    """
    if not is_file(path):
        raise InputError("there is no such file; allowed: draws.parquet of a fit", file=shown(path))
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"not readable as Parquet ({error}); allowed: draws.parquet of a fit", file=shown(path)) from error
    metadata = table.schema.metadata or {}
    if FITTED_TO not in metadata:
        raise InputError("this is Parquet, and no draws of a fit; allowed: draws.parquet of a fit", file=shown(path))

    def fill(partial: Path) -> None:
        pq.write_table(beside(table, metadata, seed), partial, compression="zstd")

    write_whole(path, fill, force=True)
    return prior_only(path)


def main(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Draws of fits, as `escalation calibrate` writes.")],
) -> None:
    """Draw the weights that no likelihood reaches from their priors, one value for each draw of a fit."""
    for path in files:
        typer.echo(f"{path}: {len(add_to(path))} weights from their priors")


if __name__ == "__main__":
    program.run(main)
