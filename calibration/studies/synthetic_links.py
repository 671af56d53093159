"""Links of synthetic records: what sources would say that each act answered, true or not, by the law that the likelihood assumes.

An act that came from momentum is never spoken of. Of the others each has a link with a certain probability. Who says so is
believed with the credibility of its kind: then the link names the true cause, an earlier act or something outside the model; else
it is a pretext, any of the acts of the last thirty days (`sim.history.statements`).
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from calibration.studies.synthetic import empty_start
from sim.history.chronicle import RECENT
from sim.history.statements import is_spoken_of
from sim.model import EscalationModel
from sim.parameters import Parameters
from sim.record.evidence import Evidence
from sim.record.links import CONTEXT, Link, Links
from sim.vocabulary.day import comes_before

OUTSIDE = f"{CONTEXT}other"
"""What a link names where an act answered no act: something that no rule knows of."""


@dataclass(frozen=True)
class Caused:
    """An act and its true cause: the id of an earlier act, or "" where a standing will or a context brought it about.

    `day` is in days since 1970-01-01; `spoken` says whether anybody would speak of such a cause.
    """

    id: str
    day: int
    decision: str
    cause: str
    spoken: bool = True


@dataclass(frozen=True)
class Said:
    """What is said of the causes of acts.

    Attributes
    ----------
    stated
        Probability that an act has a link, if its cause is one that is spoken of.
    by_actor
        Share of the links that the actor itself states; sources state the others.
    actor, source
        Their credibilities: probabilities that a link names the true cause.
    """

    stated: float = 0.5
    by_actor: float = 0.6
    actor: float = 0.85
    source: float = 0.8

    def believed(self, parameters: Parameters) -> Said:
        """With the credibilities that the parameters of one world have."""
        actor, source = (float(np.ravel(parameters.values[f"links.credibility_{who}"])[0]) for who in ("actor", "source"))
        return dataclasses.replace(self, actor=actor, source=source)


def drawn_links(acts: Sequence[Caused], said: Said, rng: np.random.Generator) -> Links:
    """At most one link for each act.

    A pretext is drawn evenly from all that happened in the last `RECENT` days and in the earlier parts of the day, the true cause
    among it; where nothing did, the true cause is named.

    Parameters
    ----------
    acts
        All acts of a world in the order in which they happened.
    """
    days = [act.day for act in acts]
    links = []
    for act in acts:
        stated, told, true, which = rng.uniform(size=4)
        if not act.spoken or stated >= said.stated:
            continue
        said_by = "actor" if told < said.by_actor else "source"
        credible = said.actor if said_by == "actor" else said.source
        recent = [
            earlier.id
            for earlier in acts[bisect_left(days, act.day - RECENT) : bisect_left(days, act.day + 1)]
            if earlier.day < act.day or comes_before(earlier.decision, act.decision)
        ]
        cause = act.cause or OUTSIDE if true < credible or not recent else recent[int(which * len(recent))]
        links.append(Link(act.id, cause, said_by, "sole", "both", ""))
    return Links(tuple(links))


def true_causes(record: Evidence, parameters: Parameters, window: tuple[date, date], seed: int, world: int) -> list[Caused]:
    """What every act of a simulated world came from, in the order in which they happened.

    Drawn when all acts are known. That is the law that causes have when each is drawn together with its act: nothing that comes
    later hangs on them but through the act.

    Parameters
    ----------
    record
        The world's history with all authors named (`calibration.studies.synthetic.with_authors`).
    parameters
        Those of this world alone.
    """
    model = EscalationModel(empty_start(window), 1, seed, parameters=parameters, first_world=world, evidence=record)
    caused = [one for _ in model.run() for one in _of_today(model)]
    model.close()
    return caused


def _of_today(model: EscalationModel) -> Iterator[Caused]:
    """The acts of the day just stepped."""
    told = model.documented.chronicle.told
    notes = {decision.name: decision.notes for actor in model.actors for decision in actor.decisions}
    for name, ledger in model.documented.ledger.items():
        for act, cause in zip(ledger.acts, ledger.causes, strict=True):
            motive, answered = int(cause.motives[0]), int(cause.acts[0])
            spoken = motive < 0 or is_spoken_of(notes[name][motive])
            yield Caused(act.id, act.day, name, told[answered].act.id if answered >= 0 else "", spoken)


def linked(record: Evidence, links: Links) -> Evidence:
    """The record with links beside it."""
    beside: dict[str, Any] = {"links": links}
    return dataclasses.replace(record, **beside)
