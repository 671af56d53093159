"""Records and contexts that a user brings: the project's own, cut and spoiled, through the loaders and, for a few, `score`."""

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

INCIDENTS, CONTEXTS = "incidents.csv", "contexts.yaml"
ROWS = 30
SCORED = ("--window", "2023-11-01:2023-11-03", "--draws", "2")
ODD_CELLS = (
    "9" * 20,
    "-1",
    "1.5",
    "20200101",
    "2020-W01-1",
    "2020-02-30",
    "1677-01-01",
    "2262-12-31",
    "us;us",
    ";",
    "http://",
    "statement",
    "2020-W01-1-x",
)


def load_evidence(words: Sequence[str]) -> None:
    """`load-evidence RECORD|- CONTEXTS|-`: what `score` reads, coded; not kept for the next call."""
    from sim.record.evidence import load_evidence

    record, contexts = (None if word == "-" else Path(word) for word in words)
    load_evidence.__wrapped__(record, contexts)


LOADERS["load-evidence"] = load_evidence


@functools.cache
def own_rows() -> pd.DataFrame:
    """The project's own record, every cell as text."""
    return pd.read_csv(RECORD / INCIDENTS, dtype=str, keep_default_na=False)


@st.composite
def some_rows(draw: st.DrawFn) -> pd.DataFrame:
    """Some thirty rows of the record, most of them in one stretch."""
    rows = own_rows()
    first = draw(st.integers(0, len(rows) - ROWS))
    return rows.iloc[first : first + draw(st.integers(1, ROWS))].reset_index(drop=True)


@st.composite
def record_file(draw: st.DrawFn) -> bytes:
    """A record with a cell, a column, or its text spoiled; one in six is right."""
    frame = draw(some_rows())
    how = draw(st.sampled_from(("right", "cell", "cell", "column", "actions", "text")))
    if how == "cell":
        for _ in range(draw(st.integers(1, 2))):
            at = draw(st.integers(0, len(frame) - 1)), draw(st.integers(0, len(frame.columns) - 1))
            frame.iat[at] = draw(st.sampled_from(ODD_CELLS) | odd_words | unicode_text)
    elif how == "column":
        name = draw(st.sampled_from(list(frame.columns)))
        frame = draw(
            st.sampled_from(
                (frame.drop(columns=name), frame.rename(columns={name: ""}), frame.assign(x="1"), frame[sorted(frame.columns)])
            )
        )
    elif how == "actions":
        frame["action"] = draw(st.sampled_from(("statement", "context", "airstrike")))
    if how == "text":
        return draw(spoiled(csv_of(frame)))
    return csv_of(frame).encode("utf-8", "surrogatepass")


@functools.cache
def own_contexts() -> str:
    """The project's own contexts."""
    return (RECORD / CONTEXTS).read_text(encoding="utf-8")


@st.composite
def contexts_file(draw: st.DrawFn) -> bytes:
    """The contexts with a day, a key or their text spoiled."""
    text = own_contexts()
    if draw(st.booleans()):
        days = [
            word for line in text.split("\n") for word in line.replace(",", " ").split() if word[:2] == "20" and word[4:5] == "-"
        ]
        text = text.replace(draw(st.sampled_from(days)), draw(st.sampled_from(ODD_CELLS) | odd_words), 1)
    return draw(spoiled(text)) if draw(st.integers(0, 2)) else text.encode("utf-8", "surrogatepass")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One or the other; a few are scored, which takes seconds."""
    scored = draw(st.integers(0, 49)) == 49
    if draw(st.integers(0, 2)):
        words = ("score", "--record", "{here}/r.csv", *SCORED) if scored else ("load-evidence", "{here}/r.csv", "-")
        return Case("records", words, {"r.csv": draw(record_file())}, named=("r.csv",))
    words = ("score", "--contexts", "{here}/c.yaml", *SCORED) if scored else ("load-evidence", "-", "{here}/c.yaml")
    return Case("records", words, {"c.yaml": draw(contexts_file())}, named=("c.yaml",))


KIND = Kind("records", cases(), checked, share=0.15)
