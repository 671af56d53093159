"""What documented acts came from, by the rules and by what sources say: each motive's share of an act, as the posterior mean.

The record is replayed, every world with its own draw of the parameters. On the day of each act the motives are read as they were
weighed, and the earlier acts as they are remembered: by the rules the act came from each motive, and answered each act, with a
probability (superposition; Kingman, Poisson Processes, 1993, section 2.2), and what sources say of it weighs them. These are the
probabilities that causes are drawn with (`sim.history.causes`). An act without a named author is shared among those it may be, in
proportion to their rates, as in the likelihood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sim.decision import Decision
from sim.errors import InputError
from sim.explain.kinds import KINDS, NONE, motive_kinds
from sim.history.causes import Search, Shares
from sim.history.documented import Documented, Ledger
from sim.model import EscalationModel
from sim.parameter_files import Params, choose, for_worlds, n_draws
from sim.record.acts import Act, day_number
from sim.record.evidence import Evidence, load_evidence
from sim.record.links import load_links
from sim.scenario import Scenario, load_scenario
from sim.scenario.edits import plain_acts
from sim.vocabulary.decisions import ACTION_TYPE, DECISIONS

COLUMNS = ("record_id", "act", "date", "actor", "decision", "motive", "kind", "share", "answered", "answered_share")
SHARES = tuple(f"share_{kind}" for kind in (*KINDS, NONE))
SUMMARY = ("decision", "n_documented", "n_linked", *SHARES, "motives")
BLOCK = 500
"""Worlds replayed at a time."""
ROUNDING = 1e-9

Key = tuple[str, str]
"""A row's id and a decision: a row may be coded as two."""
ByName = Mapping[str, float]
"""Shares by name of the motive, or by id of the act answered."""
Weighed = tuple[Act, dict[str, float], dict[str, float]]
"""A documented act, its shares by motive, and those by act answered."""


@dataclass
class _Found:
    """An act, its shares by motive, and how probably it answered each earlier act, by id; added up block by block."""

    act: Act
    shares: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)

    def add(self, shares: ByName, answered: ByName, part: float) -> None:
        """Take in a block that is this part of all worlds."""
        for mixed, more in ((self.shares, shares), (self.answered, answered)):
            for name, share in more.items():
                mixed[name] = mixed.get(name, 0.0) + share * part


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
    `answered` is the act most probably answered, whatever the motive, with the probability `answered_share`; empty and 0 if the
    act came from no motive that answers acts.

    Raises
    ------
    InputError
        For a scenario with a branch, and as `choose`.
    """
    scenario = load_scenario(scenario) if isinstance(scenario, str) else scenario
    if scenario.branch is not None:
        raise InputError(f"{scenario.name} is simulated from {scenario.branch} on; allowed: a scenario without a branch")
    chosen = choose(parameters)
    worlds = min(worlds, n_draws(chosen))
    dealt = for_worlds(chosen, worlds)
    found: dict[Key, _Found] = {}
    for first in range(0, worlds, BLOCK):
        last = min(first + BLOCK, worlds)
        model = EscalationModel(
            scenario, last - first, 0, parameters=dealt.rows(first, last), first_world=first, evidence=evidence, keep_log=False
        )
        for act, shares, answered in _replayed(model):
            found.setdefault((act.id, act.decision), _Found(act)).add(shares, answered, (last - first) / worlds)
        model.close()
    return _frame(found, load_evidence() if evidence is None else evidence)


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


def _replayed(model: EscalationModel) -> Iterator[Weighed]:
    """Run a model to its end; every documented act of its reported days, with its shares averaged over the worlds."""
    weighed: list[Weighed] = []
    model.documented.traced_from = day_number(model.scenario.start)
    model.documented.on_trace = collector(model.documented, weighed)
    while model.running:
        model.step()
        if model.clock > model.schedule.warm_up:
            yield from weighed
            yield from _switched_off(model)
            weighed.clear()


def _switched_off(model: EscalationModel) -> Iterator[Weighed]:
    """Today's acts that no decision of the model stands behind, since its mechanism is switched off."""
    known = {decision.name for actor in model.actors for decision in actor.decisions}
    for name, acts in model.documented.acts.get(model.day, {}).items():
        if name not in known:
            yield from ((act, {NONE: 1.0}, {}) for act in acts)


def collector(documented: Documented, weighed: list[Weighed]) -> Callable[[Search, Decision, Ledger], None]:
    """What a history calls as it gives acts their causes, so that the shares behind each of them are put into a list."""

    def collect(search: Search, decision: Decision, ledger: Ledger) -> None:
        for act, weight in zip(ledger.acts, ledger.weights, strict=True):
            shares = search.shares(decision, ledger.flows, weight, documented.stated.get((act.id, act.decision)))
            weighed.append((act, _by_motive(decision, shares), _by_act(search, shares)))

    return collect


def _by_motive(decision: Decision, shares: Shares) -> dict[str, float]:
    means = dict(zip(decision.motive_names, shares.motives.tolist(), strict=True))
    unexplained = 1.0 - sum(means.values())
    return means if unexplained < ROUNDING else {**means, NONE: unexplained}


def _by_act(search: Search, shares: Shares) -> dict[str, float]:
    """By id; of acts that the record missed nothing can be named."""
    return {search.chronicle.told[number].act.id: share for number, share in shares.acts.items() if number >= 0}


# As a table -----------------------------------------------------------------------------------------------------------------


def _frame(found: Mapping[Key, _Found], evidence: Evidence) -> pd.DataFrame:
    kinds = motive_kinds()
    merged: dict[tuple[int, str], list[str]] = defaultdict(list)
    for act in plain_acts(evidence):
        merged[act.day, act.decision].append(act.id)
    rows = []
    for (name, decision), each in found.items():
        act, likeliest = each.act, max(each.answered.items(), key=lambda item: item[1], default=("", 0.0))
        ids = [name] if ACTION_TYPE[decision].kind == "militia" else merged[act.day, decision]
        for record_id in ids:
            for motive, share in each.shares.items():
                kind = NONE if motive == NONE else kinds[decision, motive]
                rows.append((record_id, name, act.day, act.actor or act.label, decision, motive, kind, share, *likeliest))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.assign(date=frame["date"].to_numpy(dtype="datetime64[D]").astype("datetime64[s]"))
