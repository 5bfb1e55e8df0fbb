"""Sentences with alarming words and no danger now: the counter-examples of the topic `danger`."""

from __future__ import annotations

from pathlib import Path

from bot.nlu.gazetteer import LOOKUPS
from bot.nlu.text import clean

#: Class of these sentences; never a topic.
NOT_NOW = "not_now"


def read_not_now(lookups: Path = LOOKUPS) -> list[str]:
    """Return the sentences of all languages (`data/lookups/<language>/not_now.txt`, one a line)."""
    return [
        clean(line)
        for path in sorted(lookups.glob("*/not_now.txt"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
