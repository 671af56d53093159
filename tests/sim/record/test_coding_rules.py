"""The file of rules: names are checked with their line, the first rule that holds decides, pools and authors are looked up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.errors import RecordError
from sim.paths import RECORD as FOLDER
from sim.record import Record, load_record
from sim.record.coding import code_record, load_coding, uncoded
from sim.record.coding_rules import ReadyRule
from sim.vocabulary.decisions import MILITIAS

RECORD = load_record()
CODING = load_coding()


def test_sources_of_the_rules_exist() -> None:
    for author in CODING.authors:
        for source in author.sources:
            assert source in RECORD.ids or (FOLDER / source).is_file() or source.startswith("doc:")


def test_a_rule_holds_if_every_condition_does() -> None:
    rule = ReadyRule({"actor": frozenset({"us"}), "action": frozenset({"warning", "threat"})}, "warn", "")
    assert rule.holds({"actor": "us", "action": "threat", "target": "iran"})
    assert not rule.holds({"actor": "us", "action": "airstrike"})
    assert not rule.holds({"actor": "iran", "action": "threat"})
    assert not rule.holds({"action": "threat"})


def test_members_come_in_the_order_of_the_militias() -> None:
    assert CODING.members(["badr", "kataib_hezbollah"]) == ("kataib_hezbollah", "badr")
    for name, pool in CODING.pools.items():
        assert CODING.members(name) == tuple(group for group in MILITIAS if group in pool)


def test_who_may_stand_behind_a_name_depends_on_the_day(tmp_path: Path) -> None:
    path = tmp_path / "coding.yaml"
    authors = [(f"[{group}]", day) for group, day in (("badr", "2022-01-01"), ("thar_allah", "2020-01-01"))]
    lines = [f"  - {{actor: pmf, from: {day}, may_be: {who}, because: x, sources: [y]}}\n" for who, day in authors]
    path.write_text(RULES + "authors:\n" + "".join(lines), encoding="utf-8")
    coding = load_coding(path)
    days = [date(2019, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
    assert [coding.candidates("pmf", day) for day in days] == [(), ("thar_allah",), ("badr",)]
    assert coding.candidates("badr", days[0]) == ("badr",)
    assert coding.candidates("us", days[0]) == ()


RULES = "rules:\n  - {when: {actor: us, action: warning}, decide: warn}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules:\n  - {when: {actor: uss}, decide: warn}\n", r"coding\.yaml:2: .*unknown word 'uss'; did you mean 'us'"),
        (
            "rules:\n  - {when: {actors: us}, decide: warn}\n",
            r"coding\.yaml:2: .*unknown condition 'actors'; did you mean 'actor'",
        ),
        ("rules:\n  - {when: {actor: us}, decide: warm}\n", r"coding\.yaml:2: .*unknown decision 'warm'; did you mean 'warn'"),
        ("rules:\n  - {when: {actor: us}}\n", r"coding\.yaml:2: .*either decide or drop"),
        ("rules:\n  - {when: {actor: us}, decides: warn}\n", r"coding\.yaml:2: .*unknown key 'decides'; did you mean 'decide'"),
        (
            RULES + "rows:\n  a:\n    acts: [{decide: warn, by: iran}]\n    because: x\n",
            r"coding\.yaml:5: .*iran has no decision warn",
        ),
        (RULES + "rows:\n  a:\n    drop: x\n", r"coding\.yaml:\d: rows\.a\.because"),
        (RULES + "rows:\n  a: {window: [2020-01-02, 2020-01-01], because: x}\n", r"coding\.yaml:4: .*lies before"),
        (RULES + "rows:\n  a: {may_be: pol, because: x}\n", r"coding\.yaml:4: .*unknown pool 'pol'"),
        (
            RULES + "rows:\n  a:\n    acts: [{decide: announce_truce, until: 2020-W01-1}]\n    because: x\n",
            r"coding\.yaml:5: .*'2020-W01-1' is not a calendar day; write YYYY-MM-DD, or a context's name",
        ),
        (RULES + "rows:\n  a: {window: [86400, 172800], because: x}\n", r"coding\.yaml:4: .*not a calendar day"),
        (RULES + RULES, r"coding\.yaml:3: duplicate key 'rules'"),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "coding.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=expected):
        load_coding(path)


def test_the_first_rule_that_holds_decides(tmp_path: Path) -> None:
    path = tmp_path / "coding.yaml"
    path.write_text(RULES + "  - {when: {actor: us}, drop: other things}\n", encoding="utf-8")
    coding = load_coding(path)
    small = Record(RECORD.incidents[RECORD.incidents["actor"] == "us"], RECORD.path, "")
    assert {act.decision for act in code_record(small, coding)} == {"warn"}
    assert set(uncoded(small, coding)["reason"]) == {"other things"}
    everything = uncoded(RECORD, coding).set_index("actor")["reason"]
    assert set(everything.drop("us")) == {"no rule"}
