"""The tutorial is run from a clean kernel, or by what any Python has; `python -m tests.notebook` stores what it shows.

Without Jupyter (nbclient and ipykernel), a process of its own runs the cells in their order and keeps what a kernel would keep of
them: what is printed, and the last expression as text, HTML or PNG.
"""

from __future__ import annotations

import argparse
import ast
import base64
import contextlib
import copy
import io
import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs" / "tutorial.ipynb"
KERNEL = ("nbclient", "nbformat", "ipykernel")
SECONDS = 900
Notebook = dict[str, Any]


class CellFailed(Exception):
    """A cell raised; the message has its traceback."""


def has_kernel() -> bool:
    """Whether Jupyter can run it."""
    return all(find_spec(name) is not None for name in KERNEL)


def read(path: Path) -> Notebook:
    """A notebook as its file has it."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def code_cells(notebook: Notebook) -> list[Notebook]:
    """The cells that are run, in their order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def write(notebook: Notebook, path: Path) -> None:
    """One form for whatever ran it: no times, no versions of a kernel."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def executed(notebook: Notebook) -> Notebook:
    """The same with its outputs, run in a folder of its own; raises `CellFailed` for a cell that fails."""
    with tempfile.TemporaryDirectory() as folder:
        return in_jupyter(notebook, folder) if has_kernel() else in_python(notebook, folder)


def in_jupyter(notebook: Notebook, folder: str) -> Notebook:
    """Run by a new kernel."""
    import nbclient
    import nbformat

    node = nbformat.reads(json.dumps(notebook), as_version=4)
    where = {"metadata": {"path": folder}}
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    try:
        nbclient.NotebookClient(node, timeout=SECONDS, kernel_name="python3", resources=where).execute()
    except nbclient.exceptions.CellExecutionError as error:
        raise CellFailed(str(error)) from error
    done: Notebook = json.loads(nbformat.writes(node))
    for cell in code_cells(done):  # what libraries say of the kernel itself, such as that it lacks widgets
        cell["outputs"] = [output for output in cell["outputs"] if output.get("name") != "stderr"]
    return done


def in_python(notebook: Notebook, folder: str) -> Notebook:
    """Run by a new process of Python."""
    done = copy.deepcopy(notebook)
    cells = code_cells(done)
    outputs = Path(folder) / "outputs.json"
    words = [sys.executable, "-W", "error", "-m", "tests.notebook", "--cells", str(outputs)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        words, input=json.dumps(["".join(cell["source"]) for cell in cells]), capture_output=True, text=True, check=False,
        cwd=folder, env=environment, timeout=SECONDS,
    )  # fmt: skip
    if found.returncode:
        raise CellFailed(found.stderr)
    for number, (cell, kept) in enumerate(zip(cells, json.loads(outputs.read_text(encoding="utf-8")), strict=True), start=1):
        cell["execution_count"], cell["outputs"] = number, kept
    return done


# In the process that runs the cells -------------------------------------------------------------------------------------------


def run_cells(sources: list[str]) -> list[list[Notebook]]:
    """The outputs of each cell; all share their names."""
    names: dict[str, Any] = {"__name__": "__main__"}
    return [_outputs(source, names, number) for number, source in enumerate(sources, start=1)]


def _outputs(source: str, names: dict[str, Any], number: int) -> list[Notebook]:
    tree, where = ast.parse(source), f"cell {number}"
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, where, "exec"), names)
        value = eval(compile(ast.Expression(last.value), where, "eval"), names) if isinstance(last, ast.Expr) else None
    found: list[Notebook] = []
    if text := printed.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)})
    if value is not None and not source.rstrip().endswith(";"):
        found.append({**_shown(value), "execution_count": number, "output_type": "execute_result"})
    return found


def _shown(value: Any) -> Notebook:
    """A value as a kernel shows it."""
    png, page = (getattr(value, name, lambda: None)() for name in ("_repr_png_", "_repr_html_"))
    data: Notebook = {}
    about: Notebook = {}
    if png is not None:
        picture, size = png if isinstance(png, tuple) else (png, None)
        data["image/png"] = base64.b64encode(picture).decode() + "\n"
        about = {} if size is None else {"image/png": size}
    if page is not None:
        data["text/html"] = page.splitlines(keepends=True)
    return {"data": {**data, "text/plain": repr(value).splitlines(keepends=True)}, "metadata": about}


def main() -> int:
    """Run the tutorial and store what it shows; 1 if a cell fails."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--cells", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("notebook", type=Path, nargs="?", default=TUTORIAL)
    asked = parser.parse_args()
    try:
        if asked.cells is not None:
            asked.cells.write_text(json.dumps(run_cells(json.load(sys.stdin))), encoding="utf-8")
        else:
            write(executed(read(asked.notebook)), asked.notebook)
    except CellFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
