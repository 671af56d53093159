"""Tables have a fixed form, the same bytes whatever the blocks, and take no more memory than a row group and a block."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.event_log import DAILY
from sim.results import SCHEMAS, TABLES, Block, Span, tables, to_arrow
from sim.results.manifest import output_hashes
from sim.results.tables import SCHEMAS_OF_SEEDS, TableWriter, with_seed, write_csv
from sim.vocabulary.measures import MEASURES
from tests.runs import read_tables, write_blocks
from tests.sim.results.made import block, cut

SPANS = (Span(date(2020, 1, 1), date(2020, 1, 20)), Span(date(2020, 1, 5), date(2020, 1, 9)))


def daily(scenario: str, worlds: range) -> pd.DataFrame:
    keys = {"scenario": scenario, "world": list(worlds), "date": pd.Timestamp("2020-01-01")}
    return pd.DataFrame(keys | dict.fromkeys(DAILY, 1))


def blocks_of(worlds: int, size: int, seed: int = 1) -> list[Block]:
    """Two scenarios of 20 days, in blocks of that size; some worlds have no strike, so that values are missing."""
    rng = np.random.default_rng(seed)
    columns = {name: rng.integers(0, 5, (worlds, 20)) * (rng.random((worlds, 20)) < 0.1) for name in ("attack_base", "strike")}
    return [
        block(scenario, "2020-01-01", part, SPANS, first_world=first, n_draws=7)
        for scenario in ("a", "b")
        for first, part in cut(columns, size)
    ]


# Their form


def test_types_of_the_columns() -> None:
    worlds, each_day = SCHEMAS["worlds"], SCHEMAS["daily"]
    whole = {name for name in MEASURES if worlds.field(name).type == pa.int64()}
    assert set(MEASURES) - whole == {"days_to_first_attack", "days_to_first_us_strike"}
    assert each_day.names == ["scenario", "world", "date", *DAILY]
    assert TABLES == ("events", "daily", "worlds")
    assert worlds.names[:5] == ["scenario", "world", "draw", "since", "until"]


def test_a_table_takes_its_fixed_form_and_carries_no_metadata() -> None:
    shuffled = daily("s", range(3))[["world", *DAILY, "scenario", "date"]].assign(extra=1)
    table = to_arrow("daily", shuffled)
    assert table.schema == SCHEMAS["daily"]
    assert table.schema.metadata is None
    with pytest.raises(pa.ArrowInvalid):
        to_arrow("daily", daily("s", range(1)).assign(rung=0.5))


def test_forty_thousand_dead_on_one_day_fit(tmp_path: Path) -> None:
    killed = np.array([[40_000, 0]])
    write_blocks(tmp_path, [block("s", "2020-01-01", {"us_killed": killed}, [Span(date(2020, 1, 1), date(2020, 1, 2))])])
    found = read_tables(tmp_path)
    assert found["daily"]["us_killed"].tolist() == [40_000, 0]
    assert found["worlds"]["us_killed"].tolist() == [40_000]


def test_which_draw_a_world_has() -> None:
    assert Block("s", 5, 4, {}).draws(3).tolist() == [2, 0, 1, 2]
    assert Block("s", 5, 4, {}).draws(1).tolist() == [0] * 4


def test_tables_with_their_seed() -> None:
    whole = block("s", "2020-01-01", {"strike": np.array([[1, 0]])}, [Span(date(2020, 1, 1), date(2020, 1, 2))])
    found = with_seed(whole.tables, 2**63 - 1)
    for name in TABLES:
        assert found[name].schema.equals(SCHEMAS_OF_SEEDS[name])
        assert found[name].drop_columns("seed").equals(whole.tables[name])
        assert set(found[name]["seed"].to_pylist()) <= {2**63 - 1}
    assert found["daily"]["seed"].to_pylist() == [2**63 - 1] * 2


# Their bytes


def hashes(
    blocks: list[Block], folder: Path, row_group: int = tables.ROW_GROUP, waiting: int = tables.MOST_WAITING
) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "ROW_GROUP", row_group)
        patch.setattr(tables, "MOST_WAITING", waiting)
        write_blocks(folder, blocks)
    return output_hashes(folder)


def in_parts(whole: Block, parts: int) -> list[Block]:
    """The rows of a block in about equal parts, which bytes cannot tell from blocks that worlds would end."""
    bounds = {name: np.linspace(0, table.num_rows, parts + 1).astype(int) for name, table in whole.tables.items()}
    return [
        Block(
            whole.scenario,
            0,
            0,
            {name: table.slice(bounds[name][at], np.diff(bounds[name])[at]) for name, table in whole.tables.items()},
        )
        for at in range(parts)
    ]


WHOLE = blocks_of(45, 45)[0]


@settings(max_examples=25)
@given(st.integers(2, 70), st.sampled_from([100, 1 << 18]), st.sampled_from([2, 3, 64]))
def test_bytes_do_not_depend_on_where_blocks_end(
    tmp_path_factory: pytest.TempPathFactory, parts: int, row_group: int, waiting: int
) -> None:
    first, second = (tmp_path_factory.mktemp("tables") for _ in range(2))
    assert hashes(in_parts(WHOLE, parts), first, row_group, waiting) == hashes([WHOLE], second, row_group)


def test_tables_of_another_form_are_written_by_name(tmp_path: Path) -> None:
    schema = pa.schema([("a", pa.int32())])
    with TableWriter(tmp_path, {"other": schema}) as writer:
        for value in (1, 2):
            writer.add_tables({"other": pa.table({"a": [value]}, schema=schema), "left out": pa.table({})})
    assert [path.name for path in tmp_path.iterdir()] == ["other.parquet"]
    assert pq.read_table(tmp_path / "other.parquet")["a"].to_pylist() == [1, 2]


def test_what_is_written_is_read_back_row_by_row(tmp_path: Path) -> None:
    blocks = blocks_of(30, 7)
    write_blocks(tmp_path, iter(blocks))
    for name, frame in read_tables(tmp_path).items():
        pd.testing.assert_frame_equal(frame, pa.concat_tables([each.tables[name] for each in blocks]).to_pandas())
        file = pq.ParquetFile(tmp_path / f"{name}.parquet")
        assert file.metadata.created_by.startswith("parquet-cpp-arrow")
        assert file.schema_arrow.metadata is None


def test_row_groups_are_full_but_for_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROW_GROUP", 64)
    write_blocks(tmp_path, blocks_of(30, 7))
    found = pq.ParquetFile(tmp_path / "daily.parquet").metadata
    assert [found.row_group(at).num_rows for at in range(found.num_row_groups)] == [64] * 18 + [48]


# The memory they take


def test_no_more_waits_than_what_fills_a_row_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a block of 4,000 rows is written in row groups of 1,500, 1,000 rows wait; were they a slice, all 4,000 would."""
    monkeypatch.setattr(tables, "ROW_GROUP", 1500)
    one = block("s", "2020-01-01", {"attack_base": np.ones((200, 20), dtype=np.int64)}, SPANS)
    kept: list[int] = []
    with TableWriter(tmp_path) as writer:
        before = pa.total_allocated_bytes()
        for _ in range(30):
            writer.add(Block("s", 0, 200, {name: table.take(list(range(table.num_rows))) for name, table in one.tables.items()}))
            kept.append(pa.total_allocated_bytes() - before)
    assert max(kept) < 0.9 * sum(table.nbytes for table in one.tables.values())
    assert len(read_tables(tmp_path)["daily"]) == 30 * 4000


def test_many_small_blocks_wait_as_one_table(tmp_path: Path) -> None:
    """A table of one row takes a thousand times the memory of its row, and to count them anew each time takes their square."""
    small = block("s", "2020-01-01", {"strike": np.zeros((1, 20), dtype=np.int64)}, SPANS)
    with TableWriter(tmp_path) as writer:
        for _ in range(300):
            writer.add(small)
            assert all(len(waiting) <= tables.MOST_WAITING for waiting in writer._waiting.values())


def test_a_failure_closes_every_file(tmp_path: Path) -> None:
    with pytest.raises(KeyError), TableWriter(tmp_path) as writer:
        writer.add(Block("s", 0, 1, {}))
    assert not any(file.is_open for file in writer._files.values())


def test_a_file_that_cannot_be_closed_keeps_none_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = TableWriter(tmp_path)
    closed: list[str] = []

    def full(name: str) -> None:
        closed.append(name)
        raise OSError(28, "No space left on device")

    for name, file in writer._files.items():
        monkeypatch.setattr(file, "close", partial(full, name))
    with pytest.raises(OSError, match="No space left"), writer:
        pass
    assert sorted(closed) == sorted(TABLES)
    assert not any(file.is_open for file in writer._files.values())


# As text


def test_shares_add_up_to_one_as_they_are_written(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"worlds": [3], "p_more": [1 / 3], "p_less": [2 / 3]}), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == b"worlds,p_more,p_less\n3,0.333333333333,0.666666666667\n"
    read = pd.read_csv(tmp_path / "x.csv")
    assert read["p_more"][0] + read["p_less"][0] == pytest.approx(1.0, abs=1e-11)
