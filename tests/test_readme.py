"""What the README shows, works."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from calibration.fit.inclusion import tabulate
from calibration.forecasts.series import SERIES
from calibration.pages.report import CLOSE, OPEN
from sim.cli import app
from sim.scenario import Scenario, load_scenario
from sim.vocabulary.measures import MEASURES

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "results" / "reference"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_python_examples_run() -> None:
    found = blocks("python")
    assert found
    for code in found:
        names: dict[str, Any] = {}
        exec(compile(code.replace("worlds=200", "worlds=2"), "README.md", "exec"), names)
        assert len(names["run"].worlds) == 2
        assert names["model"].steps == 1


def test_the_scenario_of_the_readme_is_one() -> None:
    (text,) = blocks("yaml")
    fields = YAML(typ="safe").load(text)
    parent = fields.pop("extends")
    assert parent == "documented"
    assert Scenario.from_dict({"name": "readme", **fields}).branch is not None


WATCHED = load_scenario("no_soleimani_strike").watch
SAID = ["reference_mean", "mean", "difference", "effect_low", "effect_high", "difference_low", "difference_high", "coupling_low",
        "coupling_high"]  # fmt: skip


def variance_shares() -> pd.Series:
    """The share of each factor in the variance of each measure."""
    sensitivity = pd.read_csv(REFERENCE / "sensitivity.csv").query("kind == 'share of variance'")
    return sensitivity.set_index(["measure", "factor"])["index"]


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"[-+]?\d+\.?\d*", text)]


@pytest.mark.parametrize("name", WATCHED)
def test_the_table_of_the_readme_is_that_of_the_reference_run(name: str) -> None:
    effects = pd.read_csv(REFERENCE / "effects.csv").set_index(["scenario", "measure"]).loc[("no_soleimani_strike", name)]
    row = re.search(rf"^\| {MEASURES[name].label} \|(.*)\|([^|]*)\|$", README, flags=re.MULTILINE)
    assert row is not None
    known = {key: float(effects[key]) for key in SAID if pd.notna(effects[key])}
    for low in ("effect_low", "difference_low", "coupling_low"):  # said once where both ends are alike
        if abs(known[low] - known[low.replace("low", "high")]) < 0.005:
            del known[low]
    if "effect_low" not in known:
        del known["effect_high"]
    assert numbers(row[1]) == pytest.approx(list(known.values()), abs=0.051)
    shares = variance_shares()
    of = [100 * shares[name, factor] for factor in ("chance", "parameters", "rule variants")]
    assert numbers(row[2]) == ([] if any(map(math.isnan, of)) else pytest.approx(of, abs=0.51))


def test_what_is_said_of_the_table_in_words_is_in_it() -> None:
    effects = pd.read_csv(REFERENCE / "effects.csv").set_index(["scenario", "measure"]).loc["no_soleimani_strike"]
    monthly = pd.read_csv(REFERENCE / "effects_monthly.csv").set_index(["scenario", "measure"]).loc["no_soleimani_strike"]
    shares = variance_shares()
    attacks, killed, text = effects.loc["attacks_on_us"], effects.loc["us_killed"], " ".join(README.split())
    assert f"have {-attacks['difference']:.0f} attacks on US sites fewer on average, of {attacks['reference_mean']:.0f}" in text
    assert f"leave {-attacks['effect_high']:.0f} to {-attacks['effect_low']:.0f} fewer open" in text
    assert monthly.loc["attacks_on_us"].query("month <= '2020-03'")["difference"].sum() < attacks["difference"] / 2
    assert effects.loc["iran_launches", "p_lost"] == 1
    moves = effects.loc["expulsion_moves"]
    assert (round(moves["mean"]), moves["reference_mean"]) == (1, 3)
    assert "In six of ten worlds fewer Americans die, in more than a third as many" in text
    assert 0.58 < killed["p_less"] < 0.66
    assert 0.34 < killed["p_same"] < 0.4
    assert shares["us_killed", "rule variants"] > shares["us_killed", "chance"]
    assert effects.loc["militia_killed", "own"] == -5


def test_the_quarters_of_the_readme_add_up_to_the_year() -> None:
    effects = pd.read_csv(REFERENCE / "effects.csv").set_index(["scenario", "measure"]).loc["no_soleimani_strike"]
    whole = README[README.index("| average effect in |") :]
    for name in ("attacks_on_us", "us_killed", "us_strikes"):
        row = re.search(rf"^\| {MEASURES[name].label} \|(.*)\|$", whole, flags=re.MULTILINE)
        assert row is not None
        assert sum(numbers(row[1])) == pytest.approx(effects.loc[name, "difference"], abs=0.2)
        assert len(numbers(row[1])) == 4


@pytest.mark.parametrize(
    ("label", "variant"), [("known to the rules and to the baselines", "contexts_known"), ("known to nobody", "plain")]
)
def test_the_scores_of_the_readme_are_those_of_the_reference(label: str, variant: str) -> None:
    scores = pd.DataFrame(json.loads((ROOT / "results" / "reference" / "scores.json").read_text(encoding="utf-8")))
    rules = scores[(scores["model"] == "rules") & (scores["series"] == "all")].set_index("variant").loc[variant]
    row = re.search(rf"^\| {label} \|(.*)\|$", README, flags=re.MULTILINE)
    assert row is not None
    told = [float(number) for number in re.findall(r"[-+]\d+\.\d+", row[1])]
    assert told == pytest.approx(list(rules[["difference", "low", "high"]]), abs=5.1e-4)


def test_the_verdict_stands_in_the_first_screen_with_the_clean_test_beside_it() -> None:
    """What is in the block is held to the tables by `tests/calibration/pages/test_report.py`."""
    text = README[: README.index("![Running totals")]
    block = text.split(OPEN.format("verdict_in_short"))[1].split(CLOSE.format("verdict_in_short"))[0]
    for variant in ("plain", "contexts_known"):
        known = rules_of("test_2024/scores.json", "all", variant)
        assert f"| {known['difference']:+.3f} | {known['low']:+.3f} to {known['high']:+.3f} |" in block
        assert known["high"] < 0
    assert "There the rules **lose**" in text


def test_what_the_rules_expected_of_2024_is_that_of_the_reference() -> None:
    covered = pd.read_csv(ROOT / "results" / "reference" / "test_2024" / "coverage.csv")
    rules = covered[covered["model"] == "rules"].set_index(["series", "variant"])
    strikes, bases = rules.loc[("strike", "plain")], rules.loc[("attack_base", "contexts_known")]
    text = " ".join(README.split())
    assert f"{strikes['observed']:.0f} days with one where {strikes['expected']:.1f} were expected" in text
    assert f"they expected {bases['expected']:.0f} attacks on bases where {bases['observed']:.0f} came" in text
    standing = {series: rules_of("test_2024/scores.json", series, "plain") for series in SERIES}
    behind = {series for series, row in standing.items() if row["high"] < 0}
    assert behind == {"attack_base", "attack_convoy", "strike", "announce_truce"}
    assert standing["raid"]["low"] < 0 < standing["raid"]["high"]


def rules_of(name: str, series: str, variant: str) -> dict[str, float]:
    scores = pd.DataFrame(json.loads((ROOT / "results" / "reference" / name).read_text(encoding="utf-8")))
    rows = scores[(scores["model"] == "rules") & (scores["series"] == series) & (scores["variant"] == variant)]
    return dict(rows[["difference", "low", "high"]].iloc[0])


@pytest.mark.parametrize(
    ("words", "of"),
    [
        ("with hindsight they are barely so: ", "composites.csv"),
        ("of which the record holds none: ", ("scores.json", "attack_convoy", "contexts_known")),
        ("Worst of 2024 are US strikes, by ", ("test_2024/scores.json", "strike", "plain")),
    ],
    ids=["composite", "convoys", "strikes_of_2024"],
)
def test_the_leads_in_the_text_of_the_readme_are_those_of_the_reference(words: str, of: str | tuple[str, str, str]) -> None:
    if isinstance(of, str):
        known = pd.read_csv(ROOT / "results" / "reference" / of).set_index("variant").loc["contexts_known"]
    else:
        known = pd.Series(rules_of(*of))
    text = " ".join(README.split())
    told = [float(number) for number in re.findall(r"[-+]\d+\.\d+", text.split(words)[1])[:3]]
    assert told == pytest.approx([float(number) for number in known[["difference", "low", "high"]]], abs=5.1e-4)


def test_what_the_record_says_of_terms_is_that_of_the_reference() -> None:
    found = tabulate(pd.read_csv(ROOT / "results" / "reference" / "posterior_whole.csv").set_index("parameter"))["the record"]
    told = re.search(r"it speaks for (\d+) of (\d+), against (\d+), and does not decide on (\d+)", " ".join(README.split()))
    assert told is not None
    counts = [found.str.contains(words).sum() for words in ("for it", "", "against", "does not decide")]
    assert [int(number) for number in told.groups()] == counts


def test_the_targets_met_are_those_of_the_reference() -> None:
    check = json.loads((ROOT / "results" / "reference" / "check.json").read_text(encoding="utf-8"))
    assert f"{sum(row['passed'] for row in check)} of {len(check)} documented patterns" in " ".join(README.split())


def test_the_picture_of_a_lesson_shows_what_the_lessons_table_has() -> None:
    table = pd.read_csv(ROOT / "results" / "reference" / "lessons.csv").set_index(["lesson", "setting", "measure"])
    shown = table.loc[("war_next_door", "no_war", "attacks_on_us")]
    assert f"the middle one {shown['median']:.0f} where {shown['record']:.0f} were recorded](docs/figures/lesson.png)" in README
    assert shown["less"] == 1.0, "the README says all worlds"


def test_every_command_of_the_readme_exists() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"^escalation (\w+)", README, flags=re.MULTILINE)) | set(re.findall(r"`escalation (\w+)", README))
    assert {"run", "compare", "explain", "record"} <= named
    assert named <= set(commands)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", README))
def test_every_link_of_the_readme_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_every_path_of_the_readme_is_there() -> None:
    paths = re.findall(r"`((?:sim|docs|calibration|scenarios|tests)/[\w./*-]*)`", README)
    assert paths
    assert all(list(ROOT.glob(path.rstrip("/"))) for path in paths)
