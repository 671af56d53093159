"""What a finished folder still holds for another batch, and that its worlds are read back as they were run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.batches.asked import Batch, make_batch
from sim.batches.finished import Finished
from sim.batches.running import Job
from sim.errors import InputError
from sim.machine import Machine
from sim.results import inputs as inputs_module
from sim.results.statements import MANIFEST
from sim.scenario import Scenario
from tests.made_batches import CALM, DRAWS, KNOWN, NAME, batch_of, sweep_of, written

SEEDS, VALUES = (7, 8), (0.05, 0.2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenarios and a sweep, four worlds of two seeds."""
    out = tmp_path_factory.mktemp("finished") / "out"
    written(out, batch_of(seeds=SEEDS, values=VALUES))
    return out


def opened(folder: Path, batch: Batch) -> Finished:
    found = Finished.open(folder, batch, batch.parameters.sha256())
    assert found is not None
    return found


def test_the_same_batch_finds_all_of_it(folder: Path) -> None:
    found = opened(folder, batch_of(seeds=SEEDS, values=VALUES))
    assert (found.lost(), found.is_all()) == ([], True)
    assert {found.has(strand) for strand in found.batch.strands()} == {4}
    assert found.in_words() == "2 scenarios and 1 sweep in 4 worlds of each of 2 seeds"
    found.check_whole()


def test_what_it_holds_is_read_back_as_it_was_run(folder: Path) -> None:
    """Whatever the order in which it is asked for now, and however many worlds at a time."""
    batch = make_batch([CALM], [sweep_of((0.2, 0.3, 0.05))], 5, (8, 9, 7), DRAWS)
    fresh = Job(batch, Machine(block=5), "")
    there = Job(batch, Machine(block=3), DRAWS.sha256(), opened(folder, batch))
    assert [strand.there for strand in there.strands] == [4, 0, 4, 4, 0, 4, 0, 0, 0, 4, 0, 4]
    assert (there.n_there, len(there.tasks)) == (24, 6 + 6 * 2)
    assert there.finished is not None
    for strand, whole in zip(there.strands, fresh.blocks(None, lambda name, pace: None), strict=True):
        found = list(there.finished.blocks(strand, 3))
        assert [(block.first_world, block.worlds) for block in found] == ([(0, 3), (3, 1)] if strand.there else [])
        for block in found:
            for name, table in block.tables.items():
                world = whole.tables[name]["world"].to_numpy()
                first, last = block.first_world, block.first_world + block.worlds
                assert table.equals(whole.tables[name].filter((world >= first) & (world < last)))


def other(scenario: Scenario) -> Scenario:
    return scenario.edit(title="Another title")


@pytest.mark.parametrize(
    ("batch", "lost"),
    [
        (batch_of(5, (7, 8, 9), (0.05, 0.2, 0.4)), []),
        (batch_of(3, SEEDS, VALUES), ["worlds (4, now 3)"]),
        (batch_of(4, (8,), VALUES), ["seed (7, 8, now 8)"]),
        (batch_of(4, SEEDS), ["points (2 not asked for)"]),
        (batch_of(4, SEEDS, (0.05, 0.3)), ["points (1 not asked for)"]),
        (make_batch([KNOWN], [sweep_of(VALUES)], 4, SEEDS, DRAWS), ["scenario (calm: not asked for)"]),
        (make_batch([other(KNOWN), CALM], [sweep_of(VALUES)], 4, SEEDS, DRAWS), ["scenario (known)"]),
        (batch_of(4, SEEDS, VALUES, DRAWS.replace({"militia.fear": 0.1})), ["posterior"]),
    ],
    ids=["more of everything", "worlds", "seed", "sweep", "point", "gone", "edited", "posterior"],
)
def test_what_would_be_lost_is_named(batch: Batch, lost: list[str], folder: Path) -> None:
    found = opened(folder, batch)
    assert found.lost() == lost
    assert not found.is_all()


def test_nothing_holds_if_code_or_record_have_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = {**inputs_module.input_hashes(), "incidents.csv": "other", "rules": "other"}
    monkeypatch.setattr(inputs_module, "input_hashes", lambda: now)
    found = opened(folder, batch_of(seeds=SEEDS, values=VALUES))
    assert found.lost() == ["code", "record (incidents.csv)"]
    assert {found.has(strand) for strand in found.batch.strands()} == {0}


def test_another_order_or_reference_is_not_all_of_it(folder: Path) -> None:
    for batch in (batch_of(4, (8, 7), VALUES), batch_of(4, SEEDS, VALUES, reference=1), batch_of(4, SEEDS, (0.2, 0.05))):
        found = opened(folder, batch)
        assert (found.lost(), found.is_all()) == ([], False)
        assert {found.has(strand) for strand in batch.strands()} == {4}, "but no world is run again"


def test_what_is_no_batch_is_none_or_refused(tmp_path: Path, folder: Path) -> None:
    batch = batch_of()
    assert Finished.open(tmp_path / "nowhere", batch, "", needed=True) is None
    (tmp_path / MANIFEST).write_text(json.dumps({"command": "run"}))
    assert Finished.open(tmp_path, batch, "") is None
    with pytest.raises(InputError, match="holds what `run` wrote, and no batch; allowed with --extend: another --out"):
        Finished.open(tmp_path, batch, "", needed=True)


def test_a_folder_that_was_edited_is_not_added_to(tmp_path: Path) -> None:
    written(tmp_path / "out", batch_of(1))
    (tmp_path / "out" / "summary.csv").write_text("")
    with pytest.raises(InputError, match=r"summary\.csv: edited.*allowed: --force alone"):
        opened(tmp_path / "out", batch_of(1)).check_whole()


def test_a_sweep_that_cannot_be_read_any_more_is_named(tmp_path: Path) -> None:
    written(tmp_path / "out", batch_of(1, values=(0.1,)))
    (tmp_path / "out" / "sweeps" / "calm" / "design.csv").write_text("militia.long_gone\n1\n")
    found = opened(tmp_path / "out", batch_of(1, values=(0.1,)))
    assert found.lost() == ["sweep (calm: not readable any more)"]
    assert NAME not in str(found.points)
