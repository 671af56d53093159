"""`escalation rules`: the rule table, one row for each term of each decision."""

from __future__ import annotations

import json

import pytest

from sim.actors import KINDS
from sim.cli import call
from sim.commands.rules import COLUMNS, rule_rows


def test_every_term_of_every_decision_has_a_row() -> None:
    rows = rule_rows()
    terms = {
        (kind.kind, decision, term)
        for kind in KINDS
        for decision, rule in kind.rules.items()
        for term in (*rule.motives, *rule.restraints)
    }
    assert {(row["actor"], row["decision"], row["term"]) for row in rows} == terms
    assert len(rows) == len(terms)
    motives = {(row["actor"], row["decision"]) for row in rows if row["role"] == "motive"}
    assert motives == {(actor, decision) for actor, decision, _ in terms}


def test_every_term_cites_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["rules", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows == rule_rows()
    assert {row["actor"] for row in rows} == {"militia", "iran", "us", "iraq_government"}
    assert all(row["source"] and row["sentence"] and row["role"] in ("motive", "restraint") for row in rows)


def test_the_table_has_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["rules"]) == 0
    shown = capsys.readouterr().out
    assert all(column in shown.splitlines()[0] for column in COLUMNS)
    assert 145 < max(map(len, shown.splitlines())) <= 160
