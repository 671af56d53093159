"""A stopped batch goes on, a finished one gets more, and both end as one that was asked for at once; what changed is named."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import ensemble
from sim.batches.asked import Batch, make_batch
from sim.batches.keeping import Home
from sim.ensemble import Task
from sim.errors import InputError
from sim.machine import Machine
from sim.results import Block
from sim.results.folders import partial_of
from sim.results.manifest import read_any_manifest
from tests.made_batches import BLOCK, CALM, DRAWS, KNOWN, batch_of, contents, sweep_of, written

Ran = list[tuple[str, int, int]]
SMALL = make_batch([KNOWN], [sweep_of((0.05, 0.2))], 4, (7,), DRAWS)
LARGE = make_batch([KNOWN, CALM], [sweep_of((0.3, 0.05, 0.2), 1)], 5, (7, 8), DRAWS)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Scenario, seed and first world of each block that is run."""
    found: Ran = []
    original = ensemble.run_task

    def counted(task: Task) -> Block:
        found.append((task.scenario.name, task.seed, task.first_world))
        return original(task)

    monkeypatch.setattr(ensemble, "run_task", counted)
    return found


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Interrupt at the n-th block from now on."""
    original = ensemble.run_task

    def stop(after: int) -> None:
        done = [0]

        def run_task(task: Task) -> Block:
            done[0] += 1
            if done[0] > after:
                raise KeyboardInterrupt
            return original(task)

        monkeypatch.setattr(ensemble, "run_task", run_task)

    return stop


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the large batch comes to if it is asked for at once."""
    out = tmp_path_factory.mktemp("keeping") / "at_once"
    written(out, LARGE)
    return contents(out)


def test_more_of_everything_is_added_and_nothing_is_run_twice(tmp_path: Path, at_once: dict[str, str], ran: Ran) -> None:
    out = tmp_path / "out"
    written(out, SMALL)
    ran.clear()
    written(out, LARGE, extend=True)
    assert contents(out) == at_once
    added = [("known", 7, 4), ("known", 8, 0), ("known", 8, 3), *(("calm", seed, at) for seed in (7, 8) for at in (0, 3))]
    points = [("calm", 7, 4), ("calm", 8, 0), ("calm", 8, 3), ("calm", 7, 0), ("calm", 7, 3), ("calm", 8, 0), ("calm", 8, 3)]
    assert ran == [*added, *points, ("calm", 7, 4), ("calm", 8, 0), ("calm", 8, 3)]
    assert read_any_manifest(out)["worlds"] == 5
    assert not partial_of(out).exists()


def test_a_stopped_extension_leaves_what_was_there_and_goes_on(
    tmp_path: Path, at_once: dict[str, str], stopping: Callable[[int], None], caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "out"
    written(out, SMALL)
    before = contents(out)
    stopping(5)
    with pytest.raises(KeyboardInterrupt):
        written(out, LARGE, extend=True)
    assert contents(out) == before
    stopping(99)
    with caplog.at_level(logging.WARNING):
        written(out, LARGE, extend=True)
    assert contents(out) == at_once
    assert [record.getMessage().replace(str(out), "OUT") for record in caplog.records][-2:] == [
        "OUT holds 12 of these 50 worlds; 12 blocks are run", "5 of 17 blocks are there already; going on from them",
    ]  # fmt: skip


def test_an_extension_of_nothing_is_the_batch_itself(tmp_path: Path, ran: Ran) -> None:
    written(tmp_path / "out", batch_of(2), extend=True)
    ran.clear()
    home = Home(tmp_path / "out", batch_of(2), Machine(), extend=True)
    assert home.is_all_there()
    assert not Home(tmp_path / "out", batch_of(3), Machine(), extend=True).is_all_there()
    assert ran == []


@pytest.mark.parametrize(
    ("batch", "extend", "says"),
    [
        (
            batch_of(2),
            False,
            "2 scenarios in 2 worlds; nothing that it was made from has changed; allowed: --extend to add to it",
        ),
        (batch_of(2, (8,)), False, r"what differs now: seed \(7, now 8\); allowed: --force to replace it, or another --out"),
        (batch_of(1), True, r"what differs now: worlds \(2, now 1\); allowed: --force too, which keeps what still holds"),
    ],
)
def test_a_finished_batch_is_not_replaced_unasked_and_what_differs_is_named(
    batch: Batch, extend: bool, says: str, tmp_path: Path
) -> None:
    written(tmp_path / "out", batch_of(2))
    before = contents(tmp_path / "out")
    with pytest.raises(InputError, match=says):
        Home(tmp_path / "out", batch, Machine(), extend=extend).is_all_there()
    with pytest.raises(InputError):
        written(tmp_path / "out", batch, extend=extend)
    assert contents(tmp_path / "out") == before


def test_with_both_options_what_still_holds_is_kept_and_the_rest_replaced(
    tmp_path: Path, ran: Ran, caplog: pytest.LogCaptureFixture
) -> None:
    written(tmp_path / "out", batch_of(2))
    asked = make_batch([KNOWN, CALM.edit(title="Another title")], [], 2, (7,), DRAWS)
    ran.clear()
    with caplog.at_level(logging.WARNING):
        written(tmp_path / "out", asked, extend=True, force=True)
    assert ran == [("calm", 7, 0)]
    assert "what differs from what it holds: scenario (calm)" in [record.getMessage() for record in caplog.records]
    written(tmp_path / "again", asked)
    assert contents(tmp_path / "out") == contents(tmp_path / "again")
    ran.clear()
    written(tmp_path / "out", asked, force=True)
    assert [name for name, *_ in ran] == ["known", "calm"], "alone --force runs everything anew"


def test_what_is_safe_is_said(tmp_path: Path, stopping: Callable[[int], None]) -> None:
    home = Home(tmp_path / "out", batch_of(4), Machine(block=BLOCK))
    assert home.what_is_safe() == "nothing was written; run the same command again"
    stopping(2)
    with pytest.raises(KeyboardInterrupt):
        home.write(lambda name, pace: None)
    assert home.what_is_safe().startswith("2 of 4 blocks are safe in ")
