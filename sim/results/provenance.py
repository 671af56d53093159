"""Where numbers come from: hashes of everything a run reads, versions of what runs it."""

from __future__ import annotations

import functools
import hashlib
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sim.paths import RECORD, ROOT

LIBRARIES = ("escalation-simulator", "mesa", "numpy", "pandas", "scipy", "pyarrow", "joblib")
NO_RULES = {
    "app",
    "cli.py",
    "commands",
    "explain",
    "figures",
    "plots.py",
    "report.py",
    "templates",
}
"""Folders and files of `sim` whose code cannot change a number."""


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@functools.cache
def input_hashes() -> dict[str, str]:
    """Hash of every file of the record, and one of the rules: the simulator's own code."""
    hashes = {path.name: sha256_of(path) for path in sorted(RECORD.iterdir()) if path.suffix in (".csv", ".yaml")}
    rules = hashlib.sha256()
    for path in sorted((ROOT / "sim").rglob("*.py")):
        relative = path.relative_to(ROOT / "sim")
        if relative.parts[0] not in NO_RULES:
            rules.update(relative.as_posix().encode() + b"\0" + path.read_bytes())
    return {**hashes, "rules": rules.hexdigest()}


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that numbers pass through."""
    installed = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            installed[name] = "not installed"
    return installed


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
