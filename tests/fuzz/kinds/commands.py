"""Command lines: every command and option, with right, odd and impossible values, alone and against each other."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.base import MONTH, SHORT
from tests.fuzz.case import Case
from tests.fuzz.kinds.kind import Kind, checked
from tests.fuzz.mutate import odd_words, unicode_text
from tests.fuzz.oracle import Answer, BrokenError, judge_run

MINE = b"years of work"
FOREIGN = "full/thesis.txt"
FILES: Mapping[str, bytes] = {
    "short.yaml": SHORT.encode(), "month.yaml": MONTH.encode(), "known.yaml": SHORT.replace("branch: 2020-01-02\n",
    "").encode(),
    FOREIGN: MINE, "full/manifest.json": b'{"name": "an extension of a browser"}', "p.yaml": b"militia.branching: 0.3\n",
    "bare.csv": b"", "folder.yaml/x": b"",
}  # fmt: skip
"""What lies in the folder that commands are called in, besides a finished run."""
Words = st.SearchStrategy[list[str]]


def _safe(word: str) -> bool:
    """Whether a path stays in the folder: the fuzzer may be run as root."""
    return not word.startswith(("/", "~")) and ".." not in word


wild = (odd_words | unicode_text).filter(_safe)
numbers = st.sampled_from(
    (
        "0",
        "-1",
        "1",
        "2",
        "3",
        "1e3",
        "1.5",
        "",
        "x",
        "-0",
        "+2",
        "1000001",
        "2147483648",
        "9223372036854775808",
        "9" * 30,
        "nan",
        "٣",
        " 2",
        "0x2",
    )
)
new_paths = st.sampled_from(("out", "deep/er/out", "-out", "out ", "[/out]", "\u202eout", "x" * 200))
paths = new_paths | wild | st.sampled_from(
    ("", ".", "..", "../..", "run", "run/x", "full", "full/thesis.txt", "short.yaml", "short.yaml/x", "/dev/null",
    "/dev/null/x", "/proc/nope",
     "x" * 300, "x/" * 3000, "a\x00b", "\udcff", "\ud800", "CON", "./out/../../here")
)  # fmt: skip
scenario_files = st.sampled_from(("short.yaml", "short.yaml", "month.yaml", "known.yaml"))
odd_scenarios = wild | st.sampled_from(
    ("documentd", "", "folder.yaml", "bare.csv", "nope.yaml", "x" * 300 + ".yaml", "run", "\udcff.yaml", "full")
)
any_scenario = scenario_files | odd_scenarios
one_scenario = st.lists(scenario_files, min_size=1, max_size=1) | st.lists(odd_scenarios, max_size=2)
more_scenarios = st.just(["known.yaml", "short.yaml"]) | st.lists(scenario_files | odd_scenarios, max_size=3)
settings_words = (
    st.sampled_from(
        (
            "militia.branching=0.4",
            "militia.branching=7",
            "militia.brnching=0.4",
            "=",
            "x=1",
            "us.x",
            "militia.branching=nan",
            "militia.branching=1e999",
            "a=b=c",
            "militia.branching=",
        )
    )
    | wild
)
params = (
    st.sampled_from(("point", "posterior", "p.yaml", "nope.csv", "bare.csv", "folder.yaml", "run", "", "x" * 300 + ".csv"))
    | st.sampled_from(("train", "whole", "trian"))
    | wild
)
days = (
    st.sampled_from(("2020-01-08", "2020-01-01", "2020-02-30", "20200101", "2020-W01-1", "9999-12-31", "0000-00-00", "")) | wild
)
people = st.sampled_from(("us", "iran", "iraq", "nobody", "")) | wild
acts = st.sampled_from(("airstrike", "strike", "strike_us", "")) | wild
FLAG = st.just("")
"""An option without a value."""
RUNS: Mapping[str, st.SearchStrategy[str]] = {
    "--worlds": numbers, "--seed": numbers, "--out": paths, "--set": settings_words, "--params": params, "--block": numbers,
    "--force": FLAG, "--json": FLAG,
}  # fmt: skip
varied = st.sampled_from(
    ("militia.branching=0.2:0.5", "militia.branching=0.2,0.4", "branch=2020-01-03", "luck=fresh", "interventions[0].id=x", "=",
     "x=1:0",
     "militia.branching=nan", "militia.branching=0:1e999", "branch=2020-01-03:2020-01-02", "militia.branching", "a[99999].b=1")
) | wild  # fmt: skip
designs = st.sampled_from(("grid", "lhs", "sobol", "posterior", "bare.csv", "nope.csv", "run/summary.csv", "sobl", "")) | wild
OPTIONS: Mapping[str, Mapping[str, st.SearchStrategy[str]]] = {
    "run": RUNS, "compare": RUNS,
    "batch": {**RUNS, "--seeds": st.sampled_from(("7,8", "7:8", "8:7", "7,7", "x", "1:99999999999999999999", "")) | wild,
    "--vary": varied, "--design": designs, "--points": st.sampled_from(("0", "1", "2", "x")), "--extend": FLAG},
    "sweep": {**RUNS, "--vary": varied, "--design": designs, "--points": st.sampled_from(("0", "1", "2", "4", "x", "10001")),
    "--reference": st.sampled_from(("0", "1", "-1", "9" * 30, "x"))},
    "effects": {"--reference": st.sampled_from(("known", "0", "-1", "9" * 30, "")) | wild, "--out": paths, "--force": FLAG,
    "--json": FLAG, "--beside": paths},
    "sensitivity": {"--reference": any_scenario, "--arm": any_scenario, "--worlds": numbers, "--seed": numbers, "--out": paths,
    "--groups": st.sampled_from(("owners", "a=us.*", "=", "a=*", "a=b=c", "")) | wild, "--set": settings_words,
    "--params": params, "--force": FLAG, "--json": FLAG},
    "scenarios": {"--diff": st.sampled_from(("no_gaza_war", "documented")) | wild, "--folder": paths, "--json": FLAG},
    "validate": {}, "schema": {}, "rules": {"--json": FLAG, "--actor": people},
    "record": {
        "--since": days, "--until": days, "--actor": people, "--action": acts, "--target": acts, "--country": people,
        "--confidence": wild, "--id": wild,
        "--by": st.sampled_from(("year", "month", "actor", "id", "summary", "")) | wild, "--cite": FLAG, "--uncoded": FLAG,
        "--totals": FLAG, "--json": FLAG,
        "--export": st.sampled_from(("new.csv", "new.parquet", "new.json", "deep/new.csv", "new.txt")) | paths,
    },
    "explain": {"--world": numbers, "--event": numbers, "--date": days, "--actor": people, "--action": acts,
    "--scenario": st.just("month") | wild, "--json": FLAG},
    "reproduce": {"--json": FLAG, "--of": paths, "--record": paths, "--contexts": paths},
    "score": {"--window": st.sampled_from(("tset", "2020-01-01", "2020-01-05:2020-01-01", "0001-01-01:9999-12-31", ":",
    "")) | wild, "--refit": wild, "--draws": numbers, "--each": FLAG, "--ahead": paths},
    "ahead": {"--record": paths, "--contexts": paths, "--until": days, "--days": numbers, "--seed": numbers, "--out": paths},
    "check": {"--only": wild, "--switch-off": wild, "--worlds": numbers, "--seed": numbers, "--set": settings_words,
    "--params": params, "--json": FLAG},
    "calibrate": {"--window": st.sampled_from(("tran", "test", "", "2020-01-01:2020-02-01")) | wild, "--particles": numbers,
    "--runs": numbers, "--seed": numbers, "--out": paths, "--checkpoints": paths},
}  # fmt: skip
ARGUMENTS: Mapping[str, Words] = {
    "run": one_scenario, "compare": more_scenarios, "batch": more_scenarios, "sweep": one_scenario, "validate": more_scenarios,
    "explain": st.just(["run"]) | st.lists(paths, max_size=2), "effects": st.just(["run"]) | st.lists(paths, max_size=2),
    "sensitivity": st.just(["run"]) | one_scenario,
    "reproduce": st.sampled_from((["run"], ["run/manifest.json"],
    ["full"])) | st.lists(paths, max_size=2),
}  # fmt: skip
LAST: Mapping[str, Words] = {
    "sensitivity": st.just(["--draws", "1", "--no-coverage"]),
    "run": st.just([]), "score": st.just(["--params", "nope.csv"]), "calibrate": st.just(["--particles", "1"]),
    "ahead": st.just(["--params", "nope.csv"]),
    "check": st.just(["--jobs", "1", "--only", "no-such-target"]),
}  # fmt: skip
"""Words that come after all others, so that what would rightly take minutes is refused instead."""


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A command with some options; one in ten is none of ours, or begins with an unknown option."""
    name = draw(st.sampled_from(sorted(OPTIONS)))
    words = list(draw(ARGUMENTS.get(name, st.lists(wild, max_size=1))))
    if name in ("run", "compare", "batch", "sweep"):
        words += ["--worlds", "2"]
    for option in draw(st.lists(st.sampled_from(sorted(OPTIONS[name])), max_size=3)) if OPTIONS[name] else ():
        value = draw(OPTIONS[name][option])
        words += (
            [option]
            if OPTIONS[name][option] is FLAG
            else draw(st.sampled_from(([option, value], [option, value], [f"{option}={value}"], [option])))
        )
    words += draw(st.sampled_from(([],) * 8 + (["--help"], ["--nonsense"], ["--", "-x"])))
    words += draw(LAST.get(name, st.just([])))
    if draw(st.integers(0, 19)) == 0:
        name = draw(wild.filter(lambda word: word not in OPTIONS))
    return Case("commands", (name, *words), FILES, base=True)


BOUNDARY = tuple(
    Case("commands", words, FILES, base=True, note=note)
    for note, words in {
        "nothing": (), "an empty word": ("",), "the version": ("--version",), "more than any disk holds": ("run", "free_run",
        "--worlds", "1000000"),
        "no scheduler there": ("run", "short.yaml", "--worlds", "2", "--scheduler", "tcp://127.0.0.1:1"),
        "no address": ("run", "short.yaml", "--scheduler", "nonsense"),
        "an empty address": ("run", "short.yaml", "--worlds", "2", "--scheduler", ""), "too many processes": ("run",
        "short.yaml", "--jobs", "100000"),
        "no processes": ("batch", "short.yaml", "--jobs", "0"),
        "a folder of somebody's": ("run", "short.yaml", "--worlds", "2", "--out", "full", "--force"),
    }.items()
)  # fmt: skip
"""Asked in every long hunt."""


def follow(case: Case, here: Path, answer: Answer) -> None:
    """What was written is whole, and what was there is left."""
    if not (here / FOREIGN).is_file() or (here / FOREIGN).read_bytes() != MINE:
        raise BrokenError("deleted a user's file", f"{FOREIGN} is not what it was")
    if answer.code != 0 or case.words[0] not in ("run", "compare", "batch"):
        return
    for path in answer.changed:
        folder = (here.parent / path).parent
        if Path(path).name == "manifest.json":
            judge_run(folder, pages=case.words[0] != "batch")


KIND = Kind("commands", cases(), functools.partial(checked, follow=follow), share=0.12, always=BOUNDARY)
