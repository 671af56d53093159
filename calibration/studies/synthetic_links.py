"""Links of synthetic records: what sources would say that each act answered, true or not, where the true causes are known.

An act whose true cause is an earlier act has a link with a certain probability. Who says so is believed with the credibility of
its kind: then the link names the true cause; else it is a pretext, any act of the days before.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from calibration.studies.synthetic import Kept
from sim.record.evidence import Evidence
from sim.record.links import Link, Links


@dataclass(frozen=True)
class Caused:
    """An act and its true cause: the id of an earlier act, or "" where a standing will or a context brought it about.

    `day` is in days since 1970-01-01.
    """

    id: str
    day: int
    cause: str


@dataclass(frozen=True)
class Said:
    """What is said of the causes of acts.

    Attributes
    ----------
    stated
        Probability that an act which answered another has a link.
    by_actor
        Share of the links that the actor itself states; sources state the others.
    actor, source
        Their credibilities: probabilities that a link names the true cause.
    days
        How far back a pretext may lie.
    """

    stated: float = 0.5
    by_actor: float = 0.6
    actor: float = 0.8
    source: float = 0.8
    days: int = 30


def drawn_links(acts: Sequence[Caused], said: Said, rng: np.random.Generator) -> Links:
    """At most one link for each act that answered another.

    A pretext is drawn evenly from all acts that came before it within `said.days`, the true cause among them.

    Parameters
    ----------
    acts
        All acts of a world in the order in which they happened, so that a link never names what came later.
    """
    days = [act.day for act in acts]
    links = []
    for place, act in enumerate(acts):
        stated, told, true = rng.uniform(size=3)
        if not act.cause or stated >= said.stated:
            continue
        said_by = "actor" if told < said.by_actor else "source"
        credible = said.actor if said_by == "actor" else said.source
        first = bisect_left(days, act.day - said.days)
        cause = act.cause if true < credible or first == place else acts[int(rng.integers(first, place))].id
        links.append(Link(act.id, cause, said_by, "sole", "both", ""))
    return Links(tuple(links))


def true_causes(kept: Kept, world: int) -> list[Caused]:
    """What every act of a simulated world really came from; **the one place where true causes are read**.

    Raises
    ------
    NotImplementedError
        Always: worlds do not keep the causes of their acts yet.
    """
    raise NotImplementedError("a simulated world does not keep the causes of its acts; links can be drawn once it does")


def linked(record: Evidence, links: Links) -> Evidence:
    """The record with links beside it."""
    beside: dict[str, Any] = {"links": links}
    return dataclasses.replace(record, **beside)
