r"""What documented acts came from, by the rules: each motive's share of an act, as the posterior mean.

An act of a decision with rate (sum of motives a_k) x (product of restraints) came from motive k with probability

    a_k / sum(a)

since each motive is, given the day, a Poisson process of its own (superposition; Kingman, Poisson Processes, 1993, section 2.2).
The record is replayed, every world with its own draw of the parameters; on the day of each act the motives are read as they were
weighed. An act without a named author is shared among those it may be, in proportion to their rates, as in the likelihood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.decision import Decision
from sim.errors import InputError
from sim.explain.kinds import KINDS, motive_kinds
from sim.model import EscalationModel
from sim.parameter_files import Params, choose, for_worlds
from sim.parameters import Parameters
from sim.record.acts import Act
from sim.record.evidence import Evidence, load_evidence
from sim.record.links import load_links
from sim.scenario import Scenario, load_scenario
from sim.scenario.edits import plain_acts
from sim.types import Floats, Number
from sim.vocabulary.decisions import ACTION_TYPE, DECISIONS
from sim.worlds import per_group

COLUMNS = ("record_id", "act", "date", "actor", "decision", "motive", "kind", "share")
NONE = "none"
"""Motive and kind of the share that no motive explains: no rule was weighed, or all its motives were zero."""
SHARES = tuple(f"share_{kind}" for kind in (*KINDS, NONE))
SUMMARY = ("decision", "n_documented", "n_linked", *SHARES, "motives")
BLOCK = 500
"""Worlds replayed at a time."""
ROUNDING = 1e-9

Key = tuple[str, str]
"""A row's id and a decision: a row may be coded as two."""


@dataclass
class _Found:
    """An act and its shares by motive, added up block by block."""

    act: Act
    shares: dict[str, float] = field(default_factory=dict)


def attribute(
    scenario: Scenario | str = "documented", worlds: int = 200, parameters: Params = None, evidence: Evidence | None = None
) -> pd.DataFrame:
    """Each motive's share of every documented act of a scenario's span.

    Parameters
    ----------
    scenario
        One that nothing is simulated in.
    worlds
        How many draws of the parameters to average over; no more than there are.
    parameters, evidence
        As in `EscalationModel`.

    Returns
    -------
    Columns `COLUMNS`, a row for each row of the record, decision and motive, in the order of days. `act` is the id that the rules
    know the act by: rows of a state's decision on one day are one act, named by the first of them. `actor` is the author, or the
    name that an act without one was reported under. `share` in [0, 1] sums to one over the motives of a row and decision.

    Raises
    ------
    InputError
        For a scenario with a branch, and as `choose`.
    """
    scenario = load_scenario(scenario) if isinstance(scenario, str) else scenario
    if scenario.branch is not None:
        raise InputError(f"{scenario.name} is simulated from {scenario.branch} on; allowed: a scenario without a branch")
    chosen = choose(parameters)
    worlds = min(worlds, draws_of(chosen))
    dealt = for_worlds(chosen, worlds)
    found: dict[Key, _Found] = {}
    for first in range(0, worlds, BLOCK):
        last = min(first + BLOCK, worlds)
        model = EscalationModel(
            scenario, last - first, 0, parameters=dealt.rows(first, last), first_world=first, evidence=evidence, keep_log=False
        )
        for act, shares in _replayed(model):
            mixed = found.setdefault((act.id, act.decision), _Found(act)).shares
            for motive, share in shares.items():
                mixed[motive] = mixed.get(motive, 0.0) + share * (last - first) / worlds
        model.close()
    return _frame(found, motive_kinds(scenario, evidence), load_evidence() if evidence is None else evidence)


def draws_of(parameters: Parameters) -> int:
    """How many draws the parameters hold; 1 if each is one number."""
    return max((len(value) for value in parameters.values.values() if isinstance(value, np.ndarray) and value.ndim), default=1)


def summary(attributed: pd.DataFrame, linked: Collection[str]) -> pd.DataFrame:
    """What the acts of each decision came from.

    Parameters
    ----------
    attributed
        As `attribute` gives it.
    linked
        Ids of the rows that sources say answered another row (`linked_rows`).

    Returns
    -------
    Columns `SUMMARY`, a row for each documented decision in the order of the vocabulary: how many acts, how many of them are
    linked, the mean share of each kind (they sum to one), and `motives`, records of motive, kind and mean share, largest first.
    """
    rows = [_summed(name, attributed[attributed["decision"] == name], linked) for name in DECISIONS]
    return pd.DataFrame([row for row in rows if row["n_documented"]], columns=list(SUMMARY))


def linked_rows() -> set[str]:
    """Ids of the rows that sources say answered another row of the record; an answer to a context alone is not among them."""
    return {link.id for link in load_links().links if link.named}


def motives_of(attributed: pd.DataFrame) -> list[dict[str, Any]]:
    """Motive, kind and mean share over the acts of one decision, largest first."""
    acts = attributed.drop_duplicates(["act", "motive"])
    shares = acts.groupby(["motive", "kind"], sort=False)["share"].sum() / acts["act"].nunique()
    ranked = shares.sort_values(ascending=False, kind="stable").reset_index()
    return [{str(name): value for name, value in row.items()} for row in ranked.to_dict("records")]


def _summed(decision: str, own: pd.DataFrame, linked: Collection[str]) -> dict[str, Any]:
    motives = motives_of(own)
    by_kind = {kind: sum(each["share"] for each in motives if each["kind"] == kind) for kind in (*KINDS, NONE)}
    return {
        "decision": decision,
        "n_documented": own["act"].nunique(),
        "n_linked": own.loc[own["record_id"].isin(linked), "act"].nunique(),
        **{f"share_{kind}": share for kind, share in by_kind.items()},
        "motives": motives,
    }


# One block of worlds --------------------------------------------------------------------------------------------------------


def _replayed(model: EscalationModel) -> Iterator[tuple[Act, dict[str, float]]]:
    """Run a model to its end; every documented act of its reported days, with its shares averaged over the worlds."""
    while model.running:
        model.step()
        if model.clock > model.schedule.warm_up:
            yield from _today(model)


def _today(model: EscalationModel) -> Iterator[tuple[Act, dict[str, float]]]:
    weighed = {decision.name: decision for actor in model.actors for decision in actor.decisions}
    for name, acts in model.documented.acts.get(model.day, {}).items():
        if name not in weighed:  # its mechanism is switched off
            yield from ((act, {NONE: 1.0}) for act in acts)
            continue
        shares = shares_by_author(weighed[name])
        ledger = model.documented.ledger[name]
        for act, weight in zip(ledger.acts, ledger.weights, strict=True):
            yield act, _mixed(weighed[name], shares, weight)


def shares_by_author(decision: Decision) -> Floats:
    """Each motive's share of a decision as it was weighed last, for each author; zero where all motives are.

    Returns
    -------
    Shape `(motives, authors, worlds)`, or `(motives, authors, 1)` where all worlds agree.
    """
    authors = len(decision.actors)
    values = [per_group(_column(value), authors) for value in decision.motive_values]
    width = max((value.shape[1] for value in values), default=1)
    table = np.zeros((len(values), authors, width))
    for row, value in zip(table, values, strict=True):
        row[:] = value
    whole = table.sum(axis=0)
    shares: Floats = np.divide(table, whole, out=np.zeros_like(table), where=whole > 0)
    return shares


def _column(value: Number) -> Number:
    """What is by world as one row, so that it stands for every author."""
    return value[None, :] if isinstance(value, np.ndarray) and value.ndim == 1 else value


def _mixed(decision: Decision, shares: Floats, weight: Number) -> dict[str, float]:
    """The mean over worlds of the shares of an act, whose authors have these weights in each world."""
    over_authors = (shares * np.atleast_2d(weight)).sum(axis=1)
    means = dict(zip(decision.motive_names, map(float, over_authors.mean(axis=1)), strict=True))
    unexplained = 1.0 - sum(means.values())
    return means if unexplained < ROUNDING else {**means, NONE: unexplained}


# As a table -----------------------------------------------------------------------------------------------------------------


def _frame(found: Mapping[Key, _Found], kinds: Mapping[tuple[str, str], str], evidence: Evidence) -> pd.DataFrame:
    merged: dict[tuple[int, str], list[str]] = defaultdict(list)
    for act in plain_acts(evidence):
        merged[act.day, act.decision].append(act.id)
    rows = []
    for (name, decision), act in ((key, each.act) for key, each in found.items()):
        ids = [name] if ACTION_TYPE[decision].kind == "militia" else merged[act.day, decision]
        for record_id in ids:
            for motive, share in found[name, decision].shares.items():
                kind = NONE if motive == NONE else kinds[decision, motive]
                rows.append((record_id, name, act.day, act.actor or act.label, decision, motive, kind, share))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.assign(date=frame["date"].to_numpy(dtype="datetime64[D]").astype("datetime64[s]"))
