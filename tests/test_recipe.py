"""Steps of a page: each place is read as it is written, and a step that cannot be followed says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipe import NotThere, Step, commands, sections, steps

BLOCK = "```python\nnew\n```\n"
PLACES = {
    "At the end of `a.py`:": Step("a.py", "end", "new\n"),
    "In the new file `b/c.py`:": Step("b/c.py", "new", "new\n"),
    "In `a.py`, after the line `one`:": Step("a.py", "after", "new\n", "one"),
    "In `a.py`, before the line `two = (`:": Step("a.py", "before", "new\n", "two = ("),
    "Why it is so. In `a.py`, in place of the line ``| `x` |``:": Step("a.py", "in place of", "new\n", "| `x` |"),
    'In `a.py`, in the line `one`,\nafter `"x"`:': Step("a.py", "within", "new\n", "one", '"x"'),
}
FILE = 'one = "x", "y"\n    two = (\ntwo\n'
DONE = {
    "end": FILE + "new\n",
    "after": 'one = "x", "y"\nnew\n    two = (\ntwo\n',
    "before": 'one = "x", "y"\nnew\n    two = (\ntwo\n',
    "in place of": 'new\n    two = (\ntwo\n',
    "within": 'one = "x"new, "y"\n    two = (\ntwo\n',
}  # fmt: skip


@pytest.mark.parametrize("sentence", PLACES)
def test_a_place_is_read_as_it_is_written(sentence: str) -> None:
    assert list(steps(f"Before.\n\n{sentence}\n\n{BLOCK}\nAfter.\n")) == [PLACES[sentence]]


def test_a_block_without_a_place_is_refused_and_commands_need_none() -> None:
    with pytest.raises(NotThere, match="no place is said"):
        list(steps(f"As follows:\n\n{BLOCK}"))
    text = "Then:\n\n```sh\none\ntwo --three\n```\n"
    assert list(steps(text)) == []
    assert commands(text) == ["one", "two --three"]


def test_sections_are_told_apart_by_their_headings() -> None:
    assert sections("# Title\nx\n## One\na\n### Part\nb\n## Two\nc\n") == {"One": "a\n### Part\nb\n", "Two": "c\n"}


@pytest.mark.parametrize("step", PLACES.values(), ids=lambda step: step.how)
def test_a_step_does_what_it_says(step: Step, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.py").write_text(FILE if step.line != "| `x` |" else FILE.replace("one", "| `x` |"), encoding="utf-8")
    step.follow(tmp_path)
    assert (tmp_path / step.file).read_text(encoding="utf-8") == DONE.get(step.how, "new\n")


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Step("a.py", "after", "x", "two"), "'two' is there 2 times"),
        (Step("a.py", "after", "x", "three"), "'three' is there 0 times"),
        (Step("a.py", "within", "x", "one", "z"), "'z' is there 0 times"),
        (Step("a.py", "new", "x"), "a.py is already there"),
        (Step("c.py", "end", "x"), "c.py is not there"),
    ],
)
def test_a_step_that_cannot_be_followed_says_why(step: Step, why: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(FILE, encoding="utf-8")
    with pytest.raises(NotThere, match=why):
        step.follow(tmp_path)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == FILE
