"""The manifest: what is needed to run again, whether it is one at all, and what is not as it says."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.machine import MOST_WORLDS
from sim.parameter_files import choose
from sim.parameters import load_parameters
from sim.results.manifest import (
    PROGRAM,
    SELF,
    differences_on_disk,
    files_of,
    listed_files,
    manifest_of,
    output_hashes,
    own_hash,
    read_manifest,
    seeds_of,
    write_manifest,
)
from sim.results.statements import MANIFEST
from sim.scenario import load_scenario

DOCUMENTED = load_scenario("documented")
Place = tuple[str | int, ...]


MADE = manifest_of("run", [DOCUMENTED], 3, 7, load_parameters(), 512, 1.23)


def manifest() -> dict[str, Any]:
    return copy.deepcopy(MADE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a run leaves it."""
    out = tmp_path / "out"
    (out / "figures").mkdir(parents=True)
    (out / "summary.csv").write_text("a,b\n1,2\n")
    (out / "figures" / "x.png").write_bytes(b"picture")
    write_manifest(out, manifest())
    return out


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The manifest of that folder with something changed in it, written back."""
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    change(found)
    (folder / MANIFEST).write_text(json.dumps(found), encoding="utf-8")
    return found


# What it says


def test_it_says_what_is_needed_to_run_again() -> None:
    made = manifest()
    assert {"incidents.csv", "coding.yaml", "contexts.yaml", "rules"} <= set(made["inputs"])
    assert {"python", "numpy", "mesa", "pyarrow", PROGRAM} <= set(made["versions"])
    assert (made["seed"], made["worlds"], made["block"], made["seconds"]) == (7, 3, 512, 1.2)
    assert made["scenarios"] == {"documented": DOCUMENTED.text}
    assert str(Path.cwd()) not in json.dumps(made)


def test_seeds_are_those_of_a_batch_or_the_one() -> None:
    assert seeds_of(MADE) == [7]
    assert seeds_of(manifest_of("batch", [DOCUMENTED], 3, 7, load_parameters(), 512, 1.23, (7, 9))) == [7, 9]


def test_what_is_written_is_read_back_from_the_folder_and_from_the_file(folder: Path) -> None:
    found = read_manifest(folder)
    assert found == read_manifest(folder / MANIFEST)
    assert found["outputs"] == output_hashes(folder)
    assert set(found["outputs"]) == {"summary.csv", "figures/x.png"}
    assert found[SELF] == own_hash(found)
    assert {key: found[key] for key in manifest()} == manifest()


@pytest.mark.parametrize("params", ["whole", "train", "point"])
def test_it_says_which_posterior_was_used(params: str) -> None:
    parameters = choose(params)
    said = manifest_of("run", [DOCUMENTED], 3, 7, parameters, 512, 1.23)["parameters"]
    assert (said["params"], said["fitted_to"]) == (params, parameters.origin.days)
    assert (said["fitted_to"] is None) is (params == "point")


# What is refused


def put(*place: str, value: object) -> Callable[[dict[str, Any]], object]:
    """A change: this value at that place."""

    def change(found: dict[str, Any]) -> None:
        for key in place[:-1]:
            found = found[key]
        found[place[-1]] = value

    return change


WRONG = [
    *(((key,), None) for key in ("outputs", "parameters", "inputs", "versions", "scenarios", "command", "seed", "worlds")),
    (("scenarios",), ["documented"]),
    (("scenarios",), {}),
    (("scenarios",), {"documented": 5}),
    *((("worlds",), value) for value in ("x", 5.7, 5.0, True, 0, -1, 10**12, MOST_WORLDS + 1, [], "1000")),
    *((("seed",), value) for value in ("x", 1.5, -1, 2**63)),
    *((("block",), value) for value in (0, 10**12, None)),
    (("seeds",), [7, 8]),
    (("command",), "explain"),
    (("parameters",), {}),
    (("parameters", "values"), {"militia.fear": "x"}),
    (("parameters", "values"), {"militia.fear": 10**400}),
    (("parameters", "draws"), "../../etc/passwd"),
    (("parameters", "sha256"), 5),
    (("parameters", "params"), 5),
    *((("parameters", "fitted_to"), value) for value in (5, "2020", "2020-01-02:2020-01-01", "2020-01-01:2020-13-01")),
    (("outputs",), []),
    (("outputs",), {"summary.csv": 5}),
    *((("outputs",), {name: "00"}) for name in ("/etc/passwd", "../x", "a/../../x", "", MANIFEST, "a\\b", "a\0b")),
    (("inputs",), {"rules": None}),
    (("versions",), [1]),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value"), WRONG)
def test_a_wrong_value_is_refused_in_one_line_with_the_file(place: tuple[str, ...], value: object, folder: Path) -> None:
    changed(folder, put(*place, value=value))
    with pytest.raises(InputError) as caught:
        read_manifest(folder)
    assert MANIFEST in str(caught.value)
    assert place[0] in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not json", "not JSON"),
        ("[]", "this is not a run's manifest"),
        ("{}", "missing: command, outputs, versions"),
        ('{"worlds": NaN}', "NaN is no finite number"),
        ('{"worlds": 1e999}', "no finite number"),
        ('{"worlds": ' + "9" * 5000 + "}", "limit"),
        ('{"a": ' + "[" * 100 + "]" * 100 + "}", "nested too deeply"),
        ('{"a": ' + "[" * 200_000 + "]" * 200_000 + "}", "nested too deeply"),
        ('{"worlds": 1, "worlds": 2}', "duplicate key"),
        ('{"command": "\\ud800"}', "half a surrogate pair"),
        ("\x00", "not JSON"),
        ("", "not JSON"),
    ],
)
def test_what_is_no_manifest_is_refused_in_one_line_with_the_file(text: str, says: str, folder: Path) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        read_manifest(folder)
    assert MANIFEST in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["none", "x" * 300, "a\0b", "y/" * 3000])
def test_a_path_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_manifest(tmp_path / name)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.sampled_from([(key,) for key in manifest()] + [("parameters", key) for key in ("sha256", "values", "draws")]), JSON)
def test_whatever_stands_there_is_read_or_refused_and_no_crash(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[str, ...], value: object
) -> None:
    made = {"program": PROGRAM, **manifest(), "outputs": {"summary.csv": "00"}}
    put(*place, value=value)(made)
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).write_text(json.dumps(made), encoding="utf-8")
    with suppress(InputError):
        read_manifest(folder)
    listed_files(folder)
    assert isinstance(own_hash(made), str)


# What is found


def numbers_in(data: Any, place: Place = ()) -> list[Place]:
    """The places of all numbers and texts."""
    if isinstance(data, dict | list):
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        return [found for key, value in pairs for found in numbers_in(value, (*place, key))]
    return [place]


def test_any_number_or_word_that_is_changed_is_found(folder: Path) -> None:
    whole = read_manifest(folder)
    places = [place for place in numbers_in(whole) if place != (SELF,)]
    assert len(places) > 50
    for place in places:
        edited = copy.deepcopy(whole)
        inside: Any = edited
        for key in place[:-1]:
            inside = inside[key]
        old = inside[place[-1]]
        inside[place[-1]] = old + 1 if isinstance(old, int | float) else f"{old}x"
        assert MANIFEST in differences_on_disk(folder, edited), place


def test_a_key_more_or_less_and_another_order_are_found(folder: Path) -> None:
    whole = read_manifest(folder)
    for edited in (
        {**whole, "note": "mine"},
        {key: value for key, value in whole.items() if key != "created"},
        {key: value for key, value in whole.items() if key != SELF},
        {**whole, "outputs": dict(reversed(whole["outputs"].items()))},
    ):
        assert "edited" in differences_on_disk(folder, edited)[MANIFEST]
    assert differences_on_disk(folder, whole) == {}


def test_which_files_are_not_as_they_were_written(folder: Path) -> None:
    whole = read_manifest(folder)
    (folder / "summary.csv").write_text("a,b\n1,3\n")
    (folder / "figures" / "x.png").unlink()
    (folder / "figures" / "notes.txt").write_text("mine")
    (folder / "link").symlink_to("nowhere")
    assert differences_on_disk(folder, whole) == {
        "summary.csv": "edited: its hash is not that of the manifest",
        "figures/x.png": "missing",
        "figures/notes.txt": "not of this run: the manifest does not list it",
        "link": "not of this run: the manifest does not list it",
    }


@pytest.mark.parametrize("how", ["folder", "dangling link"])
def test_something_else_of_the_same_name_is_no_table(how: str, folder: Path) -> None:
    whole = read_manifest(folder)
    (folder / "summary.csv").unlink()
    if how == "folder":
        (folder / "summary.csv").mkdir()
    else:
        (folder / "summary.csv").symlink_to("nowhere")
    assert set(differences_on_disk(folder, whole)) == {"summary.csv"}


def test_no_outputs_are_no_excuse(folder: Path) -> None:
    edited = changed(folder, lambda found: found.update(outputs={}))
    assert set(differences_on_disk(folder, edited)) == {MANIFEST, "summary.csv", "figures/x.png"}


# Whose it is


def test_files_are_ours_by_our_own_mark(folder: Path) -> None:
    ours = {MANIFEST, "summary.csv", "figures/x.png"}
    assert listed_files(folder) == ours
    changed(folder, lambda found: found.pop("program"))
    assert listed_files(folder) == ours, "an old manifest names us among the versions"
    changed(folder, lambda found: found["versions"].pop(PROGRAM))
    assert listed_files(folder) is None


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"name": "app", "icons": []}', '{"command": "x", "outputs": {}, "versions": {}}']
)
def test_a_manifest_of_another_program_makes_nothing_ours(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text)
    assert listed_files(tmp_path) is None


def test_files_are_listed_with_links_and_without_what_lies_behind_them(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").touch()
    (tmp_path / "out" / "empty").mkdir(parents=True)
    (tmp_path / "out" / "link").symlink_to(tmp_path / "other")
    assert files_of(tmp_path / "out") == ["link"]
