"""Scenario files: every key and intervention, mostly right; then spoiled. What `validate` accepts must run to its end."""

from __future__ import annotations

import functools
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.case import Case
from tests.fuzz.kinds.kind import Kind, checked
from tests.fuzz.mutate import odd_words, plain_text, spoiled, unicode_text
from tests.fuzz.oracle import NO_BOUND, Answer, BrokenError, ask, judge, judge_run

FILE = "s.yaml"
LONGEST_RUN = 120
"""Days, those of the warm-up counted, of a scenario that is run and not only validated."""
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MARKED = (
    "a $\\foo$ b",
    "Costs $5 and $10",
    "[bold]x[/nope]",
    "<b>&amp;</b>",
    "%s {x} {{ y }}",
    "\\",
    "_x_ ^2",
    "\u05d0\u05d1",
    "\U0001f4a5",
    'it\'s "so"',
)


@functools.cache
def coded_events() -> tuple[tuple[str, date], ...]:
    """Events of the record that are decisions of the model, with their days."""
    from sim.scenario.recorded import event_days

    return tuple((key, day) for key, day in event_days().items() if day is not None)


@functools.cache
def beginnings() -> tuple[str, ...]:
    """Rows that no rule codes and with which a dated context begins."""
    from sim.scenario.recorded import event_days, spans_begun_by

    return tuple(event for event in event_days() if spans_begun_by(event))


@st.composite
def valid(draw: st.DrawFn) -> dict[str, Any]:
    """The keys of a scenario, right but for what their combination may break."""
    from sim.vocabulary.answers import ANSWERS
    from sim.vocabulary.measures import MEASURES
    from sim.vocabulary.mechanisms import MECHANISMS

    start = date(2018, 9, 1) + timedelta(draw(st.integers(0, 1950)))
    end = start + timedelta(draw(st.integers(1, 45)))
    data: dict[str, Any] = {"title": draw(_texts), "question": draw(_texts), "start": str(start), "end": str(end)}
    data["warm_up"] = draw(st.integers(0, 60))
    if draw(st.booleans()):
        data["extends"] = draw(st.sampled_from(("documented", "documented", "free_run", "no_gaza_war")))
    branch = draw(st.none() | st.integers(0, (end - start).days).map(lambda days: start + timedelta(days)))
    if branch is not None:
        data["branch"] = str(branch)
        data["luck"] = draw(st.sampled_from(("abducted", "fresh")))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "contexts": st.sampled_from(("recorded", "none")),
        "reporting": st.sampled_from(("as_recorded", "complete")),
        "switch_off": st.lists(st.sampled_from(sorted(MECHANISMS)), max_size=3, unique=True),
        "switch_off_in": st.sampled_from(("both_arms", "this_arm") if branch and data["luck"] == "abducted" else ("this_arm",)),
        "watch": st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=4, unique=True),
        "theme": _texts,
        "answer": st.lists(st.sampled_from(ANSWERS), max_size=3),
        "sources": st.lists(_texts, max_size=3),
        "notes": _texts,
        "interventions": st.lists(interventions(start, end, branch), max_size=3),
    }
    for key, strategy in optional.items():
        if draw(st.booleans()):
            data[key] = draw(strategy)
    return data


_texts = plain_text | st.sampled_from(MARKED)


@st.composite
def interventions(draw: st.DrawFn, start: date, end: date, branch: date | None) -> dict[str, Any]:
    """One intervention that fits the span, as YAML has it."""
    kind = draw(st.sampled_from((_set,) if branch is None else INTERVENTIONS))
    body = kind(draw, branch or start, end)
    if draw(st.booleans()):
        next(iter(body.values()))["because"] = draw(_texts)
    return body


def _day(draw: st.DrawFn, first: date, last: date) -> str:
    return str(first + timedelta(draw(st.integers(0, (last - first).days))))


def _span(draw: st.DrawFn, first: date, last: date) -> dict[str, str]:
    since = _day(draw, first, last)
    return {"from": since, **({"until": _day(draw, date.fromisoformat(since), last)} if draw(st.booleans()) else {})}


def _set(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.parameters import load_parameters

    name = draw(st.sampled_from(load_parameters().names))
    low, high = load_parameters().entry(name).bounds
    value = draw(st.sampled_from((low, high)) | st.floats(low, high))
    return {"set": {"parameter": name, "value": value, **(_span(draw, first, last) if draw(st.booleans()) else {})}}


def _event(draw: st.DrawFn, first: date, last: date) -> str:
    near = [key for key, day in coded_events() if first <= day <= last]
    return draw(st.sampled_from(near or [key for key, _ in coded_events()]))


def _event_or_beginning(draw: st.DrawFn, first: date, last: date) -> str:
    return _event(draw, first, last) if draw(st.integers(0, 4)) else draw(st.sampled_from(beginnings()))


def _remove_event(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    return {"remove_event": {"id": _event_or_beginning(draw, first, last)}}


CASUALTIES = (
    "us_killed",
    "us_wounded",
    "coalition_killed",
    "iraqi_forces_killed",
    "militia_killed",
    "militia_wounded",
    "iran_killed",
    "civilians_killed",
)
counts = st.sampled_from((0, 1, 3, 32_767, 32_768, 40_000, 1_000_000)) | st.integers(0, 200)


def _edit_event(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.vocabulary.decisions import MILITIAS

    changes = draw(st.dictionaries(st.sampled_from(CASUALTIES), counts, min_size=1, max_size=3))
    author = {"author": draw(st.sampled_from(MILITIAS))} if draw(st.booleans()) else {}
    weapon = {"weapon": draw(st.sampled_from(("drone", "rocket")))} if draw(st.booleans()) else {}
    return {"edit_event": {"id": _event(draw, first, last), **changes, **author, **weapon}}


def _add_event(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.record.schema import COUNTRIES
    from sim.vocabulary.decisions import ACTION_TYPE, ACTORS, decisions_of

    actor = draw(st.sampled_from(sorted(ACTORS)))
    action = draw(st.sampled_from(decisions_of(actor)))
    body: dict[str, Any] = {
        "date": _day(draw, first, last),
        "actor": actor,
        "action": action,
        "target": ACTION_TYPE[action].target,
    }
    if draw(st.booleans()):
        body["country"] = draw(st.sampled_from(sorted(COUNTRIES)))
    return {"add_event": body | draw(st.dictionaries(st.sampled_from(CASUALTIES), counts, max_size=2))}


def _forbid(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.vocabulary.decisions import ACTORS, decisions_of

    actor = draw(st.sampled_from(sorted(ACTORS)))
    return {"forbid": {"actor": actor, "decision": draw(st.sampled_from(decisions_of(actor))), **_span(draw, first, last)}}


def _context(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.record.contexts import load_contexts

    level = draw(st.sampled_from((0, 0.5, 1, 100)))
    return {"context": {"name": draw(st.sampled_from(load_contexts().names)), "level": level, **_span(draw, first, last)}}


def _remove_actor(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.vocabulary.decisions import ACTORS

    return {"remove_actor": {"actor": draw(st.sampled_from(sorted(ACTORS)))}}


def _move_event(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    return {"move_event": {"id": _event_or_beginning(draw, first, last), "to": _day(draw, first, last)}}


def _policy(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.vocabulary.decisions import ACTORS, decisions_of, is_counted

    actor = draw(st.sampled_from(sorted(ACTORS)))
    decision = draw(st.sampled_from(decisions_of(actor)))
    body: dict[str, Any] = {
        "actor": actor,
        "decision": decision,
        "when": draw(_conditions | odd_words),
        **_span(draw, first, last),
    }
    rates = st.sampled_from((0, 0.001, 1, 100))
    body |= (
        {"rate": draw(rates)} if is_counted(decision) or draw(st.booleans()) else {"chance": draw(st.sampled_from((0, 0.5, 1)))}
    )
    if draw(st.booleans()):
        body["otherwise"] = draw(st.sampled_from(("never", "rules")))
    return {"policy": body}


QUANTITIES = (
    "0", "2", "1.5", "days_since(attack)", "days_since(us_killed)", "count(attack_base, 30)", "count(raid, 366)", "us_killed(7)",
    "militia_killed(1)", "context(gaza_war)", "scene.harassment", "scene.fear",
)  # fmt: skip
_numbers = st.recursive(
    st.sampled_from(QUANTITIES),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({' '.join(parts)})") | inner.map("-{}".format)
    ),
    max_leaves=4,
)
_conditions = st.recursive(
    st.just("always") | st.tuples(_numbers, st.sampled_from(("<", "<=", ">", ">=", "==", "!=")), _numbers).map(" ".join),
    lambda inner: (
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda parts: f"({' '.join(parts)})")
        | inner.map("not ({})".format)
    ),
    max_leaves=3,
)
"""Conditions of policies, most of them short enough."""


def _office(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.scenario.recorded import office_holders
    from sim.vocabulary.offices import OFFICES

    role = draw(st.sampled_from(sorted(OFFICES)))
    return {"office": {"role": role, "holder": draw(st.sampled_from(office_holders(role))), **_span(draw, first, last)}}


def _level(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.vocabulary.levels import LEVELS

    value = draw(st.sampled_from((0, 1, 3, 3.5)) | st.floats(0, 1))
    return {"level": {"name": draw(st.sampled_from(sorted(LEVELS))), "value": value, **_span(draw, first, last)}}


def _switch_off(draw: st.DrawFn, first: date, last: date) -> dict[str, Any]:
    from sim.scenario.interventions.switches import WHO
    from sim.vocabulary.mechanisms import MECHANISMS

    body: dict[str, Any] = {"mechanism": draw(st.sampled_from(sorted(MECHANISMS)))}
    if draw(st.booleans()):
        body["actor"] = draw(st.sampled_from(WHO))
    return {"switch_off": body | (_span(draw, first, last) if draw(st.booleans()) else {})}


INTERVENTIONS = (
    _set, _remove_event, _edit_event, _move_event, _add_event, _forbid, _policy, _context, _remove_actor, _office, _level,
    _switch_off,
)  # fmt: skip


def yaml_of(data: dict[str, Any]) -> str:
    """A scenario as people write it, a line for each key and item; what is odd is quoted as JSON quotes it."""
    lines = []
    for key, value in data.items():
        if isinstance(value, list) and value:
            lines += [f"{key}:", *(f"  - {_flow(item)}" for item in value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, str) and A_DAY.fullmatch(value):
        return value
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A third right, a third with one field made wrong, a third spoiled as text; one in twelve is run if it is accepted."""
    data = draw(valid())
    how = draw(st.sampled_from(("right", "wrong", "spoiled")))
    if how == "wrong":
        data[draw(st.sampled_from(sorted(data)))] = draw(
            st.none() | st.integers() | st.floats() | unicode_text | odd_words | st.just([[]]) | st.just({"a": 1})
        )
    text = yaml_of(data)
    contents = draw(spoiled(text)) if how == "spoiled" else text.encode("utf-8", "surrogatepass")
    run = draw(st.integers(0, 11)) == 7  # not 0, which is drawn more often than others
    return Case("scenarios", ("validate", FILE), {FILE: contents}, named=(".yaml",), note="then run" if run else "")


def follow(case: Case, here: Path, answer: Answer) -> None:
    """Run what was accepted, if it is short."""
    from sim.scenario import load_scenario

    if answer.code != 0:
        return
    if f"{FILE}: right" not in answer.out:
        raise BrokenError("not said", f"exit 0, but {answer.out!r} does not say that the file is right")
    scenario = load_scenario(here / FILE)
    if not case.note or (scenario.end - scenario.start).days + scenario.warm_up > LONGEST_RUN:
        return
    words = ("run", FILE, "--worlds", "2", "--out", "out")
    done = ask(words, here)
    judge(case, done, words)
    if done.code == 0:
        judge_run(here / "out", pages=True)
    elif NO_BOUND not in done.err:
        raise BrokenError("accepted, but not run", f"validate accepts it, and run ends with {done.code}: {done.err[-400:]}")


KIND = Kind("scenarios", cases(), functools.partial(checked, follow=follow), share=0.3)
