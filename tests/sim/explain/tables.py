"""Event tables made by hand: some acts in a few worlds, with their causes."""

from __future__ import annotations

import pandas as pd

ROWS = (
    # world, event, day, actor, action, count, cause, answers, record row
    (0, 0, 1, "badr", "attack_base", 1, "standing_will", None, "row-a"),
    (0, 1, 2, "us", "strike", 1, "lethal_provocation", 0, "row-b"),
    (0, 2, 2, "iraq_government", "condemn_us", 1, "sovereignty_breached", 1, "row-c"),
    (0, 3, 3, "badr", "attack_base", 2, "reprisal", 1, ""),
    (0, 4, 5, "us", "sanction", 1, "standing_sanctions", None, ""),
    (0, 5, 6, "us", "strike", 1, "wounding", None, ""),
    (1, 0, 1, "badr", "attack_base", 1, "gaza_campaign", None, "row-a"),
    (1, 1, 4, "us", "warn", 1, "", None, ""),
    (2, 0, 2, "us", "strike", 1, "unprompted_force", None, "row-b"),
)
COLUMNS = ("world", "event", "date", "actor", "action", "count", "cause", "cause_event", "record_id")
N_WORLDS = 4
"""World 3 has no event."""


def made(rows: tuple[tuple[object, ...], ...] = ROWS) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    days = pd.to_datetime([f"2020-01-{day:02d}" for day in table["date"]])
    return table.assign(date=days, target="us", cause_event=table["cause_event"].astype("Int32"))
