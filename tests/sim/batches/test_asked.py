"""What a batch is asked for: scenarios, designs, seeds; whatever cannot be is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.batches.asked import Designed, counted, make_batch, parse_seeds, plans_of, split_design
from sim.errors import InputError
from tests.made_batches import CALM, DRAWS, KNOWN, NAME, batch_of, sweep_of


@pytest.mark.parametrize(
    ("text", "seeds"),
    [("7", (7,)), ("7,8,9", (7, 8, 9)), (" 9 , 3:5,1", (9, 3, 4, 5, 1)), ("4:4", (4,)), ("1:1000", range(1, 1001))],
)
def test_seeds_are_read_in_their_order(text: str, seeds: tuple[int, ...]) -> None:
    assert parse_seeds(text) == tuple(seeds)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "are no seeds"), ("7;8", "are no seeds"), ("-1", "are no seeds"), ("1:2:3", "are no seeds"),
        ("5:4", "does not rise"), ("²", "are no seeds"), (str(2**63), "seed is"),
        ("1:1001", "at most 1,000"), (f"1:{2**60}", "at most 1,000"),
    ],
)  # fmt: skip
def test_what_are_no_seeds(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_seeds(text)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("no_gaza_war", ("no_gaza_war", None)),
        ("no_gaza_war@a/design.csv", ("no_gaza_war", Path("a/design.csv"))),
        ("/home/me@there/x.yaml", ("/home/me@there/x.yaml", None)),
        ("a@b@c.CSV", ("a@b", Path("c.CSV"))),
    ],
)
def test_a_name_may_have_the_file_of_a_design(name: str, parts: tuple[str, Path | None]) -> None:
    assert split_design(name) == parts


def test_strands_and_places_stand_in_the_same_order() -> None:
    batch = batch_of(seeds=(7, 8), values=(0.1, 0.2, 0.3), reference=2)
    strands, places = list(batch.strands()), list(batch.places())
    assert [(each.scenario.name, each.seed) for each in strands[:4]] == [("known", 7), ("known", 8), ("calm", 7), ("calm", 8)]
    assert [(dict(each.changes)[NAME], each.seed) for each in strands[4:]] == [
        (value, seed) for value in (0.3, 0.1, 0.2) for seed in (7, 8)
    ]
    assert [(swept.name if swept else None, point) for swept, point in places] == [
        *[(None, 0)] * 4, *(("calm", point) for point in (2, 0, 1) for _ in (7, 8)),
    ]  # fmt: skip
    (swept,) = batch.sweeps
    assert swept.point(1) == f"{NAME}=0.2"


def test_sweeps_have_the_worlds_and_seeds_of_the_batch_and_folders_of_their_own() -> None:
    batch = make_batch([], [sweep_of((0.1,)), sweep_of((0.2,))], 5, (3, 1), DRAWS)
    assert [each.name for each in batch.sweeps] == ["calm", "calm_2"]
    assert all((each.plan.worlds, each.plan.seeds) == (5, (3, 1)) for each in batch.sweeps)


@pytest.mark.parametrize(
    ("scenarios", "worlds", "seeds", "says"),
    [
        ([], 4, [7], "nothing is asked for"),
        ([CALM, CALM], 4, [7], "calm is named twice"),
        ([CALM], 0, [7], "worlds is 0"),
        ([CALM], 4, [7, 8, 7], "seed 7 stands twice"),
        ([CALM], 4, [], "0 seeds"),
        ([CALM], 4, [7, -1], "seed is -1"),
    ],
)
def test_what_makes_no_batch(scenarios: list[object], worlds: int, seeds: list[int], says: str) -> None:
    with pytest.raises(InputError, match=says):
        make_batch(scenarios, [], worlds, seeds, DRAWS)  # type: ignore[arg-type]


def test_two_sweeps_never_share_a_folder() -> None:
    odd = CALM.edit(name="calm_2")
    plans = [
        sweep_of((0.1,)),
        sweep_of((0.2,)),
        plans_of([(odd, None)], Designed([f"{NAME}=0.1"], "grid", None), 1, 7, DRAWS)[1][0],
    ]
    with pytest.raises(InputError, match="one folder"):
        make_batch([], plans, 1, (7,), DRAWS)


def test_every_scenario_without_a_file_gets_the_common_design(tmp_path: Path) -> None:
    file = tmp_path / "design.csv"
    file.write_text(f"{NAME}\n0.1\n0.2\n")
    asked = [(KNOWN, None), (CALM, file)]
    alone, plans = plans_of(asked, Designed(None, "grid", None), 4, 7, DRAWS)
    assert ([each.name for each in alone], [each.scenario.name for each in plans], len(plans[0].design)) == (
        ["known"],
        ["calm"],
        2,
    )
    alone, plans = plans_of(asked, Designed({NAME: "0.1:0.4"}, "grid", 3), 4, 7, DRAWS)
    assert (alone, [len(each.design) for each in plans]) == ([], [3, 2])


@pytest.mark.parametrize("design", [Designed(None, "lhs", None), Designed(None, "grid", 3)])
def test_a_design_of_nothing_is_refused(design: Designed) -> None:
    with pytest.raises(InputError, match="allowed: with --vary"):
        plans_of([(CALM, None)], design, 4, 7, DRAWS)


@pytest.mark.parametrize("design", [Designed({NAME: "0.1:0.4"}, "grid", None), Designed(None, "rows.csv", None)])
def test_a_common_design_that_no_scenario_takes_is_refused(design: Designed, tmp_path: Path) -> None:
    file = tmp_path / "design.csv"
    file.write_text(f"{NAME}\n0.1\n")
    with pytest.raises(InputError, match="all scenarios name designs of their own"):
        plans_of([(CALM, file)], design, 4, 7, DRAWS)


def test_counts_in_words() -> None:
    assert [counted(1, 0), counted(2, 1), counted(0, 3)] == [["1 scenario"], ["2 scenarios", "1 sweep"], ["3 sweeps"]]
