"""The events of one world as a run's folder holds them: read with suspicion, for the table may have been edited; and listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markup import escape
from rich.table import Table

from sim.errors import InputError
from sim.vocabulary.ladder import RUNGS

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

EVENTS = "events.parquet"
GAP = 2
"""Letters between two columns."""
Row = dict[str, Any]
"""An event as it is listed, plain values by name."""


def read_events(folder: Path, scenario: Scenario, world: int | None = None, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The log of one world, numbered from 0, or of all worlds.

    Of a table of any size no rows of others and no columns but the given ones are kept.

    Raises
    ------
    InputError
        If the table is missing or broken, or holds what no run writes: other columns or types, gaps, rungs or days that are none,
        events that answer no earlier one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.results.tables import SCHEMAS

    file = folder / EVENTS
    try:
        schema = pq.read_schema(file).remove_metadata()
        if not schema.equals(SCHEMAS["events"]):
            raise InputError(
                f"its columns are not those that a run writes; allowed: {', '.join(SCHEMAS['events'].names)}", file=file
            )
        wanted = [("scenario", "==", scenario.name), *([] if world is None else [("world", "==", world)])]
        table = pq.read_table(file, filters=wanted, columns=None if columns is None else list(columns))
        frame: pd.DataFrame = table.replace_schema_metadata(None).to_pandas()  # what others noted there is not believed
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"the events are missing or broken ({error})", file=file) from error
    frame["cause_event"] = frame["cause_event"].astype("Int32")
    _check(frame, scenario, file)
    return frame


def _check(frame: pd.DataFrame, scenario: Scenario, file: Path) -> None:
    """Raise `InputError` for the first row that no run writes."""
    import pandas as pd

    numbers = frame.groupby("world", sort=False).cumcount()
    wrong = {
        "has a gap": frame.drop(columns="cause_event").isna().any(axis=1),
        "lies outside the run; allowed: {0.start} to {0.end}": ~frame["date"].between(
            pd.Timestamp(scenario.start), pd.Timestamp(scenario.end)
        ),
        "has another number than its place in its world": frame["event"] != numbers,
        "answers an event that is none before it": ((frame["cause_event"] < 0) | (frame["cause_event"] >= numbers)).fillna(False),
    }
    if "rung" in frame:
        wrong[f"has a rung that is none; allowed: 0 to {len(RUNGS) - 1}"] = ~frame["rung"].between(0, len(RUNGS) - 1)
    for what, rows in wrong.items():
        if rows.any():
            first = rows.to_numpy(dtype=bool).argmax()
            world, number = frame["world"].iloc[first], numbers.iloc[first]
            raise InputError(f"event {number} of world {world} {what.format(scenario)}", file=file)


# Listed ---------------------------------------------------------------------------------------------------------------------


def rows_of(events: pd.DataFrame) -> list[Row]:
    """What is listed of each event, its number first."""
    columns = ["date", "actor", "action", "target", "count", "us_killed", "rung", "cause", "cause_event", "record_id"]
    plain = events[columns].astype({"cause_event": object}).where(events[columns].notna(), None)
    rows = zip(events.index, plain.to_dict("records"), strict=True)
    return [
        {"event": int(number), **{str(name): value for name, value in row.items()}, "date": str(row["date"].date())}
        for number, row in rows
    ]


@dataclass(frozen=True)
class EventList:
    """A table of events that cuts no name, for `--actor` and `--action` want them whole.

    Where the columns are too many for the width, what was done stands in one, as words that wrap.
    """

    title: str
    rows: Sequence[Row]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The widest table that fits."""
        wide = [
            [str(row["event"]), row["date"], row["actor"], row["action"], row["target"], str(row["count"]), str(row["us_killed"]),
             _rung(row), row["cause"], "" if row["cause_event"] is None else str(row["cause_event"])]
            for row in self.rows
        ]  # fmt: skip
        names = ("event", "date", "actor", "action", "target", "count", "us_killed", "rung", "cause", "cause_event")
        if _width(names, wide, wraps=("rung",)) <= options.max_width:
            yield self._table(names, wide, ("rung",))
        else:
            narrow = [[str(row["event"]), row["date"], _words(row), _rung(row)] for row in self.rows]
            yield self._table(("event", "date", "what", "rung"), narrow, ("what", "rung"))

    def _table(self, names: Sequence[str], rows: Sequence[Sequence[str]], wraps: Sequence[str]) -> Table:
        table = Table(title=escape(self.title), title_justify="left", box=None, pad_edge=False)
        for name in names:
            table.add_column(name, no_wrap=name not in wraps)
        for row in rows:
            table.add_row(*map(escape, row))
        return table


def _rung(row: Row) -> str:
    return f"{row['rung']} {RUNGS[row['rung']]}"


def _words(row: Row) -> str:
    """`badr attack_base on us, 2 times, us_killed 3, from reprisal, answering event 7`."""
    parts = [f"{row['actor']} {row['action']} on {row['target']}"]
    parts += [f"{row['count']} times"] if row["count"] != 1 else []
    parts += [f"us_killed {row['us_killed']}"] if row["us_killed"] else []
    parts += [f"from {row['cause']}"] if row["cause"] else []
    parts += [f"answering event {row['cause_event']}"] if row["cause_event"] is not None else []
    return ", ".join(parts)


def _width(names: Sequence[str], rows: Sequence[Sequence[str]], wraps: Sequence[str]) -> int:
    """Letters that a table needs at least so that no word of it is cut."""
    needed = 0
    for name, *texts in zip(names, *rows, strict=True):
        parts = [part for text in (name, *texts) for part in (text.split() if name in wraps else [text])]
        needed += max(map(cell_len, parts)) + GAP
    return needed - GAP
