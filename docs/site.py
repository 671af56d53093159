"""What MkDocs cannot know by itself: pages that lie outside docs/, links to them, and the tutorial as a page.

Links are written as code hosts read them, from the file where they stand. Here they are turned into those of the site; a link to
anything that is not on the site is left as it is, and ends a strict build.
"""

from __future__ import annotations

import base64
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "README.md": "index.md",
    "docs/README.md": "pages.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "docs/tutorial.ipynb": "tutorial.md",
}
"""Pages whose name on the site is not that of their file in docs/."""
PICTURES = "results/reference"
"""The folder whose pictures README shows."""
_LINK = re.compile(r"(?<=\]\()(?P<target>[^()#\s:]+)(?P<anchor>#[^()\s]*)?(?=\))")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add what lies outside docs/, and take out what another page stands for."""
    for name, on_site in PAGES.items():
        path = ROOT / name
        if (there := files.get_file_from_path(name.removeprefix("docs/"))) is not None and name.startswith("docs/"):
            files.remove(there)
        if path.suffix == ".ipynb":
            text, pictures = notebook_page(json.loads(path.read_text(encoding="utf-8")))
            files.append(File.generated(config, on_site, content=text))
            for number, picture in enumerate(pictures, start=1):
                files.append(File.generated(config, f"tutorial/{number}.png", content=picture))
        else:
            files.append(File.generated(config, on_site, content=path.read_text(encoding="utf-8")))
    for picture in sorted((ROOT / PICTURES).glob("*.png")):
        files.append(File.generated(config, f"{PICTURES}/{picture.name}", abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the links of a page, written from where its file lies, into those of the site."""
    return linked(markdown, page.file.src_uri)


def linked(markdown: str, on_site: str) -> str:
    """The text of a page with the links of the site.

    >>> linked("[so](../README.md#speed), [so](model.md)", "effects.md")
    '[so](index.md#speed), [so](model.md)'
    """
    source = next((name for name, page in PAGES.items() if page == on_site), f"docs/{on_site}")

    def turn(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), match["target"]))
        if target not in PAGES and not target.startswith(("docs/", f"{PICTURES}/")):
            return match[0]
        there = PAGES.get(target, target.removeprefix("docs/"))
        return posixpath.relpath(there, posixpath.dirname(on_site) or ".") + (match["anchor"] or "")

    return _LINK.sub(turn, markdown)


# The tutorial -----------------------------------------------------------------------------------------------------------------


def notebook_page(notebook: dict[str, Any]) -> tuple[str, list[bytes]]:
    """A notebook as a page in Markdown, and its pictures, `tutorial/1.png` first."""
    pictures: list[bytes] = []
    parts = [part for cell in notebook["cells"] for part in _parts(cell, pictures)]
    return "\n\n".join(parts) + "\n", pictures


def _parts(cell: dict[str, Any], pictures: list[bytes]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield source
        return
    yield f"```python\n{source}\n```"
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "image/png" in data:
            pictures.append(base64.b64decode(data["image/png"]))
            yield f"![What the cell above draws](tutorial/{len(pictures)}.png)"
        elif "text/html" in data:
            yield f'<div class="shown">\n{"".join(data["text/html"])}\n</div>'
        else:
            yield f"```text\n{''.join(output.get('text', data.get('text/plain', ''))).rstrip()}\n```"
