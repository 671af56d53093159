"""Sobol indices are found: of Ishigami's function, of a linear model, of both under heavy luck; luck alone has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from sim.sensitivities.indices import indices, product
from sim.sensitivities.rows import FIRST, TOTAL, Row
from sim.types import Floats

Model = Callable[[Floats], Floats]
ISHIGAMI = {FIRST: (0.3139, 0.4424, 0.0), TOTAL: (0.5576, 0.4424, 0.2437)}
"""Ishigami and Homma 1990, with a = 7 and b = 0.1."""


def ishigami(x: Floats) -> Floats:
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def designs(
    model: Model, a: Floats, b: Floats, luck: float, rng: np.random.Generator, worlds: int = 4
) -> tuple[Floats, Floats, Floats]:
    """A, B and AB_k in so many worlds; a world's luck is the same in all, and its size goes with the first input."""
    noise = luck * rng.normal(size=(len(a), worlds))

    def run(x: Floats) -> Floats:
        return np.asarray(model(x)[:, None] + noise * (1 + 0.1 * x[:, :1]))

    swapped = []
    for at in range(a.shape[1]):
        x = a.copy()
        x[:, at] = b[:, at]
        swapped.append(run(x))
    return run(a), run(b), np.array(swapped)


def found(model: Model, low: float, high: float, luck: float, seed: int, rows: int = 1024, k: int = 3) -> list[Row]:
    rng = np.random.default_rng(seed)
    a, b = (rng.uniform(low, high, (rows, k)) for _ in range(2))
    names = tuple(f"x{at + 1}" for at in range(k))
    return indices("us_killed", names, *designs(model, a, b, luck, rng), rng)


def hits(rows: list[Row], truth: Mapping[str, tuple[float, ...]]) -> list[bool]:
    return [
        row.low - 1e-9 <= truth[kind][at] <= row.high + 1e-9
        for kind in truth
        for at, row in enumerate(row for row in rows if row.kind == kind)
    ]


@pytest.mark.parametrize("luck", [0.0, 4.0], ids=["without luck", "luck as large as the answer"])
def test_ishigami(luck: float) -> None:
    covered = [hits(found(ishigami, -np.pi, np.pi, luck, seed), ISHIGAMI) for seed in range(12)]
    assert np.mean(covered) > 0.8, "intervals of 90 %"


@pytest.mark.parametrize("luck", [0.0, 3.0])
def test_estimates_have_no_bias(luck: float) -> None:
    rows = [found(ishigami, -np.pi, np.pi, luck, 50 + seed) for seed in range(12)]
    mean = np.mean([[row.index for row in each if row.kind == TOTAL] for each in rows], axis=0)
    assert mean == pytest.approx(ISHIGAMI[TOTAL], abs=0.05), "with luck uncorrected the third would be 0.4 or more"


def test_a_linear_model() -> None:
    """y = 3 x1 + 2 x2 + x3 of independent inputs: shares 9, 4 and 1 of 14, first and total alike."""
    truth = dict.fromkeys((FIRST, TOTAL), (9 / 14, 4 / 14, 1 / 14))
    covered = [hits(found(lambda x: x @ np.array([3.0, 2.0, 1.0]), 0, 1, 1.0, seed, rows=512), truth) for seed in range(12)]
    assert np.mean(covered) > 0.8


def test_what_luck_alone_moves_has_no_indices() -> None:
    rows = found(lambda x: 0 * x[:, 0], 0, 1, 1.0, 4, rows=128)
    assert all(np.isnan(row.index) for row in rows)
    assert [(row.factor, row.kind) for row in rows[:2]] == [("x1", FIRST), ("x1", TOTAL)]


def test_products_leave_out_each_world_with_itself() -> None:
    x, y = np.array([[1.0, 2.0, 3.0]]), np.array([[5.0, 7.0, 11.0]])
    pairs = [x[0, i] * y[0, j] for i in range(3) for j in range(3) if i != j]
    assert product(x, y) == pytest.approx([np.mean(pairs)])


def test_one_world_a_point_is_refused() -> None:
    one = np.ones((4, 1))
    with pytest.raises(ValueError, match="two or more"):
        indices("us_killed", ("x",), one, one, one[None], np.random.default_rng(1))
