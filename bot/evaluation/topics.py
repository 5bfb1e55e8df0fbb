"""The topic of each held-out message beside the topic that was recognised: accuracy, macro F1, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.assistant.assistant import Assistant

WORST = 20


@dataclass(frozen=True)
class Recognised:
    """A message with the topics that are right for it and the one that was recognised."""

    locale: str
    text: str
    right: tuple[str, ...]
    found: str


def labelled(tests: Iterable[dict[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the messages of the conversations that say their topic, each with the topics that are right."""
    pairs = []
    for test in tests:
        topic = test.get("topic")
        if topic and len(test["turns"]) == 1:
            pairs.append((test["turns"][0], tuple([topic] if isinstance(topic, str) else topic)))
    return pairs


async def recognise(
    assistant: Assistant, locale: str, pairs: Sequence[tuple[str, tuple[str, ...]]]
) -> list[Recognised]:
    """Ask the trained pipeline for the topic of each message."""
    found = []
    for text, right in pairs:
        parsed = await assistant._agent.parse_message(text)
        found.append(Recognised(locale, text, right, parsed["intent"]["name"]))
    return found


def report(recognised: Sequence[Recognised]) -> dict[str, Any]:
    """Return accuracy, macro F1, the confusion matrix (pairs with counts) and the worst confusions."""
    from sklearn.metrics import f1_score

    # Where two topics are right, finding either is.
    right = [one.found if one.found in one.right else one.right[0] for one in recognised]
    found = [one.found for one in recognised]
    matrix = Counter(zip(right, found))
    wrong = Counter({pair: count for pair, count in matrix.items() if pair[0] != pair[1]})
    return {
        "messages": len(recognised),
        "accuracy": sum(r == f for r, f in zip(right, found)) / max(len(recognised), 1),
        "macro_f1": float(f1_score(right, found, average="macro", zero_division=0, labels=sorted(set(right)))),
        "worst": [[wanted, got, count] for (wanted, got), count in wrong.most_common(WORST)],
        "confusions": [[wanted, got, count] for (wanted, got), count in sorted(matrix.items())],
    }


def write_rasa_test(recognised: Sequence[Recognised], path: Path) -> None:
    """Write the messages as test data for `rasa test nlu`."""
    by_topic: dict[str, list[str]] = {}
    for one in recognised:
        by_topic.setdefault(one.right[0], []).append(one.text)
    entries = [
        {"intent": topic, "examples": "".join(f"- {text}\n" for text in texts)}
        for topic, texts in sorted(by_topic.items())
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True, width=10_000), "utf-8")
