"""Manifests of finished runs, edited key by key and as text: `reproduce` and `explain` must not believe them, nor fall over."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.base import base_run
from tests.fuzz.case import Case
from tests.fuzz.kinds.kind import Kind, checked
from tests.fuzz.mutate import altered, broken_bytes, paths_of, spoiled
from tests.fuzz.oracle import Answer, BrokenError

MANIFEST = "manifest.json"
COMMANDS = (
    ("reproduce", "run"), ("reproduce", "run"), ("reproduce", f"run/{MANIFEST}", "--json"),
    ("explain", "run"), ("explain", "run", "--event", "0"), ("explain", "run", "--world", "1", "--json"),
    ("effects", "run"), ("effects", f"run/{MANIFEST}", "--json", "--reference", "month"),
    ("sensitivity", "run", "--arm", "nobody"),
)  # fmt: skip
WORK_OF_RUN = ("outputs", "seed", "worlds")
"""Keys that cannot be other than they are without the run being another."""


@functools.cache
def own() -> dict[str, Any]:
    """The manifest of the base run."""
    return dict(json.loads(text()))


@functools.cache
def text() -> str:
    """The same as it stands."""
    return (base_run() / MANIFEST).read_text(encoding="utf-8")


@functools.cache
def near_paths() -> list[tuple[Any, ...]]:
    """Keys of the manifest; of its many parameters only some, or nothing else would be tried."""
    every = paths_of(own())
    return [path for path in every if path[:2] != ("parameters", "values") or len(path) < 3 or path in every[-5:]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Most have one or two values altered; the others are spoiled as text or as bytes."""
    how, note = draw(st.sampled_from(("key", "key", "key", "scenario", "text", "bytes"))), ""
    if how == "key":
        document, path = draw(altered(own(), near_paths()))
        note = ".".join(map(str, path))
        contents = json.dumps(document, indent=2).encode()
    elif how == "scenario":
        document = {**own(), "scenarios": {"month": draw(spoiled(own()["scenarios"]["month"])).decode("utf-8", "replace")}}
        contents = json.dumps(document, indent=2).encode()
    else:
        contents = draw(spoiled(text()) if how == "text" else broken_bytes(text().encode()))
    words = draw(st.sampled_from(COMMANDS))
    named = (MANIFEST, "events.parquet", "parameters.parquet", "run") if words[0] == "reproduce" else ()
    return Case("manifests", words, {f"run/{MANIFEST}": contents}, base=True, named=named, note=note)


def follow(case: Case, here: Path, answer: Answer) -> None:
    """`reproduce` does not say "the same" of what is not; nothing changes in the folder."""
    if answer.changed:
        raise BrokenError("changed a run", f"these paths changed: {', '.join(answer.changed[:5])}")
    if case.words[0] != "reproduce" or answer.code != 0:
        return
    found = json.loads((here / "run" / MANIFEST).read_text(encoding="utf-8"))
    forged = [key for key in WORK_OF_RUN if found[key] != own()[key]]
    if forged:
        raise BrokenError("believed a manifest", f"exit 0, although {', '.join(forged)} is not what was run")


KIND = Kind("manifests", cases(), functools.partial(checked, follow=follow), share=0.15)
