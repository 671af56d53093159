"""Posterior files: a table of draws given to `--params`, and the ArviZ file, cut or edited."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from sim.paths import POSTERIOR_DRAWS
from tests.fuzz.case import Case
from tests.fuzz.kinds.kind import Kind, checked
from tests.fuzz.kinds.parameters import case_of, follow
from tests.fuzz.mutate import broken_bytes, edited, parquet, table_of
from tests.fuzz.oracle import LOADERS, Answer

DRAWS, ARVIZ = "draws.parquet", "posterior.nc"
ROWS = 20


def posterior_block(words: Sequence[str]) -> None:
    """`posterior-block FILE`: the one page that reads the ArviZ file, made from that file."""
    from calibration.pages import fit_blocks

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit_blocks, "POSTERIOR_FILE", Path(words[0]))
        fit_blocks.posterior(Path(words[0]).parent)


LOADERS["posterior-block"] = posterior_block


@functools.cache
def own_draws() -> pa.Table:
    """Some rows of the project's own draws."""
    return table_of(POSTERIOR_DRAWS.read_bytes()).slice(0, ROWS)


@functools.cache
def own_arviz() -> bytes:
    """The project's own ArviZ file."""
    from calibration.fit.posterior_files import POSTERIOR_FILE

    return POSTERIOR_FILE.read_bytes()


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Mostly draws; one in eight is an ArviZ file, which takes long to read."""
    if draw(st.integers(0, 7)) == 3:
        contents = draw(broken_bytes(own_arviz()))
        return Case("posteriors", ("posterior-block", "{here}/" + ARVIZ), {ARVIZ: contents}, named=(ARVIZ,), note="bytes broken")
    table, note = own_draws(), ""
    for _ in range(draw(st.integers(1, 2))):
        if table.num_rows and table.num_columns:
            table, more = draw(edited(table))
            note += more + "; "
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
