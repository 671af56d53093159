"""Evidence: what a run takes from outside the rules belongs together, and is loaded once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sim.errors import RecordError
from sim.record import INCIDENTS, load_record
from sim.record.acts import by_day, in_order
from sim.record.evidence import load_evidence
from sim.record.links import NO_LINKS
from sim.record.stated import stated_causes


def test_acts_and_rows_are_of_one_record() -> None:
    evidence = load_evidence()
    assert evidence.record_sha256 == load_record().sha256
    assert {act.id for act in evidence.acts} < set(evidence.rows)
    act = next(act for act in evidence.acts if act.id == "2020-01-03-us-targeted-killing")
    assert evidence.rows[act.id]["date"].date() == act.date
    assert act.label == evidence.rows[act.id]["actor"]


def test_links_speak_of_rows_of_the_record_and_only_of_the_project_s_own(tmp_path: Path) -> None:
    evidence = load_evidence()
    assert len(evidence.links) > 500
    assert {link.id for link in evidence.links.links} <= set(evidence.rows)
    path = tmp_path / "incidents.csv"
    path.write_bytes(INCIDENTS.read_bytes())
    assert load_evidence(path).links is NO_LINKS


def test_it_is_loaded_once() -> None:
    assert load_evidence() is load_evidence()


def test_its_acts_by_day_and_what_is_said_of_them_are_made_once_and_of_its_own_acts() -> None:
    evidence = load_evidence()
    assert evidence.by_day == by_day(list(evidence.acts))
    assert evidence.by_day is evidence.by_day
    assert evidence.stated == stated_causes(in_order(evidence.by_day), evidence.links)
    assert evidence.stated is evidence.stated
    first = dataclasses.replace(evidence, acts=evidence.acts[:1], links=NO_LINKS)
    assert list(first.by_day) == [evidence.acts[0].day]
    assert first.stated == {}


def test_another_record_brings_its_own_acts(tmp_path: Path) -> None:
    lines = INCIDENTS.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "incidents.csv"
    path.write_text("".join(line for line in lines if line.startswith(("id,", "2020-01-03-us-targeted"))), encoding="utf-8")
    evidence = load_evidence(path)
    assert list(evidence.rows) == ["2020-01-03-us-targeted-killing"]
    assert [act.decision for act in evidence.acts] == ["kill_leader"]
    assert evidence.record_sha256 != load_evidence().record_sha256


def test_a_record_of_words_alone_is_refused(tmp_path: Path) -> None:
    lines = INCIDENTS.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "words.csv"
    path.write_text(lines[0] + next(line for line in lines if ",statement,iran," in line), encoding="utf-8")
    assert len(load_record(path)) == 1
    with pytest.raises(RecordError, match=r"words\.csv: no incident of this file is a decision of the model"):
        load_evidence(path)
