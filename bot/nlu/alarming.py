"""Sentences with alarming words and no danger now: the counter-examples of the topic `danger`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.nlu.gazetteer import LOOKUPS
from bot.nlu.text import clean

#: Class of these sentences; never a topic.
NOT_NOW = "not_now"


def read_not_now(lookups: Path = LOOKUPS) -> list[str]:
    """Return the sentences of all languages."""
    return [text for text, _ in not_now_by_locale(lookups)]


def not_now_by_locale(lookups: Path = LOOKUPS) -> Iterator[tuple[str, str]]:
    """Yield each sentence and its locale (`data/lookups/<locale>/not_now.txt`, one a line)."""
    for path in sorted(lookups.glob("*/not_now.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield clean(line), path.parent.name
