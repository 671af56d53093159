"""What every page of HTML shares: its template, and figures as text that it can hold, so that it needs nothing else."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Picture:
    """A figure as text that a page can hold, with its caption."""

    name: str
    caption: str
    data: str


def template(name: str) -> jinja2.Template:
    """A template of the project: what it is given is escaped, what it is not given is an error."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    pages = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return pages.get_template(name)


def picture(path: Path, captions: Mapping[str, str]) -> Picture:
    """A PNG with its caption, which goes by the first word of the file's name."""
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return Picture(path.stem, captions.get(path.stem.split("_")[0], ""), data)
