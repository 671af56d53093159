"""`escalation rules`: every term of every decision, with its source."""

from __future__ import annotations

from typing import Any

from rich.markup import escape
from rich.table import Table

from sim.commands.options import AsJson, print_records, print_wide

COLUMNS = ("actor", "decision", "term", "role", "mechanism", "source", "sentence")
WIDTH = 160


def rules(as_json: AsJson = False) -> None:
    """Print the rule table: what each actor may do, what moves it and what holds it back, and who says so.

    Example: escalation rules --json
    """
    rows = rule_rows()
    if as_json:
        print_records(rows)
        return
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(escape(str(row[name] or "")) for name in COLUMNS))
    print_wide(table, WIDTH)


def rule_rows() -> list[dict[str, Any]]:
    """One record for each term of each decision; rate = sum of motives x product of restraints."""
    from sim.actors import KINDS

    return [
        _row(kind, decision, term, role, rule.mechanism)
        for kind in KINDS
        for decision, rule in kind.rules.items()
        for role, terms in (("motive", rule.motives), ("restraint", rule.restraints))
        for term in terms
    ]


def _row(kind: Any, decision: str, term: str, role: str, whole: str | None) -> dict[str, Any]:
    note = getattr(kind, term).note
    mechanism = note.mechanism or whole
    names = (kind.kind, decision, term, role, mechanism, note.source, note.sentence)
    return dict(zip(COLUMNS, names, strict=True))
