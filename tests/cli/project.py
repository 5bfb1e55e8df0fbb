"""A copy of the project, for commands that write into it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT

FOLDERS = ("actions", "bot", "data", "locales", "tests/nlu", "tests/stories", "tools")
FILES = (
    "babel.cfg",
    "config.yml",
    "credentials.yml",
    "domain.yml",
    "endpoints.yml",
    "languages.yml",
    "requirements.lock",
)


@dataclass(frozen=True)
class Project:
    """A copy; `bot` runs its command line."""

    root: Path

    def bot(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-W", "ignore", "-m", "bot", *arguments, **environment)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.root, env=self.environment(**environment), capture_output=True, text=True, timeout=300
        )

    def environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": "", **more}

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def files(self) -> dict[str, str]:
        """Return what every text file of the copy holds, by path."""
        return {
            str(path.relative_to(self.root)): path.read_text("utf-8")
            for folder in (*FOLDERS, *FILES)
            for path in ([self.root / folder] if folder in FILES else (self.root / folder).rglob("*"))
            if path.is_file() and path.suffix not in (".pyc", ".mo", ".npz", ".tmp")
        }


def copy_project(folder: Path) -> Project:
    """Return a copy of what the commands read and write; environment and vectors are the project's own."""
    skipped = shutil.ignore_patterns("__pycache__", "node_modules", "*.tmp")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    for name in FILES:
        shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    (ROOT / ".cache").mkdir(exist_ok=True)
    (folder / ".cache").symlink_to(ROOT / ".cache")
    return Project(folder)
