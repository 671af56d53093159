"""Links: strict reading, agreement with the codebook's figures."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from sim.errors import LONGEST, RecordError
from sim.paths import RECORD
from sim.record import load_coding, load_record
from sim.record.coding import code_record
from sim.record.links import COLUMNS, MOTIVES, Links, link_frame, load_links

PROJECT = load_record()
ROWS = PROJECT.rows()
OWN = load_links(rows=ROWS)
FRAME = link_frame(OWN.links, ROWS)

STRIKE, ATTACK = "2019-12-29-us-airstrike", "2019-12-27-kataib-hezbollah-rocket-attack"
ASSAULT = "2019-12-31-kataib-hezbollah-embassy-assault"
WEEK, MONTH = "2018-09-03-iraq-government-small-arms-attack", "2024-11-25-us-airstrike"
GOOD = {"id": STRIKE, "cause": ATTACK, "said_by": "actor", "strength": "sole", "coders": "both", "note": ""}


def write(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "links.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> Links:
    return load_links(path, ROWS)


# A wrong link


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"id": "2019-12-29-us-airstrik"},
            "column id: unknown id '2019-12-29-us-airstrik'; did you mean",
        ),
        ({"id": ""}, "link of (no id), column id: unknown id ''"),
        ({"cause": "2019-12-27-kataib-hezbolah-rocket-attack"}, f"did you mean '{ATTACK}'"),
        ({"cause": "nothing"}, "or write context:NAME, or missing:YYYY-MM-DD:NAME"),
        ({"cause": "context:gaza_wor"}, "column cause: unknown context 'gaza_wor'; did you mean 'gaza_war'"),
        ({"cause": "context:"}, "column cause: unknown context ''"),
        (
            {"cause": "missing:2019-02-30:a-speech"},
            "'2019-02-30' is not a calendar day; write missing:YYYY-MM-DD:NAME",
        ),
        ({"cause": "missing:20191227:a-speech"}, "column cause: '20191227' is not a calendar day"),
        ({"cause": "missing:2019-12-27"}, "column cause: '' is not a name; write small letters, digits and hyphens"),
        ({"cause": "missing:2019-12-27:A speech"}, "column cause: 'A speech' is not a name"),
        ({"cause": "missing:2019-12-30:a-speech"}, "2019-12-30 is later than the act that answers it; allowed: the same day or"),
        ({"cause": ASSAULT}, "column cause: 2019-12-31 is later than the act that answers it"),
        ({"cause": STRIKE}, "column cause: an act does not answer itself"),
        ({"said_by": "actors"}, "column said_by: unknown word 'actors'; did you mean 'actor'"),
        (
            {"strength": "only"},
            "unknown word 'only'; did you mean 'sole' or 'joint'? Allowed: sole, joint, background",
        ),
        ({"coders": ""}, "column coders: unknown word ''"),
        ({"note": "a\x1b[2Jb"}, "column note: 'a\\x1b[2Jb' holds a control character"),
        ({"note": "x" * 10_001}, "column note: a cell of 10,001 letters; allowed: at most 10,000"),
        ({"id": "x" * 5000}, "column id: unknown id 'xxx"),
        ({"cause": "missing:2019-12-27:" + "É" * 5000}, "is not a name"),
        ({}, "column cause: the same pair stands on line 2 already; allowed: once"),
    ],
)
def test_a_wrong_link_is_one_line_that_names_its_line(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(write(tmp_path, GOOD, {**GOOD, **changes}))
    text = str(caught.value)
    assert expected in text
    assert "links.csv:3:" in text
    assert "\n" not in text
    assert len(text) <= LONGEST
    assert caught.value.exit_code == 2


def test_a_cause_on_any_day_that_the_answer_may_have_is_allowed(tmp_path: Path) -> None:
    """The one may lie on any day of its week, the other on any day of its month."""
    assert (ROWS[WEEK]["date_precision"], ROWS[MONTH]["date_precision"]) == ("week", "month")
    path = write(tmp_path, {**GOOD, "id": WEEK, "cause": "missing:2018-09-09:last-day"})
    assert len(read(path)) == 1
    assert len(read(write(tmp_path, {**GOOD, "id": "2024-11-18-israel-warning", "cause": MONTH}))) == 1
    with pytest.raises(RecordError, match="2018-09-10 is later"):
        read(write(tmp_path, {**GOOD, "id": WEEK, "cause": "missing:2018-09-10:the-day-after"}))


def test_acts_do_not_answer_each_other_in_a_circle(tmp_path: Path) -> None:
    """On one day no date tells them apart."""
    day = ["2024-10-01-iraq-government-arrest", "2024-10-01-unknown-militia-rocket-attack", "2024-10-01-iran-missile-attack"]
    pairs = [(day[0], day[1]), (day[1], day[2]), (STRIKE, ATTACK), (day[2], day[0])]
    links = [{**GOOD, "id": answer, "cause": cause} for answer, cause in pairs]
    assert len(read(write(tmp_path, *links[:3]))) == 3
    with pytest.raises(RecordError, match=r"links\.csv:5: column cause: acts answer each other in a circle: .* allowed: none"):
        read(write(tmp_path, *links))


def test_a_long_chain_is_no_circle(tmp_path: Path) -> None:
    names = [f"2020-01-01-act-{number}" for number in range(5000)]
    rows = {name: {"date": date(2020, 1, 1), "date_precision": "day"} for name in names}
    path = write(tmp_path, *({**GOOD, "id": b, "cause": a} for a, b in pairwise(names)))
    assert len(load_links(path, rows)) == 4999


@pytest.mark.parametrize(
    ("header", "expected"),
    [(COLUMNS[:-1], "column 'note' is missing"), ((*COLUMNS, "notes"), "unknown column 'notes'; did you mean 'note'")],
)
def test_columns_are_exact(tmp_path: Path, header: tuple[str, ...], expected: str) -> None:
    with pytest.raises(RecordError, match=expected):
        read(write(tmp_path, GOOD, header=header))


# The project's own, against the codebook


def test_the_figures_are_those_of_the_codebook() -> None:
    acts = {link.id for link in OWN.links}
    assert (len(OWN), len(acts)) == (584, 437)
    told = " ".join((RECORD / "CODEBOOK.md").read_text(encoding="utf-8").split())
    assert f"{len(OWN)} links of {len(acts)} acts" in told
    between_rows = [link for link in OWN.links if link.named]
    same_day = [link for link in between_rows if link.id[:10] == link.cause_date]
    by_us_date = [link for link in between_rows if link.note.startswith("same day") and link not in same_day]
    assert (len(same_day), len(by_us_date)) == (94, 1)
    assert "95 links of two rows are of the same day (94 by the rows' dates, one by the US date)" in told
    wave = {act.id for act in code_record(PROJECT, load_coding()) if act.decision == "attack_base"}
    strikes = {"airstrike", "targeted_killing"}
    drawn = [
        link for link in between_rows
        if link.id in wave and "2023-10-17" <= link.id <= "2024-03" and ROWS[link.cause]["actor"] in ("us", "coalition")
        and ROWS[link.cause]["action"] in strikes
    ]  # fmt: skip
    assert Counter(link.said_by for link in drawn) == {"sequence": len(drawn)}
    assert f"All {len(drawn)} links of base attacks of October 2023 to February 2024 to American strikes are of this kind" in told


@pytest.mark.parametrize(
    ("acts", "decisions"),
    [
        ("US strikes and killings", ("strike", "kill_leader")),
        ("US counter-fire", ("counter_fire",)),
        ("condemnations by Baghdad, of either side", ("condemn_us", "condemn_militia")),
        ("raids, arrests and releases", ("raid", "release")),
        ("truces and their ends", ("announce_truce", "end_truce")),
        ("attacks on bases", ("attack_base",)),
        ("attacks on convoys", ("attack_convoy",)),
    ],
)
def test_the_acts_with_a_documented_cause_are_those_of_the_codebook(acts: str, decisions: tuple[str, ...]) -> None:
    rows = {act.id for act in code_record(PROJECT, load_coding()) if act.decision in decisions}
    found = sum(any(link.named for link in OWN.causes(row)) for row in rows)
    assert f"| {acts} | {found} of {len(rows)}" in (RECORD / "CODEBOOK.md").read_text(encoding="utf-8")


def test_causes_and_answers_are_two_sides_of_one_link() -> None:
    assert [link.cause for link in OWN.causes(STRIKE)] == [ATTACK]
    assert STRIKE in [link.id for link in OWN.answers(ATTACK)]
    assert OWN.causes("2020-01-01-nobody") == OWN.answers("") == ()


def test_the_table_of_links() -> None:
    row = FRAME[(FRAME["id"] == STRIKE) & (FRAME["cause"] == ATTACK)].iloc[0]
    assert (str(row["date"].date()), str(row["cause_date"].date()), row["days"]) == ("2019-12-29", "2019-12-27", 2)
    contexts = FRAME[FRAME["cause"].str.startswith("context:")]
    assert contexts["cause_date"].isna().all()
    assert FRAME.loc[FRAME["id"] == WEEK, "days"].isna().all()
    assert not {name for name in MOTIVES if f"context:{name}" not in set(FRAME["cause"])}
