"""Blocks on disk are believed only if they are, to the bit, what was written; only our own are ever removed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.results import TABLES, Block, Span
from sim.results.checkpoints import Checkpoints
from sim.results.manifest import SELF, own_hash
from tests.sim.results.made import block

SPANS = [Span(date(2020, 1, 1), date(2020, 1, 5))]


def made(first_world: int = 4) -> Block:
    strikes = np.arange(15).reshape(3, 5)
    return block("s", "2020-01-01", {"strike": strikes, "attack_base": strikes}, SPANS, first_world=first_world)


@pytest.fixture
def kept(tmp_path: Path) -> Checkpoints:
    checkpoints = Checkpoints(tmp_path / "blocks")
    checkpoints.keep("s-1", made())
    checkpoints.keep("s-2", made(7))
    return checkpoints


def same(one: Block | None, other: Block) -> bool:
    return one is not None and (one.scenario, one.first_world, one.worlds, one.tables) == (
        other.scenario, other.first_world, other.worlds, other.tables,
    )  # fmt: skip


def test_what_is_kept_is_read_back(kept: Checkpoints) -> None:
    assert same(kept.read("s-1"), made())
    assert same(kept.read("s-2"), made(7))
    assert kept.kept(["s-1", "s-2", "s-3"]) == {"s-1", "s-2"}
    assert kept.others(["s-1"]) == [{}]
    assert Checkpoints(kept.folder / "none").others([]) == []


def test_a_block_says_what_it_was_made_from(kept: Checkpoints) -> None:
    kept.keep("s-3", made(10), {"seed": 8})
    assert kept.others(["s-1", "s-2"]) == [{"seed": 8}]
    file = kept.folder / "s-3.json"
    file.write_text(file.read_text().replace('"seed": 8', '"seed": 9'))
    assert kept.others(["s-1", "s-2"]) == [{}], "changed words say nothing"
    (kept.folder / "s-4.json").write_text("[]")
    assert kept.others(["s-1", "s-2", "s-3"]) == [{}]


def test_a_block_may_have_fewer_tables(kept: Checkpoints) -> None:
    whole = made(10)
    kept.keep("w", Block(whole.scenario, 10, 3, {"worlds": whole.tables["worlds"]}))
    found = kept.read("w", ("worlds",))
    assert found is not None
    assert found.tables == {"worlds": whole.tables["worlds"]}
    assert kept.half(["w"]) == set()
    assert kept.read("w") is None, "of one that should have all it is broken"
    assert kept.kept(["w"]) == set()


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-10])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def deleted(file: Path) -> None:
    file.unlink()


def fewer_rows(file: Path) -> None:
    pq.write_table(pq.read_table(file).slice(1), file)


def other_numbers(file: Path) -> None:
    table = pq.read_table(file)
    column = "world"
    pq.write_table(
        table.set_column(table.schema.get_field_index(column), table.schema.field(column), [table[column].to_numpy() + 1]), file
    )


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("how", [truncated, emptied, flipped, deleted, fewer_rows, other_numbers])
def test_a_broken_table_is_said_in_one_line_and_the_block_counts_no_more(
    how: Callable[[Path], None], table: str, kept: Checkpoints, caplog: pytest.LogCaptureFixture
) -> None:
    how(kept.folder / f"s-1.{table}.parquet")
    assert kept.kept(["s-1"]) == {"s-1"}, "to hash every block beforehand would read all of them twice"
    assert kept.read("s-1") is None
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("the kept block s-1 is broken (")
    assert record.getMessage().endswith("); it is run again")
    assert "\n" not in record.getMessage()
    assert kept.kept(["s-1", "s-2"]) == {"s-2"}
    assert {path.name.split(".")[0] for path in kept.folder.iterdir()} == {"s-2"}
    assert same(kept.read("s-2"), made(7))


def about(change: Callable[[dict[str, Any]], object], *, hashed: bool = False) -> Callable[[str], str]:
    """A change to what is said of a block; with a hash of its own if it is to be found by other means."""

    def changed(text: str) -> str:
        data: dict[str, Any] = json.loads(text)
        change(data)
        return json.dumps({**data, SELF: own_hash(data)} if hashed else data)

    return changed


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda _: "{",
        lambda _: "[]",
        lambda _: "null",
        lambda _: "5",
        lambda _: "\udcff",
        lambda _: "[" * 100_000,
        about(lambda data: data.update(worlds=4)),
        about(lambda data: data.update(first_world=0)),
        about(lambda data: data.update(scenario="t")),
        about(lambda data: data.pop("tables")),
        about(lambda data: data.update(tables=None), hashed=True),
        about(lambda data: data.pop("worlds"), hashed=True),
        about(lambda data: data["tables"].pop("daily"), hashed=True),
        about(lambda data: data.update(name="s-2"), hashed=True),
    ],
)
def test_broken_or_changed_words_about_a_block_are_not_believed(
    change: Callable[[str], str], kept: Checkpoints, caplog: pytest.LogCaptureFixture
) -> None:
    file = kept.folder / "s-1.json"
    file.write_text(change(file.read_text()), encoding="utf-8", errors="surrogateescape")
    assert kept.read("s-1") is None
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 200
    assert {path.name.split(".")[0] for path in kept.folder.iterdir()} == {"s-2"}


def test_a_block_under_the_name_of_another_is_not_believed(kept: Checkpoints) -> None:
    for path in list(kept.folder.glob("s-2.*")):
        path.rename(path.with_name(path.name.replace("s-2", "s-1")))
    assert kept.read("s-1") is None


@settings(max_examples=40)
@given(st.data())
def test_no_bit_can_flip_unseen(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    kept = Checkpoints(tmp_path_factory.getbasetemp() / "bits")
    kept.keep("s-1", made())
    file = data.draw(st.sampled_from(sorted(kept.folder.iterdir())))
    content = bytearray(file.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    file.write_bytes(content)
    found = kept.read("s-1")
    assert found is None or same(found, made())  # a blank of JSON that became a line break changes nothing


@pytest.mark.parametrize("stops_at", range(4))
def test_a_block_counts_whole_or_not_at_all(stops_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No space at the first, second or third table, or at what is said of them."""
    kept, real, written = Checkpoints(tmp_path), pq.write_table, []

    def write_table(*given: Any, **how: Any) -> None:
        if len(written) == stops_at:
            raise OSError(28, "No space left on device")
        written.append(given)
        real(*given, **how)

    monkeypatch.setattr(pq, "write_table", write_table)
    if stops_at == 3:
        monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        kept.keep("s-1", made())
    assert kept.kept(["s-1"]) == set()
    assert kept.others([]) == []
    monkeypatch.undo()
    kept.keep("s-1", made())
    assert same(kept.read("s-1"), made())
    kept.remove(["s-1"])
    assert list(tmp_path.iterdir()) == []


def test_only_our_own_are_removed(kept: Checkpoints) -> None:
    mine = ("thesis.txt", "s-1.notes.json", "s-10.json", "s-1.daily.parquet.bak")
    for name in mine:
        (kept.folder / name).write_text("years of work")
    kept.remove(["s-1", "never-there"])
    assert {path.name for path in kept.folder.iterdir() if not path.name.startswith("s-2.")} == set(mine)
    kept.remove(["s-2"])
    assert {path.name for path in kept.folder.iterdir()} == set(mine)
