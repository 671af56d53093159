"""Files of HTML that commands write: whole or not at all, and never over what is none of ours."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError

HTML = (".html", ".htm")
OURS = ('content="escalation lesson"', 'content="escalation seat"', "lesson,setting,measure,", "seat,path,measure,")
"""What the beginning of a file that these commands wrote holds: a page, a table."""
BEGINNING = 1_000
"""Bytes of a file that are looked at."""


def check_page(path: Path) -> None:
    """Raise `InputError` for a name that is none of a page."""
    if path.suffix not in HTML:
        raise InputError(f"--out {path} is no page; allowed: a name ending in .html")


def check_free(path: Path) -> None:
    """Raise `InputError` for a name under which something lies that these commands did not write."""
    if not path.exists():
        return
    begins = ""
    if path.is_file():
        with path.open("rb") as file:
            begins = file.read(BEGINNING).decode(errors="replace")
    if not any(mark in begins for mark in OURS):
        raise InputError("this is there already, and no lesson; allowed: a name that is free, or of a lesson's page", file=path)


def write_page(path: Path, text: str) -> None:
    """A whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)
