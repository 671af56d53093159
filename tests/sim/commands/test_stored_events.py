"""The stored events of a world: an edited table is one line that names it, and the list cuts no name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from sim.cli import call
from sim.commands.stored_events import EVENTS, EventList, read_events, rows_of
from sim.results.manifest import read_manifest
from sim.results.runs import scenario_of
from sim.results.tables import SCHEMAS
from sim.scenario import Scenario
from sim.vocabulary.decisions import ACTORS, DECISIONS
from sim.vocabulary.ladder import RUNGS

SCHEMA = SCHEMAS["events"]
Edit = Callable[[pa.Table], pa.Table]


def column(name: str, kind: pa.DataType, values: Callable[[pa.ChunkedArray], list[object]]) -> Edit:
    """Another type and other values for a column."""
    return lambda table: table.set_column(table.schema.get_field_index(name), name, pa.array(values(table[name]), kind))


def everywhere(name: str, value: object) -> Edit:
    """One value in every row of a column, which keeps its type."""
    return column(name, SCHEMA.field(name).type, lambda old: [value] * len(old))


WRONG_COLUMNS: dict[str, Edit] = {
    **{f"no {name}": lambda table, name=name: table.drop_columns([name]) for name in SCHEMA.names},  # type: ignore[misc]
    "another column": lambda table: table.append_column("note", pa.array([""] * len(table))),
    "another order": lambda table: table.select(SCHEMA.names[::-1]),
    "a text as date": column("date", pa.string(), lambda old: ["yesterday"] * len(old)),
    "a world as text": column("world", pa.string(), lambda old: [str(value) for value in old.to_pylist()]),
    "a rung as text": column("rung", pa.string(), lambda old: ["high"] * len(old)),
    "counts that are no numbers": column("count", pa.float64(), lambda old: [float("nan")] * len(old)),
    "lists": column("actor", pa.list_(pa.string()), lambda old: [["us"]] * len(old)),
}
WRONG_ROWS: dict[str, tuple[Edit, str]] = {
    **{f"a gap in {name}": (everywhere(name, None), "has a gap") for name in SCHEMA.names[2:] if name != "cause_event"},
    "rung 99": (everywhere("rung", 99), "has a rung that is none; allowed: 0 to 9"),
    "rung -1": (everywhere("rung", -1), "has a rung that is none"),
    "a day before the run": (everywhere("date", 0), "lies outside the run"),
    "another number": (everywhere("event", 1), "event 0 of world 2 has another number than its place in its world"),
    "an answer to itself": (everywhere("cause_event", 0), "event 0 of world 2 answers an event that is none before it"),
    "an answer to nobody": (everywhere("cause_event", -1), "answers an event that is none before it"),
    "a day of no calendar": (everywhere("date", 2**62), "events.parquet"),
}


@pytest.fixture
def edited(compared: Path, tmp_path: Path) -> Callable[[Edit], Path]:
    """A copy of a run with its events edited."""

    def edit(change: Edit) -> Path:
        shutil.copytree(compared, tmp_path / "edited")
        file = tmp_path / "edited" / EVENTS
        pq.write_table(change(pq.read_table(file)), file)
        return tmp_path / "edited"

    return edit


@pytest.mark.parametrize("event", [(), ("--event", "1")])
@pytest.mark.parametrize("what", WRONG_COLUMNS)
def test_other_columns_are_refused(
    what: str, event: tuple[str, ...], edited: Callable[[Edit], Path], refused: Callable[..., str]
) -> None:
    line = refused("explain", str(edited(WRONG_COLUMNS[what])), "--world", "2", *event)
    assert f"{EVENTS}: its columns are not those that a run writes" in line


@pytest.mark.parametrize("what", WRONG_ROWS)
def test_rows_that_no_run_writes_are_refused(what: str, edited: Callable[[Edit], Path], refused: Callable[..., str]) -> None:
    change, says = WRONG_ROWS[what]
    line = refused("explain", str(edited(change)), "--world", "2")
    assert EVENTS in line
    assert says in line


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no table", None])
def test_a_file_that_is_no_table_is_refused(
    content: bytes | None, compared: Path, tmp_path: Path, refused: Callable[..., str]
) -> None:
    shutil.copytree(compared, tmp_path / "edited")
    file = tmp_path / "edited" / EVENTS
    whole = file.read_bytes()
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    assert f"{EVENTS}: the events are missing or broken" in refused("explain", str(tmp_path / "edited"))
    file.write_bytes(whole[: len(whole) // 2])
    assert call(["explain", str(tmp_path / "edited")]) == 2


@pytest.mark.parametrize("noted", [b"[]", b"", b"\xff", b'{"index_columns": 5}'])
def test_what_other_programs_note_in_the_table_is_not_believed(
    noted: bytes, edited: Callable[[Edit], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = edited(lambda table: table.replace_schema_metadata({b"pandas": noted}))
    assert call(["explain", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_a_world_without_events_has_none(edited: Callable[[Edit], Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = edited(lambda table: table.slice(0, 0))
    assert call(["explain", str(folder), "--world", "2"]) == 0
    capsys.readouterr()
    assert call(["explain", str(folder), "--world", "2", "--event", "0"]) == 2
    assert "nothing happened" in capsys.readouterr().err


def calm_of(folder: Path) -> tuple[Scenario, pd.DataFrame]:
    """Scenario `calm` of a folder, and its stored events."""
    events = pd.read_parquet(folder / EVENTS)
    return scenario_of(read_manifest(folder), folder, "calm"), events[events["scenario"] == "calm"].reset_index(drop=True)


def test_a_table_that_was_edited_is_not_the_fault_of_the_rules(
    edited: Callable[[Edit], Path], refused: Callable[..., str]
) -> None:
    folder = edited(everywhere("us_killed", 7))
    assert f"{EVENTS}: edited since the run wrote it" in refused("explain", str(folder), "--world", "2", "--event", "1")


def test_the_log_of_one_world_of_a_large_table(compared: Path, tmp_path: Path) -> None:
    calm, stored = calm_of(compared)
    own = stored[stored["world"] == 2].reset_index(drop=True)
    table = pq.read_table(compared / EVENTS)
    others = table.set_column(1, "world", pa.array(np.full(len(table), 9999, dtype=np.int32)))
    pq.write_table(pa.concat_tables([others] * 200 + [table]), tmp_path / EVENTS)
    own = own.astype({"cause_event": "Int32"})
    pd.testing.assert_frame_equal(read_events(tmp_path, calm, 2), own)


def test_all_worlds_and_only_the_columns_asked_for(compared: Path) -> None:
    calm, stored = calm_of(compared)
    columns = ["world", "event", "date", "cause_event"]
    found = read_events(compared, calm, columns=columns)
    assert list(found.columns) == columns
    assert set(found["world"]) == set(stored["world"])
    assert len(found) == len(stored)


# The list -------------------------------------------------------------------------------------------------------------------


def shown(rows: list[dict[str, object]], width: int) -> str:
    """A list as a terminal of that width has it."""
    console = Console(width=width, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(EventList("[calm], world 2", rows))
    assert all(len(line) <= width for line in captured.get().splitlines())
    return captured.get()


@pytest.mark.parametrize("width", [80, 110, 160])
def test_every_name_of_the_list_is_whole(width: int) -> None:
    """Whatever their lengths: every actor with every action, on the target with the longest name."""
    longest = max(ACTORS, key=len)
    rows = [
        {"event": 10_000 + at, "date": "2020-01-03", "actor": actor, "action": action, "target": longest, "count": 12,
         "us_killed": 34, "rung": 4, "cause": "standing_border_fire", "cause_event": 4321}
        for at, (actor, action) in enumerate((actor, action) for actor in ACTORS for action in DECISIONS)
    ]  # fmt: skip
    words = {word.strip(",") for word in shown(rows, width).split()}
    assert {*ACTORS, *DECISIONS, "standing_border_fire", "2020-01-03", "12", "34", "10000", "4321", "[calm]"} <= words
    assert not [word for word in words if "…" in word]


def test_what_fits_has_a_column_for_everything() -> None:
    row = {"event": 3, "date": "2020-01-03", "actor": "us", "action": "strike", "target": "badr", "count": 2, "us_killed": 0,
           "rung": 6, "cause": "will", "cause_event": None}  # fmt: skip
    assert shown([row], 110).splitlines()[1].split() == [
        "event", "date", "actor", "action", "target", "count", "us_killed", "rung", "cause", "cause_event",
    ]  # fmt: skip
    narrow = shown([row], 70)
    assert narrow.splitlines()[1].split() == ["event", "date", "what", "rung"]
    assert "us strike on badr, 2 times, from will" in narrow
    assert "answering" not in narrow
    assert "answering event 0" in shown([{**row, "cause_event": 0}], 70)


def test_the_list_is_of_the_stored_events(compared: Path) -> None:
    calm, stored = calm_of(compared)
    events = read_events(compared, calm, 2)
    assert [row["event"] for row in rows_of(events)] == list(range(len(events)))
    assert {row["rung"] for row in rows_of(events)} <= set(range(len(RUNGS)))
    own = stored[stored["world"] == 2]
    assert [row["cause"] for row in rows_of(events)] == own["cause"].tolist()
    answers = [None if np.isnan(number) else int(number) for number in own["cause_event"]]
    assert [row["cause_event"] for row in rows_of(events)] == answers
    assert json.loads(json.dumps(rows_of(events))) == rows_of(events)
    assert any(number is not None for number in answers)
