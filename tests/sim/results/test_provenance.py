"""Hashes of what a run reads: every file of the record, and the rules; what only shows results does not count."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.paths import RECORD, ROOT
from sim.results import provenance
from sim.results.provenance import NO_RULES, commit, drawn_by, input_hashes, sha256_of, versions


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the simulator whose files may be changed."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    for cached in (input_hashes, drawn_by):
        cached.cache_clear()
    yield tmp_path
    for cached in (input_hashes, drawn_by):
        cached.cache_clear()


def rules(_: Path) -> str:
    input_hashes.cache_clear()
    return input_hashes()["rules"]


def test_every_file_of_the_record_has_its_hash() -> None:
    hashes = input_hashes()
    assert set(hashes) == {path.name for path in RECORD.iterdir() if path.suffix in (".csv", ".yaml")} | {"rules"}
    assert hashes["incidents.csv"] == hashlib.sha256((RECORD / "incidents.csv").read_bytes()).hexdigest()


def test_a_rule_that_changes_changes_the_hash_and_a_figure_does_not(tree: Path) -> None:
    before = rules(tree)
    figure = tree / "sim" / "figures" / "style.py"
    figure.write_text(figure.read_text(encoding="utf-8") + "# a change\n", encoding="utf-8")
    assert rules(tree) == before
    rule = tree / "sim" / "actors" / "militia.py"
    rule.write_text(rule.read_text(encoding="utf-8") + "# a change\n", encoding="utf-8")
    assert rules(tree) != before


def test_a_rule_that_moves_changes_the_hash(tree: Path) -> None:
    before = rules(tree)
    (tree / "sim" / "luck.py").rename(tree / "sim" / "lucky.py")
    assert rules(tree) != before


def test_versions_name_what_is_not_there() -> None:
    found = versions(("numpy", "no-such-library"))
    assert found["no-such-library"] == "not installed"
    assert found["numpy"][0].isdigit()
    assert found["python"].startswith("3.")
    assert "escalation-simulator" in versions()


def test_what_draws_is_told_apart_from_what_counts(tree: Path) -> None:
    before = drawn_by(), rules(tree)
    page = tree / "sim" / "report.py"
    page.write_text(page.read_text(encoding="utf-8") + "# a change\n", encoding="utf-8")
    drawn_by.cache_clear()
    assert drawn_by() != before[0]
    assert rules(tree) == before[1]
    after, rule = drawn_by(), tree / "sim" / "actors" / "militia.py"
    rule.write_text(rule.read_text(encoding="utf-8") + "# a change\n", encoding="utf-8")
    drawn_by.cache_clear()
    assert drawn_by() == after


def test_there_is_no_commit_outside_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    assert commit() is None
    (tmp_path / ".git").mkdir()
    assert commit() is None, "git does not know this folder"


def test_a_changed_checkout_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    answers = {"rev-parse": "abc", "status": ""}
    monkeypatch.setattr(provenance, "_git", lambda *words: answers[words[0]])
    assert commit() == "abc"
    answers["status"] = " M sim/model.py"
    assert commit() == "abc+changes"


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert sha256_of(path).startswith("ba7816bf")  # FIPS 180-2, appendix B.1
    assert "actors" not in NO_RULES
