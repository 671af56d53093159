"""Tables of finished runs, edited: `explain` and `reproduce` say in one line what is wrong with them."""

from __future__ import annotations

import functools
from pathlib import Path

import pyarrow as pa
from hypothesis import strategies as st

from tests.fuzz.base import base_run
from tests.fuzz.case import Case
from tests.fuzz.kinds.kind import Kind, checked
from tests.fuzz.mutate import broken_bytes, edited, parquet, spoiled, table_of
from tests.fuzz.oracle import Answer, BrokenError

TABLES = (
    "events.parquet",
    "events.parquet",
    "events.parquet",
    "daily.parquet",
    "worlds.parquet",
    "parameters.parquet",
    "summary.csv",
)
COMMANDS = (
    ("explain", "run"), ("explain", "run", "--event", "0"), ("explain", "run", "--event", "1", "--json"), ("reproduce", "run"),
    ("explain", "run", "--date", "2020-01-08", "--actor", "iran", "--action", "strike_us"),
)  # fmt: skip


@functools.cache
def contents_of(name: str) -> bytes:
    """A file of the base run."""
    return (base_run() / name).read_bytes()


@functools.cache
def first_world() -> pa.Table:
    """The events of the world that `explain` looks at, as all worlds' would hide the edited row."""
    events = table_of(contents_of("events.parquet"))
    return events.filter(pa.compute.equal(events["world"], 0))


@st.composite
def spoiled_table(draw: st.DrawFn, name: str) -> tuple[bytes | None, str]:
    """A table with an edit, with broken bytes, or gone."""
    if draw(st.integers(0, 19)) == 0:
        return None, "removed"
    if name.endswith(".csv"):
        return draw(spoiled(contents_of(name).decode())), "spoiled"
    if draw(st.integers(0, 4)) == 0:
        return draw(broken_bytes(contents_of(name))), "broken bytes"
    table, note = draw(edited(first_world() if name == "events.parquet" else table_of(contents_of(name))))
    if draw(st.booleans()):
        table, also = draw(edited(table)) if table.num_columns and table.num_rows else (table, "")
        note += f"; {also}"
    return parquet(table), note


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One table edited; what is asked of it."""
    name = draw(st.sampled_from(TABLES))
    contents, note = draw(spoiled_table(name))
    words = draw(st.sampled_from(COMMANDS)) if name == "events.parquet" else ("reproduce", "run")
    return Case("events", words, {f"run/{name}": contents}, base=True, note=f"{name} {note}")


def follow(case: Case, here: Path, answer: Answer) -> None:
    """`reproduce` names every file that is not as it was written."""
    ((path, contents),) = case.files.items()
    name = Path(path).name
    if answer.changed:
        raise BrokenError("changed a run", f"these paths changed: {', '.join(answer.changed[:5])}")
    if case.words[0] != "reproduce" or contents == contents_of(name):
        return
    if answer.code == 0:
        raise BrokenError("believed a table", f"exit 0, although {name} is not what was written")
    if name not in answer.err:
        raise BrokenError(
            "table not named", f"exit {answer.code}, but {name} is not named on standard error: {answer.err[-300:]!r}"
        )


KIND = Kind("events", cases(), functools.partial(checked, follow=follow), share=0.12)
