r"""How far the posterior moved from the prior, parameter by parameter, on the scale on which every prior is a standard normal.

With x = Phi^-1(F(value)), F the prior's distribution, a parameter that the record says nothing about keeps mean 0 and standard
deviation 1. What it did learn is summed up as the divergence of normals, (s^2 + m^2 - 1)/2 - log s, in nats.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from calibration.fit.parameter_space import is_share, score
from sim.parameter_files import prior_only, read_values
from sim.parameters import Parameters, load_parameters
from sim.untrusted import is_file

COLUMNS = ("median", "low", "high", "shift", "width", "gain", "inclusion")
LEAST_WIDTH = 1e-3
"""Standard deviation below which one is not taken: a parameter that is the same in all draws would gain without bound."""
SEED = 1
"""For where in the spike of its prior a zero lies."""


def fitted_draws(path: Path) -> pd.DataFrame | None:
    """The posterior draws of a file, one column for each fitted parameter; None if nothing has been fitted yet.

    What a file holds besides, from priors alone, is left out.

    Raises
    ------
    ParameterError
        If the file is there but holds no draws of today's parameters.
    """
    if not is_file(path):
        return None
    draws = pd.DataFrame(read_values(path))
    return draws.drop(columns=list(prior_only(path)), errors="ignore")


def movements(draws: pd.DataFrame, parameters: Parameters | None = None) -> pd.DataFrame:
    """What fitting did to each parameter, most informed first.

    Parameters
    ----------
    draws
        One column for each parameter, natural values.

    Returns
    -------
    Indexed by name, the groups' shares left out: `median`, `low`, `high` (90 %, natural units), `shift` (mean, in prior
    standard deviations), `width` (standard deviation, 1 = that of the prior), `gain` (nats) and `inclusion`, the share of draws
    in which a weight that may be zero is not (NaN for others).
    """
    base = load_parameters() if parameters is None else parameters
    rows = {}
    for name in draws.columns:
        if is_share(str(name)):
            continue
        values = draws[name].to_numpy(dtype=np.float64)
        entry = base.entry(str(name))
        x = score(entry, values, np.random.default_rng(SEED))
        m, s = float(x.mean()), max(float(x.std()), LEAST_WIDTH)
        low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
        inclusion = float((values > 0).mean()) if entry.spike > 0 else np.nan
        rows[str(name)] = (median, low, high, m, s, 0.5 * (s**2 + m**2 - 1.0) - np.log(s), inclusion)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))
    return frame.sort_values("gain", ascending=False, kind="stable")
