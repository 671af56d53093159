"""`python -m calibration.pages.report`: fill the marked blocks of README and of the pages in `docs/` from `results/reference/`.

A block stands between `<!-- filled by python -m calibration.pages.report: NAME -->` and `<!-- end of NAME -->`; what is between
is replaced. A block whose file is missing says so, and which command makes it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from calibration import program
from calibration.pages.calibration_page import BLOCKS
from calibration.reference import REFERENCE
from sim.errors import InputError, unknown
from sim.paths import ROOT

DOCS = ROOT / "docs"
PAGE = DOCS / "calibration.md"
PARTS = tuple(DOCS / f"calibration-{part}.md" for part in ("fit", "forecasts", "targets", "terms"))
PAGES = (PAGE, *PARTS, DOCS / "effects.md", DOCS / "model.md", ROOT / "README.md")
"""The pages that hold blocks."""
OPEN = "<!-- filled by python -m calibration.pages.report: {} -->"
CLOSE = "<!-- end of {} -->"
_BLOCK = re.compile(OPEN.format(r"(?P<name>[a-z0-9_]+)") + r"\n.*?" + CLOSE.format(r"(?P=name)"), re.DOTALL)
_OPENED = re.compile(OPEN.format(r"([a-z0-9_]+)"))


def filled(text: str, folder: Path = REFERENCE) -> str:
    """The page with every block filled from the files of a folder.

    Raises
    ------
    InputError
        For a block of an unknown name or without its end, or a file that cannot be read.
    """
    names = _OPENED.findall(text)
    for name in names:
        if name not in BLOCKS:
            raise InputError(unknown("block", name, BLOCKS))
    if len(_BLOCK.findall(text)) != len(names):
        raise InputError(f"a block has no end; allowed: each followed by {CLOSE.format('its name')}")

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        block = BLOCKS[name]
        body = block.write(folder) or f"*Not yet run*: {block.how}"
        return f"{OPEN.format(name)}\n{body.strip()}\n{CLOSE.format(name)}"

    return _BLOCK.sub(fill, text)


def report(
    page: Annotated[
        Path | None,
        typer.Option(help="Page to fill; default: README and all pages of docs/ with blocks.", callback=program.a_file),
    ] = None,
    folder: Annotated[Path, typer.Option(help="Folder of the results.")] = REFERENCE,
) -> None:
    """Fill the blocks of the pages from the reference results."""
    if not any(folder.glob("*.csv")):
        raise InputError("there is no table in this folder; allowed: one like results/reference", file=folder)
    for each in (page,) if page is not None else PAGES:
        _fill(each, folder)


def _fill(page: Path, folder: Path) -> None:
    """Fill the blocks of one page, and say which could not be."""
    if not page.is_file():
        raise InputError("there is no such page", file=page)
    text = _text(page)
    page.write_text(filled(text, folder), encoding="utf-8", newline="\n")
    names = _OPENED.findall(text)
    missing = [name for name in names if BLOCKS[name].write(folder) is None]
    typer.echo(f"{page}: {len(names) - len(missing)} of {len(names)} blocks filled")
    for name in missing:
        typer.echo(f"not yet run: {name}: {BLOCKS[name].how}")


def _text(page: Path) -> str:
    try:
        return page.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError("this is no text in UTF-8; allowed: a page in Markdown", file=page) from error


if __name__ == "__main__":
    program.run(report)
