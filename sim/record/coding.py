"""Code incidents as decisions of the model: the record's rows become acts, one per decision and day.

1. An exception for the row's id, else the first rule that holds, says which decisions the row documents (`coding.yaml`).
2. A name becomes an actor, or a set of militias that may have done it.
3. Attacks on one site on one day by the same possible authors count once.
4. Rows dated to a week or a month are laid evenly over that span, not pinned to its first day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from sim.errors import RecordError, unknown
from sim.record.coding_rules import ActSpec, Coding, RowRule, load_coding
from sim.record.coding_tidy import drop_repeats, spread
from sim.record.incidents import Record, split
from sim.record.rows import iso_date
from sim.record.schema import ACTIONS, COUNTRIES, RECORD_ACTORS, TARGETS
from sim.vocabulary.decisions import ACTION_TYPE, ACTORS, DECISIONS, MILITIAS

__all__ = ["ACT_COLUMNS", "Act", "Coding", "code_record", "code_row", "load_coding", "uncoded"]

ATTACK_DECISIONS = ("attack_base", "attack_convoy")


@dataclass(frozen=True)
class Act:
    """One decision on one day.

    `actor` is empty where the author is not known; `candidates` are then the militias that may have done it. `label` is the
    name that the record gives. `scope`, `covers` and `until` matter for truces only (`until` is an ISO date, a context's name, or
    empty if open-ended); `leader_of` only for killings. Counts are persons; a count that no source states is 0.
    """

    id: str
    date: pd.Timestamp
    actor: str
    candidates: tuple[str, ...]
    decision: str
    country: str
    us_killed: int
    us_wounded: int
    lethal: bool
    militia_killed: int
    iraqi_killed: int
    groups_hit: tuple[str, ...]
    leader_of: str
    label: str
    scope: tuple[str, ...]
    covers: tuple[str, ...]
    until: str
    in_iraq: bool


ACT_COLUMNS = tuple(field.name for field in fields(Act))


def code_record(record: Record, coding: Coding) -> pd.DataFrame:
    """The record as acts: one row per act with the fields of `Act`, in the order of date and id."""
    return _coded(record, coding)[0]


def uncoded(record: Record, coding: Coding) -> pd.DataFrame:
    """The incidents that yield no act: `id`, `date`, `actor`, `action`, `target`, `reason`."""
    return _coded(record, coding)[1]


def code_row(row: Mapping[str, Any], coding: Coding) -> list[Act]:
    """Code a single row by the same rules, such as an event that a scenario adds.

    `row` needs `date`, `actor` and `action`; `target`, `country`, the casualty columns and the fields of a truce may be left out.
    `action` is a word of the record (`warning`) or a decision of the model (`reinforce`).

    Raises
    ------
    RecordError
        If a word does not exist, or if no rule makes a decision of such a row.
    """
    filled = _filled(row)
    acts, reason = _acts_of(filled, coding)
    if not acts:
        shown = f"{filled['actor']} {filled['action']} {filled['target']} in {filled['country']}"
        raise RecordError(f"{shown} is no decision of the model: {reason}; decisions are {', '.join(DECISIONS)}")
    return acts


def _coded(record: Record, coding: Coding) -> tuple[pd.DataFrame, pd.DataFrame]:
    acts: list[Act] = []
    left: dict[str, str] = {}
    records = record.incidents.to_dict("records")
    rows = {str(row["id"]): {str(column): value for column, value in row.items()} for row in records}
    for name, row in rows.items():
        found, reason = _acts_of(row, coding)
        acts.extend(found)
        if not found:
            left[name] = reason
    frame = pd.DataFrame([asdict(act) for act in acts], columns=list(ACT_COLUMNS))
    frame, repeats = drop_repeats(frame, rows)
    frame = spread(frame, rows, {name: rule.window for name, rule in coding.rows.items() if rule.window is not None})
    left.update({name: f"counted once with {kept}: same day, site and possible authors" for name, kept in repeats.items()})
    keys = ["id", "date", "actor", "action", "target"]
    rest = record.incidents.loc[record.incidents["id"].isin(list(left)), keys].assign(reason=lambda f: f["id"].map(left))
    return frame.sort_values(["date", "id", "decision"], kind="stable", ignore_index=True), rest.reset_index(drop=True)


def _acts_of(row: Mapping[str, Any], coding: Coding) -> tuple[list[Act], str]:
    """The acts of a row, or none and the reason."""
    special = coding.rows.get(str(row["id"]))
    if special is not None and special.drop:
        return [], special.drop
    if special is not None and special.acts:
        return [_act(row, spec, special, coding) for spec in special.acts], ""
    decide, reason = _by_rule(row, coding)
    if not decide:
        return [], reason
    return [_act(row, _plain(row, decide), special, coding)], ""


def _by_rule(row: Mapping[str, Any], coding: Coding) -> tuple[str, str]:
    if row["action"] in DECISIONS and row["action"] not in ACTIONS:
        return str(row["action"]), ""
    for rule in coding.rules:
        if rule.holds(row):
            return rule.decide, rule.drop
    return "", "no rule"


def _plain(row: Mapping[str, Any], decide: str) -> ActSpec:
    """The act of a rule; a truce's terms may stand in the row itself (a scenario's event)."""
    given = {name: row[name] for name in ("scope", "covers", "until") if row.get(name)}
    killed = "iran" if row.get("target") == "iran" else "militia"
    return ActSpec(decide=decide, leader_of=killed if decide == "kill_leader" else "", **given)


def _act(row: Mapping[str, Any], spec: ActSpec, special: RowRule | None, coding: Coding) -> Act:
    kind = ACTION_TYPE[spec.decide].kind
    candidates = _candidates(row, special, coding) if kind == "militia" else ()
    actor = spec.by or (kind if kind != "militia" else candidates[0] if len(candidates) == 1 else "")
    truce = spec.decide in ("announce_truce", "end_truce")
    return Act(
        id=str(row["id"]),
        date=pd.Timestamp(row["date"]),
        actor=actor,
        candidates=candidates,
        decision=spec.decide,
        country=str(row["country"]),
        us_killed=_count(row, "us_killed"),
        us_wounded=_count(row, "us_wounded"),
        lethal=_lethal(row, spec, special),
        militia_killed=_count(row, "militia_killed"),
        iraqi_killed=_count(row, "iraqi_forces_killed"),
        groups_hit=_groups_hit(row, spec, coding),
        leader_of=spec.leader_of,
        label=str(row["actor"]),
        scope=(coding.members(spec.scope) if spec.scope else candidates) if truce else (),
        covers=(tuple(spec.covers) or ATTACK_DECISIONS) if truce else (),
        until=spec.until,
        in_iraq=row["country"] == "Iraq",
    )


def _candidates(row: Mapping[str, Any], special: RowRule | None, coding: Coding) -> tuple[str, ...]:
    """The militias that may have done it: the exception's, else those it is attributed to, else those behind the name."""
    if special is not None and special.may_be:
        return coding.members(special.may_be)
    blamed = [name for name in split(str(row["attributed_to"])) if name in MILITIAS]
    return coding.members(blamed) if blamed else coding.candidates(str(row["actor"]), pd.Timestamp(row["date"]).date())


def _lethal(row: Mapping[str, Any], spec: ActSpec, special: RowRule | None) -> bool:
    """An attack by a militia that killed an American or an ally (`CODEBOOK.md`, traps)."""
    if spec.decide not in ATTACK_DECISIONS:
        return False
    if special is not None and special.lethal is not None:
        return special.lethal
    given = row.get("lethal")
    return bool(given) if given is not None else _count(row, "us_killed") + _count(row, "coalition_killed") > 0


def _groups_hit(row: Mapping[str, Any], spec: ActSpec, coding: Coding) -> tuple[str, ...]:
    if ACTION_TYPE[spec.decide].target != "militia" and spec.decide not in ("sanction", "warn"):
        return ()
    named = spec.groups_hit or split(str(row["target_group"]))
    return coding.members([name for name in named if name in MILITIAS])


def _count(row: Mapping[str, Any], column: str) -> int:
    value = row.get(column)
    return 0 if value is None or pd.isna(value) else int(value)


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """A pseudo-row with the columns it leaves out; words are checked."""
    for name in ("date", "actor", "action"):
        if not row.get(name):
            raise RecordError(f"an event needs {name}")
    actors, actions = (*RECORD_ACTORS, *ACTORS), (*ACTIONS, *DECISIONS)
    for name, allowed in (("actor", actors), ("action", actions)):
        if row[name] not in allowed:
            raise RecordError(unknown(name, str(row[name]), dict.fromkeys(allowed)))
    action = ACTION_TYPE.get(str(row["action"]))
    if action is not None and action.kind != (
        "militia" if row["actor"] not in ("us", "iran", "iraq_government") else row["actor"]
    ):
        raise RecordError(f"{row['actor']} has no decision {action.name}; it is one of {action.kind}")
    for name, allowed_words in (("target", TARGETS), ("country", COUNTRIES)):
        if name in row and row[name] not in allowed_words:
            raise RecordError(unknown(name, str(row[name]), allowed_words))
    day = row["date"] if isinstance(row["date"], date) else iso_date(str(row["date"]))
    made = {"country": "Iraq", "target": "none", "target_group": "", "attributed_to": "", "location": "", "confidence": "high"}
    return {**made, "id": f"{day}-{row['actor']}-{row['action']}", **row, "date": day}
