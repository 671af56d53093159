"""The site of the documentation builds without a broken link, needs nothing from elsewhere, and shows what lies outside docs/."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "mkdocs.yml"


def built(folder: Path, **changes: Any) -> Path:
    """A site in a folder; raises `Abort` for any warning."""
    settings = load_config(str(SETTINGS), site_dir=str(folder), **changes)
    settings.plugins.on_startup(command="build", dirty=False)
    build(settings)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        yield built(tmp_path_factory.mktemp("site"))


def page(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def test_every_page_is_there(site: Path) -> None:
    names = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"README"}
    assert {f"{name}.html" for name in (*names, "index", "pages", "contributing", "changelog", "tutorial")} <= {
        path.name for path in site.glob("*.html")
    }
    assert not list(site.rglob("*.py"))


def test_links_out_of_docs_lead_to_pages_of_the_site(site: Path) -> None:
    assert 'href="index.html#how-far-to-trust-it"' in page(site, "tutorial.html")
    assert 'href="tutorial.html"' in page(site, "pages.html")
    assert 'href="effects.html"' in page(site, "analysing.html") + page(site, "index.html")
    for source in re.findall(r'<img [^>]*src="([^"]+)"', page(site, "index.html")):
        assert (site / source).is_file()


def test_the_tutorial_shows_what_its_cells_do(site: Path) -> None:
    text = page(site, "tutorial.html")
    assert len(list((site / "tutorial").glob("*.png"))) == text.count('src="tutorial/') >= 4
    assert text.count('<div class="shown">') >= 5


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    for path in site.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)\b[^>]*\bsrc="([^"]*)"|<link\b[^>]*\bhref="([^"]*)"', text)
        assert [each for pair in loaded for each in pair if each.startswith(("http", "//"))] == [], path.name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[so](nowhere.md)", "'nowhere.md'"),
        ("[so](#nowhere)", "#nowhere"),
        ("[so](../sim/model.py)", "'../sim/model.py'"),
        ("[so](/index.md)", "absolute link"),
    ],
)
def test_a_broken_link_ends_the_build(text: str, says: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# One\n\n{text}\n")
    bare: dict[str, Any] = {"theme": {"name": "mkdocs"}, "nav": None, "hooks": [], "plugins": [], "extra_css": []}
    with caplog.at_level(logging.WARNING, "mkdocs"), pytest.raises(Abort, match="strict mode"):
        built(tmp_path / "site", docs_dir=str(tmp_path / "docs"), **bare)
    assert says in caplog.text
