"""Evidence: what a run takes from outside the rules: the coded record, dated contexts, reporting probabilities."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.record.acts import Act
from sim.record.coding import code_record, load_coding
from sim.record.contexts import Contexts, load_contexts
from sim.record.incidents import load_record
from sim.record.reporting import Reporting, load_reporting


@dataclass(frozen=True)
class Evidence:
    """The coded record as acts, the dated contexts, the reporting probabilities, the record's hash, and its rows by id."""

    acts: Sequence[Act]
    contexts: Contexts
    reporting: Reporting
    record_sha256: str
    rows: Mapping[str, Mapping[str, Any]]


@functools.cache
def load_evidence(record: Path | None = None, contexts: Path | None = None) -> Evidence:
    """Load and code a record and its contexts; by default the project's own."""
    loaded = load_record(record)
    acts = tuple(code_record(loaded, load_coding()))
    return Evidence(acts, load_contexts(contexts), load_reporting(), loaded.sha256, loaded.rows())
