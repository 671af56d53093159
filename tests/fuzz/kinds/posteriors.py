"""Posterior files: a table of draws given to `--params`, and the ArviZ file, cut or edited."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from sim import paths
from sim.parameter_files import FITTED_TO
from sim.paths import Posterior
from tests.fuzz.case import Case
from tests.fuzz.kinds.kind import Kind, checked
from tests.fuzz.kinds.parameters import case_of, follow
from tests.fuzz.mutate import broken_bytes, edited, parquet, table_of
from tests.fuzz.oracle import LOADERS, Answer

DRAWS, ARVIZ = "draws.parquet", "posterior.nc"
ROWS = 20


def posterior_block(words: Sequence[str]) -> None:
    """`posterior-block FILE WHICH`: the one page that reads the ArviZ files, made with that file in the place of one of them."""
    from calibration.pages import fit_blocks

    file, which = Path(words[0]), Posterior(words[1])
    with pytest.MonkeyPatch.context() as patch:
        posteriors = file.parent / "posterior"
        shutil.copytree(paths.POSTERIORS, posteriors)
        patch.setattr(paths, "POSTERIORS", posteriors)
        shutil.copy(file, which.runs)
        try:
            fit_blocks.posterior(file.parent)
        finally:
            shutil.rmtree(posteriors)


LOADERS["posterior-block"] = posterior_block


@functools.cache
def own_draws(which: Posterior) -> pa.Table:
    """Some rows of draws of the project's own."""
    return table_of(which.draws.read_bytes()).slice(0, ROWS)


@functools.cache
def own_arviz(which: Posterior) -> bytes:
    """An ArviZ file of the project's own."""
    return which.runs.read_bytes()


STATED = st.sampled_from((b"2018-09-01:2022-12-31", b"2018-09-01", b"", b"2022-12-31:2018-09-01", b"9999-99-99:9999-99-99")) | (
    st.binary(max_size=40)
)
"""Days that a table of draws may say it was fitted to."""


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Mostly draws; one in eight is an ArviZ file, which takes long to read."""
    which = draw(st.sampled_from(list(Posterior)))
    if draw(st.integers(0, 7)) == 3:
        contents = draw(broken_bytes(own_arviz(which)))
        words = ("posterior-block", "{here}/" + ARVIZ, str(which))
        return Case("posteriors", words, {ARVIZ: contents}, named=(ARVIZ,), note="bytes broken")
    table, note = own_draws(which), ""
    for _ in range(draw(st.integers(1, 2))):
        if table.num_rows and table.num_columns:
            table, more = draw(edited(table))
            note += more + "; "
    if draw(st.integers(0, 3)) == 1:
        table = table.replace_schema_metadata({FITTED_TO: draw(STATED)})
        note += "fitted to other days; "
    data = parquet(table)
    if draw(st.integers(0, 3)) == 0:
        data, note = draw(broken_bytes(data)), note + "bytes broken"
    made = case_of(DRAWS, data, "posteriors")
    return Case(made.kind, made.words, made.files, named=made.named, note=note)


def follow_draws(case: Case, here: Path, answer: Answer) -> None:
    """Draws that were accepted have run to their end; an ArviZ file is only read, and a byte that says nothing may be another."""
    if case.words[0] != "posterior-block":
        follow(case, here, answer)


KIND = Kind("posteriors", cases(), functools.partial(checked, follow=follow_draws), share=0.06)
