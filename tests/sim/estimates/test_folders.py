"""What is no folder of ours, is not whole, is being written, or holds nothing to compare with is refused in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.estimates.folders import open_folder, span_against
from sim.results.folders import new_folder, partial_of
from sim.results.manifest import SELF, own_hash
from sim.results.provenance import sha256_of
from sim.results.statements import MANIFEST
from tests.sim.estimates.conftest import CALM, DRAWS, FRESH, KNOWN, WORLDS, batch_of


@pytest.fixture
def copy(batched: Path, tmp_path: Path) -> Path:
    shutil.copytree(batched, tmp_path / "copy")
    return tmp_path / "copy"


def refusal(path: Path, reference: str | int | None = None) -> str:
    with pytest.raises(InputError) as caught:
        open_folder(path, reference)
    return str(caught.value)


def test_what_is_opened(compared: Path, batched: Path, swept: Path) -> None:
    found = open_folder(compared)
    assert (found.reference, found.worlds, found.n_draws, found.is_sweep) == ("known", WORLDS, DRAWS, False)
    assert open_folder(compared / MANIFEST).reference == "known"
    assert open_folder(batched).reference == "known", "the documented one, though it stands last"
    assert open_folder(batched, "known").reference == "known"
    assert (open_folder(batched).seeds, open_folder(batched).seeds_in_words) == ((7,), "seed 7")
    assert (open_folder(swept).reference, open_folder(swept, "2").reference, open_folder(swept).is_sweep) == (1, 2, True)


def test_days_that_two_are_set_against_each_other() -> None:
    assert str(span_against(CALM, KNOWN)) == "2020-01-02 to 2020-02-10"
    assert str(span_against(KNOWN, CALM)) == "2020-01-02 to 2020-02-10"
    assert str(span_against(FRESH, CALM)) == "2020-01-15 to 2020-02-10"


def test_what_is_not_there_or_not_ours(tmp_path: Path, compared: Path) -> None:
    assert "there is no such folder" in refusal(tmp_path / "nope")
    assert "no such file" in refusal(tmp_path)
    (tmp_path / MANIFEST).write_text('{"name": "an extension of a browser"}')
    assert "not a run's manifest" in refusal(tmp_path)
    assert "not UTF-8" in refusal(compared / "events.parquet")


@pytest.mark.parametrize("name", ["daily.parquet", "events.parquet", "parameters.parquet"])
def test_a_table_that_is_not_as_it_was_written(copy: Path, name: str) -> None:
    before = (copy / name).read_bytes()
    (copy / name).write_bytes(before[:-1])
    assert f"{name}: not as it was written" in refusal(copy)
    (copy / name).unlink()
    assert f"{name}: this table is missing" in refusal(copy)
    (copy / name).write_bytes(before)
    assert open_folder(copy).reference == "known"


def test_a_manifest_that_was_edited(copy: Path) -> None:
    stated = json.loads((copy / MANIFEST).read_text())
    (copy / MANIFEST).write_text(json.dumps({**stated, "worlds": 40}))
    assert "edited: its own hash" in refusal(copy)


def test_tables_of_other_rules(copy: Path) -> None:
    """A folder that is as it was written, by rules with other columns."""
    import pandas as pd

    pd.DataFrame({"scenario": ["known"]}).to_parquet(copy / "daily.parquet")
    stated = json.loads((copy / MANIFEST).read_text())
    stated["outputs"]["daily.parquet"] = sha256_of(copy / "daily.parquet")
    (copy / MANIFEST).write_text(json.dumps({**stated, SELF: own_hash(stated)}))
    assert "its columns are not those that these rules write" in refusal(copy)


def test_a_folder_that_is_being_written(copy: Path, tmp_path: Path) -> None:
    with new_folder(copy, force=True) as partial:
        for path in (copy, partial, partial_of(copy)):
            assert "is writing there; allowed: a finished folder, or wait until it ends" in refusal(path)
        raise_nothing = list(partial.iterdir())
        assert raise_nothing == [], "asking changed nothing"
        shutil.copytree(copy, partial, dirs_exist_ok=True)
    assert open_folder(copy).reference == "known"
    with new_folder(tmp_path / "fresh") as partial:
        assert "is writing there" in refusal(tmp_path / "fresh")
        (partial / "x").write_text("")


def test_what_a_stopped_command_left(tmp_path: Path) -> None:
    left = partial_of(tmp_path / "out")
    (left / "blocks").mkdir(parents=True)
    assert "was not finished" in refusal(tmp_path / "out")
    (left / "escalation.lock").write_text("")
    assert "was not finished" in refusal(left)


def test_nothing_to_set_the_others_against(tmp_path: Path, swept: Path, compared: Path) -> None:
    alone = batch_of(tmp_path / "alone", [7], 3, CALM)
    assert "no reference in it: calm ran alone" in refusal(alone)
    simulated = batch_of(tmp_path / "two", [7], 3, CALM, FRESH)
    assert "none of its scenarios is documented throughout; allowed: --reference calm or fresh" in refusal(simulated)
    assert "fresh reports" in refusal(batch_of(tmp_path / "late", [7], 3, CALM, FRESH.edit(start="2020-01-10")), "fresh")
    assert open_folder(simulated, "calm").reference == "calm"
    assert "did you mean 'calm'" in refusal(compared, "clam")
    for odd in ("7", "-1", "calm", "x" * 500):
        assert "allowed for a sweep: a point, 0 to 2" in refusal(swept, odd)
