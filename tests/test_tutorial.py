"""docs/tutorial.ipynb runs from a clean kernel, and what is stored of it is whole and small."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat.v4
import pytest
from nbformat import NotebookNode

from tests.notebook import ROOT, TUTORIAL, CellFailed, code_cells, executed, read, write

LARGEST = 1_000_000
"""Bytes of the file."""
STORED = read(TUTORIAL)
WORDS = "\n".join(cell["source"] for cell in STORED["cells"] if cell["cell_type"] == "markdown")


def kinds(cell: NotebookNode) -> list[str]:
    """What a cell shows: `stdout`, or the kinds of data."""
    return sorted({kind for output in cell["outputs"] for kind in (output.get("data") or {output.get("name", ""): 0})})


def small(*sources: str) -> NotebookNode:
    """A notebook of these cells."""
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


# What is stored ---------------------------------------------------------------------------------------------------------------


def test_it_is_stored_with_what_it_shows() -> None:
    cells = code_cells(STORED)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    shown = [kind for cell in cells for kind in kinds(cell)]
    assert shown.count("image/png") >= 4
    assert shown.count("text/html") >= 5
    assert not [cell for cell in cells for output in cell["outputs"] if output["output_type"] == "error"]
    for cell in cells:
        for output in cell["outputs"]:
            if png := output.get("data", {}).get("image/png"):
                assert base64.b64decode(png).startswith(b"\x89PNG")


def test_it_is_small_and_holds_no_path_of_a_machine() -> None:
    assert TUTORIAL.stat().st_size < LARGEST
    outputs = json.dumps([cell["outputs"] for cell in code_cells(STORED)])
    assert not re.search(r"/(?:tmp|home|root|work|Users)/", outputs)


def test_it_is_written_in_one_form(tmp_path: Path) -> None:
    write(read(TUTORIAL), tmp_path / "again.ipynb")
    assert (tmp_path / "again.ipynb").read_bytes() == TUTORIAL.read_bytes()


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", WORDS))
def test_every_link_leads_somewhere(target: str) -> None:
    name, _, anchor = target.partition("#")
    path = TUTORIAL.parent / name
    assert path.exists()
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert not anchor or anchor in {re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_pages_lead_to_it() -> None:
    assert "(docs/tutorial.ipynb)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(tutorial.ipynb)" in (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert "-m tests.notebook" in (ROOT / "Makefile").read_text(encoding="utf-8")


# Run ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_it_runs_from_a_clean_kernel_and_shows_the_same_kinds_of_things() -> None:
    fresh = executed(STORED)
    assert [kinds(cell) for cell in code_cells(fresh)] == [kinds(cell) for cell in code_cells(STORED)]


def test_cells_share_their_names_and_show_their_last_expression() -> None:
    first, second = code_cells(executed(small("x = 2\nprint('two')\nx + 1", "import sim\nx;")))
    assert [(each.get("text"), each.get("data")) for each in first.outputs] == [("two\n", None), (None, {"text/plain": "3"})]
    assert second.outputs == []


def test_a_cell_that_warns_is_an_error_with_its_reason() -> None:
    with pytest.raises(CellFailed, match="UserWarning: mind"):
        executed(small("import warnings\nwarnings.warn('mind')"))


def test_a_failing_notebook_is_an_error_with_its_reason_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "broken.ipynb"
    write(small("x = 0", "1 / x"), path)
    before = path.read_bytes()
    words = [sys.executable, "-m", "tests.notebook", str(path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert path.read_bytes() == before
