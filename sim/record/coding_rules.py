"""The rules that code incidents as decisions, read from `calibration/record/coding.yaml` and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from sim.errors import unknown
from sim.paths import RECORD
from sim.record.rows import iso_date
from sim.record.schema import ACTIONS, COUNTRIES, RECORD_ACTORS, TARGETS
from sim.record.strict import Day, Strict, read_model, wrong
from sim.vocabulary.decisions import ACTION_TYPE, ACTORS, DECISIONS, MILITIAS, STATES
from sim.yaml_lines import Document, KeyPath

Covered = Literal["attack_base", "attack_convoy"]
Words = str | list[str]
WHEN: dict[str, tuple[str, ...]] = {"actor": RECORD_ACTORS, "action": ACTIONS, "target": TARGETS, "country": COUNTRIES}


class Pool(Strict):
    """A named set of militias."""

    members: list[str] = Field(min_length=1)
    because: str
    sources: list[str] = Field(min_length=1)


class Author(Strict):
    """Who may stand behind a name of the record, from a day on."""

    actor: str
    since: Day = Field(date.min, alias="from")
    may_be: Words
    because: str
    sources: list[str] = Field(min_length=1)


class Rule(Strict):
    """One rule: if every condition holds, `decide` (or `drop`, with the reason)."""

    when: dict[str, Words]
    decide: str = ""
    drop: str = ""
    because: str = ""

    @model_validator(mode="after")
    def _one_outcome(self) -> Rule:
        if bool(self.decide) == bool(self.drop):
            msg = "a rule says either decide or drop"
            raise ValueError(msg)
        return self


class ActSpec(Strict):
    """One decision that a row is coded as. `by` names the actor where it is not the row's own."""

    decide: str
    by: str = ""
    leader_of: Literal["", "iran", "militia"] = ""
    scope: Words = Field(default_factory=list)
    covers: list[Covered] = Field(default_factory=list)
    until: str = ""

    @model_validator(mode="before")
    @classmethod
    def _day_as_text(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("until"), date):
            return {**data, "until": data["until"].isoformat()}
        return data


class RowRule(Strict):
    """An exception for one row: dropped, coded as `acts`, or coded by the rules with a detail changed."""

    drop: str = ""
    acts: list[ActSpec] = Field(default_factory=list)
    lethal: bool | None = None
    may_be: Words = Field(default_factory=list)
    window: tuple[Day, Day] | None = None
    because: str = Field(min_length=1)


class CodingFile(Strict):
    """The file as it stands."""

    sets: dict[str, list[str]] = Field(default_factory=dict)
    pools: dict[str, Pool] = Field(default_factory=dict)
    authors: list[Author] = Field(default_factory=list)
    rules: list[Rule]
    rows: dict[str, RowRule] = Field(default_factory=dict)
    weapon_unstated: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class ReadyRule:
    """A rule with its sets written out: column -> allowed words."""

    when: Mapping[str, frozenset[str]]
    decide: str
    drop: str

    def holds(self, row: Mapping[str, object]) -> bool:
        """Whether every condition holds for a row; a row without a country passes any condition on it."""
        return all(row.get(column, "") in words for column, words in self.when.items())


@dataclass(frozen=True)
class Coding:
    """The rules, ready to apply; `weapon_unstated` are ids of attacks whose weapon no source states."""

    rules: tuple[ReadyRule, ...]
    rows: Mapping[str, RowRule]
    authors: tuple[Author, ...]
    pools: Mapping[str, tuple[str, ...]]
    path: Path
    weapon_unstated: frozenset[str] = frozenset()

    def members(self, words: Words) -> tuple[str, ...]:
        """A pool's militias, or the militias listed, in the order of `MILITIAS`."""
        named = self.pools[words] if isinstance(words, str) else words
        return tuple(name for name in MILITIAS if name in named)

    def candidates(self, actor: str, day: date) -> tuple[str, ...]:
        """Militias that may stand behind a name of the record on a day; empty for a name that is no militia's."""
        if actor in MILITIAS:
            return (actor,)
        behind = (author for author in self.authors if author.actor == actor and author.since <= day)
        author = next(behind, None)
        return () if author is None else self.members(author.may_be)


def load_coding(path: Path | None = None) -> Coding:
    """Read and check the coding rules (by default the project's own).

    Raises
    ------
    RecordError
        For a word, decision, actor, pool or set that does not exist: file, line and the nearest right one.
    """
    path = RECORD / "coding.yaml" if path is None else Path(path)
    raw, document = read_model(path, CodingFile)
    _check_names(raw, document)
    rules = tuple(_ready(rule, raw.sets, document, ("rules", at)) for at, rule in enumerate(raw.rules))
    pools = {name: tuple(pool.members) for name, pool in raw.pools.items()}
    return Coding(rules, raw.rows, tuple(raw.authors), pools, path, frozenset(raw.weapon_unstated))


def _ready(rule: Rule, sets: Mapping[str, list[str]], document: Document, key_path: KeyPath) -> ReadyRule:
    when: dict[str, frozenset[str]] = {}
    for column, words in rule.when.items():
        if column not in WHEN:
            raise wrong(document, (*key_path, "when", column), unknown("condition", column, WHEN))
        parts = [words] if isinstance(words, str) else words
        listed = [word for part in parts for word in sets.get(part, [part])]
        _check(listed, "word", WHEN[column], document, (*key_path, "when", column))
        when[column] = frozenset(listed)
    if rule.decide:
        _check([rule.decide], "decision", DECISIONS, document, (*key_path, "decide"))
    return ReadyRule(when, rule.decide, rule.drop)


def _check_names(raw: CodingFile, document: Document) -> None:
    for name, pool in raw.pools.items():
        _check(pool.members, "militia", MILITIAS, document, ("pools", name, "members"))
    for at, author in enumerate(raw.authors):
        _check([author.actor], "actor", RECORD_ACTORS, document, ("authors", at, "actor"))
        _check_words(author.may_be, raw, document, ("authors", at, "may_be"))
    for name, row in raw.rows.items():
        key_path: KeyPath = ("rows", name)
        _check_words(row.may_be, raw, document, (*key_path, "may_be"))
        if row.window is not None and row.window[1] < row.window[0]:
            raise wrong(document, (*key_path, "window"), f"{row.window[1]} lies before {row.window[0]}")
        if row.drop and row.acts:
            raise wrong(document, key_path, "a row is either dropped or coded as acts")
        for at, spec in enumerate(row.acts):
            _check_spec(spec, raw, document, (*key_path, "acts", at))


def _check_spec(spec: ActSpec, raw: CodingFile, document: Document, key_path: KeyPath) -> None:
    _check([spec.decide], "decision", DECISIONS, document, (*key_path, "decide"))
    _check([spec.by] if spec.by else [], "actor", ACTORS, document, (*key_path, "by"))
    _check_words(spec.scope, raw, document, (*key_path, "scope"))
    if spec.until[:4].isdigit():
        try:
            iso_date(spec.until)
        except ValueError as error:
            message = f"{spec.until!r} is not a calendar day; write YYYY-MM-DD, or a context's name"
            raise wrong(document, (*key_path, "until"), message) from error
    if spec.by in STATES and ACTION_TYPE[spec.decide].kind != spec.by:
        raise wrong(
            document, (*key_path, "by"), f"{spec.by} has no decision {spec.decide}; it is one of {ACTION_TYPE[spec.decide].kind}"
        )


def _check_words(words: Words, raw: CodingFile, document: Document, key_path: KeyPath) -> None:
    if isinstance(words, str):
        _check([words], "pool", raw.pools, document, key_path)
    else:
        _check(words, "militia", MILITIAS, document, key_path)


def _check(words: Iterable[str], kind: str, allowed: Iterable[str], document: Document, key_path: KeyPath) -> None:
    names = list(allowed)
    for word in words:
        if word not in names:
            raise wrong(document, key_path, unknown(kind, word, names))
