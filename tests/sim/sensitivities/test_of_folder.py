"""A folder as it is: levels of a run, effects of a comparison, world by world and draw by draw; and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.cli import call
from sim.errors import InputError
from sim.results.manifest import read_manifest, write_manifest
from sim.scenario import load_scenario
from sim.sensitivities.of_folder import is_of_ours, of_folder
from sim.sensitivities.rows import SHARE, TOTAL
from sim.sensitivities.split import BETWEEN, CHANCE

WORLDS, DRAWS = 240, 60


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two small arms, its table of worlds then made up: 60 draws of four worlds, effects of known variance."""
    folder = tmp_path_factory.mktemp("results")
    known = load_scenario("documented").edit(name="known", start="2019-12-30", end="2020-01-06", warm_up=2)
    calm = known.edit(name="calm", branch="2020-01-02", interventions=[{"remove_event": "2020-01-03-us-targeted-killing"}])
    for scenario in (known, calm):
        (folder / f"{scenario.name}.yaml").write_text(scenario.text)
    draws = folder / "draws.csv"
    rng = np.random.default_rng(1)
    fear = np.where(rng.random(DRAWS) < 0.5, 0.0, rng.random(DRAWS))
    pd.DataFrame({"militia.fear": fear, "us.tolerance_trump": 1 + rng.random(DRAWS)}).to_csv(draws, index=False)
    out = folder / "out"
    words = ["compare", str(folder / "known.yaml"), str(folder / "calm.yaml"), "--params", str(draws), "--worlds", str(WORLDS)]
    assert call([*words, "--out", str(out)]) == 0
    table = pq.read_table(out / "worlds.parquet")
    frame = table.to_pandas()
    of_draw = 3 * rng.standard_normal(DRAWS)
    mine = frame["scenario"] == "calm"
    effect = np.round(100 + of_draw[frame["draw"]] + 4 * rng.standard_normal(len(frame))).astype(int)
    base = 50 + frame["world"].to_numpy()
    frame["attacks_on_us"] = base + np.where(mine, effect, 0)
    columns = [pa.array(frame["attacks_on_us"], table.schema.field("attacks_on_us").type)]
    at = table.schema.get_field_index("attacks_on_us")
    pq.write_table(table.set_column(at, table.schema.field(at), columns[0]), out / "worlds.parquet")
    manifest = read_manifest(out)
    (out / "manifest.json").unlink()
    write_manifest(out, {key: value for key, value in manifest.items() if key not in ("outputs", "sha256", "program")})
    return out


def test_an_effect_is_split(compared: Path) -> None:
    found = of_folder(compared, coverage=False)
    assert found.about["reference"] == "known"
    assert (found.about["draws"], found.about["worlds"], found.about["runs"]) == (DRAWS, 4.0, 0)
    assert found.means["attacks_on_us"] == pytest.approx(100, abs=2), "the base, which goes with the world, is gone"
    shares = {row.factor: row for row in found.of(SHARE, "attacks_on_us")}
    assert shares[CHANCE].low <= 16 / 25 <= shares[CHANCE].high
    assert shares[BETWEEN].low <= 9 / 25 <= shares[BETWEEN].high
    assert not found.of(TOTAL, "attacks_on_us")
    assert found.manifest["of"]["command"] == "compare"


def test_the_reference_itself_is_told_by_its_level(compared: Path) -> None:
    found = of_folder(compared / "manifest.json", "known", coverage=False)
    assert found.about["reference"] is None
    assert found.means["attacks_on_us"] == pytest.approx(50 + (WORLDS - 1) / 2)


def test_arms_of_one_branch_and_two_ends_have_the_reference_s_worlds_over_their_own(tmp_path: Path) -> None:
    known = load_scenario("documented").edit(name="known", start="2019-12-30", end="2020-01-08", warm_up=2)
    arms = [known.edit(name=f"to_{day}", branch="2020-01-02", end=f"2020-01-0{day}") for day in (5, 7)]
    for scenario in (known, *arms):
        (tmp_path / f"{scenario.name}.yaml").write_text(scenario.text)
    words = [str(tmp_path / f"{scenario.name}.yaml") for scenario in (known, *arms)]
    assert call(["compare", *words, "--worlds", "80", "--out", str(tmp_path / "out")]) == 0
    for arm in arms:
        found = of_folder(tmp_path / "out", arm.name, coverage=False)
        assert found.about["reference"] == "known"
        assert found.means["attacks_on_us"] == 0.0, "an arm that changes nothing, against the same days"


def test_folders_and_names_are_told_apart(compared: Path) -> None:
    assert is_of_ours(compared)
    assert is_of_ours(compared / "manifest.json")
    assert not is_of_ours(Path("no_soleimani_strike"))


def test_what_is_refused(compared: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'calm'"):
        of_folder(compared, "clam", coverage=False)
    with pytest.raises(InputError, match=r"no such file|not a run's manifest"):
        of_folder(tmp_path, coverage=False)
    copy = tmp_path / "copy"
    shutil.copytree(compared, copy)
    with (copy / "worlds.parquet").open("ab") as file:
        file.write(b" ")
    with pytest.raises(InputError, match="missing, or not as it was written"):
        of_folder(copy, coverage=False)
    text = (copy / "manifest.json").read_text()
    (copy / "manifest.json").write_text(text.replace('"seed": 7', '"seed": 8'))
    with pytest.raises(InputError, match="its own hash"):
        of_folder(copy, coverage=False)
