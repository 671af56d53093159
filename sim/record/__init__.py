"""The record: documented incidents, the rules that code them as the model's decisions, dated contexts, reporting probabilities.

incidents.csv --incidents--> Record --coding--> acts by decision --evidence--> what a run takes from outside the rules
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "INCIDENTS",
    "Contexts",
    "Link",
    "Links",
    "Record",
    "Reporting",
    "cite",
    "code_record",
    "code_row",
    "day_or",
    "filter_record",
    "link_frame",
    "load_coding",
    "load_contexts",
    "load_links",
    "load_record",
    "load_reporting",
    "load_totals",
    "load_windows",
    "split",
    "tabulate",
    "uncoded",
]

if TYPE_CHECKING:
    from sim.record.coding import code_record, code_row, load_coding, uncoded
    from sim.record.contexts import Contexts, load_contexts
    from sim.record.incidents import INCIDENTS, Record, cite, day_or, filter_record, load_record, load_totals, split, tabulate
    from sim.record.links import Link, Links, link_frame, load_links
    from sim.record.reporting import Reporting, load_reporting
    from sim.record.windows import load_windows
else:  # the vocabulary of the record is asked for where pandas is not
    from sim.lazy import attributes

    __getattr__, __dir__ = attributes(
        __name__,
        {
            "code_record": "sim.record.coding",
            "code_row": "sim.record.coding",
            "load_coding": "sim.record.coding",
            "uncoded": "sim.record.coding",
            "Contexts": "sim.record.contexts",
            "load_contexts": "sim.record.contexts",
            "INCIDENTS": "sim.record.incidents",
            "Record": "sim.record.incidents",
            "cite": "sim.record.incidents",
            "day_or": "sim.record.incidents",
            "filter_record": "sim.record.incidents",
            "load_record": "sim.record.incidents",
            "load_totals": "sim.record.incidents",
            "split": "sim.record.incidents",
            "tabulate": "sim.record.incidents",
            "Link": "sim.record.links",
            "Links": "sim.record.links",
            "link_frame": "sim.record.links",
            "load_links": "sim.record.links",
            "Reporting": "sim.record.reporting",
            "load_reporting": "sim.record.reporting",
            "load_windows": "sim.record.windows",
        },
    )
