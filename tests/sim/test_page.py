"""What pages share: templates that escape what they are given and refuse what they are not, figures as text."""

from __future__ import annotations

import base64
from pathlib import Path

import jinja2
import pytest

from sim.page import TEMPLATES, picture, template


def test_a_template_refuses_what_it_is_not_given() -> None:
    with pytest.raises(jinja2.UndefinedError):
        template("effects.html.j2").render(title="x")


def test_what_it_is_given_is_escaped() -> None:
    page = template("effects.html.j2")
    assert page.environment.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"


def test_every_page_has_the_same_style() -> None:
    pages = sorted(path.name for path in TEMPLATES.glob("*.html.j2") if "<html" in path.read_text(encoding="utf-8"))
    assert pages == ["effects.html.j2", "report.html.j2"]
    assert all('{% include "style.css.j2" %}' in (TEMPLATES / name).read_text() for name in pages)


def test_a_picture_is_text_with_the_caption_of_its_kind(tmp_path: Path) -> None:
    (tmp_path / "effect_12.png").write_bytes(b"\x89PNG")
    found = picture(tmp_path / "effect_12.png", {"effect": "how large"})
    assert (found.name, found.caption, base64.b64decode(found.data)) == ("effect_12", "how large", b"\x89PNG")
    assert picture(tmp_path / "effect_12.png", {}).caption == ""
