"""Figures of the page, from numbers: each is a Plotly figure that can be read back, in colours that all eyes tell apart."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sim.app.events import Told
from sim.app.worlds import Ran, fan
from sim.errors import cut
from sim.figures.ladder import COLOURS
from sim.figures.style import ARM_COLOURS, FAINT, INK, MUTED
from sim.types import Floats
from sim.vocabulary.ladder import RUNGS
from sim.vocabulary.measures import MEASURES, sides_of
from sim.wording import percents

BLUE, VERMILION, GREEN = ARM_COLOURS[:3]
HEIGHT, LOW = 400, 260
"""Pixels."""
FEW = 8
"""Below that each whole number has a tick; between them there are none."""
MOST_BARS = 30
"""On each side of no difference."""
MOST_TICKS = 12
"""Whole numbers that each have a tick; of more, only some have one."""
HOVER = 90
"""Letters of a line of a hover."""
MARKED = "events"
"""Name of the trace whose points can be clicked; `customdata` are the numbers of the events."""
CONFIG: Any = {"displaylogo": False, "displayModeBar": False, "responsive": True}


def _laid(figure: go.Figure, height: int, **more: Any) -> go.Figure:
    """In the style of the house: few lines, a legend below, room that fits a phone."""
    axis = {"gridcolor": FAINT, "zerolinecolor": FAINT, "linecolor": MUTED, "fixedrange": True, "automargin": True}
    figure.update_layout(
        height=height, margin={"l": 8, "r": 8, "t": 8, "b": 8}, paper_bgcolor="white", plot_bgcolor="white",
        font={"size": 14, "color": INK}, hoverlabel={"align": "left", "bgcolor": "white", "font": {"color": INK}},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 13}}, dragmode=False, **more,
    )  # fmt: skip
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis, separatethousands=True)
    return figure


def _dates(days: NDArray[np.datetime64]) -> list[str]:
    return [str(day) for day in days]


def timeline(ran: Ran, measure: str, world: int | None = None, told: Sequence[Told] = (), now: date | None = None) -> go.Figure:
    """The running total of a measure: the worlds as bands, the record, and one world with its events up to a day.

    Parameters
    ----------
    world
        The one that is drawn by itself; None: none.
    told
        Its events, which are marked on its line.
    now
        The day up to which its line and events go; None: to the end.
    """
    about, days = MEASURES[measure], _dates(ran.days)
    figure = go.Figure()
    bands = fan(ran.here.running(measure))
    for low, high, name, strength in ((0, 4, "90 % of worlds", 0.18), (1, 3, "half of worlds", 0.35)):
        colour = f"rgba(0,114,178,{strength})"
        figure.add_scatter(
            x=[*days, *days[::-1]], y=[*bands[high].tolist(), *bands[low].tolist()[::-1]], fill="toself", fillcolor=colour,
            line={"width": 0}, name=name, hoverinfo="skip",
        )  # fmt: skip
    line = {"shape": "hv"}
    figure.add_scatter(x=days, y=bands[2].tolist(), name="middle world", mode="lines", line={**line, "color": BLUE, "width": 3})
    if not ran.there.scenario.is_documented:
        middle = fan(ran.there.running(measure))[2].tolist()
        figure.add_scatter(
            x=days, y=middle, name="compared with", mode="lines", line={**line, "color": GREEN, "width": 2, "dash": "dash"}
        )
    figure.add_scatter(
        x=days,
        y=ran.recorded(measure).tolist(),
        name="what happened",
        mode="lines",
        line={**line, "color": INK, "width": 2, "dash": "dot"},
    )
    if world is not None:
        _world(figure, ran, measure, world, told, now)
    title = "highest rung so far" if about.how == "highest" else about.unit
    _laid(figure, HEIGHT, hovermode="closest")
    most = int(max(bands[4][-1], ran.recorded(measure)[-1]))
    whole = {"dtick": 1} if most < FEW else {}
    figure.update_yaxes(title={"text": title, "font": {"size": 13, "color": MUTED}}, rangemode="tozero", **whole)
    figure.update_xaxes(range=[days[0], days[-1]])
    if world is not None:
        figure.update_xaxes(fixedrange=False)  # where nothing can be moved, nothing can be clicked either
        for each in figure.data:
            if each.name != MARKED:
                each.hoverinfo = "skip"  # what is touched is an event, not a line below it
    return figure


def _world(figure: go.Figure, ran: Ran, measure: str, world: int, told: Sequence[Told], now: date | None) -> None:
    """One world's line as far as the play has come, its events on it, and a line at the day."""
    line, days = ran.here.running(measure)[world], ran.days
    first = days[0].astype(object)
    shown = len(days) if now is None else (now - first).days + 1
    figure.add_scatter(
        x=_dates(days[:shown]), y=line[:shown].tolist(), name=f"world {world}", mode="lines",
        line={"shape": "hv", "color": VERMILION, "width": 2.5},
    )  # fmt: skip
    marked = [each for each in told if each.date >= first and (now is None or each.date <= now)]
    figure.add_scatter(
        x=[each.date.isoformat() for each in marked], y=[int(line[(each.date - first).days]) for each in marked],
        mode="markers", name=MARKED, showlegend=False, customdata=[each.number for each in marked],
        text=[hover(each) for each in marked], hovertemplate="%{text}<extra></extra>",
        marker={"color": [COLOURS[each.rung] for each in marked], "size": 11, "line": {"color": VERMILION, "width": 1.5}},
        cliponaxis=False,
    )  # fmt: skip
    if now is not None:
        figure.add_vline(x=now.isoformat(), line={"color": VERMILION, "width": 1, "dash": "dot"})


def hover(event: Told) -> str:
    """What is shown beside a marker: day, act, what it came from, the row of the record."""
    lines = [f"{event.date}: {event.text}", f"came {event.why}", event.record_id or "in no record: drawn by the rules"]
    return "<br>".join(html.escape(cut(line, HOVER), quote=False) for line in lines)


def peaks(shares: Sequence[tuple[str, Floats]]) -> go.Figure:
    """The share of worlds of which each rung was the highest, a row of bars for each arm, by its name."""
    figure = go.Figure()
    names = [f"{rung} {name}" for rung, name in enumerate(RUNGS)]
    for (label, values), colour in zip(shares, (BLUE, INK), strict=False):
        text = [word if value else "" for word, value in zip(percents(*map(float, values)), values, strict=True)]
        figure.add_bar(
            y=names, x=[100 * float(value) for value in values], orientation="h", name=label, marker={"color": colour},
            text=text, textposition="outside", textangle=0, constraintext="none", textfont={"size": 13}, cliponaxis=False,
            hovertemplate="%{y}: %{x:.1f} % of worlds<extra></extra>",
        )  # fmt: skip
    _laid(figure, 460, barmode="group", bargap=0.2)
    figure.update_xaxes(title={"text": "per cent of worlds"}, range=[0, 114], tickvals=[0, 25, 50, 75, 100])
    figure.update_layout(legend={"traceorder": "reversed"})
    return figure


def weeks(days: NDArray[np.datetime64], shares: Floats) -> go.Figure:
    """The highest rung of each week as shares of worlds, stacked from quiet to war; `shares` is `(rungs, weeks)`."""
    figure = go.Figure()
    starts = _dates(days.astype("datetime64[D]"))
    for rung, name in enumerate(RUNGS):
        if shares[rung].any():
            figure.add_bar(
                x=starts, y=(100 * shares[rung]).tolist(), name=f"{rung} {name}",
                marker={"color": COLOURS[rung], "line": {"width": 0}},
                hovertemplate=f"week of %{{x}}: {name} in %{{y:.0f}} % of worlds<extra></extra>",
            )  # fmt: skip
    _laid(figure, HEIGHT, barmode="stack", bargap=0)
    figure.update_yaxes(title={"text": "per cent of worlds"}, range=[0, 100])
    return figure


def climb(ran: Ran, world: int) -> go.Figure:
    """The rung of each day in one world, and in the record."""
    figure = go.Figure()
    days = _dates(ran.days)
    figure.add_bar(x=days, y=ran.here.columns["rung"][world].tolist(), name=f"world {world}", marker={"color": VERMILION})
    record = ran.record["rung"][0].tolist()
    mark = {"color": INK, "size": [7 if rung else 0 for rung in record], "line": {"color": "white", "width": 1}}
    figure.add_scatter(x=days, y=record, name="what happened", mode="markers", marker=mark, cliponaxis=False)
    _laid(figure, LOW + 100, bargap=0)
    figure.update_layout(legend={"itemsizing": "constant"})
    half_a_day = 43_200_000
    first, last = (int(np.datetime64(day, "ms").astype(int)) for day in (ran.days[0], ran.days[-1]))
    figure.update_xaxes(range=[first - half_a_day, last + half_a_day])
    figure.update_yaxes(
        range=[-0.2, len(RUNGS) - 0.5], tickvals=list(range(len(RUNGS))), ticktext=[f"{n} {name}" for n, name in enumerate(RUNGS)]
    )
    return figure


def differences(apart: NDArray[np.int64], measure: str) -> go.Figure:
    """How many worlds have how much more or less than the same world of the reference; no difference is a bar of its own."""
    width = max(-(-int(np.abs(apart).max(initial=0)) // MOST_BARS), 1)
    places, counts = np.unique(np.sign(apart) * -(-np.abs(apart) // width), return_counts=True)
    figure = go.Figure()
    figure.add_bar(
        x=(places * width).tolist(), y=counts.tolist(), width=0.9 * width, name="worlds",
        marker={"color": [GREEN if place < 0 else MUTED if place == 0 else VERMILION for place in places]},
        text=[_span(int(place), width) for place in places], textposition="none",
        hovertemplate="%{text}: %{y} worlds<extra></extra>",
    )  # fmt: skip
    _laid(figure, LOW + 40, showlegend=False)
    edges = [min(int(places[0]), 0) * width - width, max(int(places[-1]), 0) * width + width]
    less, _, more = sides_of(measure)
    figure.update_xaxes(
        title={"text": f"← {less}   {MEASURES[measure].unit}, difference   {more} →"},
        range=edges,
        separatethousands=True,
        **({"dtick": 1} if edges[1] - edges[0] <= MOST_TICKS else {}),
    )
    figure.update_yaxes(title={"text": "worlds"})
    return figure


def _span(place: int, width: int) -> str:
    """The differences that a bar stands for."""
    if width == 1 or place == 0:
        return f"{place:+d}" if place else "no difference"
    near, far = (abs(place) - 1) * width + 1, abs(place) * width
    return f"{near:+d} to {far:+d}" if place > 0 else f"{-far:+d} to {-near:+d}"
