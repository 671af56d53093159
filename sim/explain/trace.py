"""Why an event happened as a table and as a graph: its cause, that one's cause and so on, each with how sure it is.

The text is in `sim.commands.explain`, the card of a page in `sim/templates/lesson/why.js`; all of them tell what `chain_of` and
`explain_events` found. A graph is text, in the language of Graphviz (DOT) or of Mermaid, for whoever draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sim.explain.chain import AMID, UNTOLD, Step, chain_of
from sim.explain.explanation import Explanation, MotiveShare
from sim.explain.kinds import ACT, CONTEXT, NONE, STANDING
from sim.explain.several import explain_events
from sim.model import EscalationModel
from sim.order import POLICY

SMALL = 0.03
"""Motives below this share, and restraints this close to 1, are left out of a graph."""
TABLE = ("depth", "event", "date", "act", "cause", "kind", "share", "answered", "links", "record_id")


@dataclass(frozen=True)
class Traced:
    """An event of a trace.

    Attributes
    ----------
    depth
        0 for the event that is asked for, 1 for what it answered, and so on.
    step
        What it came from.
    share
        The probability that it came from that cause; None where no rule stands behind it.
    links
        What sources say that it answered, with who says so and how firmly.
    why
        The whole explanation; None where no rule stands behind it.
    """

    depth: int
    step: Step
    share: float | None
    links: tuple[str, ...]
    why: Explanation | None

    @property
    def date(self) -> date:
        """Its day."""
        return self.step.date

    @property
    def act(self) -> str:
        """Who did what to whom."""
        return act_of(self.step)


def act_of(step: Step) -> str:
    """Who did what to whom, as `us, strike on kataib_hezbollah`."""
    return f"{step.actor}, {step.action} on {step.target}" if step.target else f"{step.actor}, {step.action}"


def trace_of(model: EscalationModel, events: pd.DataFrame, number: int) -> tuple[Traced, ...]:
    """Step a fresh model of one world through the days of an event's chain of causes, and explain each event of it.

    Parameters
    ----------
    events, number
        The events of this world as a run has them, in the order of their numbers, and which of them.

    Raises
    ------
    InputError
        As `explain_events`.
    """
    steps = chain_of(events, number)
    told = explain_events(model, events, [step.event for step in steps])
    return traced(steps, told)


def traced(steps: Sequence[Step], told: Mapping[int, Explanation]) -> tuple[Traced, ...]:
    """A chain of causes with the explanations of its events, as far as there are any, by number."""
    return tuple(_traced(depth, step, told.get(step.event)) for depth, step in enumerate(steps))


def _traced(depth: int, step: Step, why: Explanation | None) -> Traced:
    if why is None:
        return Traced(depth, step, None, (), None)
    shares = {motive.name: motive.share for motive in why.motives}
    links = tuple(f"{said.cause} ({said.said_by}, {said.strength})" for said in why.said_once)
    return Traced(depth, step, shares.get(step.motive), links, why)


def as_table(trace: Sequence[Traced]) -> pd.DataFrame:
    """A row for each event of the chain, the one asked for first; columns `TABLE`.

    `share` in [0, 1] is None where no rule stands behind an event; `answered` is the number of the next one, None at the end.
    """
    rows = [
        (
            each.depth, each.step.event, each.date.isoformat(), each.act, each.step.motive, each.step.kind, each.share,
            each.step.answers, "; ".join(each.links), each.step.record_id,
        )
        for each in trace
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TABLE), dtype=object)  # numbers that may be missing stay whole


# As a graph -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Edge:
    """From a cause to an effect: `way` is `came` (the chain itself), `may` (another motive of the event asked for), `held`."""

    source: str
    target: str
    label: str
    way: str


@dataclass(frozen=True)
class _Graph:
    nodes: Mapping[str, tuple[str, str]]
    """By name the label, and the shape: `event`, `ground` (a will, a context), `brake`."""
    edges: tuple[_Edge, ...]


def as_dot(trace: Sequence[Traced]) -> str:
    """The trace for Graphviz: bold arrows are the chain, dashed ones what else it may have come from, tees what held back."""
    graph, shapes = _graph(trace), {"event": "box", "ground": "ellipse", "brake": "octagon"}
    styles = {"came": "style=bold", "may": "style=dashed", "held": "arrowhead=tee, style=dotted"}
    nodes = [f"  {name} [shape={shapes[shape]}, label={_quoted(label)}];" for name, (label, shape) in graph.nodes.items()]
    edges = [f"  {each.source} -> {each.target} [{styles[each.way]}, label={_quoted(each.label)}];" for each in graph.edges]
    return "\n".join(["digraph why {", '  rankdir=LR; node [fontname="sans-serif"];', *nodes, *edges, "}"]) + "\n"


def as_mermaid(trace: Sequence[Traced]) -> str:
    """The same for Mermaid, as it stands in a Markdown file."""
    graph, ends = _graph(trace), {"event": ("[", "]"), "ground": ("([", "])"), "brake": ("{{", "}}")}
    arrows = {"came": "==>", "may": "-.->", "held": "--x"}
    nodes = [f"  {name}{ends[shape][0]}{_quoted(label)}{ends[shape][1]}" for name, (label, shape) in graph.nodes.items()]
    edges = [f"  {each.source} {arrows[each.way]}|{_quoted(each.label)}| {each.target}" for each in graph.edges]
    return "\n".join(["flowchart LR", *nodes, *edges]) + "\n"


_GROUNDS = {
    STANDING: "a standing will", CONTEXT: "a dated context", ACT: "earlier acts", POLICY: "a policy of the scenario",
    AMID: "what was going on as a whole", UNTOLD: "an act before these", NONE: "nothing that the rules know",
}  # fmt: skip
"""What a chain ends with, or a motive rests on, in words."""


def _graph(trace: Sequence[Traced]) -> _Graph:
    nodes: dict[str, tuple[str, str]] = {}
    edges: list[_Edge] = []
    for each in trace:
        nodes[_name(each.step.event)] = (f"{each.date} {each.act}", "event")
    for each in trace:
        label = each.step.motive if each.share is None else f"{each.step.motive} {each.share:.0%}"
        edges.append(_Edge(_ground(each.step, nodes), _name(each.step.event), label, "came"))
    if trace and trace[0].why is not None:
        edges += _others(trace[0], trace[0].why, nodes)
        edges += _brakes(trace[0], trace[0].why, nodes)
    return _Graph(nodes, tuple(edges))


def _ground(step: Step, nodes: dict[str, tuple[str, str]]) -> str:
    """The node that an event came from: the event that it answered, or what its chain ends with."""
    if step.answers is not None:
        return _name(step.answers)
    name = f"g{step.event}"
    nodes[name] = (step.during or _GROUNDS.get(step.end, ""), "ground")
    return name


def _others(each: Traced, why: Explanation, nodes: dict[str, tuple[str, str]]) -> Iterator[_Edge]:
    """What else the event may have come from: from the event that the motive feels most, or from the motive itself."""
    for number, motive in enumerate(why.motives):
        if motive.share >= SMALL and motive.name != each.step.motive:
            yield _Edge(_felt(number, motive, nodes), _name(each.step.event), f"{motive.name} {motive.share:.0%}", "may")


def _felt(number: int, motive: MotiveShare, nodes: dict[str, tuple[str, str]]) -> str:
    if motive.parents:
        parent = motive.parents[0]
        target = f" on {parent.target}" if parent.target else ""
        nodes.setdefault(_name(parent.event), (f"{parent.date} {parent.actor}, {parent.action}{target}", "event"))
        return _name(parent.event)
    nodes[f"m{number}"] = (_GROUNDS[motive.kind], "ground")
    return f"m{number}"


def _brakes(each: Traced, why: Explanation, nodes: dict[str, tuple[str, str]]) -> Iterator[_Edge]:
    for number, brake in enumerate(why.restraints):
        if brake.factor <= 1.0 - SMALL:
            nodes[f"r{number}"] = (brake.name, "brake")
            yield _Edge(f"r{number}", _name(each.step.event), f"left {brake.factor:.0%}", "held")


def _name(event: int) -> str:
    return f"e{event}"


def _quoted(text: str) -> str:
    """Text as a label of either language; neither has a sign for a quote inside that both know."""
    return '"' + text.replace("\\", "/").replace('"', "'").replace("_", " ") + '"'
