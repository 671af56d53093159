"""A fitted posterior on disk: files small enough for git, with nothing in them but the fit, and how they are read.

Two keepings of the same fit have the same bytes: neither a date nor the version of a library is written; a manifest has those.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from calibration import lazy
from calibration.fit.posterior import InferenceData, Plan, table_of
from calibration.fit.prior_only import beside
from sim.errors import InputError, unknown
from sim.parameter_files import FITTED_TO
from sim.parameters import Origin, load_parameters
from sim.types import Floats
from sim.untrusted import is_file, shown

HDF5_OVERHEAD = 1_000_000
"""Bytes beyond the numbers themselves: a generous bound for a file of a few hundred variables."""


def save(data: InferenceData, plan: Plan, netcdf: Path, draws: Path) -> None:
    """Write `kept` draws, the same number from each run, as an ArviZ file and as the table that `--params` reads.

    The ArviZ file also holds each draw's log likelihood, by which a posterior of other rules or another record is known; the
    table says to which days it was fitted, by which whoever judges forecasts knows what it has seen, and has a column besides for
    each weight that no likelihood reaches, from its prior (`calibration.fit.prior_only`).
    """
    small = _chosen(data, plan)
    netcdf.parent.mkdir(parents=True, exist_ok=True)
    _check_room(netcdf, small.posterior.nbytes + small.sample_stats.nbytes + HDF5_OVERHEAD)
    small.to_netcdf(netcdf, engine="h5netcdf")
    table = pa.Table.from_pandas(table_of(small).sample(frac=1.0, random_state=plan.seed), preserve_index=False)
    stated = {FITTED_TO: str(Origin(fitted_to=plan.window).days).encode()}
    pq.write_table(beside(table, stated), draws, compression="zstd")


def _check_room(path: Path, size: int) -> None:
    """Raise `OSError` if so many bytes do not fit there; HDF5 brings the whole process down when a disk is full as it closes."""
    try:
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
    finally:
        path.unlink(missing_ok=True)


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


def read_posterior(path: Path) -> InferenceData:
    """The posterior of an ArviZ file, with each draw's log likelihood, all in memory.

    Raises
    ------
    InputError
        If it cannot be read, or holds no draws of today's parameters by run and particle.
    """
    lazy.need("arviz", "h5netcdf")
    arviz = lazy.arviz()
    if not is_file(path):
        raise InputError("there is no such file; fit it with `escalation calibrate`", file=shown(path))
    why = ""
    with _in_silence():
        try:
            data = arviz.from_netcdf(path, engine="h5netcdf").load()
        except Exception as error:  # noqa: BLE001 a damaged file fails in a dozen ways that mean the same
            why = f"{type(error).__name__}: {error}"
    if why:
        raise InputError(f"not readable as a posterior: {why}", file=shown(path))
    wrong = next(_faults(data), None)
    if wrong is not None:
        raise InputError(f"{wrong}; allowed: what `escalation calibrate` writes", file=shown(path))
    return data


@contextmanager
def _in_silence() -> Iterator[None]:
    """What fails while something is thrown away is not printed: h5netcdf cannot close what it could not open."""
    before, sys.unraisablehook = sys.unraisablehook, lambda failure: None
    try:
        yield
    finally:
        gc.collect()
        sys.unraisablehook = before


def _faults(data: InferenceData) -> Iterator[str]:
    """What a fit of today's parameters would not have written, one sentence each."""
    for group in ("posterior", "sample_stats"):
        if group not in data.groups():
            yield f"it has no group {group}"
            return
    if "lp_likelihood" not in data.sample_stats:
        yield "its draws have no lp_likelihood"
        return
    shape = data.sample_stats["lp_likelihood"].shape
    if not data.posterior.data_vars or len(shape) != 2 or min(shape) < 2:
        yield f"its draws have the shape {shape}; needed: two runs or more, of two particles or more"
    for name, values in {**data.posterior.data_vars, **data.sample_stats.data_vars}.items():
        if name not in load_parameters().entries and name in data.posterior:
            yield unknown("parameter", str(name), load_parameters().entries)
        elif values.dims != ("chain", "draw") or values.shape != shape:
            yield f"{name} has the shape {values.shape}; the likelihood has {shape}"
        elif values.dtype.kind != "f" or not np.isfinite(values.values).all():
            yield f"{name} holds something else than finite numbers"
    if np.asarray(data.posterior.attrs.get("log_evidence", 0.0)).dtype.kind != "f":
        yield "its log evidence is no number"
