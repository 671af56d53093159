"""Results: tables that are written block by block, what is added up of them, the folder they lie in, and its manifest."""

from sim.results.runs import Run, collect
from sim.results.spans import Span
from sim.results.tables import SCHEMAS, TABLES, Block, to_arrow

__all__ = ["SCHEMAS", "TABLES", "Block", "Run", "Span", "collect", "to_arrow"]
