"""Measure the recognition of danger.

Sentences: `tests/nlu/<locale>/danger.jsonl`, `{"text": ..., "danger": true|false}` a line.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.assistant.assistant import Assistant
from bot.evaluation import calibrate
from bot.evaluation.conversations import FIRST_WORDS, HELD_OUT, holds
from bot.nlu.danger import SIGNS, DangerDetector


@dataclass
class DangerResult:
    """Counts for one language; `missed` and `false_alarms` hold the sentences."""

    dangers: int = 0
    others: int = 0
    missed: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)


def read_sentences(locale: str, folder: Path = HELD_OUT) -> list[tuple[str, bool]]:
    """Return the sentences of a locale, each with whether danger is now."""
    path = folder / locale / "danger.jsonl"
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(row["text"], row["danger"]) for row in rows]


async def measure(assistant: Assistant, locale: str, folder: Path = HELD_OUT, every: int = 1) -> DangerResult:
    """Ask every sentence, or one of so many, as a first message; recognised if 999 is among the first words."""
    result = DangerResult()
    for text, danger in read_sentences(locale, folder)[::every]:
        replies = await assistant.handle(f"eval-{uuid.uuid4().hex}", text)
        warned = holds(replies[0]["text"][:FIRST_WORDS], "999")
        if danger:
            result.dangers += 1
            if not warned:
                result.missed.append(text)
        else:
            result.others += 1
            if warned:
                result.false_alarms.append(text)
    return result


async def fit(assistant: Assistant, locales: Iterable[str]) -> dict[str, float]:
    """Return the weights of the signs that tell danger now from alarming words, of all locales together."""
    detector = calibrate.component_of(assistant, DangerDetector)
    detector._config = {**detector._config, "doubt": 0.0}
    told = []
    for locale in locales:
        for text, danger in read_sentences(locale):
            signs = dict((await assistant._agent.parse_message(text)).get(SIGNS) or {})
            signs.pop("likely", None)
            told += [(signs, danger)] if signs else []
    return calibrate.fit([signs for signs, _ in told], [danger for _, danger in told])


def interval(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (Wilson 1927), as a pair of shares."""
    if not total:
        return 0.0, 1.0
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
