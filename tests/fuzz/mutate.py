"""Ways to spoil a text, a JSON document or a table, as strategies."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

ODD_WORDS = (
    "", "~", "null", "true", "no", ".nan", ".inf", "-.inf", "1e400", "-1", "0", "0x1F", "0o17", "1_000", "12:30:00", "=",
    "<<", "5.7",
    "99999999999999999999999999", "1" * 5000, "-0.0", "2020-02-30", "2020-1-5", "0001-01-01", "9999-12-31", "2020-W01-1",
    "20200101",
    "2020-01-03T00:00:00Z", "!!str 5", "!!int ''", "!!null x", "!!bool yes", "!!binary aGk=", "!!set {a}", "!!omap [a: 1]",
    "!x y",
    "!!python/object/apply:os.system [id]", "&a [1]", "*a", "{", "[", "]", "{}", "[]", "[a, b]", "{a: b}", "? x", "- x", "|",
    ">", "'",
    '"', '"\\ud800"', '"\\u0000"', '"\\x07"', "\u202e", "\u200b", "e\u0301", "\U0001f4a5", "\x85", "\u2028", "\ufeff",
    "\t", "%YAML 9.9",
    "---", "...", "#", "@", "`", "x" * 5000, "a $\\foo$ b", "Costs $5 and $10", "\\frac{", "[bold]x[/nope]",
    "<script>alert(1)</script>",
    "${HOME}", "../../etc/passwd", "/dev/null", "=1+1", "nan", "inf", "None", "[" * 450, "{a: " * 400, "[" * 100_000,
)  # fmt: skip
"""What has broken programs that read YAML, CSV, days, numbers or text."""
BOMB = "\n".join(
    [
        "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]",
        *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ]
)
"""Aliases of aliases: short to write, without end to write out."""
odd_words = st.sampled_from(ODD_WORDS)
unicode_text = st.text(st.characters(codec=None), max_size=30)
"""Any code points, lone surrogates too."""
plain_text = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40)


# Text -----------------------------------------------------------------------------------------------------------------------


@st.composite
def spoiled(draw: st.DrawFn, text: str, most: int = 3) -> bytes:
    """A text with one to three things done to its lines, then perhaps something to its bytes."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, most))):
        lines = draw(st.sampled_from(LINES))(draw, lines)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    return draw(st.sampled_from(BYTES))(draw, data) if draw(st.integers(0, 3)) == 0 else data


def _at(draw: st.DrawFn, lines: list[str]) -> int:
    return draw(st.integers(0, max(len(lines) - 1, 0)))


def _drop(draw: st.DrawFn, lines: list[str]) -> list[str]:
    at = _at(draw, lines)
    return lines[:at] + lines[at + 1 :]


def _double(draw: st.DrawFn, lines: list[str]) -> list[str]:
    at = _at(draw, lines)
    return lines[:at] + lines[at : at + 1] * draw(st.sampled_from((2, 3, 200))) + lines[at + 1 :]


def _swap(draw: st.DrawFn, lines: list[str]) -> list[str]:
    a, b, new = _at(draw, lines), _at(draw, lines), list(lines)
    if new:
        new[a], new[b] = new[b], new[a]
    return new


def _value(draw: st.DrawFn, lines: list[str]) -> list[str]:
    """Another value after the colon of a line."""
    at = _at(draw, lines)
    key, sign, _ = lines[at].partition(":") if lines else ("", "", "")
    word = draw(odd_words | unicode_text)
    return [*lines[:at], f"{key}: {word}" if sign else word, *lines[at + 1 :]]


def _key(draw: st.DrawFn, lines: list[str]) -> list[str]:
    at = _at(draw, lines)
    value = lines[at].partition(":")[2] if lines else ""
    return [*lines[:at], f"{draw(odd_words | unicode_text)}:{value}", *lines[at + 1 :]]


def _indent(draw: st.DrawFn, lines: list[str]) -> list[str]:
    at = _at(draw, lines)
    return [*lines[:at], draw(st.sampled_from(("  ", "\t", " ", "- "))) + (lines[at] if lines else ""), *lines[at + 1 :]]


def _extra(draw: st.DrawFn, lines: list[str]) -> list[str]:
    at = _at(draw, lines)
    return [*lines[:at], draw(odd_words | unicode_text), *lines[at:]]


def _cell(draw: st.DrawFn, lines: list[str]) -> list[str]:
    """Another word between two commas of a line."""
    at = _at(draw, lines)
    cells = lines[at].split(",") if lines else [""]
    cells[draw(st.integers(0, len(cells) - 1))] = draw(odd_words | unicode_text)
    return [*lines[:at], ",".join(cells), *lines[at + 1 :]]


def _bomb(draw: st.DrawFn, lines: list[str]) -> list[str]:
    return draw(st.sampled_from(([*lines, BOMB], [BOMB, *lines], BOMB.split("\n"))))


def _huge(draw: st.DrawFn, lines: list[str]) -> list[str]:
    return [*lines, *(["# nothing"] * 5000), "notes: " + "long " * 20_000]


LINES: tuple[Callable[[st.DrawFn, list[str]], list[str]], ...] = (
    _value,
    _cell,
    _drop,
    _double,
    _swap,
    _key,
    _indent,
    _extra,
    _bomb,
    _huge,
)


def _cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: draw(st.integers(0, len(data)))]


def _flip(draw: st.DrawFn, data: bytes) -> bytes:
    if not data:
        return data
    at = draw(st.integers(0, len(data) - 1))
    return data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]


def _insert(draw: st.DrawFn, data: bytes) -> bytes:
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.binary(max_size=20)) + data[at:]


def _recode(draw: st.DrawFn, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return draw(
        st.sampled_from(
            (
                text.encode("utf-16"),
                b"\xef\xbb\xbf" + data,
                text.encode("latin-1", "replace"),
                text.replace("\n", "\r\n").encode(),
            )
        )
    )


BYTES: tuple[Callable[[st.DrawFn, bytes], bytes], ...] = (_flip, _cut, _insert, _recode)


@st.composite
def broken_bytes(draw: st.DrawFn, data: bytes) -> bytes:
    """Bytes of a binary file: cut, flipped, something put in, or all replaced."""
    return draw(st.sampled_from((*BYTES[:3], lambda draw, _: draw(st.binary(max_size=50)))))(draw, data)


# JSON -----------------------------------------------------------------------------------------------------------------------

deep: Any = []
for _ in range(300):
    deep = [deep]
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 5.7, 1e12, 10**12, 10**30, -(2**63), 2**63, float("nan"), float("inf"), "", "x", "x" * 5000,
    "\ud800", "\x00",
    "2020-01-01", [], {}, [None], {"": None}, {"a": {"b": {}}}, [[1], [2]], deep, "a" * 64, "[" * 1000, "../../x",
    "/etc/passwd", b"".hex(),
)  # fmt: skip
odd_values = st.sampled_from(ODD_VALUES) | unicode_text | st.integers() | st.floats() | st.lists(st.integers(), max_size=3)


def paths_of(document: Any, deepest: int = 3) -> list[tuple[Any, ...]]:
    """Where something stands in a JSON document, from the top."""
    found: list[tuple[Any, ...]] = [()]
    keys = document.keys() if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    for key in keys if deepest else ():
        found += [(key, *rest) for rest in paths_of(document[key], deepest - 1)]
    return found


@st.composite
def altered(draw: st.DrawFn, document: Any, paths: list[tuple[Any, ...]] | None = None) -> tuple[Any, tuple[Any, ...]]:
    """A document with one value replaced, removed, renamed or added; and where."""
    new, path = copy.deepcopy(document), draw(st.sampled_from(paths_of(document) if paths is None else paths))
    if not path:
        return draw(odd_values), ()
    owner = new
    for key in path[:-1]:
        owner = owner[key]
    how = draw(st.sampled_from(("replace", "replace", "replace", "remove", "add", "rename")))
    if how == "replace":
        owner[path[-1]] = draw(odd_values)
    elif how == "remove":
        del owner[path[-1]]
    elif isinstance(owner, dict):
        key = str(draw(st.sampled_from(("", "x", "\ud800", "../x", "x" * 300)) | unicode_text))
        owner[key] = owner.pop(path[-1]) if how == "rename" else draw(odd_values)
    else:
        owner.append(draw(odd_values))
    return new, path


# Tables ---------------------------------------------------------------------------------------------------------------------


def parquet(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def table_of(data: bytes) -> pa.Table:
    """The table in the bytes of a Parquet file."""
    return pq.read_table(io.BytesIO(data))


@st.composite
def edited(draw: st.DrawFn, table: pa.Table) -> tuple[pa.Table, str]:
    """A table with something done to it, and what."""
    return draw(st.sampled_from(TABLE_EDITS))(draw, table)


Edit = tuple[pa.Table, str]


def _column(draw: st.DrawFn, table: pa.Table) -> tuple[int, str]:
    name = draw(st.sampled_from(table.column_names))
    return table.column_names.index(name), name


def _no_column(draw: st.DrawFn, table: pa.Table) -> Edit:
    at, name = _column(draw, table)
    return table.remove_column(at), f"without the column {name}"


def _no_rows(draw: st.DrawFn, table: pa.Table) -> Edit:
    rows = draw(st.integers(0, table.num_rows - 1))
    return table.slice(0, rows), f"{rows} rows of {table.num_rows}"


def _other_type(draw: st.DrawFn, table: pa.Table) -> Edit:
    at, name = _column(draw, table)
    texts = pa.array([str(value) for value in table.column(at).to_pylist()])
    kinds: dict[str, pa.Array] = {
        "text": texts, "null": pa.nulls(table.num_rows), "bool": pa.array([True] * table.num_rows),
        "float": pa.array([0.5] * table.num_rows),
        "int": pa.array([7] * table.num_rows), "list": pa.array([[1]] * table.num_rows),
        "struct": pa.array([{"a": 1}] * table.num_rows),
        "bytes": pa.array([b"\xff"] * table.num_rows), "dictionary": texts.dictionary_encode(),
        "day": pa.array([0] * table.num_rows, pa.date32()),
        "late": pa.array([2**60] * table.num_rows, pa.timestamp("ns")),
    }  # fmt: skip
    kind = draw(st.sampled_from(sorted(kinds)))
    return table.set_column(at, name, kinds[kind]), f"the column {name} as {kind}"


def _other_value(draw: st.DrawFn, table: pa.Table) -> Edit:
    """One value out of range, or merely another."""
    at, name = _column(draw, table)
    if not table.num_rows:
        return table, "as it was: no rows"
    row, values = draw(st.integers(0, table.num_rows - 1)), table.column(at).to_pylist()
    before = values[row]
    if isinstance(before, bool | int | float):
        values[row] = draw(st.sampled_from((None, 0, -1, 1, 99, 127, 32_767, 2**31 - 1, 2**62, 0.5, float("nan"), float("inf"))))
    elif isinstance(before, str):
        values[row] = draw(st.sampled_from((None, "", "x", "us", "\x00", "\u202e", "y" * 5000, "[bold]")))
    else:
        values[row] = None
    try:
        column = pa.array(values, table.schema.field(at).type)
    except (pa.ArrowException, OverflowError, TypeError):
        column = pa.array([None if value is None else str(value) for value in values])
    return table.set_column(at, name, column), f"row {row} of {name} is {values[row]!r:.60}, was {before!r:.60}"


def _rename(draw: st.DrawFn, table: pa.Table) -> Edit:
    at, name = _column(draw, table)
    new = draw(st.sampled_from(("", "x", "\u202e", "y" * 5000, table.column_names[0])))
    return table.rename_columns(
        [new if n == at else old for n, old in enumerate(table.column_names)]
    ), f"the column {name} is called {new!r:.40}"


def _metadata(draw: st.DrawFn, table: pa.Table) -> Edit:
    odd = draw(
        st.sampled_from(
            (b"", b"{", b"[]", b"null", b'{"index_columns": 5}', b'{"index_columns": ["nope"], "columns": []}', b"\xff")
        )
    )
    return table.replace_schema_metadata({b"pandas": odd}), f"pandas metadata {odd!r}"


def _extra_column(draw: st.DrawFn, table: pa.Table) -> Edit:
    name = draw(st.sampled_from(("x", "", "us.x", "\u202e", "y" * 5000)))
    return table.append_column(name, pa.array([1.0] * table.num_rows)), f"one more column, {name!r:.40}"


def _doubled(draw: st.DrawFn, table: pa.Table) -> Edit:
    return pa.concat_tables([table, table]), "every row twice"


def _turned(draw: st.DrawFn, table: pa.Table) -> Edit:
    return table.take(pa.array(range(table.num_rows - 1, -1, -1))), "the rows from last to first"


TABLE_EDITS: tuple[Callable[[st.DrawFn, pa.Table], Edit], ...] = (
    _other_value, _other_value, _other_type, _no_column, _no_rows, _rename, _metadata, _extra_column, _doubled, _turned,
)  # fmt: skip


def csv_of(frame: pd.DataFrame) -> str:
    """A frame as CSV text."""
    return str(frame.to_csv(index=False))
