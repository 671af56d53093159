"""The record: documented incidents, the rules that code them as the model's decisions, dated contexts, reporting probabilities.

incidents.csv --incidents--> Record --coding--> acts by decision --evidence--> what a run takes from outside the rules
"""

from sim.record.coding import code_record, code_row, load_coding, uncoded
from sim.record.contexts import Contexts, load_contexts
from sim.record.incidents import INCIDENTS, Record, cite, day_or, filter_record, load_record, load_totals, split, tabulate
from sim.record.reporting import Reporting, load_reporting
from sim.record.windows import load_windows

__all__ = [
    "INCIDENTS",
    "Contexts",
    "Record",
    "Reporting",
    "cite",
    "code_record",
    "code_row",
    "day_or",
    "filter_record",
    "load_coding",
    "load_contexts",
    "load_record",
    "load_reporting",
    "load_totals",
    "load_windows",
    "split",
    "tabulate",
    "uncoded",
]
