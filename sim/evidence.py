"""Evidence: what a run takes from outside the rules: the coded record, dated contexts, reporting probabilities."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.acts import Act, acts_from_frame
from sim.coding import code_record, load_coding
from sim.contexts import Contexts, load_contexts
from sim.record import load_record
from sim.reporting import Reporting, load_reporting


@dataclass(frozen=True)
class Evidence:
    """The coded record as acts, the dated contexts, the reporting probabilities, and the record's hash."""

    acts: Sequence[Act]
    contexts: Contexts
    reporting: Reporting
    record_sha256: str


@functools.cache
def load_evidence(record: Path | None = None, contexts: Path | None = None) -> Evidence:
    """Load and code a record and its contexts; by default the project's own."""
    loaded = load_record(record)
    acts = acts_from_frame(code_record(loaded, load_coding()))
    return Evidence(tuple(acts), load_contexts(contexts), load_reporting(), loaded.sha256)
