"""What the tables of effects say, in sentences and short words: for figures, the report and the command line."""

from __future__ import annotations

import math

import pandas as pd

from sim.estimates.estimating import Estimate
from sim.estimates.variance import NOT_TOLD_APART, ONE_VECTOR, TOLD_APART
from sim.extrapolation import beyond, levels_set, thicker
from sim.figures.effect import Heading
from sim.figures.lettering import legible
from sim.figures.style import number, plain_day, signed
from sim.figures.swept import value_text
from sim.figures.write_effects import Drawn
from sim.parameters import load_parameters
from sim.results.spans import Span
from sim.scenario import Scenario
from sim.sweeps.designs import Design
from sim.sweeps.factors import factor_named
from sim.sweeps.points import points_of
from sim.vocabulary.measures import MEASURES, NEVER_DOCUMENTED, in_order
from sim.wording import percents

ESTIMANDS = {
    "given all that followed": "the effect in the history that was: each day's luck is what the documented acts leave open",
    "on average": "the effect over histories as they might have gone: the luck after the branch is new",
    "as documented": "nothing in this arm is simulated",
}
"""What each estimand asks, in words."""
COUPLINGS = {
    "causes": "acts are tied to the other arm by what caused them",
    "inversion": "acts are tied to the other arm by their luck alone",
    "none": "nothing is drawn",
}
SPREADS = {
    TOLD_APART: "worlds that share a draw of the parameters tell what is luck and what is parameters",
    NOT_TOLD_APART: "each world has a draw of its own, so that luck and parameters cannot be told apart: the mean effect varies "
    "less over parameters than single worlds do, but how much less takes more worlds than there are draws",
    ONE_VECTOR: "all worlds have the same parameters: they differ by luck alone; no interval holds what parameters leave open",
}
MISLEADING = {
    "two modes": "the worlds fall into two heaps, and the mean lies between them: read the shares",
    "mostly nothing": "most worlds do not differ at all, and the mean is that of the few that do: read the shares",
}
"""Shapes of which the mean is no typical world."""


def measures_of(estimate: Estimate, arm: str) -> list[str]:
    """The measures that an arm's scenario watches, in order."""
    return in_order(estimate.scenario_of(arm).watch)


def title_of(estimate: Estimate, arm: str) -> str:
    """An arm's title; of a point its values too."""
    scenario = estimate.scenario_of(arm)
    title = legible(scenario.title, scenario.name)
    if not estimate.opened.is_sweep:
        return title
    row = estimate.rows_of(arm).iloc[0]
    values = ", ".join(f"{name} = {_value(row[name])}" for name in estimate.opened.manifest["varied"])
    return f"{title}, point {arm.partition('#')[2]} ({values})"


def _value(value: object) -> str:
    return value_text(value.date() if isinstance(value, pd.Timestamp) else value)  # type: ignore[arg-type]


def drawn(estimate: Estimate, arm: str) -> Drawn:
    """What the figures show of an arm."""
    rows = estimate.rows_of(arm)
    first, opened = rows.iloc[0], estimate.opened
    span = _days(Span(*(pd.Timestamp(first[key]).date() for key in ("since", "until"))))
    subtitle = f"“{title_of(estimate, arm)}” minus “{title_of(estimate, estimate.reference)}”, {opened.worlds:,} worlds, {span}."
    foot = f"{opened.worlds:,} worlds, {opened.seeds_in_words}; {first['estimand']}; coupling: {first['coupling']}."
    months = estimate.monthly[estimate.monthly["scenario"] == arm]
    scenario = estimate.scenario_of(arm)
    question = legible(scenario.question, scenario.name)
    return Drawn(rows, months, measures_of(estimate, arm), Heading(question, subtitle, foot))


def _days(span: Span) -> str:
    since, until = (plain_day(day, "%b") for day in span)
    return f"counted on {since}" if since == until else f"counted from {since} to {until}"


def answer(estimate: Estimate, arm: str) -> str:
    """A few sentences on the first watched measure: the mean effect and its error, how sure, and what it would hide."""
    name = measures_of(estimate, arm)[0]
    row, label = estimate.rows_by_measure(arm)[name], f"“{MEASURES[name].label}”"
    if pd.isna(row["difference"]):
        return f"No world has a value of {label} in both."
    if row["p_same"] == 1:
        return f"{label} is the same in every world, {number(float(row['mean']))} on average."
    error = "" if pd.isna(row["standard_error"]) else f" (Monte Carlo standard error {number(float(row['standard_error']))})"
    less, same, more = percents(row["p_less"], row["p_same"], row["p_more"])
    parts = [
        f"{label}: {signed(float(row['difference']))} on average{error}, from {number(float(row['reference_mean']))} to "
        f"{number(float(row['mean']))}. Lower in {less} of the worlds, the same in {same}, higher in {more}.",
        f"Single worlds: 90 % lie from {signed(float(row['difference_low']))} to {signed(float(row['difference_high']))}, "
        "luck and parameters together.",
        _over_parameters(row),
        _over_couplings(row),
        _own(row),
        f"Mind that {MISLEADING[row['shape']]}." if row["shape"] in MISLEADING else "",
    ]
    return " ".join(filter(None, parts))


def _over_parameters(row: pd.Series) -> str:
    if math.isnan(row["effect_low"]):
        return ""
    return (
        f"The mean effect itself: from {signed(float(row['effect_low']))} to {signed(float(row['effect_high']))} "
        "over 90 % of the parameters' draws."
    )


def _over_couplings(row: pd.Series) -> str:
    if not row["couplings"]:
        return ""
    low, high = signed(float(row["coupling_low"])), signed(float(row["coupling_high"]))
    return f"Over couplings ({row['couplings']}) the mean effect goes from {low} to {high}."


def _own(row: pd.Series) -> str:
    """The edited acts themselves, where they count for anything in the measure."""
    if math.isnan(row["own"]) or row["own"] == 0:
        return ""
    own, followed = signed(float(row["own"])), signed(float(row["followed"]))
    return f"Of the difference {own} are the edited acts themselves, {followed} followed."


def asked(estimate: Estimate, arm: str) -> str:
    """Which question an arm's numbers answer, with what ties its luck to the other arm."""
    row = estimate.rows_of(arm).iloc[0]
    return (
        f"Estimand: {row['estimand']} ({ESTIMANDS[row['estimand']]}). Coupling: {row['coupling']} ({COUPLINGS[row['coupling']]})."
    )


def spread(estimate: Estimate) -> str:
    """Whether luck and parameters are told apart, in a sentence; the first reason if measures differ."""
    for says in estimate.table["spread"]:
        if says:
            words = SPREADS.get(says, "too few worlds share a draw of the parameters to tell luck and parameters apart")
            return f"{words[0].upper()}{words[1:]}."
    return ""


def range_of(estimate: Estimate) -> str:
    """What the range over couplings was taken over, and what it means; empty if none was."""
    says = next((says for says in estimate.table["couplings"] if says), "")
    return says and (
        f"Range over couplings ({says}): the least and the greatest mean difference, each from a run of its own. "
        "What happened does not say which coupling is right (Haugh and Singal 2022)."
    )


def beyond_of(estimate: Estimate, arm: str) -> str:
    """The line on what an arm holds that the record does not; empty if there is nothing of it."""
    rows = estimate.rows_by_measure(arm)
    acts = beyond({name: float(rows[name]["mean"]) for name in NEVER_DOCUMENTED})
    days = pd.date_range(next(iter(rows.values()))["since"], next(iter(rows.values()))["until"]).to_numpy()
    states = thicker(estimate.beyond[arm], days) if arm in estimate.beyond else ""
    return " ".join(filter(None, (acts, levels_set(_as_run(estimate, arm)), states)))


def _as_run(estimate: Estimate, arm: str) -> Scenario:
    """The scenario of an arm; of a sweep's point with its levers set."""
    scenario = estimate.scenario_of(arm)
    varied = estimate.opened.manifest["varied"] if estimate.opened.is_sweep else ()
    factors = [factor_named(name, scenario) for name in varied if name not in load_parameters().names]
    if not factors:
        return scenario
    row = estimate.rows_of(arm).iloc[0]
    design = Design("file", tuple(factors), (tuple(factor.read(row[factor.name]) for factor in factors),))
    return points_of(scenario, design).scenarios[0]
