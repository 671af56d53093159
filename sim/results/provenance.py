"""Where numbers come from: hashes of everything a run reads, versions of what runs it."""

from __future__ import annotations

import functools
import hashlib
import platform
import subprocess
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sim.paths import RECORD, ROOT

LIBRARIES = ("escalation-simulator", "mesa", "numpy", "pandas", "scipy", "pyarrow", "joblib")
NO_RULES = {
    "__main__.py", "app", "attempts.py", "batches", "cli.py", "commands", "estimates", "explain", "figures", "lessons", "page.py",
    "report.py", "notebook.py", "run_folders.py", "run_results.py", "templates", "wording.py", "workers.py", "workload.py",
}  # fmt: skip
"""Folders and files of `sim` whose code cannot change a number."""
PICTURES = ("figures", "page.py", "report.py", "templates", "wording.py")
"""Those that draw figures and write the report, with libraries of their own."""
DRAW_WITH = ("matplotlib", "pillow", "jinja2", "numpy")


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@functools.cache
def input_hashes() -> dict[str, str]:
    """Hash of every file of the record, and one of the rules: the simulator's own code."""
    hashes = {path.name: sha256_of(path) for path in sorted(RECORD.iterdir()) if path.suffix in (".csv", ".yaml")}
    return {**hashes, "rules": _hash_of_code(lambda part: part not in NO_RULES)}


@functools.cache
def rules_and_record() -> str:
    """One hash of all of `input_hashes`, as they were when this process first asked."""
    return hashlib.sha256(repr(sorted(input_hashes().items())).encode()).hexdigest()


@functools.cache
def drawn_by() -> str:
    """Hash of what draws the figures and writes the report: our code, and the libraries' versions."""
    return hashlib.sha256(f"{_hash_of_code(lambda part: part in PICTURES)} {versions(DRAW_WITH)}".encode()).hexdigest()


@functools.cache
def code_hash(part: str) -> str:
    """Hash of a folder or file of `sim`: of code that is in no hash of the rules, but makes a result of its own."""
    return _hash_of_code(lambda first: first == part)


def _hash_of_code(wanted: Callable[[str], bool]) -> str:
    """Hash of the files of `sim` whose first folder, or own name, is wanted."""
    code = hashlib.sha256()
    for path in sorted((ROOT / "sim").rglob("*")):
        relative = path.relative_to(ROOT / "sim")
        if path.suffix in (".py", ".j2") and wanted(relative.parts[0]):
            code.update(relative.as_posix().encode() + b"\0" + path.read_bytes())
    return code.hexdigest()


def versions(libraries: Sequence[str] = LIBRARIES) -> dict[str, str]:
    """Versions of Python and of libraries, by default those that numbers pass through."""
    installed = {"python": platform.python_version()}
    for name in libraries:
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            installed[name] = "not installed"
    return installed


@functools.cache
def made_with() -> dict[str, str]:
    """The versions that numbers of this process pass through, asked for once."""
    return versions()


def commit() -> str | None:
    """The commit of the checkout, with `+changes` if files differ from it; None outside a checkout."""
    if not (ROOT / ".git").exists():
        return None
    try:
        head = _git("rev-parse", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{head}+changes" if changed else head


def _git(*words: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()
