"""Results: a run's tidy tables, the folder they are written to, and the manifest that says what they came from."""

from sim.results.runs import OBSERVED, QUANTILES, SCHEMAS, TABLES, Block, Run, collect, summarise, to_arrow

__all__ = ["OBSERVED", "QUANTILES", "SCHEMAS", "TABLES", "Block", "Run", "collect", "summarise", "to_arrow"]
