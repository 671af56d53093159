"""The chain of causes as a table and as a graph."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest

from sim.explain.chain import Step
from sim.explain.explanation import Explanation, MotiveShare, RestraintFactor, Said
from sim.explain.parents import Parent
from sim.explain.trace import TABLE, Traced, as_dot, as_mermaid, as_table, traced

STRIKE = Step(1, date(2019, 12, 29), "us", "strike", "kataib_hezbollah", "row-b", "lethal", "act", "", False, "A death.", 0)
ATTACK = Step(
    0, date(2019, 12, 27), "kataib_hezbollah", "attack_base", "us", "row-a", "will", "standing", "", False, "A will.", None
)


def explanation(step: Step, motives: tuple[MotiveShare, ...], said: tuple[Said, ...] = ()) -> Explanation:
    brakes = (RestraintFactor("fear", 0.5, "Fear.", ""), RestraintFactor("truce", 1.0, "T.", ""))
    return Explanation(
        "s", 0, step.date, step.actor, step.actor, step.action, step.event, step.record_id, "documented", 1, 0.1, step.motive,
        step.answers, (step,), motives, brakes, said,
    )  # fmt: skip


@pytest.fixture
def trace() -> tuple[Traced, ...]:
    parent = Parent(0, ATTACK.date, "kataib_hezbollah", "attack_base", "us", 2, 1.0)
    why = explanation(
        STRIKE,
        (
            MotiveShare("lethal", "act", 0.2, 0.6, 0.7, "A death.", "x", (parent,)),
            MotiveShare("harassment", "act", 0.1, 0.3, 0.28, "Many.", "x", (parent,)),
            MotiveShare("floor", "standing", 0.0, 0.1, 0.02, "None.", "x", ()),
        ),
        (Said("row-b", "row-a", "actor", "sole"),),
    )
    return traced((STRIKE, ATTACK), {1: why})


def test_the_table_has_a_row_for_each_event_of_the_chain(trace: tuple[Traced, ...]) -> None:
    table = as_table(trace)
    assert tuple(table.columns) == TABLE
    first, second = table.to_dict("records")
    assert (first["depth"], first["event"], first["cause"], first["share"], first["answered"]) == (0, 1, "lethal", 0.7, 0)
    assert (first["date"], first["act"], first["links"]) == (
        "2019-12-29", "us, strike on kataib_hezbollah", "row-a (actor, sole)",
    )  # fmt: skip
    assert (second["depth"], second["share"], second["answered"], second["kind"]) == (1, None, None, "standing")


def test_a_graph_leads_from_the_causes_to_the_event(trace: tuple[Traced, ...]) -> None:
    dot = as_dot(trace)
    assert dot.startswith("digraph why {")
    assert dot.endswith("}\n")
    assert re.search(r'e0 -> e1 \[style=bold, label="lethal 70%"\]', dot)
    assert re.search(r'e0 -> e1 \[style=dashed, label="harassment 28%"\]', dot)
    assert 'g0 -> e0 [style=bold, label="will"]' in dot
    assert 'g0 [shape=ellipse, label="a standing will"]' in dot
    assert 'r0 -> e1 [arrowhead=tee, style=dotted, label="left 50%"]' in dot
    assert "floor" not in dot
    assert "truce" not in dot


def test_mermaid_tells_the_same(trace: tuple[Traced, ...]) -> None:
    lines = as_mermaid(trace).splitlines()
    assert lines[0] == "flowchart LR"
    assert '  e0 ==>|"lethal 70%"| e1' in lines
    assert '  r0 --x|"left 50%"| e1' in lines
    named = {line.split("[")[0].split("(")[0].split("{")[0].strip() for line in lines if not re.search(r"==>|-\.->|--x", line)}
    used = {name for line in lines for name in re.findall(r"^  (\w+) [=-]|\| (\w+)$", line) for name in name if name}
    assert used <= named


def test_a_quote_in_a_label_breaks_neither(trace: tuple[Traced, ...]) -> None:
    odd = dataclasses.replace(trace[0], step=dataclasses.replace(STRIKE, target='a "b" \\ c'))
    assert "\"2019-12-29 us, strike on a 'b' / c\"" in as_dot((odd, trace[1]))
    assert as_mermaid((odd, trace[1])).count('"') % 2 == 0


def test_every_end_of_a_chain_has_a_name(trace: tuple[Traced, ...]) -> None:
    for kind, during, amid, said in [
        ("context", "gaza_war", False, "gaza war"), ("policy", "", False, "a policy of the scenario"),
        ("act", "", True, "what was going on as a whole"), ("act", "", False, "an act before these"),
        ("none", "", False, "nothing that the rules know"),
    ]:  # fmt: skip
        step = dataclasses.replace(ATTACK, kind=kind, during=during, amid=amid)
        assert f'label="{said}"' in as_dot(traced((step,), {}))
