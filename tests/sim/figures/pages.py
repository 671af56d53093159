"""What every page of figures must be."""

from __future__ import annotations

from sim.figures.style import Sheet, settings


def check_words_lie_apart(page: Sheet) -> None:
    """No words leave the page at its sides, and none lie on each other."""
    with settings():
        page.figure.draw_without_rendering()
        texts = [*page.figure.texts, *(text for axes in page.figure.axes for text in axes.texts)]
        boxes = [text.get_window_extent() for text in texts if text.get_text()]
    assert min(box.x0 for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= page.figure.bbox.width
    assert not [(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :] if a.overlaps(b)]
