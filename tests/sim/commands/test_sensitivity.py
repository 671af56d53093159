"""`escalation sensitivity`: end to end on a tiny scenario and on a folder, JSON, and every refusal in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import call
from sim.ensemble import Task
from sim.results.manifest import listed_files, output_hashes

SMALL = ["--draws", "20", "--worlds", "2", "--groups", "war=us.*,iran.*", "--no-coverage"]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Eight days of January 2020 without the strike on Soleimani."""
    from sim.scenario import load_scenario

    known = load_scenario("documented").edit(start="2019-12-30", end="2020-01-09", warm_up=2, watch=["attacks_on_us", "raids"])
    calm = known.edit(name="calm", branch="2020-01-02", interventions=[{"remove_event": "2020-01-03-us-targeted-killing"}])
    path = tmp_path_factory.mktemp("scenarios") / "calm.yaml"
    path.write_text(calm.text)
    return str(path)


def test_a_scenario_from_words_to_folder(calm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert call(["sensitivity", calm, *SMALL, "--out", str(out)]) == 0
    captured = capsys.readouterr()
    said = " ".join(captured.out.split())
    assert "shares of the variance of single worlds" in said
    assert (
        "Of the level of calm, counted from 2020-01-02 to 2020-01-09: 40 draws of the parameters, 2 worlds each, seed 7." in said
    )
    assert "Groups are taken to be independent, which is an assumption" in said
    assert "calm: 160 of 160 worlds" in captured.err
    assert f"tables, figures and manifest: {out}" in captured.err
    listed = listed_files(out)
    assert listed is not None
    assert {"sensitivity.csv", "dependence.csv", "words.txt", "figures/sensitivity.png"} < listed
    assert call(["sensitivity", calm, *SMALL, "--out", str(out)]) == 2, "it is not replaced"
    before = output_hashes(out)
    assert call(["sensitivity", calm, *SMALL, "--out", str(out), "--force", "--json"]) == 0
    capsys.readouterr()
    assert output_hashes(out) == before, "the same bytes again"


def test_a_folder_as_it_is(compared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["sensitivity", str(compared), "--no-coverage", "--json", "--out", str(tmp_path / "out")]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert set(rows[0]) == {"measure", "factor", "kind", "index", "low", "high"}
    assert rows[0]["index"] is None, "twelve worlds of as many draws tell nothing apart"
    assert len(rows) == len(pd.read_csv(tmp_path / "out" / "sensitivity.csv"))
    assert not (tmp_path / "out" / "dependence.csv").exists()


def test_one_that_stops_leaves_nothing(
    calm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(task: Task) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr("sim.sensitivities.running.worlds_of", fail)
    assert call(["sensitivity", calm, *SMALL, "--out", str(tmp_path / "deep" / "out")]) == 3
    assert "nothing was written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["no_soleimani_strik"], "did you mean 'no_soleimani_strike'"),
        (["CALM", "--draws", "5"], "--draws is 5; allowed: 20 to"),
        (["CALM", "--draws", "0"], "--draws is 0; allowed: 20 to"),
        (["CALM", "--worlds", "1"], "--worlds is 1; allowed: 2 or more"),
        (["CALM", "--worlds", "0"], "worlds is 0"),
        (["CALM", "--groups", "us"], "allowed, each name once: owners, or NAME=PATTERN"),
        (["CALM", "--params", "point"], "there are 1 draws of the parameters; allowed: 40 or more"),
        (["CALM", "--arm", "calm"], "--arm does not go with a scenario; allowed: with a folder"),
        (["CALM", "--reference", "clam"], "unknown scenario 'clam'"),
        (["RUN", "--draws", "20"], "--draws does not go with a folder"),
        (["RUN", "--draws", "0"], "--draws does not go with a folder"),
        (["RUN", "--yes"], "--yes does not go with a folder"),
        (["RUN", "--params", "train"], "--params does not go with a folder"),
        (["RUN", "--arm", "clam"], "did you mean 'calm'"),
        (["free_run", "--worlds", "2000"], "--yes if you mean it"),
    ],
)
def test_what_is_refused(words: list[str], says: str, calm: str, compared: Path, refused: Callable[..., str]) -> None:
    names = {"CALM": calm, "RUN": str(compared)}
    assert says in refused("sensitivity", *(names.get(word, word) for word in words))
