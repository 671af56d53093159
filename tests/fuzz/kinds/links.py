"""Links that a user shares: the project's own, cut and spoiled, through the loader, against the project's own record."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

from sim.paths import RECORD
from tests.fuzz.case import Case
from tests.fuzz.kinds.kind import Kind, checked
from tests.fuzz.mutate import csv_of, odd_words, spoiled, unicode_text
from tests.fuzz.oracle import LOADERS

LINKS = "links.csv"
ROWS = 40
ODD_CELLS = (
    "context:",
    "context:gaza_wor",
    "missing:",
    "missing:2020-01-01",
    "missing:2020-02-30:x",
    "missing:20200101:x",
    "missing:2020-01-01:x:y",
    "missing:9999-12-31:x",
    "2019-12-29-us-airstrike",
    "2030-01-01-us-warning",
    "both;first",
    "sole",
)


def load_links(words: Sequence[str]) -> None:
    """`load-links FILE`: what `record --links` reads, of another file."""
    from sim.record.links import load_links

    load_links(Path(words[0]), known()[0], known()[1])


LOADERS["load-links"] = load_links


@functools.cache
def known() -> tuple[dict[str, dict[str, object]], tuple[str, ...]]:
    """The record's rows by id, and the names of contexts."""
    from sim.record import load_contexts, load_record
    from sim.record.links import MOTIVES

    return load_record().rows(), (*load_contexts().names, *MOTIVES)


@functools.cache
def own_links() -> pd.DataFrame:
    """The project's own links, every cell as text."""
    return pd.read_csv(RECORD / LINKS, dtype=str, keep_default_na=False).astype(object)  # which holds half a letter too


@st.composite
def links_file(draw: st.DrawFn) -> bytes:
    """Links with a cell, a column, a pair turned round, or their text spoiled; one in six is right."""
    links = own_links()
    first = draw(st.integers(0, len(links) - ROWS))
    frame = links.iloc[first : first + draw(st.integers(1, ROWS))].reset_index(drop=True)
    how = draw(st.sampled_from(("right", "cell", "cell", "column", "turned", "text")))
    at = draw(st.integers(0, len(frame) - 1))
    if how == "cell":
        cell = draw(st.sampled_from(ODD_CELLS) | odd_words | unicode_text)
        frame.iat[at, draw(st.integers(0, len(frame.columns) - 1))] = cell
    elif how == "column":
        frame = frame.rename(columns={draw(st.sampled_from(list(frame.columns))): ""})
    elif how == "turned":
        turned = frame.iloc[[at]].rename(columns={"id": "cause", "cause": "id"})[list(frame.columns)]
        frame = pd.concat([frame, turned])
    if how == "text":
        return draw(spoiled(csv_of(frame)))
    return csv_of(frame).encode("utf-8", "surrogatepass")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One file through the loader."""
    return Case("links", ("load-links", "{here}/l.csv"), {"l.csv": draw(links_file())}, named=("l.csv",))


KIND = Kind("links", cases(), checked, share=0.05)
