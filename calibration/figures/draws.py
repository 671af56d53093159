"""Which draws the figures show: the posterior where there is one, otherwise the prior, and they say which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.fit.parameter_space import default_space
from calibration.fit.shrinkage import fitted_draws
from sim.parameters import Parameters, load_parameters
from sim.paths import Posterior

SEED = 20181231


@dataclass(frozen=True)
class Draws:
    """Parameter draws to show.

    Attributes
    ----------
    table
        One column for each fitted parameter, natural values, shape `(n, n_parameters)`.
    parameters
        The same, on top of the files' values.
    label
        What they are, in words.
    fitted
        Whether they come from the posterior.
    """

    table: pd.DataFrame
    parameters: Parameters
    label: str
    fitted: bool

    def __len__(self) -> int:
        """How many draws."""
        return len(self.table)


def chosen(n: int, *, posterior: Posterior = Posterior.WHOLE, prior: bool = False) -> Draws:
    """The first `n` draws of a posterior (their order is random); of the prior if asked for, or if nothing is fitted."""
    table = None if prior else fitted_draws(posterior.draws)
    if table is not None:
        table = table.head(n).reset_index(drop=True)
        return _draws(table, f"{len(table):,} posterior draws ({posterior})", fitted=True)
    space = default_space()
    values = space.values(space.prior_draws(n, np.random.default_rng(SEED)))
    return _draws(pd.DataFrame(values, columns=list(space.names)), f"{n:,} draws of the prior, nothing fitted", fitted=False)


def _draws(table: pd.DataFrame, label: str, *, fitted: bool) -> Draws:
    base = load_parameters()
    columns = {str(name): table[name].to_numpy(dtype=np.float64) for name in table.columns}
    clipped = {name: np.clip(column, *base.entry(name).bounds) for name, column in columns.items()}
    return Draws(table, base.with_fit(clipped), label, fitted)
