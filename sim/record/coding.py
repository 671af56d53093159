"""Code incidents as decisions of the model: the record's rows become acts, one per decision and day.

1. An exception for the row's id, else the first rule that holds, says which decisions the row documents (`coding.yaml`).
2. A name becomes an actor, or a set of militias that may have done it.
3. Attacks on one site on one day by the same possible authors count once.
4. Rows dated to a week or a month are laid evenly over that span, not pinned to its first day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from sim.errors import RecordError, unknown
from sim.record.acts import Act, TruceTerms, day_number
from sim.record.coding_rules import ActSpec, Coding, RowRule, load_coding
from sim.record.coding_tidy import drop_repeats, spread
from sim.record.incidents import Record, split
from sim.record.rows import iso_date
from sim.record.schema import ACTIONS, COUNTRIES, RECORD_ACTORS, TARGETS
from sim.tally import ATTACKS, FIRE, VIOLENCE
from sim.vocabulary.decisions import ACTION_TYPE, ACTORS, DECISIONS, MILITIAS

__all__ = ["Coding", "code_record", "code_row", "load_coding", "uncoded"]

ARRESTS = ("raid", "release")
HITTING = (*FIRE, *ARRESTS)
"""Decisions whose acts name the groups they hit, or set free."""
TRUCES = ("announce_truce", "end_truce")
UNCODED = ("id", "date", "actor", "action", "target")


def code_record(record: Record, coding: Coding) -> list[Act]:
    """The acts of a record, in the order of day, id and decision."""
    return _coded(record, coding)[0]


def uncoded(record: Record, coding: Coding) -> pd.DataFrame:
    """The incidents that yield no act: `id`, `date`, `actor`, `action`, `target`, `reason`."""
    return _coded(record, coding)[1]


def code_row(row: Mapping[str, Any], coding: Coding) -> list[Act]:
    """Code a single row by the same rules, such as an event that a scenario adds.

    `row` needs `date`, `actor` and `action`; `target`, `country`, the casualty columns and the fields of a truce may be left out.
    `action` is a word of the record (`warning`) or a decision of the model (`reinforce`). A `weapon` says that the action states
    the weapon, also of a row of the record of which no source does.

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


def _coded(record: Record, coding: Coding) -> tuple[list[Act], pd.DataFrame]:
    acts: list[Act] = []
    reasons: dict[str, str] = {}
    rows = record.rows()
    for name, row in rows.items():
        coded, reason = _acts_of(row, coding)
        acts.extend(coded)
        if not coded:
            reasons[name] = reason
    acts, repeats = drop_repeats(acts, rows)
    acts = spread(acts, rows, {name: rule.window for name, rule in coding.rows.items() if rule.window is not None})
    reasons.update({name: f"counted once with {first}: same day, site and possible authors" for name, first in repeats.items()})
    rest = record.incidents.loc[record.incidents["id"].isin(list(reasons)), list(UNCODED)]
    rest = rest.assign(reason=rest["id"].map(reasons)).reset_index(drop=True)
    return sorted(acts, key=lambda act: (act.day, act.id, act.decision)), rest


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
    return Act(
        id=str(row["id"]),
        day=day_number(row["date"]),
        actor=spec.by or (kind if kind != "militia" else candidates[0] if len(candidates) == 1 else ""),
        candidates=candidates,
        decision=spec.decide,
        marks={name: value for name, value in _marks(row, spec, special, coding).items() if value},
        label=str(row["actor"]),
        terms=_terms(spec, coding, candidates) if spec.decide in TRUCES else None,
        unstated=_unstated(row, spec, coding),
        country=str(row["country"]) if spec.decide in (*VIOLENCE, *FIRE, "strike_iran") else "",
    )


def _marks(row: Mapping[str, Any], spec: ActSpec, special: RowRule | None, coding: Coding) -> dict[str, float]:
    """The marks of a row; a strike that hit no group of the model leaves its `hit_` marks to be shared by standing blame.

    Arrests and releases of men of no known group are `unnamed`.
    """
    marks = {name: float(_count(row, name)) for name in ("us_killed", "us_wounded", "militia_killed")}
    if spec.decide in VIOLENCE:
        marks |= {"in_iraq": float(row["country"] == "Iraq"), "abroad": float(row["country"] != "Iraq")}
        marks["drone"] = float(row["action"] == "drone_attack")
    lethal = _lethal(row, spec, special)
    marks["lethal"] = float(lethal)
    marks["wounding"] = float(marks["us_wounded"] > 0 and not lethal)
    if spec.decide == "strike_iran":
        marks["iran_killed"] = float(_count(row, "iran_killed"))
    if spec.decide in FIRE:
        marks["in_iraq"] = float(row["country"] == "Iraq")
        marks["iraqi_forces_killed"] = float(_count(row, "iraqi_forces_killed"))
        marks["soldiers_hit"] = float(marks["iraqi_forces_killed"] > 0)
        marks["of_commander"] = float(spec.leader_of == "iran")
    groups = _groups_hit(row, spec, coding)
    if spec.decide in ARRESTS:
        marks["unnamed"] = float(not groups)
    return marks | {f"hit_{group}": 1.0 / len(groups) for group in groups}


def _unstated(row: Mapping[str, Any], spec: ActSpec, coding: Coding) -> tuple[str, ...]:
    """Marks of which the row says nothing: with what was fired, or how many of the militias died."""
    if spec.decide in VIOLENCE:
        return ("drone",) if str(row["id"]) in coding.weapon_unstated and not row.get("weapon") else ()
    blank = row.get("militia_killed")
    return ("militia_killed",) if spec.decide in FIRE and (blank is None or bool(pd.isna(blank))) else ()


def _terms(spec: ActSpec, coding: Coding, candidates: tuple[str, ...]) -> TruceTerms:
    """The terms of a truce; `until` is a day, a context's name, or empty if it is open-ended."""
    dated = spec.until[:4].isdigit()
    return TruceTerms(
        scope=dict.fromkeys(coding.members(spec.scope) if spec.scope else candidates, 1.0),
        spares_convoys="attack_convoy" in (spec.covers or ATTACKS),
        deadline=float(day_number(date.fromisoformat(spec.until))) if dated else float("inf"),
        while_context="" if dated else spec.until,
    )


def _candidates(row: Mapping[str, Any], special: RowRule | None, coding: Coding) -> tuple[str, ...]:
    """The militias that may have done it: the exception's, else those it is attributed to, else those behind the name."""
    if special is not None and special.may_be:
        return coding.members(special.may_be)
    blamed = [name for name in split(str(row["attributed_to"])) if name in MILITIAS]
    return coding.members(blamed) if blamed else coding.candidates(str(row["actor"]), _calendar_day(row))


def _lethal(row: Mapping[str, Any], spec: ActSpec, special: RowRule | None) -> bool:
    """An attack by a militia that killed an American or an ally (`CODEBOOK.md`, traps)."""
    if spec.decide not in ATTACKS:
        return False
    if special is not None and special.lethal is not None:
        return special.lethal
    given = row.get("lethal")
    return bool(given) if given is not None else _count(row, "us_killed") + _count(row, "coalition_killed") > 0


def _groups_hit(row: Mapping[str, Any], spec: ActSpec, coding: Coding) -> tuple[str, ...]:
    if spec.decide not in HITTING:
        return ()
    return coding.members([name for name in split(str(row["target_group"])) if name in MILITIAS])


def _calendar_day(row: Mapping[str, Any]) -> date:
    day: date = row["date"]
    return day.date() if isinstance(day, pd.Timestamp) else day


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
