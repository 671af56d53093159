"""Evidence: what a run takes from outside the rules: the coded record, dated contexts, reporting probabilities."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import RecordError
from sim.record.acts import Act, Acts, by_day, in_order
from sim.record.coding import code_record, load_coding
from sim.record.contexts import Contexts, load_contexts
from sim.record.incidents import load_record
from sim.record.links import NO_LINKS, Links, load_links
from sim.record.reporting import Reporting, load_reporting
from sim.record.stated import Stated, stated_causes
from sim.untrusted import shown


@dataclass(frozen=True)
class Evidence:
    """The coded record as acts, the dated contexts, the reporting probabilities, the record's hash, its rows by id, its links.

    A record without links (`NO_LINKS`) says of no act what it answered.
    """

    acts: Sequence[Act]
    contexts: Contexts
    reporting: Reporting
    record_sha256: str
    rows: Mapping[str, Mapping[str, Any]]
    links: Links = NO_LINKS

    @functools.cached_property
    def by_day(self) -> Acts:
        """The acts by day and decision (`sim.record.acts.by_day`); made once, and nobody changes them."""
        return by_day(list(self.acts))

    @functools.cached_property
    def stated(self) -> Mapping[tuple[str, str], Stated]:
        """What the links say of each act, by id and decision; made once."""
        return stated_causes(in_order(self.by_day), self.links)


@functools.cache
def load_evidence(record: Path | None = None, contexts: Path | None = None) -> Evidence:
    """Load and code a record and its contexts; by default the project's own. Links are those of the project's own record.

    Raises
    ------
    RecordError
        For a file that is wrong, and for a record of words alone: without one decision there is nothing to replay or to score.
    """
    loaded = load_record(record)
    acts = tuple(code_record(loaded, load_coding()))
    if not acts:
        message = "no incident of this file is a decision of the model, such as an attack or a strike; allowed: one at least"
        raise RecordError(message, file=shown(loaded.path))
    links = load_links(rows=loaded.rows()) if record is None else NO_LINKS
    return Evidence(acts, load_contexts(contexts), load_reporting(), loaded.sha256, loaded.rows(), links)
