"""What a user may bring: records and contexts made from the project's own, with something changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from sim.paths import RECORD
from sim.record import INCIDENTS


def made(tmp_path: Path, frame: pd.DataFrame) -> Path:
    path = tmp_path / "incidents.csv"
    frame.to_csv(path, index=False)
    return path


def own() -> pd.DataFrame:
    return pd.read_csv(INCIDENTS, dtype=str, keep_default_na=False)


def moved(day: str) -> pd.DataFrame:
    """One attack of the record, moved to another day."""
    frame = own()
    row = frame[frame["action"].str.contains("rocket") & (frame["target"] == "us_military")].head(1).copy()
    row["id"] = f"{day}-someone-attack"
    row["date"] = day
    return row


def contexts_with(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The project's contexts with something changed."""
    yaml = YAML(typ="safe")
    whole = yaml.load((RECORD / "contexts.yaml").read_text(encoding="utf-8"))
    change(whole)
    path = tmp_path / "contexts.yaml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(whole, file)
    return path


def contexts_without(tmp_path: Path, name: str) -> Path:
    """The project's contexts but for one, or for one office."""

    def left_out(whole: dict[str, Any]) -> None:
        named = len(whole["spans"])
        whole["spans"] = [span for span in whole["spans"] if span["name"] != name]
        found = [whole[part].pop(name, None) for part in ("levels", "offices", "points")]
        assert len(whole["spans"]) < named or any(found)

    return contexts_with(tmp_path, left_out)
