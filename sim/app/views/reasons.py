"""Why an event happened: its cause, that one's cause and so on, how sure that is, what held back, what sources say."""

from __future__ import annotations

import streamlit as st

from sim.app.asking import why
from sim.app.charts import CONFIG, bars
from sim.app.events import chain_told, escaped
from sim.app.runs import Asked
from sim.app.views.common import listed
from sim.app.views.which import Seen
from sim.app.worlds import Ran
from sim.explain.explanation import Explanation
from sim.lessons.telling import shares_of
from sim.record.links import SPEAKERS
from sim.wording import percents

AT_WORK = 0.995
"""A restraint that leaves more of the rate than that is not at work."""


def show(wanted: Asked, found: Ran, now: Seen, number: int) -> None:
    """Draw the reasons of an event."""
    st.header("Why?")
    for at, each in enumerate(chain_told(now.events, number)):
        begins = "" if at == 0 else "which answered: "
        st.markdown(f"{'&nbsp;' * 4 * min(at, 6)}{begins}**{each.date}** {escaped(each.text)}. It came {escaped(each.why)}")
    reason = why(wanted, found, now.world, number)
    if reason is None:
        st.markdown("No rule stands behind it: the scenario put it in.")
        return
    _shares(reason)
    _said(reason)
    _restraints(reason)


def _shares(reason: Explanation) -> None:
    """What it may have come from, with the probability of each; they add up to one."""
    shares = shares_of(reason)
    words = percents(*(each.share for each in shares))
    shown = [(each, word) for each, word in zip(shares, words, strict=True) if word != "0 %"]
    st.markdown(f"How sure is that? Event {reason.how}. It may have come from:")
    names = [each.motive.replace("_", " ") for each, _ in shown]
    says = "; ".join(f"{name} {word}" for name, (_, word) in zip(names, shown, strict=True))
    st.plotly_chart(
        bars(names, [each.share for each, _ in shown], [word for _, word in shown]), config=CONFIG, alt=says, key="shares"
    )  # fmt: skip
    st.markdown(listed([(word, each.motive, each.sentence, each.source) for each, word in shown]))


def _said(reason: Explanation) -> None:
    if reason.said:
        st.markdown("What sources say it answered (a stated reason may be a pretext):")
        st.markdown("\n".join(f"- `{each.cause}`, said by {SPEAKERS[each.said_by]}, {each.strength}" for each in reason.said))


def _restraints(reason: Explanation) -> None:
    at_work = [each for each in reason.restraints if each.factor < AT_WORK]
    if not at_work:
        st.markdown("Nothing held it back.")
        return
    rows = [(f"× {each.factor:.2f}", each.name, each.sentence, each.source) for each in at_work]  # noqa: RUF001
    st.markdown(f"What held back, with the part of the rate that each leaves:\n\n{listed(rows)}")
