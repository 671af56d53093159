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


def read_events(folder: Path, scenario: Scenario, world: int) -> pd.DataFrame:
    """The log of one world, numbered from 0; of a table of any size no other world's rows are kept.

    Raises
    ------
    InputError
        If the table is missing or broken, or holds what no run writes: other columns or types, gaps, rungs or days that are none.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.results.tables import SCHEMAS

    file = folder / EVENTS
    try:
        columns = pq.read_schema(file).remove_metadata()
        if not columns.equals(SCHEMAS["events"]):
            raise InputError(
                f"its columns are not those that a run writes; allowed: {', '.join(SCHEMAS['events'].names)}", file=file
            )
        table = pq.read_table(file, filters=[("scenario", "==", scenario.name), ("world", "==", world)])
        frame: pd.DataFrame = table.replace_schema_metadata(None).to_pandas()  # what others noted there is not believed
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"the events are missing or broken ({error})", file=file) from error
    _check(frame, scenario, file)
    return frame


def _check(frame: pd.DataFrame, scenario: Scenario, file: Path) -> None:
    """Raise `InputError` for the first row that no run writes."""
    import pandas as pd

    wrong = {
        "has a gap": frame.isna().any(axis=1),
        f"has a rung that is none; allowed: 0 to {len(RUNGS) - 1}": ~frame["rung"].between(0, len(RUNGS) - 1),
        f"lies outside the run; allowed: {scenario.start} to {scenario.end}": ~frame["date"].between(
            pd.Timestamp(scenario.start), pd.Timestamp(scenario.end)
        ),
    }
    for what, rows in wrong.items():
        if rows.any():
            raise InputError(f"event {rows.idxmax()} of world {int(frame['world'].max())} {what}", file=file)


# Listed ---------------------------------------------------------------------------------------------------------------------


def rows_of(events: pd.DataFrame) -> list[Row]:
    """What is listed of each event, its number first."""
    columns = ["date", "actor", "action", "target", "count", "us_killed", "rung", "cause"]
    rows = zip(events.index, events[columns].to_dict("records"), strict=True)
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
             _rung(row), row["cause"]]
            for row in self.rows
        ]  # fmt: skip
        names = ("event", "date", "actor", "action", "target", "count", "us_killed", "rung", "leading motive")
        if _width(names, wide, wraps=("rung", "leading motive")) <= options.max_width:
            yield self._table(names, wide, ("rung", "leading motive"))
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
    """`badr attack_base on us, 2 times, us_killed 3, for reprisal`."""
    parts = [f"{row['actor']} {row['action']} on {row['target']}"]
    parts += [f"{row['count']} times"] if row["count"] != 1 else []
    parts += [f"us_killed {row['us_killed']}"] if row["us_killed"] else []
    parts += [f"for {row['cause']}"] if row["cause"] else []
    return ", ".join(parts)


def _width(names: Sequence[str], rows: Sequence[Sequence[str]], wraps: Sequence[str]) -> int:
    """Letters that a table needs at least so that no word of it is cut."""
    needed = 0
    for name, *texts in zip(names, *rows, strict=True):
        parts = [part for text in (name, *texts) for part in (text.split() if name in wraps else [text])]
        needed += max(map(cell_len, parts)) + GAP
    return needed - GAP
