"""Parameter files: YAML, JSON, CSV and Parquet, right and spoiled, given to `run --params`."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from tests.fuzz.base import SHORT
from tests.fuzz.case import Case
from tests.fuzz.kinds.kind import Kind, checked
from tests.fuzz.mutate import ODD_VALUES, broken_bytes, edited, odd_values, odd_words, parquet, spoiled, unicode_text
from tests.fuzz.oracle import Answer, judge_run

SCENARIO = "short.yaml"


@st.composite
def values(draw: st.DrawFn, most: int = 4) -> dict[str, float]:
    """Some parameters, with values within their bounds."""
    from sim.parameters import load_parameters

    parameters = load_parameters()
    names = draw(st.lists(st.sampled_from(parameters.names), min_size=1, max_size=most, unique=True))
    return {name: draw(_within(*parameters.entry(name).bounds)) for name in names}


def _within(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high) | st.sampled_from((low, high))


@st.composite
def yaml_file(draw: st.DrawFn) -> bytes:
    """Lines of `name: value`, perhaps spoiled."""
    text = "\n".join(f"{name}: {value!r}" for name, value in draw(values()).items()) + "\n"
    return draw(spoiled(text)) if draw(st.integers(0, 3)) else text.encode()


@st.composite
def json_file(draw: st.DrawFn) -> bytes:
    """An object of numbers, perhaps with something else in it."""
    data: dict[str, Any] = dict(draw(values()))
    if draw(st.booleans()):
        data[draw(st.sampled_from(sorted(data)) | unicode_text | odd_words)] = draw(odd_values)
    text = json.dumps(draw(st.sampled_from(ODD_VALUES)) if draw(st.integers(0, 9)) == 0 else data)
    return draw(spoiled(text)) if draw(st.integers(0, 3)) == 0 else text.encode()


@st.composite
def draws(draw: st.DrawFn) -> pa.Table:
    """A few rows of draws."""
    from sim.parameters import load_parameters

    parameters, rows = load_parameters(), draw(st.integers(1, 4))
    return pa.table({n: [draw(_within(*parameters.entry(n).bounds)) for _ in range(rows)] for n in draw(values())})


@st.composite
def csv_file(draw: st.DrawFn) -> bytes:
    """Columns of draws as text, perhaps spoiled."""
    text = draw(draws()).to_pandas().to_csv(index=False)
    return draw(spoiled(text)) if draw(st.integers(0, 3)) else text.encode()


@st.composite
def parquet_file(draw: st.DrawFn) -> bytes:
    """Columns of draws, perhaps edited, perhaps with broken bytes."""
    table = draw(draws())
    if draw(st.integers(0, 3)):
        table, _ = draw(edited(table))
    data = parquet(table)
    return draw(broken_bytes(data)) if draw(st.integers(0, 3)) == 0 else data


FORMATS = {".yaml": yaml_file(), ".yml": yaml_file(), ".json": json_file(), ".csv": csv_file(), ".parquet": parquet_file()}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A file of one of the formats."""
    ending = draw(st.sampled_from(sorted(FORMATS)))
    return case_of(f"p{ending}", draw(FORMATS[ending]), "parameters")


def case_of(file: str, contents: bytes, kind: str) -> Case:
    """A short run with the parameters of a file."""
    words = ("run", SCENARIO, "--worlds", "2", "--params", file, "--out", "out")
    return Case(kind, words, {SCENARIO: SHORT.encode(), file: contents}, named=(file,))


def follow(case: Case, here: Path, answer: Answer) -> None:
    """What was accepted has run to its end."""
    if answer.code == 0:
        judge_run(here / "out", pages=True)


KIND = Kind("parameters", cases(), functools.partial(checked, follow=follow), share=0.1)
