"""Files of HTML that commands write: whole or not at all, and never over what is none of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.commands.export import write_whole
from sim.errors import InputError

ALL, INDEX = "all", "index.html"
FOLDER = Path("results/lessons")
HTML = (".html", ".htm")
OURS = ('content="escalation lesson"', 'content="escalation seat"', "lesson,setting,measure,", "seat,path,measure,")
"""What the beginning of a file that these commands wrote holds: a page, a table."""
BEGINNING = 1_000
"""Bytes of a file that are looked at."""


def check_page(path: Path) -> None:
    """Raise `InputError` for a name that is none of a page."""
    if path.suffix not in HTML:
        raise InputError(f"--out {path} is no page; allowed: a name ending in .html")


def check_folder(folder: Path) -> None:
    """Raise `InputError` for a page's name where a folder is meant."""
    if folder.suffix in HTML:
        raise InputError(f"--out {folder} is one page; allowed with {ALL}: a folder")


def places(pages: Sequence[str], out: Path | None, *, whole: bool) -> list[Path]:
    """Where pages go: one to a file, by default below `FOLDER`; a `whole` collection into a folder.

    Raises
    ------
    InputError
        For a folder where a page is meant, or a page where a folder is.
    """
    if whole:
        folder = out or FOLDER
        check_folder(folder)
        return [folder / page for page in pages]
    path = out or FOLDER / pages[0]
    check_page(path)
    return [path]


def check_worlds_of_page(worlds: int, most: int) -> None:
    """Raise `InputError` for more worlds than a page can hold."""
    if worlds > most:
        raise InputError(f"worlds is {worlds}; allowed: 1 to {most:,}, so that a phone can hold them")


def check_all_free(paths: Iterable[Path]) -> None:
    """Raise `InputError` if one of them is there and none of ours, or cannot be written."""
    from sim.results.folders import check_output

    for path in paths:
        check_output(path, "file")
        check_free(path)


def page_of_lesson(name: str) -> str:
    """The file of a lesson."""
    return f"{name}.html"


def page_of_seat(name: str) -> str:
    """The file of a seat beside those of lessons."""
    return f"seat_{name}.html"


def write_index(folder: Path) -> None:
    """The page that lists the lessons and seats whose pages lie in a folder."""
    from sim.lessons.page import index_page
    from sim.lessons.reading import load_lessons
    from sim.seats.reading import load_seats

    def there(name: str) -> bool:
        return (folder / name).is_file()

    lessons = [(read.lesson, page_of_lesson(read.lesson.name)) for read in load_lessons()]
    seats = [(seat.title, seat.question, page_of_seat(seat.name)) for seat in load_seats()]
    kept: Sequence[tuple[str, str, str]] = [seat for seat in seats if there(seat[2])]
    write_page(folder / INDEX, index_page([each for each in lessons if there(each[1])], kept))


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
    """A whole file or none; raises `InputError` if it cannot be written."""

    def fill(partial: Path) -> None:
        partial.write_text(text, encoding="utf-8", newline="\n")

    write_whole(path, fill, force=True, make_folder=True)
