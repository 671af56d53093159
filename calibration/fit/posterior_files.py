"""The fitted posterior on disk: files small enough for git, with nothing in them but the fit, and how they are read.

Two keepings of the same fit have the same bytes: neither a date nor the version of a library is written; a manifest has those.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from calibration import lazy
from calibration.fit.posterior import InferenceData, Plan, table_of
from sim.parameters import load_parameters
from sim.paths import POSTERIOR_DRAWS, ROOT
from sim.types import Floats

POSTERIOR_FILE = ROOT / "calibration" / "posterior" / "posterior.nc"


def save(data: InferenceData, plan: Plan, netcdf: Path = POSTERIOR_FILE, draws: Path = POSTERIOR_DRAWS) -> None:
    """Write `kept` draws, the same number from each run, as an ArviZ file and as the table that `--params posterior` reads.

    The ArviZ file also holds each draw's log likelihood, by which a posterior of other rules or another record is known.
    """
    small = _chosen(data, plan)
    netcdf.parent.mkdir(parents=True, exist_ok=True)
    small.to_netcdf(netcdf, engine="h5netcdf")
    table = pa.Table.from_pandas(table_of(small).sample(frac=1.0, random_state=plan.seed), preserve_index=False)
    pq.write_table(table.replace_schema_metadata(None), draws, compression="zstd")


def _chosen(data: InferenceData, plan: Plan) -> InferenceData:
    """The draws that are kept, with what the fit says of itself."""
    rng = np.random.default_rng(plan.seed)
    chains, particles = data.posterior.sizes["chain"], data.posterior.sizes["draw"]
    rows = np.sort(rng.permutation(particles)[: plan.kept // chains])
    small = lazy.arviz().from_dict(
        posterior={str(n): _within_bounds(str(n), data.posterior[n].values[:, rows]) for n in data.posterior.data_vars},
        sample_stats={"lp_likelihood": data.sample_stats["lp_likelihood"].values[:, rows]},
    )
    small.posterior.attrs, small.sample_stats.attrs = dict(data.posterior.attrs), {}
    return small


def _within_bounds(name: str, values: Floats) -> Floats:
    """Values of fewer digits than bounds have: one that was rounded over its bound goes to the nearest inside it."""
    low, high = load_parameters().entry(name).bounds
    exact = values.astype(np.float64)
    towards = np.where(exact > high, -np.inf, np.where(exact < low, np.inf, values)).astype(values.dtype)
    return np.asarray(np.nextafter(values, towards))
