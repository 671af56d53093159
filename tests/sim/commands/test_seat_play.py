"""A seat in the terminal: with given choices, asked for, and as records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from sim.cli import call
from tests.sim.seats.made import patched, short, written


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    patched(monkeypatch, short)


def told(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> str:
    capsys.readouterr()
    assert call(["seat", str(written(folder)), "--worlds", "3", *words]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_given_choices_are_played_and_debriefed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, tmp_path, "--choices", "wait")
    assert "27 December 2019, in the evening. Do you strike?" in shown
    assert "> Wait" in shown
    assert "You decide" in shown
    assert "On the evening of 27 December 2019 you chose: Wait. What was done: Strike." in shown
    assert "Days with a US strike: 0 on average with your choices (nine worlds in ten: 0 to 0), 1 with the historical" in shown
    assert shown.endswith("A model of documented patterns, not a forecast and no advice.")


def test_with_too_few_choices_the_next_question_stands_at_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, tmp_path, "--choices", "strike")
    assert "your order" in shown
    assert "2 spare: Spare. Nobody." in shown
    assert "The game is over" not in shown


def test_a_choice_too_many_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["seat", str(written(tmp_path)), "--choices", "wait,kill"]) == 2
    assert "the game ended on 2020-01-10" in capsys.readouterr().err


def test_records_hold_choices_events_and_what_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def rows(*words: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert call(["seat", str(written(tmp_path)), "--worlds", "3", "--json", *words]) == 0
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return found

    one = rows("--choices", "strike")
    assert one[0] == {"kind": "choice", "date": "2019-12-27", "decision": "answer", "option": "strike"}
    assert [each["option"] for each in one if each["kind"] == "option"] == ["kill", "spare"]
    strike = next(each for each in one if each["kind"] == "event" and each["action"] == "strike")
    assert strike["ordered"] is True
    effects = {each["measure"]: each for each in rows("--choices", "wait") if each["kind"] == "effect"}
    assert effects["us_strikes"]["difference"] == -1


def test_asked_one_may_err_ask_why_go_back_and_leave(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["nonsense", "²", "why x", "why ²", "why 0", "1", "rewind 2019-12-27", "rewind never", "wait"])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    shown = told(capsys, tmp_path)
    assert "unknown option of answer 'nonsense'" in shown
    assert "unknown option of answer '²'" in shown
    assert shown.count("why needs the number of an event") == 2
    assert "restraints, with the factor" in shown
    assert "31 December 2019, in the evening. The embassy is stormed." in shown
    assert "'never' is not a day" in shown
    assert "you chose: Wait." in shown
    assert next(answers, None) is None
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "quit")
    assert "The game is over" not in told(capsys, tmp_path)


def test_input_that_ends_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["strike"])

    def typed(*_: object, **__: object) -> str:
        for answer in answers:
            return answer
        raise typer.Abort

    monkeypatch.setattr("typer.prompt", typed)
    assert call(["seat", str(written(tmp_path))]) == 3
    assert "nothing more was typed on 2019-12-31" in capsys.readouterr().err
