"""The tutorial is run from a clean kernel by nbclient; `python -m tests.notebook` stores what it shows."""

from __future__ import annotations

import argparse
import copy
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs" / "tutorial.ipynb"
SECONDS = 900
"""That a cell may take."""
OF_THE_KERNEL = "IProgress not found"
"""What a library warns of that lies in the kernel, not in a cell: that it lacks widgets."""


class CellFailed(Exception):
    """A cell raised, or warned; the message has what it said."""


def read(path: Path) -> NotebookNode:
    """A notebook of version 4."""
    return nbformat.read(path, as_version=4)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that are run, in their order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def write(notebook: NotebookNode, path: Path) -> None:
    """One form wherever it ran: no times, no versions of a kernel."""
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)


def executed(notebook: NotebookNode) -> NotebookNode:
    """The same with its outputs, run by a new kernel in a folder of its own.

    Raises
    ------
    CellFailed
        For a cell that raises or warns.
    """
    done = copy.deepcopy(notebook)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    with tempfile.TemporaryDirectory() as folder:
        where = {"metadata": {"path": folder}}
        try:
            client = NotebookClient(done, timeout=SECONDS, kernel_name="python3", resources=where, coalesce_streams=True)
            client.execute(env=environment)
        except CellExecutionError as error:
            raise CellFailed(str(error)) from error
    for cell in code_cells(done):
        _refuse_warnings(cell)
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return done


def _refuse_warnings(cell: NotebookNode) -> None:
    for output in cell.outputs:
        text = output.get("text", "") if output.get("name") == "stderr" else ""
        if "Warning" in text and OF_THE_KERNEL not in text:
            raise CellFailed(f"a cell warned: {text}\n{cell.source}")


def main() -> int:
    """Run the tutorial and store what it shows; 1 if a cell fails."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("notebook", type=Path, nargs="?", default=TUTORIAL)
    path = parser.parse_args().notebook
    try:
        write(executed(read(path)), path)
    except CellFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
