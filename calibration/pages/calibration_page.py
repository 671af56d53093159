"""What `report` writes into each block of its pages: the register of all blocks, one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from calibration.pages import (
    claims_block,
    effects_block,
    fit_blocks,
    free_run_block,
    halts_block,
    rivals_block,
    rolling_blocks,
    score_blocks,
    structures_block,
    target_blocks,
)
from calibration.pages.markdown import plain
from calibration.pages.score_blocks import scores_from
from calibration.reference import read


@dataclass(frozen=True)
class Block:
    """One block: `write` makes Markdown of a folder of results, None if nothing has been run; `commands` make its files."""

    write: Callable[[Path], str | None]
    commands: tuple[str, ...]

    @property
    def how(self) -> str:
        """How its files are made, as Markdown."""
        return " and ".join(f"`{line}`" for line in self.commands)


def tables_from(*names: str) -> Callable[[Path], str | None]:
    """A block that shows files as they are, one table each; None if none of them is there."""

    def write(folder: Path) -> str | None:
        frames = {name: read(folder / name) for name in names}
        return "\n".join(f"From `{name}`:\n\n{plain(frame)}" for name, frame in frames.items() if frame is not None) or None

    return write


def below(name: str, write: Callable[[Path], str | None]) -> Callable[[Path], str | None]:
    """The same block, of a folder within."""
    return lambda folder: write(folder / name)


def study(name: str, options: str = "") -> str:
    """The command that runs a study."""
    return f"python -m calibration.studies.{name} {options}".strip()


def _rolling(name: str, options: str) -> Block:
    """A study of rolling origins; until it has run, what was scored on the origins of 2020 to 2022 before."""
    command = study("rolling", options)
    said = f"*The years 2020 to 2024 are not yet run*: `{command}`. Of 2020 to 2022, rules of 26 November 2026:"
    before = rolling_blocks.headed(said, scores_from(f"scores_{name}.json"))
    return Block(rolling_blocks.first_of(rolling_blocks.years(f"{name}.json"), before), (command,))


POSTERIOR = "make posterior"
CHECK = "escalation check --json > results/reference/check.json"
EVALUATE = study("evaluate", '--window test --why "..."')
EVALUATE_MONTHLY = study("evaluate", '--window test --monthly --why "..."')
TEST_2024 = "test_2024"
"""The window, and the folder of its results."""
EVALUATE_2024 = study(
    "evaluate",
    f'--window {TEST_2024} --out results/reference/{TEST_2024} --log results/reference/scorings.csv --why "..."',
)
BLOCKS: dict[str, Block] = {
    "effects": Block(effects_block.effects, ("make reference",)),
    "effects_in_full": Block(effects_block.effects_in_full, ("make reference",)),
    "posterior": Block(fit_blocks.posterior, (POSTERIOR,)),
    "inclusion": Block(fit_blocks.inclusion, (POSTERIOR,)),
    "stacking": Block(fit_blocks.stacking, (study("stacking"),)),
    "samplers": Block(tables_from("samplers.csv"), (study("samplers"),)),
    "recovery": Block(tables_from("recovery.csv"), (study("recovery"),)),
    "recovery_links": Block(tables_from("recovery_links.csv"), (study("recovery", "--links"),)),
    "counterfactual_coverage": Block(fit_blocks.counterfactual_coverage, (study("coverage"),)),
    "optimum": Block(fit_blocks.optimum, (study("optimum"),)),
    "ablation": Block(fit_blocks.ablation, (study("ablation"),)),
    "rivals": Block(rivals_block.rivals, (study("rivals"),)),
    "rolling": _rolling("rolling", ""),
    "rolling_monthly": _rolling("rolling_monthly", "--monthly"),
    "structures": Block(structures_block.structures, (study("structures"),)),
    "rolling_no_spikes": _rolling("rolling_no_spikes", "--no-spikes"),
    "test_2024": Block(scores_from(f"{TEST_2024}/scores.json"), (EVALUATE_2024,)),
    "test_2024_leads": Block(below(TEST_2024, score_blocks.leads), (EVALUATE_2024,)),
    "test_2024_composites": Block(tables_from(f"{TEST_2024}/composites.csv"), (EVALUATE_2024,)),
    "test_2024_coverage": Block(below(TEST_2024, score_blocks.coverage), (EVALUATE_2024,)),
    "test_2024_week": Block(tables_from(f"{TEST_2024}/week.csv"), (EVALUATE_2024,)),
    "test_2024_sequences": Block(tables_from(f"{TEST_2024}/sequences.csv"), (EVALUATE_2024,)),
    "scores": Block(scores_from("scores.json"), (EVALUATE,)),
    "scores_monthly": Block(scores_from("scores_monthly.json"), (EVALUATE_MONTHLY,)),
    "verdict_in_short": Block(rolling_blocks.in_short, (study("rolling"), study("rolling", "--monthly"))),
    "verdict": Block(rolling_blocks.in_full, (study("rolling"), study("rolling", "--monthly"), EVALUATE, EVALUATE_2024)),
    "leads": Block(score_blocks.leads, (EVALUATE, EVALUATE_MONTHLY)),
    "composites": Block(tables_from("composites.csv"), (EVALUATE,)),
    "coverage": Block(score_blocks.coverage, (EVALUATE,)),
    "week": Block(tables_from("week.csv"), (EVALUATE,)),
    "sequences": Block(tables_from("sequences.csv"), (EVALUATE,)),
    "scorings": Block(tables_from("scorings.csv"), (EVALUATE,)),
    "claims": Block(claims_block.claims, (POSTERIOR, CHECK)),
    "targets": Block(target_blocks.targets, (CHECK,)),
    "missed_in_short": Block(target_blocks.missed_in_short, (CHECK,)),
    "missed": Block(target_blocks.missed, (CHECK,)),
    "target_sensitivity": Block(target_blocks.target_sensitivity, (study("target_sensitivity"),)),
    "free_run": Block(free_run_block.free_run, (study("free_run"),)),
    "halts": Block(halts_block.halts, (study("halts"),)),
    "extrapolation": Block(tables_from("extrapolation.csv"), (study("extrapolation"),)),
}
"""Every block of README and of the pages: who writes it, and which commands make the files it is written from."""
