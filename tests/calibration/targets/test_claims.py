"""The claims: all 26 are there, what carries and tests them exists, and bad files are one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from calibration.fit.parameter_space import default_space
from calibration.targets.claims import CLAIMS, load_claims
from calibration.targets.targets import load_targets
from sim.cli import app
from sim.errors import RecordError
from sim.scenario import list_scenarios
from sim.vocabulary.decisions import DECISIONS

CLAIM = """claims:
  - id: 1
    document: a page
    claim: It rains.
    weights: [militia.fear]
    see: escalation rules
    lacks: ""
"""


def test_all_claims_of_the_founding_documents_are_there_in_order() -> None:
    assert [claim.id for claim in load_claims()] == list(range(1, 27))
    assert len({claim.claim for claim in load_claims()}) == 26


def test_no_claim_is_absent_and_each_has_a_command_that_shows_it() -> None:
    assert not [claim for claim in load_claims() if claim.is_absent]
    assert all(claim.see for claim in load_claims())


def test_most_claims_are_carried_by_what_is_fitted() -> None:
    fitted = set(default_space().names)
    assert sum(bool(fitted & set(claim.weights)) for claim in load_claims()) >= 20


@pytest.mark.parametrize("claim", load_claims(), ids=lambda claim: str(claim.id))
def test_the_command_that_shows_it_exists_with_what_it_names(claim: object) -> None:
    words = claim.see.split()  # type: ignore[attr-defined]
    if not words:
        return
    assert words[0] == "escalation"
    assert words[1] in get_command(app).commands  # type: ignore[attr-defined]
    names = {"compare": {each.name for each in list_scenarios()}, "check": {each.id for each in load_targets().targets}}
    said = [word for word in words[2:] if not word.startswith("--")]
    assert set(said) <= names.get(words[1], set(DECISIONS))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("id: 1", "id: 2"), "claim 2 stands at place 1; allowed: in order"),
        (("militia.fear", "militia.feer"), "militia.fear"),
        (("    see", "    targets: [k1-to-strike]\n    see"), "k1-to-strikes"),
        (("    lacks", "    lack"), "lacks"),
    ],
)
def test_a_bad_file_is_one_line_with_its_place(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(CLAIM.replace(*change))
    with pytest.raises(RecordError, match=re.escape(fault)) as caught:
        load_claims(path)
    assert "\n" not in str(caught.value)
    assert "claims.yaml" in str(caught.value)


def test_the_committed_file_is_read_by_default() -> None:
    assert load_claims() == load_claims(CLAIMS)
