"""What a copy of the project shows once the steps of docs/extending.md are done in it.

`python -m tests.extended LOOK,LOOK FOLDER`, in the copy, prints what these looks see as JSON; files go to the folder. They use
what the project offers anybody; none of them adds anything.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sim
from sim.cli import call
from sim.explain import explain_event
from sim.model import EscalationModel
from sim.scenario import Scenario, load_scenario

GROUP, TERM, MEASURE, DECISION, TARGET = "saraya_al_khorasani", "emboldened", "threats", "condemn_iran", "calm-after-hasakah"
MECHANISM, KIND, QUESTION = "impunity", "ceasefire", "answer_wounds"
KEY = "kataib_hezbollah", "attack_convoy"
SHARES = ("share_of_bases", "share_of_convoys", "share_of_gaza", "blame")


def said(*words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = call(words)
    return code, out.getvalue(), err.getvalue()


def rules(term: str) -> list[dict[str, Any]]:
    """What `escalation rules` prints of a term."""
    return [row for row in json.loads(said("rules", "--json")[1]) if row["term"] == term]


def free(start: str, end: str, **changes: Any) -> Scenario:
    """Some days of the free run."""
    return load_scenario("free_run").edit(start=start, branch=start, end=end, **changes)


def write(folder: Path, name: str, text: str) -> str:
    """A file of a scenario over a few weeks of 2020; returns its path."""
    head = "extends: free_run\ntitle: T\nquestion: Q?\nstart: 2020-01-01\nbranch: 2020-01-01\nend: 2020-02-15\n"
    path = folder / f"{name}.yaml"
    path.write_text(head + text, encoding="utf-8")
    return str(path)


# One look for each section of the page --------------------------------------------------------------------------------------


def militia(folder: Path) -> dict[str, Any]:
    """The new group in the model, in the draws, in a free run, in scenarios."""
    run = sim.simulate(free("2021-01-01", "2021-12-31"), worlds=512)
    model = EscalationModel(free("2020-01-01", "2020-01-02"), worlds=6)
    model.step()
    values = model.parameters.values
    groups = [agent.name for agent in model.groups]
    own = run.events[run.events["actor"] == GROUP]
    removed = write(folder, "removed", f"interventions:\n  - remove_actor: {GROUP}\n")
    attack = f"{{date: 2020-01-20, actor: {GROUP}, action: rocket_attack, target: us_military}}"
    blamed = load_scenario(write(folder, "blamed", f"interventions:\n  - add_event: {attack}\n"))
    added = sim.simulate(blamed, worlds=2).events
    return {
        "agents": [agent.name for agent in model.agents],
        "rates": {name: float(np.min(each.rate)) for (actor, name), each in model.decisions().items() if actor == GROUP},
        "drawn": [name for name in SHARES if np.ndim(values[f"{groups[0]}.{name}"])],
        "sums": {name: np.ravel(sum(values[f"{group}.{name}"] for group in groups)).tolist() for name in SHARES},
        "share": float(np.ravel(values[f"{GROUP}.share_of_convoys"])[0]),
        "attacks": own["action"].value_counts().to_dict(),
        "claims": sorted(own.loc[own["action"].str.startswith("attack"), "claimed_as"].unique().tolist()),
        "removed": said("validate", removed),
        "misspelt": said("validate", write(folder, "misspelt", "interventions:\n  - remove_actor: saraya_al_korasani\n")),
        "added": int(((added["actor"] == GROUP) & (added["date"] == "2020-01-20") & (added["action"] == "attack_base")).sum()),
    }


def motive(folder: Path) -> dict[str, Any]:
    """The new term around the release of 29 June 2020: in the rule table, in the rates, switched off, in the why-trace."""
    span = load_scenario("documented").edit(start="2020-06-15", end="2020-07-20", warm_up=20)
    on, off = (EscalationModel(span.edit(switch_off=names), parameters="point") for names in ((), (MECHANISM,)))
    days = []
    for day, _ in zip(on.run(), off.run(), strict=True):
        with_term, without = on.decisions()[KEY], off.decisions()[KEY]
        value = dict(zip(with_term.motive_names, with_term.motive_values, strict=True))[TERM]
        days.append((str(day), float(value), float(with_term.rate), float(without.rate)))
    log = on.event_log.events()
    bombs = log[(log["action"] == KEY[1]) & (log["date"] > "2020-06-30")].iloc[0]
    again = EscalationModel(span, parameters="point")
    told = explain_event(again, str(bombs["date"].date()), str(bombs["actor"]), KEY[1])
    part = next(each for each in told.motives if each.name == TERM)
    return {
        "rules": rules(TERM),
        "days": days,
        "motives_off": off.decisions()[KEY].motive_names,
        "share": part.share,
        "parents": [(str(parent.date), parent.action) for parent in part.parents],
        "refused": said("validate", write(folder, "off", "switch_off: [impunitty]\n")),
        "taken": said("validate", write(folder, "on", f"switch_off: [{MECHANISM}]\n")),
    }


def measure(folder: Path) -> dict[str, Any]:
    """The new measure in the tables of a comparison, where a scenario watches it."""
    quiet = "interventions:\n  - set: {parameter: militia.threats, value: 0}\n"
    arms = [write(folder, name, f"watch: [{MEASURE}]\n" + text) for name, text in (("plain", ""), ("quiet", quiet))]
    out = folder / "out"
    done = said("compare", *arms, "--worlds", "12", "--params", "point", "--out", str(out))
    worlds, events = (pd.read_parquet(out / f"{name}.parquet") for name in ("worlds", "events"))
    counted = events[events["action"] == "threaten"].groupby(["scenario", "world"])["count"].sum()
    tables = {name: pd.read_csv(out / f"{name}.csv") for name in ("summary", "effects")}
    report = (out / "report.html").read_text(encoding="utf-8")
    return {
        "done": done,
        "worlds": worlds[MEASURE].tolist(),
        "counted": [int(counted.get((row.scenario, row.world), 0)) for row in worlds.itertuples()],
        "rows": {name: int((table["measure"] == MEASURE).sum()) for name, table in tables.items()},
        "report": "Threats" in report,
    }


def decision(folder: Path) -> dict[str, Any]:
    """The new decision in the rule table, in the record, in its score, and in a run."""
    missiles = "{date: 2020-01-10, actor: iran, action: strike_in_iraq, target: kurdistan, because: a test}"
    certain = "\n  - set: {parameter: iraq_government.rebukes_per_iranian_strike, value: 20}"
    run = sim.simulate(load_scenario(write(folder, "erbil", f"interventions:\n  - add_event: {missiles}{certain}\n")), worlds=8)
    rebukes = run.events[run.events["action"] == DECISION]
    span = load_scenario("documented").edit(start="2024-01-10", end="2024-01-20", warm_up=20)
    model = EscalationModel(span, parameters="point")
    for _ in model.run():
        pass
    log = model.event_log.events()
    return {
        "rules": [rules(term) for term in ("unprompted_rebuke_of_iran", "iranian_fire")],
        "worlds": int(rebukes["world"].nunique()),
        "causes": sorted(rebukes["cause"].unique().tolist()),
        "daily": int(run.daily[DECISION].sum()),
        "documented": [str(day.date()) for day in log.loc[log["action"] == DECISION, "date"]],
        "scored": float(model.log_probability[DECISION]),
    }


def intervention(folder: Path) -> dict[str, Any]:
    """The new kind of intervention in a run, and refused where it is wrong."""
    held = write(folder, "held", f"interventions:\n  - {KIND}: {{from: 2020-01-15, until: 2020-02-10}}\n")
    daily = sim.simulate(held, worlds=16, params="point").daily
    attacks = daily.assign(all=daily["attack_base"] + daily["attack_convoy"]).groupby("date")["all"].sum()
    wrong = write(folder, "wrong", f"interventions:\n  - {KIND}: {{form: 2020-01-15}}\n")
    return {
        "before": int(attacks[:"2020-01-14"].sum()),  # type: ignore[misc]
        "held": int(attacks["2020-01-15":"2020-02-10"].sum()),  # type: ignore[misc]
        "after": int(attacks["2020-02-11":].sum()),  # type: ignore[misc]
        "schema": KIND in json.loads(said("schema")[1])["$defs"],
        "wrong": said("validate", wrong),
    }


def calibration(folder: Path) -> dict[str, Any]:
    """The new target, baseline and figure of the calibration."""
    from calibration.baselines.fitting import SeriesData, fit
    from calibration.baselines.registry import NAMES, baselines
    from calibration.figures.__main__ import figures
    from calibration.program import call as run
    from calibration.targets.check import evaluate_targets

    (row,) = evaluate_targets(worlds=20, only=[TARGET]).to_dict("records")
    rng = np.random.default_rng(3)
    counts = rng.poisson(np.where(np.arange(200) < 100, 0.2, 2.0)).astype(float)
    data = SeriesData(counts, np.ones(200), np.zeros(200), np.zeros(200), once=False)
    model = next(model for model in baselines("raid") if model.name == "last_month")
    with contextlib.redirect_stdout(io.StringIO()):
        code = run(figures, ["--only", "half_lives", "--out", str(folder), "--draws", "40"])
    return {
        "target": {name: row[name] for name in ("observed", "low", "high", "in_fit", "kind")},
        "baselines": NAMES,
        "rates": model.rates({"rate": 0.5, "pull": 1.0}, data).tolist(),
        "counts": counts.tolist(),
        "fitted": sorted(fit(model, data, 0, dispersed=False, thinned=False).values),
        "figure": (code, (folder / "half_lives.png").stat().st_size),
    }


def figure(folder: Path) -> dict[str, Any]:
    """The new figure among those of a comparison, in its report; the new question and the new lesson in their lists."""
    arms = [write(folder, "a", ""), write(folder, "b", "interventions:\n  - remove_actor: us\n")]
    done = said("compare", *arms, "--worlds", "4", "--params", "point", "--out", str(folder / "out"))
    listed = {row["name"]: row["question"] for row in json.loads(said("scenarios", "--json")[1])}
    return {
        "done": done,
        "figures": sorted(path.name for path in (folder / "out" / "figures").iterdir()),
        "caption": "The dead on both sides from the first simulated day on"
        in (folder / "out" / "report.html").read_text(encoding="utf-8"),
        "question": listed.get(QUESTION),
        "set": [item.as_yaml() for item in load_scenario(QUESTION).interventions],
        "lesson": said("validate", "scenarios/lessons/no_siege.yaml"),
        "lessons": said("lesson")[1],
    }


LOOKS = {look.__name__: look for look in (militia, motive, measure, decision, intervention, calibration, figure)}


def main(names: str, folder: Path) -> None:
    """Print what some looks see, and whose code they saw."""
    seen: dict[str, Any] = {"code": str(Path(sim.__file__).parent.parent)}
    for name in names.split(","):
        (folder / name).mkdir(parents=True)
        seen[name] = LOOKS[name](folder / name)
    sys.stdout.write("\n" + json.dumps(seen, default=str))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
